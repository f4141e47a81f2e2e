from django.urls import path

from courses.progress.models import Appeal

from . import views

urlpatterns = [
    path("einspruch/test/<uuid:key>/", views.FileAppeal.as_view(kind=Appeal.Kind.ATTEMPT), name="appeal-attempt"),
    path("einspruch/abgabe/<uuid:key>/", views.FileAppeal.as_view(kind=Appeal.Kind.SUBMISSION), name="appeal-submission"),
    path("einspruch/kolloquium/<int:key>/", views.FileAppeal.as_view(kind=Appeal.Kind.COLLOQUIUM), name="appeal-colloquium"),
    path("einsprueche/<uuid:appeal>/", views.OwnAppeal.as_view(), name="appeal"),
    path("einsprueche/<uuid:appeal>/entscheiden/", views.DecideAppeal.as_view(), name="appeal-decide"),
]
