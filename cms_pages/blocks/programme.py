"""Blocks for what a programme consists of besides its texts: competences, rule, recertification, wording."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms_pages.codes import are_codes


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Bezeichnung"), max_length=40)
    text = blocks.CharBlock(label=_("Angabe"), max_length=200)

    class Meta:
        label = _("Angabe auf einen Blick")
        icon = "info-circle"


class CompetenceBlock(blocks.StructBlock):
    code = blocks.CharBlock(label=_("Kennung"), max_length=10)
    area = blocks.CharBlock(label=_("Bereich"), max_length=60)
    text = blocks.CharBlock(
        label=_("Kompetenz"), max_length=300, help_text=_("Satz ohne Anfang, zum Beispiel: plant Beteiligung und führt sie durch")
    )

    class Meta:
        label = _("Kompetenz")
        icon = "check"


class NoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), rows=3)

    class Meta:
        label = _("Erläuterung")
        icon = "comment"


class RatioBlock(blocks.StructBlock):
    """A share as two whole numbers, so that nothing is ever rounded."""

    num = blocks.IntegerBlock(label=_("Anteil"), min_value=0)
    den = blocks.IntegerBlock(label=_("von"), min_value=1, default=100)

    class Meta:
        label = _("Anteil")
        form_classname = "collapsed"


def minutes(label):
    return blocks.IntegerBlock(label=label, min_value=0, help_text=_("In Minuten. Eine Unterrichtseinheit hat 45 Minuten."))


def number(label, **options):
    return blocks.IntegerBlock(label=label, **{"min_value": 0, **options})


class RequirementBlock(blocks.StructBlock):
    """What every condition says; the parameters below it depend on its kind."""

    number = blocks.CharBlock(label=_("Nummer"), max_length=10)
    title = blocks.CharBlock(label=_("Bezeichnung"), max_length=100)
    condition = blocks.TextBlock(label=_("Bedingung"), rows=2, max_length=300, help_text=_("Der Satz, den Teilnehmende lesen."))


def requirement(label, **parameters) -> RequirementBlock:
    return RequirementBlock(list(parameters.items()), label=label, icon="tasks")


def component_codes():
    return blocks.CharBlock(label=_("Bausteine"), validators=[are_codes], help_text=_("Kennungen mit Komma, zum Beispiel M1, M2"))


RULE_BLOCKS = [
    ("mandatory_components", requirement(_("Pflichtbausteine abgeschlossen"), components=component_codes())),
    (
        "elective_count",
        requirement(_("Zahl der Wahlpflichtbausteine"), components=component_codes(), min_count=number(_("mindestens"))),
    ),
    (
        "credited_minutes",
        requirement(
            _("Umfang"),
            min_minutes=minutes(_("mindestens")),
            credit_transfer_max_minutes=minutes(_("davon angerechnet höchstens")),
        ),
    ),
    (
        "attendance_total",
        requirement(_("Anwesenheit gesamt"), min_ratio=RatioBlock(), make_up_max_minutes=minutes(_("Ersatzleistung höchstens"))),
    ),
    ("attendance_per_component", requirement(_("Anwesenheit je Baustein"), min_ratio=RatioBlock())),
    ("quizzes", requirement(_("Tests bestanden"), pass_ratio=RatioBlock())),
    ("practice_tasks", requirement(_("Praxisaufgaben angenommen"))),
    ("project", requirement(_("Praxisprojekt angenommen"), reviews=number(_("Zahl der Bewertungen")))),
    ("colloquium", requirement(_("Kolloquium bestanden"), examiners=number(_("Zahl der prüfenden Personen")))),
    ("release", requirement(_("Freigabe"), persons=number(_("Zahl der beteiligten Personen")))),
]

VALIDITY_STARTS = [("previous_expiry", _("am alten Ablaufdatum")), ("decision_date", _("am Tag der Entscheidung"))]


class NumberedConditionBlock(blocks.StructBlock):
    number = blocks.CharBlock(label=_("Nummer"), max_length=10)
    text = blocks.TextBlock(label=_("Bedingung"), rows=2)

    class Meta:
        label = _("Bedingung")


class RecentEvidenceBlock(blocks.StructBlock):
    count = number(_("Zahl der Nachweise"))
    within_months_before_expiry = number(_("aus den letzten Monaten vor Ablauf"))

    class Meta:
        label = _("Neuere Nachweise")


class ReEntryBlock(blocks.StructBlock):
    min_minutes = minutes(_("Fortbildung mindestens"))
    colloquium = blocks.BooleanBlock(label=_("mit Kolloquium"), required=False)
    new_validity_starts = blocks.ChoiceBlock(label=_("Neue Gültigkeit beginnt"), choices=VALIDITY_STARTS)

    class Meta:
        label = _("Wiedereinstieg")


class RecertificationBlock(blocks.StructBlock):
    validity_months = number(_("Gültigkeit in Monaten"))
    extension_months = number(_("Verlängerung in Monaten"))
    min_minutes = minutes(_("Fortbildung mindestens"))
    min_exchange_minutes = minutes(_("davon Austausch mindestens"))
    max_self_study_minutes = minutes(_("davon Selbstlernen höchstens"))
    teaching_max_minutes = minutes(_("davon eigene Lehrtätigkeit höchstens"))
    min_recent = RecentEvidenceBlock()
    window_months_before_expiry = number(_("Antrag möglich ab Monaten vor Ablauf"))
    reminders_months_before_expiry = blocks.ListBlock(blocks.IntegerBlock(label=_("Monate vor Ablauf")), label=_("Erinnerungen"))
    grace_months_after_expiry = number(_("Nachfrist in Monaten"))
    new_validity_starts = blocks.ChoiceBlock(label=_("Neue Gültigkeit beginnt"), choices=VALIDITY_STARTS)
    re_entry = ReEntryBlock()
    suspension_max_months = number(_("Hemmung der Frist höchstens, in Monaten"))
    conditions = blocks.ListBlock(NumberedConditionBlock(), label=_("Bedingungen"))
    text = blocks.TextBlock(label=_("Erläuterung"), rows=6, required=False)

    class Meta:
        label = _("Verlängerung des Zertifikats")
        icon = "rotate"


def sentence(label, *placeholders):
    hint = _("Platzhalter: %s") % ", ".join(f"{{{name}}}" for name in placeholders) if placeholders else ""
    return blocks.TextBlock(label=label, rows=2, help_text=hint)


def columns():
    return blocks.ListBlock(blocks.CharBlock(label=_("Spalte")), label=_("Spalten der Tabelle"))


class CertificateWordingBlock(blocks.StructBlock):
    title = sentence(_("Überschrift"))
    statement = sentence(_("Hauptsatz"), "ue")
    details = sentence(_("Angaben zur Qualifizierung"), "begins_on", "ends_on", "version")
    topic = sentence(_("Thema des Praxisprojekts"), "topic")
    validity = sentence(_("Gültigkeit"), "valid_until")
    place_and_date = sentence(_("Ort und Datum"), "place", "issued_on")
    number = sentence(_("Nummer und Prüfcode"), "number", "code", "address")
    note = sentence(_("Rechtlicher Hinweis"))

    class Meta:
        label = _("Zertifikat")
        icon = "doc-full"


class SupplementWordingBlock(blocks.StructBlock):
    title = sentence(_("Überschrift"), "number")
    columns = columns()
    passed = sentence(_("Nachweis: selbst erbracht"))
    credited = sentence(_("Nachweis: angerechnet"))
    total = sentence(_("Summenzeile"))
    competences = sentence(_("Überschrift der Kompetenzen"))
    rule = sentence(_("Satz zur Regel"))

    class Meta:
        label = _("Anlage zum Zertifikat")
        icon = "doc-full"


class ParticipationWordingBlock(blocks.StructBlock):
    title = sentence(_("Überschrift"))
    statement = sentence(_("Hauptsatz"))
    columns = columns()
    note = sentence(_("Hinweis"))
    closing = sentence(_("Schlusszeile"), "place", "issued_on", "issuer", "number", "code")
    min_ratio = RatioBlock(label=_("Bescheinigung ab"))
    regular_from_ratio = RatioBlock(label=_("Regelmäßig ab"))
    regular = sentence(_("Satz zur regelmäßigen Teilnahme"))

    class Meta:
        label = _("Teilnahmebescheinigung")
        icon = "doc-full"


class VerificationWordingBlock(blocks.StructBlock):
    valid = sentence(_("gültig"), "date")
    expired = sentence(_("abgelaufen"), "date")
    extendable = sentence(_("abgelaufen, Verlängerung möglich"), "date", "extension_until")
    replaced = sentence(_("ersetzt"), "date")
    revoked = sentence(_("widerrufen"), "date")
    unknown = sentence(_("unbekannt"))

    class Meta:
        label = _("Echtheitsprüfung")
        icon = "doc-full"


WORDING_BLOCKS = [
    ("certificate", CertificateWordingBlock()),
    ("supplement", SupplementWordingBlock()),
    ("participation", ParticipationWordingBlock()),
    ("verification", VerificationWordingBlock()),
]
ONE_OF_EACH = {name: {"max_num": 1} for name, _block in WORDING_BLOCKS}
