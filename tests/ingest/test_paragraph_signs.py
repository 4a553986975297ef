"""Paragraph signs that text recognition does not know are put back where nothing else can be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.model import Box, Line
from ingest.readers.paragraph_signs import mend_signs

BOX = Box(0.0, 0.0, 100.0, 10.0)


def mend(*pages: str) -> list[str]:
    mended = mend_signs([[Line(text, BOX) for text in page.split("\n")] for page in pages])
    return ["\n".join(line.text for line in page) for page in mended]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("gemäß $ 6 der Hauptsatzung", "gemäß § 6 der Hauptsatzung"),
        ("nach $2 Abs. 1", "nach §2 Abs. 1"),
        ("& 4 Ermäßigung", "§ 4 Ermäßigung"),
        ("im Sinne der $$ 3 und 4", "im Sinne der §§ 3 und 4"),
        ("des 8 25 des Grundsteuergesetzes", "des § 25 des Grundsteuergesetzes"),
        ("nach 8 10 Abs. 3 dieser Satzung", "nach § 10 Abs. 3 dieser Satzung"),
        ("nach 85 Absatz 2", "nach §5 Absatz 2"),
        ("8 32c Satz 1 HKJGB", "§ 32c Satz 1 HKJGB"),
        ("8 90 SGB VIII", "§ 90 SGB VIII"),
        ("nach 8 16 GewStG", "nach § 16 GewStG"),
        ("88 127 ff. BauGB", "§§ 127 ff. BauGB"),
        ("die 88 5, 19 und 20", "die §§ 5, 19 und 20"),
    ],
)
def test_a_sign_in_running_text(read: str, meant: str) -> None:
    assert mend(read) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "Müller & Söhne, A & B",
        "8 Personen und 18 Abs. 2",
        "am 8. 10. 2018 um 8 Uhr",
        "Seite 8 von 12",
        "8 der 12 Mitglieder",
        "1,8 25 des Grundsteuergesetzes",
        "kostet 88 Euro und 12 Cent",
        "US-$ 5.000, $ 1.250,00",
        "81",
        "Hausnummer 8 5",
    ],
)
def test_what_may_be_a_number_stays_one(text: str) -> None:
    assert mend(text) == [text]


def test_headings_that_count_up_through_the_document_have_signs() -> None:
    first, second = mend("Satzung\n81\nZweck\nText.\n82 Begriffe\nText.", "8 3 Gebühren\nText.\n& 4 Ende\n85\nSchluss")
    assert first == "Satzung\n§1\nZweck\nText.\n§2 Begriffe\nText."
    assert second == "§ 3 Gebühren\nText.\n§ 4 Ende\n§5\nSchluss"


def test_one_that_is_missing_between_does_not_break_the_run() -> None:
    assert mend("81\nA\n82\nB\n84\nC") == ["§1\nA\n§2\nB\n§4\nC"]


def test_the_contents_and_the_text_each_count_up() -> None:
    assert mend("81 Zweck\n82 Ort\n83 Zeit", "81 Zweck\nText.\n82 Ort\nText.\n83 Zeit") == [
        "§1 Zweck\n§2 Ort\n§3 Zeit",
        "§1 Zweck\nText.\n§2 Ort\nText.\n§3 Zeit",
    ]


@pytest.mark.parametrize(
    "text", ["79\n80\n81\n82\n83", "81\n82", "84\n85\n86\n87", "8 12 Stück\n8 13 Stück\n8 14 Stück"]
)
def test_numbers_that_do_not_count_from_the_first_stay_numbers(text: str) -> None:
    assert mend(text) == [text]


@given(st.lists(st.text(alphabet="8$&§ 1234567890abAB.,\n", max_size=80), max_size=4))
def test_every_line_is_as_long_as_it_was_and_differs_in_signs_alone(texts: list[str]) -> None:
    for before, after in zip(texts, mend(*texts) if texts else [], strict=True):
        assert len(before) == len(after)
        assert all(old == new or (new == "§" and old in "8$&") for old, new in zip(before, after, strict=True))
