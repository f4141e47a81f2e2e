from datetime import UTC, datetime

import pytest
from django.template import Context, Engine
from django.template.loader import render_to_string

AT = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)


def shown(text, **context):
    return Engine.get_default().from_string(text).render(Context(context))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ 337|ue }}", "7,48\u00a0UE"),
        ("{{ 1|minutes }}", "1\u00a0Minute"),
        ("{{ 2591|percent:3240 }}", "79,97\u00a0%"),
        ("{{ at|day }}", "26.\u00a0November 2026"),
        ("{{ at|clock_range:end }}", "17:30 bis 19:00\u00a0Uhr"),
        ("{{ nothing|day }}{{ nothing|ue }}", ""),
        ("{{ 1101|thousands }}", "1\u202f101"),
    ],
)
def test_filters_write_german_and_leave_nothing_blank(text, result):
    assert shown(text, at=AT, end=AT.replace(hour=18, minute=0)) == result


def test_a_badge_says_its_status_in_words():
    badge = shown('{% badge "Noch offen" "warning" %}')

    assert "kern-badge--warning" in badge
    assert '<span class="kern-label">Noch offen</span>' in badge
    assert 'kern-icon--warning" aria-hidden="true"' in badge


def test_a_neutral_badge_has_no_icon():
    assert "kern-icon" not in shown('{% badge "Offen" %}')


@pytest.mark.parametrize(
    ("component", "context", "expected"),
    [
        ("next_step", {"title": "M2.2 lesen", "href": "/x/", "action": "Einheit öffnen"}, "Ihr nächster Schritt"),
        ("empty_state", {"text": "Noch nichts.", "href": "/x/", "action": "Ansehen"}, '<a href="/x/">Ansehen</a>'),
        ("tabs", {"label": "Bereiche", "tabs": [("Personen", "/x/", True)]}, 'aria-current="page"'),
        ("breadcrumb", {"trail": [("Personen", "/x/")], "here": "Eine"}, '<li aria-current="page">Eine</li>'),
        ("alert", {"kind": "danger", "title": "Achtung"}, 'role="alert"'),
        ("houses.svg", {}, 'aria-hidden="true"'),
    ],
)
def test_every_component_shows_what_it_is_given(component, context, expected):
    assert expected in render_to_string(f"components/{component}.html", context)
