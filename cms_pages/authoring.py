"""Recordings and glossary terms in the back office. Recordings are shared like pictures: who uploaded one may change it."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import GlossaryTerm, Recording


class RecordingPolicy(CollectionOwnershipPermissionPolicy):
    """Who may add may change what is theirs; a recording that a text shows is not deleted."""

    def user_has_permission_for_instance(self, user, action, instance):
        if action == "delete" and instance.is_used:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


policy = RecordingPolicy(Recording, owner_field_name="uploaded_by")
# Before the viewset is defined: Wagtail asks for the policy while it builds the viewset.
register_permission_policy(Recording, policy)


def changeable_by(user):
    """The recordings this person may change."""
    return policy.instances_user_has_permission_for(user, "change")


class OwnRecordingOnly:
    """A view of one recording that does not exist for people who may not change it."""

    request: HttpRequest

    def get_object(self, *args, **kwargs):
        recording = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if recording and recording.pk and not policy.user_has_permission_for_instance(self.request.user, "change", recording):
            raise Http404
        return recording

    def user_has_permission(self, permission):
        recording = getattr(self, "object", None)
        if recording is None or recording.pk is None:
            return super().user_has_permission(permission)  # type: ignore[misc]
        return policy.user_has_permission_for_instance(self.request.user, permission, Recording.objects.get(pk=recording.pk))


def closed(view_class):
    return type(view_class.__name__, (OwnRecordingOnly, view_class), {})


class OfferAll:
    """Recordings are there for all who write."""

    def get_object_list(self):
        return Recording.objects.all()


class ChooseRecording(OfferAll, ChooseView):
    pass


class ChooseRecordingResults(OfferAll, ChooseResultsView):
    pass


class RecordingChooser(SnippetChooserViewSet):
    choose_view_class = ChooseRecording
    choose_results_view_class = ChooseRecordingResults


class RecordingForm(WagtailAdminModelForm):
    """Remembers who uploaded a recording, and offers only collections one may add to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = policy.collections_user_has_permission_for(self.for_user, "add")

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.uploaded_by = self.for_user
        return super().save(commit)


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    menu_label = _("Ton und Video")
    list_display = ["title", "kind", "duration", "uploaded_by", "collection"]
    list_filter = ["kind", "collection"]
    chooser_viewset_class = RecordingChooser
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("duration_seconds"), FieldPanel("collection", heading=_("Sammlung"))]),
            FieldPanel("file"),
            FieldPanel("captions"),
            FieldPanel("transcript"),
            FieldPanel("source"),
        ],
        base_form_class=RecordingForm,
    )

    copy_view_enabled = False
    edit_view_class = closed(SnippetViewSet.edit_view_class)
    delete_view_class = closed(SnippetViewSet.delete_view_class)
    usage_view_class = closed(SnippetViewSet.usage_view_class)
    history_view_class = closed(SnippetViewSet.history_view_class)

    def get_queryset(self, request):
        return changeable_by(request.user)


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossar")
    menu_name = "glossary"
    add_to_admin_menu = True
    list_display = ["term", "explanation", LiveStatusTagColumn(label=_("Stand")), UpdatedAtColumn()]
    list_export = ["term", "other_forms", "explanation", "source", "live"]
    panels = [FieldPanel("term"), FieldPanel("other_forms"), FieldPanel("explanation"), FieldPanel("source")]
