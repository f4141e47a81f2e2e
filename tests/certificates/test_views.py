import json
import re
import unicodedata
from pathlib import Path
from random import Random

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from certificates import actions, codes, verifying
from certificates.models import Certificate, SigningKey
from certificates.views.verification import network_of
from courses.cohorts.actions import withdraw
from courses.progress.actions import record_minutes
from courses.qualification.queries import proposable_completions
from lms import clock
from lms.accounts.models import Responsibility
from tests.certificates.conftest import NOW
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(release, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return actions.confirm_release(release, by=offices[1], at=clock.now())[0]


@pytest.fixture(autouse=True)
def _nobody_has_guessed_yet():
    cache.clear()


def facts_of(page):
    return page.content.decode().partition("<dl")[2].partition("</dl>")[0]


def plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


def verdict(client, certificate):
    return client.get(reverse("certificates:verdict", args=[codes.shown(certificate.code)]))


def test_anybody_sees_that_a_certificate_is_genuine_but_not_the_name(client, certificate):
    page = verdict(client, certificate)

    assert page.status_code == 200
    assert "Dieses Zertifikat ist echt und gültig bis zum" in page.content.decode()
    assert certificate.content.data["family_name"] not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(("typed", "is_shown"), [("  person 0", False), ("Falsch", False)])
def test_wrong_surname_shows_no_more_than_before(client, certificate, typed, is_shown):
    page = client.post(reverse("certificates:verdict", args=[certificate.code]), {"family_name": typed})

    assert (certificate.content.data["family_name"] in page.content.decode()) is is_shown
    assert facts_of(page) == facts_of(verdict(client, certificate))
    assert "stimmt nicht" not in page.content.decode()


def test_right_surname_in_any_case_shows_the_name(client, certificate):
    typed = f" {certificate.content.data['family_name'].upper()} "
    page = client.post(reverse("certificates:verdict", args=[certificate.code]), {"family_name": typed})

    assert certificate.content.data["family_name"] in page.content.decode()


def test_revoked_certificate_shows_nothing_but_that(client, certificate, offices):
    proposal = actions.propose_revocation(certificate, reason="intern", by=offices[0], at=NOW)
    actions.confirm_revocation(proposal, by=offices[1], at=NOW)

    text = verdict(client, certificate).content.decode()

    assert "widerrufen und ist nicht gültig" in text
    assert certificate.full_number not in text
    assert "intern" not in text.replace("International", "")


def test_unknown_code_is_said_in_the_words_of_the_curriculum(client):
    page = client.get(reverse("certificates:verdict", args=[codes.new_code()]))

    assert page.status_code == 404
    assert "Zu diesem Prüfcode gibt es kein Zertifikat." in page.content.decode()


def test_mistyped_code_never_reaches_the_register(client, django_assert_num_queries):
    with django_assert_num_queries(1):  # the menu's pages
        page = client.post(reverse("certificates:verify"), {"code": "B1CC-HQYW-J26T-NR96"})

    assert page.status_code == 422
    assert "Tippfehler" in page.content.decode()


def test_code_of_another_length_is_told_how_many_signs_it_has(client, db):
    page = client.post(reverse("certificates:verify"), {"code": "B1CC-HQYW"})

    assert page.status_code == 422
    assert "Ein Prüfcode hat 16 Zeichen, eingegeben sind 8." in page.content.decode()


@pytest.mark.parametrize("around", ["{}", "https://quartier.example/echtheit/{}/", "quartier.example/echtheit/{}"])
def test_typed_code_or_copied_link_leads_to_the_verdict(client, around):
    code = codes.new_code()

    page = client.post(reverse("certificates:verify"), {"code": around.format(code.lower())})

    assert (page.status_code, page["Location"]) == (302, f"/echtheit/{codes.shown(code)}/")


def ask(client, code, **where):
    return client.get(reverse("certificates:verdict", args=[codes.shown(code)]), **where)


def test_whoever_guesses_has_to_wait(client):
    answers = [ask(client, codes.new_code()).status_code for _ in range(21)]
    page = ask(client, codes.new_code())

    assert answers == [404] * 20 + [429]
    assert page["Retry-After"] == "600"
    assert "In 10 Minuten können Sie es erneut versuchen." in page.text


def test_others_behind_the_same_address_go_on_checking(client, certificate):
    for _ in range(30):
        ask(client, codes.new_code())

    surname = {"family_name": certificate.content.data["family_name"]}
    assert client.get(reverse("certificates:verify")).status_code == 200
    assert client.post(reverse("certificates:verify"), {"code": certificate.code}).status_code == 302
    assert ask(client, certificate.code).status_code == 200
    compared = client.post(reverse("certificates:verdict", args=[certificate.code]), surname)
    assert "Der Nachname stimmt überein." in compared.text


def test_mistyped_codes_are_not_counted(client, certificate):
    """Single and double slips: nobody is slowed for them, and the register is never asked."""
    slips = Random(7)
    for _ in range(60):
        symbols = list(certificate.code)
        for place in slips.sample(range(16), slips.choice([1, 2])):
            symbols[place] = slips.choice([symbol for symbol in codes.ALPHABET if symbol != symbols[place]])
        assert client.post(reverse("certificates:verify"), {"code": "".join(symbols)}).status_code == 422
        assert client.get(f"/echtheit/{''.join(symbols)}/").status_code == 404

    assert ask(client, codes.new_code()).status_code == 404


def test_wrong_surnames_and_files_lock_no_codes(client, certificate):
    for number in range(25):
        client.post(reverse("certificates:verdict", args=[certificate.code]), {"family_name": f"Name {number}"})
        upload(client, b"%PDF-1.7 nothing")

    assert ask(client, certificate.code).status_code == 200
    assert ask(client, codes.new_code()).status_code == 404


def same_words(page) -> str:
    """A page without what differs every time: the token, the minute, and what was typed."""
    return re.sub(r'(name="csrfmiddlewaretoken" value="[^"]*"|\d\d:\d\d|value="Falsch")', "", page.text)


def test_wrong_surname_is_answered_exactly_like_none(client, certificate):
    address = reverse("certificates:verdict", args=[certificate.code])

    none, wrong = client.get(address), client.post(address, {"family_name": "Falsch"})

    assert same_words(none).split() == same_words(wrong).split()
    assert "Stimmt der Nachname überein, erscheint oben der vollständige Name." in none.text
    assert 'value="Falsch"' in wrong.text


def opened(client, address) -> int:
    """The status of a download, with its file closed again."""
    response = client.get(address)
    response.close()
    return response.status_code


def test_only_holder_and_office_can_open_the_file(client, certificate):
    address = reverse("certificates:download", args=[certificate.code])
    holder = certificate.content.holder
    expected = {holder: 200, make_office_person(): 200, make_person(): 404, make_trainer(): 404}

    answers = {}
    for person in expected:
        client.force_login(person)
        answers[person] = opened(client, address)

    client.logout()
    assert answers == expected
    assert client.get(address).status_code == 302


def test_taking_the_file_is_noted_once(client, certificate):
    client.force_login(certificate.content.holder)
    for _ in range(2):
        opened(client, reverse("certificates:download", args=[certificate.code]))

    assert certificate.events.filter(what="handed_out").count() == 1


def test_page_of_a_release_says_that_the_own_certificate_is_in_it(client, release, enrolments):
    learner = enrolments[0].learner
    Responsibility.objects.create(person=learner, role="programme_admin", since=clock.now())
    client.force_login(learner)

    page = client.get(reverse("certificates:release", args=[release.public_id])).text

    assert "Ihr eigenes Zertifikat ist dabei." in page
    assert "Den Vorschlag haben Sie gemacht." not in page


def test_two_administrators_release_on_screen(client, cohort, enrolments, offices, django_capture_on_commit_callbacks):
    desk = reverse("certificates:propose-release", args=[cohort.slug])
    client.force_login(offices[0])
    chosen = [str(completion.public_id) for completion in proposable_completions(cohort)]
    page = client.post(desk, {"abschluss": chosen})
    release_page = page["Location"]
    own = client.get(release_page).content.decode()
    assert "Freigeben kann eine andere Person." in own
    assert "Den Vorschlag haben Sie gemacht." in own
    assert "Ihr eigenes Zertifikat" not in own
    client.post(release_page, {"schritt": "freigeben"})
    assert "Vorgeschlagen von Ihnen" in client.get(desk).content.decode()

    client.force_login(offices[1])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(release_page, {"schritt": "freigeben"})

    assert client.get(release_page).content.decode().count("Gültig") == 3


def test_returned_proposal_can_be_made_again(client, cohort, release, offices):
    client.force_login(offices[1])

    page = client.post(
        reverse("certificates:release", args=[release.public_id]), {"schritt": "zurueckgeben", "reason": "Bitte prüfen."}
    )

    assert page.status_code == 302
    assert proposable_completions(cohort).count() == 3
    again = reverse("certificates:propose-release", args=[cohort.slug])
    shown = client.get(reverse("certificates:release", args=[release.public_id])).text
    assert f'<a href="{again}">Freigabe für Durchgang {cohort.code} neu vorschlagen</a>' in shown


def test_sample_has_no_valid_code(client, cohort, enrolments, offices):
    client.force_login(offices[0])
    completion = proposable_completions(cohort)[0]

    page = client.get(reverse("certificates:sample", args=[completion.public_id]))

    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-1.7")


def test_release_desk_asks_the_same_for_one_and_for_three(client, cohort, offices, django_assert_max_num_queries):
    from courses.qualification.actions import complete_programme_if_earned
    from tests.factories.courses import make_enrolment

    client.force_login(offices[0])
    desk = reverse("certificates:propose-release", args=[cohort.slug])
    client.get(desk)
    counts = []
    for _ in range(2):
        complete_programme_if_earned(make_enrolment(cohort), at=NOW)
        with django_assert_max_num_queries(60) as captured:
            client.get(desk)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_learner_orders_a_participation_record(client, cohort, enrolments, django_capture_on_commit_callbacks):
    from courses.progress.actions import record_minutes

    enrolment = enrolments[0]
    record_minutes(enrolment, cohort.version.components.get().lessons.get(), minutes=450, mode="presence", by=None, at=NOW)
    client.force_login(enrolment.learner)
    assert "Bescheinigung für M1 ausstellen" in client.get(reverse("certificates:own")).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("certificates:participation", args=[cohort.slug, "m1"]))

    text = client.get(reverse("certificates:own")).content.decode()
    assert "Teilnahmebescheinigung QT-" in text
    assert "Bescheinigung für M1 ausstellen" not in text


def test_guessing_surnames_is_slowed_down_like_guessing_codes(client, certificate):
    address = reverse("certificates:verdict", args=[codes.shown(certificate.code)])

    answers = [client.post(address, {"family_name": f"Name {number}"}).status_code for number in range(21)]

    assert answers == [200] * 20 + [429]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
    ],
)
def test_one_household_is_one_network(address, network):
    assert network_of(address) == network


def test_whoever_stopped_still_has_a_participation_record(client, cohort, enrolments):
    enrolment = enrolments[0]
    lesson = cohort.version.components.get().lessons.get()
    record_minutes(enrolment, lesson, minutes=225, mode="presence", at=NOW, by=None)
    withdraw(enrolment, by=enrolment.learner, at=NOW)
    client.force_login(enrolment.learner)

    assert "Bescheinigung für M1 ausstellen" in client.get("/nachweise/").content.decode()
    client.post(reverse("certificates:participation", args=[cohort.slug, "m1"]))

    assert Certificate.objects.get().full_number == f"QT-{clock.today().year}-000001"


def test_desk_says_the_next_step_of_whoever_is_blocked(client, offices, issuer):
    lessons = [{"planned_minutes": 90}]
    components = [{"lessons": lessons}, {"code": "M5", "kind": "elective", "lessons": lessons}]
    blocked = make_cohort(make_version(components=components, requirements=[("R3", "credited_minutes", {"min_minutes": 180})]))
    make_enrolment(blocked)
    client.force_login(offices[0])

    page = client.get(reverse("certificates:propose-release", args=[blocked.slug])).content.decode()

    assert "Weitere Bausteine abschließen" in page


def test_nothing_is_released_without_a_pressed_button(client, release, offices):
    client.force_login(offices[1])
    address = reverse("certificates:release", args=[release.public_id])

    page = client.post(address, follow=True)

    release.refresh_from_db()
    assert (release.confirmed_at, release.returned_at) == (None, None)
    assert "Bitte wählen Sie eine der Schaltflächen." in page.content.decode()


def test_no_revocation_is_turned_down_without_a_pressed_button(client, certificate, offices):
    proposal = actions.propose_revocation(certificate, reason="intern", by=offices[0], at=NOW)
    client.force_login(offices[1])

    client.post(reverse("certificates:revocation", args=[proposal.pk]))

    proposal.refresh_from_db()
    assert (proposal.confirmed_at, proposal.returned_at) == (None, None)


@pytest.mark.parametrize("typed", ["unbekannt", "\x00", ""])
def test_completion_that_is_none_is_not_proposed(client, cohort, enrolments, offices, typed):
    client.force_login(offices[0])

    page = client.post(reverse("certificates:propose-release", args=[cohort.slug]), {"abschluss": typed}, follow=True)

    assert "Bitte wählen Sie mindestens eine Person aus." in page.content.decode()


@pytest.mark.parametrize("number", ["QK-²-³", "QK-2026-1", "QK-2026-" + "9" * 5000, "QK", "QK-2026-000001-2"])
def test_number_that_is_none_is_not_found(client, offices, number):
    client.force_login(offices[0])

    assert client.get(reverse("certificates:document", args=[number])).status_code == 404


def bytes_of(certificate) -> bytes:
    with storages["private"].open(certificate.file.storage_name) as file:
        return file.read()


def upload(client, content, name="nachweis.pdf"):
    return client.post(reverse("certificates:verify-file"), {"file": SimpleUploadedFile(name, content)})


def findings_of(page) -> list[str]:
    return [finding.outcome for finding in page.context["findings"]]


def test_file_is_checked_against_register_seal_and_badge(client, certificate):
    page = upload(client, bytes_of(certificate))

    assert page.context["sentence"].startswith("Dieses Zertifikat ist echt und gültig bis zum")
    assert findings_of(page) == ["holds"] * 4
    assert certificate.content.data["family_name"] not in page.content.decode()
    assert (page["X-Robots-Tag"], page["Cache-Control"]) == ("noindex, nofollow", "no-store")


def test_file_of_a_revoked_certificate_keeps_its_seal_but_not_its_word(client, certificate, offices):
    proposal = actions.propose_revocation(certificate, reason="intern", by=offices[0], at=NOW)
    actions.confirm_revocation(proposal, by=offices[1], at=NOW)

    page = upload(client, bytes_of(certificate))

    assert "widerrufen und ist nicht gültig" in page.context["sentence"]
    assert findings_of(page) == ["holds"] * 4


def test_changed_file_is_recognised_and_not_taken_apart(client, certificate, monkeypatch):
    monkeypatch.setattr(verifying, "PdfReader", None)
    pdf = bytearray(bytes_of(certificate))
    pdf[2000] ^= 1

    page = upload(client, bytes(pdf))

    assert page.context["sentence"].startswith("Das ist kein unveränderter Nachweis dieser Stelle.")
    assert findings_of(page) == ["fails", "fails"]


def test_file_with_our_seal_but_outside_the_register_is_no_document(client, certificate):
    from tests.certificates.samples import certificate as content
    from tests.certificates.sealing import seal_example

    page = upload(client, seal_example(content()).pdf)

    assert "steht aber nicht im Register" in page.context["sentence"]
    assert findings_of(page)[:2] == ["fails", "holds"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Diese Datei ist leer."),
        (b"PK something else", "Diese Datei ist kein PDF."),
        (b"%PDF-1.7" + b"x" * 2_000_001, "Diese Datei ist größer als 2 MB."),
        (b"%PDF-1.7" + b"x" * 3_000_000, "Bitte wählen Sie eine PDF-Datei bis 2 MB aus."),
    ],
)
def test_wrong_file_gets_a_clear_sentence(client, content, sentence):
    page = upload(client, content)

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_nothing_of_a_checked_file_stays(client, certificate, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    kept = sorted(Path(settings.PRIVATE_ROOT).rglob("*"))
    rows = Certificate.objects.count()

    for content in (bytes_of(certificate) + b"x", b"%PDF-1.7" + b"x" * 3_000_000):
        upload(client, content)

    assert (sorted(Path(settings.PRIVATE_ROOT).rglob("*")), Certificate.objects.count()) == (kept, rows)
    assert list(tmp_path.iterdir()) == []


def test_file_is_refused_without_the_token_of_the_form(certificate):
    page = upload(Client(enforce_csrf_checks=True), bytes_of(certificate))

    assert page.status_code == 403


def test_whoever_sends_many_files_has_to_wait(client):
    answers = [upload(client, b"%PDF-1.7 nothing").status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]


def test_guessing_surnames_from_many_networks_is_slowed_down_per_code(client, certificate):
    address = reverse("certificates:verdict", args=[codes.shown(certificate.code)])

    answers = [
        client.post(address, {"family_name": f"Name {number}"}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(21)
    ]

    assert answers == [200] * 20 + [429]
    assert client.get(address, REMOTE_ADDR="192.0.2.99").status_code == 200


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_surname_fits_however_its_letters_are_composed(client, certificate, offices, form, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        new = actions.replace(certificate, given_name="A", family_name="Großmüller", reason="x", by=offices[0], at=NOW)
    typed = unicodedata.normalize(form, "GROSSMÜLLER")

    page = client.post(reverse("certificates:verdict", args=[new.code]), {"family_name": typed})

    assert "Der Nachname stimmt überein." in page.content.decode()


def test_number_finds_nothing(client, certificate):
    number = certificate.full_number

    assert client.post(reverse("certificates:verify"), {"code": number}).status_code == 422
    assert client.get(f"/echtheit/{number}/").status_code == 404


def test_status_list_shows_an_ended_document_at_once(client, certificate, offices):
    address = reverse("certificates:status-list")
    index = certificate.status_index

    def bit():
        return verifying.status_list.is_set(json.loads(client.get(address).content)["credentialSubject"]["encodedList"], index)

    assert not bit()
    proposal = actions.propose_revocation(certificate, reason="intern", by=offices[0], at=NOW)
    actions.confirm_revocation(proposal, by=offices[1], at=NOW)
    assert bit()


def test_public_addresses_are_enough_to_check_a_file(client, certificate):
    """What `verify_certificate` needs can be had from the product: list, keys and chain."""
    listed = json.loads(client.get(reverse("certificates:status-list")).content)
    keys = client.get(reverse("certificates:did")).json()
    chain = client.get(reverse("certificates:key-chain", args=[certificate.file.key.key_id])).content
    root = verifying.x509.load_pem_x509_certificates(chain)[-1]

    found = verifying.verify(bytes_of(certificate), trust=[root], on=clock.today(), issuer=keys, listed=listed)

    assert [finding.outcome for finding in found] == ["holds"] * 5


def test_old_keys_stay_on_the_public_page(client, certificate):
    key = SigningKey.objects.get(purpose="badge")
    actions.end_key(key.key_id, end="leaked", by=None, at=clock.now())

    page = client.get(reverse("certificates:keys")).content.decode()
    methods = client.get(reverse("certificates:did")).json()["verificationMethod"]

    assert key.key_id in page
    assert "in fremde Hände geraten" in page
    assert [method["id"].rpartition("#")[2] for method in methods if "revoked" in method] == [key.key_id]


def test_without_its_key_there_is_no_status_list(client, certificate):
    key = SigningKey.objects.get(purpose="status")
    actions.end_key(key.key_id, end="stopped", by=None, at=clock.now())

    page = client.get(reverse("certificates:status-list"))

    assert (page.status_code, page.content.decode()) == (503, "Der Schlüssel „status.p12“ ist außer Gebrauch.")


def test_holder_takes_the_badge_for_a_wallet(client, certificate):
    client.force_login(certificate.content.holder)
    assert "Digitales Abzeichen zu" in client.get(reverse("certificates:own")).content.decode()

    page = client.get(reverse("certificates:badge", args=[certificate.code]))

    assert json.loads(page.content)["credentialSubject"]["licenseNumber"] == certificate.full_number
    assert page["Content-Disposition"] == f'attachment; filename="{certificate.full_number}.json"'


def test_sample_is_called_one_on_the_public_pages(client, release, offices, monkeypatch, django_capture_on_commit_callbacks):
    import functools

    from certificates import drafting

    monkeypatch.setattr(drafting, "certificate_content", functools.partial(drafting.certificate_content, is_sample=True))
    with django_capture_on_commit_callbacks(execute=True):
        sample = actions.confirm_release(release, by=offices[1], at=clock.now())[0]

    page = verdict(client, sample).content.decode()
    assert "Dieses Dokument ist ein Muster und nicht gültig." in page
    # What follows may be the sentence of a revoked one, which is genuine and not valid.
    assert "Bei einem echten Nachweis stünde hier: „Dieses Zertifikat ist echt" in page
    assert upload(client, bytes_of(sample)).context["sentence"] == "Dieses Dokument ist ein Muster und nicht gültig."


def test_own_documents_say_why_one_no_longer_counts(client, certificate, offices):
    proposal = actions.propose_revocation(certificate, reason="intern", by=offices[0], at=NOW)
    actions.confirm_revocation(proposal, by=offices[1], at=NOW)
    client.force_login(certificate.content.holder)

    page = client.get(reverse("certificates:own")).text

    assert "Dieser Nachweis gilt seit dem 23. November 2026 nicht mehr." in plain(page)
    assert "gültig bis" not in page
    assert "als PDF herunterladen" not in page


def test_replaced_document_leads_to_its_new_edition(client, certificate, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        name = {"given_name": "Teilnehmende", "family_name": "Person 99"}
        new = actions.replace(certificate, **name, reason="Name", by=offices[0], at=NOW)
    client.force_login(certificate.content.holder)

    page = client.get(reverse("certificates:own")).text

    assert f"Seit dem 23. November 2026 gilt die neue Ausfertigung {new.full_number}." in plain(page)
    assert f'<a href="#{new.full_number}">' in page
    assert f'<li id="{new.full_number}">' in page


def test_link_to_a_document_says_that_it_is_saved_and_how_large_it_is(client, certificate):
    client.force_login(certificate.content.holder)

    page = plain(client.get(reverse("certificates:own")).text)

    assert re.search(rf"Zertifikat als PDF herunterladen \({certificate.full_number}, (\d+ kB|\d,\d MB)\)", page)
