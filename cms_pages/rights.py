"""Who may do what in the back office: one table of rights, written into Wagtail's own permissions.

A role is a Django group of the same name; `lms.accounts` keeps who is in it. A module has a group of its own: the
trainers it is entrusted to. Wagtail asks these groups on every route, so nothing here has to guard a single address.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from courses.quizzes.models import Question
from lms.accounts.models import Person, Role

from .loading import collection_name
from .models import GlossaryTerm, ModulePage, ProgrammePage

# What a role may do anywhere in the back office.
GENERAL = {
    Role.TRAINER: ["wagtailadmin.access_admin", *(f"cms_pages.{verb}_glossaryterm" for verb in ("add", "change"))],
    Role.PROGRAMME_ADMIN: [
        "wagtailadmin.access_admin",
        *(f"cms_pages.{verb}_glossaryterm" for verb in ("add", "change", "delete", "publish")),
        "cms_pages.change_operatorsettings",
        "cms_pages.change_distancelearningrule",
        "courses.change_appealrule",
    ],
}
# What it may do with every page below the root.
ON_ALL_PAGES = {
    Role.TRAINER: [],
    Role.PROGRAMME_ADMIN: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
}
# What it may do with whatever lies in any collection. Pictures and documents are shared, questions are not.
IN_ALL_COLLECTIONS = {
    Role.TRAINER: [
        "wagtailimages.add_image",
        "wagtailimages.choose_image",
        "wagtaildocs.add_document",
        "wagtaildocs.choose_document",
        "cms_pages.add_recording",
    ],
    Role.PROGRAMME_ADMIN: [
        *(f"wagtailimages.{verb}_image" for verb in ("add", "change", "delete", "choose")),
        *(f"wagtaildocs.{verb}_document" for verb in ("add", "change", "delete", "choose")),
        *(f"cms_pages.{verb}_recording" for verb in ("add", "change", "delete")),
        *(f"courses.{verb}_question" for verb in ("add", "change", "delete", "publish", "view")),
        *(f"wagtailcore.{verb}_collection" for verb in ("add", "change")),
    ],
}
# What trainers may do with a module that is entrusted to them, and with its questions. They do not publish.
ON_OWN_MODULE = ["add_page", "change_page"]
ON_OWN_QUESTIONS = ["courses.add_question", "courses.change_question", "courses.delete_question", "courses.view_question"]

WORKFLOW = "Freigabe durch die Programmadministration"
COLLECTION_OF_ALL = "Allgemein"
ROOT_OF_ALL = "Alle Bereiche"
MODULE_GROUP = "module-{}"


@transaction.atomic
def set_up() -> None:
    """Give the groups of the roles exactly the rights of the tables above, and send drafts to the administration."""
    for role, rights in GENERAL.items():
        group = role_group(role)
        group.permissions.set(permissions(rights))
        set_page_rights(group, Page.get_first_root_node(), ON_ALL_PAGES[role])
        set_collection_rights(group, Collection.get_first_root_node(), IN_ALL_COLLECTIONS[role])
    for module in ModulePage.objects.filter(pk__in=module_keys(Group.objects.all())):
        set_module_rights(module)
    set_up_workflow()
    # Wagtail calls both "Root"; authors choose the collection for what belongs to no module.
    Collection.objects.filter(depth=1).update(name=COLLECTION_OF_ALL)
    Page.objects.filter(depth=1).update(title=ROOT_OF_ALL, draft_title=ROOT_OF_ALL)


def role_group(role: str) -> Group:
    return Group.objects.get_or_create(name=Role(role).value)[0]


def permissions(names: list[str]) -> list[Permission]:
    """The permissions called "app.verb_model"; one that does not exist is a mistake in a table."""
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (name.split(".") for name in names)
    ]


def set_page_rights(group: Group, page: Page, codenames: list[str]) -> None:
    GroupPagePermission.objects.filter(group=group, page=page).exclude(permission__codename__in=codenames).delete()
    for permission in permissions([f"wagtailcore.{codename}" for codename in codenames]):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def set_collection_rights(group: Group, collection: Collection, names: list[str]) -> None:
    wanted = permissions(names)
    GroupCollectionPermission.objects.filter(group=group, collection=collection).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def set_module_rights(module: ModulePage) -> Group:
    """The group of a module with its rights on the pages of the module and on the questions of its collection."""
    group = module_group(module)
    set_page_rights(group, module.page_ptr, ON_OWN_MODULE)
    set_collection_rights(group, question_collection(module), ON_OWN_QUESTIONS)
    return group


def module_group(module: ModulePage) -> Group:
    return Group.objects.get_or_create(name=MODULE_GROUP.format(module.pk))[0]


def question_collection(module: ModulePage) -> Collection:
    """Where the questions of a module lie; made if it has none yet."""
    programme = ProgrammePage.objects.get(pk=module.get_parent().pk)
    name = collection_name(programme.code, module.code)
    return Collection.objects.filter(name=name).first() or Collection.get_first_root_node().add_child(name=name)


def set_up_workflow() -> None:
    """One step for pages, questions and terms alike: the programme administration looks at a draft and publishes it."""
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    task, _created = GroupApprovalTask.objects.get_or_create(name=WORKFLOW)
    task.groups.set([role_group(Role.PROGRAMME_ADMIN)])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})
    for model in (Question, GlossaryTerm):
        content_type = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.update_or_create(content_type=content_type, defaults={"workflow": workflow})


def module_keys(groups: QuerySet[Group]) -> list[int]:
    """The keys of the modules these groups belong to; groups of roles are left out."""
    names = groups.filter(name__startswith=MODULE_GROUP.format("")).values_list("name", flat=True)
    return [key_of(name) for name in names]


def trainers_by_module() -> dict[int, list[int]]:
    """The keys of the people each module is entrusted to, by the key of the module."""
    groups = Group.objects.filter(name__startswith=MODULE_GROUP.format("")).prefetch_related("user_set")
    return {key_of(group.name): [person.pk for person in group.user_set.all()] for group in groups}


def key_of(group_name: str) -> int:
    return int(group_name.removeprefix(MODULE_GROUP.format("")))


def entrusted_modules(person: Person) -> QuerySet[ModulePage]:
    """The modules a trainer is responsible for; without the role the group alone opens nothing."""
    return ModulePage.objects.filter(pk__in=module_keys(person.groups.all())).order_by("path")


def modules_within_reach(person: Person) -> QuerySet[ModulePage]:
    """All modules for the office, the entrusted ones for a trainer."""
    return ModulePage.objects.order_by("path") if is_office(person) else entrusted_modules(person)


def is_office(person: Person) -> bool:
    """Sees everything in the back office; everybody else sees the modules entrusted to them."""
    return person.is_superuser or Role.PROGRAMME_ADMIN in person.running_roles
