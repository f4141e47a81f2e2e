from django.urls import path

from . import views

app_name = "cms_pages"
urlpatterns = [
    path("verwaltung/fassungen/", views.Versions.as_view(), name="versions"),
    path("verwaltung/fassungen/<int:programme>/", views.VersionPublish.as_view(), name="version-publish"),
    path("verwaltung/fassungen/<int:programme>/vorschlagen/", views.ProposeVersion.as_view(), name="version-propose"),
    path("verwaltung/fassungen/<int:programme>/veroeffentlichen/", views.ConfirmVersion.as_view(), name="version-confirm"),
]
