"""Contents of documents, without a database."""

from datetime import date

from certificates.content import AttendanceLine, ComponentLine, Content

WORDING = {
    "certificate": {
        "title": "Zertifikat",
        "statement": "hat die **Qualifizierung Quartierskoordination** im Umfang von {ue} Unterrichtseinheiten "
        "erfolgreich abgeschlossen.",
        "details": "Die Qualifizierung fand vom {begins_on} bis zum {ends_on} statt. Grundlage ist die Fassung {version}.",
        "topic": "Thema des Praxisprojekts: {topic}",
        "validity": "Dieses Zertifikat ist gültig bis zum {valid_until}.",
        "place_and_date": "{place}, {issued_on}",
        "number": "Zertifikatsnummer {number} · Prüfcode {code} · Echtheit prüfen: {address}",
        "note": "Dieses Zertifikat weist eine nicht formale Weiterbildung nach.",
    },
    "supplement": {
        "title": "Anlage zum Zertifikat {number}",
        "columns": ["Baustein", "Art", "UE", "Präsenz", "Online-Live", "Selbstlernen", "Praxis", "Nachweis"],
        "passed": "Test bestanden, Praxisaufgabe angenommen",
        "credited": "angerechnet",
        "total": "Summe",
        "competences": "Nachgewiesene Kompetenzen.",
        "rule": "Mindestens 80 % der synchronen Unterrichtseinheiten wurden besucht.",
    },
    "participation": {
        "title": "Teilnahmebescheinigung",
        "statement": "hat an folgenden Bausteinen teilgenommen:",
        "columns": ["Baustein", "Zeitraum", "besuchte UE", "von UE"],
        "note": "Eine Bewertung von Leistungen ist mit dieser Bescheinigung nicht verbunden.",
        "closing": "{place}, {issued_on} · {issuer} · Bescheinigungsnummer {number} · Prüfcode {code}",
        "min_ratio": [50, 100],
        "regular_from_ratio": [80, 100],
        "regular": "Die Teilnahme erfolgte regelmäßig.",
    },
    "verification": {
        "valid": "Dieses Zertifikat ist echt und gültig bis zum {date}.",
        "expired": "Dieses Zertifikat ist echt. Die Gültigkeit endete am {date}.",
        "extendable": "Dieses Zertifikat ist echt. Die Gültigkeit endete am {date}. "
        "Eine Verlängerung ist bis zum {extension_until} möglich.",
        "replaced": "Dieses Zertifikat wurde am {date} durch eine neue Ausfertigung ersetzt.",
        "revoked": "Dieses Zertifikat wurde am {date} widerrufen und ist nicht gültig.",
        "unknown": "Zu diesem Prüfcode gibt es kein Zertifikat.",
    },
}


def component(title, kind="Pflicht", presence=360, live=90, own=180, practice=90):
    return ComponentLine(title, kind, presence, live, own, practice, "Test bestanden, Praxisaufgabe angenommen")


def certificate(**changes) -> Content:
    values = {
        "kind": "QK",
        "number": "QK-2026-000123",
        "code": "B1CCHQYWJ26TNR95",
        "given_name": "Teilnehmende",
        "family_name": "Person 07",
        "programme": "Qualifizierung Quartierskoordination",
        "version": "1.0",
        "ue_minutes": 45,
        "issuer": "Koordinierungsstelle",
        "place": "Stuttgart",
        "function": "Leitung",
        "issued_on": date(2026, 11, 23),
        "wording": WORDING,
        "address": "https://campus.example/echtheit/B1CC-HQYW-J26T-NR95/",
        "total_minutes": 5400,
        "begins_on": date(2025, 9, 29),
        "ends_on": date(2026, 7, 1),
        "topic": "Mittagstisch im alten Rathaus",
        "valid_until": date(2029, 11, 23),
        "components": tuple(component(f"M{number} Baustein mit einem längeren Titel") for number in range(1, 9)),
        "competences": tuple(f"K{number:02d} ordnet Handlungsfelder ein" for number in range(1, 13)),
    }
    return Content(**{**values, **changes})


def participation(**changes) -> Content:
    line = AttendanceLine("M1 Quartierskoordination", date(2026, 9, 21), date(2026, 10, 1), 337, 450)
    return certificate(
        **{
            "kind": "QT",
            "number": "QT-2026-000007",
            "components": (),
            "competences": (),
            "valid_until": None,
            "attendance": (line,),
            **changes,
        }
    )


EXAMPLES = {
    "short name": certificate(),
    "name of eighty characters": certificate(family_name="Person " + "mit sehr langem Namen " * 3 + "Nummer 07"),
    "Vietnamese name": certificate(given_name="Nguyễn Thị", family_name="Ánh Tuyết"),
    "Turkish name": certificate(given_name="Şükrü", family_name="Ğümüşoğlu"),
    "many components": certificate(components=tuple(component(f"Baustein {number}") for number in range(40))),
    "sample": certificate(is_sample=True),
    "address on two lines": certificate(
        address="https://qualifizierung-quartierskoordination.service.land.example/echtheit/B1CC-HQYW-J26T-NR95/"
    ),
    "participation record": participation(),
}
