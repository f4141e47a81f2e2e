"""What no constraint can say about the ledger: each function returns the rows that break its promise."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from .models import LedgerEntry, LessonResult

Done = LessonResult.State.DONE


def entry_belongs_to_the_cohorts_version() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.exclude(component__version=F("enrolment__cohort__version"))


def entry_names_a_lesson_of_its_component() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.exclude(lesson=None).exclude(lesson__component=F("component"))


def correction_follows_an_entry_of_the_same_source() -> QuerySet[LedgerEntry]:
    same = ("enrolment", "source_kind", "source_id")
    follows = Q(**{f"replaces__{name}": F(name) for name in same}, replaces__source_step=F("source_step") - 1)
    return LedgerEntry.objects.exclude(replaces=None).exclude(follows)


def result_belongs_to_the_cohorts_version() -> QuerySet[LessonResult]:
    return LessonResult.objects.exclude(lesson__component__version=F("enrolment__cohort__version"))


def result_is_done_where_the_ledger_says_so() -> QuerySet[LessonResult]:
    """And nowhere else: a result is a convenience for the outline, the ledger is what counts."""
    counting = LedgerEntry.objects.filter(Q(met=True) | Q(minutes__gt=0), replaced_by=None)
    says_so = Exists(counting.filter(enrolment=OuterRef("enrolment"), lesson=OuterRef("lesson")))
    return LessonResult.objects.filter(Q(says_so, ~Q(state=Done)) | Q(~says_so, state=Done))


PROMISES = (
    entry_belongs_to_the_cohorts_version,
    entry_names_a_lesson_of_its_component,
    correction_follows_an_entry_of_the_same_source,
    result_belongs_to_the_cohorts_version,
    result_is_done_where_the_ledger_says_so,
)
