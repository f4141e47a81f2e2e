"""Index for Django: the models live in their rooms. Import from the room, not from here."""

from .assignments.models import *  # noqa: F403
from .attendance.models import *  # noqa: F403
from .catalogue.models import *  # noqa: F403
from .cohorts.models import *  # noqa: F403
from .progress.models import *  # noqa: F403
from .qualification.models import *  # noqa: F403
from .quizzes.models import *  # noqa: F403
