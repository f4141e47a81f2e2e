"""The mails of the back office speak as all others do: German, one matter, plain text."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from wagtail.admin.mail import send_notification

from cms_pages.actions import entrust_module
from cms_pages.models import ModulePage, UnitPage
from courses.quizzes.models import Question
from lms import clock
from lms.accounts.models import Person
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db
FRAME = re.compile(r"Guten Tag .+,\n\n.+\n–\nQuartier Campus: Lernplattform .+Bitte antworten Sie nicht darauf\.$", re.S)


@pytest.fixture
def office():
    return make_office_person()


@pytest.fixture
def trainer(drafts, office):
    person = make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [person], by=office, at=clock.now())
    return Person.objects.get(pk=person.pk)


@pytest.fixture(params=[UnitPage, Question], ids=["page", "question"])
def draft(request, trainer):
    """Something with a sign that must not be escaped, handed in by its author."""
    found = request.param.objects.order_by("pk").first()
    if request.param is UnitPage:
        found.title = "Kauf & Tausch"
        found.save()
    found.save_revision(user=trainer)
    found.get_workflow().start(found, trainer)
    return found


def name_of(draft) -> str:
    return draft.get_admin_display_title() if isinstance(draft, UnitPage) else str(draft)


def decide(client, draft, action: str) -> None:
    state = draft.current_workflow_task_state
    kind = "wagtailadmin_pages" if isinstance(draft, UnitPage) else "wagtailsnippets_courses_question"
    client.post(reverse(f"{kind}:workflow_action", args=[draft.pk, action, state.pk]), {"comment": "Bitte „B & C“ ergänzen."})


def test_whoever_publishes_is_told_of_a_draft(draft, office, mailoutbox):
    (mail,) = mailoutbox

    assert mail.to == [office.email]
    assert mail.subject == f"Ein Entwurf wartet auf Ihre Prüfung: {name_of(draft)}"
    assert f"der Entwurf „{name_of(draft)}“ ist eingereicht." in mail.body
    assert FRAME.match(mail.body)
    assert not mail.alternatives
    assert f"/{draft.pk}/" in mail.body
    assert "&amp;" not in mail.body + mail.subject


def test_the_author_is_told_of_the_publication(client, draft, office, trainer, mailoutbox):
    client.force_login(office)
    decide(client, draft, "approve")
    mail = mailoutbox[-1]

    assert (len(mailoutbox), mail.to) == (2, [trainer.email])
    assert mail.subject == f"Ihr Entwurf ist veröffentlicht: {name_of(draft)}"
    assert FRAME.match(mail.body)


def test_the_author_reads_why_a_draft_comes_back(client, draft, office, trainer, mailoutbox):
    client.force_login(office)
    decide(client, draft, "reject")
    mail = mailoutbox[-1]

    assert (len(mailoutbox), mail.to) == (2, [trainer.email])
    assert mail.subject == f"Ihr Entwurf kommt zur Überarbeitung zurück: {name_of(draft)}"
    assert f"ist geprüft von {office} und noch nicht veröffentlicht." in mail.body
    assert "Kommentar:\nBitte „B & C“ ergänzen.\n" in mail.body
    assert FRAME.match(mail.body)


def test_whoever_follows_a_page_reads_what_was_commented(trainer, office, mailoutbox):
    page = UnitPage.objects.first()
    comment, reply = SimpleNamespace(text="Stimmt das?"), SimpleNamespace(text="Ja, & zwar so.")
    changes = {"new_comments": [comment], "resolved_comments": [], "deleted_comments": []}
    replied = [{"comment": comment, "replies": [reply]}]
    send_notification([trainer], "updated_comments", {"page": page, "editor": office, "replied_comments": replied, **changes})
    (mail,) = mailoutbox

    assert mail.subject == f"Kommentare zu: {name_of(page)}"
    assert f"{office} hat Kommentare zu „{name_of(page)}“ geändert.\n\nNeu:\n– Stimmt das?\n\n" in mail.body
    assert "Antwort auf „Stimmt das?“:\n– Ja, & zwar so.\n\n" in mail.body
    assert FRAME.match(mail.body)
