"""The one next step of a learner. Pure: looks at what queries have gathered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.assignments.models import Submission
from courses.catalogue.models import Component, Lesson
from courses.cohorts.models import Cohort, Enrolment
from courses.progress.models import LessonResult
from courses.progress.queries import ComponentState, LessonState, opens_next
from courses.qualification.requirements import Standing
from courses.quizzes.models import Attempt
from lms.clock import local_date
from lms.ui.formats import day, minutes, moment

State = LessonResult.State


@dataclass(frozen=True)
class NextStep:
    """What to do now: a title, a sentence, an address and the words on the button. `posts` means the button sends a form."""

    title: str
    text: str = ""
    address: str = ""
    action: str = ""
    posts: bool = False


def step_before_learning(enrolment: Enrolment, *, place_in_line: int | None) -> NextStep:
    """What somebody can do whose place is not confirmed yet."""
    code = enrolment.cohort.code
    if enrolment.cohort.is_over:
        return NextStep(_ended(enrolment.cohort), _("Plätze werden nicht mehr vergeben."))
    if enrolment.status == Enrolment.Status.OFFERED and enrolment.offered_until:
        return NextStep(
            _("Ein Platz im Durchgang %(code)s ist für Sie frei") % {"code": code},
            _("Bitte nehmen Sie ihn bis %(until)s an. Danach bieten wir ihn der nächsten Person an.")
            % {"until": moment(enrolment.offered_until)},
            reverse("courses:offer-accept", args=[enrolment.public_id]),
            _("Platz annehmen"),
            posts=True,
        )
    if enrolment.status == Enrolment.Status.WAITLISTED:
        return NextStep(
            _("Sie stehen auf der Warteliste, Platz %(place)d") % {"place": place_in_line},
            _("Wir schreiben Ihnen, sobald im Durchgang %(code)s ein Platz frei wird.") % {"code": code},
        )
    return NextStep(
        _("Ihre Anmeldung zum Durchgang %(code)s wird geprüft") % {"code": code},
        _("Ein Platz ist für Sie vorgemerkt. Die Programmadministration meldet sich bei Ihnen."),
    )


def step_into(attempt: Attempt) -> NextStep:
    """Back into a running attempt: its time runs on, so nothing else comes first."""
    text = _("Ihre Antworten sind gespeichert.")
    if attempt.deadline:
        text = _("Ihre Zeit endet am %(moment)s.") % {"moment": moment(attempt.deadline)}
    return NextStep(
        _("%(title)s läuft") % {"title": attempt.quiz.lesson},
        text,
        reverse("courses:attempt-question", args=[attempt.public_id, 1]),
        _("Test fortsetzen"),
    )


def next_step(
    enrolment: Enrolment,
    way: list[ComponentState],
    standing: Standing,
    *,
    electives_needed: int,
    needs_details: bool,
    revision: Submission | None,
    at: datetime,
) -> NextStep:
    """The first thing on the way that this person can do now; a `revision` that was begun outlives the cohort."""
    cohort = enrolment.cohort
    if needs_details:
        return NextStep(
            _("Angaben für das Zertifikat bestätigen"),
            _("Prüfen Sie, wie Ihr Name und das Thema Ihres Praxisprojekts geschrieben werden."),
            reverse("certificates:details", args=[cohort.slug]),
            _("Angaben prüfen"),
        )
    chosen = [state for state in way if state.is_chosen]
    for item in _steps(chosen):
        if item.state == State.RETURNED:
            return NextStep(
                _("%(title)s überarbeiten") % {"title": item.lesson.title},
                _("Es gibt eine Rückmeldung zu Ihrer Abgabe."),
                item.lesson.address_in(cohort),
                _("Rückmeldung lesen"),
            )
    if cohort.is_over:
        return _finish(revision, cohort) if revision else _see_standing(_ended(cohort), way, standing, cohort)
    taken = sum(1 for state in chosen if state.component.kind == Component.Kind.ELECTIVE)
    for state in chosen:
        if not state.component.is_module and taken < electives_needed:
            return _choose_electives(cohort, electives_needed)
        if step := state.first_to_do(at):
            return _step_for(step, state, cohort, at=at)
    return _opens_next(chosen, cohort, at=at) or _see_standing(_("Stand der Voraussetzungen ansehen"), way, standing, cohort)


def _steps(states: Iterable[ComponentState]) -> Iterable[LessonState]:
    for state in states:
        yield from state.steps


def _choose_electives(cohort, count: int) -> NextStep:
    return NextStep(
        _("Wahlpflichtmodule wählen"),
        _("Für das Zertifikat brauchen Sie mindestens %(count)d.") % {"count": count},
        reverse("courses:electives", args=[cohort.slug]),
        _("Module auswählen"),
    )


def _step_for(item: LessonState, state: ComponentState, cohort, *, at: datetime) -> NextStep:
    lesson = item.lesson
    words: dict[str, tuple[str, str]] = {
        Lesson.Kind.UNIT: (_("%(title)s"), _("Einheit öffnen")),
        Lesson.Kind.QUIZ: (_("%(title)s"), _("Test öffnen")),
        Lesson.Kind.TASK: (_("%(title)s"), _("Aufgabe öffnen")),
    }
    title, action = words[lesson.kind]
    coming = next((other.meeting for other in state.lessons if other.meeting and other.meeting.starts_at >= at), None)
    text = f"{state.component.code} · {minutes(lesson.planned_minutes)}" if lesson.planned_minutes else state.component.code
    if coming:
        when = {"mode": coming.lesson.get_mode_display(), "day": day(coming.starts_at)}
        text += " · " + _("%(mode)s am %(day)s") % when
    if item.running_deadline:
        text += ". " + item.running_deadline.in_words(local_date(at))
    if item.state == State.IN_PROGRESS and lesson.kind == Lesson.Kind.QUIZ:
        action = _("Test fortsetzen")
    return NextStep(title % {"title": lesson}, text, lesson.address_in(cohort), action)


def _opens_next(chosen: list[ComponentState], cohort, *, at: datetime) -> NextStep | None:
    """The test that can be begun soonest, where nothing else can be done meanwhile."""
    opening = opens_next(chosen, at=at)
    if opening is None:
        return None
    return NextStep(opening.title, opening.text, opening.lesson.address_in(cohort), _("Test ansehen"))


def _finish(revision: Submission, cohort) -> NextStep:
    lesson = revision.assignment.lesson
    return NextStep(
        _("%(title)s fertig überarbeiten") % {"title": lesson.title},
        _("Ihr Entwurf ist gespeichert und noch nicht eingereicht."),
        lesson.address_in(cohort),
        _("Weiterschreiben"),
    )


def _ended(cohort: Cohort) -> str:
    ended = {
        Cohort.Status.COMPLETED: _("Der Durchgang %(code)s ist abgeschlossen"),
        Cohort.Status.CANCELLED: _("Der Durchgang %(code)s ist abgesagt"),
    }
    return ended[Cohort.Status(cohort.status)] % {"code": cohort.code}


def _see_standing(title: str, way, standing: Standing, cohort) -> NextStep:
    if standing.is_earned:
        text = _("Alles ist erfüllt. Wir schreiben Ihnen, sobald Ihr Zertifikat freigegeben ist.")
    elif any(item.state in (State.SUBMITTED, State.AWAITING) for item in _steps(way)):
        text = _("Wir schreiben Ihnen, sobald eine Bewertung vorliegt.")
    elif standing.out_of_reach_count:
        text = _("Hier steht, was Sie erreicht haben und was nicht mehr erreichbar ist.")
    else:
        text = _("Hier steht, was für das Zertifikat noch fehlt.")
    return NextStep(title, text, f"{reverse('courses:standing')}?durchgang={cohort.slug}", _("Stand ansehen"))
