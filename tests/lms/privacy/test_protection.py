import pytest
from django.db import IntegrityError, transaction

from courses.catalogue.models import Component
from courses.progress.models import LedgerEntry
from lms import clock
from lms.privacy.models import RetentionRun
from tests.factories.courses import make_cohort, make_component, make_enrolment, make_version
from tests.factories.people import make_office_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def entry():
    version = make_version(components=[{"code": "M1"}])
    enrolment = make_enrolment(make_cohort(version))
    return LedgerEntry.objects.create(
        enrolment=enrolment,
        component=version.components.get(),
        kind="minutes",
        minutes=90,
        source_kind="lesson",
        source_id=1,
        recorded_at=clock.now(),
    )


def test_ledger_entry_cannot_be_changed(entry):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(minutes=1)

    entry.refresh_from_db()
    assert entry.minutes == 90


def test_ledger_entry_cannot_be_deleted(entry):
    with pytest.raises(IntegrityError, match="retention run only"), transaction.atomic():
        entry.delete()

    assert LedgerEntry.objects.count() == 1


def test_retention_run_may_delete_but_not_change(entry):
    run = RetentionRun.objects.create(category="ledger", rule="Test", started_at=clock.now(), approved_by=make_office_person())

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.update(minutes=1)
    LedgerEntry.objects.all().delete()

    run.finished_at = clock.now()
    run.save()
    assert LedgerEntry.objects.count() == 0


def test_published_version_takes_no_new_component_and_keeps_the_old_ones():
    version = make_version(components=[{"code": "M1"}])

    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        make_component(version, code="M2", position=2)
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Component.objects.update(title="Anders")
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        Component.objects.all().delete()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        type(version).objects.update(label="2.0")

    assert [component.title for component in version.components.all()] == ["Baustein M1"]


def test_published_version_may_be_retired():
    version = make_version()

    version.status = "retired"
    version.save()

    version.refresh_from_db()
    assert version.status == "retired"


@pytest.mark.django_db(transaction=True)
def test_protection_is_back_after_a_flush(entry):
    with pytest.raises(IntegrityError):
        entry.delete()
