"""A small published version and a cohort on it."""

from datetime import date, timedelta

from django.db import transaction

from courses.catalogue.models import Component, Lesson, Programme, ProgrammeVersion, Requirement
from courses.cohorts.models import Cohort, Enrolment, Meeting
from lms import clock

from .people import LONG_AGO, make_municipality, make_person, numbers

MODE_FIELDS = {
    "presence": "presence_minutes",
    "live_online": "live_minutes",
    "self_study": "self_minutes",
    "practice": "practice_minutes",
}


def make_version(*, components=(), requirements=(), published=True, **fields):
    """A version from plain dictionaries: components with their lessons, requirements as (number, kind, parameters)."""
    with transaction.atomic():
        programme = Programme.objects.create(code=f"P{next(numbers)}", title="Qualifizierung Quartierskoordination")
        version = ProgrammeVersion.objects.create(
            programme=programme, label="1.0", title=programme.title, content_hash="0" * 64, proposed_by=make_person(), **fields
        )
        for position, component in enumerate(components, start=1):
            make_component(version, position=position, **component)
        for position, (number, kind, parameters) in enumerate(requirements, start=1):
            Requirement.objects.create(
                version=version,
                position=position,
                number=number,
                title=number,
                condition=number,
                kind=kind,
                parameters=parameters,
            )
        if published:
            publish(version)
    return version


def publish(version):
    version.status, version.published_by, version.published_at = "published", make_person(), LONG_AGO
    version.save()
    return version


def make_component(version, *, code="M1", kind="mandatory", position=1, lessons=(), **fields):
    minutes = dict.fromkeys(MODE_FIELDS.values(), 0)
    for lesson in lessons:
        minutes[MODE_FIELDS[lesson.get("mode", "presence")]] += lesson.get("planned_minutes", 0)
    fields = {"title": f"Baustein {code}", **minutes, **fields}
    component = Component.objects.create(version=version, code=code, slug=code.lower(), kind=kind, position=position, **fields)
    for number, lesson in enumerate(lessons, start=1):
        make_lesson(component, position=number, **lesson)
    return component


def make_lesson(component, *, kind="meeting", position=1, mode="presence", planned_minutes=90, **fields):
    fields = {"slug": f"{component.slug}-{position}", "title": f"{component.code} {kind} {position}", **fields}
    return Lesson.objects.create(
        component=component, kind=kind, position=position, mode=mode, planned_minutes=planned_minutes, **fields
    )


def make_cohort(version=None, *, capacity=24, status="open", **fields):
    number = next(numbers)
    fields = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 6, 1), "code": f"QK-{number:02d}", **fields}
    return Cohort.objects.create(version=version or make_version(), capacity=capacity, status=status, **fields)


def make_enrolment(cohort, learner=None, *, status="confirmed", **fields):
    holds_a_place = status in Enrolment.HOLDS_A_PLACE
    number = Enrolment.objects.filter(cohort=cohort).count() + 1
    fields = {
        "arrival": number,
        "seat": number if holds_a_place else None,
        "requested_at": LONG_AGO,
        "confirmed_at": LONG_AGO if status in ("confirmed", "completed", "discontinued") else None,
        "municipality": fields.pop("municipality", None) or make_municipality(),
        **fields,
    }
    return Enrolment.objects.create(cohort=cohort, learner=learner or make_person(), status=status, **fields)


def make_meeting(cohort, lesson, *, starts_at=None, **fields):
    starts_at = starts_at or clock.now()
    return Meeting.objects.create(
        cohort=cohort,
        lesson=lesson,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=lesson.planned_minutes),
        planned_minutes=lesson.planned_minutes,
        mode=lesson.mode,
        **fields,
    )
