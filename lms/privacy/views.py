from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from courses.qualification.queries import lacks_a_certificate
from lms import clock
from lms.accounts.actions import note_disclosure
from lms.accounts.models import Person
from lms.accounts.ruled_view import RuledView
from lms.accounts.rules import can_manage_people
from lms.errors import NotPossible

from . import actions, queries
from .forms import EraseAccountForm, ErasePersonForm


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


class EraseAccount(LoginRequiredMixin, View):
    """What goes, what stays; then the password."""

    def get(self, request):
        return self._answer(request, EraseAccountForm(person=request.user))

    def post(self, request):
        form = EraseAccountForm(request.POST, person=request.user)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            actions.erase_person(request.user, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        logout(request)
        messages.success(request, _("Ihr Konto ist gelöscht."))
        return redirect("/")

    def _answer(self, request, form, status=200):
        context = {
            "form": form,
            "obstacles": queries.obstacles(request.user),
            "to_withdraw": queries.enrolments_to_withdraw(request.user),
            "going": queries.kinds_that_go(),
            "holdings": queries.holdings_that_stay(request.user),
            "lacks_a_certificate": lacks_a_certificate(request.user),
        }
        return render(request, "privacy/erase.html", context, status=status)


class ErasePerson(RuledView):
    """The office erases somebody's account, on request, with a reason."""

    def allows(self, person) -> bool:
        return can_manage_people(person)

    def find(self, kwargs):
        self.person = get_object_or_404(Person, public_id=kwargs["public_id"], erased_at=None)
        self.back = reverse("accounts:person", args=[self.person.public_id])

    def get(self, request, public_id):
        note_disclosure(self.person, by=request.user, at=clock.now())
        return self._answer(request, ErasePersonForm(back=self.back))

    def post(self, request, public_id):
        form = ErasePersonForm(request.POST, back=self.back)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            actions.erase_person(self.person, by=request.user, at=clock.now(), reason=form.reason_in_words)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Das Konto ist gelöscht."))
        return redirect(self.back)

    def _answer(self, request, form, status=200):
        context = {
            "form": form,
            "person": self.person,
            "obstacles": queries.obstacles(self.person),
            "going": queries.kinds_that_go(),
            "holdings": queries.holdings_that_stay(self.person),
            "lacks_a_certificate": lacks_a_certificate(self.person),
        }
        return render(request, "privacy/erase_person.html", context, status=status)
