"""Every screen of ours and who is the first to see it."""

from django.urls import reverse
from wagtail.models import Page

from tests.doors import DOORS

FILES = {
    "accounts:municipality-search",
    "certificates:badge",
    "certificates:candidates-file",
    "certificates:coverage-file",
    "certificates:did",
    "certificates:download",
    "certificates:key-chain",
    "certificates:print-copy",
    "certificates:sample",
    "certificates:sealed-files",
    "certificates:status-list",
    "cms_pages:curriculum",
    "cms_pages:recording",
    "courses:calendar",
    "courses:handout",
    "courses:report-file",
    "courses:submission-file",
    "mfa_download_recovery_codes",
    "picture",
    "privacy:download",
}
"""Addresses that answer with something else than a screen."""
WATCHED = (
    "visitor",
    "learner",
    "trainer",
    "programme_admin",
    "municipal_contact",
    "district_coordinator",
    "advisor",
    "advisory_board",
    "classmate",
    "finisher",
)


def screens(campus) -> dict[str, list[str]]:
    """For every role the addresses it is the first to see."""
    found: dict[str, list[str]] = {role: [] for role in WATCHED}
    for door in DOORS:
        meets_visitor = door.visitor or 200
        for role, addresses in found.items():
            status = meets_visitor if role == "visitor" else door.get
            if role in door.opens_for and status == 200 and door.get is not None and door.name not in FILES:
                addresses.append(reverse(door.name, args=door.args(campus)))
                break
    found["visitor"] += [page.url for page in Page.objects.live().public().filter(depth__gt=1) if page.url and page.depth < 5]
    found["learner"] += [
        *(
            reverse("courses:attempt-question", args=[campus.running.public_id, slot.number])
            for slot in campus.running.slots.all()
        ),
        *(reverse("courses:lesson-task", args=campus.task(kind)) for kind in ("project", "colloquium")),
        *(reverse("courses:lesson-task", args=campus.lesson(code, "task")) for code in ("M1", "M2", "M3", "M4")),
        *(reverse("courses:lesson-quiz", args=campus.lesson(code, "quiz")) for code in ("M2", "M3")),
    ]
    for role, words in (("visitor", "Regenschirm"), ("learner", "Kommune"), ("trainer", "Person")):
        found[role].append(f"{reverse('cms_pages:search')}?q={words}")
    found["finisher"].append(reverse("certificates:details", args=[campus.cohort.slug]))
    found["advisor"] += [reverse("privacy:own"), reverse("privacy:erase")]
    found["programme_admin"].append(reverse("privacy:person-erase", args=[campus.stranger.public_id]))
    for role in ("trainer", "programme_admin", "classmate", "finisher"):
        found[role] += [reverse("courses:overview"), reverse("accounts:profile")]
    return found


def refused_forms(campus) -> dict[str, list[tuple[str, dict]]]:
    """For every role the addresses whose form comes back with something to mend, and what was typed."""
    found: dict[str, list[tuple[str, dict]]] = {role: [] for role in WATCHED}
    for door in DOORS:
        role = next((role for role in WATCHED if role in door.opens_for and role != "visitor"), None)
        if role and door.post == 422:
            found[role].append((reverse(door.name, args=door.args(campus)), door.data))
    found["finisher"].append((reverse("certificates:details", args=[campus.cohort.slug]), {"given_name": "漢"}))
    found["advisor"].append((reverse("privacy:erase"), {"password": "nicht-das-richtige"}))
    found["programme_admin"].append((reverse("privacy:person-erase", args=[campus.stranger.public_id]), {"reason": ""}))
    found["visitor"] += [
        (reverse(name), {"unbekannt": "1"}) for name in ("account_login", "account_signup", "account_reset_password")
    ]
    return found
