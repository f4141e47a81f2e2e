"""What has happened in the demo so far, told through the product's own actions with past moments.

One completed cohort with certificates, one running cohort, one open cohort with a waiting list.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from certificates.actions import confirm_release
from courses.attendance.actions import Noted, close_list, record_attendance
from courses.catalogue.models import Component, Lesson, ProgrammeVersion
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Cohort, Enrolment, Meeting
from courses.qualification.actions import complete_programme_if_earned, propose_release
from courses.qualification.queries import proposable_completions
from lms.accounts.models import Person

from . import walk
from .people import make_person, municipality_of, organisation_of

TASK_TEXT = (
    "Drei Gespräche sind geführt: mit der Verwaltung, mit dem Gremium und im Quartier. Der Auftrag umfasst Ziel, Raum und Dauer. "
    "Befugnisse, Ressourcen, Berichtswege, Partner und der Termin zur Verstetigung stehen im Blatt. Offen ist der Ort; "
    "nächster Schritt ist ein Gespräch mit dem Bauamt."
)
PROJECT_TEXT = (
    "Ausgangslage: Im Teilort fehlen ein Treffpunkt und ein Laden. Ziel: bis zum Frühjahr öffnet an zwei Tagen ein Raum. "
    "Beteiligte: Ortschaftsrat, Verein und Bäckerei. Vorgehen, Kosten, bisherige Wirkung und Verstetigung sind beschrieben."
)
TOPICS = ("Mittagstisch und Beratung im alten Rathaus", "Rufbus und Begegnung im Teilort", "Bänke, Wege und Nachbarschaft")


def tell(version: ProgrammeVersion, staff: dict[str, list[Person]], *, today: date) -> Iterator[str]:
    """Make all three cohorts; yields a sentence after each, so that whoever waits can see it."""
    yield _completed_cohort(version, staff, starts_on=today - timedelta(days=420))
    yield _running_cohort(version, staff, starts_on=today - timedelta(days=70))
    yield _open_cohort(version, staff, starts_on=today + timedelta(days=60))


def _completed_cohort(version, staff, *, starts_on) -> str:
    cohort = _plan(version, staff, code="QK-06", starts_on=starts_on, capacity=16)
    people = [_join(cohort, number, staff) for number in range(1, 5)]
    for enrolment, electives in zip(people, (("M5", "M6"), ("M6", "M7"), ("M5", "M8"), ("M6", "M8")), strict=True):
        _choose(enrolment, electives)
    for index, enrolment in enumerate(people[:3]):
        _fulfil(enrolment, staff, topic=TOPICS[index])
    _learn_modules(people[3], staff, codes=["M1", "M2"])
    _close_lists(cohort, staff)
    _issue(cohort, staff)
    return _end(cohort, staff)


def _running_cohort(version, staff, *, starts_on) -> str:
    cohort = _plan(version, staff, code="QK-07", starts_on=starts_on, capacity=20)
    for number in range(5, 13):
        enrolment = _join(cohort, number, staff)
        _learn_modules(enrolment, staff, codes=["M1"])
    cohorts.change_cohort(cohort, status=Cohort.Status.RUNNING, by=staff["office"][0], at=_moment(starts_on))
    return "Durchgang QK-07 läuft."


def _open_cohort(version, staff, *, starts_on) -> str:
    cohort = _plan(version, staff, code="QK-08", starts_on=starts_on, capacity=3)
    asked_at = _moment(timezone.localdate() - timedelta(days=3))
    for number in range(13, 18):
        learner = make_person("Teilnehmende", number, at=asked_at)
        cohorts.request_place(
            cohort, learner, municipality=municipality_of(learner), sending_organisation=organisation_of(learner), at=asked_at
        )
    return "Durchgang QK-08 nimmt Anmeldungen an, zwei Personen warten."


def _plan(version, staff, *, code, starts_on, capacity) -> Cohort:
    office, at = staff["office"][0], _moment(starts_on - timedelta(days=90))
    cohort = cohorts.plan_cohort(
        version,
        code=code,
        place="Stuttgart",
        capacity=capacity,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=275),
        status=Cohort.Status.OPEN,
        by=office,
        at=at,
    )
    cohorts.set_trainers(cohort, staff["trainers"][:2], by=office, at=at)
    lessons = Lesson.objects.filter(component__version=version, kind=Lesson.Kind.MEETING).select_related("component")
    for number, lesson in enumerate(lessons):
        starts_at = _moment(
            _weekday(starts_on + timedelta(days=10 * number + 7)), "09:00" if lesson.mode == "presence" else "17:30"
        )
        cohorts.plan_meeting(
            cohort,
            lesson,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=lesson.planned_minutes * (5 if lesson.planned_minutes > 300 else 4) // 4),
            place="Stuttgart" if lesson.mode == "presence" else "",
            by=office,
            at=at,
        )
    return cohort


def _join(cohort, number, staff) -> Enrolment:
    at = _moment(cohort.starts_on - timedelta(days=60))
    learner = make_person("Teilnehmende", number, at=at)
    enrolment = cohorts.request_place(
        cohort, learner, municipality=municipality_of(learner), sending_organisation=organisation_of(learner), at=at
    )
    return cohorts.confirm_request(enrolment, by=staff["office"][0], at=at + timedelta(days=2))


def _choose(enrolment, codes) -> None:
    components = Component.objects.filter(version_id=enrolment.cohort.version_id, code__in=codes)
    cohorts.choose_components(enrolment, components, by=enrolment.learner, at=_moment(enrolment.cohort.starts_on))


def _learn_modules(enrolment, staff, *, codes) -> None:
    trainer = staff["trainers"][0]
    for number, code in enumerate(codes):
        at = _moment(enrolment.cohort.starts_on + timedelta(days=30 * number + 20), "18:00")
        walk.read_units(enrolment, code, at=at)
        _attend_past(enrolment, code, trainer)
        walk.take_quiz(enrolment, code, grader=trainer, at=at + timedelta(days=1))
        walk.do_task(enrolment, code, text=TASK_TEXT, judge=trainer, at=at + timedelta(days=2))


def _attend_past(enrolment, code, trainer) -> None:
    walk.attend(enrolment, code, by=trainer, at=_moment(enrolment.cohort.starts_on + timedelta(days=29), "19:00"))


def _fulfil(enrolment, staff, *, topic) -> None:
    _learn_modules(enrolment, staff, codes=walk.chosen_modules(enrolment))
    office, trainers, start = staff["office"][0], staff["trainers"], enrolment.cohort.starts_on
    for component in Component.objects.filter(version_id=enrolment.cohort.version_id, kind__in=["project", "colloquium"]):
        _attend_past(enrolment, component.code, trainers[0])
    walk.do_project(
        enrolment,
        title=topic,
        text=PROJECT_TEXT,
        reviewers=(trainers[0], trainers[2]),
        office=office,
        at=_moment(start + timedelta(days=240)),
    )
    # Colloquia follow one another, half an hour each.
    half_hours = timedelta(minutes=30 * enrolment.arrival)
    starts_at = _moment(_weekday(start + timedelta(days=265)), "13:00") + half_hours
    walk.pass_colloquium(enrolment, examiners=(trainers[1], trainers[3]), office=office, starts_at=starts_at)
    # The story is one transaction, so nobody is told before its end; the same question is asked here.
    complete_programme_if_earned(enrolment, at=starts_at + timedelta(minutes=30))


def _close_lists(cohort, staff) -> None:
    """Whoever has no line in the past of a completed cohort was not there."""
    at = _moment(cohort.ends_on)
    for meeting in Meeting.objects.filter(cohort=cohort).select_related("cohort", "lesson"):
        missing = cohort.enrolments.learning().exclude(claims__meeting=meeting)
        record_attendance(meeting, {enrolment: Noted(0) for enrolment in missing}, by=staff["trainers"][0], at=at)
        close_list(meeting, by=staff["trainers"][0], at=at)


def _issue(cohort, staff) -> None:
    at = _moment(cohort.ends_on + timedelta(days=5))
    completions = list(proposable_completions(cohort))[:2]
    for completion in completions:
        walk.confirm_name(completion.enrolment, at=at)
    release = propose_release(cohort, completions, by=staff["office"][0], at=at)
    confirm_release(release, by=staff["office"][1], at=at + timedelta(days=1))


def _end(cohort, staff) -> str:
    cohorts.change_cohort(cohort, status=Cohort.Status.COMPLETED, by=staff["office"][0], at=_moment(cohort.ends_on))
    return "Durchgang QK-06 ist abgeschlossen, zwei Zertifikate sind ausgestellt, eine Person prüft noch ihre Angaben."


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend: meetings are held on working days (curriculum section 1)."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _moment(day: date, clock: str = "10:00") -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
