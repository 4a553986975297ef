"""Papers explain their abbreviations; what stands in brackets by chance is none."""

from __future__ import annotations

import pytest

from index.compounds import load_splitter
from index.definitions import find_definitions

SPLITTER = load_splitter()


def found(text: str) -> list[tuple[str, str]]:
    return [(each.short, each.long) for each in find_definitions(text, SPLITTER)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Der Verwaltungsausschuss (VA) hat zugestimmt.", "VA", "Verwaltungsausschuss"),
        ("Die Stellungnahmen der Träger öffentlicher Belange (TöB) liegen vor.", "TöB", "Träger öffentlicher Belange"),
        ("nach dem Baugesetzbuch (BauGB)", "BauGB", "Baugesetzbuch"),
        ("Das Niedersächsische\nSchulgesetz (NSchG) gilt.", "NSchG", "Niedersächsische Schulgesetz"),
        ("Richtlinien für die Anlage von Stadtstraßen (RASt)", "RASt", "Richtlinien für die Anlage von Stadtstraßen"),
        ("Der TSF (Tragkraftspritzenfahrzeug) ist alt.", "TSF", "Tragkraftspritzenfahrzeug"),
        ("der Zweckverband Moorwasser (im Folgenden ZVM)", "ZVM", "Zweckverband Moorwasser"),
        ("der Zweckverband Moorwasser (kurz: „ZM“)", "ZM", "Zweckverband Moorwasser"),
        ("Kosten. Das Dorfgemeinschaftshaus (DGH) bleibt.", "DGH", "Dorfgemeinschaftshaus"),
        ("die Feuerwehr-Unfallkasse (FUK)", "FUK", "Feuerwehr-Unfallkasse"),
    ],
)  # fmt: skip
def test_an_explanation_is_read_off(text, short, long):
    assert found(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Der Vorsitzende begrüßt Frau Meier (CDU).",
        "Der Antrag der Fraktion (SPD) wird abgelehnt.",
        "Die Verwaltung (VA) wird beauftragt.",
        "Beschluss (einstimmig)",
        "im Jahr (DS 12/2020)",
        "Grundstück am Markt. (GM)",
        "Der Ausschuss für Bau (FA)",
        "(VA)",
        "",
    ],
)
def test_other_brackets_explain_nothing(text):
    assert found(text) == []


def test_several_explanations_come_in_order_with_their_places():
    text = "Das Rechnungsprüfungsamt (RPA) und der Verwaltungsausschuss (VA) prüfen."

    first, second = find_definitions(text, SPLITTER)

    assert text[first.start : first.end] == "Rechnungsprüfungsamt (RPA)"
    assert text[second.start : second.end] == "Verwaltungsausschuss (VA)"
