"""One run through a quiz, from the start to the hand-in.

Locks are taken in the order enrolment, attempt. `move` is the one door through which the status of an attempt changes.
"""

from datetime import datetime, timedelta
from random import Random
from secrets import SystemRandom
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Enrolment, QuizWindow
from courses.cohorts.queries import time_factor
from courses.progress.actions import record_lesson_result, show_lesson_state
from courses.progress.models import LessonResult
from courses.progress.queries import is_under_appeal
from courses.quizzes import queries, rules
from courses.quizzes.grading import counting_score, grade, is_passed, points_in_words
from courses.quizzes.models import AnswerStep, Attempt, AttemptSlot, PoolItem, Quiz, QuizSlot, SlotGrade
from courses.quizzes.question_types import kind_of
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify
from lms.ui.formats import clock

Status = Attempt.Status
ALLOWED: dict[str, set[str]] = {
    Status.CREATED: {Status.IN_PROGRESS, Status.VOIDED},
    Status.IN_PROGRESS: {Status.SUBMITTED, Status.AWAITING_GRADING, Status.GRADED, Status.VOIDED},
    Status.SUBMITTED: {Status.AWAITING_GRADING, Status.GRADED, Status.VOIDED},
    Status.AWAITING_GRADING: {Status.GRADED, Status.VOIDED},
    Status.GRADED: {Status.VOIDED},
    Status.VOIDED: set(),
}
CHANCE = SystemRandom()


class StaleAnswer(NotPossible):
    """Another tab or device has answered since this page was loaded (409); `newest` is what it stored."""

    def __init__(self, newest: AnswerStep):
        sentences = _(
            "Sie haben diese Frage um %(clock)s anders beantwortet. Diese Antwort ist gespeichert. "
            "Vielleicht ist noch ein anderes Fenster oder Gerät offen."
        )
        super().__init__(sentences % {"clock": clock(newest.saved_at)})
        self.newest = newest


def move(attempt: Attempt, *, to: str, **moment) -> Attempt:
    """Change the status of a locked attempt and write what belongs to the step; anything but an allowed step is refused."""
    is_moved = to in ALLOWED[attempt.status] and Attempt.objects.filter(pk=attempt.pk, status=attempt.status).update(
        status=to, **moment
    )
    if not is_moved:
        raise NotPossible(_("Dieser Versuch ist inzwischen in einem anderen Stand. Laden Sie die Seite neu."))
    for name, value in {"status": to, **moment}.items():
        setattr(attempt, name, value)
    return attempt


def locked(attempt: Attempt) -> Attempt:
    """The attempt as it stands now, locked after its enrolment."""
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=attempt.enrolment_id)
    related = ("quiz__lesson__component", "enrolment__learner")
    return Attempt.objects.select_for_update(no_key=True, of=("self",)).select_related(*related).get(pk=attempt.pk)


@transaction.atomic
def start_attempt(quiz: Quiz, enrolment: Enrolment, *, at: datetime, chance: Random = CHANCE) -> Attempt:
    """Draw the questions and start; a running attempt is returned instead, an overdue one is handed in and returned.

    Raises NotPossible while the previous attempt waits for grading or time, when no attempt is left, and after the end.
    """
    enrolments = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("learner", "cohort")
    enrolment = enrolments.get(pk=enrolment.pk)
    standing = queries.standing_of(quiz, enrolment, at=at)
    if standing.running:
        return finish_if_overdue(standing.running, at=at)
    if standing.refusal:
        raise NotPossible(standing.refusal)
    if not rules.can_take_quizzes(enrolment):
        raise NotPossible(_("Tests sind nur im laufenden Durchgang möglich."))
    drawn = draw(quiz, enrolment.learner, chance=chance)
    try:
        with transaction.atomic():
            attempt = _write_attempt(standing, enrolment, drawn)
    except IntegrityError:
        return quiz.attempts.open().get(enrolment=enrolment)
    show_lesson_state(enrolment, quiz.lesson, state=LessonResult.State.IN_PROGRESS, at=at)
    return attempt


def _write_attempt(standing: queries.QuizStanding, enrolment: Enrolment, drawn: list[AttemptSlot]) -> Attempt:
    quiz, at = standing.quiz, standing.at
    attempt = Attempt.objects.create(
        quiz=quiz,
        enrolment=enrolment,
        number=standing.next_number,
        status=Status.IN_PROGRESS,
        started_at=at,
        deadline=deadline_of(quiz, enrolment.learner, standing.window, started_at=at, at=at),
        max_points=sum(slot.points for slot in drawn),
        pass_num=quiz.pass_num,
        pass_den=quiz.pass_den,
    )
    for slot in drawn:
        slot.attempt = attempt
    AttemptSlot.objects.bulk_create(drawn)
    return attempt


def deadline_of(quiz: Quiz, person: Person, window: QuizWindow | None, *, started_at: datetime, at: datetime) -> datetime | None:
    """Start plus time limit, or what is left of it until the test closes, widened by what this person has been granted.

    Without a limit the closing time is the deadline; None where there is neither.
    """
    closes_at = window.closes_at if window else None
    if quiz.time_limit is None:
        return closes_at
    seconds = timedelta(seconds=quiz.time_limit)
    if closes_at:
        seconds = max(timedelta(0), min(seconds, closes_at - started_at))
    return started_at + seconds * time_factor(person, at=at) // 100


def draw(quiz: Quiz, person: Person, *, chance: Random) -> list[AttemptSlot]:
    """The questions of one attempt, least often drawn first, never one twice; options in a new order."""
    pools: dict[int, list[PoolItem]] = {}
    for item in PoolItem.objects.filter(slot__quiz=quiz).select_related("question_version"):
        pools.setdefault(item.slot_id, []).append(item)
    times = queries.times_drawn(person)
    taken: set[int] = set()
    drawn: list[AttemptSlot] = []
    for slot in QuizSlot.objects.filter(quiz=quiz):
        for version in _pick(slot, pools.get(slot.pk, []), times, taken, chance):
            taken.add(version.question_id)
            drawn.append(
                AttemptSlot(
                    number=len(drawn) + 1,
                    question_version=version,
                    points=slot.points,
                    option_order=shuffled_keys(version.content, chance),
                )
            )
    return drawn


def _pick(slot: QuizSlot, pool: list[PoolItem], times: dict[int, int], taken: set[int], chance: Random) -> list:
    free = {item.question_version.question_id: item.question_version for item in pool}
    candidates = [version for question, version in free.items() if question not in taken]
    chance.shuffle(candidates)
    candidates.sort(key=lambda version: times.get(version.question_id, 0))
    if len(candidates) < slot.draws:
        raise NotPossible(_("Für diesen Test stehen gerade nicht genug Fragen bereit. Bitte wenden Sie sich an die Kursleitung."))
    return candidates[: slot.draws]


def shuffled_keys(content: dict, chance: Random) -> list[str]:
    """The keys of a question in a new order; steps to be ordered never start out in the right one."""
    keys = kind_of(content).shuffled_keys(content)
    shuffled = chance.sample(keys, len(keys))
    if content["kind"] == "ordering" and shuffled == keys:
        shuffled = [*shuffled[1:], shuffled[0]]
    return shuffled


@transaction.atomic
def answer_question(
    slot: AttemptSlot,
    *,
    response,
    based_on: int,
    writer: UUID,
    writer_seq: int,
    at: datetime,
    client_at: datetime | None = None,
) -> AnswerStep:
    """Add an answer to an attempt; earlier answers stay, a late one is kept but not counted.

    The same packet twice, or what another tab has saved already, adds nothing and is acknowledged again. Raises StaleAnswer
    (409) if another tab or device has answered since `based_on`, ForeignAnswer if the response cannot come from this question.
    """
    slot.kind.check(slot.content, response)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=slot.attempt_id)
    own = slot.steps.filter(writer=writer).order_by("-writer_seq").first()
    if own and (own.writer_seq > writer_seq or (own.writer_seq == writer_seq and own.response == response)):
        return own
    newest = slot.steps.order_by("-number").first()
    # The same tab's repeated answer is kept: its number has to stand against older packets still on their way.
    if newest and newest.writer != writer and newest.response == response:
        return newest
    if newest and newest.writer != writer and newest.number != based_on:
        raise StaleAnswer(newest)
    return AnswerStep.objects.create(
        slot=slot,
        number=newest.number + 1 if newest else 1,
        response=response,
        counted=attempt.accepts_answers(at),
        writer=writer,
        # A page brought back by the browser's back button repeats its number with another answer: that is a new packet.
        writer_seq=max(writer_seq, own.writer_seq + 1 if own else 1),
        saved_at=at,
        client_at=client_at,
    )


@transaction.atomic
def finish_attempt(attempt: Attempt, *, by: Person | None, at: datetime) -> Attempt:
    """Hand in and grade against what was fixed at the start; handing in twice gives one result.

    After the deadline the saved answers count as handed in at the deadline. `by` is None when time did it.
    """
    attempt = locked(attempt)
    if not attempt.is_open:
        return attempt
    needs_person = _grade_slots(attempt, at=at)
    is_late = attempt.deadline is not None and at > attempt.deadline
    how = Attempt.HandedInBy.DEADLINE if is_late else Attempt.HandedInBy.PERSON
    status = Status.AWAITING_GRADING if needs_person else Status.GRADED
    move(attempt, to=status, submitted_at=attempt.deadline if is_late else at, how=how)
    if needs_person:
        show_lesson_state(attempt.enrolment, attempt.quiz.lesson, state=LessonResult.State.AWAITING, at=at)
    else:
        report_result(attempt, by=by, at=at)
    return attempt


def _grade_slots(attempt: Attempt, *, at: datetime) -> bool:
    """Grade what a rule can grade; True if answers are left that only a person can grade."""
    steps = {step.slot_id: step for step in AnswerStep.objects.filter(slot__attempt=attempt).counted().newest()}
    grades, needs_person = [], False
    for slot in attempt.slots.select_related("question_version"):
        step = steps.get(slot.pk)
        graded = grade(slot.content, step.response if step else None, points=slot.points)
        if graded.needs_person:
            needs_person = True
            continue
        grades.append(
            SlotGrade(
                slot=slot,
                number=1,
                step=step,
                score_num=graded.score.numerator,
                score_den=graded.score.denominator,
                how=SlotGrade.How.AUTO,
                scheme=slot.content["scheme"],
                explanation=graded.explanation,
                at=at,
            )
        )
    SlotGrade.objects.bulk_create(grades)
    return needs_person


def report_result(attempt: Attempt, *, by: Person | None, at: datetime, reason: str = "") -> None:
    """Tell the ledger which result of this quiz counts now; a voided last attempt leaves nothing but a zero."""
    quiz, enrolment = attempt.quiz, attempt.enrolment
    graded = queries.graded_scores(quiz, enrolment)
    score = counting_score(graded, quiz.counts) if graded else queries.NO_POINTS
    met = bool(graded) and is_passed(score, attempt.max_points, quiz.pass_mark)
    words = {"points": points_in_words(score), "most": attempt.max_points}
    record_lesson_result(
        enrolment,
        quiz.lesson,
        kind="quiz",
        source=("quiz", quiz.pk),
        at=at,
        state=_state_after(quiz, enrolment, met=met, at=at),
        score=score,
        score_max=attempt.max_points,
        met=met,
        by=by,
        note=_("%(points)s von %(most)s Punkten") % words if graded else "",
        reason=reason,
        downgrades=True,
    )


def _state_after(quiz: Quiz, enrolment: Enrolment, *, met: bool, at: datetime) -> str:
    """Where somebody stands in a quiz by all attempts together."""
    if met:
        return LessonResult.State.DONE
    standing = queries.standing_of(quiz, enrolment, at=at)
    if standing.running:
        return LessonResult.State.IN_PROGRESS
    if any(attempt.status == Status.AWAITING_GRADING for attempt in standing.attempts):
        return LessonResult.State.AWAITING
    if not standing.counted:
        return LessonResult.State.OPEN
    return LessonResult.State.FAILED if standing.attempts_left == 0 else LessonResult.State.NOT_YET


def finish_if_overdue(attempt: Attempt, *, at: datetime) -> Attempt:
    """Hand in what is saved if the time is up and nothing can be on its way any more; every read goes through here."""
    attempt = apply_deadline(attempt, at=at)
    if not (attempt.is_open and attempt.is_overdue(at)):
        return attempt
    with transaction.atomic():
        # Whoever read it may not know yet that it has been given more time.
        attempt = locked(attempt)
        return finish_attempt(attempt, by=None, at=at) if attempt.is_open and attempt.is_overdue(at) else attempt


def close_expired_attempts(*, at: datetime) -> int:
    """Hand in all attempts whose time is up, each in its own transaction; how many there were."""
    overdue = list(Attempt.objects.overdue(at))
    return sum(not finish_if_overdue(attempt, at=at).is_open for attempt in overdue)


def apply_deadline(attempt: Attempt, *, at: datetime) -> Attempt:
    """Give a running attempt the time its learner has been granted meanwhile; time once given is never taken back."""
    if not attempt.is_open or not _is_later(_granted(attempt, at=at), attempt.deadline):
        return attempt
    with transaction.atomic():
        attempt = locked(attempt)
        granted = _granted(attempt, at=at)
        if attempt.is_open and _is_later(granted, attempt.deadline):
            _move_deadline(attempt, granted, by=None, at=at)
    return attempt


def follow_window(attempt: Attempt, *, by: Person, at: datetime) -> Attempt:
    """Give a running attempt the time that follows from its window now; this may be less, but never less than has passed."""
    attempt = locked(attempt)
    granted = _granted(attempt, at=at)
    if granted is not None:
        granted = max(granted, min(at, attempt.deadline or at))
    if attempt.is_open and granted != attempt.deadline:
        _move_deadline(attempt, granted, by=by, at=at)
    return attempt


def _granted(attempt: Attempt, *, at: datetime) -> datetime | None:
    window = queries.window_of(attempt.quiz, attempt.enrolment)
    return deadline_of(attempt.quiz, attempt.enrolment.learner, window, started_at=attempt.started_at, at=at)


def _is_later(granted: datetime | None, deadline: datetime | None) -> bool:
    return granted is not None and deadline is not None and granted > deadline


def _move_deadline(attempt: Attempt, deadline: datetime | None, *, by: Person | None, at: datetime) -> None:
    earlier, attempt.deadline = attempt.deadline, deadline
    attempt.save(update_fields=["deadline"])
    moments = {"earlier": earlier.isoformat() if earlier else "", "until": deadline.isoformat() if deadline else ""}
    record("attempt_deadline_moved", attempt, by=by, at=at, **moments)


@transaction.atomic
def void_attempt(attempt: Attempt, *, reason: str, by: Person, at: datetime) -> Attempt:
    """Declare an attempt void, with a reason the learner can read; nothing is deleted, and it no longer counts against the limit.

    Raises NotPossible while an appeal against it waits for its decision.
    """
    attempt = locked(attempt)
    if not reason.strip():
        raise NotPossible(_("Nennen Sie den Grund, warum der Versuch nicht gilt."))
    refuse_under_appeal(attempt)
    had_result = attempt.is_graded
    move(attempt, to=Status.VOIDED, voided_by=by, void_reason=reason)
    record("attempt_voided", attempt, by=by, at=at, number=attempt.number)
    if had_result:
        report_result(attempt, by=by, at=at, reason=reason)
    else:
        _show_state_without(attempt, at=at)
    notify(
        attempt.enrolment.learner,
        "attempt_voided",
        at=at,
        link=attempt.get_absolute_url(),
        lesson=attempt.quiz.lesson,
        attempt=attempt,
    )
    return attempt


def _show_state_without(attempt: Attempt, *, at: datetime) -> None:
    """An attempt without a result leaves no line in the ledger, but the outline must not wait for it."""
    quiz, enrolment = attempt.quiz, attempt.enrolment
    graded = queries.graded_scores(quiz, enrolment)
    met = bool(graded) and is_passed(counting_score(graded, quiz.counts), attempt.max_points, quiz.pass_mark)
    result = LessonResult.objects.filter(enrolment=enrolment, lesson=quiz.lesson).first()
    state = _state_after(quiz, enrolment, met=met, at=at)
    show_lesson_state(enrolment, quiz.lesson, state=state, at=at, note=result.note if result else "", downgrades=True)


def refuse_under_appeal(attempt: Attempt) -> None:
    if is_under_appeal(attempt.enrolment, "attempt", attempt.pk):
        raise NotPossible(_("Zu diesem Versuch läuft ein Einspruch. Darüber entscheidet eine unbeteiligte Person."))
