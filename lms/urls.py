"""The address book: which package answers which prefix."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms import navigation
from lms.accounts.views import BackOfficeLogIn
from lms.demo.views import mails
from lms.ui.views import appearance

handler500 = "lms.ui.views.server_error"

urlpatterns = [
    path("", include("lms.accounts.sign_in_urls")),
    path("", include("lms.accounts.urls")),
    path("", include("lms.notifications.urls")),
    path("", include("lms.privacy.urls")),
    path("", include("courses.urls")),
    path("", include("certificates.urls")),
    path("", include("cms_pages.urls")),
    path("start/", navigation.start, name="start"),
    path("darstellung/", appearance, name="appearance"),
    path("demo/mails/", mails, name="demo-mails"),
    # Wagtail's own doors lead to ours.
    path("redaktion/login/", BackOfficeLogIn.as_view(), name="back-office-log-in"),
    path("redaktion/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    # One profile for everybody: Wagtail's own would keep a second name and picture.
    path("redaktion/account/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("redaktion/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    # Pictures as texts show them; originals, documents and recordings are never served from here.
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}, name="picture"),
    path("", include(wagtail_urls)),
]
