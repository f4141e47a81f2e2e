"""What columns and values are called in the copy a person gets of their data."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Field
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.journal.verbs import VERBS
from lms.ui.formats import day, moment

from .declarations import Declaration
from .due import RULES

COLUMNS = {
    "action": _("Vorgang"),
    "added_at": _("Hinzugefügt am"),
    "announcement__sent_at": _("Gesendet am"),
    "answer": _("Antwort"),
    "asked_email": _("Angefragt bei"),
    "at": _("Zeitpunkt"),
    "attempt__number": _("Versuch"),
    "attempt_number": _("Versuch"),
    "booked_at": _("Gebucht am"),
    "cancelled_at": _("Abgesagt am"),
    "category": _("Kategorie"),
    "certificate__code": _("Prüfcode"),
    "chosen_at": _("Gewählt am"),
    "cohort__code": _("Durchgang"),
    "comment": _("Kommentar"),
    "completed_on": _("Erfüllt am"),
    "component__title": _("Baustein"),
    "confirmed_at": _("Bestätigt am"),
    "counted": _("Zählt"),
    "created": _("Angelegt am"),
    "created_at": _("Angelegt am"),
    "data": _("Inhalt"),
    "decided_at": _("Entschieden am"),
    "decision": _("Entscheidung"),
    "district__name": _("Kreis"),
    "done_at": _("Abgeschlossen am"),
    "dropped_at": _("Abgewählt am"),
    "email": _("E-Mail-Adresse"),
    "ended_at": _("Beendet am"),
    "ended_because": _("Grund"),
    "enrolment__cohort__code": _("Durchgang"),
    "explanation": _("Erläuterung"),
    "factor": _("Testzeit in Prozent"),
    "feedback": _("Rückmeldung"),
    "filed_at": _("Eingelegt am"),
    "finished_at": _("Beendet am"),
    "how": _("Art der Bewertung"),
    "is_late": _("In der Nachfrist"),
    "joined_at": _("Konto seit"),
    "kind": _("Art"),
    "label": _("Bezeichnung"),
    "last_login": _("Zuletzt eingeloggt"),
    "last_used_at": _("Zuletzt benutzt"),
    "lesson__title": _("Lernschritt"),
    "level": _("Stufe des Siegels"),
    "max_points": _("Mögliche Punkte"),
    "meeting__lesson__title": _("Termin"),
    "meeting__starts_at": _("Beginn"),
    "met": _("Erfüllt"),
    "minutes": _("Minuten"),
    "mode": _("Lernform"),
    "municipality__name": _("Kommune"),
    "name": _("Name"),
    "neighbourhood__name": _("Quartier"),
    "noted_at": _("Eingetragen am"),
    "number": _("Nummer"),
    "object_str": _("Inhalt"),
    "opened_at": _("Geöffnet am"),
    "organisation__name": _("Organisation"),
    "outcome": _("Ergebnis"),
    "page__title": _("Seite"),
    "points": _("Punkte"),
    "primary": _("Hauptadresse"),
    "programme__title": _("Programm"),
    "proposed_at": _("Vorgeschlagen am"),
    "published_at": _("Veröffentlicht am"),
    "question_version__question__code": _("Frage"),
    "quiz__lesson__title": _("Test"),
    "attempt__quiz__lesson__title": _("Test"),
    "read_at": _("Gelesen am"),
    "reason": _("Begründung"),
    "recorded_at": _("Eingetragen am"),
    "requested_at": _("Angefragt am"),
    "response": _("Antwort"),
    "returned_at": _("Zurückgegeben am"),
    "role": _("Rolle"),
    "rule": _("Stichtag"),
    "saved_at": _("Gespeichert am"),
    "score_den": _("Punkte, Nenner"),
    "score_max": _("Mögliche Punkte"),
    "score_num": _("Punkte, Zähler"),
    "sealed_at": _("Gesiegelt am"),
    "sending_organisation__name": _("Entsendende Stelle"),
    "sent_at": _("Gesendet am"),
    "sha256": _("Prüfsumme"),
    "since": _("Seit"),
    "size": _("Größe in Byte"),
    "slot__attempt__number": _("Versuch"),
    "slot__attempt__quiz__lesson__title": _("Test"),
    "slot__number": _("Frage Nr."),
    "slot__starts_at": _("Beginn"),
    "source": _("Quelle"),
    "standing": _("Voraussetzungen"),
    "started_at": _("Begonnen am"),
    "starts_at": _("Beginn"),
    "state": _("Stand"),
    "status": _("Status"),
    "subject": _("Betreff"),
    "subject_id": _("Nummer"),
    "subject_kind": _("Gegenstand"),
    "submission__assignment__lesson__title": _("Aufgabe"),
    "assignment__lesson__title": _("Aufgabe"),
    "submission__number": _("Abgabe Nr."),
    "submitted_at": _("Abgegeben am"),
    "text": _("Text"),
    "timestamp": _("Zeitpunkt"),
    "title": _("Titel"),
    "type": _("Art"),
    "until": _("Bis"),
    "used_at": _("Beantwortet am"),
    "verb": _("Vorgang"),
    "verified": _("Bestätigt"),
    "what": _("Ereignis"),
    "body": _("Text"),
}
"""German names of exported columns: those our models leave to the code, and those of others."""
NOTHING = "–"


def column_words(declaration: Declaration, path: str) -> str:
    """What a column is called: in this list, else by its field."""
    return str(COLUMNS.get(path) or field_at(declaration, path).verbose_name)


def field_at(declaration: Declaration, path: str) -> Field:
    """The column at the end of a path."""
    model: Any = declaration.model
    *way, name = path.split("__")
    for hop in way:
        model = model._meta.get_field(hop).related_model
    return model._meta.get_field(name)


def _kind_words(kind: str) -> str:
    return str(apps.get_model(kind)._meta.verbose_name)


CODES: dict[str, Callable[[str], Any]] = {
    "journal.JournalEntry.verb": lambda verb: VERBS.get(verb, verb),
    "journal.JournalEntry.subject_kind": _kind_words,
    "privacy.RetentionRun.category": lambda period: RULES[period].title if period in RULES else period,
    "privacy.RetentionRun.rule": lambda before: day(date.fromisoformat(before)),
}
"""How columns read that store a word of the program without choices."""


def value_words(value, field: Field) -> str:
    """A stored value as a reader knows it from the screen."""
    if value is None or value == "":
        return NOTHING
    if words := CODES.get(str(field)):
        return str(words(value))
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
