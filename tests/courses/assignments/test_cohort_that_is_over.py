"""After the end of a cohort nothing new is handed in; what was returned may still be revised."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.assignments import actions
from courses.assignments.models import Submission
from courses.cohorts.models import Enrolment
from lms.errors import NotPossible
from tests.courses.assignments.conftest import NOW
from tests.factories.courses import make_enrolment
from tests.factories.media import png

pytestmark = pytest.mark.django_db

OVER = "Abgaben sind nicht mehr möglich."


@pytest.fixture
def enrolment(cohort):
    return make_enrolment(cohort)


def end(enrolment, how: str):
    if how == "with a certificate":
        enrolment.status = Enrolment.Status.COMPLETED
        enrolment.save()
    else:
        enrolment.cohort.status = how
        enrolment.cohort.save()


def returned(assignment, enrolment, trainer) -> Submission:
    first = actions.hand_in(actions.save_draft(assignment, enrolment, text="Erste Fassung", at=NOW), at=NOW)
    return actions.decide_task(first, accept=False, points=[0], comment="Bitte ergänzen.", by=trainer, at=NOW)


@pytest.mark.parametrize("how", ["completed", "cancelled", "with a certificate"])
def test_nothing_new_is_begun_or_handed_in(assignment, enrolment, how):
    draft = actions.save_draft(assignment, enrolment, text="Halb fertig", at=NOW)
    actions.attach_file(draft, name="bild.png", kind="image/png", content=png(), at=NOW)
    end(enrolment, how)

    for forbidden in (
        lambda: actions.save_draft(assignment, enrolment, text="Ganz fertig", at=NOW),
        lambda: actions.attach_file(draft, name="b.png", kind="image/png", content=b"neu", at=NOW),
        lambda: actions.describe_file(draft.files.get(), description="Ein Platz"),
        lambda: actions.hand_in(draft, at=NOW),
    ):
        with pytest.raises(NotPossible, match=OVER):
            forbidden()

    draft.refresh_from_db()
    assert (draft.status, draft.text, draft.files.count()) == ("draft", "Halb fertig", 1)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("completed", "Der Durchgang {code} ist vorbei. Abgaben sind nicht mehr möglich."),
        ("cancelled", "Der Durchgang {code} ist vorbei. Abgaben sind nicht mehr möglich."),
        ("with a certificate", "Sie haben die Qualifizierung abgeschlossen. Abgaben sind nicht mehr möglich."),
    ],
)
@pytest.mark.parametrize("draft", ["", "Halb fertig"])
def test_page_says_why_there_is_no_form_and_keeps_the_draft_readable(client, assignment, enrolment, how, sentence, draft):
    if draft:
        actions.save_draft(assignment, enrolment, text=draft, at=NOW)
    end(enrolment, how)
    client.force_login(enrolment.learner)
    address = assignment.lesson.address_in(enrolment.cohort)

    shown = client.get(address).text
    sent = client.post(address, {"text": "Ganz fertig", "schritt": "einreichen"}, follow=True).text

    assert ("Nicht mehr gespeichert" in sent, "Ganz fertig" in sent) == (True, True)
    for page in (shown, sent):
        assert sentence.format(code=enrolment.cohort.code) in page
        assert "<textarea" not in page
        assert ("Ihren Entwurf ansehen" in page, "Halb fertig" in page) == (bool(draft), bool(draft))
    assert list(enrolment.submissions.values_list("status", "text")) == ([("draft", draft)] if draft else [])


def test_script_is_told_why_nothing_is_saved(client, assignment, enrolment):
    end(enrolment, "completed")
    client.force_login(enrolment.learner)
    lesson = assignment.lesson

    address = reverse("courses:task-save", args=[enrolment.cohort.slug, lesson.component.slug, lesson.slug])
    answer = client.post(address, {"text": "Ein Satz"})

    assert (answer.status_code, OVER in answer.json()["error"]) == (409, True)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("begun", [True, False], ids=["revision begun", "revision not begun"])
def test_returned_work_may_be_revised_after_the_end(client, assignment, enrolment, trainer, begun):
    returned(assignment, enrolment, trainer)
    if begun:
        actions.save_draft(assignment, enrolment, text="Zweite Fassung", at=NOW)
    end(enrolment, "completed")
    client.force_login(enrolment.learner)
    address = assignment.lesson.address_in(enrolment.cohort)

    shown = client.get(address).text
    typed = {"text": "Neue Fassung", "based_on": enrolment.submissions.latest("number").wording, "description": "Ein Platz"}
    client.post(address, {**typed, "file": SimpleUploadedFile("bild.png", png()), "schritt": "einreichen"})

    assert ("<textarea" in shown, OVER in shown) == (True, False)
    assert list(enrolment.submissions.order_by("number").values_list("status", "text")) == [
        ("returned", "Erste Fassung"),
        ("submitted", "Neue Fassung"),
    ]


@pytest.mark.parametrize("how", ["completed", "cancelled"])
def test_overview_leads_back_to_a_revision_that_was_begun(client, assignment, enrolment, trainer, how):
    returned(assignment, enrolment, trainer)
    revision = actions.save_draft(assignment, enrolment, text="Zweite Fassung", at=NOW)
    end(enrolment, how)
    client.force_login(enrolment.learner)

    begun = client.get(reverse("courses:overview")).text
    actions.hand_in(revision, at=NOW)
    sent = client.get(reverse("courses:overview")).text

    address = f'href="{assignment.lesson.address_in(enrolment.cohort)}"'
    assert (address in begun, "Weiterschreiben" in begun) == (True, True)
    assert (address in sent, "Weiterschreiben" in sent) == (False, False)


def test_handed_in_work_is_not_told_that_it_comes_too_late(client, assignment, enrolment):
    actions.hand_in(actions.save_draft(assignment, enrolment, text="Fertig", at=NOW), at=NOW)
    end(enrolment, "completed")
    client.force_login(enrolment.learner)

    assert OVER not in client.get(assignment.lesson.address_in(enrolment.cohort)).text
