"""Every building stone goes into the curriculum file and comes back as it was, whatever stands in it."""

import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Collection, Page

from cms_pages import loading
from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.curriculum_file import CurriculumProblems, read_curriculum, stones, write_curriculum
from cms_pages.exporting import curriculum_of
from cms_pages.markdown import body_from, markdown_from
from cms_pages.models import UnitPage
from cms_pages.rich_text import canonical
from cms_pages.shelf import name_of
from courses.quizzes.actions import write_question
from tests.courses.quizzes import samples
from tests.factories.media import make_audio, make_document, make_image, make_video

pytestmark = pytest.mark.django_db

SIGNS = "*_`#-+.>|!~\\[]()<>&\"'{}:=\N{NO-BREAK SPACE}"
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(string.ascii_letters + SIGNS + " "))
lines = words.map(str.strip).filter(bool)
sentences = lines | st.sampled_from(
    ["1. Mai", "- Strich", "# Raute", "```yaml", "---", "<b>x</b>", "<!-- x -->", "a | b", "> Zitat"]
)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def runs(draw):
    """The inside of a paragraph as the editor writes it."""
    parts = []
    for text in draw(st.lists(sentences, min_size=1, max_size=4)):
        start, end = draw(
            st.sampled_from([("", ""), ("<b>", "</b>"), ("<i>", "</i>"), ('<a href="https://example.org/a">', "</a>")])
        )
        parts.append(start + escaped(text) + end)
    return draw(st.sampled_from(["", " "])).join(parts)


paragraphs = runs().map(lambda inside: f"<p>{inside}</p>")
bullets = st.tuples(st.sampled_from(["ul", "ol"]), st.lists(runs(), min_size=1, max_size=3)).map(
    lambda found: f"<{found[0]}>{''.join(f'<li>{entry}</li>' for entry in found[1])}</{found[0]}>"
)
rich = st.lists(paragraphs | bullets, min_size=1, max_size=3).map("".join).map(canonical)
several_lines = st.lists(sentences, min_size=1, max_size=3).map("\n".join)


@pytest.fixture
def shelf(db, office_question):
    """One of each thing a text may refer to."""
    made = {"image": make_image(), "document": make_document(), "audio": make_audio(), "video": make_video()}
    return {kind: thing.pk for kind, thing in made.items()} | {"question": office_question.pk}


@pytest.fixture
def office_question(db):
    collection = Collection.get_first_root_node().add_child(name="Übung")
    return write_question("UEB-F01", samples.single_choice(), collection=collection, by=None)


def blocks_of(shelf):
    """A strategy for each kind of stone."""
    optional = st.just("") | sentences
    values = {
        "text": rich,
        "heading": sentences,
        "image": st.fixed_dictionaries(
            {"image": st.just(shelf["image"]), "alternative_text": optional, "source": optional, "caption": optional}
        ),
        "callout": st.fixed_dictionaries({"title": optional, "text": rich}),
        "quotation": st.fixed_dictionaries({"text": several_lines, "source": optional}),
        "table": st.fixed_dictionaries({"caption": optional, "rows": several_lines}),
        "download": st.fixed_dictionaries({"document": st.just(shelf["document"]), "text": optional}),
        "accordion": st.fixed_dictionaries(
            {"entries": st.lists(st.fixed_dictionaries({"title": optional, "text": rich}), min_size=1, max_size=3)}
        ),
        "audio": st.fixed_dictionaries({"recording": st.just(shelf["audio"]), "caption": optional}),
        "video": st.fixed_dictionaries({"recording": st.just(shelf["video"]), "caption": optional}),
        "checklist": st.fixed_dictionaries({"title": optional, "points": st.lists(sentences, min_size=1, max_size=4)}),
        "reflection": st.fixed_dictionaries({"question": several_lines}),
        "practice_question": st.fixed_dictionaries({"question": st.just(shelf["question"])}),
    }
    return {kind: value.map(lambda value, kind=kind: {"type": kind, "value": value}) for kind, value in values.items()}


def one_way(value):
    if isinstance(value, dict):
        return {name: one_way(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [one_way(entry) for entry in value]
    return canonical(value) if isinstance(value, str) and "<" in value else value


def test_every_block_has_a_stone_and_is_tried_here(shelf):
    assert set(stones.STONES) == {name for name, _block in BODY_BLOCKS} == set(blocks_of(shelf))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_row_of_stones_survives_the_way_into_a_file_and_back(data, shelf, small):
    body = data.draw(st.lists(st.one_of(*blocks_of(shelf).values()), min_size=1, max_size=5))
    written = markdown_from(body)

    assert one_way(body_from(written)) == one_way(body)
    first, *others = small.components
    unit = first.units[0]
    changed = replace(small, components=(replace(first, units=(replace(unit, text=written), *first.units[1:])), *others))
    assert read_curriculum(write_curriculum(changed)) == changed


def one_of_each(shelf):
    link = '<p data-block-key="abc12">Siehe <a id="{}" linktype="page">die Hilfe</a>.</p>'.format(
        Page.objects.get(slug="programme").pk
    )
    return [
        {"type": "text", "value": link},
        {"type": "text", "value": "<p>Ein zweiter Text.</p>"},
        {"type": "image", "value": {"image": shelf["image"], "alternative_text": "Drei Ringe", "source": "Eigene Skizze"}},
        {"type": "callout", "value": {"title": "Gut zu wissen", "text": "<p>Notieren Sie <b>beides</b>.</p>"}},
        {"type": "table", "value": {"caption": "Drei Vergleiche", "rows": "Vergleich | Frage\nGemeinde | Ist es hier anders?"}},
        {"type": "download", "value": {"document": shelf["document"], "text": "Mandatsblatt öffnen"}},
        {"type": "accordion", "value": {"entries": [{"title": "Beispiel", "text": "<p>Ein Mittagstisch.</p>"}]}},
        {"type": "video", "value": {"recording": shelf["video"], "caption": "Ein Rundgang"}},
        {"type": "checklist", "value": {"title": "Vorher", "points": ["Route prüfen", "Einladen"]}},
        {"type": "reflection", "value": {"question": "Wen erreichen Sie nicht?"}},
        {"type": "practice_question", "value": {"question": shelf["question"]}},
    ]


def test_a_page_with_every_stone_is_exported_and_loading_that_changes_nothing(programme, shelf):
    unit = UnitPage.objects.get(code="M1.1")
    unit.body = UnitPage.body.field.stream_block.to_python(one_of_each(shelf))
    unit.save_revision()
    exported = curriculum_of(programme)

    text = write_curriculum(exported)
    loaded, counts = loading.load_curriculum(read_curriculum(text), by=None, below=loading.programme_index())

    assert read_curriculum(text) == exported
    assert counts == {"unchanged": 12}
    assert f"```yaml image\nfile: {name_of('image', shelf['image'])}\n" in text
    assert "[die Hilfe](seite:/start/programme/)" in text
    UnitPage.objects.get(code="M1.1").delete()
    loading.load_curriculum(exported, by=None, below=loading.programme_index())
    assert curriculum_of(loaded).components[0].units[-1].text == exported.components[0].units[0].text


def test_a_name_nobody_knows_is_told_with_its_line_and_nothing_is_loaded(db, short_text):
    link, question = "Siehe [hier](seite:/start/fehlt/).", "```yaml practice_question\nquestion: X-9\n```"
    stone = f"```yaml image\nfile: fehlt.png\n```\n\n{link}\n\n{question}"
    first = read_curriculum(short_text).components[0].units[0].text.split("\n")[0]
    text = short_text.replace(first, f"{stone}\n\n{first}", 1)
    line = text.split("\n").index("```yaml image") + 1

    with pytest.raises(CurriculumProblems) as caught:
        loading.load_curriculum(read_curriculum(text), by=None, below=loading.programme_index())

    assert caught.value.problems == [
        (line, "Das Bild „fehlt.png“ gibt es in den Medien nicht. Laden Sie es zuerst hoch."),
        (line + 4, "Die Seite „/start/fehlt/“ gibt es nicht. Prüfen Sie den Link."),
        (line + 6, "Die Frage „X-9“ gibt es weder in dieser Datei noch in der Fragensammlung."),
    ]
    assert not UnitPage.objects.exists()


@pytest.mark.parametrize(
    ("stone", "place", "sentence"),
    [
        ("```yaml kasten\ntitle: x\n```", 0, "Den Baustein „kasten“ gibt es nicht."),
        ("```yaml callout\ntitel: x\n```", 1, "Den Schlüssel „titel“ gibt es hier nicht."),
        ("```yaml callout\ntitle: [a\n```", 2, "Ab hier ist der Block nicht lesbar."),
        ("```yaml checklist\npoints: &a [x]\n```", 1, "Verweise mit & und * sind in dieser Datei nicht erlaubt."),
    ],
)
def test_a_mistake_in_a_stone_is_told_with_its_line(short_text, stone, place, sentence):
    first = read_curriculum(short_text).components[0].units[0].text.split("\n")[0]
    text = short_text.replace(first, f"{stone}\n\n{first}", 1)
    line = text.split("\n").index(stone.split("\n")[0]) + 1

    with pytest.raises(CurriculumProblems) as caught:
        read_curriculum(text)

    ((found, words),) = caught.value.problems
    assert words.startswith(sentence)
    assert found == line + place


def test_what_could_run_is_taken_out_of_html_from_a_file(db):
    stone = '```yaml text\nhtml: "<p onclick=\\"x\\">Text<script>alert(1)</script> <a href=\\"javascript:x\\">hier</a></p>"\n```'

    assert body_from(stone) == [{"type": "text", "value": '<p>Text <a href="">hier</a></p>'}]


@pytest.mark.parametrize("kind", [name for name, _block in BODY_BLOCKS])
def test_a_stone_somebody_has_only_begun_is_kept_shown_and_exported(programme, kind):
    unit = UnitPage.objects.get(code="M1.1")
    block = UnitPage.body.field.stream_block.child_blocks[kind]
    begun = UnitPage.body.field.stream_block.to_python([{"type": kind, "value": block.get_prep_value(block.get_default())}])

    unit.body = UnitPage.body.field.stream_block.clean_deferred(begun)
    unit.save_revision()

    assert unit.body[0].render()
    assert write_curriculum(curriculum_of(programme))
