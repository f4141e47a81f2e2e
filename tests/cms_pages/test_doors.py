"""Every door of the back office: open to one's own module, closed to a foreign one, whatever the address."""

import re
from io import BytesIO

import pytest
from django.urls import URLPattern, get_resolver, reverse
from openpyxl import load_workbook
from wagtail.models import Collection, Page

from cms_pages.actions import entrust_module
from cms_pages.models import GlossaryTerm, ModulePage, QuizPage, UnitPage
from courses.quizzes.actions import write_question
from courses.quizzes.models import Question
from lms import clock
from tests.courses.quizzes import samples
from tests.factories.media import make_video
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db

SECRET = "Geheimer Entwurf"


@pytest.fixture
def office():
    return make_office_person()


@pytest.fixture
def own(drafts):
    return ModulePage.objects.get(code="M1")


@pytest.fixture
def foreign(drafts, office):
    module = ModulePage.objects.exclude(code="M1").first()
    module.title = module.draft_title = SECRET
    module.save()
    module.save_revision(user=office)
    module.get_workflow().start(module, office)
    return module


@pytest.fixture
def trainer(client, own, office):
    person = make_trainer()
    entrust_module(own, [person], by=office, at=clock.now())
    client.force_login(person)
    return person


@pytest.fixture
def foreign_question(office):
    collection = Collection.get_first_root_node().add_child(name="Fremdes Modul")
    question = write_question("GEHEIM-F01", samples.single_choice(prompt=SECRET), collection=collection, by=office)
    question.get_workflow().start(question, office)
    return question


def patterns(resolver, prefix="", namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), namespace
        else:
            yield from patterns(entry, prefix + str(entry.pattern), entry.namespace or namespace)


def page_addresses(module):
    """Every address of the back office that names a page, so that a new route of a new Wagtail cannot be forgotten."""
    revision = module.latest_revision_id
    for pattern, _namespace in patterns(get_resolver()):
        if not pattern.startswith("redaktion/") or not re.search(r"page|parent|pages/.*<int:pk>", pattern):
            continue
        address = re.sub(r"compare/.*", f"compare/{revision}...latest/", pattern)
        address = re.sub(r"<[^<>]*content_type_app_name>", "cms_pages", address)
        address = re.sub(r"<[^<>]*content_type_model_name>", "unitpage", address)
        address = re.sub(r"<[^<>]*action_name>", "approve", address)
        address = re.sub(r"<[^<>]*slug>", "ein-ort", address)
        address = re.sub(r"<[^<>]*revision_id[^<>]*>", str(revision), address)
        address = re.sub(r"\(\?P<[^()]*\)|<[^<>]*>", str(module.pk), address)
        if str(module.pk) in address:
            yield "/" + re.sub(r"[\^$]|\\Z", "", address)
    for action in ("delete", "move", "publish", "unpublish"):
        yield f"/redaktion/bulk/wagtailcore/page/{action}/?id={module.pk}"


def is_closed(response, explorable_root):
    if response.status_code in (403, 404, 405):
        return True
    return response.status_code == 302 and response.url in ("/redaktion/", explorable_root)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_of_a_foreign_page_is_closed(client, trainer, own, foreign, method):
    before = Page.objects.count()
    addresses = list(page_addresses(foreign))
    opened = []

    for address in addresses:
        response = getattr(client, method)(address)
        body = b"".join(response) if response.streaming else response.content
        is_own_place = reverse("wagtailadmin_explore", args=[own.pk])
        if SECRET.encode() in body or not is_closed(response, is_own_place):
            opened.append((address, response.status_code, getattr(response, "url", "")))

    assert opened == []
    assert len(addresses) > 40
    assert Page.objects.count() == before


def test_the_same_routes_are_open_to_the_office(client, office, foreign):
    client.force_login(office)

    shown = [address for address in page_addresses(foreign) if SECRET.encode() in client.get(address).content]

    assert len(shown) > 15


def test_own_pages_are_open_but_not_their_publication(client, trainer, own):
    unit = UnitPage.objects.child_of(own).first()

    names = ["edit", "copy", "history", "usage", "view_draft"]
    assert [client.get(reverse(f"wagtailadmin_pages:{name}", args=[unit.pk])).status_code for name in names] == [200] * 5
    assert client.get(reverse("wagtailadmin_pages:add", args=["cms_pages", "unitpage", own.pk])).status_code == 200
    content = client.get(reverse("wagtailadmin_pages:edit", args=[unit.pk])).content.decode()
    assert 'name="action-publish"' not in content
    assert 'name="action-submit"' in content


@pytest.mark.parametrize(
    "address",
    [
        "/redaktion/api/main/pages/",
        "/redaktion/choose-page/",
        "/redaktion/pages/usage/cms_pages/modulepage/",
        "/redaktion/snippets/courses/question/",
        "/redaktion/snippets/choose/courses/question/results/",
        "/redaktion/",
    ],
)
def test_lists_choosers_and_search_show_nothing_foreign(client, trainer, foreign, foreign_question, address):
    response = client.get(address)

    assert response.status_code == 200
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("name", ["aging-pages", "locked", "page-types-usage", "site-history", "workflow", "workflow_tasks"])
def test_reports_are_for_the_office(client, trainer, office, foreign, name):
    assert client.get(f"/redaktion/reports/{name}/").status_code == 404

    client.force_login(office)
    assert client.get(f"/redaktion/reports/{name}/").status_code == 200


@pytest.mark.parametrize("keys", ["{}", "all"])
def test_questions_of_others_are_not_named_by_bulk_actions(client, trainer, foreign_question, keys):
    address = "/redaktion/bulk/courses/question/delete/?id=" + keys.format(foreign_question.pk)

    assert client.get(address).status_code == 404


def test_wagtails_screens_for_people_and_groups_are_closed_even_to_the_office(client, office):
    client.force_login(office)
    person, group = make_person().pk, office.groups.get().pk
    of_one = ["edit/{}/", "delete/{}/", "history/{}/", "usage/{}/"]
    addresses = [
        *("users/" + rest for rest in ("", "new/", *(one.format(person) for one in of_one))),
        *("groups/" + rest for rest in ("", "new/", *(one.format(group) for one in of_one))),
    ]

    assert {client.get(f"/redaktion/{address}").status_code for address in addresses} == {404}


def test_there_is_one_profile(client, office):
    client.force_login(office)

    assert client.get("/redaktion/account/").url == reverse("accounts:profile")


def test_a_trainer_without_a_module_finds_an_empty_desk(client, drafts):
    client.force_login(make_trainer())

    content = client.get("/redaktion/").content.decode()

    assert "Zurzeit wartet nichts auf Sie." in content
    assert client.get("/redaktion/pages/", follow=True).status_code == 200


def question_form(question, **changes):
    answer = {"count": 1, "0-type": "true_false", "0-order": 0, "0-id": "", "0-deleted": "", "0-value-answer": "true"}
    fields = {"code": question.code, "collection": question.collection_id, "difficulty": "easy", "prompt": "Neu gefragt?"}
    scoring = {"points": 2, "scheme": "exact", "rounding": "none", "feedback_correct": "", "feedback_incorrect": ""}
    return {**fields, **scoring, **{f"answer-{name}": value for name, value in answer.items()}, **changes}


@pytest.fixture
def own_question(trainer):
    return Question.objects.order_by("pk").first()


def test_a_trainer_submits_a_question_and_the_office_publishes_it(client, trainer, office, own_question):
    edit = reverse("wagtailsnippets_courses_question:edit", args=[own_question.pk])
    client.post(edit, question_form(own_question, **{"action-publish": "1"}))
    assert not Question.objects.get(pk=own_question.pk).live
    client.post(edit, question_form(own_question, **{"action-submit": "1"}))

    client.force_login(office)
    state = own_question.current_workflow_task_state
    address = reverse("wagtailsnippets_courses_question:workflow_action", args=[own_question.pk, "approve", state.pk])
    client.post(address, {"comment": ""})

    published = Question.objects.get(pk=own_question.pk)
    assert (published.live, published.prompt, published.versions.count()) == (True, "Neu gefragt?", 1)


def test_a_foreign_question_does_not_slip_into_a_test(client, trainer, own, foreign_question):
    quiz = QuizPage.objects.child_of(own).get()
    slots = QuizPage.slots.field.stream_block.to_python([{"type": "question", "value": foreign_question.pk}])
    form = QuizPage.get_edit_handler().get_form_class()(instance=quiz, for_user=trainer)

    assert form.out_of_reach(slots) == {("question", foreign_question.pk)}
    assert form.out_of_reach(quiz.slots) == set()


def snippet_addresses(kind, thing):
    """Every address of the back office about one question or recording, whatever routes Wagtail has for it."""
    workflow = getattr(thing, "current_workflow_task_state", None)
    for pattern, namespace in patterns(get_resolver()):
        if namespace != f"wagtailsnippets_{kind}" or not re.search(r"<[^<>]*(pk|object_id|snippet)", pattern):
            continue
        revision = getattr(thing, "latest_revision_id", None) or 1
        address = re.sub(
            r"\(\?P<(pk|object_id)>[^()]*\)", str(thing.pk), re.sub(r"compare/.*", f"compare/{revision}...latest/", pattern)
        )
        address = re.sub(r"<[^<>]*revision_id[^<>]*>", str(revision), address)
        address = re.sub(r"<[^<>]*action_name>", "approve", address)
        address = re.sub(r"<[^<>]*task_state_id>", str(workflow.pk if workflow else 1), address)
        address = re.sub(r"<[^<>]*workflow_state_id>", str(workflow.workflow_state_id if workflow else 1), address)
        yield "/" + re.sub(r"<[^<>]*>", str(thing.pk), address)


def opened(client, addresses, method):
    found = []
    for address in addresses:
        response = getattr(client, method)(address)
        body = b"".join(response) if response.streaming else response.content
        if SECRET.encode() in body or response.status_code not in (302, 403, 404, 405):
            found.append((address, response.status_code))
        if response.status_code == 302 and response.url != "/redaktion/":
            found.append((address, response.url))
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_of_a_foreign_question_is_closed(client, trainer, foreign_question, method):
    addresses = list(snippet_addresses("courses_question", foreign_question))

    assert opened(client, addresses, method) == []
    assert len(addresses) > 15
    assert Question.objects.get(pk=foreign_question.pk).prompt == SECRET


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_of_a_foreign_recording_is_closed(client, trainer, method):
    recording = make_video(SECRET)
    addresses = list(snippet_addresses("cms_pages_recording", recording))

    assert opened(client, addresses, method) == []
    assert len(addresses) >= 4
    assert type(recording).objects.get(pk=recording.pk).title == SECRET


def test_own_questions_and_recordings_are_open(client, trainer, own_question):
    recording = make_video(SECRET, uploaded_by=trainer)

    for kind, thing in (("courses_question", own_question), ("cms_pages_recording", recording)):
        shown = [address for address in snippet_addresses(kind, thing) if client.get(address).status_code == 200]
        assert len(shown) >= 4


@pytest.mark.parametrize("kind", ["courses/question", "cms_pages/recording"])
@pytest.mark.parametrize("export", ["xlsx", "csv"])
def test_exports_name_nothing_foreign(client, trainer, foreign_question, kind, export):
    make_video(SECRET)

    response = client.get(f"/redaktion/snippets/{kind}/?export={export}")
    body = b"".join(response) if response.streaming else response.content

    assert SECRET.encode() not in body
    if export == "xlsx" and response["Content-Type"].endswith("sheet"):
        assert SECRET not in str(list(load_workbook(BytesIO(body)).active.values))


@pytest.mark.parametrize("kind", ["courses/question", "cms_pages/recording"])
@pytest.mark.parametrize("keys", ["{}", "all"])
def test_bulk_actions_name_nothing_foreign(client, trainer, foreign_question, kind, keys):
    thing = foreign_question if kind == "courses/question" else make_video(SECRET)

    for action in ("delete", "edit", "publish", "unpublish"):
        response = client.get(f"/redaktion/bulk/{kind}/{action}/?id={keys.format(thing.pk)}")
        assert (response.status_code in (302, 403, 404), SECRET in response.content.decode()) == (True, False), action


def test_a_trainer_writes_terms_and_only_the_office_publishes_them(client, trainer, office):
    add = reverse("wagtailsnippets_cms_pages_glossaryterm:add")
    form = {"term": "Quartier", "other_forms": "", "explanation": "Ein Ort zum Leben.", "source": ""}

    client.post(add, form | {"action-publish": "1"})
    term = GlossaryTerm.objects.get()
    assert not term.live
    assert client.get(reverse("wagtailsnippets_cms_pages_glossaryterm:delete", args=[term.pk])).status_code in (302, 403)

    client.force_login(office)
    edit = reverse("wagtailsnippets_cms_pages_glossaryterm:edit", args=[term.pk])
    client.post(edit, form | {"action-publish": "1"})
    assert GlossaryTerm.objects.get().live


@pytest.mark.parametrize("kind", ["wagtailcore/page/delete", "courses/question/delete", "wagtailimages/image/delete"])
@pytest.mark.parametrize("key", ["9" * 20, "9" * 5000, "eins", "-1", ""])
def test_a_key_that_no_row_can_have_is_not_found(client, trainer, office, drafts, kind, key):
    for person in (trainer, office):
        client.force_login(person)
        assert client.get(f"/redaktion/bulk/{kind}/?id={key}").status_code == 404


@pytest.mark.parametrize("parent", ["9" * 20, "999999", "eins", "-1"])
def test_a_page_that_is_not_there_has_nothing_below_it_to_choose(client, office, drafts, parent):
    client.force_login(office)

    assert client.get(f"/redaktion/bulk/wagtailcore/page/delete/?id=all&childOf={parent}").status_code == 404
    assert client.get(f"/redaktion/bulk/wagtailcore/page/delete/?id=all&childOf={drafts.pk}").status_code == 200


def test_everything_in_a_list_can_be_chosen_by_the_office(client, office, drafts):
    client.force_login(office)

    assert client.get("/redaktion/bulk/courses/question/delete/?id=all").status_code == 200
