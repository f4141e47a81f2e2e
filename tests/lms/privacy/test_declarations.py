"""Every model that names a person says whose data it holds, what is exported, and what erasing the account does to it."""

import pytest
from django.apps import apps
from django.db.models import PROTECT

from lms.accounts.models import Person
from lms.privacy.declarations import ELSEWHERE, Declaration, declaration_of, declarations

ALL = pytest.mark.parametrize("declaration", declarations(), ids=lambda declaration: declaration.label)


def names_a_person(model) -> bool:
    """By a key of its own to a person, or to something that belongs to a learner."""
    pointed_at = {field.related_model for field in model._meta.local_fields if field.is_relation}
    owners = [declaration_of(other) for other in pointed_at - {model}]
    return Person in pointed_at or any(other and other.owner.endswith("learner") for other in owners)


def column_at(declaration: Declaration, path: str):
    """The last field of a path."""
    field, model = None, declaration.model
    for hop in path.split("__"):
        field = model._meta.get_field(hop)
        model = field.related_model
    return field


def test_every_model_that_names_a_person_declares_it():
    missing = [model._meta.label for model in apps.get_models() if names_a_person(model) and not declaration_of(model)]

    assert missing == []


def test_models_of_others_are_declared_in_the_room_and_ours_beside_their_fields():
    ours = {model._meta.label for model in apps.get_models() if "PersonalData" in vars(model)}

    assert ours & set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= {model._meta.label for model in apps.get_models()}


@ALL
def test_owner_leads_to_a_person(declaration):
    if declaration.owner == "self":
        assert declaration.model is Person
    else:
        assert column_at(declaration, declaration.owner).related_model is Person


@ALL
def test_what_is_exported_can_be_read_without_further_rows(declaration):
    relations = [path for path in declaration.exported if column_at(declaration, path).is_relation]

    assert relations == []


@ALL
def test_every_declaration_says_what_erasure_does(declaration):
    assert declaration.on_erasure in {"delete", "anonymise", "keep"}


@ALL
def test_what_erasure_deletes_may_be_deleted(declaration):
    """No record, and nothing that stays holds on to it."""
    if declaration.on_erasure != "delete":
        return
    promise = vars(declaration.model).get("Protection")
    holding = [
        relation.related_model._meta.label
        for relation in declaration.model._meta.related_objects
        if relation.on_delete is PROTECT
        and not ((other := declaration_of(relation.related_model)) and other.on_erasure == "delete")
    ]

    assert (promise, holding) == (None, [])


@ALL
def test_what_erasure_makes_anonymous_can_do_without_its_owner(declaration):
    if declaration.on_erasure == "anonymise" and declaration.model is not Person:
        assert declaration.model._meta.get_field(declaration.owner).null


@ALL
def test_what_is_shown_when_can_be_asked(declaration):
    assert declaration.model._base_manager.filter(**declaration.shown_when).query


@ALL
def test_what_goes_nevertheless_is_kept_otherwise(declaration):
    assert declaration.model._base_manager.filter(**declaration.deleted_when).query
    assert not declaration.deleted_when or declaration.on_erasure == "keep"
