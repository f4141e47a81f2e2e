"""Reading the units of a version: what is done stays done, and each unit opens where somebody left it."""

import pytest
from django.urls import reverse

from cms_pages import publishing
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_unit_that_is_read_again_stays_done_and_remembers_the_place(client, programme):
    version = publishing.publish(programme, proposed_by=make_person(), by=make_person(), at=clock.now())
    enrolment, lesson = make_enrolment(make_cohort(version)), version.components.get(code="M1").lessons.get(code="M1.1")
    place = [enrolment.cohort.slug, lesson.component.slug, lesson.slug]
    client.force_login(enrolment.learner)

    def read(paragraph: str) -> tuple[str, str]:
        client.get(reverse("courses:lesson-unit", args=place))
        client.post(reverse("courses:reading-place", args=place), {"place": paragraph})
        result = enrolment.results.get()
        return result.state, result.place

    assert read("3") == ("in_progress", "3")
    client.post(reverse("courses:lesson-unit", args=place))
    assert read("1") == ("done", "1")
