from django.urls import path

from . import views

urlpatterns = [
    path("lehren/termine/<uuid:meeting>/anwesenheit/", views.AttendanceSheet.as_view(), name="attendance-sheet"),
    path(
        "lehren/termine/<uuid:meeting>/anwesenheit/<uuid:enrolment>/", views.DecideAttendance.as_view(), name="attendance-decide"
    ),
    path("lehren/ersatzleistungen/<int:work>/", views.DecideMakeUp.as_view(), name="make-up-decide"),
    path("lehren/durchgaenge/<slug:cohort>/ersatzleistung/", views.SetMakeUp.as_view(), name="make-up-set"),
]
