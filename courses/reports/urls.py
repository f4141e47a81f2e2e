from django.urls import path

from . import views

urlpatterns = [
    path("verwaltung/berichte/", views.OfficeReports.as_view(), name="reports"),
    path("lehren/durchgaenge/<slug:cohort>/listen/", views.Reports.as_view(), name="reports-cohort"),
    path("lehren/durchgaenge/<slug:cohort>/listen/<slug:report>/", views.ReportPage.as_view(), name="report"),
    path("lehren/durchgaenge/<slug:cohort>/listen/<slug:report>.<str:ending>", views.ReportFile.as_view(), name="report-file"),
]
