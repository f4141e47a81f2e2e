"""What a slow fixture writes, remembered: the first test of a process pays for it, the others get the same rows put back."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from lms import clock

Row = tuple[object, ...]
Rows = dict[str, set[Row]]

FRESH = timedelta(hours=1)


class KeptRows:
    """Calls `make`, or writes its rows again while the tables it fills hold the same as before a call within the last hour.

    For SQLite in memory; on any other database `make` is called every time. Files and caches are not kept.
    """

    def __init__(self, make: Callable[[], object]):
        self._make = make
        self._before: Rows = {}
        self._written: Rows = {}
        self._gone: Rows = {}
        self._made_at: datetime | None = None

    def put(self) -> None:
        if connection.vendor != "sqlite":
            self._make()
            return
        before = _all_rows()
        if self._is_fresh() and all(before[table] == rows for table, rows in self._before.items()):
            self._write_again()
        else:
            self._remember(before)

    def _is_fresh(self) -> bool:
        return self._made_at is not None and timedelta(0) <= clock.now() - self._made_at < FRESH

    def _remember(self, before: Rows) -> None:
        self._make()
        after = _all_rows()
        self._made_at = clock.now()
        self._written = {table: new for table, rows in after.items() if (new := rows - before[table])}
        self._gone = {table: old for table, rows in before.items() if (old := rows - after[table])}
        self._before = {table: before[table] for table in {*self._written, *self._gone}}

    def _write_again(self) -> None:
        cursor = connection.connection.cursor()
        for table, rows in self._gone.items():
            cursor.executemany(f'DELETE FROM "{table}" WHERE {_key_of(table)} = ?', [row[:1] for row in rows])
        for table, rows in self._written.items():
            places = ", ".join("?" * len(next(iter(rows))))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', sorted(rows, key=repr))


def _key_of(table: str) -> str:
    name: str = connection.connection.execute(f'PRAGMA table_info("{table}")').fetchone()[1]
    return f'"{name}"'


def _all_rows() -> Rows:
    connection.ensure_connection()
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'"
    cursor = connection.connection.cursor()
    tables = [name for (name,) in cursor.execute(query).fetchall()]
    return {table: set(cursor.execute(f'SELECT * FROM "{table}"').fetchall()) for table in tables}
