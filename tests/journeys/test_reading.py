"""A citizen arrives, the page is left; at noon the unit goes on at the same paragraph on the phone."""

import pytest
from playwright.sync_api import expect

from courses.progress.models import LessonResult
from tests import scenes
from tests.factories.people import make_municipality

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_reading_goes_on_where_it_was_left_on_another_device(sit_down, settings):
    staff = scenes.Staff()
    version = scenes.publish_curriculum(proposed_by=staff.office, by=staff.second)
    cohort = scenes.plan_cohort(version, by=staff.office)
    make_municipality()
    enrolment = scenes.join(cohort, scenes.make_learner(), by=staff.office)
    unit = version.components.get(code="M1").lessons.filter(kind="unit").first()
    address = unit.address_in(cohort)

    office = sit_down(enrolment.learner, viewport={"width": 1024, "height": 500})
    office.goto(address)
    expect(office.get_by_text("Weiterlesen, wo Sie zuletzt waren")).to_be_hidden()
    with office.expect_response(lambda response: response.url.endswith("/stelle/")) as told:
        office.mouse.wheel(0, 900)
    assert told.value.status == 204
    place = LessonResult.objects.get(enrolment=enrolment, lesson=unit).place
    assert int(place) > 0

    phone = sit_down(enrolment.learner, viewport={"width": 360, "height": 640})
    phone.goto(address)
    assert phone.evaluate("scrollY") == 0
    phone.get_by_role("link", name="Weiterlesen, wo Sie zuletzt waren").click()
    expect(phone.locator(":focus")).to_be_in_viewport()
    index = phone.evaluate(
        """[...document.querySelector('[data-reading]').querySelectorAll('p, li, h2, h3, h4, figure, blockquote')]
        .indexOf(document.activeElement)"""
    )
    assert index == int(place)
    # The phone tells its own place after a moment of rest; nobody leaves before.
    phone.wait_for_timeout(2_500)
