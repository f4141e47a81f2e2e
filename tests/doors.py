"""Who sees what (requirements 4.2), as one table over every address of the product.

A door says for whom it opens. To everybody else it does not exist (404); visitors are asked to log in where that could
help. A new address must get its line here, or `test_access` fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .campus import ROLES, Campus

EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"visitor"}
LEARNER = frozenset({"learner"})
CLASSMATE = frozenset({"classmate"})
COHORT = LEARNER | CLASSMATE
TRAINER = frozenset({"trainer"})
TRAINERS = TRAINER | {"other_trainer"}
OFFICE = frozenset({"programme_admin"})
CONTACT = frozenset({"municipal_contact"})
COORDINATOR = frozenset({"district_coordinator"})
ADVISOR = frozenset({"advisor"})
BOARD = frozenset({"advisory_board"})
SECOND_FACTOR = frozenset({"advisor"})
NOBODY: frozenset[str] = frozenset()

ASKS_TO_LOG_IN = "log in"
CLOSED = "closed"
"""No such method at this address: nobody gets through, whatever the words."""


@dataclass(frozen=True)
class Door:
    """One address. `get` and `post` are what those meet for whom it opens; None where there is no such method.

    `visitor` is what visitors meet where that differs: else they are asked to log in, or the door opens for them too.
    `otherwise` is for people with an account: mostly the page does not exist, seldom it sends them elsewhere.
    """

    name: str
    opens_for: frozenset[str]
    args: Callable[[Campus], list] = lambda campus: []
    get: int | None = 200
    post: int | None = None
    data: dict[str, Any] = field(default_factory=lambda: {"unbekannt": "1"})
    visitor: int | None = None
    otherwise: int = 404

    def expected(self, method: str) -> dict[str, int | str]:
        return {role: self._for(role, getattr(self, method)) for role in ROLES}

    def _for(self, role: str, status: int | None) -> int | str:
        if status is None:
            return CLOSED
        if role == "visitor" and self.visitor:
            return self.visitor
        if role in self.opens_for:
            return status
        return ASKS_TO_LOG_IN if role == "visitor" else self.otherwise


def door(name, opens_for, *args, **fields) -> Door:
    """A line of the table; `args` are words or the names of things on the campus."""

    def resolved(campus):
        found = []
        for arg in args:
            value = arg(campus) if callable(arg) else arg
            found += value if isinstance(value, list) else [value]
        return found

    return Door(name, opens_for, resolved, **fields)


def cohort(campus):
    return campus.cohort.slug


def other_cohort(campus):
    return campus.other_cohort.slug


def new_cohort(campus):
    return campus.new_cohort.slug


DOORS = [
    # --- Everybody ---------------------------------------------------------------------------------------------------
    door("account_login", EVERYBODY, get=302, post=302, visitor=200),
    door("account_logout", EVERYBODY, post=302, visitor=302),
    door("account_inactive", EVERYBODY),
    door("account_signup", EVERYBODY, get=302, post=302, visitor=200),
    door("account_email_verification_sent", EVERYBODY),
    door("account_confirm_email", EVERYBODY, "unbekannt"),
    door("account_reset_password", EVERYBODY, post=200),
    door("account_reset_password_done", EVERYBODY),
    door("account_reset_password_from_key", EVERYBODY, "1", "unbekannt", post=200),
    door("account_reset_password_from_key_done", EVERYBODY),
    door("appearance", EVERYBODY, post=302),
    door("accounts:municipality-search", EVERYBODY),
    door("courses:cohort", EVERYBODY, cohort),
    door("cms_pages:search", EVERYBODY),
    door("courses:sending-confirmation", EVERYBODY, lambda campus: campus.token, post=302),
    door("demo-mails", NOBODY, visitor=404),
    door("picture", EVERYBODY, lambda campus: campus.picture, post=200),
    door("cms_pages:glossary", EVERYBODY),
    # --- Everybody with an account -----------------------------------------------------------------------------------
    door("start", SIGNED_IN, get=302, post=302),
    door("account_email", SIGNED_IN, post=302),
    door("account_change_password", SIGNED_IN, post=200),
    door("account_set_password", SIGNED_IN, get=302, post=302),
    door("account_reauthenticate", SIGNED_IN, post=200),
    door("mfa_authenticate", SIGNED_IN, get=302, post=302),
    door("mfa_index", SIGNED_IN),
    door("mfa_activate_totp", SIGNED_IN - SECOND_FACTOR, post=200, otherwise=302),
    door("mfa_deactivate_totp", SECOND_FACTOR, post=302),
    door("mfa_reauthenticate", SECOND_FACTOR, post=200, otherwise=302),
    door("mfa_view_recovery_codes", SECOND_FACTOR),
    door("mfa_generate_recovery_codes", SECOND_FACTOR, post=302, otherwise=200),
    door("mfa_download_recovery_codes", SECOND_FACTOR),
    door("accounts:profile", SIGNED_IN, post=422),
    door("accounts:switch-role", SIGNED_IN, get=None, post=302),
    door("notifications:list", SIGNED_IN, post=302),
    door(
        "notifications:open",
        LEARNER,
        lambda campus: campus.learner.notices.exclude(link="").earliest("pk").pk,
        get=302,
        post=None,
    ),
    door("privacy:own", SIGNED_IN),
    door("privacy:download", SIGNED_IN),
    door("privacy:erase", SIGNED_IN, post=422),
    door("courses:overview", SIGNED_IN),
    door("courses:meetings", SIGNED_IN),
    door("courses:calendar", SIGNED_IN),
    door("courses:my-cohort", SIGNED_IN, get=302),
    door("courses:standing", SIGNED_IN),
    door("courses:ledger", SIGNED_IN),
    door("courses:enrol", SIGNED_IN, new_cohort, post=422),
    door("courses:enrol-step", SIGNED_IN, new_cohort, "person", post=422),
    # --- Learners, in their own cohort and about themselves ----------------------------------------------------------
    door("courses:offer-accept", CLASSMATE, lambda campus: campus.offer.public_id, get=None, post=302),
    door("courses:enrolment-withdraw", LEARNER, lambda campus: campus.enrolment.public_id, post=302),
    door("courses:outline", COHORT, cohort),
    door("courses:electives", COHORT, cohort, post=422),
    door("courses:component", COHORT, cohort, "m1"),
    door("courses:lesson-unit", COHORT, lambda campus: campus.lesson("M1", "unit"), post=302),
    door("courses:reading-place", COHORT, lambda campus: campus.lesson("M1", "unit"), get=None, post=400),
    door("courses:lesson-meeting", COHORT, lambda campus: campus.lesson("M1", "meeting")),
    door("courses:lesson-quiz", COHORT, lambda campus: campus.lesson("M1", "quiz"), post=302),
    door("courses:lesson-task", COHORT, lambda campus: campus.lesson("M5", "task"), post=422),
    door("courses:task-save", COHORT, lambda campus: campus.lesson("M5", "task"), get=None, post=200),
    door("courses:attempt", LEARNER, lambda campus: campus.graded.public_id),
    door("courses:attempt-question", LEARNER, lambda campus: campus.running.public_id, 1, post=400),
    door("courses:attempt-save", LEARNER, lambda campus: campus.running.public_id, 1, get=None, post=400),
    door("courses:attempt-hand-in", LEARNER, lambda campus: campus.running.public_id, post=302),
    door("courses:appeal-attempt", LEARNER, lambda campus: campus.graded.public_id, post=422),
    door("courses:appeal-submission", LEARNER, lambda campus: campus.returned.public_id, post=422),
    door("courses:appeal-colloquium", CLASSMATE, lambda campus: campus.failed.pk, post=422),
    door("courses:appeal", LEARNER, lambda campus: campus.appeal.public_id),
    door("courses:colloquium-book", COHORT, lambda campus: campus.free_slot.pk, get=None, post=302),
    door("courses:submission-file-remove", LEARNER, lambda campus: campus.draft_file.public_id, get=None, post=302),
    door("courses:submission-file-describe", LEARNER, lambda campus: campus.draft_file.public_id, get=None, post=302),
    door("cms_pages:practice-question", COHORT, lambda campus: [*campus.lesson("M1", "unit"), campus.practice.pk], post=422),
    door("cms_pages:recording", COHORT | TRAINERS | OFFICE, lambda campus: campus.video.public_id, "datei"),
    # --- Handed-in work: the learner, who judges it, and the office --------------------------------------------------
    door("courses:submission-file", LEARNER | TRAINER | OFFICE, lambda campus: campus.file.public_id),
    # --- Appeals: the office and trainers of the cohort who took no part in the assessment ---------------------------
    door("courses:appeal-decide", OFFICE, lambda campus: campus.appeal.public_id, post=422),
    # --- Trainers, in the cohorts they teach -------------------------------------------------------------------------
    door("courses:teach", TRAINERS),
    door("courses:teach-cohorts", TRAINERS),
    door("courses:teach-cohort", TRAINER, cohort),
    door("courses:handouts", TRAINER | OFFICE, lambda campus: campus.meeting.public_id, post=422),
    door("courses:handout", COHORT | TRAINER | OFFICE, lambda campus: campus.handout.public_id),
    door("courses:reports-cohort", TRAINER | OFFICE, cohort),
    door("courses:report", TRAINER | OFFICE, cohort, "ergebnisse"),
    door("courses:report-file", TRAINER | OFFICE, cohort, "ergebnisse", "csv"),
    door("courses:teach-announcements", TRAINER, cohort, post=422),
    door("courses:grading", TRAINERS),
    door("courses:grading-next", TRAINERS, get=302),
    door("courses:teach-meetings", TRAINERS),
    door("courses:grade-attempt", TRAINER, lambda campus: campus.waiting.public_id, post=302),
    door("courses:attempt-grades", TRAINER, lambda campus: campus.graded.public_id),
    door("courses:grade-correct", TRAINER, lambda campus: campus.graded.public_id, 1, post=422),
    door("courses:teach-attempts", TRAINER, cohort),
    door("courses:attempt-void", TRAINER | OFFICE, lambda campus: campus.graded.public_id, post=422),
    door("courses:judge-task", TRAINER, lambda campus: campus.submission.public_id, post=422),
    door("courses:review-project", TRAINER, lambda campus: campus.review.pk, post=422),
    door("courses:colloquium-record", TRAINER, lambda campus: campus.booking.pk, post=422),
    door("courses:record-sign", TRAINER, lambda campus: campus.record.pk, get=None, post=302),
    door("courses:attendance-sheet", TRAINER | OFFICE, lambda campus: campus.meeting.public_id, post=302),
    door(
        "courses:attendance-decide",
        TRAINER | OFFICE,
        lambda campus: campus.meeting.public_id,
        lambda campus: campus.enrolment.public_id,
        post=422,
    ),
    door("courses:make-up-set", TRAINER | OFFICE, cohort, post=422),
    door("courses:make-up-decide", TRAINER | OFFICE, lambda campus: campus.make_up.pk, get=None, post=302),
    # --- Municipal contacts: names and requests of the people they speak for ------------------------------------------
    door("courses:municipality", CONTACT),
    door("courses:confirmations", CONTACT),
    door("courses:request-back", CONTACT, lambda campus: campus.to_back.public_id, post=302),
    door("courses:municipality-people", CONTACT),
    # --- Counts, and nobody's name ------------------------------------------------------------------------------------
    door("certificates:district", COORDINATOR),
    door("certificates:region", ADVISOR),
    door("certificates:state", BOARD),
    # --- Programme administration ------------------------------------------------------------------------------------
    door("courses:office", OFFICE),
    door("courses:office-cohorts", OFFICE),
    door("courses:cohort-plan", OFFICE, post=422),
    door("courses:office-cohort", OFFICE, cohort),
    door("courses:office-announcements", OFFICE, cohort, post=422),
    door("courses:cohort-settings", OFFICE, cohort, post=422),
    door("courses:cohort-trainers", OFFICE, cohort, get=None, post=302),
    door("courses:office-enrolments", OFFICE, other_cohort, post=404),
    door("courses:office-meetings", OFFICE, cohort),
    door("courses:meeting-date", OFFICE, cohort, lambda campus: campus.meeting.lesson_id, post=422),
    door("courses:office-quizzes", OFFICE, cohort),
    door("courses:quiz-window", OFFICE, cohort, lambda campus: campus.graded.quiz.lesson_id, post=302),
    door("courses:office-tasks", OFFICE, cohort),
    door("courses:task-deadline", OFFICE, cohort, lambda campus: campus.draft.assignment.lesson_id, post=422),
    door("courses:office-reviews", OFFICE, cohort, post=422, data={"schritt": "zeitfenster"}),
    door("courses:office-enrolment", OFFICE, lambda campus: campus.enrolment.public_id, post=422, data={"schritt": "anrechnung"}),
    door("courses:credit-decide", OFFICE, lambda campus: campus.transfer.pk, get=None, post=302),
    door("accounts:people", OFFICE),
    door("certificates:person-learning", OFFICE, lambda campus: campus.learner.public_id),
    door("accounts:person-invite", OFFICE, post=422),
    door("privacy:person-erase", OFFICE, lambda campus: campus.learner.public_id, post=422),
    door("accounts:person", OFFICE, lambda campus: campus.learner.public_id, post=422),
    door(
        "accounts:role-end",
        OFFICE,
        lambda campus: campus.staff.trainer.public_id,
        lambda campus: campus.staff.trainer.responsibilities.get().pk,
        get=None,
        post=302,
    ),
    door("accounts:journal", OFFICE),
    door("cms_pages:modules", TRAINERS | OFFICE),
    door("cms_pages:module-script", TRAINER | OFFICE, lambda campus: campus.module.pk),
    door("accounts:organisations", OFFICE),
    door("accounts:organisation-new", OFFICE, post=422),
    door("accounts:organisation", OFFICE, lambda campus: campus.organisation.pk),
    door("accounts:organisation-change", OFFICE, lambda campus: campus.organisation.pk, post=422),
    door("accounts:organisation-merge", OFFICE, lambda campus: campus.organisation.pk, post=302),
    door("accounts:neighbourhoods", OFFICE),
    door("accounts:neighbourhood-new", OFFICE, post=422),
    door("accounts:neighbourhood", OFFICE, lambda campus: campus.neighbourhood.pk),
    door("accounts:neighbourhood-change", OFFICE, lambda campus: campus.neighbourhood.pk, post=422),
    door("certificates:municipalities", OFFICE),
    door("certificates:municipality", OFFICE, lambda campus: campus.learner.municipality.ags),
    door("certificates:inhabitants", OFFICE, lambda campus: campus.learner.municipality.ags, post=302),
    door("courses:reports", OFFICE),
    door("certificates:coverage", OFFICE),
    door("certificates:coverage-file", OFFICE, "csv"),
    door("cms_pages:versions", OFFICE),
    door("cms_pages:curriculum-upload", OFFICE, post=422),
    door("cms_pages:curriculum-load", OFFICE, get=None, post=302),
    door("cms_pages:version-publish", OFFICE, lambda campus: campus.programme.pk),
    door("cms_pages:version-propose", OFFICE, lambda campus: campus.programme.pk, get=None, post=302),
    door("cms_pages:version-confirm", OFFICE, lambda campus: campus.programme.pk, get=None, post=404),
    door("cms_pages:version-label", OFFICE, lambda campus: campus.programme.pk, get=None, post=422),
    door("cms_pages:modules-entrust", OFFICE, lambda campus: campus.programme.pk, post=302),
    door("cms_pages:curriculum", OFFICE, lambda campus: campus.programme.pk),
    door("cms_pages:version-corrections", OFFICE, lambda campus: campus.version.pk),
    door("cms_pages:version-retire", OFFICE, lambda campus: campus.version.pk, post=302),
    door("cms_pages:lesson-correct", OFFICE, lambda campus: campus.mended.pk, post=422),
    # --- Documents ---------------------------------------------------------------------------------------------------
    door("certificates:verify", EVERYBODY, post=422),
    door("certificates:verdict", EVERYBODY, lambda campus: campus.document.code, post=422),
    door("certificates:verify-file", EVERYBODY, post=422),
    door("certificates:keys", EVERYBODY),
    door("certificates:key-chain", EVERYBODY, lambda campus: campus.sealing_key.key_id),
    door("certificates:status-list", EVERYBODY),
    door("certificates:did", EVERYBODY),
    door("certificates:own", SIGNED_IN),
    door("certificates:details", COHORT, cohort, post=302),
    door("certificates:badge", LEARNER | OFFICE, lambda campus: campus.document.code),
    door("certificates:participation", COHORT, cohort, "m1", get=None, post=302),
    door("certificates:download", LEARNER | OFFICE, lambda campus: campus.document.code),
    door("certificates:propose-release", OFFICE, cohort, post=422),
    door("certificates:candidates-file", OFFICE, cohort, "csv"),
    door("certificates:cohort-records", OFFICE, cohort, post=302),
    door("certificates:sealed-files", OFFICE, cohort, "bescheinigungen"),
    door("certificates:print-copy", OFFICE, cohort, "bescheinigungen"),
    door("certificates:release", OFFICE, lambda campus: campus.release.public_id, post=422, data={"schritt": "zurueckgeben"}),
    door("certificates:sample", OFFICE, lambda campus: campus.completion.public_id),
    door("certificates:document", OFFICE, lambda campus: campus.document.full_number, post=422, data={"schritt": "widerruf"}),
    door("certificates:revocation", OFFICE, lambda campus: campus.revocation.pk, get=None, post=302),
]
