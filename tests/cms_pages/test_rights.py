"""Who may do what in the back office: roles open it, a module is entrusted, and every other route stays closed."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, WorkflowPage

from cms_pages import rights
from cms_pages.actions import entrust_module
from cms_pages.models import ModulePage
from lms import clock
from lms.accounts.actions import give_role, take_role
from lms.accounts.models import Role
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


def all_rights():
    """Every right of every group as plain text."""
    pages = GroupPagePermission.objects.values_list("group__name", "page__slug", "permission__codename")
    collections = GroupCollectionPermission.objects.values_list("group__name", "collection__name", "permission__codename")
    general = Group.objects.filter(permissions__isnull=False).values_list("name", "permissions__codename")
    return sorted(map(str, [*pages, *collections, *general]))


def opens_the_back_office(client, person):
    client.force_login(person)
    return client.get("/redaktion/").status_code == 200


def test_rights_are_written_when_the_database_is_made_and_writing_them_again_changes_nothing():
    before = all_rights()

    rights.set_up()

    assert "('programme_admin', 'root', 'publish_page')" in before
    assert all_rights() == before
    assert Collection.get_first_root_node().name == "Allgemein"


def test_setting_up_takes_back_what_is_not_in_the_tables():
    group = rights.role_group(Role.TRAINER)
    group.permissions.add(*rights.permissions(["accounts.change_person"]))
    before = len(all_rights())

    rights.set_up()

    assert len(all_rights()) == before - 1


def test_drafts_are_sent_to_the_programme_administration():
    workflow = WorkflowPage.objects.get().workflow

    (task,) = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow)
    assert [group.name for group in task.groups.all()] == ["programme_admin"]


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.TRAINER, True), (Role.PROGRAMME_ADMIN, True), (Role.ADVISOR, False), (Role.ADVISORY_BOARD, False)]
)
def test_a_role_opens_the_back_office_and_its_end_closes_it_at_once(client, role, opens):
    office, person = make_office_person(), make_person()

    given = give_role(person, role, by=office, at=clock.now())
    assert opens_the_back_office(client, person) is opens

    take_role(given, by=office, at=clock.now())
    assert client.get("/redaktion/").status_code == 302


def test_inactive_people_are_not_let_in(client):
    person = make_office_person()
    client.force_login(person)
    person.is_active = False
    person.save()

    assert client.get("/redaktion/").status_code == 302


def test_one_of_two_roles_ending_leaves_the_other(client):
    office = make_office_person()
    given = give_role(office, Role.TRAINER, by=office, at=clock.now())

    take_role(given, by=office, at=clock.now())

    assert [group.name for group in office.groups.all()] == ["programme_admin"]


def test_a_module_is_entrusted_to_trainers_and_journalled(drafts):
    module, office, trainer = ModulePage.objects.get(code="M1"), make_office_person(), make_trainer()

    entrust_module(module, [trainer], by=office, at=clock.now())
    entrust_module(module, [trainer], by=office, at=clock.now())

    entry = JournalEntry.objects.get(verb="module_entrusted")
    assert list(rights.entrusted_modules(trainer)) == [module]
    assert (entry.actor, entry.facts) == (office, {"people": [trainer.pk]})


def test_a_module_is_taken_back(drafts):
    module, office, trainer = ModulePage.objects.get(code="M1"), make_office_person(), make_trainer()
    entrust_module(module, [trainer], by=office, at=clock.now())

    entrust_module(module, [], by=office, at=clock.now())

    assert list(rights.entrusted_modules(trainer)) == []
    assert not module.permissions_for_user(trainer).can_edit()


def test_a_module_is_not_entrusted_to_somebody_without_the_role(drafts):
    with pytest.raises(NotPossible, match="nur Personen mit der Rolle Kursleitung"):
        entrust_module(ModulePage.objects.get(code="M1"), [make_person()], by=make_office_person(), at=clock.now())
