"""What the product knows about one person."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.assignments.models import Review, Submission
from courses.assignments.queries import colloquia_to_sign
from courses.cohorts.models import Cohort, Enrolment
from courses.progress.models import Appeal
from courses.qualification.models import ReleaseItem
from courses.quizzes.models import Attempt
from lms.accounts.models import Person, Responsibility, Role

from .declarations import Declaration, declarations
from .retention import CATEGORIES, Category
from .words import column_words, field_at, value_words


@dataclass(frozen=True)
class Part:
    """The rows of one kind that are shown to a person."""

    title: str
    declaration: Declaration
    rows: list[dict]

    @property
    def columns(self) -> list[str]:
        return [column_words(self.declaration, path) for path in self.declaration.exported]

    @property
    def rows_in_words(self) -> list[list[tuple[str, str]]]:
        """Every row as pairs of column and value."""
        fields = [field_at(self.declaration, path) for path in self.declaration.exported]
        return [
            [(column, value_words(value, field)) for column, value, field in zip(self.columns, row.values(), fields, strict=True)]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Chapter:
    """Everything of one category, with how long it is kept and why."""

    category: Category
    parts: list[Part]


@dataclass(frozen=True)
class Holding:
    """How much of a category is stored about a person."""

    category: Category
    counts: list[tuple[str, int]]


def exported_declarations() -> dict[str, Declaration]:
    """What a person gets a copy of, by the model's label."""
    return {said.label: said for said in declarations() if said.exported}


def holdings(person: Person) -> list[Holding]:
    """What is stored about a person and shown to them, by category; one query per model."""
    return _counted({label: said.shown_to(person) for label, said in exported_declarations().items()})


def holdings_that_stay(person: Person) -> list[Holding]:
    """What is kept for its reason when the account is erased."""
    kept = {label: said for label, said in exported_declarations().items() if said.on_erasure == "keep"}
    return _counted({label: said.shown_to(person).exclude(pk__in=said.going(person)) for label, said in kept.items()})


def kinds_that_go() -> list[tuple[str, list[str]]]:
    """What erasing an account deletes, as declared: title of the category, and what of it.

    The same for everybody: a list of one person's rows would tell of drafts somebody else has begun.
    """
    going = {said.label for said in declarations() if said.on_erasure == "delete"}
    found = [
        (str(category.title), [str(title) for label, title in category.contents.items() if label in going])
        for category in CATEGORIES
    ]
    return [(category, titles) for category, titles in found if titles]


def _counted(rows: dict[str, QuerySet]) -> list[Holding]:
    found = []
    for category in CATEGORIES:
        counted = [(str(title), rows[label].count()) for label, title in category.contents.items() if label in rows]
        if counts := [(title, count) for title, count in counted if count]:
            found.append(Holding(category, counts))
    return found


def chapters(person: Person) -> list[Chapter]:
    """Everything a person gets a copy of; one query per model."""
    known = exported_declarations()
    found = []
    for category in CATEGORIES:
        read = [_part(known[label], person, str(title)) for label, title in category.contents.items() if label in known]
        if parts := [part for part in read if part.rows]:
            found.append(Chapter(category, parts))
    return found


def _part(declaration: Declaration, person: Person, title: str) -> Part:
    return Part(title, declaration, list(declaration.shown_to(person).values(*declaration.exported)))


ENDED_BY_THE_OFFICE = {Role.PROGRAMME_ADMIN, Role.TRAINER}
"""Roles others rely on; all others end with the account."""


def obstacles(person: Person) -> list[str]:
    """Why an account cannot be erased yet: everything somebody else still waits for or has to decide."""
    if person.erased_at:
        return [_("Dieses Konto ist schon gelöscht.")]
    return [*_running_enrolments(person), *_open_work(person), *_held_roles(person)]


def enrolments_to_withdraw(person: Person):
    """What has to be taken back before the account can be erased."""
    running = Enrolment.objects.filter(learner=person).running().exclude(status=Enrolment.Status.COMPLETED)
    return running.exclude(cohort__status__in=Cohort.OVER).select_related("cohort").order_by("cohort__code")


def _running_enrolments(person: Person) -> list[str]:
    sentence = _("Die Anmeldung zum Durchgang %(cohort)s läuft noch. Sie muss zuerst zurückgezogen werden.")
    return [sentence % {"cohort": enrolment.cohort.code} for enrolment in enrolments_to_withdraw(person)]


def _open_work(person: Person) -> list[str]:
    own = {"enrolment__learner": person}
    graded_later = [Attempt.Status.SUBMITTED, Attempt.Status.AWAITING_GRADING]
    judged_later = [Submission.Status.SUBMITTED, Submission.Status.IN_REVIEW]
    proposed = ReleaseItem.objects.filter(release__confirmed_at=None, release__returned_at=None)
    waiting = {
        _("Ein Test wartet noch auf die Bewertung."): Attempt.objects.filter(status__in=graded_later, **own),
        _("Eine Abgabe wartet noch auf die Bewertung."): Submission.objects.filter(status__in=judged_later, **own),
        _("Über einen Einspruch ist noch nicht entschieden."): Appeal.objects.filter(decided_at=None, **own),
        _("Über ein Zertifikat wird gerade entschieden."): proposed.filter(completion__enrolment__learner=person),
        _("Eine zugeteilte Bewertung steht noch aus."): Review.objects.waiting_for(person),
        _("Zu einem gebuchten Kolloquium fehlt noch die Unterschrift."): colloquia_to_sign(person),
    }
    return [sentence for sentence, rows in waiting.items() if rows.exists()]


def _held_roles(person: Person) -> list[str]:
    held = Responsibility.objects.running().filter(person=person, role__in=ENDED_BY_THE_OFFICE).order_by("role")
    return [_role_sentence(responsibility) for responsibility in held]


def _role_sentence(held: Responsibility) -> str:
    others = Responsibility.objects.running().filter(role=Role.PROGRAMME_ADMIN).exclude(person=held.person_id)
    if held.role == Role.PROGRAMME_ADMIN and not others.exists():
        return _("Ohne dieses Konto gäbe es keine Programmadministration. Bitte geben Sie die Rolle zuerst weiter.")
    sentence = _("Die Rolle „%(role)s“ läuft noch. Die Programmadministration beendet sie zuerst.")
    return sentence % {"role": held.get_role_display()}
