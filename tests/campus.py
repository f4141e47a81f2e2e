"""A small campus in full swing: two cohorts on the real curriculum and one person for every role.

Every kind of screen has something to show: running, handed-in and graded tests, tasks and projects in all states, a
colloquium with its record, requests for places, make-up work and a credit that wait for a decision.
"""

import time
import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from wagtail.images.models import Image

from certificates.actions import issue_participation_record, propose_revocation
from cms_pages.actions import entrust_module
from cms_pages.models import ModulePage, ProgrammePage, Recording
from courses.appeals.actions import file_appeal
from courses.assignments import actions as assignments
from courses.assignments.models import Assignment, ColloquiumRecord, Submission
from courses.attendance.actions import set_make_up_work
from courses.catalogue.models import Component, Lesson
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Cohort, Meeting
from courses.qualification.actions import propose_credit, propose_release
from courses.qualification.queries import proposable_completions
from courses.quizzes.actions import answer_question, finish_attempt, grade_slot, start_attempt
from courses.quizzes.models import Question, Quiz
from lms import clock
from lms.accounts.actions import give_role, neighbourhood_called, organisation_called
from lms.accounts.models import District, Person
from lms.demo import walk

from . import scenes
from .factories.people import make_municipality, make_person, make_trainer

ROLES = (
    "visitor",
    "stranger",
    "learner",
    "classmate",
    "trainer",
    "other_trainer",
    "programme_admin",
    "municipal_contact",
    "advisor",
    "district_coordinator",
    "advisory_board",
)


def signed_in(person: Person) -> str:
    """The key of a session as if the person had just typed the password."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    just_now = {"method": "password", "at": time.time(), "email": person.email, "reauthenticated": True}
    session["account_authentication_methods"] = [just_now]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return session.session_key


class Campus:
    def __init__(self):
        self.at = clock.now()
        self.before = self.at - timedelta(days=3)
        self.staff = scenes.Staff()
        self.version = scenes.publish_curriculum(proposed_by=self.staff.office, by=self.staff.second)
        self.programme = ProgrammePage.objects.get()
        self.module = ModulePage.objects.get(code="M1")
        entrust_module(self.module, [self.staff.trainer], by=self.staff.office, at=self.at)
        self.video = Recording.objects.get(kind="video")
        self.practice = Question.objects.get(code="UEB-F01")
        self.picture = Image.objects.get().get_rendition("width-1344").file.name.removeprefix("images/")
        self._open_cohorts()
        self._gather_people()
        self._learn()
        self._hand_in()
        self._examine()
        self._object()
        self._leave_decisions_open()
        self._certify()
        self._mend_a_text()

    def _open_cohorts(self):
        running = {"trainers": self.staff.trainers[:2], "by": self.staff.office}
        self.cohort = scenes.plan_cohort(self.version, starts_on=clock.today() - timedelta(days=60), **running)
        self.other_trainer = make_trainer()
        self.other_cohort = scenes.plan_cohort(
            self.version, code="QK-08", trainers=[self.other_trainer], by=self.staff.office, capacity=2
        )
        self.new_cohort = scenes.plan_cohort(self.version, code="QK-09", by=self.staff.office)

    def _gather_people(self):
        office, at = self.staff.office, self.at
        self.learner, self.classmate, self.stranger = (scenes.make_learner() for _ in range(3))
        self.enrolment = scenes.join(self.cohort, self.learner, by=office)
        self.classmates_enrolment = scenes.join(self.cohort, self.classmate, by=office)
        self.graduate = scenes.join(self.cohort, scenes.make_learner(), by=office)
        self.finisher = scenes.join(self.cohort, scenes.make_learner(), by=office)
        contact, advisor, coordinator, board = (make_person() for _ in range(4))
        district = District.objects.get(key="08999")
        give_role(contact, "municipal_contact", municipality=self.learner.municipality, by=office, at=at)
        give_role(advisor, "advisor", district=district, by=office, at=at)
        give_role(coordinator, "district_coordinator", district=district, by=office, at=at)
        give_role(board, "advisory_board", by=office, at=at)
        EmailAddress.objects.create(user=self.learner, email=self.learner.email, primary=True, verified=True)
        TOTP.activate(advisor, generate_totp_secret())
        RecoveryCodes.activate(advisor)
        self.people: dict[str, Person | None] = dict(
            zip(
                ROLES,
                [
                    None,
                    self.stranger,
                    self.learner,
                    self.classmate,
                    self.staff.trainer,
                    self.other_trainer,
                    self.staff.second,
                    contact,
                    advisor,
                    coordinator,
                    board,
                ],
                strict=True,
            )
        )

        self.people["finisher"] = self.finisher.learner
        self.organisation = organisation_called("civic_initiative", "Bürgerverein", self.learner.municipality)
        self.neighbourhood = neighbourhood_called("village", "Oberdorf", self.learner.municipality)
        self.learner.organisation, self.learner.neighbourhood = self.organisation, self.neighbourhood
        self.learner.save()

    def _learn(self):
        """M1 is passed and graded, M2 waits for the trainer, M3 is running."""
        enrolment, trainer = self.enrolment, self.staff.trainer
        scenes.choose(enrolment, "M5", "M6")
        walk.read_units(enrolment, "M1", at=self.at)
        walk.attend(enrolment, "M1", by=trainer, at=self.at)
        self.graded = walk.take_quiz(enrolment, "M1", grader=trainer, at=self.at)
        self.waiting = self._attempt("M2", answered=True)
        finish_attempt(self.waiting, by=self.learner, at=self.at)
        self.running = self._attempt("M3", answered=False)

    def _attempt(self, code, *, answered):
        quiz = Quiz.objects.get(lesson__component__version=self.version, lesson__component__code=code)
        attempt = start_attempt(quiz, self.enrolment, at=self.at)
        writer = uuid.uuid4()
        for slot in attempt.slots.select_related("question_version") if answered else ():
            answer_question(
                slot, response=walk.right_response(slot.content), based_on=0, writer=writer, writer_seq=slot.number, at=self.at
            )
        return attempt

    def _hand_in(self):
        """M1 accepted, M2 waits with a file, M3 came back; one project is reviewed, one waits for reviewers."""
        trainer, at = self.staff.trainer, self.at
        walk.do_task(self.enrolment, "M1", text="Drei Gespräche sind geführt.", judge=trainer, at=at)
        self.submission = self._submission(self.enrolment, "M2", file=True)
        returned = self._submission(self.enrolment, "M3")
        points = [0] * len(returned.assignment.rubric)
        self.returned = returned
        assignments.decide_task(returned, accept=False, points=points, comment="Bitte nennen Sie die Orte.", by=trainer, at=at)
        self.draft = assignments.save_draft(self._task("M4"), self.enrolment, text="Erste Gedanken", at=at)
        self.draft_file = self._attach(self.draft, b"%PDF-entwurf")
        self.project = self._submission(self.enrolment, "project", title="Mittagstisch")
        assignments.assign_reviewers(self.project, *self.staff.trainers[:2], by=self.staff.office, at=at)
        self.review = self.project.reviews.get(position=1)
        self._submission(self.classmates_enrolment, "project", title="Rufbus")

    def _task(self, code) -> Assignment:
        wanted = {"kind": "project"} if code == "project" else {"kind": "task", "lesson__component__code": code}
        return Assignment.objects.get(lesson__component__version=self.version, **wanted)

    def _submission(self, enrolment, code, *, title="", file=False) -> Submission:
        draft = assignments.save_draft(self._task(code), enrolment, text="Ein Text.", title=title, at=self.at)
        if file:
            self.file = self._attach(draft, b"%PDF-abgabe")
        return assignments.hand_in(draft, at=self.at)

    def _attach(self, draft, content):
        name = f"{draft.public_id}.pdf"
        return assignments.attach_file(draft, name=name, kind="application/pdf", content=content, at=self.at)

    def _examine(self):
        """One colloquium has its record, signed once; one time is still free."""
        first, second = self.staff.trainers[:2]
        slots = [
            assignments.offer_slot(
                self.cohort,
                starts_at=self.at + timedelta(days=days),
                examiner_1=first,
                examiner_2=second,
                place="Stuttgart",
                by=self.staff.office,
                at=self.before,
            )
            for days in (-1, 2)
        ]
        self.booking = assignments.book_slot(slots[0], self.enrolment, by=self.learner, at=self.before)
        self.free_slot = slots[1]
        self.record = assignments.write_record(
            self.booking,
            place="Stuttgart",
            began_at=self.booking.slot.starts_at,
            ended_at=self.booking.slot.ends_at,
            topics="Bedarf und Bedürfnis",
            result=ColloquiumRecord.Result.PASSED,
            reasons="Klar gegliedert.",
            by=first,
            at=self.at,
        )
        assignments.sign_record(self.record, by=second, at=self.at)
        self.failed = self._failed_colloquium(first, second)

    def _failed_colloquium(self, first, second):
        """The classmate did not pass and may object."""
        slot = assignments.offer_slot(
            self.cohort,
            starts_at=self.at - timedelta(days=2),
            examiner_1=first,
            examiner_2=second,
            place="Stuttgart",
            by=self.staff.office,
            at=self.before,
        )
        booking = assignments.book_slot(slot, self.classmates_enrolment, by=self.classmate, at=self.before)
        written = assignments.write_record(
            booking,
            place="Stuttgart",
            began_at=slot.starts_at,
            ended_at=slot.ends_at,
            topics="Verstetigung",
            result=ColloquiumRecord.Result.NOT_PASSED,
            reasons="Die Fragen zur Wirkung blieben offen.",
            by=first,
            at=self.at,
        )
        for examiner in (first, second):
            assignments.sign_record(written, by=examiner, at=self.at)
        return booking

    def _object(self):
        """The result of M4 is appealed, with a late answer among the papers; the one of M1 can be."""
        attempt = walk.take_quiz(self.enrolment, "M4", points=4, grader=self.staff.trainer, at=self.at)
        slot = attempt.slots.select_related("question_version").last()
        packet = {"based_on": 0, "writer": uuid.uuid4(), "writer_seq": 1}
        answer_question(slot, response=walk.right_response(slot.content), **packet, at=self.at + timedelta(minutes=2))
        reason = "Rückmeldung ergänzt"
        grade_slot(slot, points=slot.grades.get().score, reason=reason, by=self.staff.trainer, at=self.at)
        self.appeal = file_appeal("attempt", attempt, text="Frage 1 war doppeldeutig.", by=self.learner, at=self.at)

    def _leave_decisions_open(self):
        office, at = self.staff.office, self.at
        self.meeting = Meeting.objects.filter(cohort=self.cohort, lesson__component__code="M2").earliest("starts_at")
        self.handout = cohorts.add_handout(
            self.meeting,
            title="Folien zum Vormittag",
            name="folien.pdf",
            kind="application/pdf",
            content=b"%PDF-folien",
            by=self.staff.trainer,
            at=at,
        )
        m1, m7 = (Component.objects.get(version=self.version, code=code) for code in ("M1", "M7"))
        self.make_up = set_make_up_work(self.enrolment, m1, minutes=45, task="Protokoll", by=self.staff.trainer, at=at)
        self.transfer = propose_credit(self.enrolment, m7, evidence="Zertifikat", by=office, at=at)
        place = make_municipality()
        asked = [cohorts.request_place(self.other_cohort, scenes.make_learner(), municipality=place, at=at) for _ in range(2)]
        self.offer = cohorts.request_place(self.other_cohort, self.classmate, municipality=place, at=at)
        cohorts.withdraw(asked[0], by=asked[0].learner, at=at)
        self.offer.refresh_from_db()
        self.to_back = scenes.request_from(self.other_cohort, self.learner.municipality, at=at)
        self.token = cohorts.ask_for_confirmation(asked[1], email="amt@example.org", by=office, at=at)
        cohorts.change_cohort(self.cohort, status=Cohort.Status.RUNNING, by=office, at=at)
        words = {"title": "Raum geändert", "text": "Wir treffen uns im Rathaus.", "key": uuid.uuid4()}
        cohorts.announce(self.cohort, audience="everybody", **words, by=self.staff.trainer, at=at)

    def _certify(self):
        """The learner has a record whose revocation is proposed; one who has finished waits for the second person.

        Another one has just finished, and has not confirmed what the certificate will say.
        """
        scenes.name_issuer()
        m1 = Component.objects.get(version=self.version, code="M1")
        self.document = issue_participation_record(self.enrolment, m1, by=self.learner, at=self.at)
        self.sealing_key = self.document.file.key
        self.revocation = propose_revocation(self.document, reason="Irrtum", by=self.staff.office, at=self.at)
        scenes.choose(self.graduate, "M5", "M6")
        scenes.complete(self.graduate, self.staff, at=self.at)
        walk.confirm_name(self.graduate, at=self.at)
        self.completion = proposable_completions(self.cohort).get()
        self.release = propose_release(self.cohort, [self.completion], by=self.staff.office, at=self.at)
        scenes.choose(self.finisher, "M5", "M6")
        scenes.complete(self.finisher, self.staff, at=self.at)

    def _mend_a_text(self):
        """One unit was published again after the version."""
        self.mended = Lesson.objects.filter(component__version=self.version, kind="unit").first()
        self.mended.page.specific.save_revision().publish()

    def lesson(self, code: str, kind: str) -> list[str]:
        """What the address of a lesson of a component is made of."""
        lesson = Lesson.objects.filter(component__version=self.version, component__code=code, kind=kind).first()
        return [self.cohort.slug, lesson.component.slug, lesson.slug]

    def task(self, kind: str) -> list[str]:
        lesson = Lesson.objects.get(component__version=self.version, assignment__kind=kind)
        return [self.cohort.slug, lesson.component.slug, lesson.slug]
