from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lms import clock
from lms.accounts import municipalities
from lms.accounts.models import District, Municipality, MunicipalityName, Succession
from lms.accounts.municipalities import import_municipalities, merge_municipality
from lms.errors import NotPossible
from tests.factories.people import make_municipality, make_person

pytestmark = pytest.mark.django_db


def test_the_whole_list_is_read_once():
    result = import_municipalities()

    assert (result.created, result.renamed, result.dissolved) == (1101, 0, 10)
    assert Municipality.objects.current().count() == 1101
    assert District.objects.count() == 44
    assert District.objects.filter(kind="urban").count() == 9
    assert MunicipalityName.objects.filter(valid_until=None).count() == 1101


def test_a_second_run_changes_nothing():
    import_municipalities()

    result = import_municipalities()

    assert (result.created, result.renamed, result.unchanged, result.dissolved) == (0, 0, 1101, 0)


def test_eight_names_occur_twice():
    import_municipalities()

    names = list(Municipality.objects.current().values_list("name", flat=True))
    assert sorted({name for name in names if names.count(name) == 2}) == [
        "Altdorf",
        "Altheim",
        "Dürnau",
        "Hochdorf",
        "Malsch",
        "Rosenberg",
        "Schömberg",
        "Talheim",
    ]


def test_dissolved_municipalities_are_closed_and_have_no_invented_successor():
    import_municipalities()

    closed = Municipality.objects.exclude(valid_until=None)
    assert closed.count() == 10
    assert set(closed.values_list("ags", flat=True)) == set(municipalities.DISSOLVED)
    assert not Succession.objects.exists()


def test_test_municipalities_come_only_when_asked_for():
    import_municipalities()
    assert not Municipality.objects.filter(is_test=True).exists()

    import_municipalities(with_test=True)
    assert Municipality.objects.filter(is_test=True).count() == 12


def test_a_new_name_keeps_the_row_and_the_old_name():
    import_municipalities()
    stuttgart = Municipality.objects.get(ags="08111000")
    Municipality.objects.filter(pk=stuttgart.pk).update(name="Stutgarten")
    stuttgart.names.update(name="Stutgarten", valid_from="2000-01-01")

    result = import_municipalities()

    assert result.renamed == 1
    assert list(stuttgart.names.order_by("valid_from").values_list("name", flat=True)) == ["Stutgarten", "Stuttgart"]
    assert Municipality.objects.get(ags="08111000").pk == stuttgart.pk


def test_an_incomplete_list_is_refused_before_the_first_write(monkeypatch):
    whole = municipalities.rows_of
    monkeypatch.setattr(municipalities, "rows_of", lambda name: whole(name)[:-1])

    with pytest.raises(CommandError, match="nicht vollständig"):
        call_command("import_municipalities")

    assert not District.objects.exists()


def test_a_city_is_named_with_its_kind_not_twice():
    import_municipalities()

    assert Municipality.objects.get(ags="08111000").full_name == "Stuttgart (Stadtkreis)"


def test_merger_moves_people_and_keeps_what_was():
    gone, successor = make_municipality("Klein"), make_municipality("Groß")
    person = make_person(municipality=gone)

    succession = merge_municipality(gone, successor, on=date(2026, 1, 1), by=None, at=clock.now())

    gone.refresh_from_db()
    person.refresh_from_db()
    assert (gone.valid_until, person.municipality) == (date(2026, 1, 1), successor)
    assert (succession.predecessor, succession.successor, succession.kind) == (gone, successor, "merger")


@pytest.mark.parametrize("ended", ["gone", "successor"])
def test_municipality_that_has_ended_takes_part_in_no_merger(ended):
    rows = {"gone": make_municipality("Klein"), "successor": make_municipality("Groß")}
    rows[ended].valid_until = date(2025, 1, 1)
    rows[ended].save()

    with pytest.raises(NotPossible):
        merge_municipality(rows["gone"], rows["successor"], on=date(2026, 1, 1), by=None, at=clock.now())

    assert not Succession.objects.exists()
