from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certificates.models import NumberSeries
from lms.accounts import places
from lms.accounts.actions import organisation_called
from lms.accounts.models import Neighbourhood, Organisation, OrganisationName
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_municipality, make_office_person, make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def office(client):
    person = make_office_person()
    client.force_login(person)
    return person


def make_organisation(name="Bürgerverein", **fields):
    return Organisation.objects.create(**{"kind": "civic_initiative", "name": name, **fields})


def names_of(organisation) -> list[tuple]:
    return list(organisation.names.order_by("valid_from").values_list("name", "valid_from", "valid_until"))


# --- Merging ------------------------------------------------------------------------------------------------------------


def test_merging_moves_people_and_enrolments_and_the_journal_counts_them(office):
    right, twin = make_organisation(), make_organisation("Buergerverein")
    person, other = make_person(organisation=twin), make_person(organisation=right)
    enrolment = make_enrolment(make_cohort(make_version()), sending_organisation=twin)

    places.merge_organisation(twin, into=right, by=office, at=AT)

    person.refresh_from_db()
    enrolment.refresh_from_db()
    entry = JournalEntry.objects.get(verb="organisation_merged")
    assert (person.organisation, other.organisation, enrolment.sending_organisation) == (right, right, right)
    assert (entry.subject_id, entry.facts) == (str(twin.pk), {"into": right.pk, "moved": 2})


def test_nothing_names_the_duplicate_afterwards(office):
    """Whatever points at organisations one day is moved too, or merging says why not."""
    pointing = {relation.related_model._meta.label for relation in places.references_to_organisations()}

    assert pointing == {"accounts.Person", "courses.Enrolment", "certificates.IssuerSettings", "certificates.NumberSeries"}


def test_spelling_of_a_duplicate_leads_to_the_right_organisation(office):
    right, twin, older = make_organisation(), make_organisation("Buergerverein"), make_organisation("Bürger-Verein")
    places.merge_organisation(older, into=twin, by=office, at=AT)
    places.merge_organisation(twin, into=right, by=office, at=AT)

    found = [organisation_called("civic_initiative", name, None) for name in ("Bürgerverein", "Buergerverein", "Bürger-Verein")]

    assert found == [right] * 3


def test_two_equal_rows_do_not_stop_anybody_from_naming_them():
    first, _second = make_organisation(), make_organisation()

    assert organisation_called("civic_initiative", "Bürgerverein", None) == first


@pytest.mark.parametrize("case", ["itself", "merged before", "into one that was merged"])
def test_merging_is_refused_and_changes_nothing(office, case):
    right, twin, third = make_organisation(), make_organisation("B"), make_organisation("C")
    places.merge_organisation(twin, into=right, by=office, at=AT)
    duplicate, into = {"itself": (third, third), "merged before": (twin, third), "into one that was merged": (third, twin)}[case]

    with pytest.raises(NotPossible):
        places.merge_organisation(duplicate, into=into, by=office, at=AT)

    assert JournalEntry.objects.filter(verb="organisation_merged").count() == 1
    assert set(Organisation.objects.current()) == {right, third}


def test_issuer_takes_duplicates_in_but_does_not_become_one(office):
    issuer, other = make_organisation("Koordinierungsstelle"), make_organisation("Koordinierungs-Stelle")
    NumberSeries.objects.create(issuer=issuer, kind="QK", year=2026, last=7)

    with pytest.raises(NotPossible, match="stellt Nachweise aus"):
        places.merge_organisation(issuer, into=other, by=office, at=AT)
    places.merge_organisation(other, into=issuer, by=office, at=AT)

    assert NumberSeries.objects.get().issuer == issuer
    assert list(Organisation.objects.current()) == [issuer]


def test_office_reads_what_goes_and_what_stays_before_merging(client, office):
    right, twin = make_organisation(), make_organisation("Bürgerverein e. V.")
    make_person(organisation=twin)
    address = reverse("accounts:organisation-merge", args=[twin.pk])

    search = client.get(address, {"q": "bürgerverein"}).content.decode()
    preview = client.get(address, {"in": right.pk}).content.decode()
    answer = client.post(address, {"in": right.pk}, follow=True)

    assert f'href="?in={right.pk}"' in search
    assert f'href="?in={twin.pk}"' not in search
    assert "1 Person und alle Anmeldungen" in preview
    assert answer.redirect_chain[-1][0] == reverse("accounts:organisation", args=[right.pk])
    assert client.get(reverse("accounts:organisation", args=[twin.pk])).url == reverse("accounts:organisation", args=[right.pk])


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "\x00", "٣"])
def test_merging_with_nothing_asks_again(client, office, typed):
    twin = make_organisation()
    address = reverse("accounts:organisation-merge", args=[twin.pk])

    page = client.post(address, {"in": typed}, follow=True).content.decode()

    assert "Bitte wählen Sie die Organisation, die bleiben soll." in page
    assert Organisation.objects.get().merged_into is None


# --- Names with dates ---------------------------------------------------------------------------------------------------


def change(organisation, name, *, on=None, office):
    fields = {"kind": organisation.kind, "name": name, "municipality": None, "renamed_on": on}
    return places.change_organisation(organisation, **fields, by=office, at=AT)


def test_new_name_keeps_the_old_one_with_its_end(office):
    organisation = make_organisation("Alt")

    change(organisation, "Neu", on=date(2026, 7, 1), office=office)
    organisation.refresh_from_db()
    change(organisation, "Neuer", on=date(2026, 11, 1), office=office)

    organisation.refresh_from_db()
    assert organisation.name == "Neuer"
    assert names_of(organisation) == [
        ("Alt", places.SINCE_EVER, date(2026, 7, 1)),
        ("Neu", date(2026, 7, 1), date(2026, 11, 1)),
        ("Neuer", date(2026, 11, 1), None),
    ]


def test_mended_spelling_is_no_new_name(office):
    organisation = make_organisation("Neu")
    OrganisationName.objects.create(organisation=organisation, name="Neu", valid_from=date(2026, 7, 1))

    change(organisation, "Neü", office=office)

    assert names_of(organisation) == [("Neü", date(2026, 7, 1), None)]


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 7, 1), date(2020, 1, 1)])
def test_name_from_tomorrow_or_from_before_the_last_one_is_refused(office, day):
    organisation = make_organisation("Neu")
    OrganisationName.objects.create(organisation=organisation, name="Neu", valid_from=date(2026, 7, 1))

    with pytest.raises(NotPossible):
        change(organisation, "Neuer", on=day, office=office)

    organisation.refresh_from_db()
    assert (organisation.name, names_of(organisation)) == ("Neu", [("Neu", date(2026, 7, 1), None)])


def test_day_of_a_new_name_without_a_new_name_is_asked_about(client, office):
    organisation = make_organisation("Alt")
    typed = {"kind": organisation.kind, "name": "Alt", "renamed_on": "1.7.2026", "municipality": ""}

    answer = client.post(reverse("accounts:organisation-change", args=[organisation.pk]), typed)

    assert answer.status_code == 422
    assert "Der Name ist noch der bisherige." in answer.context["form"].errors["renamed_on"][0]
    assert names_of(organisation) == []


def test_second_click_on_a_new_name_is_no_mistake(office):
    organisation = make_organisation("Alt")

    for _click in range(2):
        change(organisation, "Neu", on=date(2026, 7, 1), office=office)

    assert names_of(organisation) == [("Alt", places.SINCE_EVER, date(2026, 7, 1)), ("Neu", date(2026, 7, 1), None)]


def test_organisation_is_not_made_twice(client, office):
    make_organisation()
    typed = {"kind": "civic_initiative", "name": "Bürgerverein", "municipality": ""}

    answer = client.post(reverse("accounts:organisation-new"), typed)

    assert answer.status_code == 422
    assert "Diese Organisation gibt es schon." in answer.content.decode()
    assert 'value="Bürgerverein"' in answer.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("name", ["organisation-new", "neighbourhood-new"])
def test_kind_of_a_place_is_chosen_by_a_person(client, office, name):
    form = client.get(reverse(f"accounts:{name}")).context["form"]

    assert form["kind"].initial is None
    assert form.fields["kind"].choices[0] == ("", "Bitte wählen")
    assert "kind" in client.post(reverse(f"accounts:{name}"), {"name": "Tal", "kind": ""}).context["form"].errors


def test_change_through_the_page_is_journalled(client, office):
    organisation = make_organisation("Alt")
    typed = {"kind": "church", "name": "Neu", "renamed_on": "1.7.2026", "municipality": ""}

    client.post(reverse("accounts:organisation-change", args=[organisation.pk]), typed)

    organisation.refresh_from_db()
    entry = JournalEntry.objects.get(verb="organisation_changed")
    assert (organisation.kind, organisation.name) == ("church", "Neu")
    assert (entry.actor, entry.facts) == (office, {"fields": ["kind", "name"]})


# --- Finding ------------------------------------------------------------------------------------------------------------


def listed(client, name, **asked) -> str:
    return client.get(reverse(f"accounts:{name}"), asked).content.decode()


def test_organisations_are_found_by_any_name_kind_and_twins(client, office):
    known, twin, alone = make_organisation("Diakonie"), make_organisation("diakonie", kind="church"), make_organisation("Verein")
    OrganisationName.objects.create(organisation=alone, name="Innere Mission", valid_from=date(2020, 1, 1))

    def found(**asked):
        page = listed(client, "organisations", **asked)
        return {item for item in (known, twin, alone) if f'/organisationen/{item.pk}/"' in page}

    assert found() == {known, twin, alone}
    assert found(q="mission") == {alone}
    assert found(art="church") == {twin}
    assert found(doppelt="on") == {known, twin}
    assert found(art="quatsch", kreis="99999") == {known, twin, alone}


def test_neighbourhoods_are_found_by_name_municipality_and_kind(client, office):
    place = make_municipality("Neuburg")
    one = Neighbourhood.objects.create(name="Oberdorf", kind="village")
    one.municipalities.add(place)
    other = Neighbourhood.objects.create(name="Bahnhofstraße", kind="street")

    def found(**asked):
        page = listed(client, "neighbourhoods", **asked)
        return {item for item in (one, other) if f'/quartiere/{item.pk}/"' in page}

    assert found() == {one, other}
    assert found(q="neuburg") == {one}
    assert found(q="bahnhof") == {other}
    assert found(art="street") == {other}
    assert found(kreis="08999") == {one}


# --- Neighbourhoods -----------------------------------------------------------------------------------------------------


def test_neighbourhood_joins_several_municipalities_and_keeps_at_least_one(client, office):
    first, second = make_municipality("Neuburg"), make_municipality("Altburg")
    typed = {"name": "Tal", "kind": "other", "description": ""}

    client.post(reverse("accounts:neighbourhood-new"), {**typed, "another": "Neuburg"})
    made = Neighbourhood.objects.get()
    address = reverse("accounts:neighbourhood-change", args=[made.pk])
    client.post(address, {**typed, "kept": [first.pk], "another": "Altburg"})
    assert set(made.municipalities.all()) == {first, second}

    refused = client.post(address, {**typed, "name": "Talgrund"})
    client.post(address, {**typed, "kept": [second.pk]})

    assert refused.status_code == 422
    assert "Ein Quartier gehört zu mindestens einer Kommune." in refused.content.decode()
    assert 'value="Talgrund"' in refused.content.decode()
    assert set(made.municipalities.all()) == {second}
    assert JournalEntry.objects.filter(verb="neighbourhood_changed").count() == 2
    with pytest.raises(NotPossible):
        places.create_neighbourhood(**typed, municipalities=[], by=office, at=AT)


def test_foreign_municipality_cannot_be_slipped_in(client, office):
    own, foreign = make_municipality("Neuburg"), make_municipality("Altburg")
    made = places.create_neighbourhood(name="Tal", kind="other", description="", municipalities=[own], by=office, at=AT)
    typed = {"name": "Tal", "kind": "other", "kept": [own.pk, foreign.pk]}

    answer = client.post(reverse("accounts:neighbourhood-change", args=[made.pk]), typed)

    assert answer.status_code == 422
    assert list(made.municipalities.all()) == [own]
