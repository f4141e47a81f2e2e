"""The real curriculum, published, and what a cohort needs to run on it; told by the product's own actions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from wagtail.models import Collection, Site

from certificates.actions import confirm_release
from certificates.models import Certificate, IssuerSettings
from cms_pages import publishing, starter_pages
from cms_pages.curriculum_file import Curriculum, read_curriculum
from cms_pages.loading import load_curriculum, programme_index, publish_drafts
from cms_pages.models import GlossaryTerm, UnitPage
from courses.catalogue.models import Component, Lesson, ProgrammeVersion
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.qualification.actions import complete_programme_if_earned, propose_release
from courses.qualification.queries import proposable_completions
from courses.quizzes.actions import publish_question, write_question
from lms import clock
from lms.accounts.models import Municipality, Organisation, Person
from lms.accounts.municipalities import import_municipalities
from lms.demo import people, story, walk
from lms.demo.management.commands import demo
from lms.privacy import protection

from .certificates.samples import WORDING
from .courses.quizzes import samples
from .factories.courses import make_cohort, make_enrolment, make_version
from .factories.media import make_audio, make_document, make_image, make_video
from .factories.people import make_municipality, make_office_person, make_person, make_trainer

FILE = Path(__file__).resolve().parents[1] / "cms_pages" / "content" / "qualifizierung-quartierskoordination.md"
START = date(2026, 9, 1)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_BEFORE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def kept(blocker, make):
    """What `make` makes stays in the database for a whole module; afterwards the tables are empty again."""
    with blocker.unblock():
        made = make()
    yield made
    with blocker.unblock():
        protection.remove()
        call_command("flush", verbosity=0, interactive=False)


def live_the_demo() -> list[str]:
    """Everything the demo tells: sixty learners in four cohorts, in every state somebody can be in."""
    import_municipalities(with_test=True)
    curriculum = read_curriculum(FILE.read_text(encoding="utf-8"))
    programme, _counts = load_curriculum(curriculum, by=None, below=programme_index())
    publish_drafts(programme, by=None)
    starter_pages.create(programme=programme)
    demo.name_issuer()
    staff = story.stage.Staff(*people.make_staff(at=demo.first_moment()))
    programme.refresh_from_db()
    version = publishing.publish(programme, proposed_by=staff.office[0], by=staff.office[1], at=demo.first_moment())
    return list(story.tell(version, staff, today=clock.today()))


@transaction.atomic
def publish_curriculum(*, proposed_by: Person, by: Person) -> ProgrammeVersion:
    """Every page, question and condition of the curriculum file as one published version, and the pages around it."""
    curriculum = read_curriculum(FILE.read_text(encoding="utf-8"))
    programme, _counts = load_curriculum(curriculum, by=None, below=programme_index())
    furnish(UnitPage.objects.get(code="M1.1"))
    publish_drafts(programme, by=None)
    starter_pages.create(programme=programme)
    programme.refresh_from_db()
    return publishing.publish(programme, proposed_by=proposed_by, by=by, at=LONG_BEFORE)


def furnish(unit: UnitPage) -> None:
    """Give a unit one of every building stone, and the glossary a term it uses."""
    GlossaryTerm.objects.create(term="Quartier", explanation="Ein Ort, den Menschen als ihren Lebensraum verstehen.")
    collection = Collection.get_first_root_node().add_child(name="Übungsfragen")
    question = write_question("UEB-F01", samples.matching(), collection=collection, by=None)
    publish_question(question, by=None)
    body = [
        {"type": "image", "value": {"image": make_image().pk, "alternative_text": "Drei Ringe", "source": "Eigene Skizze"}},
        {"type": "callout", "value": {"title": "Gut zu wissen", "text": "<p>Notieren Sie beides.</p>"}},
        {"type": "accordion", "value": {"entries": [{"title": "Beispiel", "text": "<p>Ein Mittagstisch.</p>"}]}},
        {"type": "audio", "value": {"recording": make_audio().pk, "caption": "Vor Ort"}},
        {"type": "video", "value": {"recording": make_video().pk}},
        {"type": "download", "value": {"document": make_document().pk, "text": "Mandatsblatt öffnen"}},
        {"type": "checklist", "value": {"title": "Vor dem Rundgang", "points": ["Route prüfen", "Einladen"]}},
        {"type": "reflection", "value": {"question": "Wen erreichen Sie nicht?"}},
        {"type": "practice_question", "value": {"question": question.pk}},
    ]
    unit.body = UnitPage.body.field.stream_block.to_python([*unit.body.get_prep_value(), *body])
    unit.save_revision()


def plan_cohort(version: ProgrammeVersion, *, code="QK-07", trainers=(), by: Person, status=Cohort.Status.OPEN, **fields):
    """A cohort with a date for every planned meeting, ten days apart from its start."""
    fields = {"place": "Stuttgart", "capacity": 20, "starts_on": START, "ends_on": START + timedelta(days=275), **fields}
    cohort = cohorts.plan_cohort(version, code=code, status=status, by=by, at=LONG_BEFORE, **fields)
    cohorts.set_trainers(cohort, trainers, by=by, at=LONG_BEFORE)
    first = datetime.combine(fields["starts_on"], datetime.min.time(), tzinfo=UTC) + timedelta(hours=8)
    lessons = Lesson.objects.filter(component__version=version, kind=Lesson.Kind.MEETING).select_related("component")
    for number, lesson in enumerate(lessons):
        starts_at = first + timedelta(days=10 * number)
        ends_at = starts_at + timedelta(minutes=lesson.planned_minutes + 60)
        cohorts.plan_meeting(cohort, lesson, starts_at=starts_at, ends_at=ends_at, place="Stuttgart", by=by, at=LONG_BEFORE)
    return cohort


def request_from(cohort: Cohort, municipality: Municipality, *, at) -> Enrolment:
    """Somebody asks for a place, and nobody has answered yet."""
    return cohorts.request_place(cohort, make_person(municipality=municipality), municipality=municipality, at=at)


def join(cohort: Cohort, learner: Person, *, by: Person) -> Enrolment:
    place = learner.municipality or make_municipality()
    enrolment = cohorts.request_place(cohort, learner, municipality=place, at=LONG_BEFORE)
    return cohorts.confirm_request(enrolment, by=by, at=LONG_BEFORE)


def choose(enrolment: Enrolment, *codes: str) -> None:
    components = Component.objects.filter(version=enrolment.cohort.version, code__in=codes)
    cohorts.choose_components(enrolment, components, by=enrolment.learner, at=LONG_BEFORE)


class Staff:
    """The people a programme is run by: two of the office, four who teach and judge."""

    def __init__(self):
        self.office, self.second = make_office_person(), make_office_person()
        self.trainers = [make_trainer() for _ in range(4)]

    @property
    def trainer(self) -> Person:
        return self.trainers[0]


def learn_module(enrolment: Enrolment, code: str, *, trainer: Person, at=AT) -> None:
    """Quiz and practice task of one module, passed and accepted; presence is another matter."""
    walk.take_quiz(enrolment, code, grader=trainer, at=at)
    walk.do_task(enrolment, code, text="Drei Gespräche sind geführt.", judge=trainer, at=at)


def finish(enrolment: Enrolment, staff: Staff, *, at=AT) -> None:
    """Project and colloquium, accepted and passed."""
    first, second, third, fourth = staff.trainers
    walk.do_project(
        enrolment, title="Mittagstisch", text="Ausgangslage und Ziel.", reviewers=(first, second), office=staff.office, at=at
    )
    starts_at = at + timedelta(minutes=30 * enrolment.arrival)
    walk.pass_colloquium(enrolment, examiners=(third, fourth), office=staff.office, starts_at=starts_at)


def complete(enrolment: Enrolment, staff: Staff, *, at=AT) -> None:
    """Fulfil R1 to R9 on the way that was chosen."""
    modules = walk.chosen_modules(enrolment)
    for code in modules:
        learn_module(enrolment, code, trainer=staff.trainer, at=at)
    final = Component.objects.filter(version=enrolment.cohort.version, kind__in=["project", "colloquium"])
    for code in [*modules, *final.values_list("code", flat=True)]:
        walk.attend(enrolment, code, by=staff.trainer, at=at)
    finish(enrolment, staff, at=at)


def make_finisher(cohort: Cohort) -> Enrolment:
    """Somebody who lacks nothing but the release, in a cohort whose rule asks for nothing else."""
    enrolment = make_enrolment(cohort)
    complete_programme_if_earned(enrolment, at=clock.now())
    walk.confirm_name(enrolment, at=clock.now())
    return enrolment


def make_easy_cohort() -> Cohort:
    """A cohort on a version that asks for nothing but the release."""
    rule = [("R3", "credited_minutes", {"min_minutes": 0}), ("R10", "release", {"persons": 2})]
    return make_cohort(make_version(components=[{"code": "M1"}], requirements=rule, wording=WORDING, validity_months=36))


def certify(cohort: Cohort, *, proposed_by: Person, by: Person) -> list[Certificate]:
    """Release every certificate of the cohort that can be released."""
    release = propose_release(cohort, proposable_completions(cohort), by=proposed_by, at=clock.now())
    return confirm_release(release, by=by, at=clock.now())


def name_issuer() -> None:
    settings = IssuerSettings.for_site(Site.objects.get(is_default_site=True))
    settings.organisation = Organisation.objects.create(kind="state_administration", name="Koordinierungsstelle")
    settings.place, settings.function = "Stuttgart", "Programmadministration"
    settings.save()


def make_learner() -> Person:
    return make_person(municipality=make_municipality())


def short_curriculum() -> Curriculum:
    """The model curriculum cut down to M3 and the final parts, with few questions."""
    curriculum = read_curriculum(FILE.read_text(encoding="utf-8"))
    module = next(component for component in curriculum.components if component.code == "M3")
    (quiz,) = module.quizzes
    asked = module.questions[:4]
    points = sum(question.points for question in asked)
    slots = tuple(slot for slot in quiz.slots if slot.question in {question.code for question in asked})
    module = replace(module, questions=asked, quizzes=(replace(quiz, points=points, pass_points=1, slots=slots),))
    rule = tuple(
        replace(one, parameters={"components": ["M3"]}) if one.number == "R1" else one
        for one in curriculum.rule.requirements
        if one.number != "R2"
    )
    final = tuple(part for part in curriculum.components if part.kind in ("project", "colloquium"))
    return replace(curriculum, components=(module, *final), rule=replace(curriculum.rule, requirements=rule))
