"""How long which personal data are kept, and why (requirements 4.3). The periods are settings."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Words = str | Promise


@dataclass(frozen=True)
class Category:
    """Data of one purpose. `kept` may name the period by `%(period)s`; `contents` are the models, in the words of a reader."""

    title: Words
    kept: Words
    why: Words
    contents: dict[str, Words]
    period: str = ""
    """Name of the period in `settings.RETENTION_MONTHS`; empty where no calendar decides."""

    @property
    def kept_in_words(self) -> str:
        return (
            str(self.kept) % {"period": months_in_words(settings.RETENTION_MONTHS[self.period])}
            if self.period
            else str(self.kept)
        )


def months_in_words(months: int) -> str:
    """ "3 Jahre", "6 Monate": years wherever they come out even."""
    years, rest = divmod(months, 12)
    if years and not rest:
        return ngettext("%(count)d Jahr", "%(count)d Jahre", years) % {"count": years}
    return ngettext("%(count)d Monat", "%(count)d Monate", months) % {"count": months}


CATEGORIES = [
    Category(
        _("Konto"),
        _("Bis das Konto gelöscht wird."),
        _("Für das Einloggen und für Nachrichten."),
        {
            "accounts.Person": _("Angaben zur Person"),
            "account.EmailAddress": _("E-Mail-Adressen"),
            "mfa.Authenticator": _("Zweite Faktoren"),
            "notifications.Notice": _("Benachrichtigungen"),
            "wagtailusers.UserProfile": _("Einstellungen der Redaktion"),
            "wagtailadmin.EditingSession": _("Geöffnete Texte"),
            "wagtailadmin.FormState": _("Angefangene Texte"),
            "wagtailcore.APIToken": _("Zugänge für Programme"),
            "wagtailcore.PageSubscription": _("Abonnierte Texte"),
            "wagtailcore.UploadedFile": _("Angefangene Übertragungen"),
        },
    ),
    Category(
        _("Nachteilsausgleich"),
        _("%(period)s nach dem Ende des Durchgangs. Beim Löschen des Kontos sofort gelöscht."),
        _("Damit Tests die richtige Zeit haben. Gründe speichern wir nie."),
        {"courses.Accommodation": _("Nachteilsausgleiche")},
        "accommodation",
    ),
    Category(
        _("Anmeldungen"),
        _("Ohne Teilnahme %(period)s nach Beginn des Durchgangs. Mit Teilnahme so lange wie die Arbeiten."),
        _("Damit Plätze gerecht vergeben werden."),
        {
            "courses.Enrolment": _("Anmeldungen zu Durchgängen"),
            "courses.SendingConfirmation": _("Bestätigungen der entsendenden Stelle"),
            "courses.ComponentChoice": _("Gewählte Wahlpflichtmodule"),
            "courses.AnnouncementCopy": _("Nachrichten an den Durchgang"),
        },
        "unfinished",
    ),
    Category(
        _("Tests, Aufgaben und Projekt"),
        _("%(period)s nach dem Ende des Jahres, in dem der Durchgang endete."),
        _("Damit sich Bewertungen nachprüfen lassen, wie bei Prüfungsarbeiten üblich."),
        {
            "courses.LessonResult": _("Stand der Lernschritte"),
            "courses.Attempt": _("Testversuche"),
            "courses.AttemptSlot": _("Gestellte Fragen"),
            "courses.AnswerStep": _("Gespeicherte Antworten"),
            "courses.SlotGrade": _("Bewertungen der Antworten"),
            "courses.GradeDraft": _("Entwürfe von Bewertungen"),
            "courses.Submission": _("Abgaben"),
            "courses.SubmissionFile": _("Dateien zu Abgaben"),
            "courses.TaskDraft": _("Entwürfe von Rückmeldungen"),
            "courses.Review": _("Bewertungen der Abgaben"),
            "courses.Appeal": _("Einsprüche"),
        },
        "papers",
    ),
    Category(
        _("Abschlusskolloquium"),
        _("%(period)s."),
        _("Damit sich das Ergebnis nachprüfen lässt, wie bei Niederschriften üblich."),
        {
            "courses.ColloquiumSlot": _("Zeitfenster als prüfende Person"),
            "courses.ColloquiumBooking": _("Gebuchte Zeitfenster"),
            "courses.ColloquiumRecord": _("Niederschriften"),
            "courses.RecordSignature": _("Unterschriften unter der Niederschrift"),
        },
        "colloquium",
    ),
    Category(
        _("Lernkonto"),
        _("Solange ein Zertifikat darauf beruht. Sonst so lange wie die Arbeiten."),
        _("Damit sich jede Voraussetzung belegen lässt."),
        {
            "courses.LedgerEntry": _("Einträge im Lernkonto"),
            "courses.AttendanceClaim": _("Angaben zur Anwesenheit"),
            "courses.MakeUpWork": _("Ersatzleistungen"),
            "courses.CreditTransfer": _("Anrechnungen"),
            "courses.ProgrammeCompletion": _("Erfüllte Voraussetzungen"),
            "courses.CompletionWithdrawal": _("Zurückgenommene Voraussetzungen"),
            "courses.ReleaseItem": _("Freigaben von Nachweisen"),
        },
    ),
    Category(
        _("Zertifikate und Bescheinigungen"),
        _("%(period)s nach dem Ende der Gültigkeit. Danach bleibt nur die Nummer."),
        _("Damit sich die Echtheit prüfen lässt, auch ohne Konto."),
        {
            "certificates.CertificateContent": _("Inhalte der Nachweise"),
            "certificates.SealedFile": _("Gesiegelte Dateien"),
            "certificates.CertificateEvent": _("Ereignisse zu Nachweisen"),
            "certificates.RevocationProposal": _("Widerrufe"),
            "courses.CertificateDetails": _("Bestätigte Angaben für das Zertifikat"),
        },
        "register",
    ),
    Category(
        _("Rollen und Entscheidungen"),
        _("So lange wie das, was entschieden wurde. Der Name geht mit dem Konto."),
        _("Damit nachvollziehbar bleibt, wie etwas entschieden wurde."),
        {
            "accounts.Responsibility": _("Rollen"),
            "courses.CohortTrainer": _("Geleitete Durchgänge"),
            "courses.Handout": _("Hinzugefügte Unterlagen"),
            "courses.Announcement": _("Gesendete Nachrichten"),
            "courses.ProgrammeVersion": _("Veröffentlichte Fassungen"),
            "courses.LessonCorrection": _("Berichtigte Texte"),
            "courses.Release": _("Vorgeschlagene Freigaben"),
            "privacy.RetentionRun": _("Freigegebene Löschläufe"),
            "journal.JournalEntry": _("Einträge im Nachweisprotokoll"),
        },
    ),
    Category(
        _("Texte und Medien"),
        _("So lange wie die Inhalte. Der Name geht mit dem Konto."),
        _("Damit Durchgänge behalten, womit sie lernen."),
        {
            "wagtailcore.Page": _("Angelegte Seiten"),
            "wagtailcore.Revision": _("Gespeicherte Stände"),
            "wagtailcore.PageLogEntry": _("Änderungen an Seiten"),
            "wagtailcore.ModelLogEntry": _("Änderungen an anderen Inhalten"),
            "wagtailcore.WorkflowState": _("Angefragte Prüfungen"),
            "wagtailcore.TaskState": _("Erledigte Prüfungen"),
            "wagtailcore.Comment": _("Kommentare"),
            "wagtailcore.CommentReply": _("Antworten auf Kommentare"),
            "wagtaildocs.Document": _("Dokumente"),
            "wagtailimages.Image": _("Bilder"),
            "cms_pages.Recording": _("Ton und Video"),
            "courses.Question": _("Gesperrte Fragen"),
        },
    ),
]
