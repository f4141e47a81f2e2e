"""Writing versions: complete, by two persons, once, and never changed afterwards."""

from dataclasses import replace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from wagtail.models import Page, Revision

from courses.catalogue import actions, queries
from courses.catalogue.models import Component, Lesson, LessonCorrection, Programme, ProgrammeVersion
from courses.catalogue.outline import (
    AssignmentOutline,
    CompetenceOutline,
    ComponentOutline,
    LearningOutcomeOutline,
    LessonOutline,
    ProgrammeOutline,
    QuizOutline,
    RequirementOutline,
)
from lms import clock
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return Page.objects.get(depth=2)


@pytest.fixture
def revision(page):
    return page.save_revision()


@pytest.fixture
def outline(page, revision):
    unit = LessonOutline(
        kind="unit",
        code="M1.1",
        slug="m1-1",
        title="Was ein Quartier ausmacht",
        mode="self_study",
        planned_minutes=45,
        page_id=page.pk,
        revision_id=revision.pk,
    )
    meeting = LessonOutline(kind="meeting", slug="m1-t1", title="Präsenztag", mode="presence", planned_minutes=360)
    quiz = LessonOutline(
        kind="quiz", slug="m1-test", title="Test zu M1", mode="self_study", planned_minutes=0, activity=QuizOutline((), (60, 100))
    )
    task = LessonOutline(
        kind="task",
        slug="m1-pa",
        title="Mandatsblatt",
        mode="practice",
        planned_minutes=90,
        activity=AssignmentOutline(kind="task"),
    )
    component = ComponentOutline(
        code="M1",
        slug="m1",
        title="Die Kommune als Motor",
        kind="mandatory",
        position=1,
        minutes={"presence": 360, "live_online": 0, "self_study": 45, "practice": 90},
        lessons=(unit, meeting, quiz, task),
        outcomes=(LearningOutcomeOutline(code="M1-LZ1", text="erklären den Begriff Quartier", level="verstehen"),),
        competences=("K01",),
    )
    return ProgrammeOutline(
        code="QK",
        title="Qualifizierung Quartierskoordination",
        label="1.0",
        ue_minutes=45,
        page_id=page.pk,
        components=(component,),
        requirements=(
            RequirementOutline(
                number="R4",
                kind="attendance_total",
                title="Anwesenheit gesamt",
                condition="Mindestens 80 %.",
                parameters={"min_ratio": [80, 100], "make_up_max_minutes": 360},
                children=(RequirementOutline(number="R4a", kind="release", title="Teil", condition="Teil."),),
            ),
        ),
        competences=(CompetenceOutline(code="K01", text="ordnet ein", area="Fachkompetenz"),),
        recertification={"validity_months": 36},
        wording={"certificate": {"title": "Zertifikat"}},
    )


class Written(list):
    """Stands in for the rooms above: notes which lesson got which activity."""

    def writer(self, kind):
        return lambda lesson, activity: self.append((kind, lesson.slug, activity))

    def by_kind(self):
        return {"quiz": self.writer("quiz"), "task": self.writer("task")}


def publish(outline, *, by=None, proposed_by=None, write_activity=None):
    return actions.publish_version(
        outline,
        proposed_by=proposed_by or make_person(),
        by=by or make_person(),
        at=clock.now(),
        write_activity=write_activity or Written().by_kind(),
    )


def test_a_published_version_says_what_the_outline_says(outline, page, revision):
    version = publish(outline)

    component = version.components.get()
    lesson = component.lessons.first()
    assert (version.label, version.status, version.validity_months) == ("1.0", "published", 36)
    assert version.programme.page_id == page.pk
    assert (component.slug, component.minutes, component.synchronous_minutes) == ("m1", 495, 360)
    assert [(row.position, row.kind, row.slug) for row in component.lessons.all()] == [
        (1, "unit", "m1-1"),
        (2, "meeting", "m1-t1"),
        (3, "quiz", "m1-test"),
        (4, "task", "m1-pa"),
    ]
    assert (lesson.code, lesson.page_id, lesson.revision_id) == ("M1.1", page.pk, revision.pk)
    assert [competence.code for competence in component.competences.all()] == ["K01"]
    assert [outcome.code for outcome in component.outcomes.all()] == ["M1-LZ1"]


def test_the_rule_keeps_its_tree_and_its_whole_numbers(outline):
    version = publish(outline)

    root = version.requirements.get(parent=None)
    assert root.parameters == {"min_ratio": [80, 100], "make_up_max_minutes": 360}
    assert [child.number for child in root.children.all()] == ["R4a"]


def test_activities_are_written_by_the_rooms_above(outline):
    written = Written()

    publish(outline, write_activity=written.by_kind())

    assert [(kind, slug) for kind, slug, _activity in written] == [("quiz", "m1-test"), ("task", "m1-pa")]


def test_one_person_alone_cannot_publish(outline):
    person = make_person()

    with pytest.raises(NotPossible, match="zwei Personen"):
        publish(outline, proposed_by=person, by=person)

    assert not ProgrammeVersion.objects.exists()


def test_a_label_is_published_once(outline):
    publish(outline)

    with pytest.raises(NotPossible, match="gibt es schon"):
        publish(outline)

    assert Component.objects.count() == 1


def test_the_next_label_belongs_to_the_same_programme(outline):
    publish(outline)

    publish(replace(outline, label="1.1"))

    assert Programme.objects.get().versions.count() == 2


def test_wrong_sums_are_refused_and_nothing_stays(outline):
    (component,) = outline.components
    wrong = replace(outline, components=(replace(component, minutes={**component.minutes, "practice": 91}),))

    with pytest.raises(NotPossible, match="„M1“"):
        publish(wrong)

    assert not Programme.objects.exists()


def test_a_failing_activity_leaves_nothing_behind(outline):
    def refuse(lesson, activity):
        raise NotPossible("Der Test zieht mehr Fragen, als zur Auswahl stehen.")

    with pytest.raises(NotPossible), transaction.atomic():
        publish(outline, write_activity={"quiz": refuse, "task": refuse})

    assert not Component.objects.exists()


def test_the_database_refuses_to_change_a_published_version(outline):
    version = publish(outline)

    for rows, change in (
        (version.components.all(), {"title": "Anders"}),
        (Lesson.objects.all(), {"planned_minutes": 1}),
        (version.requirements.all(), {"kind": "quizzes"}),
        (ProgrammeVersion.objects.all(), {"label": "9"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_proposal_waits_for_a_second_person(outline):
    first, second = make_person(), make_person()

    proposal = actions.propose_version(outline, by=first, at=clock.now())
    version = publish(outline, proposed_by=first, by=second)

    assert proposal.status == "draft"
    assert (version.pk, version.proposed_by, version.published_by) == (proposal.pk, first, second)


def test_proposing_again_replaces_the_proposal(outline):
    first, second = make_person(), make_person()
    actions.propose_version(outline, by=first, at=clock.now())

    proposal = actions.propose_version(replace(outline, title="Neuer Titel"), by=second, at=clock.now())

    assert ProgrammeVersion.objects.get() == proposal
    assert (proposal.title, proposal.proposed_by) == ("Neuer Titel", second)


def test_content_that_changed_since_the_proposal_is_refused(outline):
    first = make_person()
    actions.propose_version(outline, by=first, at=clock.now())

    with pytest.raises(NotPossible, match="seit dem Vorschlag geändert"):
        publish(replace(outline, title="Neuer Titel"), proposed_by=first)


def test_equal_content_has_an_equal_fingerprint(outline):
    assert actions.hash_of(outline) == actions.hash_of(replace(outline))
    assert actions.hash_of(outline) != actions.hash_of(replace(outline, ue_minutes=60))


def test_proposing_and_publishing_are_journalled(outline):
    first, second = make_person(), make_person()
    actions.propose_version(outline, by=first, at=clock.now())
    publish(outline, proposed_by=first, by=second)

    assert [(entry.verb, entry.actor) for entry in JournalEntry.objects.order_by("pk")] == [
        ("version_proposed", first),
        ("version_published", second),
    ]


def test_a_version_is_retired_once(outline):
    version = publish(outline)

    retired = actions.retire_version(version, by=make_person(), at=clock.now())

    assert retired.status == "retired"
    assert queries.current_version(version.programme) is None
    with pytest.raises(NotPossible, match="Nur eine veröffentlichte Fassung"):
        actions.retire_version(version, by=make_person(), at=clock.now())


def test_a_correction_is_shown_and_the_first_revision_kept(outline, page, revision):
    lesson = publish(outline).components.get().lessons.get(kind="unit")
    page.title = "Neu gefasst"
    newer = page.save_revision()

    correction = actions.correct_lesson(lesson, newer, reason="Tippfehler im zweiten Absatz", by=make_person(), at=clock.now())

    lesson.refresh_from_db()
    assert lesson.revision == revision
    text, shown = queries.shown_page(lesson)
    assert (text.title, shown) == ("Neu gefasst", correction)


def test_a_correction_needs_a_reason_and_the_lessons_own_page(outline, page):
    lesson = publish(outline).components.get().lessons.get(kind="unit")
    foreign = Revision.objects.create(
        content_type=ContentType.objects.get_for_model(Page),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.get_root().pk),
        created_at=clock.now(),
        content={},
    )

    with pytest.raises(NotPossible, match="einer anderen Seite"):
        actions.correct_lesson(lesson, foreign, reason="Tippfehler", by=make_person(), at=clock.now())
    with pytest.raises(NotPossible, match="Grund der Berichtigung"):
        actions.correct_lesson(lesson, page.save_revision(), reason="  ", by=make_person(), at=clock.now())

    assert not LessonCorrection.objects.exists()


def test_the_shortest_way_takes_as_many_electives_as_the_rule_asks_for(outline):
    (component,) = outline.components
    electives = tuple(
        replace(
            component,
            code=f"M{number}",
            slug=f"m{number}",
            kind="elective",
            position=number,
            minutes={"presence": 90 * number, "live_online": 0, "self_study": 0, "practice": 0},
            lessons=(replace(component.lessons[1], planned_minutes=90 * number),),
            outcomes=(),
        )
        for number in (5, 4, 3)
    )
    rule = RequirementOutline(
        number="R2", kind="elective_count", title="Wahl", condition="Zwei.", parameters={"components": ["M3"], "min_count": 2}
    )
    version = publish(replace(outline, components=(component, *electives), requirements=(rule,)))

    assert [part.code for part in queries.minimum_path(version)] == ["M1", "M3", "M4"]
