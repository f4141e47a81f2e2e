"""Starter texts of the pages the law prescribes. Honest ones: what only the operator can know is left open and said so."""

from datetime import date

from wagtail.models import Page

from .models import AccessibilityPage, EasyLanguagePage, NewsIndexPage, PrivacyPage, SignLanguagePage

PROCESSINGS = [
    {
        "title": "Konto",
        "data": "Name, E-Mail-Adresse, Kommune und Organisation. Das Passwort wird verschlüsselt gespeichert.",
        "legal_basis": "",
        "recipients": "Sie selbst und die Programmadministration.",
        "kept": "Hinweis nach 24 Monaten ohne Nutzung, Löschung nach 27 Monaten",
    },
    {
        "title": "Anmeldung und Warteliste",
        "data": "Durchgang, Bestätigung der entsendenden Stelle, Platz auf der Warteliste.",
        "legal_basis": "",
        "recipients": "Sie selbst, die Programmadministration und die entsendende Stelle.",
        "kept": "Ohne Teilnahme 6 Monate nach Beginn des Durchgangs",
    },
    {
        "title": "Lernen und Bewertungen",
        "data": "Anwesenheit in Minuten, Testversuche, Abgaben und Bewertungen.",
        "legal_basis": "",
        "recipients": "Sie selbst, die Kursleitung Ihres Durchgangs und die Programmadministration. "
        "Kommunen sehen keine Testergebnisse.",
        "kept": "3 Jahre nach dem Ende des Jahres, in dem der Durchgang endete",
    },
    {
        "title": "Niederschrift des Kolloquiums",
        "data": "Ablauf, Ergebnis und prüfende Personen.",
        "legal_basis": "",
        "recipients": "Sie selbst, die prüfenden Personen und die Programmadministration.",
        "kept": "10 Jahre",
    },
    {
        "title": "Zertifikate und Echtheitsprüfung",
        "data": "Name, Nummer, Fassung, Daten der Gültigkeit. Das Geburtsdatum steht nur auf Wunsch auf dem Zertifikat.",
        "legal_basis": "",
        "recipients": "Sie selbst und die Programmadministration. Wer Ihren Prüfcode kennt, sieht den Stand des Zertifikats.",
        "kept": "10 Jahre nach dem Ende der Gültigkeit",
    },
]
COOKIES = (
    "Die Plattform setzt nur technisch notwendige Cookies: für das Einloggen und zum Schutz von Formularen.\n\n"
    "Es gibt keine Auswertung des Nutzungsverhaltens und keine Inhalte von fremden Servern."
)
RIGHTS = (
    "Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung und Datenübertragbarkeit.\n\n"
    "Manche Nachweise müssen länger aufbewahrt werden, damit Zertifikate prüfbar bleiben."
)
COMPLAINT = "Sie können sich bei der Aufsichtsbehörde für den Datenschutz beschweren."
NOT_ACCESSIBLE = [
    {
        "content": "Dateien, die Teilnehmende selbst hochladen",
        "reason": "out_of_scope",
        "alternative": "Fragen Sie uns nach einer zugänglichen Fassung.",
    },
    {
        "content": "Die Redaktion, in der Kursleitungen Inhalte schreiben",
        "reason": "conflict",
        "alternative": "Sie wurde noch nicht vollständig geprüft. Die Programmadministration hilft beim Eintragen.",
    },
    {
        "content": "Die Videos in Deutscher Gebärdensprache fehlen noch",
        "reason": "conflict",
        "alternative": "Der Betreiber lässt sie erstellen.",
    },
]
METHOD = (
    "Die Seiten werden bei Änderungen automatisch geprüft, hell und dunkel, breit und schmal.\n\n"
    "Eine Prüfung durch eine unabhängige Stelle hat noch nicht stattgefunden."
)
ABOUT = """
Diese Internet-Seite ist eine Lern-Plattform.
Hier lernen Menschen etwas über Quartiere.
Ein Quartier ist ein Ort, an dem Menschen leben.
Zum Beispiel: eine Straße, ein Stadt-Teil oder ein Dorf.
Die Menschen lernen hier: So wird das Leben im Quartier besser.
Am Ende bekommen sie ein Zertifikat.
Ein Zertifikat ist eine Urkunde.
"""
FINDING_THE_WAY = """
Oben auf jeder Seite ist das Menü.
Im Menü finden Sie die Programme.
Ein Programm sagt: Das können Sie lernen.
Zum Lernen brauchen Sie ein Konto.
Ganz unten auf jeder Seite finden Sie Hilfe.
Sie können die Seite mit der Tastatur bedienen.
Sie können die Schrift größer machen.
"""
ACCESSIBLE = """
Alle Menschen sollen diese Seite nutzen können.
Das schwere Wort dafür ist: Barriere-Freiheit.
Manches klappt noch nicht.
Zum Beispiel: Es fehlen Videos in Gebärden-Sprache.
Sie finden etwas, das nicht klappt?
Dann schreiben Sie uns.
Ganz unten steht dafür: Barriere melden.
"""
FURTHER = """
Nur diese Seite ist in Leichter Sprache.
Sie haben eine Frage?
Rufen Sie uns an oder schreiben Sie uns.
Wir erklären Ihnen alles in einfachen Worten.
Ganz unten steht dafür: Kontakt.
"""
INTERPRETING = (
    "Sie brauchen bei Präsenztagen oder Online-Live-Terminen eine Dolmetschung? Sagen Sie es uns bei der Anmeldung.\n\n"
    "Wir klären mit Ihnen, was möglich ist."
)


def pages(*, on: date) -> list[Page]:
    """The prescribed pages with their starter texts, not saved yet; `on` is the day the statement is made."""
    return [
        PrivacyPage(
            title="Datenschutz",
            slug="datenschutz",
            lead="Hier steht, welche Daten diese Lernplattform verarbeitet, wozu und wie lange.",
            processings=[("processing", entry) for entry in PROCESSINGS],
            cookies=COOKIES,
            rights=RIGHTS,
            complaint=COMPLAINT,
        ),
        AccessibilityPage(
            title="Erklärung zur Barrierefreiheit",
            slug="barrierefreiheit",
            lead="Diese Erklärung gilt für die Lernplattform mit allen Seiten, Dokumenten und E-Mails.",
            not_accessible=[("content", entry) for entry in NOT_ACCESSIBLE],
            prepared_on=on,
            method_text=METHOD,
        ),
        EasyLanguagePage(
            title="Leichte Sprache",
            slug="leichte-sprache",
            about=ABOUT.strip(),
            finding_the_way=FINDING_THE_WAY.strip(),
            accessibility=ACCESSIBLE.strip(),
            further=FURTHER.strip(),
        ),
        SignLanguagePage(
            title="Gebärdensprache",
            slug="gebaerdensprache",
            lead="Hier stehen Videos in Deutscher Gebärdensprache, sobald sie erstellt sind.",
            interpreting=INTERPRETING,
        ),
        NewsIndexPage(title="Neuigkeiten", slug="news", lead="Was sich auf der Plattform und im Programm getan hat."),
    ]
