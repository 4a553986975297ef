"""What in a sentence can be checked literally, in every spelling German papers use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims import ClaimSet, extract_claims


def holds(passage: str, statement: str) -> bool:
    held = ClaimSet(extract_claims(passage), passage)
    return all(held.holds(claim) for claim in extract_claims(statement))


@pytest.mark.parametrize(
    ("passage", "statement"),
    [
        ("Das kostet 1.500,00 €.", "Das kostet 1500 Euro."),
        ("Das kostet 1.500 EUR.", "Das kostet 1.500,00 €."),
        ("Das kostet EUR 15,--.", "Das kostet 15 Euro."),
        ("Das kostet 15,- €.", "Das kostet 15,00 €."),
        ("Das kostet 1,5 Mio. Euro.", "Das kostet 1.500.000 €."),
        ("Das kostet 12 T€.", "Das kostet 12.000 Euro."),
        ("Betrag in €: Zelt 15,00, Wohnwagen 25,00", "Ein Zelt kostet 15 €."),
        ("5 v. H. der Kosten", "5 Prozent der Kosten"),
        ("5 % der Kosten", "fünf Prozent der Kosten"),
        ("am 14. März 2019", "am 14.03.2019"),
        ("am 14.03.2019", "am 14.3.19"),
        ("am 14.03.19", "am 14. März 2019"),
        ("am 14.03.2019", "im März 2019"),
        ("am 14.03.2019", "am 14. März"),
        ("am 14.03.2019", "im Jahr 2019"),
        ("am 2019-03-14", "am 14. Mrz. 2019"),
        ("um 18.00 Uhr", "um 18 Uhr"),
        ("von 8:00 bis 9:30", "bis 9.30 Uhr"),
        ("§ 3 Abs. 2 Satz 1", "Paragraf 3 Absatz 2 Satz 1"),
        ("§§ 3 bis 6", "§ 5"),
        ("§§ 3, 4 und 7a", "§ 7 a"),
        ("Artikel 28 GG", "Art. 28 GG"),
        ("(2) Wer nicht zahlt", "nach Absatz 2"),
        ("Drucksache Nr. 51/2018", "DS 51-2018"),
        ("BV/0499/2025", "Vorlage 499/2025"),
        ("Haushalt 2024/25", "Haushalt 2024/2025"),
        ("drei Kinder", "3 Kinder"),
        ("3 Kinder", "drei Kinder"),
        ("eine dreijährige Laufzeit", "drei Jahre Laufzeit"),
        ("in der 2. Sitzung", "in der zweiten Sitzung"),
        ("400 m² Fläche", "400 qm Fläche"),
        ("Frau Dr. Lindemann", "Frau Lindemann"),
        ("montags bis freitags", "am Montag"),
    ],
)
def test_a_claim_stands_in_any_spelling(passage: str, statement: str) -> None:
    assert extract_claims(statement)
    assert holds(passage, statement)


@pytest.mark.parametrize(
    ("passage", "statement"),
    [
        ("Das kostet 15,00 €.", "Das kostet 5,00 €."),
        ("Das kostet 15,00 €.", "Das kostet 15,50 €."),
        ("Das kostet 1.500 €.", "Das kostet 500 €."),
        ("Das kostet 1.500 €.", "Das kostet 1,5 €."),
        ("Das kostet 15 €.", "Das kostet 15 %."),
        ("Das dauert 3 Jahre.", "Das dauert drei Monate."),
        ("am 14.03.2019", "am 14.03.2018"),
        ("am 14. März", "am 14. März 2019"),
        ("im April", "im März"),
        ("um 18:00 Uhr", "um 18:30 Uhr"),
        ("§ 13 Abs. 2", "§ 3 Abs. 2"),
        ("§ 3 Abs. 12", "§ 3 Abs. 2"),
        ("§ 3", "Art. 3"),
        ("§§ 3 bis 6", "§ 7"),
        ("§§ 3 bis 6", "§§ 4 bis 6"),
        ("Drucksache 151/2018", "Drucksache 51/2018"),
        ("zwölf Kinder", "zwei Kinder"),
        ("Herr Meier", "Herr Maier"),
        ("dienstags", "montags"),
    ],
)
def test_a_claim_does_not_stand_for_a_similar_one(passage: str, statement: str) -> None:
    assert not holds(passage, statement)


@given(st.text(alphabet="0123456789.,:/-()%€ abcÄz\n", max_size=60))
def test_every_digit_belongs_to_a_claim(text: str) -> None:
    covered: set[int] = set()
    for claim in extract_claims(text):
        covered.update(range(claim.start, claim.start + len(claim.text)))
    assert {place for place, character in enumerate(text) if character.isdigit()} <= covered


@given(st.text(max_size=200))
def test_any_text_holds_its_own_claims(text: str) -> None:
    assert holds(text, text)
