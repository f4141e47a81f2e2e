"""The demo's story: sixty learners, and one person for every edge of the rule (requirements 5.5)."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db.models import Count

from certificates.coverage import certificate_holders_at
from certificates.models import Certificate, SealedFile, Status
from certificates.queries import document
from cms_pages.desk import submitted_drafts
from cms_pages.models import UnitPage
from courses.assignments.models import Submission
from courses.catalogue.models import ProgrammeVersion
from courses.cohorts.models import Accommodation, Cohort, Enrolment, Meeting
from courses.progress.models import Appeal, LessonResult
from courses.qualification.queries import standing_of
from courses.quizzes.models import Attempt
from lms import clock
from lms.accounts.models import Municipality, Neighbourhood, Person, Responsibility, Succession
from lms.demo import people
from lms.working_days import is_working_day
from tests import scenes

pytestmark = [pytest.mark.demo, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told():
    return scenes.live_the_demo()


def enrolment(number: int) -> Enrolment:
    return Enrolment.objects.select_related("cohort__version").get(learner__email=people.address("Teilnehmende", number))


def condition(number: int, name: str):
    return next(one for one in standing_of(enrolment(number)).conditions if one.rule.number == name)


def test_everybody_and_every_edge_is_there(told):
    assert len(told) == 5
    assert Person.objects.filter(given_name="Teilnehmende").count() == 60
    assert dict(Cohort.objects.values_list("code", "status")) == {
        "QK-01": "completed",
        "QK-06": "completed",
        "QK-07": "running",
        "QK-08": "open",
    }
    roles = Counter(Responsibility.objects.values_list("role", flat=True))
    assert roles == {
        "programme_admin": 2,
        "trainer": 6,
        "advisor": 4,
        "district_coordinator": 4,
        "advisory_board": 8,
        "municipal_contact": 3,
    }

    assert "79,97" in condition(10, "R4").have
    assert condition(11, "R4").is_met
    failed = Attempt.objects.filter(enrolment=enrolment(12), quiz__lesson__component__code="M2")
    assert [attempt.number for attempt in failed] == [1, 2, 3]
    assert not condition(12, "R6").is_met
    units = LessonResult.objects.filter(enrolment=enrolment(12), lesson__component__code="M2", lesson__kind="unit")
    assert set(units.values_list("state", flat=True)) == {"done"}
    tasks = Submission.objects.filter(assignment__kind="task")
    texts = tasks.values("text").annotate(tasks=Count("assignment__lesson__component__code", distinct=True))
    assert {row["tasks"] for row in texts} == {1}
    assert "Mandatsblatt" not in tasks.get(enrolment=enrolment(27), assignment__lesson__component__code="M2").text
    reviews = enrolment(13).submissions.get(assignment__kind="project").reviews.order_by("position")
    assert [review.decision for review in reviews] == ["accept", "return", ""]
    assert enrolment(14).colloquium_bookings.count() == 2
    assert enrolment(15).status == "discontinued"
    assert condition(16, "R2").is_met
    assert Accommodation.objects.get().person == enrolment(22).learner
    assert Appeal.objects.get().decided_at is None

    today = clock.today()
    statuses = Counter(document(certificate, on=today).status for certificate in Certificate.objects.all())
    assert statuses == {Status.VALID: 7, Status.EXPIRED: 1, Status.REPLACED: 1, Status.REVOKED: 1}
    in_grace = next(one for one in Certificate.objects.all() if document(one, on=today).status == Status.EXPIRED)
    assert in_grace.extension_until >= today

    assert SealedFile.objects.count() == Certificate.objects.count()
    shared = Neighbourhood.objects.get(name="Beiderseits der Brücke")
    assert [list(certificate_holders_at(place, on=today)) == [enrolment(9).learner] for place in shared.municipalities.all()] == [
        True,
        True,
    ]

    assert Municipality.objects.get(ags="08999001").inhabitants == 92

    sheets = Meeting.objects.filter(cohort__code="QK-07", ends_at__lt=clock.now()).annotate(lines=Count("claims"))
    assert [meeting.lines for meeting in sheets.order_by("starts_at")] == [*[19] * 6, 0]
    days = [clock.local_date(starts_at) for starts_at in Meeting.objects.values_list("starts_at", flat=True)]
    assert [day for day in days if not is_working_day(day)] == []

    assert UnitPage.objects.filter(review_due_on__lt=today).count() == 1
    assert Succession.objects.get().successor.ags == "08999011"
    assert ProgrammeVersion.objects.get(label="1.1").published_at is None
    office = Person.objects.filter(given_name="Programmadministration").first()
    assert [draft.title for draft in submitted_drafts(office)] == ["M1.4 Ein tragfähiges Mandat"]

    call_command("check_records")
