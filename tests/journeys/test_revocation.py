"""Two administrators take a certificate back; its owner and a verifier see what became of it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certificates import codes
from certificates.models import Certificate, CertificateEvent, RevocationProposal
from lms.ui.formats import day
from tests import scenes

from .on_the_way import EMPTY, complaint_at, link_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REASON = "Ein Testergebnis war einer anderen Person zugeordnet."


@pytest.fixture
def certificate(offices):
    scenes.name_issuer()
    enrolment = scenes.make_finisher(scenes.make_easy_cohort())
    [certificate] = scenes.certify(enrolment.cohort, proposed_by=offices[0], by=offices[1])
    return Certificate.objects.select_related("content__holder", "series").get(pk=certificate.pk)


def own_section(page):
    return page.get_by_role("region", name="Widerruf vorschlagen")


def propose(page, certificate) -> None:
    page.goto(reverse("certificates:document", args=[certificate.full_number]))
    own_section(page).get_by_label("Grund").fill(REASON)
    own_section(page).get_by_role("button", name="Widerruf vorschlagen").click()
    expect(page.get_by_text("Der Widerruf ist vorgeschlagen.").first).to_be_visible()


def open_as_told(page, mail) -> None:
    page.goto(link_in(mail, "/verwaltung/zertifikate/"))


def test_proposal_needs_a_reason_and_a_second_person(sit_down, certificate, offices, way):
    page = sit_down(offices[0], **way)
    page.goto(reverse("certificates:document", args=[certificate.full_number]))
    own_section(page).get_by_role("button", name="Widerruf vorschlagen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
    expect(complaint_at(own_section(page).get_by_label("Grund"))).to_have_text(EMPTY)
    own_section(page).get_by_label("Grund").fill("   ")
    own_section(page).get_by_role("button", name="Widerruf vorschlagen").click()
    expect(complaint_at(own_section(page).get_by_label("Grund"))).to_have_text(EMPTY)
    assert not RevocationProposal.objects.exists()

    propose(page, certificate)

    expect(page.get_by_text("Bestätigen kann eine andere Person.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=f"{certificate.full_number} widerrufen")).to_have_count(0)
    forced = page.request.post(
        page.locator("form[action*='/widerrufe/']").get_attribute("action"),
        form={"csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").last.input_value(), "ergebnis": "widerrufen"},
    )
    assert "Den Widerruf bestätigt eine zweite berechtigte Person." in forced.text()
    assert not CertificateEvent.objects.filter(what=CertificateEvent.What.REVOKED).exists()


def test_second_person_revokes_and_owner_and_verifier_see_it(sit_down, certificate, offices, way, mailoutbox):
    owner, verifier = sit_down(certificate.content.holder, **way), sit_down(**way)
    owner.goto(reverse("certificates:own"))
    expect(owner.get_by_text("Gültig", exact=True)).to_be_visible()
    propose(sit_down(offices[0], **way), certificate)
    verify(verifier, certificate)
    expect(verifier.get_by_role("heading", name=re.compile("echt und gültig"))).to_be_visible()

    checker = sit_down(offices[1], **way)
    open_as_told(checker, mailoutbox[-1])
    assert mailoutbox[-1].to == [offices[1].email]
    expect(checker.get_by_text(REASON)).to_be_visible()
    second_tab = checker.context.new_page()
    second_tab.goto(checker.url)
    checker.get_by_role("button", name=f"{certificate.full_number} widerrufen").click()
    expect(checker.get_by_text("Der Nachweis ist widerrufen.")).to_be_visible()
    second_tab.get_by_role("button", name=f"{certificate.full_number} widerrufen").click()
    expect(second_tab.get_by_text("Über diesen Widerruf ist schon entschieden.")).to_be_visible()

    verify(verifier, certificate)
    today = day(CertificateEvent.objects.get(what=CertificateEvent.What.REVOKED).at)
    sentence = f"Dieses Zertifikat wurde am {today} widerrufen und ist nicht gültig."
    expect(verifier.get_by_role("heading", name=sentence)).to_be_visible()
    expect(verifier.get_by_text(REASON)).to_have_count(0)
    owner.goto(link_in(mailoutbox[-1], "/nachweise/"))
    assert mailoutbox[-1].to == [certificate.content.holder.email]
    expect(owner.get_by_text("Widerrufen", exact=True)).to_be_visible()
    expect(owner.get_by_role("link", name=re.compile("als PDF herunterladen"))).to_have_count(0)
    expect(owner.get_by_text(REASON)).to_have_count(0)


def test_second_person_turns_the_proposal_down_and_nothing_changes(sit_down, certificate, offices, way, mailoutbox):
    propose(sit_down(offices[0], **way), certificate)
    checker, verifier = sit_down(offices[1], **way), sit_down(**way)
    open_as_told(checker, mailoutbox[-1])

    checker.get_by_role("button", name="Nicht widerrufen").click()

    expect(checker.get_by_text("Der Vorschlag ist abgelehnt.")).to_be_visible()
    expect(own_section(checker)).to_be_visible()
    verify(verifier, certificate)
    expect(verifier.get_by_role("heading", name=re.compile("echt und gültig"))).to_be_visible()


def verify(page, certificate) -> None:
    """Type the code as somebody reads it off the paper, once with a slip."""
    page.goto(reverse("certificates:verify"))
    slipped = certificate.code[:-2] + certificate.code[-1] + certificate.code[-2]
    page.get_by_label("Prüfcode").fill(slipped if slipped != certificate.code else certificate.code[:-1])
    page.get_by_role("button", name="Echtheit prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
    page.get_by_label("Prüfcode").fill(codes.shown(certificate.code))
    page.get_by_role("button", name="Echtheit prüfen").click()
