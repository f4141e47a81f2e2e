"""The learner's way through the pages: outline, component, electives, ledger."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from courses.catalogue.models import Component
from courses.cohorts.actions import choose_components
from courses.cohorts.models import ComponentChoice
from lms.errors import NotPossible
from tests.factories.courses import make_cohort, make_enrolment, make_version

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LESSONS = [{"kind": "quiz", "mode": "self_study", "planned_minutes": 45}]
COMPONENTS = [
    {"code": "M1", "lessons": LESSONS},
    *({"code": code, "kind": "elective", "lessons": LESSONS} for code in ("M5", "M6")),
]
RULE = [("R2", "elective_count", {"components": ["M5", "M6"], "min_count": 1})]
CHANGE = "Wahlpflichtmodule wählen oder ändern"
OVER = "Der Durchgang ist vorbei. Die Auswahl der Wahlpflichtmodule lässt sich nicht mehr ändern."
COMPLETED = "Nach dem Zertifikat lässt sich die Auswahl der Wahlpflichtmodule nicht mehr ändern."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_learner(*, cohort="running", **fields):
    """Somebody who chose M5 and not M6."""
    enrolment = make_enrolment(make_cohort(make_version(components=COMPONENTS, requirements=RULE), status=cohort), **fields)
    m5 = Component.objects.get(version=enrolment.cohort.version, code="M5")
    ComponentChoice.objects.create(enrolment=enrolment, component=m5, chosen_at=NOW)
    return enrolment


def text(client, enrolment, name, *args) -> str:
    client.force_login(enrolment.learner)
    page = client.get(reverse(f"courses:{name}", args=args)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


# --- Nothing is to be learned any more --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, ""), ({"cohort": "completed"}, OVER), ({"cohort": "cancelled"}, OVER), ({"status": "completed"}, COMPLETED)],
)
@pytest.mark.parametrize("name", ["overview", "outline", "electives"])
def test_choice_of_electives_says_why_it_is_closed(client, fields, said, name):
    enrolment = make_learner(**fields)

    page = text(client, enrolment, name, *([] if name == "overview" else [enrolment.cohort.slug]))

    assert (said in page, CHANGE in page, "Auswahl speichern" in page) == (
        True,
        name != "electives" and not said,
        name == "electives" and not said,
    )


@pytest.mark.parametrize("fields", [{"cohort": "completed"}, {"status": "completed"}])
def test_choice_cannot_be_changed_any_more(client, fields):
    enrolment = make_learner(**fields)
    m6 = Component.objects.get(version=enrolment.cohort.version, code="M6")
    client.force_login(enrolment.learner)

    client.post(reverse("courses:electives", args=[enrolment.cohort.slug]), {"components": [m6.pk]})

    with pytest.raises(NotPossible):
        choose_components(enrolment, [m6], by=enrolment.learner, at=NOW)
    assert list(enrolment.choices.filter(dropped_at=None).values_list("component__code", flat=True)) == ["M5"]


@pytest.mark.parametrize(
    ("fields", "code", "leads_on"),
    [
        ({}, "m1", True),
        ({}, "m5", True),
        ({}, "m6", False),
        ({"cohort": "completed"}, "m1", False),
        ({"cohort": "completed"}, "m6", False),
        ({"status": "completed"}, "m1", False),
    ],
)
def test_component_leads_on_only_where_learning_goes_on(client, fields, code, leads_on):
    enrolment = make_learner(**fields)

    page = text(client, enrolment, "component", enrolment.cohort.slug, code)

    assert ("Ihr nächster Schritt" in page, "Weiterlernen" in page) == (leads_on, leads_on)
    assert ("Sie haben dieses Modul nicht gewählt." in page) is (code == "m6")
    assert (CHANGE in page) is (code == "m6" and not fields)
