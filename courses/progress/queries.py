"""What the ledger says now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.catalogue.models import Component, Lesson
from courses.cohorts.models import ComponentChoice, Enrolment, Meeting, QuizWindow, TaskDeadline
from courses.signals import waiting_times_asked
from lms import clock
from lms.ui.formats import moment

from .models import Appeal, AppealRule, LedgerEntry, LessonResult


def current_entries(enrolments: Iterable[Enrolment]) -> dict[int, list[LedgerEntry]]:
    """For each enrolment's id the ledger lines that count: of every source the newest step. One statement."""
    newest: dict[tuple, LedgerEntry] = {}
    by_enrolment: dict[int, list[LedgerEntry]] = {enrolment.pk: [] for enrolment in enrolments}
    entries = (
        LedgerEntry.objects.filter(enrolment__in=by_enrolment).select_related("lesson", "recorded_by").order_by("source_step")
    )
    for entry in entries:
        newest[entry.enrolment_id, entry.source_kind, entry.source_id] = entry
    for entry in newest.values():
        by_enrolment[entry.enrolment_id].append(entry)
    return by_enrolment


def ledger_of(enrolment: Enrolment):
    """Every line ever posted for this enrolment, newest first; what was replaced stays visible."""
    return (
        LedgerEntry.objects.filter(enrolment=enrolment)
        .select_related("component", "lesson", "recorded_by", "replaces")
        .order_by("-recorded_at", "-pk")
    )


State = LessonResult.State
NOTHING_TO_DO = {State.DONE, State.SUBMITTED, State.AWAITING, State.FAILED}


@dataclass(frozen=True)
class Opening:
    """When a test can be begun that cannot be begun now, and how to say so."""

    at: datetime
    title: str
    text: str
    lesson: Lesson


@dataclass
class LessonState:
    """A lesson with where the learner stands in it."""

    lesson: Lesson
    result: LessonResult | None
    meeting: Meeting | None
    window: QuizWindow | None = None
    deadline: TaskDeadline | None = None
    next_start_at: datetime | None = None

    @property
    def state(self) -> str:
        return self.result.state if self.result else LessonResult.State.OPEN

    @property
    def is_done(self) -> bool:
        return self.state == LessonResult.State.DONE

    @property
    def running_deadline(self) -> TaskDeadline | None:
        """Until when to hand in; None where there is no deadline, or something was handed in already."""
        return self.deadline if self.state in (LessonResult.State.OPEN, LessonResult.State.IN_PROGRESS) else None

    def can_be_worked_on(self, at: datetime) -> bool:
        """Whether the learner can do something here now.

        Not where it is done or waits for others. A task until its grace has passed; a test only inside its window and after
        the waiting time, unless an attempt is running.
        """
        if self.state in NOTHING_TO_DO:
            return False
        if self.running_deadline and self.running_deadline.has_closed(clock.local_date(at)):
            return False
        if self.state == State.IN_PROGRESS:
            return True
        return (self.window is None or self.window.is_open(at)) and not self._waits(at)

    def opening(self, at: datetime) -> Opening | None:
        """From when a test can be begun; None where that is now already, or never."""
        if self.state in NOTHING_TO_DO or self.can_be_worked_on(at):
            return None
        if self.window and self.window.opens_at and self.window.opens_later(max(at, self.next_start_at or at)):
            title = _("%(title)s öffnet bald") % {"title": self.lesson.title}
            return Opening(self.window.opens_at, title, self.window.in_words, self.lesson)
        if self.next_start_at and self._waits(at) and not (self.window and self.window.has_closed(self.next_start_at)):
            title = _("Neuer Versuch ab %(moment)s") % {"moment": moment(self.next_start_at)}
            return Opening(self.next_start_at, title, self.lesson.title, self.lesson)
        return None

    def _waits(self, at: datetime) -> bool:
        return self.next_start_at is not None and at < self.next_start_at


@dataclass
class ComponentState:
    """A component of the learner's way with its lessons."""

    component: Component
    is_chosen: bool
    lessons: list[LessonState] = field(default_factory=list)

    @property
    def units(self) -> list[LessonState]:
        return [item for item in self.lessons if item.lesson.kind == Lesson.Kind.UNIT]

    @property
    def done_units(self) -> int:
        return sum(item.is_done for item in self.units)

    @property
    def is_done(self) -> bool:
        return all(item.is_done for item in self.steps)

    @property
    def is_begun(self) -> bool:
        """Whether anything was done; a meeting that was missed leaves a result, but begins nothing."""
        return any(item.state != State.OPEN for item in self.lessons)

    @property
    def steps(self) -> list[LessonState]:
        """Its lessons but the meetings: what one does oneself."""
        return [item for item in self.lessons if item.lesson.kind != Lesson.Kind.MEETING]

    def first_to_do(self, at: datetime) -> LessonState | None:
        """The first step the learner can take now."""
        return next((item for item in self.steps if item.can_be_worked_on(at)), None)


def opens_next(states: Iterable[ComponentState], *, at: datetime) -> Opening | None:
    """The test that can be begun soonest, for where nothing else can be done meanwhile."""
    openings = [opening for state in states for item in state.steps if (opening := item.opening(at))]
    return min(openings, key=lambda opening: opening.at, default=None)


def outline_of(enrolment: Enrolment) -> list[ComponentState]:
    """The whole way of one person: components in order, lessons with states and dates.

    Six statements, and one for the waiting times where a test is not passed yet.
    """
    lessons = Lesson.objects.filter(component__version_id=enrolment.cohort.version_id)
    return _states(enrolment, lessons.order_by("component__position", "position"), {})


def component_state(enrolment: Enrolment, component: Component) -> ComponentState:
    """One component of somebody's way, in as many statements as the whole."""
    [state] = _states(enrolment, component.lessons.order_by("position"), {"lesson__component": component})
    return state


def _states(enrolment: Enrolment, lessons: QuerySet[Lesson], of_lessons: dict) -> list[ComponentState]:
    """The components of these lessons; `of_lessons` picks what belongs to them, where that is not everything."""
    in_cohort = {"cohort_id": enrolment.cohort_id, **of_lessons}
    dated = Meeting.objects.filter(cancelled_at=None, **in_cohort).select_related("lesson__component", "cohort")
    results = {result.lesson_id: result for result in LessonResult.objects.filter(enrolment=enrolment, **of_lessons)}
    meetings = {meeting.lesson_id: meeting for meeting in dated}
    windows = {window.lesson_id: window for window in QuizWindow.objects.filter(**in_cohort)}
    deadlines = {deadline.lesson_id: deadline for deadline in TaskDeadline.objects.filter(**in_cohort)}
    chosen = set(ComponentChoice.objects.filter(enrolment=enrolment, dropped_at=None).values_list("component_id", flat=True))
    waiting = _waiting_times(enrolment) if any(result.state == State.NOT_YET for result in results.values()) else {}
    way: dict[int, ComponentState] = {}
    for lesson in lessons.select_related("component"):
        component = lesson.component
        is_chosen = component.kind != Component.Kind.ELECTIVE or component.pk in chosen
        state = way.setdefault(component.pk, ComponentState(component, is_chosen))
        facts = results.get(lesson.pk), meetings.get(lesson.pk), windows.get(lesson.pk), deadlines.get(lesson.pk)
        state.lessons.append(LessonState(lesson, *facts, waiting.get(lesson.pk)))
    return list(way.values())


def _waiting_times(enrolment: Enrolment) -> dict[int, datetime]:
    """For the tests tried already, by lesson, when the waiting time ends: asked of the room that keeps the attempts."""
    answers: list[Any] = [answer for _receiver, answer in waiting_times_asked.send(sender=Enrolment, enrolment=enrolment)]
    return {lesson: ends for answer in answers for lesson, ends in answer.items()}


def is_under_appeal(enrolment: Enrolment, subject_kind: str, subject_id: int) -> bool:
    """Whether an appeal waits for its decision; until then nobody else touches what it is about."""
    return Appeal.objects.filter(enrolment=enrolment, subject_kind=subject_kind, subject_id=subject_id, decided_at=None).exists()


@dataclass(frozen=True)
class WayToAppeal:
    """Until when somebody may object to an assessment, and what became of an earlier objection."""

    kind: str
    key: object
    until: date
    can_file: bool
    appeals: list[Appeal]

    @property
    def is_waiting(self) -> bool:
        """Whether an objection waits for its decision."""
        return any(appeal.decided_at is None for appeal in self.appeals)


def way_to_appeal(
    enrolment: Enrolment, kind: str, subject_id: int, key: object, *, told_at: datetime, at: datetime
) -> WayToAppeal:
    """The way to object to one assessment. Objected once, it is closed until the assessment changes. Two statements."""
    appeals = list(Appeal.objects.filter(enrolment=enrolment, subject_kind=kind, subject_id=subject_id))
    until = clock.local_date(told_at) + timedelta(days=AppealRule.in_force().days)
    is_told_since = all(appeal.decided_at is not None and told_at > appeal.decided_at for appeal in appeals)
    return WayToAppeal(kind, key, until, is_told_since and clock.local_date(at) <= until, appeals)
