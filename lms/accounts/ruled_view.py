"""The base of every page that exists for one group of people only."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views import View


class RuledView(LoginRequiredMixin, View):
    """A page for the people its rule lets in: strangers sign in first, for everybody else it does not exist."""

    def allows(self, person) -> bool:
        """Whether the page exists for this signed-in person; no rule, no page."""
        return False

    def find(self, kwargs: dict):
        """Look up what the page is about; called only for those who may see it."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not self.allows(request.user):
                raise Http404
            self.find(kwargs)
        return super().dispatch(request, *args, **kwargs)
