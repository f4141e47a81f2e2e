"""Questions about quizzes and attempts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, F, Max, Q, Sum
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts.models import Enrolment, QuizWindow
from courses.progress import queries as progress
from courses.progress.models import Appeal
from courses.progress.queries import WayToAppeal
from lms.accounts.models import Person
from lms.ui import formats

from .grading import is_passed, points_in_words
from .models import AnswerStep, Attempt, AttemptSlot, GradeDraft, PoolItem, Question, QuestionVersion, Quiz, SlotGrade

NO_POINTS = Fraction(0)
RIGHT_AFTER = timedelta(minutes=10)
"""How long the phase "right after hand-in" lasts."""

DEFAULT_REVIEW = {
    "after_hand_in": ["response", "correctness", "points", "feedback"],
    "while_attempts_remain": ["response", "correctness", "points", "feedback"],
    "afterwards": ["response", "correctness", "points", "feedback", "right_answer"],
}
"""What learners see in which phase unless the quiz says otherwise; during an attempt they see their own response only."""


@dataclass(frozen=True)
class QuizStanding:
    """Where a learner stands in a quiz at a moment: attempts so far, attempts left, and why no new one can start."""

    quiz: Quiz
    enrolment: Enrolment
    attempts: list[Attempt]
    at: datetime

    @cached_property
    def window(self) -> QuizWindow | None:
        """Asked for only where a start is decided: handing in does not need it."""
        return window_of(self.quiz, self.enrolment)

    @property
    def counted(self) -> list[Attempt]:
        """Voided attempts stay on record but do not count against the limit."""
        return [attempt for attempt in self.attempts if attempt.status != Attempt.Status.VOIDED]

    @property
    def running(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def next_number(self) -> int:
        return max((attempt.number for attempt in self.attempts), default=0) + 1

    @property
    def attempts_left(self) -> int | None:
        """None where the quiz has no limit."""
        return None if self.quiz.max_attempts is None else max(0, self.quiz.max_attempts - len(self.counted))

    @property
    def next_start_at(self) -> datetime | None:
        """When the waiting time since the last hand-in is over; None before the first."""
        hand_ins = [attempt.submitted_at for attempt in self.counted if attempt.submitted_at]
        return max(hand_ins) + timedelta(minutes=self.quiz.wait_minutes) if hand_ins else None

    @property
    def end(self) -> str:
        """Why no new attempt can start any more for this person, however many are left; empty while one can."""
        if self.enrolment.status == Enrolment.Status.COMPLETED:
            return _("Sie haben die Qualifizierung abgeschlossen. Neue Versuche sind nicht mehr möglich.")
        cohort = self.enrolment.cohort
        if cohort.is_over:
            return _("Der Durchgang %(code)s ist vorbei. Neue Versuche sind nicht mehr möglich.") % {"code": cohort.code}
        return ""

    @property
    def refusal(self) -> str:
        """Why a new attempt cannot start now, as a sentence; empty if it can."""
        if self.end:
            return self.end
        if self.attempts_left == 0:
            return _("Sie haben alle Versuche genutzt. Gegen eine Bewertung können Sie Einspruch einlegen.")
        if any(attempt.status in (Attempt.Status.SUBMITTED, Attempt.Status.AWAITING_GRADING) for attempt in self.attempts):
            return _("Ihr letzter Versuch wird noch bewertet. Danach können Sie neu beginnen.")
        if self.window and not self.window.is_open(self.at):
            return self.window.refusal_at(self.at)
        if self.next_start_at and self.at < self.next_start_at:
            if self.window and self.window.closes_at and self.window.has_closed(self.next_start_at):
                words = {"moment": moment_in_words(self.next_start_at), "closes": moment_in_words(self.window.closes_at)}
                return _("Die Wartezeit endet am %(moment)s. Der Test schließt vorher, am %(closes)s.") % words
            return _("Ein neuer Versuch ist ab %(moment)s möglich.") % {"moment": moment_in_words(self.next_start_at)}
        return ""


def moment_in_words(moment: datetime) -> str:
    """ "24.11.2026, 18:00 Uhr" """
    return date_format(localtime(moment), "d.m.Y, H:i") + " " + _("Uhr")


def standing_of(quiz: Quiz, enrolment: Enrolment, *, at: datetime) -> QuizStanding:
    """Decide on it only under the enrolment's lock. One statement, and one for the window."""
    return QuizStanding(quiz, enrolment, list(Attempt.objects.filter(quiz=quiz, enrolment=enrolment)), at)


def waiting_times(enrolment: Enrolment) -> dict[int, datetime]:
    """For every test tried already, by lesson, when the waiting time since the last hand-in is over. One statement."""
    counted = Attempt.objects.filter(enrolment=enrolment, submitted_at__isnull=False).exclude(status=Attempt.Status.VOIDED)
    rows = counted.order_by().values_list("quiz__lesson", "quiz__wait_minutes").annotate(last=Max("submitted_at"))
    return {lesson: last + timedelta(minutes=minutes) for lesson, minutes, last in rows}


def window_of(quiz: Quiz, enrolment: Enrolment) -> QuizWindow | None:
    """When this person's cohort may begin the test; None where nobody has set a time."""
    return QuizWindow.objects.filter(cohort_id=enrolment.cohort_id, lesson_id=quiz.lesson_id).first()


def running_attempt(person: Person, *, at: datetime) -> Attempt | None:
    """The attempt somebody is in the middle of, the one that ends first; None where there is none, or its time is up."""
    learning = Attempt.objects.open().filter(enrolment__in=Enrolment.objects.learning().filter(learner=person))
    running = learning.filter(Q(deadline=None) | Q(deadline__gt=at)).select_related("quiz__lesson__component")
    return running.order_by(F("deadline").asc(nulls_last=True), "pk").first()


def times_drawn(person: Person) -> dict[int, int]:
    """How often this person has had each question, whatever its version."""
    slots = AttemptSlot.objects.filter(attempt__enrolment__learner=person).order_by()
    return dict(slots.values_list("question_version__question").annotate(Count("pk")))


@dataclass(frozen=True)
class AttemptResult:
    """The points of an attempt so far."""

    attempt: Attempt
    score: Fraction

    @property
    def is_provisional(self) -> bool:
        return not self.attempt.is_graded

    @property
    def is_passed(self) -> bool:
        """Only a graded attempt has a verdict."""
        return self.attempt.is_graded and is_passed(self.score, self.attempt.max_points, self.attempt.pass_mark)

    @property
    def points(self) -> str:
        return points_in_words(self.score)

    @property
    def needed(self) -> str:
        return points_in_words(self.attempt.pass_mark * self.attempt.max_points)


def results_of(attempts: Iterable[Attempt]) -> list[AttemptResult]:
    """Each attempt with its points so far. One statement."""
    attempts = list(attempts)
    scores = dict.fromkeys((attempt.pk for attempt in attempts), NO_POINTS)
    for grade in SlotGrade.objects.filter(slot__attempt__in=scores).newest().select_related("slot"):
        scores[grade.slot.attempt_id] += grade.score
    return [AttemptResult(attempt, scores[attempt.pk]) for attempt in attempts]


def graded_scores(quiz: Quiz, enrolment: Enrolment) -> list[Fraction]:
    """The scores of the graded attempts of a quiz, in the order of the attempts. One statement."""
    grades = SlotGrade.objects.newest().filter(
        slot__attempt__quiz=quiz, slot__attempt__enrolment=enrolment, slot__attempt__status=Attempt.Status.GRADED
    )
    scores: dict[int, Fraction] = {}
    for grade in grades.select_related("slot").order_by("slot__attempt__number"):
        scores[grade.slot.attempt_id] = scores.get(grade.slot.attempt_id, NO_POINTS) + grade.score
    return list(scores.values())


@dataclass(frozen=True)
class SlotState:
    """A question of an attempt with the newest answer that counts."""

    slot: AttemptSlot
    step: AnswerStep | None

    @property
    def is_answered(self) -> bool:
        return self.step is not None and self.step.response is not None

    @property
    def in_words(self) -> list[str]:
        """The answer, one line each; empty where there is none."""
        if self.step is None or self.step.response is None:
            return []
        return self.slot.kind.shown(self.slot.content, self.step.response)


def slot_states(attempt: Attempt) -> list[SlotState]:
    """All questions of an attempt in order, each with its newest counted answer. Two statements."""
    steps = {step.slot_id: step for step in AnswerStep.objects.filter(slot__attempt=attempt).counted().newest()}
    return [SlotState(slot, steps.get(slot.pk)) for slot in attempt.slots.select_related("question_version")]


def counted_step(slot: AttemptSlot) -> AnswerStep | None:
    """The answer that is graded: the newest that arrived in time."""
    return slot.steps.counted().order_by("-number").first()


def answer_in_words(slot: AttemptSlot) -> list[str]:
    """The answer that is graded, one line each."""
    return SlotState(slot, counted_step(slot)).in_words


def graded_slots(attempt: Attempt) -> list[tuple[SlotState, SlotGrade | None]]:
    """All questions of an attempt with answer and newest grade. Three statements."""
    grades = {grade.slot_id: grade for grade in SlotGrade.objects.filter(slot__attempt=attempt).newest()}
    return [(state, grades.get(state.slot.pk)) for state in slot_states(attempt)]


@dataclass(frozen=True)
class GradedAnswer:
    """A question of a handed-in attempt as those see it who judge: answer, points, and why."""

    number: int
    prompt: str
    most: int
    response: list[str]
    grade: SlotGrade | None
    criteria: list[str]

    @property
    def points(self) -> str:
        return points_in_words(self.grade.score) if self.grade else ""

    @property
    def can_win(self) -> bool:
        """Whether it is graded with less than all its points."""
        return self.grade is not None and self.grade.score < self.most


def graded_answers(attempt: Attempt) -> list[GradedAnswer]:
    """Every question of an attempt with answer, points and reason. Three statements."""
    return [
        GradedAnswer(
            number=state.slot.number,
            prompt=state.slot.content["prompt"],
            most=state.slot.points,
            response=state.in_words,
            grade=grade,
            criteria=criteria_in_words(state.slot.content, grade.criteria) if grade else [],
        )
        for state, grade in graded_slots(attempt)
    ]


@dataclass(frozen=True)
class ReviewedAnswer:
    """A question of a handed-in attempt with what the learner may see of it; what is hidden is empty."""

    number: int
    prompt: str
    points: str
    most: int
    is_graded: bool
    is_right: bool
    response: list[str]
    reason: str
    criteria: list[str]
    feedback: list[str]
    right_answer: list[str]


def reviewed_answers(attempt: Attempt, shown: set[str]) -> list[ReviewedAnswer]:
    """Every question of an attempt, reduced to the items of the review matrix. Three statements."""
    return [_reviewed(state, grade, shown) for state, grade in graded_slots(attempt)]


def _reviewed(state: SlotState, grade: SlotGrade | None, shown: set[str]) -> ReviewedAnswer:
    slot, content, kind = state.slot, state.slot.content, state.slot.kind
    is_right = grade is not None and grade.score == slot.points
    own = content["feedback"]["correct" if is_right else "incorrect"] if grade else ""
    feedback = [text for text in (own, grade.feedback if grade else "") if text]
    return ReviewedAnswer(
        number=slot.number,
        prompt=content["prompt"],
        points=points_in_words(grade.score) if grade and "points" in shown else "",
        most=slot.points,
        is_graded=grade is not None,
        is_right=is_right and "correctness" in shown,
        response=state.in_words if "response" in shown else [],
        reason=grade.explanation if grade and "correctness" in shown else "",
        criteria=criteria_in_words(content, grade.criteria) if grade and "points" in shown else [],
        feedback=feedback if "feedback" in shown else [],
        right_answer=kind.right_answer(content) if "right_answer" in shown else [],
    )


def criteria_in_words(content: dict, points: dict[str, int]) -> list[str]:
    """ "Zwei Handlungsfelder sind benannt: 1 von 1", one line per graded criterion."""
    rows = [row for row in content.get("criteria", []) if row["key"] in points]
    return [
        _("%(text)s: %(points)s von %(most)s") % {"text": row["text"], "points": points[row["key"]], "most": row["points"]}
        for row in rows
    ]


@dataclass(frozen=True)
class QuizSize:
    """How many questions and points an attempt at a quiz has, and how many points pass it."""

    questions: int
    points: int
    needed: str


def size_of(quiz: Quiz) -> QuizSize:
    """The same for every attempt, whatever is drawn. One statement."""
    totals = quiz.slots.aggregate(questions=Sum("draws"), points=Sum(F("draws") * F("points")))
    return QuizSize(**totals, needed=points_in_words(quiz.pass_mark * totals["points"]))


def late_steps(attempt: Attempt):
    """Answers that arrived after the time was up: not counted, visible to whoever decides an appeal."""
    return AnswerStep.objects.filter(slot__attempt=attempt, counted=False).select_related("slot__question_version")


@dataclass(frozen=True)
class LateAnswer:
    """An answer that came too late to count, and by how much."""

    number: int
    response: list[str]
    saved_at: datetime
    late_by: str


def late_answers(attempt: Attempt) -> list[LateAnswer]:
    """Every late answer by question, oldest first. One statement."""
    return [
        LateAnswer(
            number=step.slot.number,
            response=SlotState(step.slot, step).in_words,
            saved_at=step.saved_at,
            late_by=duration_in_words(step.saved_at - (attempt.submitted_at or step.saved_at)),
        )
        for step in late_steps(attempt).order_by("slot__number", "number")
    ]


def duration_in_words(duration: timedelta) -> str:
    """ "2 Minuten 5 Sekunden" """
    minutes, seconds = divmod(max(0, int(duration.total_seconds())), 60)
    words = [formats.minutes(minutes)] if minutes else []
    if seconds or not words:
        words.append(ngettext("%(count)d Sekunde", "%(count)d Sekunden", seconds) % {"count": seconds})
    return " ".join(words)


def way_to_appeal(attempt: Attempt, *, at: datetime) -> WayToAppeal | None:
    """The way to object to a graded attempt; its result was told with the newest grade. None while there is no result."""
    told_at = SlotGrade.objects.filter(slot__attempt=attempt).aggregate(newest=Max("at"))["newest"]
    if told_at is None or not attempt.is_graded:
        return None
    kind = Appeal.Kind.ATTEMPT
    return progress.way_to_appeal(attempt.enrolment, kind, attempt.pk, attempt.public_id, told_at=told_at, at=at)


def slots_to_grade(attempt: Attempt):
    """The answers of a handed-in attempt that still wait for a person."""
    return attempt.slots.filter(grades=None).select_related("question_version__question")


def waiting_for_grading(trainer: Person):
    """Attempts of the trainer's cohorts that wait for a person, oldest first, each with `open_answers`."""
    return (
        Attempt.objects.gradable_by(trainer)
        .filter(status=Attempt.Status.AWAITING_GRADING)
        .annotate(open_answers=Count("slots", filter=Q(slots__grades=None)))
        .select_related("enrolment__learner", "enrolment__cohort", "quiz__lesson__component")
        .order_by("submitted_at", "pk")
    )


BEGUN_LATELY = timedelta(hours=24)


def grading_begun(attempts, *, by_others_than: Person, at: datetime) -> dict[int, str]:
    """Of these attempts the ones somebody else has opened for grading in the last 24 hours, with the name. One statement."""
    drafts = GradeDraft.objects.filter(slot__attempt__in=attempts, slot__grades=None, saved_at__gt=at - BEGUN_LATELY)
    others = drafts.exclude(grader=by_others_than).select_related("grader", "slot").order_by("saved_at")
    return {draft.slot.attempt_id: str(draft.grader) for draft in others}


def other_drafts(slot: AttemptSlot, *, than: Person):
    """Who else has opened this answer for grading, and when."""
    return slot.drafts.exclude(grader=than).select_related("grader").order_by("saved_at")


def review_items(standing: QuizStanding, attempt: Attempt) -> set[str]:
    """What the learner may see of a handed-in attempt now; by default no right answers while attempts remain."""
    if (standing.attempts_left == 0 or standing.end) and standing.running is None:
        phase = "afterwards"
    elif attempt.submitted_at and standing.at <= attempt.submitted_at + RIGHT_AFTER:
        phase = "after_hand_in"
    else:
        phase = "while_attempts_remain"
    return set(attempt.quiz.review.get(phase, DEFAULT_REVIEW[phase]))


def drawn_questions(programme_version) -> set[int]:
    """The keys of all questions that the tests of a version draw from."""
    items = PoolItem.objects.filter(slot__quiz__lesson__component__version=programme_version)
    return set(items.values_list("question_version__question", flat=True))


def version_at(question: Question, programme_version) -> QuestionVersion | None:
    """The wording of a question when a version of the programme was published; what is edited later does not reach it.

    A question first published afterwards is shown as it was first; one never published has no wording.
    """
    wordings = QuestionVersion.objects.filter(question=question).order_by("published_at", "number")
    return wordings.filter(published_at__lte=programme_version.published_at).last() or wordings.first()
