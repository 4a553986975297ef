"""A passage of the stored text among the printed letters of its page."""

from __future__ import annotations

import pytest

from corpora.model import Box, Line
from ingest.marking import Glyph, Passage, find_in_lines, find_passage, merge_glyphs


def find(stored: str, wanted: str, printed: str) -> str | None:
    """The printed stretch that is found for the first `wanted` in `stored`."""
    start = stored.index(wanted)
    found = find_passage(Passage(stored, start, start + len(wanted)), printed)
    return None if found is None else printed[found[0] : found[1]]


@pytest.mark.parametrize(
    ("stored", "printed", "expected"),
    [
        ("die Gemeindevertretung\nbeschließt", "die Gemeinde-\r\nvertretung beschließt", None),
        ("die Gemeindevertretung\nbeschließt", "die Gemeinde\ufffevertretung\r\nbeschließt", None),
        ("Die Öffnung für Hüte", "Die Offnung für Hu\u0308te".replace("O", "O\u0308"), None),
        ("öffentlich", "ö\ufb00entlich", None),
        ("Beschluss", "B e s c h l u s s", None),
        ("die  Gebühr beträgt 15,00 €", "die Gebühr beträgt 15,00 €", None),
        ("Anlage 1", "(cid:190) Anlage 1", "Anlage 1"),
    ],
)
def test_what_cleaning_changed_is_found_as_it_is_printed(stored: str, printed: str, expected: str | None) -> None:
    assert find(stored, stored, printed) == (expected or printed)


def test_running_lines_that_cleaning_dropped_do_not_shift_the_passage() -> None:
    printed = "Drucksache 12/2024\r\nSeite 3 von 9\r\nDer Rat beschließt den Haushalt.\r\nDrucksache 12/2024"
    assert find("Der Rat beschließt den Haushalt.", "den Haushalt.", printed) == "den Haushalt."


def test_brackets_and_full_stops_of_the_passage_are_found_with_it() -> None:
    assert find("vor (siehe Anlage 2). nach", "(siehe Anlage 2).", "vor (siehe Anlage 2). nach") == "(siehe Anlage 2)."


def test_of_equal_passages_the_one_in_the_same_neighbourhood_is_found() -> None:
    stored = "Erster Hund: 90 Euro im Jahr.\nZweiter Hund: 90 Euro im Jahr."
    start = stored.rindex("90 Euro")
    printed = "Gebühren 90 Euro im Jahr.\r\n" + stored.replace("\n", "\r\n")
    found = find_passage(Passage(stored, start, start + len("90 Euro im Jahr.")), printed)
    assert found == (printed.rindex("90 Euro"), len(printed))


def test_letters_that_differ_a_little_are_found_near_where_they_belong() -> None:
    stored = "Die Verwaltung legt dem Rat den Entwurf der Satzung vor und bittet um Beratung."
    assert find(stored, "den Entwurf der Satzung vor", stored.replace("Entwurf", "Entwurt")) is not None


@pytest.mark.parametrize("printed", ["", "Ganz anderer Text über die Feuerwehr", "§ — …"])
def test_what_is_not_printed_is_not_found(printed: str) -> None:
    assert find("Der Rat beschließt die Satzung.", "beschließt die Satzung", printed) is None


def test_a_passage_without_letters_is_not_found() -> None:
    assert find("— … —", "…", "— … —") is None


def test_a_passage_over_two_recognised_lines_is_given_by_the_part_of_each() -> None:
    lines = [
        Line("§ 2 Die Steuer", Box(0, 0, 140, 10)),
        Line("wird nach der Zahl der", Box(0, 12, 220, 22)),
        Line("Hunde bemessen.", Box(0, 24, 150, 34)),
    ]
    stored = "§ 2 Die Steuer\nwird nach der Zahl der\nHunde bemessen."
    start, end = stored.index("nach"), stored.index(" bemessen")
    parts = find_in_lines(Passage(stored, start, end), lines)
    assert [part.line.text[part.start : part.end] for part in parts] == ["nach der Zahl der", "Hunde"]
    assert find_in_lines(Passage("Etwas ganz anderes", 0, 18), lines) == ()


def glyphs(printed: str, places: list[tuple[float, float]]) -> list[Glyph]:
    boxes = iter(Box(x, y, x + 6, y + 10) for x, y in places)
    return [Glyph(at, next(boxes)) for at, character in enumerate(printed) if not character.isspace()]


def test_letters_of_a_line_become_one_box() -> None:
    printed = "ab cd"
    assert merge_glyphs(glyphs(printed, [(0, 0), (6, 0), (18, 0), (24, 0)]), printed) == (Box(0, 0, 30, 10),)


def test_lines_and_columns_become_boxes_of_their_own() -> None:
    printed = "ab\r\ncd ef"
    boxes = merge_glyphs(glyphs(printed, [(0, 0), (6, 0), (0, 12), (6, 12), (200, 12), (206, 12)]), printed)
    assert boxes == (Box(0, 0, 12, 10), Box(0, 12, 12, 22), Box(200, 12, 212, 22))
