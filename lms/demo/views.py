"""Reading the demo's mails on a page."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from lms.ui.paging import page_of

from .mails import sent_mails


def mails(request):
    """Everything the demo mailed, newest first. In production this page does not exist."""
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/mails.html", {"page": page_of(sent_mails(), request, per_page=20)})
