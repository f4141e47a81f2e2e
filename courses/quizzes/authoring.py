"""The question bank in the back office. Rights hang on the collection a question lies in, on every route."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.collections import collection_member_permission_formset_factory
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet, SnippetChosenView
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Question

ANY_RIGHT = ["add", "change", "delete", "publish", "view"]


class QuestionPolicy(CollectionPermissionPolicy):
    """Rights by collection. Nobody deletes a question that was ever published: versions and attempts rest on it."""

    def user_has_permission_for_instance(self, user, action, instance):
        if action == "delete" and instance.versions.exists():
            return False
        return super().user_has_permission_for_instance(user, action, instance)


policy = QuestionPolicy(Question)
# Before the viewset is defined: Wagtail asks for the policy while it builds the viewset.
register_permission_policy(Question, policy)


def within_reach_of(user):
    """The questions in collections this person has any right on."""
    return policy.instances_user_has_any_permission_for(user, ANY_RIGHT)


class OwnCollectionsOnly:
    """A view of one question that does not exist for people without a right on its collection.

    Wagtail's own check asks for the permission on the model and would open every collection to whoever has it on one.
    """

    request: HttpRequest

    def get_object(self, *args, **kwargs):
        question = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if question and question.pk and not within_reach_of(self.request.user).filter(pk=question.pk).exists():
            raise Http404
        return question

    def user_has_permission(self, permission):
        question = getattr(self, "object", None)
        if question is None or question.pk is None:
            return super().user_has_permission(permission)  # type: ignore[misc]
        return policy.user_has_permission_for_instance(self.request.user, permission, Question.objects.get(pk=question.pk))


def closed(view_class):
    return type(view_class.__name__, (OwnCollectionsOnly, view_class), {})


class OfferOwnQuestions:
    request: HttpRequest

    def get_object_list(self):
        return within_reach_of(self.request.user)


class ChooseOwn(OfferOwnQuestions, ChooseView):
    pass


class ChooseOwnResults(OfferOwnQuestions, ChooseResultsView):
    pass


class OwnChosen(SnippetChosenView):
    def get_object(self, pk):
        return within_reach_of(self.request.user).get(pk=pk)


class OwnChosenMultiple(SnippetChooserViewSet.chosen_multiple_view_class):
    def get_objects(self, pks):
        return within_reach_of(self.request.user).filter(pk__in=pks)


class QuestionChooser(SnippetChooserViewSet):
    choose_view_class = ChooseOwn
    choose_results_view_class = ChooseOwnResults
    chosen_view_class = OwnChosen
    chosen_multiple_view_class = OwnChosenMultiple


class QuestionForm(WagtailAdminModelForm):
    """Offers only collections this person may write in, so that no question can be pushed into a foreign one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        writable = policy.collections_user_has_any_permission_for(self.for_user, ["add", "change"])
        self.fields["collection"].queryset = writable


class QuestionFilter(WagtailFilterSet):
    class Meta:
        model = Question
        fields = ["collection", "kind", "difficulty", "live"]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Fragen")
    menu_order = 210
    menu_name = "questions"
    add_to_admin_menu = True
    chooser_viewset_class = QuestionChooser
    list_display = ["code", "prompt", "kind", "collection", LiveStatusTagColumn(label=_("Stand")), UpdatedAtColumn()]
    list_export = ["code", "kind", "prompt", "points", "difficulty", "collection", "live"]
    filterset_class = QuestionFilter
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("collection", heading=_("Thema")), FieldPanel("difficulty")]),
                    FieldPanel("prompt"),
                    FieldPanel("answer"),
                ],
                heading=_("Frage"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("points"), FieldPanel("scheme"), FieldPanel("rounding")]),
                    MultiFieldPanel(
                        [FieldPanel("feedback_correct"), FieldPanel("feedback_incorrect")],
                        heading=_("Rückmeldung nach der Abgabe"),
                    ),
                ],
                heading=_("Punkte und Rückmeldung"),
            ),
        ],
        base_form_class=QuestionForm,
    )

    copy_view_class = closed(SnippetViewSet.copy_view_class)
    edit_view_class = closed(SnippetViewSet.edit_view_class)
    delete_view_class = closed(SnippetViewSet.delete_view_class)
    usage_view_class = closed(SnippetViewSet.usage_view_class)
    history_view_class = closed(SnippetViewSet.history_view_class)
    inspect_view_class = closed(SnippetViewSet.inspect_view_class)
    revisions_view_class = closed(SnippetViewSet.revisions_view_class)
    revisions_compare_view_class = closed(SnippetViewSet.revisions_compare_view_class)
    revisions_unschedule_view_class = closed(SnippetViewSet.revisions_unschedule_view_class)
    unpublish_view_class = closed(SnippetViewSet.unpublish_view_class)
    preview_on_edit_view_class = closed(SnippetViewSet.preview_on_edit_view_class)
    lock_view_class = closed(SnippetViewSet.lock_view_class)
    unlock_view_class = closed(SnippetViewSet.unlock_view_class)
    workflow_action_view_class = closed(SnippetViewSet.workflow_action_view_class)
    collect_workflow_action_data_view_class = closed(SnippetViewSet.collect_workflow_action_data_view_class)
    confirm_workflow_cancellation_view_class = closed(SnippetViewSet.confirm_workflow_cancellation_view_class)
    workflow_preview_view_class = closed(SnippetViewSet.workflow_preview_view_class)
    workflow_history_view_class = closed(SnippetViewSet.workflow_history_view_class)
    workflow_history_detail_view_class = closed(SnippetViewSet.workflow_history_detail_view_class)

    def get_queryset(self, request):
        return within_reach_of(request.user)


GroupQuestionRights = collection_member_permission_formset_factory(
    Question,
    [
        ("add_question", _("Anlegen"), _("Fragen in dieser Sammlung anlegen")),
        ("change_question", _("Bearbeiten"), _("Fragen in dieser Sammlung bearbeiten")),
        ("publish_question", _("Veröffentlichen"), _("Fragen in dieser Sammlung veröffentlichen")),
        ("view_question", _("Ansehen"), _("Fragen in dieser Sammlung ansehen")),
    ],
    "courses/quizzes/question_rights.html",
)
"""What the office sets for a group of editors, collection by collection."""
