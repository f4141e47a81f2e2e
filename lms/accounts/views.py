from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django.views.generic import RedirectView

from lms import clock
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.journal.queries import chain_head, unlinked_entries
from lms.journal.subjects import with_subjects
from lms.ui.paging import page_of

from . import actions, rules
from .forms import GiveRoleForm, InvitationForm, PeopleFilter, ProfileForm, RoleChoiceForm
from .models import Person, Responsibility, Role
from .queries import held_roles, municipalities_matching, people_matching, shown_role

FORM = ["GET", "HEAD", "POST"]


def require_office(user) -> None:
    """Strangers are told that there is no such page."""
    if not rules.can_manage_people(user):
        raise Http404


@login_required
@require_http_methods(FORM)
def profile(request):
    person = request.user
    form = ProfileForm(request.POST or None, initial=ProfileForm.values_of(person))
    if form.is_bound and form.is_valid():
        actions.change_profile(person, by=person, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Ihre Angaben sind gespeichert."))
        return redirect("accounts:profile")
    return render(
        request, "accounts/profile.html", {"form": form, "roles": role_form(request)}, status=422 if form.errors else 200
    )


def role_form(request, data=None) -> RoleChoiceForm | None:
    """The choice between several views; None for people who have just one."""
    held = held_roles(request.user)
    choices = [(role, Role(role).label) for role in held]
    return RoleChoiceForm(data, choices=choices, initial={"role": shown_role(request.user)}) if len(held) > 1 else None


@login_required
@require_POST
def choose_role(request):
    try:
        actions.switch_role(request.user, request.POST.get("role", ""), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:profile")
    return redirect("start")


@require_GET
def municipality_search(request):
    """What the script beside the municipality field offers while somebody types."""
    found = municipalities_matching(request.GET.get("q", ""))
    return JsonResponse({"municipalities": [municipality.full_name for municipality in found]})


class BackOfficeLogIn(RedirectView):
    """Where Wagtail sends whoever it does not let in. Its own form knows neither rate limits nor a second factor.

    Visitors log in at our door. For people whose roles do not open the back office it does not exist: sending them to log
    in would send them straight back.
    """

    pattern_name = "account_login"
    query_string = True

    def get(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            list(messages.get_messages(request))  # Wagtail's own words about what is missing
            raise Http404
        return super().get(request, *args, **kwargs)


@login_required
@require_safe
def people(request):
    require_office(request.user)
    words = request.GET.get("q", "")
    running = Prefetch("responsibilities", Responsibility.objects.running(), to_attr="running")
    page = page_of(people_matching(words).prefetch_related(running), request)
    return render(
        request,
        "accounts/people.html",
        {"page": page, "filter": PeopleFilter({"q": words}), "words": words, "learner": Role.LEARNER.label},
    )


@login_required
@require_http_methods(FORM)
def invite_person(request):
    require_office(request.user)
    form = InvitationForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            invited = actions.invite(**form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Die Einladung ist unterwegs."))
            return redirect("accounts:person", invited.public_id)
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(FORM)
def person(request, public_id):
    require_office(request.user)
    shown = get_object_or_404(
        Person.objects.select_related("municipality__district", "organisation", "neighbourhood"), public_id=public_id
    )
    form = GiveRoleForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.give_role(shown, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(refusal.field or "role", str(refusal))
        else:
            messages.success(request, _("Die Rolle ist gegeben."))
            return redirect("accounts:person", public_id)
    if request.method == "GET":
        actions.note_disclosure(shown, by=request.user, at=clock.now())
    roles = shown.responsibilities.select_related("municipality__district", "district", "given_by").order_by("until", "-since")
    return render(
        request, "accounts/person.html", {"form": form, "person": shown, "roles": roles}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def end_role(request, public_id, pk):
    require_office(request.user)
    responsibility = get_object_or_404(Responsibility, pk=pk, person__public_id=public_id)
    try:
        actions.take_role(responsibility, by=request.user, at=clock.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Die Rolle ist beendet."))
    return redirect("accounts:person", public_id)


@login_required
@require_safe
def journal(request):
    require_office(request.user)
    page = page_of(JournalEntry.objects.select_related("actor"), request, per_page=50)
    chain = {"head": chain_head(), "unlinked": unlinked_entries().count()}
    context = {"page": page, "entries": with_subjects(page.object_list), "chain": chain}
    return render(request, "accounts/journal.html", context)
