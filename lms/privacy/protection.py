"""Database triggers that keep records: what is written once is never changed, and deleted only by a retention run.

A model says what it promises in an inner class `Protection`:

- `record = True`: no UPDATE ever; DELETE only inside an open `RetentionRun`.
- `frozen_from = "moment"`: the same for a row from when its column `moment` is set; `except_fields` may still change.
- `frozen_with = "path__to__version"`: no INSERT, UPDATE or DELETE once that version is published.
- `counted_only_while_open = True`: a counted answer only while its attempt is open.

Triggers are made after every `migrate`, because SQLite drops them whenever a migration rebuilds the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, models

NO_OPEN_RUN = 'NOT EXISTS (SELECT 1 FROM "privacy_retentionrun" WHERE "finished_at" IS NULL)'


@dataclass(frozen=True)
class Trigger:
    """Refuses one kind of statement on one table while `condition` (SQL over OLD and NEW) holds."""

    table: str
    event: str
    condition: str
    refusal: str
    prelude: str = ""

    @property
    def name(self) -> str:
        return f"keep_{self.table}_{self.event.lower()}"


def triggers_of(model: type[models.Model]) -> Iterator[Trigger]:
    promise = getattr(model, "Protection", None)
    table = model._meta.db_table
    if getattr(promise, "record", False):
        yield Trigger(table, "UPDATE", "TRUE", f"{table}: a record is never changed")
        yield Trigger(table, "DELETE", NO_OPEN_RUN, f"{table}: a record is deleted by a retention run only")
    if moment := getattr(promise, "frozen_from", ""):
        changed = _something_changed(model, getattr(promise, "except_fields", []))
        yield Trigger(table, "UPDATE", f'OLD."{moment}" IS NOT NULL AND ({changed})', f"{table}: frozen")
        yield Trigger(table, "DELETE", f'OLD."{moment}" IS NOT NULL AND {NO_OPEN_RUN}', f"{table}: frozen")
    if path := getattr(promise, "frozen_with", ""):
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            yield Trigger(table, event, _is_published(model, path, row), f"{table}: the version is published")
    if getattr(promise, "counted_only_while_open", False):
        yield _counted_only_while_open(table)


def _something_changed(model, except_fields) -> str:
    columns = [field.column for field in model._meta.local_concrete_fields if field.name not in except_fields]
    return " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)


def _is_published(model, path: str, row: str) -> str:
    expression, holder = row, model
    for hop in path.split("__"):
        field = holder._meta.get_field(hop)
        expression = f'{row}."{field.column}"' if expression == row else _lookup(holder, field.column, expression)
        holder = field.related_model
    return f"{_lookup(holder, 'published_at', expression)} IS NOT NULL"


def _lookup(model, column: str, key: str) -> str:
    return f'(SELECT "{column}" FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = {key})'


def _counted_only_while_open(table: str) -> Trigger:
    attempt = '"courses_attempt" WHERE "id" = (SELECT "attempt_id" FROM "courses_attemptslot" WHERE "id" = NEW."slot_id")'
    return Trigger(
        table,
        "INSERT",
        f"NEW.\"counted\" AND (SELECT \"status\" FROM {attempt}) NOT IN ('created', 'in_progress')",
        f"{table}: the attempt is handed in",
        # Without the share lock an answer slipped in beside a hand-in that was not committed yet.
        prelude=f"PERFORM 1 FROM {attempt} FOR SHARE;",
    )


def all_triggers() -> list[Trigger]:
    return [trigger for model in apps.get_models() for trigger in triggers_of(model)]


def install(using: str = "default") -> None:
    """Make every declared trigger whose table exists; making them twice changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if "privacy_retentionrun" not in present:
            return
        for trigger in all_triggers():
            if trigger.table in present:
                for statement in _statements(connection.vendor, trigger):
                    cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Drop every declared trigger: for the flush between tests, which deletes like nobody else may."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in all_triggers():
            suffix = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"{suffix}')


def _statements(vendor: str, trigger: Trigger) -> list[str]:
    return _postgresql(trigger) if vendor == "postgresql" else _sqlite(trigger)


def _sqlite(trigger: Trigger) -> list[str]:
    condition = trigger.condition.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f'DROP TRIGGER IF EXISTS "{trigger.name}"',
        f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW '
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{trigger.refusal}'); END",
    ]


def _postgresql(trigger: Trigger) -> list[str]:
    name, table = f'"{trigger.name}"', f'"{trigger.table}"'
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    refusal = f"RAISE EXCEPTION '{trigger.refusal}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN {trigger.prelude} IF {trigger.condition} THEN {refusal}; END IF; RETURN {row}; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {trigger.event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
