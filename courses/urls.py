"""The address book of courses: each room lists its own doors."""

from .assignments.urls import urlpatterns as assignments
from .attendance.urls import urlpatterns as attendance
from .cohorts.urls import urlpatterns as cohorts
from .desk.urls import urlpatterns as desk
from .progress.urls import urlpatterns as progress
from .qualification.urls import urlpatterns as qualification

app_name = "courses"
urlpatterns = [*desk, *cohorts, *attendance, *qualification, *assignments, *progress]
