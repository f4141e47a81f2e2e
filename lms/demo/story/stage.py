"""Scenes that all cohorts of the story share: planning, joining, learning, releasing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from certificates.actions import confirm_release
from certificates.models import Certificate
from courses.attendance.actions import Noted, close_list, record_attendance
from courses.catalogue.models import Component, Lesson, ProgrammeVersion
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Cohort, Enrolment, Meeting
from courses.qualification.actions import complete_programme_if_earned, propose_release
from courses.qualification.models import ProgrammeCompletion
from lms.accounts.models import Person
from lms.demo import walk
from lms.demo.people import make_person, municipality_of, organisation_of

from . import texts
from .times import moment, weekday

TOPICS = (
    "Mittagstisch und Beratung im alten Rathaus",
    "Rufbus und Begegnung im Teilort",
    "Bänke, Wege und Nachbarschaft",
    "Wohnberatung im Ortskern",
    "Ein Garten für drei Generationen",
    "Dorfladen mit Treffpunkt",
)
ELECTIVES = (("M5", "M6"), ("M6", "M7"), ("M5", "M8"), ("M6", "M8"), ("M5", "M7"), ("M7", "M8"))
LENGTH = timedelta(days=275)


@dataclass(frozen=True)
class Staff:
    """Who runs and teaches the programme in the demo."""

    office: list[Person]
    trainers: list[Person]


def plan(version: ProgrammeVersion, staff: Staff, *, code: str, starts_on: date, capacity: int) -> Cohort:
    """A cohort with two trainers and a date for each planned meeting."""
    office, at = staff.office[0], moment(starts_on - timedelta(days=90))
    cohort = cohorts.plan_cohort(
        version,
        code=code,
        place="Stuttgart",
        capacity=capacity,
        starts_on=starts_on,
        ends_on=starts_on + LENGTH,
        status=Cohort.Status.OPEN,
        by=office,
        at=at,
    )
    cohorts.set_trainers(cohort, staff.trainers[:2], by=office, at=at)
    lessons = Lesson.objects.filter(component__version=version, kind=Lesson.Kind.MEETING).select_related("component")
    for number, lesson in enumerate(lessons):
        day = weekday(starts_on + timedelta(days=10 * number + 7))
        clock_time, breaks = hours_of(lesson)
        starts_at = moment(day, clock_time)
        cohorts.plan_meeting(
            cohort,
            lesson,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=lesson.planned_minutes + breaks),
            place="Stuttgart" if lesson.mode == "presence" else "",
            by=office,
            at=at,
        )
    return cohort


def hours_of(lesson: Lesson) -> tuple[str, int]:
    """When a meeting begins and its minutes of breaks: whole day, half day, evening online (curriculum, section 4)."""
    if lesson.mode != "presence":
        return "17:30", 0
    return ("09:00", 90) if lesson.planned_minutes > 300 else ("13:30", 15)


def ask(cohort: Cohort, number: int, *, at: datetime) -> Enrolment:
    """Learner number … asks for a place, sent by their town hall."""
    learner = make_person("Teilnehmende", number, at=at)
    return cohorts.request_place(
        cohort, learner, municipality=municipality_of(learner), sending_organisation=organisation_of(learner), at=at
    )


def join(cohort: Cohort, number: int, staff: Staff) -> Enrolment:
    """Learner number … asks for a place and gets it."""
    at = moment(cohort.starts_on - timedelta(days=60))
    return cohorts.confirm_request(ask(cohort, number, at=at), by=staff.office[0], at=at + timedelta(days=2))


def choose(enrolment: Enrolment, codes: Iterable[str]) -> None:
    components = Component.objects.filter(version_id=enrolment.cohort.version_id, code__in=codes)
    cohorts.choose_components(enrolment, components, by=enrolment.learner, at=moment(enrolment.cohort.starts_on))


def study(enrolment: Enrolment, staff: Staff, *, codes: Iterable[str]) -> None:
    """Read, take the test and do the practice task of modules, one a month."""
    trainer = staff.trainers[0]
    for number, code in enumerate(codes):
        at = moment(enrolment.cohort.starts_on + timedelta(days=30 * number + 20), "18:00")
        walk.read_units(enrolment, code, at=at)
        walk.take_quiz(enrolment, code, grader=trainer, at=at + timedelta(days=1))
        walk.do_task(enrolment, code, text=texts.TASKS[code], judge=trainer, at=at + timedelta(days=2))


def be_present(enrolment: Enrolment, staff: Staff, *, missed: int = 0, codes: Iterable[str] = ()) -> None:
    """Be at all meetings but for some minutes, never more than half of a component; entered when all was over."""
    for component in _own_components(enrolment, codes):
        absent = min(missed, component.synchronous_minutes // 2)
        missed -= absent
        meetings = Meeting.objects.filter(cohort=enrolment.cohort, lesson__component=component)
        after = max(meeting.ends_at for meeting in meetings) + timedelta(hours=1)
        minutes = component.synchronous_minutes - absent
        walk.attend(enrolment, component.code, minutes=minutes, by=staff.trainers[0], at=after)


def _own_components(enrolment: Enrolment, codes: Iterable[str]) -> list[Component]:
    ways = [*walk.chosen_modules(enrolment)]
    final = Component.objects.filter(version_id=enrolment.cohort.version_id, kind__in=["project", "colloquium"])
    wanted = list(codes) or [*ways, *final.values_list("code", flat=True)]
    return list(Component.objects.filter(version_id=enrolment.cohort.version_id, code__in=wanted).order_by("position"))


def do_project(enrolment: Enrolment, staff: Staff) -> None:
    walk.do_project(
        enrolment,
        title=TOPICS[enrolment.arrival % len(TOPICS)],
        text=texts.PROJECT,
        reviewers=(staff.trainers[0], staff.trainers[2]),
        office=staff.office[0],
        at=moment(enrolment.cohort.starts_on + timedelta(days=240)),
    )


def pass_colloquium(enrolment: Enrolment, staff: Staff, *, on: date | None = None) -> datetime:
    """Colloquia follow one another, half an hour each; returns when this one was over."""
    day = weekday(on or enrolment.cohort.starts_on + timedelta(days=255 + 7 * (enrolment.arrival // 8)))
    starts_at = moment(day, "13:00") + timedelta(minutes=30 * (enrolment.arrival % 8))
    walk.pass_colloquium(enrolment, examiners=(staff.trainers[1], staff.trainers[3]), office=staff.office[0], starts_at=starts_at)
    return starts_at + timedelta(minutes=30)


def fulfil(enrolment: Enrolment, staff: Staff, *, missed: int = 0, colloquium_on: date | None = None) -> None:
    """Everything the rule asks for but the release, if not too much is missed."""
    study(enrolment, staff, codes=walk.chosen_modules(enrolment))
    be_present(enrolment, staff, missed=missed)
    do_project(enrolment, staff)
    over_at = pass_colloquium(enrolment, staff, on=colloquium_on)
    look_again(enrolment, at=over_at)


def look_again(enrolment: Enrolment, *, at: datetime) -> None:
    """The story is one transaction, so nobody is told before its end; the same question is asked here."""
    complete_programme_if_earned(enrolment, at=at)


def close_lists(cohort: Cohort, staff: Staff) -> None:
    """Whoever has no line in the past of a completed cohort was not there."""
    at = moment(cohort.ends_on)
    for meeting in Meeting.objects.filter(cohort=cohort).select_related("cohort", "lesson"):
        missing = cohort.enrolments.learning().exclude(claims__meeting=meeting)
        record_attendance(meeting, {enrolment: Noted(0) for enrolment in missing}, by=staff.trainers[0], at=at)
        close_list(meeting, by=staff.trainers[0], at=at)


def release(cohort: Cohort, enrolments: Iterable[Enrolment], staff: Staff, *, at: datetime) -> list[Certificate]:
    """The learners confirm their names, one person of the office proposes, the other confirms the day after."""
    enrolments = list(enrolments)
    for enrolment in enrolments:
        walk.confirm_name(enrolment, at=at)
    completions = ProgrammeCompletion.objects.filter(enrolment__in=enrolments, withdrawal=None)
    proposed = propose_release(cohort, completions, by=staff.office[0], at=at)
    return confirm_release(proposed, by=staff.office[1], at=at + timedelta(days=1))


def end(cohort: Cohort, staff: Staff) -> None:
    cohorts.change_cohort(cohort, status=Cohort.Status.COMPLETED, by=staff.office[0], at=moment(cohort.ends_on))
