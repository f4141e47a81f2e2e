"""What pages show besides their own text: cohorts, the structure of the version in force, and who reads a recording."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.functional import Promise
from wagtail.models import Page, ReferenceIndex, Revision

from courses.catalogue.models import LearningMode, Lesson, LessonCorrection, Programme, ProgrammeVersion
from courses.catalogue.queries import current_version, minimum_path
from courses.cohorts.models import Cohort
from courses.cohorts.queries import (
    learning_enrolments,
    seats_for_newcomers,
    status_for_visitors,
    takes_requests,
    with_seats_taken,
)
from courses.quizzes.models import Question
from lms import clock
from lms.accounts.models import Person

Status = Cohort.Status
BADGES: dict[str, str] = {Status.OPEN: "success", Status.PLANNED: "info", Status.RUNNING: "neutral"}
MODE_FIELDS = {
    LearningMode.PRESENCE: "presence_minutes",
    LearningMode.LIVE_ONLINE: "live_minutes",
    LearningMode.SELF_STUDY: "self_minutes",
    LearningMode.PRACTICE: "practice_minutes",
}


@dataclass(frozen=True)
class CohortLine:
    """A cohort as a visitor sees it."""

    cohort: Cohort
    free: int
    takes_requests: bool
    status: Promise | str
    opens_on: date | None

    @property
    def is_full(self) -> bool:
        return self.free == 0

    @property
    def is_running(self) -> bool:
        """Nobody joins any more: the cohort has begun."""
        return self.cohort.status == Status.RUNNING

    @property
    def badge(self) -> str:
        if self.cohort.status == Status.OPEN and not self.takes_requests:
            return "neutral"
        return "info" if self.takes_requests and self.is_full else BADGES[self.cohort.status]


def cohort_lines(programme: Programme, statuses: list[Status], *, on: date) -> list[CohortLine]:
    """Cohorts of a programme that may interest a visitor: open ones first, then by start."""
    order = Case(*(When(status=status, then=Value(place)) for place, status in enumerate(statuses)))
    cohorts = Cohort.objects.filter(version__programme=programme, status__in=statuses, ends_on__gte=on)
    return [_line(cohort, on=on) for cohort in with_seats_taken(cohorts).order_by(order, "starts_on", "code")]


def _line(cohort: Any, *, on: date) -> CohortLine:
    is_ahead = cohort.sign_up_from and (cohort.status == Status.PLANNED or on < cohort.sign_up_from)
    return CohortLine(
        cohort,
        free=seats_for_newcomers(cohort),
        takes_requests=takes_requests(cohort, on=on),
        status=status_for_visitors(cohort, on=on),
        opens_on=cohort.sign_up_from if is_ahead else None,
    )


@dataclass(frozen=True)
class Structure:
    """A version as a table: its components, the sum of the shortest way, and that sum as parts of a bar."""

    version: ProgrammeVersion
    components: list
    path: dict[LearningMode, int]
    mandatory: int
    elective: int

    @property
    def minutes(self) -> int:
        return sum(self.path.values())

    @property
    def synchronous(self) -> int:
        return self.path[LearningMode.PRESENCE] + self.path[LearningMode.LIVE_ONLINE]

    @property
    def bar(self) -> list[dict]:
        """The learning modes with minutes, each with its place in the bar."""
        parts, start = [], 0
        for letter, (mode, minutes) in zip("abcd", self.path.items(), strict=True):
            parts.append({"letter": letter, "label": mode.label, "start": start, "minutes": minutes})
            start += minutes
        return parts


def structure_of(version: ProgrammeVersion) -> Structure:
    path = minimum_path(version)
    return Structure(
        version=version,
        components=list(version.components.all()),
        path={mode: sum(getattr(part, name) for part in path) for mode, name in MODE_FIELDS.items()},
        mandatory=sum(part.kind == "mandatory" for part in path),
        elective=sum(part.kind == "elective" for part in path),
    )


def programme_context(page) -> dict:
    """Structure and cohorts of the programme a page describes; both may be missing while it is still being written.

    The cohort to join is the next one with a free place, or else the next one with a waiting list.
    """
    programme = Programme.objects.filter(code=page.code).first()
    version = current_version(programme) if programme else None
    lines = cohort_lines(programme, [Status.OPEN, Status.PLANNED], on=clock.today()) if programme else []
    return {
        "structure": structure_of(version) if version else None,
        "cohorts": lines,
        "next_cohort": min((line for line in lines if line.takes_requests), key=lambda line: line.is_full, default=None),
    }


def home_context(page) -> dict:
    """The next cohorts of the programme the start page presents."""
    programme = Programme.objects.filter(code=page.programme.code).first() if page.programme else None
    statuses = [Status.OPEN, Status.PLANNED, Status.RUNNING]
    return {"cohorts": cohort_lines(programme, statuses, on=clock.today()) if programme else []}


def index_context(page) -> dict:
    """Every published programme below the index, with its version in force and its next open cohort."""
    children = list(page.get_children().live().specific())
    codes = [child.code for child in children]
    versions = ProgrammeVersion.objects.filter(programme__code__in=codes, status=ProgrammeVersion.Status.PUBLISHED)
    newest = {
        version.programme.code: version
        for version in versions.select_related("programme")
        .prefetch_related("components", "requirements")
        .order_by("published_at", "pk")
    }
    open_cohorts = Cohort.objects.filter(version__programme__code__in=codes, status=Status.OPEN, ends_on__gte=clock.today())
    next_cohort = {
        cohort.version.programme.code: cohort
        for cohort in open_cohorts.select_related("version__programme").order_by("-starts_on", "-code")
    }
    return {
        "offers": [
            {
                "page": child,
                "structure": structure_of(newest[child.code]) if child.code in newest else None,
                "next_cohort": next_cohort.get(child.code),
            }
            for child in children
        ]
    }


def practice_questions(page: Any) -> list[Question]:
    """The questions a page offers to practise on."""
    blocks = getattr(page, "body", None) or []
    offered = [block.value["question"] for block in blocks if block.block_type == "practice_question"]
    return [question for question in offered if question]


def is_public(recording) -> bool:
    """Whether a published page that everybody may read shows the recording."""
    users = ReferenceIndex.get_references_to(recording).values_list("object_id", flat=True)
    pages = Page.objects.live().public().filter(pk__in=[int(key) for key in users if key.isdecimal()])
    return any(page.url for page in pages.specific())


def is_shown_to(person: Person, recording) -> bool:
    """Whether a text shows the recording that this person learns from, as it is pinned for the cohort."""
    versions = learning_enrolments(person).order_by().values("cohort__version")
    lessons = Lesson.objects.filter(component__version__in=versions)
    pinned = Revision.objects.filter(
        Q(pk__in=lessons.values("revision")) | Q(pk__in=LessonCorrection.objects.filter(lesson__in=lessons).values("revision"))
    )
    # The body of a page is a text of JSON inside the JSON of its revision.
    named = rf"\"recording\": {recording.pk}"
    texts = pinned.annotate(text=Cast("content", TextField()))
    return texts.filter(Q(text__contains=named + ",") | Q(text__contains=named + "}")).exists()
