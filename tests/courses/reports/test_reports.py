"""Lists about a cohort: what stands in them, for whom, and what they cost."""

from fractions import Fraction

import pytest
from django.urls import reverse

from courses.cohorts.models import CohortTrainer
from courses.progress.actions import record_lesson_result, record_minutes
from courses.reports.views import REPORTS
from lms import clock
from lms.journal.models import JournalEntry
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_municipality, make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db

LESSONS = [{"kind": "meeting", "planned_minutes": 90}, {"kind": "quiz"}, {"kind": "task"}]


@pytest.fixture
def cohort():
    return make_cohort(make_version(components=[{"lessons": LESSONS}]), code="QK-07")


@pytest.fixture
def trainer(cohort):
    person = make_trainer()
    CohortTrainer.objects.create(cohort=cohort, person=person, since=clock.now())
    return person


def learner(cohort, family_name):
    town = make_municipality(name="Testlingen")
    return make_enrolment(cohort, make_person(given_name="Person", family_name=family_name), municipality=town)


def learn(enrolment, *, points=15, minutes=60):
    meeting, quiz, task = enrolment.cohort.version.components.get().lessons.order_by("position")
    at = clock.now()
    record_minutes(enrolment, meeting, minutes=minutes, mode="presence", at=at, by=None)
    record_lesson_result(
        enrolment,
        quiz,
        kind="quiz",
        source=("quizzes.quiz", 1),
        at=at,
        state="done",
        score=Fraction(points),
        score_max=20,
        met=points >= 12,
    )
    record_lesson_result(enrolment, task, kind="task", source=("assignments.assignment", 1), at=at, state="returned", met=False)


def lines(client, cohort, report) -> list[list[str]]:
    answer = client.get(reverse("courses:report-file", args=[cohort.slug, report, "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [line.split(";") for line in text.splitlines()]


def test_results_name_points_and_states_by_family_name(client, cohort, trainer):
    learn(learner(cohort, "Ypsilon"))
    learn(learner(cohort, "Alpha"), points=11, minutes=90)
    learner(cohort, "Nochnichts")
    client.force_login(trainer)

    head, *rows = lines(client, cohort, "ergebnisse")

    assert head == ["Person", "Kommune", "M1: M1 quiz 2", "M1: M1 task 3", "Besucht"]
    assert rows == [
        ["Person Alpha", "Testlingen", "11 von 20: Noch nicht bestanden", "Zur Überarbeitung", "2\N{NO-BREAK SPACE}UE"],
        ["Person Nochnichts", "Testlingen", "Offen", "Offen", "0\N{NO-BREAK SPACE}UE"],
        ["Person Ypsilon", "Testlingen", "15 von 20: Bestanden", "Zur Überarbeitung", "1,33\N{NO-BREAK SPACE}UE"],
    ]


def test_office_sees_verdicts_but_no_points(client, cohort):
    learn(learner(cohort, "Alpha"))
    client.force_login(make_office_person())

    assert lines(client, cohort, "ergebnisse")[1][2] == "Bestanden"
    assert client.get(reverse("courses:report", args=[cohort.slug, "tests"])).status_code == 404
    assert "Testergebnisse" not in client.get(reverse("courses:reports-cohort", args=[cohort.slug])).content.decode()


def test_a_corrected_entry_counts_in_the_list(client, cohort, trainer):
    enrolment = learner(cohort, "Alpha")
    learn(enrolment, minutes=60)
    learn(enrolment, minutes=45)
    client.force_login(trainer)

    assert lines(client, cohort, "anwesenheit")[1] == ["Person Alpha", "Testlingen", "45", "1\N{NO-BREAK SPACE}UE"]


def test_states_of_every_lesson(client, cohort, trainer):
    learn(learner(cohort, "Alpha"))
    client.force_login(trainer)

    assert lines(client, cohort, "lernschritte")[1][2:] == ["Abgeschlossen", "Abgeschlossen", "Zur Überarbeitung"]


def test_participants_include_whoever_discontinued_but_no_open_request(client, cohort, trainer):
    make_enrolment(cohort, make_person(given_name="Person", family_name="Fort"), status="discontinued")
    make_enrolment(cohort, make_person(given_name="Person", family_name="Anfrage"), status="requested")
    learner(cohort, "Da")
    client.force_login(trainer)

    assert [row[0] for row in lines(client, cohort, "teilnehmende")[1:]] == ["Person Da", "Person Fort"]


def test_taking_a_list_away_is_journalled_with_its_name(client, cohort, trainer):
    client.force_login(trainer)

    lines(client, cohort, "anwesenheit")

    entry = JournalEntry.objects.get(verb="list_downloaded")
    assert (entry.actor, entry.facts) == (trainer, {"list": "anwesenheit", "format": "csv"})


def test_pages_hold_twenty_people_or_as_many_as_asked_for(client, cohort, trainer):
    cohort.capacity = 30
    cohort.save()
    for number in range(23):
        learner(cohort, f"Nummer {number:02d}")
    client.force_login(trainer)
    address = reverse("courses:report", args=[cohort.slug, "ergebnisse"])

    shown = {size: len(client.get(address, {"je_seite": size}).context["rows"]) for size in ("", "20", "100", "alle", "x")}

    assert shown == {"": 20, "20": 20, "100": 23, "alle": 23, "x": 20}


@pytest.mark.parametrize("slug", REPORTS)
def test_every_list_asks_as_often_for_one_as_for_five(client, cohort, trainer, slug, django_assert_max_num_queries):
    client.force_login(trainer)
    address = reverse("courses:report", args=[cohort.slug, slug])
    counts = []
    for number in range(2):
        for _each in range(1 + 3 * number):
            learn(learner(cohort, f"Nummer {number}"))
        with django_assert_max_num_queries(20) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["unbekannt/", "ergebnisse.pdf", "unbekannt.csv"])
def test_lists_that_do_not_exist_are_not_found(client, cohort, trainer, address):
    client.force_login(trainer)

    assert client.get(reverse("courses:reports-cohort", args=[cohort.slug]) + address).status_code == 404
