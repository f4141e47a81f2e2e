import pytest

from lms.ui.paging import page_of


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("99", 3), ("keine", 1), ("", 1)])
def test_a_page_that_does_not_exist_leads_to_the_nearest(rf, asked, number):
    page = page_of(range(60), rf.get("/", {"seite": asked}))

    assert page.number == number
