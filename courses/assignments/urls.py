from django.urls import path

from . import views

urlpatterns = [
    path("lernen/<slug:cohort>/<slug:component>/aufgaben/<slug:lesson>/", views.TaskPage.as_view(), name="lesson-task"),
    path("lernen/<slug:cohort>/<slug:component>/aufgaben/<slug:lesson>/speichern/", views.SaveDraft.as_view(), name="task-save"),
    path("abgaben/dateien/<uuid:file>/beschreiben/", views.DescribeFile.as_view(), name="submission-file-describe"),
    path("abgaben/dateien/<uuid:file>/", views.DownloadFile.as_view(), name="submission-file"),
    path("abgaben/dateien/<uuid:file>/entfernen/", views.RemoveFile.as_view(), name="submission-file-remove"),
    path("kolloquium/<int:slot>/waehlen/", views.BookSlot.as_view(), name="colloquium-book"),
    path("lehren/bewertungen/aufgaben/<uuid:submission>/", views.JudgeTask.as_view(), name="judge-task"),
    path("lehren/bewertungen/projekte/<int:review>/", views.ReviewProject.as_view(), name="review-project"),
    path("lehren/kolloquium/<int:booking>/", views.RecordPage.as_view(), name="colloquium-record"),
    path("lehren/kolloquium/niederschriften/<int:written>/unterschreiben/", views.SignRecord.as_view(), name="record-sign"),
]
