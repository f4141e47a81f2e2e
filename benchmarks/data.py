"""The workload's data: one programme of thirty steps, cohorts of 50, 500 and 5 000, everybody with one finished attempt."""

import uuid
from datetime import datetime, timedelta
from io import StringIO
from itertools import islice

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction
from wagtail.models import Collection, Page

from benchmarks.floor import models as floor
from cms_pages.loading import programme_index
from cms_pages.models import ModulePage, ProgrammePage, UnitPage
from cms_pages.publishing import WRITE_ACTIVITY
from courses.catalogue.actions import publish_version
from courses.catalogue.models import Lesson, ProgrammeVersion
from courses.catalogue.outline import (
    ComponentOutline,
    LessonOutline,
    ProgrammeOutline,
    QuizOutline,
    RequirementOutline,
    SlotOutline,
)
from courses.cohorts.models import Cohort, CohortTrainer, Enrolment
from courses.progress.models import LedgerEntry, LessonResult
from courses.quizzes.actions import publish_question, write_question
from courses.quizzes.models import AnswerStep, Attempt, AttemptSlot, Quiz, SlotGrade
from lms import clock
from lms.accounts.actions import follow_roles
from lms.accounts.models import Municipality, Person, Responsibility
from lms.demo.walk import right_response

SIZES = {"QK-50": 50, "QK-500": 500, "QK-5000": 5000}
MODULES = 6
UNITS = (5, 5, 5, 5, 4, 4)
QUESTIONS_PER_KIND = 4
PASSWORD = "nur-zum-messen-2026"
SENTENCE = "Ein Quartier ist der Ort, an dem Menschen wohnen, einander begegnen und sich im Alltag unterstützen. "
PARAGRAPH = (SENTENCE * 8)[:700]
BATCH = 2000
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def prepare() -> None:
    """Tables, municipalities and static files, as an installation would have them."""
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("import_municipalities", with_test_municipalities=True, stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)


def name_of_database() -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]


def gather_statistics() -> None:
    """What PostgreSQL does by itself within a minute; without it the first measures would judge plans made for empty tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def size_of_database() -> int:
    """Bytes on disk, those of the running transaction included."""
    statement = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@transaction.atomic
def make(*, sizes: dict[str, int]) -> tuple[dict[str, Cohort], float]:
    """Write everything; the cohorts by code, and the bytes an attempt takes in the database."""
    office, second, trainer = (_staff(title) for title in ("Verwaltung 1", "Verwaltung 2", "Kursleitung 1"))
    version = _publish(office, second)
    people = _people(max(sizes.values()))
    cohorts, attempt_bytes = {}, 0.0
    for code, size in sizes.items():
        cohorts[code] = _cohort(version, code, size, trainer)
        enrolments = _enrol(cohorts[code], people[:size])
        before = size_of_database()
        _attempt_all(enrolments, clock.now())
        attempt_bytes = (size_of_database() - before) / size
    return cohorts, attempt_bytes


def _staff(name: str) -> Person:
    title, number = name.split()
    email = f"{title.lower()}-{number}@messung.example"
    person = Person.objects.create_user(email, PASSWORD, given_name=title, family_name=f"Person {number}")
    role = "trainer" if title == "Kursleitung" else "programme_admin"
    Responsibility.objects.create(person=person, role=role, since=clock.now())
    follow_roles(person)
    return person


def _publish(proposer: Person, publisher: Person) -> ProgrammeVersion:
    page = ProgrammePage(title="Messprogramm", slug="messprogramm", code="MP", label="1.0")
    programme = programme_index().add_child(instance=page)
    outline = ProgrammeOutline(
        code="MP",
        title="Messprogramm",
        label="1.0",
        ue_minutes=45,
        page_id=programme.pk,
        components=tuple(_component(programme, number) for number in range(1, MODULES + 1)),
        requirements=(
            RequirementOutline(
                number="R1",
                kind="mandatory_components",
                title="Pflichtmodule",
                condition="Alle Module sind abgeschlossen.",
                parameters={"components": [f"M{number}" for number in range(1, MODULES + 1)]},
            ),
        ),
        competences=(),
    )
    return publish_version(outline, proposed_by=proposer, by=publisher, at=clock.now(), write_activity=WRITE_ACTIVITY)


def _component(programme: Page, number: int) -> ComponentOutline:
    code = f"M{number}"
    module = programme.add_child(instance=ModulePage(title=f"Modul {number}", slug=code.lower(), code=code))
    lessons = [_unit(module, code, position) for position in range(1, UNITS[number - 1] + 1)]
    if number == MODULES:
        lessons.append(_quiz_lesson(module, code))
    minutes = dict.fromkeys(("presence", "live_online", "self_study", "practice"), 0)
    minutes["self_study"] = sum(lesson.planned_minutes for lesson in lessons)
    return ComponentOutline(
        code=code,
        slug=code.lower(),
        title=module.title,
        kind="mandatory",
        position=number,
        minutes=minutes,
        lessons=tuple(lessons),
    )


def _unit(module: Page, code: str, position: int) -> LessonOutline:
    name = f"{code}.{position}"
    body = [{"type": "text", "value": f"<p>{PARAGRAPH}</p>"} for _paragraph in range(4)]
    page = UnitPage(
        title=f"Einheit {name}", slug=name.lower().replace(".", "-"), code=name, mode="self_study", planned_minutes=20, body=body
    )
    module.add_child(instance=page)
    revision = page.save_revision()
    return LessonOutline("unit", page.slug, page.title, "self_study", 20, code=name, page_id=page.pk, revision_id=revision.pk)


def _quiz_lesson(module: Page, code: str) -> LessonOutline:
    quiz = QuizOutline(
        slots=tuple(SlotOutline(points=1, question_versions=(version,)) for version in _questions()), pass_ratio=(60, 100)
    )
    return LessonOutline("quiz", f"{code.lower()}-test", f"Test zu {code}", "self_study", 30, activity=quiz)


def _questions() -> list[int]:
    collection = Collection.get_first_root_node()
    contents = [content for content in _contents() for _each in range(QUESTIONS_PER_KIND)]
    return [
        publish_question(write_question(f"MP-{number:02d}", content, collection=collection, by=None), by=None).pk
        for number, content in enumerate(contents, start=1)
    ]


def _contents() -> list[dict]:
    """One question of each kind the workload names."""

    def options(right: str) -> list[dict]:
        return [{"key": key, "text": f"Antwort {key}", "right": key in right} for key in "ABCD"]

    kinds: list[dict] = [
        {"kind": "single_choice", "options": options("A")},
        {"kind": "true_false", "answer": True},
        {"kind": "multiple_choice", "options": options("AB")},
        {"kind": "numeric", "answer": "7.8", "tolerance": "0.1"},
        {"kind": "short_text", "accept": ["Verstetigung"]},
    ]
    return [{"prompt": "Was trifft zu?", "points": 1, **content} for content in kinds]


def _people(count: int) -> list[Person]:
    place = Municipality.objects.current().filter(is_test=True).first()
    rows = [
        Person(
            given_name="Teilnehmende", family_name=f"Person {number:04d}", email=f"p{number}@messung.example", municipality=place
        )
        for number in range(1, count + 1)
    ]
    for row in rows:
        row.fold_name()
    return Person.objects.bulk_create(rows, batch_size=BATCH)


def _cohort(version: ProgrammeVersion, code: str, size: int, trainer: Person) -> Cohort:
    today = clock.today()
    cohort = Cohort.objects.create(
        version=version,
        code=code,
        slug=code.lower(),
        status=Cohort.Status.RUNNING,
        capacity=size,
        place="Stuttgart",
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=200),
    )
    CohortTrainer.objects.create(cohort=cohort, person=trainer, since=clock.now())
    return cohort


def _enrol(cohort: Cohort, people: list[Person]) -> list[Enrolment]:
    at = clock.now()
    rows = [
        Enrolment(
            cohort=cohort,
            learner=person,
            municipality_id=person.municipality_id,
            status=Enrolment.Status.CONFIRMED,
            arrival=number,
            seat=number,
            requested_at=at,
            confirmed_at=at,
        )
        for number, person in enumerate(people, start=1)
    ]
    enrolments = Enrolment.objects.bulk_create(rows, batch_size=BATCH)
    lessons = list(Lesson.objects.filter(component__version=cohort.version))
    _write(LessonResult, (_result(enrolment, lesson, at) for enrolment in enrolments for lesson in lessons))
    _write(LedgerEntry, (_entry(enrolment, lesson, at) for enrolment in enrolments for lesson in lessons))
    return enrolments


def _result(enrolment, lesson, at) -> LessonResult:
    return LessonResult(
        enrolment=enrolment, lesson=lesson, state=LessonResult.State.DONE, opened_at=at, changed_at=at, done_at=at
    )


def _entry(enrolment, lesson, at) -> LedgerEntry:
    is_quiz = lesson.kind == Lesson.Kind.QUIZ
    score = {"score_num": 15, "score_den": 1, "score_max": 20} if is_quiz else {}
    return LedgerEntry(
        enrolment=enrolment,
        component_id=lesson.component_id,
        lesson=lesson,
        kind=lesson.kind,
        met=True,
        source_kind=lesson.kind,
        source_id=lesson.pk,
        recorded_at=at,
        **score,
    )


def _attempt_all(enrolments: list[Enrolment], at: datetime) -> None:
    """One finished attempt each; written open, so that answers are accepted, then closed."""
    quiz = Quiz.objects.get(lesson__component__version=enrolments[0].cohort.version)
    slots = [(slot, slot.pool.get().question_version) for slot in quiz.slots.all()]
    attempts = Attempt.objects.bulk_create(
        [
            Attempt(
                quiz=quiz,
                enrolment=enrolment,
                number=1,
                status="in_progress",
                started_at=at,
                max_points=20,
                pass_num=60,
                pass_den=100,
            )
            for enrolment in enrolments
        ],
        batch_size=BATCH,
    )
    for part in _parts(attempts, 250):
        drawn = AttemptSlot.objects.bulk_create(
            AttemptSlot(attempt=attempt, number=slot.number, question_version=version, points=1, option_order=[])
            for attempt in part
            for slot, version in slots
        )
        steps = AnswerStep.objects.bulk_create(
            AnswerStep(
                slot=slot,
                number=1,
                response=right_response(slot.question_version.content),
                counted=True,
                writer=uuid.uuid4(),
                writer_seq=1,
                saved_at=at,
            )
            for slot in drawn
        )
        SlotGrade.objects.bulk_create(
            SlotGrade(slot=step.slot, number=1, step=step, score_num=1, score_den=1, how="auto", scheme="exact", at=at)
            for step in steps
        )
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(status="graded", submitted_at=at, how="person")


def _write(model, rows) -> None:
    for part in _parts(rows, BATCH):
        model.objects.bulk_create(part)


def _parts(rows, size: int):
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part


def make_floor(readers: int) -> None:
    """The floor's course of thirty steps, with as many readers as the table has rows."""
    course = floor.Course.objects.create(pk=1, title="Messkurs")
    steps = floor.Step.objects.bulk_create(
        floor.Step(course=course, position=number, title=f"Schritt {number}") for number in range(1, 31)
    )
    people = floor.Reader.objects.bulk_create(floor.Reader(name=f"Person {number:04d}") for number in range(1, readers + 1))
    _write(floor.Progress, (floor.Progress(reader=person, step=step, state="done") for person in people for step in steps))
    at = clock.now()
    floor.Result.objects.bulk_create(
        floor.Result(reader=person, course=course, points=15, most=20, done_at=at) for person in people
    )
    floor.Try.objects.bulk_create(floor.Try(reader=person) for person in people)


def session_of(person: Person) -> str:
    """The key of a session as if this person had just signed in."""
    return _session(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: MODEL_BACKEND,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )


def session_on_the_floor(reader: floor.Reader) -> str:
    return _session({"reader": reader.pk})


def _session(content: dict) -> str:
    session = SessionStore()
    session.update(content)
    session.create()
    return str(session.session_key)
