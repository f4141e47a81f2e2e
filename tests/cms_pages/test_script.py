"""The whole module on one page: drafts in the order they are learned, and their minutes against the plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.actions import entrust_module
from cms_pages.models import ModulePage, UnitPage
from cms_pages.script import Script
from lms import clock
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(drafts):
    return ModulePage.objects.get(code="M1")


def minutes_of(module):
    return {line.label: (line.planned, line.written) for line in Script(module).sums}


def test_steps_stand_as_they_are_learned_and_add_up_to_the_plan(module):
    script = Script(module)

    assert [step.code for step in script.steps] == ["M1.1", "M1.2", "M1.3", "M1.4", "M1-T1", "M1-T2", "M1-PA", "M1-TEST"]
    assert minutes_of(module) == {"Präsenz": (360, 360), "Online-Live": (90, 90), "Selbstlernen": (180, 180), "Praxis": (90, 90)}
    assert (script.total.planned, script.total.written, script.total.difference) == (720, 720, 0)


def test_a_draft_counts_before_anybody_publishes_it(programme):
    unit = UnitPage.objects.get(code="M1.1")
    unit.planned_minutes, unit.title = 30, "Kürzer"
    unit.save_revision()
    script = Script(ModulePage.objects.get(code="M1"))

    assert script.steps[0].title == "Kürzer"
    assert script.sums[2].missing == 15


def test_the_page_names_every_part_and_what_does_not_fit(client, programme, module):
    unit = UnitPage.objects.get(code="M1.1")
    unit.planned_minutes = 50
    unit.save_revision()
    client.force_login(make_office_person())

    content = client.get(reverse("cms_pages:module-script", args=[module.pk])).content.decode()

    assert "5\N{NO-BREAK SPACE}Minuten zu viel" in content
    assert "Ein Quartier ist kein Verwaltungsbezirk." in content
    assert "Selbstlernen · 50\N{NO-BREAK SPACE}Minuten · mit Entwurf" in content


def test_trainers_open_only_their_own_modules(client, module):
    office, trainer = make_office_person(), make_trainer()
    entrust_module(module, [trainer], by=office, at=clock.now())
    client.force_login(trainer)
    foreign = ModulePage.objects.exclude(pk=module.pk).first()

    listed = client.get(reverse("cms_pages:modules")).content.decode()

    assert (module.title in listed, foreign.title in listed) == (True, False)
    assert client.get(reverse("cms_pages:module-script", args=[module.pk])).status_code == 200
    assert client.get(reverse("cms_pages:module-script", args=[foreign.pk])).status_code == 404


def test_a_trainer_without_a_module_is_told_when_there_will_be_one(client, module):
    client.force_login(make_trainer())

    assert "sobald die Programmadministration Ihnen eines anvertraut" in client.get(reverse("cms_pages:modules")).content.decode()


def test_more_units_cost_no_more_statements(module):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            script = Script(ModulePage.objects.select_related("latest_revision").get(pk=module.pk))
            assert script.sums
        return len(queries)

    before = cost()
    for number in range(3):
        unit = module.add_child(instance=UnitPage(title="Neu", slug=f"neu-{number}", code=f"M1.9{number}"))
        unit.save_revision()

    assert cost() == before
