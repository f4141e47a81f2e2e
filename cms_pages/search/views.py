"""The page with the field and what was found."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from lms.ui.paging import page_of

from .sources import KINDS, found_for

LONGEST = 100
SUGGESTIONS = (_("Zertifikat"), _("Anmeldung"), _("Anwesenheit"))


class Search(View):
    """What somebody may see, by words; narrowed to one kind on request."""

    def get(self, request):
        text = request.GET.get("q", "").strip()[:LONGEST]
        found = found_for(request.user, text)
        counts = Counter(one.kind for one in found)
        kind = request.GET.get("art", "")
        kind = kind if kind in counts else ""
        context = {
            "text": text,
            "count": len(found),
            "kinds": [(key, word, counts[key]) for key, word in KINDS.items() if counts[key]],
            "kind": kind,
            "page": page_of([one for one in found if kind in ("", one.kind)], request, per_page=20),
            "suggestions": [str(word) for word in SUGGESTIONS],
        }
        return render(request, "cms_pages/search/search.html", context)
