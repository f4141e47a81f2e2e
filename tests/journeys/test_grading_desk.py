"""A morning at the grading desk: by keyboard, with a colleague at the same pile."""

import re

import pytest
from playwright.sync_api import expect

from courses.assignments import actions
from courses.assignments.models import Assignment, Review, TaskDraft
from courses.cohorts.actions import set_trainers
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person, make_trainer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAFT = re.compile(r"^(Als Entwurf gespeichert|Gespeichert) um \d\d:\d\d")
LEVELS = ["fehlt", "allgemein", "mit Indikator", "mit Indikator und Frist"]


@pytest.fixture
def trainers():
    return make_trainer(), make_trainer()


@pytest.fixture
def cohort(trainers):
    version = make_version(components=[{"lessons": [{"kind": "task"}, {"kind": "task"}]}], published=False)
    task, project = version.components.get().lessons.all()
    points = [{"key": str(number), "text": f"Ort {number} ist genannt.", "levels": []} for number in (1, 2)]
    Assignment.objects.create(lesson=task, kind="task", rubric=points)
    criteria = [{"key": f"B{number}", "text": "Ziele", "levels": LEVELS} for number in (1, 2)]
    rule = {"min_points": 2, "min_per_criterion": 1, "max_difference": 4}
    Assignment.objects.create(lesson=project, kind="project", rubric=criteria, pass_rule=rule)
    cohort = make_cohort(publish(version))
    set_trainers(cohort, trainers, by=trainers[0], at=clock.now())
    return cohort


def hand_in(cohort, kind="task", *, title="", text="Drei Orte im Quartier."):
    assignment = Assignment.objects.get(kind=kind)
    draft = actions.save_draft(assignment, make_enrolment(cohort), text=text, title=title, at=clock.now())
    return actions.hand_in(draft, at=clock.now())


def give(page) -> None:
    page.get_by_role("button", name="Bewertung abgeben und nächste öffnen").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_two_tasks_are_judged_one_after_the_other(sit_down, cohort, trainers, script):
    first, second = hand_in(cohort, text="Der Marktplatz"), hand_in(cohort, text="Die Bücherei")
    page = sit_down(trainers[0], script=script)
    page.goto("/lehren/bewertungen/")
    page.get_by_label("Art").select_option(label="Praxisaufgabe")
    page.get_by_role("button", name="Auswahl anzeigen").click()
    page.get_by_role("link", name="Älteste Abgabe bewerten").click()
    expect(page.get_by_text("Abgabe 1 von 2, seit heute")).to_be_visible()
    expect(page.get_by_text("Der Marktplatz")).to_be_visible()

    page.get_by_label("Zur Überarbeitung zurückgeben").check()
    give(page)
    expect(page.get_by_role("alert").first).to_contain_text("Bitte prüfen Sie 2 Angaben")
    for level in page.get_by_label("Noch nicht", exact=True).all():
        level.check()
    give(page)
    expect(page.get_by_role("alert").first).to_contain_text("Bitte schreiben Sie, was überarbeitet werden soll.")
    page.get_by_label("Rückmeldung").fill("Bitte nennen Sie beide Orte.")
    give(page)

    expect(page.get_by_text("Abgabe 1 von 1, seit heute")).to_be_visible()
    expect(page.get_by_text("Die Bücherei")).to_be_visible()
    for level in page.get_by_label("Erfüllt", exact=True).all():
        level.check()
    page.get_by_label("Annehmen", exact=True).check()
    give(page)
    expect(page.get_by_text("In dieser Auswahl wartet nichts mehr.")).to_be_visible()
    for submission in (first, second):
        submission.refresh_from_db()
    assert (first.status, second.status) == ("returned", "accepted")


def test_project_is_reviewed_with_the_keys_and_the_draft_keeps_itself(sit_down, cohort, trainers):
    submission = hand_in(cohort, "project", title="Mittagstisch")
    actions.assign_reviewers(submission, *trainers, by=make_office_person(), at=clock.now())
    page = sit_down(trainers[0])
    page.goto("/lehren/bewertungen/")
    page.get_by_role("link", name="Älteste Abgabe bewerten").click()
    expect(page.get_by_text("wählen die Tasten 1 bis 4 die Stufe")).to_be_visible()

    page.get_by_label("0 – fehlt").first.focus()
    page.keyboard.press("4")
    page.keyboard.press("3")
    page.keyboard.press("1")
    page.get_by_label("Rückmeldung").fill("Am 1. und 2. Tag gut, am 3. sehr gut.")

    expect(page.locator("[data-saved]")).to_have_text(DRAFT, timeout=8000)
    page.reload()
    expect(page.get_by_label("3 – mit Indikator und Frist").first).to_be_checked()
    expect(page.get_by_label("2 – mit Indikator", exact=True).last).to_be_checked()
    expect(page.get_by_label("Annehmen", exact=True)).to_be_checked()
    expect(page.get_by_label("Rückmeldung")).to_have_value("Am 1. und 2. Tag gut, am 3. sehr gut.")
    expect(page.get_by_text("Als Entwurf gespeichert um")).to_be_visible()
    give(page)
    expect(page.get_by_text("Ihre Bewertung ist abgegeben.")).to_be_visible()
    assert Review.objects.get(position=1).points == [3, 2]


@pytest.mark.parametrize("kind", ["task", "project"])
def test_form_stands_below_the_text_where_a_window_is_narrow(sit_down, cohort, trainers, kind):
    submission = hand_in(cohort, kind, title="Mittagstisch", text="Der Marktplatz ist ein Ort. " * 60)
    if kind == "project":
        actions.assign_reviewers(submission, *trainers, by=make_office_person(), at=clock.now())
    page = sit_down(trainers[0], viewport={"width": 800, "height": 900})
    page.goto("/lehren/bewertungen/")
    page.get_by_role("link", name="Älteste Abgabe bewerten").click()

    text, form = page.get_by_text("Der Marktplatz ist ein Ort.").bounding_box(), page.locator(".qc-sticky")
    assert text["y"] + text["height"] <= form.bounding_box()["y"]
    assert form.evaluate("form => form.scrollHeight <= form.clientHeight && form.scrollWidth <= form.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_somebody_else_was_first_and_nothing_is_lost(sit_down, cohort, trainers):
    submission = hand_in(cohort)
    mine, other = (sit_down(trainer) for trainer in trainers)
    for page in (mine, other):
        page.goto("/lehren/bewertungen/")
        page.get_by_role("link", name="Älteste Abgabe bewerten").click()
    expect(other.get_by_text(f"{trainers[0]} hat diese Abgabe am")).to_be_visible()

    mine.get_by_label("Rückmeldung").fill("Mein langer Satz")
    for level in other.get_by_label("Erfüllt", exact=True).all():
        level.check()
    other.get_by_label("Annehmen", exact=True).check()
    give(other)
    expect(other.get_by_text("Ihre Bewertung ist gespeichert.")).to_be_visible()

    mine.get_by_label("Annehmen", exact=True).check()
    expect(mine.get_by_text("Über diese Abgabe ist schon entschieden.")).to_be_visible(timeout=8000)
    give(mine)
    expect(mine.get_by_text(f"Bewertet von {trainers[1]}")).to_be_visible()
    expect(mine.get_by_text("Mein langer Satz")).to_be_visible()
    assert TaskDraft.objects.get(judge=trainers[0]).content["comment"] == "Mein langer Satz"
    assert submission.reviews.get().reviewer == trainers[1]
