from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("nachweise/", views.OwnDocuments.as_view(), name="own"),
    path("nachweise/angaben/<slug:cohort>/", views.Details.as_view(), name="details"),
    path("nachweise/bescheinigung/<slug:cohort>/<slug:component>/", views.RequestParticipation.as_view(), name="participation"),
    path("nachweise/<str:code>/abzeichen/", views.Badge.as_view(), name="badge"),
    path("nachweise/<str:code>/pdf/", views.Download.as_view(), name="download"),
    path("echtheit/", views.Verify.as_view(), name="verify"),
    path("echtheit/datei/", views.VerifyFile.as_view(), name="verify-file"),
    path("echtheit/schluessel/", views.Keys.as_view(), name="keys"),
    path("echtheit/schluessel/<slug:key_id>.pem", views.KeyChain.as_view(), name="key-chain"),
    path("echtheit/statusliste.json", views.StatusList.as_view(), name="status-list"),
    path(".well-known/did.json", views.DidDocument.as_view(), name="did"),
    path("echtheit/<str:code>/", views.Verdict.as_view(), name="verdict"),
    path("verwaltung/durchgaenge/<slug:cohort>/zertifikate/", views.ProposeRelease.as_view(), name="propose-release"),
    path(
        "verwaltung/durchgaenge/<slug:cohort>/zertifikate/liste.<str:ending>",
        views.CandidatesFile.as_view(),
        name="candidates-file",
    ),
    path("verwaltung/durchgaenge/<slug:cohort>/bescheinigungen/", views.CohortRecords.as_view(), name="cohort-records"),
    path("verwaltung/durchgaenge/<slug:cohort>/nachweise/<slug:kind>.zip", views.SealedFiles.as_view(), name="sealed-files"),
    path("verwaltung/durchgaenge/<slug:cohort>/nachweise/<slug:kind>.pdf", views.PrintCopy.as_view(), name="print-copy"),
    path("verwaltung/freigaben/<uuid:release>/", views.ReleasePage.as_view(), name="release"),
    path("verwaltung/muster/<uuid:completion>/", views.Sample.as_view(), name="sample"),
    path("verwaltung/zertifikate/<str:number>/", views.OfficeDocument.as_view(), name="document"),
    path("verwaltung/kommunen/", views.Municipalities.as_view(), name="municipalities"),
    path("verwaltung/kommunen/<str:ags>/", views.MunicipalityPage.as_view(), name="municipality"),
    path("verwaltung/kommunen/<str:ags>/einwohnerzahl/", views.NoteInhabitants.as_view(), name="inhabitants"),
    path("verwaltung/berichte/abdeckung/", views.Coverage.as_view(), name="coverage"),
    path("verwaltung/berichte/kommunen-ohne-koordination.<str:ending>", views.CoverageFile.as_view(), name="coverage-file"),
    path("kreis/", views.DistrictFigures.as_view(), name="district"),
    path("region/", views.RegionFigures.as_view(), name="region"),
    path("land/", views.StateFigures.as_view(), name="state"),
    path("verwaltung/personen/<uuid:public_id>/lernen/", views.PersonLearning.as_view(), name="person-learning"),
    path("verwaltung/widerrufe/<int:proposal>/", views.DecideRevocation.as_view(), name="revocation"),
]
