"""What every model says about the persons it names.

Our models say it beside their fields, in an inner class `PersonalData`:

- `owner`: the way from the row to the person whose data it holds, or "self".
- `exported`: the columns that person gets a copy of (GDPR Art. 15 and 20); never the words of another person.
- `shown_when`: conditions under which a row is theirs to see; a judgement, for example, once it is announced.
- `on_erasure`: what erasing the account does to the row: "delete", "anonymise" (the row forgets its owner) or "keep".
  What is kept hangs on a person without name and address until its period is over (requirements 4.3).
- `deleted_when`: conditions under which a row goes although its model keeps the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from lms.accounts.models import Person


@dataclass(frozen=True)
class Declaration:
    """What one model holds about its owner."""

    label: str
    owner: str
    exported: Sequence[str]
    on_erasure: str
    shown_when: Mapping[str, Any] = field(default_factory=dict)
    deleted_when: Mapping[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    def rows_of(self, person: Person) -> models.QuerySet:
        """Every row about this person, also those nobody has shown them yet."""
        return self.model._base_manager.filter(**{"pk" if self.owner == "self" else self.owner: person.pk}).order_by("pk")

    def shown_to(self, person: Person) -> models.QuerySet:
        """Their rows without those they cannot see on a page either."""
        shown = self.rows_of(person)
        for condition, value in self.shown_when.items():
            # One at a time: two conditions on signatures may then be met by two signatures.
            shown = shown.filter(**{condition: value})
        return shown

    def going(self, person: Person) -> models.QuerySet:
        """Their rows that erasing the account deletes."""
        rows = self.rows_of(person)
        if self.on_erasure == "delete":
            return rows
        return rows.filter(**self.deleted_when) if self.deleted_when else rows.none()


ELSEWHERE = {
    said.label: said
    for said in [
        Declaration("account.EmailAddress", "user", ["email", "verified", "primary"], "delete"),
        Declaration("mfa.Authenticator", "user", ["type", "created_at", "last_used_at"], "delete"),
        Declaration("wagtailusers.UserProfile", "user", ["preferred_language", "current_time_zone"], "delete"),
        Declaration("wagtailadmin.EditingSession", "user", [], "delete"),
        Declaration("wagtailadmin.FormState", "user", [], "delete"),
        Declaration("wagtailcore.APIToken", "user", ["name", "created", "last_used_at"], "delete"),
        Declaration("wagtailcore.PageSubscription", "user", ["page__title"], "delete"),
        Declaration("wagtailcore.UploadedFile", "uploaded_by_user", [], "delete"),
        Declaration("wagtailcore.Page", "owner", ["title", "first_published_at"], "anonymise"),
        Declaration("wagtaildocs.Document", "uploaded_by_user", ["title", "created_at"], "anonymise"),
        Declaration("wagtailimages.Image", "uploaded_by_user", ["title", "created_at"], "anonymise"),
        # Texts a cohort was shown, and who answered for them: as long as the version they led to.
        Declaration("wagtailcore.Revision", "user", ["object_str", "created_at"], "keep"),
        Declaration("wagtailcore.PageLogEntry", "user", ["label", "action", "timestamp"], "keep"),
        Declaration("wagtailcore.ModelLogEntry", "user", ["label", "action", "timestamp"], "keep"),
        Declaration("wagtailcore.WorkflowState", "requested_by", ["status", "created_at"], "keep"),
        Declaration("wagtailcore.TaskState", "finished_by", ["status", "finished_at", "comment"], "keep"),
        Declaration("wagtailcore.Comment", "user", ["page__title", "text", "created_at"], "keep"),
        Declaration("wagtailcore.CommentReply", "user", ["text", "created_at"], "keep"),
    ]
}
"""Models of Django, Wagtail and allauth: their classes are not ours to write in."""


def declaration_of(model: type[models.Model]) -> Declaration | None:
    """What a model says; None for one that names nobody."""
    said = vars(model).get("PersonalData")
    if said is None:
        return ELSEWHERE.get(model._meta.label)
    conditions = {name: getattr(said, name, {}) for name in ("shown_when", "deleted_when")}
    return Declaration(model._meta.label, said.owner, said.exported, said.on_erasure, **conditions)


def declarations() -> list[Declaration]:
    """Every model that holds personal data, in the order of the apps."""
    return list(_declared())


def _declared() -> Iterator[Declaration]:
    for model in apps.get_models():
        if said := declaration_of(model):
            yield said
