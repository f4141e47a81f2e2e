from django.urls import path

from . import place_views, views

app_name = "accounts"
urlpatterns = [
    path("konto/", views.profile, name="profile"),
    path("konto/ansicht/", views.choose_role, name="switch-role"),
    path("kommunen/suche/", views.municipality_search, name="municipality-search"),
    path("verwaltung/personen/", views.people, name="people"),
    path("verwaltung/personen/einladen/", views.invite_person, name="person-invite"),
    path("verwaltung/personen/<uuid:public_id>/", views.person, name="person"),
    path("verwaltung/personen/<uuid:public_id>/rollen/<int:pk>/beenden/", views.end_role, name="role-end"),
    path("verwaltung/organisationen/", place_views.Organisations.as_view(), name="organisations"),
    path("verwaltung/organisationen/anlegen/", place_views.NewOrganisation.as_view(), name="organisation-new"),
    path("verwaltung/organisationen/<int:pk>/", place_views.OrganisationPage.as_view(), name="organisation"),
    path("verwaltung/organisationen/<int:pk>/bearbeiten/", place_views.ChangeOrganisation.as_view(), name="organisation-change"),
    path(
        "verwaltung/organisationen/<int:pk>/zusammenfuehren/", place_views.MergeOrganisation.as_view(), name="organisation-merge"
    ),
    path("verwaltung/quartiere/", place_views.Neighbourhoods.as_view(), name="neighbourhoods"),
    path("verwaltung/quartiere/anlegen/", place_views.NewNeighbourhood.as_view(), name="neighbourhood-new"),
    path("verwaltung/quartiere/<int:pk>/", place_views.NeighbourhoodPage.as_view(), name="neighbourhood"),
    path("verwaltung/quartiere/<int:pk>/bearbeiten/", place_views.ChangeNeighbourhood.as_view(), name="neighbourhood-change"),
    path("verwaltung/protokoll/", views.journal, name="journal"),
]
