"""What the ledger says now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from courses.catalogue.models import Component, Lesson
from courses.cohorts.models import ComponentChoice, Enrolment, Meeting, QuizWindow, TaskDeadline
from lms import clock

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


@dataclass
class LessonState:
    """A lesson with where the learner stands in it."""

    lesson: Lesson
    result: LessonResult | None
    meeting: Meeting | None
    window: QuizWindow | None = None
    deadline: TaskDeadline | None = None

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
        """A test only inside its window, unless an attempt is running; a task until its grace has passed."""
        if self.running_deadline and self.running_deadline.has_closed(clock.local_date(at)):
            return False
        return self.window is None or self.window.is_open(at) or self.state == LessonResult.State.IN_PROGRESS


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
        return all(item.is_done for item in self.lessons if item.lesson.kind != Lesson.Kind.MEETING)

    @property
    def is_begun(self) -> bool:
        return any(item.result for item in self.lessons)


def outline_of(enrolment: Enrolment) -> list[ComponentState]:
    """The whole way of one person: components in order, lessons with states and dates. Six statements."""
    lessons = Lesson.objects.filter(component__version_id=enrolment.cohort.version_id).select_related("component")
    results = {result.lesson_id: result for result in LessonResult.objects.filter(enrolment=enrolment)}
    dated = Meeting.objects.filter(cohort_id=enrolment.cohort_id, cancelled_at=None).select_related("lesson__component", "cohort")
    meetings = {meeting.lesson_id: meeting for meeting in dated}
    windows = {window.lesson_id: window for window in QuizWindow.objects.filter(cohort_id=enrolment.cohort_id)}
    deadlines = {deadline.lesson_id: deadline for deadline in TaskDeadline.objects.filter(cohort_id=enrolment.cohort_id)}
    chosen = set(ComponentChoice.objects.filter(enrolment=enrolment, dropped_at=None).values_list("component_id", flat=True))
    way: dict[int, ComponentState] = {}
    for lesson in lessons.order_by("component__position", "position"):
        component = lesson.component
        is_chosen = component.kind != Component.Kind.ELECTIVE or component.pk in chosen
        state = way.setdefault(component.pk, ComponentState(component, is_chosen))
        facts = results.get(lesson.pk), meetings.get(lesson.pk), windows.get(lesson.pk), deadlines.get(lesson.pk)
        state.lessons.append(LessonState(lesson, *facts))
    return list(way.values())


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
