"""The official list of municipalities, read from the seed folder into the tables."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lms.errors import NotPossible
from lms.journal.actions import record

from .models import District, Municipality, MunicipalityName, Person, Succession

SEED = Path(__file__).parent / "seed"
LIST_DATE = date(2021, 1, 1)
REFORM = date(1975, 1, 1)
"""End of the municipal reform. The list gives no dates for dissolved municipalities, only that they are gone by its own."""
EXPECTED = {"districts": 44, "municipalities": 1101}
DISSOLVED = {
    "08237008": "Betzweiler-Wälde",
    "08325058": "Tennenbronn",
    "08336012": "Bürchau",
    "08336020": "Elbenschwand",
    "08336060": "Neuenweg",
    "08336067": "Raich",
    "08336074": "Sallneck",
    "08336086": "Tegernau",
    "08336097": "Wies",
    "08336098": "Wieslet",
}
KINDS = {"Landkreis": District.Kind.RURAL, "Stadtkreis": District.Kind.URBAN}
TEST_DISTRICT = District(key="08999", name="Testkreis", kind=District.Kind.RURAL, region="Test")
TEST_KEYS = [f"089990{number:02d}" for number in range(1, 13)]


@dataclass
class ImportResult:
    """What an import changed."""

    created: int = 0
    renamed: int = 0
    unchanged: int = 0
    dissolved: int = 0


def rows_of(name: str) -> list[dict]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def import_municipalities(*, with_test: bool = False) -> ImportResult:
    """Bring districts and municipalities to the state of the list; a second run changes nothing.

    All or nothing: a list that is not complete is refused before the first write.
    """
    districts, municipalities = rows_of("bw-kreise.csv"), rows_of("bw-gemeinden.csv")
    check(districts, municipalities)
    write_districts(districts)
    names = {row["ags"]: (row["name"], row["zusatz"]) for row in municipalities}
    if with_test:
        TEST_DISTRICT.save()
        names |= {key: (f"Testkommune {key}", "") for key in TEST_KEYS}
    result = write_municipalities(names)
    result.dissolved = write_dissolved()
    return result


def check(districts: list[dict], municipalities: list[dict]) -> None:
    keys = {row["ags"] for row in districts}
    is_complete = (
        len(keys) == len(districts) == EXPECTED["districts"]
        and len({row["ags"] for row in municipalities}) == len(municipalities) == EXPECTED["municipalities"]
        and all(row["kreis_ags"] in keys and row["ags"].startswith(row["kreis_ags"]) for row in municipalities)
    )
    if not is_complete:
        raise NotPossible(_("Die Liste der Kommunen ist nicht vollständig. Es wurde nichts übernommen."))


def write_districts(rows: list[dict]) -> None:
    districts = [
        District(key=row["ags"], name=row["name"], kind=KINDS[row["art"]], region=row["regierungsbezirk"]) for row in rows
    ]
    for district in districts:
        district.fold_name()
    District.objects.bulk_create(
        districts,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "sort_name", "kind", "region"],
    )


def municipality(ags: str, name: str, addition: str = "", **dates) -> Municipality:
    made = Municipality(
        ags=ags,
        name=name,
        addition=addition,
        district_id=ags[:5],
        is_test=ags.startswith("08999"),
        **dates,
    )
    made.fold_name()
    return made


def write_municipalities(names: dict[str, tuple[str, str]]) -> ImportResult:
    present = {one.ags: one for one in Municipality.objects.current()}
    new = [municipality(ags, *names[ags], valid_from=LIST_DATE) for ags in names if ags not in present]
    Municipality.objects.bulk_create(new)
    MunicipalityName.objects.bulk_create([MunicipalityName(municipality=one, name=one.name, valid_from=LIST_DATE) for one in new])
    renamed = [present[ags] for ags in names if ags in present and present[ags].name != names[ags][0]]
    for one in renamed:
        rename(one, *names[one.ags])
    return ImportResult(created=len(new), renamed=len(renamed), unchanged=len(names) - len(new) - len(renamed))


def rename(one: Municipality, name: str, addition: str) -> None:
    """A change of name alone: the legal body and its row stay, the old name is kept with its end."""
    one.names.filter(valid_until=None).update(valid_until=LIST_DATE)
    MunicipalityName.objects.create(municipality=one, name=name, valid_from=LIST_DATE)
    one.name, one.addition = name, addition
    one.save()


def write_dissolved() -> int:
    """Create the municipalities that are known to be gone, closed and without a successor."""
    known = set(Municipality.objects.filter(ags__in=DISSOLVED).values_list("ags", flat=True))
    gone = [
        municipality(ags, name, valid_from=REFORM, valid_until=LIST_DATE) for ags, name in DISSOLVED.items() if ags not in known
    ]
    Municipality.objects.bulk_create(gone)
    return len(gone)


@transaction.atomic
def note_inhabitants(place: Municipality, inhabitants: int | None, *, by: Person, at: datetime) -> Municipality:
    """Write down how many people live in a municipality, or that it is not known; the official list does not say it."""
    place = Municipality.objects.select_for_update(no_key=True).get(pk=place.pk)
    if place.inhabitants == inhabitants:
        return place
    place.inhabitants = inhabitants
    place.save(update_fields=["inhabitants"])
    record("inhabitants_noted", place, by=by, at=at, inhabitants=inhabitants)
    return place


@transaction.atomic
def merge_municipality(gone: Municipality, successor: Municipality, *, on: date, by: Person | None, at: datetime) -> Succession:
    """One municipality becomes part of another: its row ends, its people move; enrolments keep the municipality of their day.

    Raises NotPossible if either has ended already.
    """
    rows = {row.pk: row for row in Municipality.objects.select_for_update(no_key=True).filter(pk__in=[gone.pk, successor.pk])}
    if len(rows) < 2 or any(row.valid_until for row in rows.values()):
        raise NotPossible(_("Diese Kommune gibt es nicht mehr unter diesem Schlüssel."))
    Municipality.objects.filter(pk=gone.pk).update(valid_until=on)
    gone.names.filter(valid_until=None).update(valid_until=on)
    moved = Person.objects.filter(municipality=gone).update(municipality=successor)
    kind = Succession.Kind.MERGER
    succession = Succession.objects.create(predecessor=gone, successor=successor, effective_on=on, kind=kind)
    record("municipality_merged", gone, by=by, at=at, people=moved)
    return succession
