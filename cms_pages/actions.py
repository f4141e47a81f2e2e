"""What changes the authoring space from outside: whom a module is entrusted to, the next label, a curriculum file,
a text for running cohorts."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.actions import correct_lesson
from courses.catalogue.models import Lesson, LessonCorrection, ProgrammeVersion
from courses.quizzes.queries import drawn_questions
from lms.accounts.models import Person
from lms.accounts.rules import is_trainer
from lms.errors import NotPossible
from lms.journal.actions import record

from . import loading
from .curriculum_file import Curriculum
from .loading import Change
from .models import ModulePage, ProgrammePage
from .queries import practice_questions
from .rights import set_module_rights


@transaction.atomic
def entrust_module(module: ModulePage, trainers: Iterable[Person], *, by: Person, at: datetime) -> None:
    """Make exactly these trainers responsible for a module, its pages and its questions.

    Raises NotPossible if somebody does not hold the role of a trainer.
    """
    wanted = set(trainers)
    if not all(is_trainer(person) for person in wanted):
        raise NotPossible(_("Ein Modul betreuen nur Personen mit der Rolle Kursleitung."))
    group = set_module_rights(module)
    present = set(group.user_set.select_for_update(no_key=True))
    if wanted == present:
        return
    group.user_set.set(wanted)
    record("module_entrusted", module, by=by, at=at, people=sorted(person.pk for person in wanted))


@transaction.atomic
def correct_text(lesson: Lesson, *, reason: str, by: Person, at: datetime) -> LessonCorrection:
    """Show running cohorts the text that is published now. See `correct_lesson`.

    Raises NotPossible if it offers a question to practise on that a test of their version may ask: it would give it away.
    """
    assert lesson.page is not None
    drawn = drawn_questions(lesson.component.version_id)
    for question in practice_questions(lesson.page.live_revision.as_object()):
        if question.pk in drawn:
            sentence = _("Die Übungsfrage %s steht in dieser Fassung in einem Test. Der Text würde die Antwort verraten.")
            raise NotPossible(sentence % question.code)
    return correct_lesson(lesson, lesson.page.live_revision, reason=reason, by=by, at=at)


@transaction.atomic
def name_next_version(programme: ProgrammePage, label: str, *, by: Person) -> None:
    """Give the next version its label and publish the programme page with it.

    Raises NotPossible while the page has a draft: nobody's unfinished text is published along the way.
    """
    programme = ProgrammePage.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if programme.has_unpublished_changes:
        raise NotPossible(_("Die Programmseite hat einen Entwurf. Bitte veröffentlichen Sie ihn zuerst in der Redaktion."))
    if ProgrammeVersion.objects.filter(programme__code=programme.code, label=label, published_at__isnull=False).exists():
        raise NotPossible(_("Diese Bezeichnung ist schon vergeben."))
    programme.label = label
    programme.save_revision(user=by).publish(user=by)


@dataclass(frozen=True)
class Report:
    """What loading a curriculum file would do."""

    title: str
    changes: list[Change]
    unchanged: int

    def of(self, what: str) -> list[Change]:
        return [change for change in self.changes if change.what == what]

    @property
    def new(self) -> list[Change]:
        return self.of("new")

    @property
    def changed(self) -> list[Change]:
        return self.of("changed")

    @property
    def missing(self) -> list[Change]:
        return self.of("missing")

    @property
    def mark(self) -> str:
        """Tells whether a later look would report the same; keys of new things are not known yet."""
        told = [asdict(change) | ({"key": 0} if change.what == "new" else {}) for change in self.changes]
        return hashlib.sha256(json.dumps([self.title, told], sort_keys=True).encode()).hexdigest()


class Outdated(NotPossible):
    """Something changed since the report was made; look again before loading."""

    def __init__(self):
        super().__init__(_("Inzwischen hat jemand etwas geändert. Bitte prüfen Sie den neuen Bericht."))


def report_on(curriculum: Curriculum, *, by: Person) -> Report:
    """What loading would do, told without doing it. Raises CurriculumProblems and NotPossible like loading itself."""
    with transaction.atomic():
        report = _load(curriculum, by=by)[1]
        transaction.set_rollback(True)
    return report


@transaction.atomic
def load_file(curriculum: Curriculum, *, mark: str, take_away: bool, by: Person, at: datetime) -> Report:
    """Load a curriculum exactly as its report said, or not at all.

    `take_away` removes what does not stand in the file. Raises Outdated if loading would now do something else.
    """
    load, report = _load(curriculum, by=by)
    if report.mark != mark:
        raise Outdated
    if take_away:
        for thing in loading.missing(load):
            loading.take_away(thing, by=by)
    facts = {"new": len(report.new), "changed": len(report.changed)}
    record("curriculum_loaded", load.root, by=by, at=at, **facts, taken_away=len(report.missing) if take_away else 0)
    return report


def _load(curriculum: Curriculum, *, by: Person) -> tuple[loading.Load, Report]:
    load = loading.loaded(curriculum, by=by, below=loading.programme_index())
    for thing in loading.missing(load):
        load.note("missing", thing, title=getattr(thing, "prompt", "") or thing.title)
    return load, Report(load.root.title, load.changes, load.counts["unchanged"])
