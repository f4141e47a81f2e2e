from allauth.account.decorators import reauthentication_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View

from lms import clock

from . import actions, queries


class OwnData(LoginRequiredMixin, View):
    """What is stored about the person who asks, for how long and why."""

    def get(self, request):
        return render(request, "privacy/own.html", {"holdings": queries.holdings(request.user)})


class Download(LoginRequiredMixin, View):
    """The copy of one's own data. An open session is not enough: the password must have been typed just now."""

    @method_decorator(reauthentication_required)
    def get(self, request):
        archive = actions.hand_over_data(request.user, at=clock.now())
        response = FileResponse(archive, as_attachment=True, filename="meine-daten.zip")
        response["Cache-Control"] = "private, no-store"
        return response
