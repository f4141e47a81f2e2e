"""Who of the demo sees a screen in which state: what `screens` shows once is shown here full, empty, over and refused."""

from collections.abc import Iterator

from django.urls import reverse

from certificates.models import Certificate
from courses.assignments.models import Submission
from courses.cohorts.models import Cohort, Enrolment, Meeting
from courses.progress.models import Appeal
from courses.quizzes.models import Attempt
from lms.accounts.models import Person
from lms.demo import people
from tests.factories.people import make_person

OVERVIEW, STANDING, DOCUMENTS = "/uebersicht/", "/stand/", "/nachweise/"
TABS = [
    "courses:office-cohort",
    "courses:office-enrolments",
    "courses:office-reviews",
    "certificates:propose-release",
    "certificates:cohort-records",
]


def learner(number: int) -> Person:
    return Person.objects.get(email=people.address("Teilnehmende", number))


def staff(title: str, number: int) -> Person:
    return Person.objects.get(email=people.address(title, number))


def states() -> Iterator[tuple[Person | None, list[str]]]:
    """People of the demo and the addresses that look different to them than to anybody else."""
    yield None, [*verdicts(), *(doors_of(cohort) for cohort in Cohort.objects.all()), "/", "/programme/"]
    yield make_person(), [OVERVIEW, "/termine/", STANDING, "/stand/lernkonto/", DOCUMENTS, "/konto/benachrichtigungen/"]
    for status in ("requested", "confirmed", "offered", "waitlisted", "discontinued"):
        enrolment = Enrolment.objects.filter(cohort__code="QK-08", status=status).earliest("arrival")
        yield enrolment.learner, [OVERVIEW, doors_of(enrolment.cohort)]
    for number in (1, 2, 3, 4, 5):
        yield learner(number), [DOCUMENTS, OVERVIEW]
    yield learner(15), [OVERVIEW, STANDING]
    for number in (10, 11, 13, 14, 16, 17):
        yield learner(number), [OVERVIEW, STANDING, *own_work(number)]
    for number in (12, 23, 27, 30, 31, 32, 33, 40):
        yield learner(number), [OVERVIEW, "/termine/", *own_work(number)]
    yield staff("Kursleitung", 1), teaching()
    yield (
        staff("Kursleitung", 5),
        ["/lehren/", "/lehren/bewertungen/", "/lehren/durchgaenge/", "/lehren/termine/", "/inhalte/module/"],
    )
    yield staff("Programmadministration", 1), list(office())


def doors_of(cohort: Cohort) -> str:
    return reverse("courses:cohort", args=[cohort.slug])


def verdicts() -> list[str]:
    return [reverse("certificates:verdict", args=[certificate.code]) for certificate in Certificate.objects.all()]


def own_work(number: int) -> list[str]:
    """The last of every test and of every task, and what was objected to."""
    enrolment = Enrolment.objects.select_related("cohort").get(learner=learner(number))
    attempts = Attempt.objects.filter(enrolment=enrolment).select_related("quiz__lesson__component").order_by("quiz", "number")
    work = Submission.objects.filter(enrolment=enrolment).select_related("assignment__lesson__component")
    appeals = Appeal.objects.filter(enrolment=enrolment)
    latest = list(attempts)[-1:]
    lessons = [*(attempt.quiz.lesson for attempt in latest), *(one.assignment.lesson for one in list(work)[-2:])]
    return [
        *dict.fromkeys(lesson.address_in(enrolment.cohort) for lesson in lessons),
        *(reverse("courses:attempt", args=[attempt.public_id]) for attempt in latest),
        *(reverse("courses:appeal", args=[appeal.public_id]) for appeal in appeals),
    ]


def teaching() -> list[str]:
    closed = Meeting.objects.exclude(closed_at=None).first()
    return [
        "/lehren/",
        "/lehren/bewertungen/",
        "/lehren/termine/",
        *(reverse("courses:teach-cohort", args=[code]) for code in ("qk-01", "qk-06", "qk-07", "qk-08")),
        reverse("courses:attendance-sheet", args=[closed.public_id]),
        reverse("courses:make-up-set", args=["qk-06"]),
    ]


def office() -> Iterator[str]:
    yield from ("/verwaltung/", "/verwaltung/durchgaenge/", "/verwaltung/fassungen/", "/verwaltung/berichte/abdeckung/")
    for code in ("qk-01", "qk-06", "qk-07", "qk-08"):
        yield from (reverse(name, args=[code]) for name in TABS)
    for certificate in Certificate.objects.filter(content__holder__in=[learner(number) for number in (1, 3, 4)]):
        yield reverse("certificates:document", args=[certificate.full_number])
    for number in (10, 13, 16, 32):
        yield reverse("certificates:person-learning", args=[learner(number).public_id])
        yield reverse("courses:office-enrolment", args=[Enrolment.objects.get(learner=learner(number)).public_id])
