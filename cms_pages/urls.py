from django.urls import path

from . import reading, views
from .search.views import Search

app_name = "cms_pages"
urlpatterns = [
    path("suche/", Search.as_view(), name="search"),
    path("inhalte/module/", views.Modules.as_view(), name="modules"),
    path("inhalte/module/<int:page_id>/drehbuch/", views.ModuleScript.as_view(), name="module-script"),
    path("glossar/", reading.Glossary.as_view(), name="glossary"),
    path("aufnahmen/<uuid:recording>/<str:part>/", reading.PlayRecording.as_view(), name="recording"),
    path(
        "lernen/<slug:cohort>/<slug:component>/<slug:lesson>/uebung/<int:question>/",
        reading.PracticeQuestion.as_view(),
        name="practice-question",
    ),
    path("verwaltung/fassungen/", views.Versions.as_view(), name="versions"),
    path("verwaltung/fassungen/hochladen/", views.UploadCurriculum.as_view(), name="curriculum-upload"),
    path("verwaltung/fassungen/laden/", views.LoadCurriculum.as_view(), name="curriculum-load"),
    path("verwaltung/fassungen/<int:programme>/", views.VersionPublish.as_view(), name="version-publish"),
    path("verwaltung/fassungen/<int:programme>/vorschlagen/", views.ProposeVersion.as_view(), name="version-propose"),
    path("verwaltung/fassungen/<int:programme>/veroeffentlichen/", views.ConfirmVersion.as_view(), name="version-confirm"),
    path("verwaltung/fassungen/<int:programme>/bezeichnung/", views.NameVersion.as_view(), name="version-label"),
    path("verwaltung/fassungen/<int:programme>/kursleitungen/", views.EntrustModules.as_view(), name="modules-entrust"),
    path("verwaltung/fassungen/<int:programme>/curriculum.md", views.DownloadCurriculum.as_view(), name="curriculum"),
    path("verwaltung/fassungen/stand/<int:version>/", views.VersionCorrections.as_view(), name="version-corrections"),
    path("verwaltung/fassungen/stand/<int:version>/ausser-kraft/", views.RetireVersion.as_view(), name="version-retire"),
    path("verwaltung/fassungen/berichtigung/<int:lesson>/", views.CorrectLesson.as_view(), name="lesson-correct"),
]
