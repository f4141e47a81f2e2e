"""The question bank in the back office: forms, publishing, and rights by collection on every route."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from courses.quizzes.actions import publish_question, write_question
from courses.quizzes.authoring import QuestionViewSet
from courses.quizzes.models import Question, QuestionVersion
from tests.courses.quizzes import samples
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def collection(name):
    return Collection.get_first_root_node().add_child(name=name)


def author_of(*collections):
    group = Group.objects.create(name="Autorinnen und Autoren")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_question", "change_question", "delete_question", "publish_question", "view_question"):
        right = Permission.objects.get(codename=codename)
        for own in collections:
            GroupCollectionPermission.objects.create(group=group, collection=own, permission=right)
    person = make_person()
    person.groups.add(group)
    return person


@pytest.fixture
def own():
    return write_question("M1-F01", samples.single_choice(), collection=collection("M1"), by=None)


@pytest.fixture
def foreign():
    question = write_question("M2-F01", samples.single_choice(prompt="Geheim?"), collection=collection("M2"), by=None)
    return write_question("M2-F01", samples.single_choice(prompt="Geheimer?"), collection=question.collection, by=None)


@pytest.fixture
def author(own, client):
    person = author_of(own.collection)
    client.force_login(person)
    return person


def url(name, *args):
    return reverse(f"wagtailsnippets_courses_question:{name}", args=args)


def test_list_shows_own_collections_only(client, author, own, foreign):
    page = client.get(url("list")).content.decode()

    assert own.prompt in page
    assert foreign.prompt not in page


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_export_holds_own_collections_only(client, author, own, foreign, export):
    body = b"".join(client.get(url("list") + f"?export={export}"))

    assert export == "xlsx" or (b"M1-F01" in body and b"M2-F01" not in body)


def object_routes():
    """Every address of the bank that names one question, so that a new route cannot be forgotten."""
    return sorted({pattern.name for pattern in QuestionViewSet().get_urlpatterns() if "pk" in pattern.pattern.converters})


@pytest.mark.parametrize("route", object_routes())
def test_every_route_of_a_foreign_question_is_closed(client, author, foreign, route):
    first, second = foreign.revisions.order_by("pk")
    rest = {
        "revisions_compare": [first.pk, second.pk],
        "revisions_revert": [first.pk],
        "revisions_view": [first.pk],
        "revisions_unschedule": [first.pk],
        "workflow_action": ["approve", 1],
        "collect_workflow_action_data": ["approve", 1],
        "workflow_preview": [1],
        "workflow_history_detail": [1],
    }.get(route, [])

    answer = client.get(url(route, foreign.pk, *rest))

    assert answer.status_code == 404 or (answer.status_code, answer.url) == (302, "/redaktion/")
    assert b"Geheim" not in answer.content


@pytest.mark.parametrize("route", ["edit", "history", "usage", "copy"])
def test_own_question_is_open(client, author, own, route):
    assert client.get(url(route, own.pk)).status_code == 200


def test_chooser_offers_own_collections_only(client, author, own, foreign):
    page = client.get(reverse("wagtailsnippetchoosers_courses_question:choose_results")).content.decode()

    assert own.code in page
    assert foreign.code not in page


def test_saving_a_draft_adds_no_version_and_publishing_adds_one(client, author, own):
    form = {
        "code": "M1-F01",
        "collection": own.collection.pk,
        "difficulty": "easy",
        "prompt": "Neu gefragt?",
        "points": 2,
        "scheme": "exact",
        "rounding": "none",
        "feedback_correct": "",
        "feedback_incorrect": "",
        "answer-count": 1,
        "answer-0-type": "true_false",
        "answer-0-order": 0,
        "answer-0-id": "",
        "answer-0-deleted": "",
        "answer-0-value-answer": "true",
    }

    client.post(url("edit", own.pk), form)
    drafts = QuestionVersion.objects.count()
    client.post(url("edit", own.pk), {**form, "action-publish": "1"})

    version = QuestionVersion.objects.get()
    assert drafts == 0
    assert (version.content["kind"], version.content["answer"], version.content["prompt"]) == ("true_false", True, "Neu gefragt?")


def test_draft_can_be_deleted_but_a_published_question_stays(client, author, own):
    published = write_question("M1-F02", samples.true_false(), collection=own.collection, by=None)
    publish_question(published, by=None)

    client.post(url("delete", own.pk))
    client.post(url("delete", published.pk))
    client.post(reverse("wagtail_bulk_action", args=["courses", "question", "delete"]) + f"?id={published.pk}")

    assert list(Question.objects.all()) == [published]


def test_question_cannot_be_pushed_into_a_foreign_collection(client, author, own, foreign):
    page = client.get(url("edit", own.pk)).content.decode()

    assert f'<option value="{foreign.collection.pk}"' not in page


def test_keys_of_options_survive_rewording(own):
    again = write_question("M1-F01", samples.single_choice(prompt="Neu?"), collection=own.collection, by=None)

    draft = again.get_latest_revision_as_object()
    assert [item["id"] for item in draft.answer.get_prep_value()[0]["value"]["options"]] == list("ABCD")
    assert Question.objects.count() == 1


@pytest.mark.parametrize("kind", samples.ALL_KINDS)
def test_form_of_every_kind_opens_and_previews(client, author, own, kind):
    question = write_question("M1-F09", samples.ALL_KINDS[kind](), collection=own.collection, by=None)

    preview = question.make_preview_request().content.decode()

    assert client.get(url("edit", question.pk)).status_code == 200
    assert "Was trifft zu?" in preview
