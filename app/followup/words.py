"""The little words of German questions, and those that go with every topic. Data only."""

from __future__ import annotations

from index.stopwords import STOP_WORDS


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


PREPOSITIONS = {
    **dict.fromkeys(["am", "an", "ans"], "an"),
    **dict.fromkeys(["auf", "aufs"], "auf"),
    **dict.fromkeys(["bei", "beim"], "bei"),
    **dict.fromkeys(["für", "fürs"], "für"),
    **dict.fromkeys(["im", "in", "ins"], "in"),
    **dict.fromkeys(["um", "ums"], "um"),
    **dict.fromkeys(["vom", "von"], "von"),
    **dict.fromkeys(["zu", "zum", "zur"], "zu"),
    **{
        word: word
        for word in _words("""
        ab anlässlich aus außerhalb bis durch gegen gemäß hinter innerhalb je laut mit nach neben ohne pro
        seit statt trotz über unter vor während wegen zwischen
    """)
    },
}
"""Each with the one that its forms share."""

ARTICLES = _words("der die das den dem des ein eine einen einem einer eines")
POSSESSIVES = _words("""
    deren derene derenem derenen derener derenes dessen dessene dessenem dessenen dessener dessenes ihr ihre
    ihrem ihren ihrer ihres sein seine seinem seinen seiner seines
""")
DETERMINERS = (
    ARTICLES
    | POSSESSIVES
    | _words("""
    alle allem allen aller alles beide beiden diese diesem diesen dieser dieses jede jedem jeden jeder jedes
    kein keine keinem keinen keiner keines mein meine meinem meinen meiner meines unser unsere unserem unseren
    unserer unseres welche welchem welchen welcher welches
""")
)
QUESTION_WORDS = _words("""
    wann warum was welche welchem welchen welcher welches wem wen wer weshalb wessen wie wieso wieviel wo wobei
    wodurch wofür woher wohin womit wonach woran worauf woraus worin worüber worum wovon wozu
""")
ASPECTS = _words("""
    abend abends ablauf absage abstimmung alter amt anbieter änderung änderungen anfang anlage anlagen
    ansprechpartner ansprechpartnerin antrag anzahl april art august ausnahme ausnahmen auswirkung auswirkungen
    bedingung bedingungen beginn begründung behörde beispiel beschluss betrag beträge betreiber büro bußgeld
    datum dauer details dezember dienstag dokument donnerstag einheit einzelheiten ende entscheidung ergebnis
    ermäßigung ermäßigungen ermessen euro fall februar feiertag feiertage feiertagen ferien firma firmen folge
    folgen form formular freitag frist fristen frühjahr gebühr gebühren geld geldbuße gelder grenze grund gründe
    grundlage herbst höhe inhalt jahr jahre jahresanfang jahresende januar juli juni kaution kilometer kosten
    leute mai mal märz mehrheit meter minute minuten mittag mitte mittwoch möglichkeit möglichkeiten monat
    monate montag morgen nacht nachteil nachteile name november nummer oktober ort person personen pflicht
    pflichten preis preise prozent quadratmeter quelle recht regel regeln regelung regelungen sache samstag satz
    schritt schritte seite september sommer sonntag stand stelle stimme stimmen strafe strafen stück stunde
    stunden summe tag tage teil termin thema uhr uhrzeit uhrzeiten umfang unterlagen unternehmen unterschied
    verfahren vergleich voraussetzung voraussetzungen vorschrift vorteil vorteile weg wert winter woche wochen
    wochenende wochenenden zahl zahlen zeit zeiten zeitpunkt zeitraum ziel ziele zuschuss zweck
""")
"""Nouns that ask for a side of something that must have been named, and names of times."""

GENERIC = _words("""
    abgelehnt abgestimmt ablehnen angenommen ausgegangen aussehen bauen baut beachten beantragen beantragt
    bedeutet begründet behalten bekomme bekommen bekommt beschlossen bestimmt betragen beträgt bezahlen bezahlt
    bin bist bleiben bleibt brauche brauchen braucht darf dauern dauert drohen droht dürfen empfohlen
    entscheiden entscheidet entschieden erfolgt erhält erhalten erlaubt ermäßigt fallen fällig fertig finde
    finden früher geändert gegeben gehen gehört geht gekostet gelten gemeint genannt genau genehmigen genehmigt
    geplant geregelt gesagt geschehen gestimmt getan gewesen gibt gilt ging groß größer hat hatte hoch hole
    holen klappt kleiner kommen kommt kosten kostet kraft lang lange läuft lief melden nächste nächsten nennen
    neu nötig oft passiert sagen sagt sieht spät später stehen steht stellen stimmen teuer teurer treten tritt
    tun verboten verfahren verlängern verlangt verlief vorgesehen vorher waren weit weiter wirkt wissen wurde
    zahle zahlen zählen zahlt zugestimmt zuständig
""")
"""Verbs and adjectives that go with every topic."""

OPENING_VERBS = _words("""
    ändert beginnt bekomme bekommen bekommt bestehen besteht brauche brauchen braucht darf dauert dürfen dürfte
    endet entfällt erhält erhalten erkläre fallen fällt gehen gehören gehört geht gelten genügt gibt gilt habe
    haben hat hatte hatten ist kann kommen kommt können könnte kostet liegen liegt machen macht muss müssen
    müsste nenne nennen reicht sag sind soll sollen sollte stehen steht stimmt trägt treten tritt verfällt war
    waren werden wird wurde wurden zahle zahlen zahlt zeige
""")
"""Verbs that begin a yes-or-no question, or follow the question word."""

FUNCTION_WORDS = (
    STOP_WORDS | DETERMINERS | QUESTION_WORDS | OPENING_VERBS | PREPOSITIONS.keys() | _words("und oder auch")
)
