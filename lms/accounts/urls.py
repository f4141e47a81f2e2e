from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("konto/", views.profile, name="profile"),
    path("konto/ansicht/", views.choose_role, name="switch-role"),
    path("kommunen/suche/", views.municipality_search, name="municipality-search"),
    path("verwaltung/personen/", views.people, name="people"),
    path("verwaltung/personen/einladen/", views.invite_person, name="person-invite"),
    path("verwaltung/personen/<uuid:public_id>/", views.person, name="person"),
    path("verwaltung/personen/<uuid:public_id>/rollen/<int:pk>/beenden/", views.end_role, name="role-end"),
    path("verwaltung/protokoll/", views.journal, name="journal"),
]
