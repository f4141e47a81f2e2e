"""What an author finds on the first page of the back office: what waits, and what is due to be looked at again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from courses.catalogue.models import ProgrammeVersion
from lms import clock
from lms.accounts.models import Person

from .models import UnitPage
from .rights import is_office

AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Waiting:
    """One thing somebody has to do, with the moment it began to wait."""

    title: str
    sentence: str
    address: str
    since: datetime | None


def waiting_for(person: Person) -> list[Waiting]:
    """What waits for this person, the longest first: drafts to publish and proposals for the office, own drafts for trainers."""
    found = [*submitted_drafts(person), *proposals_for(person)] if is_office(person) else own_drafts(person)
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


def own_drafts(person: Person) -> list[Waiting]:
    """Drafts in the modules of a trainer that nobody has submitted yet, or that came back."""
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(person, "change")
    drafts = editable.filter(has_unpublished_changes=True).specific().order_by("latest_revision_created_at")
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
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(person, "change")
    return list(
        UnitPage.objects.filter(pk__in=editable.values("pk"), live=True, review_due_on__lte=on + AHEAD).order_by(
            "review_due_on", "path"
        )
    )


class WaitingPanel(Component):
    name = "waiting"
    order = 100
    template_name = "cms_pages/desk/waiting.html"

    def get_context_data(self, parent_context):
        return {"waiting": waiting_for(parent_context["request"].user)}


class DueUnitsPanel(Component):
    name = "due_units"
    order = 300
    template_name = "cms_pages/desk/due_units.html"

    def get_context_data(self, parent_context):
        today = clock.today()
        return {"units": due_units(parent_context["request"].user, on=today), "today": today}
