"""What the rooms of this package bring to the back office."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .quizzes.authoring import GroupQuestionRights, QuestionViewSet

register_snippet(QuestionViewSet)


@hooks.register("register_group_permission_panel")
def question_rights():
    return GroupQuestionRights
