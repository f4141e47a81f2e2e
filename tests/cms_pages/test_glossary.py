"""Terms are linked where they first appear, as whole words, and never where a link would get in the way."""

from dataclasses import dataclass

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from cms_pages import starter_pages
from cms_pages.curriculum_file import read_curriculum
from cms_pages.curriculum_file.curriculum import Task, Unit
from cms_pages.glossary import linked
from cms_pages.models import GlossaryTerm, UnitPage


@dataclass
class Word:
    term: str
    other: tuple[str, ...] = ()

    @property
    def forms(self):
        return [self.term, *self.other]

    @property
    def address(self):
        return f"/glossar/#{self.term}"


def link(term, shown):
    return f'<a class="qc-term" href="/glossar/#{term}">{shown}</a>'


QUARTIER = Word("Quartier")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Ein Quartier ist ein Quartier.</p>", f"<p>Ein {link('Quartier', 'Quartier')} ist ein Quartier.</p>"),
        ("<p>Grenzen des Quartiers.</p>", f"<p>Grenzen des {link('Quartier', 'Quartiers')}.</p>"),
        ("<p>In den Quartieren</p>", f"<p>In den {link('Quartier', 'Quartieren')}</p>"),
        ("<p>Quartiersarbeit und Quartier-Treff</p>", "<p>Quartiersarbeit und Quartier-Treff</p>"),
        ("<h2>Quartier</h2><p>Das Quartier</p>", f"<h2>Quartier</h2><p>Das {link('Quartier', 'Quartier')}</p>"),
        ('<p><a href="/x">Quartier</a> Quartier</p>', f'<p><a href="/x">Quartier</a> {link("Quartier", "Quartier")}</p>'),
        ("<details><summary>Quartier</summary><p>x</p></details>", "<details><summary>Quartier</summary><p>x</p></details>"),
        ('<img alt="Quartier"><p>&amp; Quartier</p>', f'<img alt="Quartier"><p>&amp; {link("Quartier", "Quartier")}</p>'),
    ],
)
def test_a_term_is_linked_once_as_a_whole_word(html, expected):
    assert linked(html, [QUARTIER]) == expected


def test_the_longer_term_wins_and_forms_lead_to_their_term():
    terms = [QUARTIER, Word("lebendes Quartier"), Word("Raum", ("Räume",))]

    html = linked("<p>Ein lebendes Quartier hat Räume.</p>", terms)

    assert html == f"<p>Ein {link('lebendes Quartier', 'lebendes Quartier')} hat {link('Raum', 'Räume')}.</p>"


def test_nothing_changes_without_terms():
    html = '<p>Ein Quartier &shy; <br/> <img src="x"></p><!-- x -->'

    assert linked(html, []) == linked(html, [Word("Dorf")]) == html


@pytest.mark.django_db
def test_a_unit_links_published_terms_and_the_glossary_explains_them(programme, client):
    term = GlossaryTerm.objects.create(term="Quartier", explanation="Ein Ort zum Leben.")
    GlossaryTerm.objects.create(term="Ärger", explanation="Ein Entwurf.", live=False)
    GlossaryTerm.objects.create(term="Ämter", explanation="Stellen der Verwaltung.")
    unit = UnitPage.objects.get(code="M1.1").live_revision.as_object()

    html = render_to_string(unit.body_template, {"page": unit, "request": RequestFactory().get("/")})
    page = client.get("/glossar/").content.decode()

    assert html.count('class="qc-term"') == 1
    assert f'<a class="qc-term" href="/glossar/#begriff-{term.pk}">Quartier</a>' in html
    assert f'<dt id="begriff-{term.pk}">Quartier</dt><dd>Ein Ort zum Leben.' in page
    assert page.index("Ämter") < page.index("Quartier</dt>")
    assert "Ein Entwurf." not in page


@pytest.mark.django_db
def test_an_empty_glossary_says_what_will_stand_there(client):
    assert "Hier stehen Begriffe, sobald der erste veröffentlicht ist." in client.get("/glossar/").content.decode()


@pytest.mark.django_db
def test_the_first_terms_explain_the_curriculum_and_give_no_answer_away():
    starter_pages.create()
    curriculum = read_curriculum((starter_pages.CONTENT / "qualifizierung-quartierskoordination.md").read_text(encoding="utf-8"))
    texts = "".join(f"<p>{part.text}</p>" for part in curriculum.texts() if isinstance(part, Unit | Task))
    terms = GlossaryTerm.objects.filter(live=True)
    contents = [question.content() for question in curriculum.questions().values()]
    answers = {word for content in contents if content["kind"] == "short_text" for word in content["accept"]}

    assert [term.term for term in terms if term.address not in linked(texts, [term])] == []
    assert len(terms) == 12
    assert answers.isdisjoint(term.term for term in terms)


@pytest.mark.django_db
def test_a_glossary_that_somebody_has_begun_stays_as_it_is():
    GlossaryTerm.objects.create(term="Quartier", explanation="Unser Dorf.")

    starter_pages.create()

    assert [term.explanation for term in GlossaryTerm.objects.all()] == ["Unser Dorf."]
