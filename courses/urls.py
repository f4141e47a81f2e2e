"""The address book of courses: each room lists its own doors."""

from .appeals.urls import urlpatterns as appeals
from .assignments.urls import urlpatterns as assignments
from .attendance.urls import urlpatterns as attendance
from .cohorts.urls import urlpatterns as cohorts
from .desk.urls import urlpatterns as desk
from .progress.urls import urlpatterns as progress
from .qualification.urls import urlpatterns as qualification
from .quizzes.urls import urlpatterns as quizzes
from .reports.urls import urlpatterns as reports

app_name = "courses"
# Tests before progress: its addresses consist of names only and would answer for them.
urlpatterns = [*desk, *reports, *cohorts, *appeals, *attendance, *qualification, *assignments, *quizzes, *progress]
