"""Doors of the tests. Listed before `progress`, whose addresses have fewer fixed words."""

from django.urls import path

from . import views

urlpatterns = [
    path("lernen/<slug:cohort>/<slug:component>/tests/<slug:lesson>/", views.QuizPage.as_view(), name="lesson-quiz"),
    path("lernen/versuche/<uuid:attempt>/", views.ResultPage.as_view(), name="attempt"),
    path("lernen/versuche/<uuid:attempt>/fragen/<int:number>/", views.QuestionPage.as_view(), name="attempt-question"),
    path("lernen/versuche/<uuid:attempt>/fragen/<int:number>/speichern/", views.SaveAnswer.as_view(), name="attempt-save"),
    path("lernen/versuche/<uuid:attempt>/abgabe/", views.HandInPage.as_view(), name="attempt-hand-in"),
    path("lehren/bewertungen/tests/<uuid:attempt>/", views.GradePage.as_view(), name="grade-attempt"),
    path("lehren/bewertungen/tests/<uuid:attempt>/antworten/", views.AttemptGrades.as_view(), name="attempt-grades"),
    path("lehren/bewertungen/tests/<uuid:attempt>/antworten/<int:number>/", views.CorrectGrade.as_view(), name="grade-correct"),
    path("lehren/durchgaenge/<slug:cohort>/tests/", views.TaughtAttempts.as_view(), name="teach-attempts"),
    path("versuche/<uuid:attempt>/ungueltig/", views.VoidAttempt.as_view(), name="attempt-void"),
]
