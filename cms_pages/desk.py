"""What an author finds on the first page of the back office: what waits, what was edited, what others look at, what is due."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.models import Comment, ModelLogEntry, Page, PageLogEntry, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from courses.catalogue.models import ProgrammeVersion
from courses.quizzes.authoring import within_reach_of as questions_of
from courses.quizzes.models import Question
from lms import clock
from lms.accounts.models import Person

from .models import AccessibilityPage, UnitPage
from .rights import is_office

AHEAD = timedelta(days=60)
RECENT = 5


@dataclass(frozen=True)
class Waiting:
    """One thing somebody has to do, with the moment it began to wait."""

    title: str
    sentence: str
    address: str
    since: datetime | None


def waiting_for(person: Person) -> list[Waiting]:
    """What waits for this person, the longest first: drafts and proposals for the office, own drafts for trainers, comments."""
    today = clock.today()
    if is_office(person):
        found = [*submitted_drafts(person), *proposals_for(person), *old_statements(on=today)]
    else:
        found = own_drafts(person)
    found += open_comments(person)
    return sorted(found, key=lambda item: item.since.timestamp() if item.since else 0)


def submitted_drafts(person: Person) -> list[Waiting]:
    states = TaskState.objects.reviewable_by(person).select_related("revision__user").prefetch_related("revision__content_object")
    return [
        Waiting(
            title_of(state.revision.content_object),
            _("Ein Entwurf wartet auf die Veröffentlichung."),
            address_of(state.revision.content_object),
            state.started_at,
        )
        for state in states
        if state.revision.content_object
    ]


def proposals_for(person: Person) -> list[Waiting]:
    """Versions that another person proposed; one's own wait for somebody else."""
    waiting = ProgrammeVersion.objects.filter(published_at=None).exclude(proposed_by=person).select_related("programme")
    return [
        Waiting(
            f"{version.title} {version.label}",
            _("Eine Fassung wartet auf die zweite Person."),
            reverse("cms_pages:version-publish", args=[version.programme.page_id]),
            None,
        )
        for version in waiting
        if version.programme.page_id
    ]


def old_statements(*, on: date) -> list[Waiting]:
    """Statements on accessibility that nobody has looked at for a year."""
    due = [page for page in AccessibilityPage.objects.live() if page.due_on() <= on]
    sentence = _("Die Erklärung ist älter als ein Jahr. Bitte prüfen Sie sie.")
    return [Waiting(page.title, sentence, address_of(page), midnight_of(page.due_on())) for page in due]


def midnight_of(day: date) -> datetime:
    return clock.local_moment(day, time.min)


def own_drafts(person: Person) -> list[Waiting]:
    """Drafts in the modules of a trainer that nobody has submitted yet, or that came back."""
    drafts = editable_pages(person).filter(has_unpublished_changes=True).specific().order_by("latest_revision_created_at")
    submitted = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).values_list("object_id", flat=True)
    returned = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES).values_list("object_id", flat=True)
    on_the_way, came_back = set(submitted), set(returned)
    return [
        Waiting(
            page.get_admin_display_title(),
            _("Der Entwurf kam zurück. Bitte überarbeiten Sie ihn.")
            if str(page.pk) in came_back
            else _("Der Entwurf ist noch nicht eingereicht."),
            address_of(page),
            page.latest_revision_created_at,
        )
        for page in drafts
        if str(page.pk) not in on_the_way
    ]


def title_of(thing) -> str:
    return thing.get_admin_display_title() if isinstance(thing, Page) else str(thing)


def address_of(thing) -> str:
    """Where a page or a question is edited."""
    if isinstance(thing, Page):
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    return reverse(thing.snippet_viewset.get_url_name("edit"), args=[thing.pk])


def due_units(person: Person, *, on: date) -> list[UnitPage]:
    """The units within reach whose next check lies before or within the next 60 days, the most overdue first."""
    return list(
        UnitPage.objects.filter(pk__in=editable_pages(person).values("pk"), live=True, review_due_on__lte=on + AHEAD).order_by(
            "review_due_on", "path"
        )
    )


@dataclass(frozen=True)
class Edited:
    """Something somebody edited, with the moment of the last time."""

    title: str
    address: str
    at: datetime


def recently_edited(person: Person) -> list[Edited]:
    """The five pages and questions this person edited last, as far as they are still within reach."""
    pages = explorable(person)
    entries = [
        *_last_edits(PageLogEntry.objects.filter(user=person, page__in=pages).select_related("page"), "page_id"),
        *_last_edits(own_questions_log(person), "object_id"),
    ]
    newest = sorted(entries, key=lambda entry: entry.timestamp, reverse=True)[:RECENT]
    things = things_behind([key_of(entry) for entry in newest])
    return [
        Edited(title_of(things[key_of(entry)]), address_of(things[key_of(entry)]), entry.timestamp)
        for entry in newest
        if key_of(entry) in things
    ]


def own_questions_log(person: Person):
    reachable = [str(key) for key in questions_of(person).values_list("pk", flat=True)]
    questions = ContentType.objects.get_for_model(Question)
    return ModelLogEntry.objects.filter(user=person, content_type=questions, object_id__in=reachable)


def _last_edits(entries, field: str) -> list:
    """The newest entry about each thing, at most five."""
    newest = entries.filter(action="wagtail.edit").values(field).annotate(last=Max("pk")).order_by("-last")[:RECENT]
    return list(entries.filter(pk__in=[row["last"] for row in newest]))


def key_of(entry) -> tuple[str, int]:
    return ("page", entry.page_id) if isinstance(entry, PageLogEntry) else ("question", int(entry.object_id))


def things_behind(keys: list[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """The pages and questions behind their kinds and keys."""
    pages = Page.objects.filter(pk__in=[key for kind, key in keys if kind == "page"]).specific()
    questions = Question.objects.filter(pk__in=[key for kind, key in keys if kind == "question"])
    return {("page", page.pk): page for page in pages} | {("question", question.pk): question for question in questions}


def in_consultation(person: Person) -> list[Waiting]:
    """Drafts within reach that were submitted and are being looked at, the longest first."""
    pages = {str(key) for key in editable_pages(person).values_list("pk", flat=True)}
    questions = {str(key) for key in questions_of(person).values_list("pk", flat=True)}
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).order_by("created_at", "pk")
    kinds = {ContentType.objects.get_for_model(Page).pk: "page", ContentType.objects.get_for_model(Question).pk: "question"}
    reachable = {"page": pages, "question": questions, "": set[str]()}
    found = [
        (kinds[state.base_content_type_id], int(state.object_id), state.created_at)
        for state in states
        if state.object_id in reachable[kinds.get(state.base_content_type_id, "")]
    ]
    things = things_behind([(kind, key) for kind, key, _since in found])
    sentence = _("Eingereicht. Die Programmadministration sieht den Entwurf durch.")
    return [
        Waiting(title_of(things[kind, key]), sentence, address_of(things[kind, key]), since)
        for kind, key, since in found
        if (kind, key) in things
    ]


def open_comments(person: Person) -> list[Waiting]:
    """Comments others left on pages within reach that nobody has resolved."""
    comments = Comment.objects.filter(page__in=editable_pages(person), resolved_at=None).exclude(user=person)
    found = list(comments.select_related("page").order_by("created_at"))
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[comment.page_id for comment in found]).specific()}
    return [
        Waiting(
            title_of(pages[comment.page_id]),
            _("Ein Kommentar wartet auf Ihre Antwort: %s") % Truncator(comment.text).chars(80),
            address_of(pages[comment.page_id]),
            comment.created_at,
        )
        for comment in found
    ]


def editable_pages(person: Person):
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(person, "change")


def explorable(person: Person):
    return policy_registry.get_by_type(Page).explorable_instances(person)


class DeskPanel(Component):
    """One panel of the first page; `rows` says what stands in it."""

    template_name = "cms_pages/desk/waiting.html"
    heading: str | Promise = ""
    empty: str | Promise = ""

    def get_context_data(self, parent_context):
        rows = self.rows(parent_context["request"].user)
        return {"id": self.name, "heading": self.heading, "empty": self.empty, "waiting": rows}

    def rows(self, person: Person) -> list:
        raise NotImplementedError


class WaitingPanel(DeskPanel):
    name = "waiting"
    order = 100
    heading = gettext_lazy("Wartet auf Sie")
    empty = gettext_lazy("Zurzeit wartet nichts auf Sie.")

    def rows(self, person):
        return waiting_for(person)


class RecentPanel(Component):
    name = "recent"
    order = 200
    template_name = "cms_pages/desk/recent.html"

    def get_context_data(self, parent_context):
        return {"edited": recently_edited(parent_context["request"].user)}


class ConsultationPanel(DeskPanel):
    name = "consultation"
    order = 250
    heading = gettext_lazy("In Abstimmung")
    empty = gettext_lazy("Zurzeit ist kein Entwurf eingereicht.")

    def rows(self, person):
        return in_consultation(person)


class DueUnitsPanel(Component):
    name = "due_units"
    order = 300
    template_name = "cms_pages/desk/due_units.html"

    def get_context_data(self, parent_context):
        today = clock.today()
        return {"units": due_units(parent_context["request"].user, on=today), "today": today}
