"""Everything that changes documents."""

from datetime import datetime

from courses.qualification.actions import confirm
from courses.qualification.models import ProgrammeCompletion, Release
from lms.accounts.models import Person


def confirm_release(release: Release, *, by: Person, at: datetime) -> list[ProgrammeCompletion]:
    """Confirm a release by a second person; returns the completions that are still earned."""
    return confirm(release, by=by, at=at)
