from django.urls import path

from . import views

urlpatterns = [
    path("uebersicht/", views.LearnerOverview.as_view(), name="overview"),
    path("lehren/", views.TrainerOverview.as_view(), name="teach"),
    path("lehren/durchgaenge/", views.TaughtCohorts.as_view(), name="teach-cohorts"),
    path("lehren/durchgaenge/<slug:cohort>/", views.TaughtCohort.as_view(), name="teach-cohort"),
    path("lehren/durchgaenge/<slug:cohort>/nachrichten/", views.TaughtAnnouncements.as_view(), name="teach-announcements"),
    path("lehren/bewertungen/", views.GradingQueue.as_view(), name="grading"),
    path("lehren/bewertungen/naechste/", views.NextToGrade.as_view(), name="grading-next"),
    path("lehren/termine/", views.TaughtMeetings.as_view(), name="teach-meetings"),
    path("verwaltung/", views.OfficeOverview.as_view(), name="office"),
    path("verwaltung/durchgaenge/", views.Cohorts.as_view(), name="office-cohorts"),
    path("verwaltung/durchgaenge/planen/", views.PlanCohort.as_view(), name="cohort-plan"),
    path("verwaltung/durchgaenge/<slug:cohort>/", views.CohortPeople.as_view(), name="office-cohort"),
    path("verwaltung/durchgaenge/<slug:cohort>/nachrichten/", views.CohortAnnouncements.as_view(), name="office-announcements"),
    path("verwaltung/durchgaenge/<slug:cohort>/einstellungen/", views.CohortSettings.as_view(), name="cohort-settings"),
    path("verwaltung/durchgaenge/<slug:cohort>/kursleitung/", views.AddTrainers.as_view(), name="cohort-trainers"),
    path("verwaltung/durchgaenge/<slug:cohort>/anmeldungen/", views.Enrolments.as_view(), name="office-enrolments"),
    path("verwaltung/durchgaenge/<slug:cohort>/termine/", views.Meetings.as_view(), name="office-meetings"),
    path("verwaltung/durchgaenge/<slug:cohort>/termine/<int:lesson>/", views.MeetingDate.as_view(), name="meeting-date"),
    path("verwaltung/durchgaenge/<slug:cohort>/tests/", views.Quizzes.as_view(), name="office-quizzes"),
    path("verwaltung/durchgaenge/<slug:cohort>/tests/<int:lesson>/", views.QuizWindowPage.as_view(), name="quiz-window"),
    path("verwaltung/durchgaenge/<slug:cohort>/aufgaben/", views.Tasks.as_view(), name="office-tasks"),
    path("verwaltung/durchgaenge/<slug:cohort>/aufgaben/<int:lesson>/", views.TaskDeadlinePage.as_view(), name="task-deadline"),
    path("verwaltung/durchgaenge/<slug:cohort>/bewertungen/", views.CohortReviews.as_view(), name="office-reviews"),
    path("verwaltung/anmeldungen/<uuid:enrolment>/", views.EnrolmentPage.as_view(), name="office-enrolment"),
    path("verwaltung/anrechnungen/<int:transfer>/", views.DecideCredit.as_view(), name="credit-decide"),
]
