"""Two administrators and one certificate: the second sees a mistake, and the first mends it."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from certificates.models import Certificate
from tests import scenes
from tests.factories.people import make_office_person

from .on_the_way import EMPTY, PHONE, complaint_at, link_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MENDED = "Persön 07"
REASON = "Der Nachname ist anders geschrieben als in der Anmeldung."


@pytest.fixture
def finisher():
    scenes.name_issuer()
    return scenes.make_finisher(scenes.make_easy_cohort())


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_proposal_comes_back_with_a_reason_is_mended_and_released(sit_down, finisher, script):
    first, second = make_office_person(), make_office_person()
    address = reverse("certificates:propose-release", args=[finisher.cohort.slug])
    proposer, checker = sit_down(first, script=script), sit_down(second, script=script)

    proposer.goto(address)
    proposer.get_by_role("checkbox", name=f"{finisher.learner} zur Freigabe auswählen").uncheck()
    proposer.get_by_role("button", name="Zertifikat zur Freigabe vorschlagen").click()
    expect(proposer.get_by_role("alert")).to_contain_text("Der Vorschlag ist noch nicht gespeichert.")
    proposer.get_by_role("checkbox", name=f"{finisher.learner} zur Freigabe auswählen").check()
    proposer.get_by_role("button", name="Zertifikat zur Freigabe vorschlagen").click()
    expect(proposer.get_by_text("Freigeben kann eine andere Person.", exact=True)).to_be_visible()
    expect(proposer.get_by_role("button", name="1 Zertifikat freigeben")).to_have_count(0)

    checker.goto(address)
    checker.get_by_role("link", name="Vorschlag mit 1 Person ansehen").click()
    second_tab = checker.context.new_page()
    second_tab.goto(checker.url)
    checker.get_by_text("Vorschlag zurückgeben").click()
    checker.get_by_role("button", name="Mit diesem Grund zurückgeben").click()
    expect(checker.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
    checker.get_by_label("Grund").fill(REASON)
    checker.get_by_role("button", name="Mit diesem Grund zurückgeben").click()
    expect(checker.get_by_text("Der Vorschlag ist zurückgegeben.").first).to_be_visible()
    second_tab.get_by_role("button", name="1 Zertifikat freigeben").click()
    expect(second_tab.get_by_text("Diese Freigabe ist schon")).to_be_visible()
    assert not Certificate.objects.exists()

    proposer.goto(link_in(mail.outbox[-1], "/verwaltung/freigaben/"))
    assert REASON in mail.outbox[-1].body
    expect(proposer.get_by_text(REASON)).to_be_visible()
    proposer.goto(address)
    expect(proposer.get_by_role("heading", name="Zurückgegeben")).to_be_visible()
    expect(proposer.get_by_text(REASON)).to_be_visible()
    mend_the_name(sit_down(finisher.learner, script=script, viewport=PHONE), finisher)
    proposer.goto(address)
    proposer.get_by_role("button", name="Zertifikat zur Freigabe vorschlagen").click()
    proposer.goto(address)
    expect(proposer.get_by_text(REASON)).to_have_count(0)

    checker.goto(address)
    checker.get_by_role("link", name="Vorschlag mit 1 Person ansehen").click()
    expect(checker.get_by_text(f"Teilnehmende {MENDED}").first).to_be_visible()
    checker.get_by_role("button", name="1 Zertifikat freigeben").click()
    expect(checker.get_by_text("Ein Zertifikat ist freigegeben.")).to_be_visible()
    checker.goto(address)
    checker.get_by_role("link", name=re.compile(Certificate.objects.get().full_number)).click()
    expect(checker.get_by_role("heading", level=1)).to_contain_text(Certificate.objects.get().full_number)
    expect(checker.get_by_text(f"Teilnehmende {MENDED}").first).to_be_visible()
    learner = sit_down(finisher.learner, script=script, viewport=PHONE)
    learner.goto(reverse("certificates:own"))
    expect(learner.get_by_role("link", name=re.compile("Zertifikat als PDF herunterladen"))).to_be_visible()
    expect(learner.get_by_role("link", name=re.compile("prüfen und ändern"))).to_have_count(0)


def mend_the_name(page, enrolment) -> None:
    """The learner spells the name as in the passport, once with a letter no typeface has, once with none."""
    page.goto(reverse("certificates:own"))
    page.get_by_role("link", name=f"Angaben für das Zertifikat zu {enrolment.cohort.code} prüfen und ändern").click()
    family_name = page.get_by_label("Nachname")
    expect(family_name).to_have_value(enrolment.learner.family_name)
    for wrong, sentence in (("", EMPTY), ("漢", re.compile("漢"))):
        family_name.fill(wrong)
        page.get_by_role("button", name="Angaben bestätigen").click()
        expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
        expect(complaint_at(family_name)).to_have_text(sentence)
        expect(family_name).to_have_value(wrong)
        expect(page.get_by_label("Vorname")).to_have_value(enrolment.learner.given_name)
    family_name.fill(MENDED)
    page.get_by_role("button", name="Angaben bestätigen").click()
    expect(page.get_by_text("Ihre Angaben sind bestätigt.")).to_be_visible()
