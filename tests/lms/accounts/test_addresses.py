"""No form takes an address that is longer than the column it goes into."""

import pytest

from courses.cohorts.forms import ConfirmationStep
from lms.accounts.forms import AskForPasswordForm, ChangeAddressForm, InvitationForm, SignUpForm
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

FORMS = [
    ConfirmationStep,
    InvitationForm,
    SignUpForm,
    AskForPasswordForm,
    lambda data: ChangeAddressForm(data=data, user=make_person()),
]


def address(length):
    """A valid address of so many letters."""
    return f"{'x' * (length - 205)}@{'.'.join(['y' * 50] * 3)}.{'z' * 48}.de"


@pytest.mark.parametrize("make_form", FORMS, ids=["confirmation", "invitation", "sign-up", "password", "change"])
@pytest.mark.parametrize(("length", "is_taken"), [(254, True), (255, False), (310, False), (400, False)])
def test_an_address_fits_its_column(make_form, length, is_taken):
    form = make_form({"email": address(length)})

    assert len(address(length)) == length
    assert ("email" not in form.errors) is is_taken
    assert form.fields["email"].widget.attrs["maxlength"] == "254"
