"""What learners of the demo hand in: for each practice task a text of its own."""

TASKS = {
    "M1": (
        "Drei Gespräche sind geführt: mit der Verwaltung, mit dem Gremium und im Quartier. Der Auftrag umfasst Ziel, Raum "
        "und Dauer. Befugnisse, Ressourcen, Berichtswege, Partner und der Termin zur Verstetigung stehen im Mandatsblatt. "
        "Offen ist der Ort; nächster Schritt ist ein Gespräch mit dem Bauamt."
    ),
    "M2": (
        "Meine Frage: Wie kommen ältere Menschen im Teilort zum Einkaufen? Erster Blick: 31 von 100 Einwohnerinnen und "
        "Einwohnern sind über 65, der nächste Laden ist 2,4 Kilometer entfernt. Zweiter Blick: eine Begehung und acht "
        "Gespräche an der Bushaltestelle. Die Netzwerkkarte zeigt Ortschaftsrat, Verein, Pflegedienst und Bäckerei. Drei "
        "Themen mit Gewichtung: Fahrten, Treffpunkt, Bänke."
    ),
    "M3": (
        "Die Einladung hat eine halbe Seite: Worum geht es, wer kann kommen, wann und wo, was geschieht mit den Ergebnissen?"
        " Der Ablauf dauert 90 Minuten: Ankommen, Stand, drei Tische, Gewichtung, nächste Schritte. Gegengelesen hat eine "
        "Person aus dem Sportverein. Ihre Hinweise: kürzere Sätze und eine Telefonnummer. Die Rückmeldung kommt vier Wochen "
        "später im Mitteilungsblatt."
    ),
    "M4": (
        "Das Erstgespräch galt einem Treffpunkt im alten Schulhaus. Der Auftrag ist auf einer halben Seite bestätigt. Drei "
        "Ziele: bis März ein Nutzungsplan, bis Mai zehn Mitwirkende, bis Juli zwei Öffnungstage je Woche. Meilensteine: "
        "Begehung, Beschluss, Probebetrieb, Auswertung. Kosten und Mittel stehen in einer Tabelle: Miete, Material, Stunden,"
        " Zuschuss der Kommune."
    ),
    "M5": (
        "Gewählt habe ich ein Wohnhaus mit sechs Wohnungen. Drei Hürden: zwei Stufen am Eingang, dunkles Treppenhaus, hoher "
        "Wannenrand. Einfache Anpassungen: Rampe und Handlauf, Licht mit Bewegungsmelder, Haltegriff und Sitzbrett. "
        "Zuständig ist die Wohnberatung des Landkreises. Im Telefonat nannte die Stelle Sprechzeiten, Hausbesuche und den "
        "Weg zum Zuschuss."
    ),
    "M6": (
        "Fünf Orte sind erfasst: Pfarrsaal, Schulhaus, Vereinsheim, Bücherei, Marktplatz. Zu jedem stehen Eigentum, Größe, "
        "Zugang, Toilette, freie Zeiten und Ansprechstelle in der Tabelle. Der Probebetrieb im Schulhaus dauert vier Wochen:"
        " dienstags Kaffee, donnerstags Sprechstunde, am Ende eine kurze Befragung."
    ),
    "M7": (
        "Die Wegekarte hat eine Seite. Sie nennt Pflegestützpunkt, Nachbarschaftshilfe, Tagespflege und ärztlichen "
        "Bereitschaftsdienst: für welche Frage, wie erreichbar, was bereitliegen sollte. Drei Angaben sind durch Anrufe "
        "geprüft, eine Sprechzeit ist berichtigt. Zusagen über Leistungen stehen nicht darin."
    ),
    "M8": (
        "Ziele: Laden, Arztpraxis, Treffpunkt. Gruppen: Menschen mit Rollator und Jugendliche ohne Auto. Um 10 Uhr dauern "
        "die Wege 25 bis 40 Minuten, um 18 Uhr fehlt der Bus zur Arztpraxis. Die Tabelle zeigt beide Zeiten. Mein Vorschlag:"
        " eine Mitfahrbank am Rathaus und eine zweite am Ortsrand."
    ),
}
ONE_VIEW = (
    "Meine Frage: Wie kommen ältere Menschen im Teilort zum Einkaufen? 31 von 100 Einwohnerinnen und Einwohnern sind über "
    "65, der nächste Laden ist 2,4 Kilometer entfernt. Die Netzwerkkarte liegt bei. Thema: Fahrten."
)
"""The second task with one of its two views."""
PROJECT = (
    "Ausgangslage: Im Teilort fehlen ein Treffpunkt und ein Laden. Ziel: bis zum Frühjahr öffnet an zwei Tagen ein Raum. "
    "Beteiligte: Ortschaftsrat, Verein und Bäckerei. Vorgehen, Kosten, bisherige Wirkung und Verstetigung sind beschrieben."
)
