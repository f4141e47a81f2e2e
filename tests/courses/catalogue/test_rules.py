"""Who may publish versions."""

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.catalogue.models import ProgrammeVersion
from courses.catalogue.rules import can_confirm, can_publish_versions
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("make", "allowed"), [(make_office_person, True), (make_trainer, False), (make_person, False)])
def test_only_the_programme_administration_publishes(make, allowed):
    assert can_publish_versions(make()) is allowed


def test_visitors_publish_nothing():
    assert can_publish_versions(AnonymousUser()) is False


def test_whoever_proposed_does_not_confirm():
    proposer = make_office_person()
    version = ProgrammeVersion(proposed_by=proposer)

    assert can_confirm(make_office_person(), version) is True
    assert can_confirm(proposer, version) is False
