"""Gathering the evidence the rule looks at, and asking who has fulfilled it."""

import hashlib
import json
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import SYNCHRONOUS_MODES, Component, Lesson, ProgrammeVersion, Requirement
from courses.cohorts.models import Cohort, ComponentChoice, Enrolment, Meeting
from courses.progress.models import LedgerEntry, LessonResult
from courses.progress.queries import current_entries
from lms.accounts.models import Person
from lms.ui.formats import decimal_cut, ue

from .completion import completion_state
from .evidence import ComponentFacts, Evidence, Fact, Line, Rule, State
from .models import CertificateDetails, CreditTransfer, ProgrammeCompletion, Release, ReleaseItem
from .requirements import Standing, standing

JUDGED = {LedgerEntry.Kind.PROJECT, LedgerEntry.Kind.COLLOQUIUM}
WAITING = {LessonResult.State.SUBMITTED, LessonResult.State.AWAITING}


def rules_of(version: ProgrammeVersion) -> list[Rule]:
    """The version's rule, in its order."""
    rows = Requirement.objects.filter(version=version, parent=None).order_by("position")
    return [Rule(row.number, row.title, row.condition, row.kind, row.parameters) for row in rows]


def digest_of(rules: list[Rule]) -> str:
    """A fingerprint of the rule, kept with every completion."""
    content = [[rule.number, rule.kind, rule.parameters] for rule in rules]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def standing_of(enrolment: Enrolment) -> Standing:
    """Where one person stands now (Stand der Voraussetzungen)."""
    return standing(*rules_and_evidence(enrolment))


def rules_and_evidence(enrolment: Enrolment) -> tuple[list[Rule], Evidence]:
    """The rule of one person's version and the facts it looks at."""
    cohort = enrolment.cohort
    return rules_of(cohort.version), evidence_for(cohort, [enrolment])[enrolment.pk]


def completed_components(enrolment: Enrolment) -> list[tuple[Component, ComponentFacts]]:
    """The components this person has completed or been credited, in order, with their facts."""
    rules, evidence = rules_and_evidence(enrolment)
    done = {facts.code: facts for facts in evidence.components if completion_state(facts, rules) == State.MET}
    components = Component.objects.filter(version_id=enrolment.cohort.version_id, code__in=done).prefetch_related("competences")
    return [(component, done[component.code]) for component in components.order_by("position")]


def evidence_for(cohort: Cohort, enrolments: list[Enrolment]) -> dict[int, Evidence]:
    """All facts the rule looks at, for each enrolment of one cohort."""
    sources = _Sources(cohort, enrolments)
    return {enrolment.pk: sources.evidence(enrolment) for enrolment in enrolments}


class _Sources:
    """The rows of one cohort, read once and sorted by person."""

    def __init__(self, cohort: Cohort, enrolments: list[Enrolment]):
        self.is_over = cohort.is_over
        self.components = list(Component.objects.filter(version_id=cohort.version_id).order_by("position"))
        self.lessons = defaultdict(list)
        for lesson in Lesson.objects.filter(component__version_id=cohort.version_id).order_by("position"):
            self.lessons[lesson.component_id].append(lesson)
        self.open_minutes = _minutes_of_open_meetings(cohort, self.lessons)
        self.chosen = _pairs(ComponentChoice.objects.filter(enrolment__in=enrolments, dropped_at=None))
        self.credits = _credits_of(enrolments)
        self.entries = current_entries(enrolments)
        self.states = {
            (enrolment, lesson): state
            for enrolment, lesson, state in LessonResult.objects.filter(enrolment__in=enrolments).values_list(
                "enrolment_id", "lesson_id", "state"
            )
        }
        self.releases = {item.completion.enrolment_id: item for item in _released_items(enrolments)}

    def evidence(self, enrolment: Enrolment) -> Evidence:
        entries = defaultdict(list)
        for entry in self.entries[enrolment.pk]:
            entries[entry.component_id].append(entry)
        item = self.releases.get(enrolment.pk)
        return Evidence(
            components=tuple(self._component(component, enrolment, entries[component.pk]) for component in self.components),
            is_released=item is not None,
            release_lines=_release_lines(item),
        )

    def _component(self, component: Component, enrolment: Enrolment, entries: list[LedgerEntry]) -> ComponentFacts:
        minutes = [entry for entry in entries if entry.kind == LedgerEntry.Kind.MINUTES and entry.mode in SYNCHRONOUS_MODES]
        make_up = [entry for entry in entries if entry.kind == LedgerEntry.Kind.MAKE_UP]
        # No minutes leave a meeting possible until its list is closed: the date may have been cancelled and come again.
        noted = {entry.lesson_id for entry in entries if entry.kind == LedgerEntry.Kind.MINUTES and entry.minutes}
        lessons = self.lessons[component.pk]
        kinds = self._facts(component, enrolment, lessons, entries)
        return ComponentFacts(
            code=component.code,
            title=str(component),
            kind=component.kind,
            minutes=component.minutes,
            synchronous=component.synchronous_minutes,
            is_chosen=component.kind != Component.Kind.ELECTIVE or (enrolment.pk, component.pk) in self.chosen,
            can_be_chosen=not self.is_over,
            is_credited=self.credits.get((enrolment.pk, component.pk)) == CreditTransfer.Status.ACCEPTED,
            credit_waits=self.credits.get((enrolment.pk, component.pk)) == CreditTransfer.Status.PROPOSED,
            attended=sum(entry.minutes or 0 for entry in minutes),
            possible=sum(count for lesson, count in self.open_minutes[component.pk].items() if lesson not in noted),
            make_up=sum(entry.minutes or 0 for entry in make_up),
            quizzes=kinds["quiz"],
            tasks=kinds["task"] if component.is_module else (),
            judged=() if component.is_module else kinds["task"],
            attendance_lines=tuple(_line(entry, ue(entry.minutes or 0)) for entry in [*minutes, *make_up]),
        )

    def _facts(self, component, enrolment, lessons, entries) -> dict[str, tuple[Fact, ...]]:
        by_lesson = defaultdict(list)
        for entry in entries:
            by_lesson[entry.lesson_id].append(entry)
        facts = defaultdict(list)
        for lesson in lessons:
            if lesson.kind in (Lesson.Kind.QUIZ, Lesson.Kind.TASK):
                state = self.states.get((enrolment.pk, lesson.pk), "")
                has_ended = self.is_over and not _goes_on_after_the_end(component, lesson, by_lesson[lesson.pk], state)
                facts[lesson.kind].append(_fact(lesson, by_lesson[lesson.pk], state, has_ended=has_ended))
        return {kind: tuple(facts[kind]) for kind in ("quiz", "task")}


def _credits_of(enrolments: list[Enrolment]) -> dict[tuple[int, int], str]:
    """The status of each credit by enrolment and component; a refused one is none."""
    credits = CreditTransfer.objects.filter(enrolment__in=enrolments).exclude(status=CreditTransfer.Status.REJECTED)
    return {
        (enrolment, component): status for enrolment, component, status in credits.values_list("enrolment", "component", "status")
    }


def _goes_on_after_the_end(component: Component, lesson: Lesson, entries: list[LedgerEntry], state: str) -> bool:
    """What may still come in a cohort that is over: the end of a running attempt, a revision of work that was judged before, a
    colloquium, for which the office sets the times."""
    if component.kind == Component.Kind.COLLOQUIUM or state == LessonResult.State.RETURNED:
        return True
    return state == LessonResult.State.IN_PROGRESS and (lesson.kind == Lesson.Kind.QUIZ or bool(entries))


def _fact(lesson: Lesson, entries: list[LedgerEntry], state: str, *, has_ended: bool) -> Fact:
    best = max(entries, key=lambda entry: (entry.met or False, _share(entry) or 0), default=None)
    return Fact(
        title=lesson.title,
        share=_share(best) if best else None,
        met=bool(best and best.met),
        is_waiting=state in WAITING,
        is_out_of_reach=has_ended or state == LessonResult.State.FAILED,
        line=_judged_line(best) if best else None,
    )


def _judged_line(entry: LedgerEntry) -> Line:
    verdict = gettext("bestanden") if entry.met else gettext("noch nicht bestanden")
    return replace(_line(entry, _amount(entry)), verdict=verdict if entry.score_num is not None else "")


def _share(entry: LedgerEntry) -> Fraction | None:
    if entry.score_num is None or not entry.score_den or not entry.score_max:
        return None
    return Fraction(entry.score_num, entry.score_den * entry.score_max)


def _amount(entry: LedgerEntry) -> str:
    if entry.score_num is not None and entry.score_den is not None:
        words = {"points": decimal_cut(entry.score_num, entry.score_den), "most": entry.score_max}
        return gettext("%(points)s von %(most)s Punkten") % words
    return gettext("erfüllt") if entry.met else gettext("noch nicht erfüllt")


def _line(entry: LedgerEntry, amount: str) -> Line:
    title = entry.lesson.title if entry.lesson else entry.get_kind_display()
    return Line(title, amount, at=entry.recorded_at, by=str(entry.recorded_by or ""), entry=entry.pk)


def _pairs(rows) -> set[tuple[int, int]]:
    return set(rows.values_list("enrolment_id", "component_id"))


def _minutes_of_open_meetings(cohort: Cohort, lessons) -> dict[int, dict[int, int]]:
    """Per component the synchronous minutes of planned meetings whose attendance list is not closed yet.

    After the end of the cohort only of those that have a date: its list may still be filled in. A cancelled one holds none.
    """
    dated = dict(Meeting.objects.filter(cohort=cohort, cancelled_at=None).values_list("lesson_id", "closed_at"))

    def may_come(lesson: Lesson) -> bool:
        if cohort.is_over and (lesson.pk not in dated or cohort.status == Cohort.Status.CANCELLED):
            return False
        return dated.get(lesson.pk) is None

    return defaultdict(
        dict,
        {
            component: {
                lesson.pk: lesson.planned_minutes
                for lesson in rows
                if lesson.kind == Lesson.Kind.MEETING and lesson.is_synchronous and may_come(lesson)
            }
            for component, rows in lessons.items()
        },
    )


def _released_items(enrolments):
    return ReleaseItem.objects.filter(
        completion__enrolment__in=enrolments, completion__withdrawal=None, release__confirmed_at__isnull=False
    ).select_related("completion", "release__proposed_by", "release__confirmed_by")


def _release_lines(item: ReleaseItem | None) -> tuple[Line, ...]:
    if item is None:
        return ()
    release = item.release
    return (
        Line(gettext("Vorgeschlagen"), "", at=release.proposed_at, by=str(release.proposed_by)),
        Line(gettext("Freigegeben"), "", at=release.confirmed_at, by=str(release.confirmed_by)),
    )


def _running():
    """Completions that stand, of people who are still there: whoever left or erased the account gets no certificate."""
    stays = Enrolment.objects.learning().filter(learner__erased_at=None)
    return ProgrammeCompletion.objects.filter(withdrawal=None, enrolment__in=stays)


def is_running(completion: ProgrammeCompletion) -> bool:
    """Whether a completion stands, and its learner is still there."""
    return _running().filter(pk=completion.pk).exists()


def _waiting():
    """Running completions that nobody has proposed yet."""
    taken = ReleaseItem.objects.filter(release__returned_at=None).values("completion")
    return _running().exclude(pk__in=taken)


def running_completions(cohort: Cohort):
    """Completions of a cohort that were not withdrawn, with the person, in order of names."""
    return (
        _running()
        .filter(enrolment__cohort=cohort)
        .select_related("enrolment__learner", "enrolment__municipality")
        .order_by("enrolment__learner__sort_name", "pk")
    )


def proposable_completions(cohort: Cohort):
    """Completions that no running or confirmed release contains."""
    taken = ReleaseItem.objects.filter(release__cohort=cohort, release__returned_at=None).values("completion")
    return running_completions(cohort).exclude(pk__in=taken)


def is_proposed(enrolment: Enrolment) -> bool:
    """Whether somebody's certificate waits in a release for the second person."""
    items = ReleaseItem.objects.filter(completion__enrolment=enrolment)
    return items.filter(release__confirmed_at=None, release__returned_at=None).exists()


def is_released(enrolment: Enrolment) -> bool:
    """Whether the second person has released somebody's certificate."""
    return ReleaseItem.objects.filter(completion__enrolment=enrolment, outcome=ReleaseItem.Outcome.ISSUED).exists()


def lacks_a_certificate(learner: Person) -> bool:
    """Whether somebody has earned a certificate that nobody has proposed yet."""
    return _waiting().filter(enrolment__learner=learner).exists()


def has_completed(enrolment: Enrolment) -> bool:
    return ProgrammeCompletion.objects.filter(enrolment=enrolment, withdrawal=None).exists()


def refusal_of_details(enrolment: Enrolment) -> Promise | str:
    """Why nobody can say now what the certificate shall say; empty while it is open."""
    if not has_completed(enrolment):
        return _("Bestätigen können Sie die Angaben, sobald alle Voraussetzungen erfüllt sind.")
    if is_proposed(enrolment):
        return _("Ihr Zertifikat ist schon zur Freigabe vorgeschlagen. Bitte wenden Sie sich an die Programmadministration.")
    if is_released(enrolment):
        return _("Ihr Zertifikat ist ausgestellt. Für Änderungen wenden Sie sich bitte an die Programmadministration.")
    return ""


def waits_for_details(enrolment: Enrolment) -> bool:
    """Whether the certificate needs this person's word: everything is fulfilled, nothing proposed, nothing confirmed."""
    is_said = CertificateDetails.objects.filter(enrolment=enrolment).exists()
    return not is_said and not refusal_of_details(enrolment)


def cohorts_open_for_details(learner: Person):
    """Cohorts in which somebody has completed and may still say how the certificate names them. One statement."""
    return Cohort.objects.filter(enrolments__completions__in=_waiting().filter(enrolment__learner=learner)).distinct()


def without_details(completions):
    """Those whose learner has not confirmed how the certificate names them."""
    return completions.filter(enrolment__certificate_details=None)


def cohorts_to_release():
    """Cohorts in which somebody has completed and nobody has proposed it yet. One statement."""
    return Cohort.objects.filter(enrolments__completions__in=_waiting()).exclude(status=Cohort.Status.CANCELLED).distinct()


def open_releases(cohort: Cohort | None = None):
    """Releases that wait for a second person."""
    releases = Release.objects.filter(confirmed_at=None, returned_at=None).select_related("proposed_by", "cohort")
    return releases.filter(cohort=cohort) if cohort else releases


def returned_releases(cohort: Cohort):
    """Proposals given back, the newest first, as long as one of their people waits to be proposed again. One statement."""
    waiting = ReleaseItem.objects.filter(release=OuterRef("pk"), completion__in=_waiting())
    returned = Release.objects.filter(Exists(waiting), cohort=cohort, returned_at__isnull=False)
    return returned.select_related("returned_by").order_by("-returned_at")
