"""What somebody may find. Each source asks the same rules as the page it leads to."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import chain

from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.search import index

from courses.catalogue.models import Lesson, LessonCorrection
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.queries import learning_enrolments, taught_cohorts
from courses.cohorts.rules import can_run_cohorts
from lms.accounts.queries import people_matching

from .words import contains_all, passage, plain, stems_of

A_WEEK = 7 * 24 * 3600
MOST_PEOPLE = 20
NOTHING: tuple[str, frozenset[str]] = ("", frozenset())
KINDS = {
    "seiten": _("Seiten"),
    "lernschritte": _("Lernschritte"),
    "durchgaenge": _("Durchgänge"),
    "personen": _("Personen"),
}


@dataclass(frozen=True)
class Found:
    """One thing somebody looked for: where it is, and the passage that matches."""

    kind: str
    title: str
    address: str
    where: str = ""
    passage: tuple[tuple[str, bool], ...] = ()
    is_in_title: bool = False

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Text:
    """A text that can be found, before anybody has asked for it."""

    kind: str
    title: str
    address: str
    where: str
    content: str
    stems: frozenset[str]

    def found_by(self, wanted: list[str]) -> Found | None:
        in_title = frozenset(stems_of(self.title))
        if not contains_all(wanted, self.stems | in_title):
            return None
        return Found(
            self.kind,
            self.title,
            self.address,
            self.where,
            tuple(passage(self.content, wanted)),
            contains_all(wanted, in_title),
        )


def words_of(makers: dict[str, Callable[[], str]]) -> dict[str, tuple[str, frozenset[str]]]:
    """Text and stems by key; a text never changes under its key, so it is read once."""
    kept = cache.get_many(makers)
    for key in makers.keys() - kept.keys():
        content = makers[key]()
        kept[key] = content, frozenset(stems_of(content))
        cache.set(key, kept[key], A_WEEK)
    return kept


def content_of(page: Page) -> str:
    """Everything readable of a page; its title stands beside it."""
    fields = [field for field in page.search_fields if isinstance(field, index.SearchField) and field.field_name != "title"]
    return plain(field.get_value(page) for field in fields)


def pages() -> Iterator[Text]:
    """What is published for everybody."""
    shown = [page for page in Page.objects.live().public().filter(depth__gt=1).order_by("path").specific() if page.url]
    contents = {page.pk: content_of(page) for page in shown}
    keys = {pk: f"search:text:{sha256(content.encode()).hexdigest()}" for pk, content in contents.items()}
    words = words_of({key: partial(str, contents[pk]) for pk, key in keys.items()})
    for page in shown:
        yield Text("seiten", page.title, page.url, "", *words[keys[page.pk]])


def lessons(person) -> Iterator[Text]:
    """Modules, units, tasks and tests of the cohorts this person learns in, in the wording their cohort learns on."""
    enrolments = list(learning_enrolments(person))
    versions = {enrolment.cohort.version_id for enrolment in enrolments}
    corrections = LessonCorrection.objects.filter(lesson__component__version__in=versions).order_by("pk")
    corrected = dict(corrections.values_list("lesson", "revision"))
    rows = list(Lesson.objects.filter(component__version__in=versions).select_related("component"))
    revisions = {lesson.pk: corrected.get(lesson.pk, lesson.revision_id) for lesson in rows}
    words = words_of({f"search:revision:{pk}": partial(_content_of_revision, pk) for pk in revisions.values() if pk})
    for enrolment in enrolments:
        yield from _components(enrolment.cohort, rows)
        for lesson in rows:
            if lesson.component.version_id == enrolment.cohort.version_id:
                where = f"{enrolment.cohort.title}, {lesson.component}"
                content, stems = words.get(f"search:revision:{revisions[lesson.pk]}", NOTHING)
                yield Text("lernschritte", str(lesson), lesson.address_in(enrolment.cohort), where, content, stems)


def _components(cohort: Cohort, lessons: Iterable[Lesson]) -> Iterator[Text]:
    """Each component of a cohort once; where several lessons match, it leads to all of them."""
    found = {lesson.component for lesson in lessons if lesson.component.version_id == cohort.version_id}
    for component in sorted(found, key=lambda component: component.position):
        address = reverse("courses:component", args=[cohort.slug, component.slug])
        yield Text("lernschritte", str(component), address, cohort.title, *NOTHING)


def _content_of_revision(pk: int) -> str:
    return content_of(Revision.objects.get(pk=pk).as_object())


def cohorts(person) -> Iterator[Text]:
    """Cohorts that are open to everybody, and those somebody learns in, teaches or runs."""
    for cohort, name in _doors_of(person).values():
        content = f"{cohort.version.title} {cohort.place}"
        address = reverse(f"courses:{name}", args=[cohort.slug])
        yield Text("durchgaenge", cohort.title, address, content, content, frozenset(stems_of(content)))


def _doors_of(person) -> dict[int, tuple[Cohort, str]]:
    """Each cohort once, with the nearest door this person has to it."""
    rows = Cohort.objects.select_related("version").order_by("-starts_on", "code")
    doors = {cohort.pk: (cohort, "cohort") for cohort in rows.filter(status=Cohort.Status.OPEN)}
    if person.is_authenticated:
        learns_in = rows.filter(enrolments__in=learning_enrolments(person))
        doors |= {cohort.pk: (cohort, "outline") for cohort in learns_in}
        doors |= {cohort.pk: (cohort, "teach-cohort") for cohort in taught_cohorts(person).select_related("version")}
        if can_run_cohorts(person):
            doors |= {cohort.pk: (cohort, "office-cohort") for cohort in rows}
    return doors


def people(person, text: str) -> Iterable[Found]:
    """Everybody for the programme administration; for trainers the people of their cohorts."""
    if can_run_cohorts(person):
        for found in people_matching(text)[:MOST_PEOPLE]:
            yield Found("personen", str(found), reverse("accounts:person", args=[found.public_id]), is_in_title=True)
        return
    names = [Q(learner__given_name__icontains=word) | Q(learner__family_name__icontains=word) for word in text.split()]
    taught = Enrolment.objects.learning().filter(*names, cohort__in=taught_cohorts(person)).select_related("learner", "cohort")
    for enrolment in taught[:MOST_PEOPLE]:
        address = reverse("courses:teach-cohort", args=[enrolment.cohort.slug])
        yield Found("personen", str(enrolment.learner), address, enrolment.cohort.title, is_in_title=True)


def found_for(person, text: str) -> list[Found]:
    """Everything that contains all words, titles first; nothing without a word."""
    wanted = stems_of(text)
    if not wanted:
        return []
    texts = chain(pages(), cohorts(person), lessons(person) if person.is_authenticated else ())
    found = [one for one in (entry.found_by(wanted) for entry in texts) if one]
    if person.is_authenticated:
        found += people(person, text)
    return sorted(found, key=lambda one: not one.is_in_title)
