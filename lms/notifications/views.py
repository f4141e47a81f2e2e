from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms import clock
from lms.ui.paging import page_of

from .actions import read_notices


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    if request.method == "POST":
        read_notices(request.user, at=clock.now())
        messages.success(request, _("Alle Benachrichtigungen sind als gelesen markiert."))
        return redirect("notifications:list")
    page = page_of(request.user.notices.all(), request)
    return render(request, "notifications/list.html", {"page": page, "has_new": any(notice.read_at is None for notice in page)})
