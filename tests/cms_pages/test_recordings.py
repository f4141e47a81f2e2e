"""Recordings: checked when they come in, and played only for whoever may read a text that shows them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from cms_pages import publishing, starter_pages
from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.models import Recording, StandardPage, UnitPage
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.media import CAPTIONS, MP3, MP4, make_audio, make_video
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


def refused(make, **fields):
    with pytest.raises(ValidationError) as caught:
        make(**fields)
    return caught.value.message_dict


def test_a_video_without_captions_or_text_is_refused():
    assert "captions" in refused(make_video, captions=None)
    assert "transcript" in refused(make_video, transcript="")


@pytest.mark.parametrize(
    ("name", "content"), [("film.mp4", b"nur Text, kein Film"), ("film.exe", MP4), ("ton.mp3", MP3), ("film", MP4)]
)
def test_a_file_that_is_no_video_is_refused_whatever_its_name(name, content):
    assert refused(make_video, file=ContentFile(content, name)) == {
        "file": ["Diese Datei passt nicht zur Art der Aufnahme. Erlaubt sind: MP4, WEBM."]
    }


@pytest.mark.parametrize("content", [b"Hallo", "WEBVTT\n\nä".encode("latin-1"), b"WEBVTT\n\nohne Zeiten"])
def test_captions_are_webvtt_with_times(content):
    assert "captions" in refused(make_video, captions=ContentFile(content, "x.vtt"))


def test_a_recording_of_the_other_kind_does_not_fit_a_block(db):
    block = dict(BODY_BLOCKS)["video"]

    with pytest.raises(ValidationError):
        block.clean(block.to_python({"recording": make_audio().pk}))
    assert block.clean(block.to_python({"recording": make_video().pk}))["recording"].kind == "video"


def test_a_video_shows_captions_text_source_and_size(db):
    video = make_video()
    block = dict(BODY_BLOCKS)["video"]

    html = block.render(block.to_python({"recording": video.pk}))

    assert f'<track kind="captions" srclang="de" label="Deutsch" src="{video.captions_address}" default>' in html
    assert "Willkommen im Quartier." in html
    assert "Quelle: Eigene Aufnahme" in html
    assert "(MP4, 2\N{NO-BREAK SPACE}kB, 2\N{NO-BREAK SPACE}Minuten 30 Sekunden)" in html


@pytest.fixture
def video(drafts):
    video = make_video()
    unit = UnitPage.objects.get(code="M1.1")
    unit.body = UnitPage.body.field.stream_block.to_python([{"type": "video", "value": {"recording": video.pk}}])
    unit.save_revision()
    return video


@pytest.fixture
def version(video, programme):
    return publishing.publish(programme, proposed_by=make_person(), by=make_person(), at=clock.now())


def status(client, person, address, **headers):
    if person:
        client.force_login(person)
    response = client.get(address, headers=headers)
    body_of(response)
    return response.status_code


def body_of(response):
    """Everything that is sent; reading to the end closes the file."""
    return b"".join(response) if response.streaming else response.content


def test_whoever_learns_from_the_text_or_writes_may_play_and_nobody_else(client, version, video):
    learner = make_enrolment(make_cohort(version)).learner
    people = {"visitor": None, "learner": learner, "stranger": make_person()}
    people |= {"trainer": make_trainer(), "office": make_office_person()}
    reached = {who: status(client, person, video.address) for who, person in people.items()}

    assert reached == {"visitor": 302, "learner": 200, "stranger": 404, "trainer": 200, "office": 200}
    assert status(client, learner, video.captions_address) == 200
    assert status(client, learner, reverse("cms_pages:recording", args=[video.public_id, "anderes"])) == 404


def test_a_text_edited_later_takes_the_video_from_nobody(client, version, video):
    learner = make_enrolment(make_cohort(version)).learner
    unit = UnitPage.objects.get(code="M1.1")
    unit.body = []
    unit.save_revision().publish()

    assert status(client, learner, video.address) == 200


def test_everybody_sees_a_video_on_a_public_page(client, db):
    starter_pages.create()
    page, video = StandardPage.objects.get(slug="hilfe"), make_video()
    page.body = StandardPage.body.field.stream_block.to_python([{"type": "video", "value": {"recording": video.pk}}])
    page.save_revision().publish()

    assert status(client, None, video.address) == 200


@pytest.mark.parametrize(
    ("asked", "code", "content_range", "length"),
    [
        ("bytes=0-9", 206, "bytes 0-9/{size}", 10),
        ("bytes=10-", 206, "bytes 10-{last}/{size}", None),
        ("bytes=999999-", 416, "bytes */{size}", 0),
        ("sekunden=1", 200, None, None),
        ("bytes=9-0", 200, None, len(MP4)),
        (f"bytes={'9' * 5000}-", 200, None, len(MP4)),
        (f"bytes=0-{'9' * 5000}", 200, None, len(MP4)),
    ],
)
def test_a_player_may_ask_for_a_part(client, db, asked, code, content_range, length):
    video, size = make_video(), len(MP4)
    client.force_login(make_office_person())

    response = client.get(video.address, headers={"Range": asked})
    body = body_of(response)

    assert (response.status_code, response["Accept-Ranges"]) == (code, "bytes")
    assert response.get("Content-Range") == (content_range.format(size=size, last=size - 1) if content_range else None)
    assert length is None or len(body) == length


def test_a_recording_is_offered_for_download_with_its_name(client, db):
    client.force_login(make_office_person())
    video = make_video()

    response = client.get(video.address + "?herunterladen")

    assert body_of(response) == MP4
    assert response["Content-Disposition"] == f'attachment; filename="{video.filename}"'


def form_of(recording, **changes):
    return {
        "title": recording.title, "kind": recording.kind, "duration_seconds": "150", "collection": recording.collection_id,
        "transcript": recording.transcript, "source": recording.source, **changes,
    }  # fmt: skip


def test_trainers_add_recordings_and_change_only_their_own(client, db):
    trainer, foreign = make_trainer(), make_video("Fremde Aufnahme")
    client.force_login(trainer)
    files = {"file": ContentFile(MP4, "neu.mp4"), "captions": ContentFile(CAPTIONS, "neu.vtt")}

    client.post(reverse("wagtailsnippets_cms_pages_recording:add"), form_of(foreign, title="Neu", **files))
    own = Recording.objects.get(title="Neu")

    assert own.uploaded_by == trainer
    names = ["edit", "delete", "history", "usage"]
    assert [
        status(client, trainer, reverse(f"wagtailsnippets_cms_pages_recording:{name}", args=[foreign.pk])) for name in names
    ] == [404] * 4
    assert status(client, trainer, reverse("wagtailsnippets_cms_pages_recording:edit", args=[own.pk])) == 200
    assert "Fremde Aufnahme" in client.get("/redaktion/snippets/choose/cms_pages/recording/results/").content.decode()
    assert "Fremde Aufnahme" not in client.get("/redaktion/snippets/cms_pages/recording/").content.decode()


def test_a_recording_a_text_shows_is_not_deleted(client, version, video):
    client.force_login(make_office_person())

    client.post(reverse("wagtailsnippets_cms_pages_recording:delete", args=[video.pk]))

    assert Recording.objects.filter(pk=video.pk).exists()
