"""Proposing and publishing a version of a programme page: look for findings, freeze, write."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from courses.assignments.actions import write_assignment
from courses.catalogue.actions import WriteActivity, hash_of, propose_version, publish_version
from courses.catalogue.models import ProgrammeVersion
from courses.quizzes.actions import write_quiz
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible

from .freezing import findings_of, outline_of
from .models import ProgrammePage

WRITE_ACTIVITY: WriteActivity = {"quiz": write_quiz, "task": write_assignment}


def propose(programme: ProgrammePage, *, by: Person, at: datetime) -> ProgrammeVersion:
    """Put what is published on the pages up for publication as a version; refused while something is missing."""
    return propose_version(_complete_outline(programme, at=at), by=by, at=at)


def publish(programme: ProgrammePage, *, proposed_by: Person, by: Person, at: datetime) -> ProgrammeVersion:
    """Freeze what is published on the pages; refused while something is missing or differs from the proposal."""
    outline = _complete_outline(programme, at=at)
    return publish_version(outline, proposed_by=proposed_by, by=by, at=at, write_activity=WRITE_ACTIVITY)


def proposal_of(programme: ProgrammePage) -> ProgrammeVersion | None:
    """The version that waits for a second person, under the label the page carries now."""
    waiting = ProgrammeVersion.objects.filter(programme__code=programme.code, label=programme.label, published_at=None)
    return waiting.select_related("proposed_by").first()


def is_as_proposed(programme: ProgrammePage, proposal: ProgrammeVersion) -> bool:
    return hash_of(outline_of(programme)) == proposal.content_hash


def _complete_outline(programme: ProgrammePage, *, at: datetime):
    if any(finding.is_blocking for finding in findings_of(programme, on=clock.local_date(at))):
        raise NotPossible(_("Diese Fassung ist noch unvollständig. Bitte beheben Sie zuerst die genannten Punkte."))
    return outline_of(programme)
