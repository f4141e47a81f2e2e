from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms import clock
from lms.ui.paging import page_of

from .actions import read_notice, read_notices
from .forms import ReadForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    if request.method == "POST":
        form = ReadForm(request.POST)
        if form.is_valid():
            read_notices(request.user, newest=form.cleaned_data["neueste"], at=clock.now())
            messages.success(request, _("Alle Benachrichtigungen sind als gelesen markiert."))
        return redirect("notifications:list")
    page = page_of(request.user.notices.all(), request)
    newest = request.user.notices.aggregate(pk=Max("pk"))["pk"]
    context = {"page": page, "has_new": any(notice.read_at is None for notice in page), "newest": newest}
    return render(request, "notifications/list.html", context)


@login_required
@require_GET
def open_notice(request, notice):
    """Lead to what a notice is about; it is read then."""
    notice = get_object_or_404(request.user.notices.exclude(link=""), pk=notice)
    read_notice(notice, at=clock.now())
    return redirect(notice.link)
