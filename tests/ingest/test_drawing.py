"""Pages drawn with a passage marked: every letter of the passage lies under a mark, and no other letter does.

In the PDFs made here the passage is printed in blue and everything else in red, so that the picture itself tells.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpora.errors import BrokenFile
from corpora.model import PageState
from ingest.drawing import draw_page, read_characters
from ingest.limits import Limits, OcrSettings
from ingest.marking import Passage, find_in_lines
from ingest.page_pictures import Drawing, Drawn
from ingest.readers.reading import read_file
from tests.ingest.files import make_scan
from tests.ingest.test_pdf import SCANNED

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Piece:
    """Words at a place; those between ``[`` and ``]`` belong to the passage."""

    x: float
    y: float
    text: str
    size: float = 11


def make(  # reportlab lays a page on its side before it turns it: what is to be seen lies below 595 points
    path: Path, pieces: Sequence[Piece], *, rotation: int = 0, crop: tuple[float, ...] = (), upright: bool = False
) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setPageRotation(rotation)
    if crop:
        canvas.setCropBox(crop)
    inside = False
    for piece in pieces:
        canvas.saveState()
        canvas.translate(piece.x, piece.y)
        if upright:
            canvas.rotate(90)
        text = canvas.beginText(0, 0)
        text.setFont("Helvetica", piece.size)
        word = ""
        for character in f"{piece.text}\0":
            if character in "[]\0":
                text.setFillColorRGB(*(BLUE if inside else RED))
                text.textOut(word)
                word = ""
                inside = character == "[" or (inside and character != "]")
            else:
                word += character
        canvas.drawText(text)
        canvas.restoreState()
    canvas.save()
    return path


def mark(path: Path, pieces: Sequence[Piece], *, width: int = 1200) -> Drawn:
    """Draw the first page with its passage marked, as it is stored after reading."""
    (page,) = read_file(path, path.name, limits=Limits(), ocr=OcrSettings()).pages
    whole = "\n".join(piece.text for piece in pieces)
    wanted = whole[whole.index("[") + 1 : whole.index("]")].replace("\u00ad", "")
    start = page.text.index(wanted)
    return draw_page(Drawing(str(path), 0, width, Passage(page.text, start, start + len(wanted))))


def blue_outside_and_red_inside(drawn: Drawn, path: Path) -> tuple[int, int]:
    """Dots of the passage that no box covers, and dots of the rest that one does, on the unmarked page."""
    plain = Image.open(io.BytesIO(draw_page(Drawing(str(path), 0, drawn.width)).png)).convert("RGB")
    scale = drawn.width / drawn.size[0]
    covered = Image.new("1", plain.size)
    for box in drawn.boxes:
        left, top = round((box.left - 0.3) * scale), round((box.top - 0.3) * scale)
        covered.paste(1, (left, top, round((box.right + 0.3) * scale), round((box.bottom + 0.3) * scale)))
    red, green, blue = np.moveaxis(np.asarray(plain, dtype=int), 2, 0)
    is_blue = (blue > red + 100) & (blue > green + 100)
    is_red = (red > blue + 100) & (red > green + 100)
    under = np.asarray(covered)
    assert is_blue.sum() > 200, "the passage is not to be seen on the page at all"
    return int((is_blue & ~under).sum()), int((is_red & under).sum())


LINES = [
    Piece(72, 500, "Der Rat hat am Dienstag beraten. [Die Gebühr für den"),
    Piece(72, 484, "ersten Hund beträgt 90 Euro im Jahr] und ist am ersten Juli"),
    Piece(72, 468, "eines jeden Jahres zu zahlen. Die Gebühr für den zweiten Hund"),
]


WHOLE_LINES = [
    Piece(72, 500, "Der Rat hat am Dienstag beraten."),
    Piece(72, 484, "[Die Gebühr für den ersten Hund"),
    Piece(72, 468, "beträgt 90 Euro im Jahr.]"),
    Piece(72, 452, "Sie ist am ersten Juli zu zahlen."),
]


# pdfium gives the words of a line that stands on its head in another order when their colours differ.
@pytest.mark.parametrize(("rotation", "pieces"), [(0, LINES), (90, LINES), (180, WHOLE_LINES), (270, LINES)])
@pytest.mark.parametrize("crop", [(), (60, 400, 480, 560)])
def test_the_marks_cover_the_passage_on_turned_and_cropped_pages(
    tmp_path: Path, rotation: int, pieces: list[Piece], crop: tuple[float, ...]
) -> None:
    path = make(tmp_path / "a.pdf", pieces, rotation=rotation, crop=crop)
    drawn = mark(path, pieces)
    assert len(drawn.boxes) == 2
    assert blue_outside_and_red_inside(drawn, path) == (0, 0)


def test_the_marks_cover_the_passage_in_one_of_two_columns(tmp_path: Path) -> None:
    left = [f"linke Spalte Zeile {number} mit Text" for number in range(8)]
    right = [f"rechte Spalte Zeile {number} mit Text" for number in range(8)]
    right[3] = "rechte [Spalte Zeile 3 mit Text"
    right[4] = "rechte Spalte Zeile] 4 mit Text"
    pieces = [Piece(60, 700 - 16 * number, text) for number, text in enumerate(left)]
    pieces += [Piece(310, 700 - 16 * number, text) for number, text in enumerate(right)]
    path = make(tmp_path / "a.pdf", pieces)
    drawn = mark(path, pieces)
    assert blue_outside_and_red_inside(drawn, path) == (0, 0)
    assert len(drawn.boxes) == 2


def test_cells_of_a_table_row_are_marked_without_the_blank_between_them(tmp_path: Path) -> None:
    pieces = [
        Piece(60, 700, "Tarif für alle Hunde"),
        Piece(60, 684, "[erster Hund"),
        Piece(420, 684, "90,00 Euro]"),
        Piece(60, 668, "zweiter Hund"),
    ]
    path = make(tmp_path / "a.pdf", pieces)
    (page,) = read_file(path, path.name, limits=Limits(), ocr=OcrSettings()).pages
    start, end = page.text.index("erster"), page.text.index("90,00 Euro") + len("90,00 Euro")
    drawn = draw_page(Drawing(str(path), 0, 800, Passage(page.text, start, end)))
    assert blue_outside_and_red_inside(drawn, path) == (0, 0)
    assert [box.right - box.left < 100 for box in drawn.boxes] == [True, True]


def test_a_word_divided_at_the_line_end_is_marked_on_both_lines(tmp_path: Path) -> None:
    pieces = [
        Piece(72, 700, "Darüber entscheidet die [Gemeinde-"),
        Piece(72, 684, "vertretung] in ihrer Sitzung am Montag."),
    ]
    path = make(tmp_path / "a.pdf", pieces)
    stored = "Darüber entscheidet die Gemeindevertretung\nin ihrer Sitzung am Montag."
    start = stored.index("Gemeinde")
    passage = Passage(stored, start, start + len("Gemeindevertretung"))
    drawn = draw_page(Drawing(str(path), 0, 1200, passage))
    assert len(drawn.boxes) == 2
    blue, red = blue_outside_and_red_inside(drawn, path)
    # The hyphen itself is no letter of the stored word.
    assert (blue < 40, red) == (True, 0)


def test_text_that_runs_upwards_is_marked_along_its_lines(tmp_path: Path) -> None:
    pieces = [Piece(200, 200, "vorher [die Gebühr beträgt 90 Euro] nachher"), Piece(230, 200, "eine andere Zeile")]
    path = make(tmp_path / "a.pdf", pieces, upright=True)
    drawn = mark(path, pieces)
    assert blue_outside_and_red_inside(drawn, path) == (0, 0)
    assert all(box.bottom - box.top > box.right - box.left for box in drawn.boxes)


def test_what_the_crop_box_hides_gets_no_mark(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", LINES, crop=(0, 0, 595, 400))
    assert mark(path, LINES).boxes == ()


def test_a_mark_can_be_seen_without_colours(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", LINES)
    drawn = mark(path, LINES)
    grey = np.asarray(Image.open(io.BytesIO(drawn.png)).convert("L"))
    scale = drawn.width / drawn.size[0]
    for box in drawn.boxes:
        foot = round(box.bottom * scale)
        assert grey[foot - 3 : foot + 4, round((box.left + box.right) / 2 * scale)].min() < 150


@pytest.mark.parametrize(("width", "expected"), [(400, 400), (1200, 1200)])
def test_a_page_is_drawn_as_wide_as_asked(tmp_path: Path, width: int, expected: int) -> None:
    drawn = draw_page(Drawing(str(make(tmp_path / "a.pdf", LINES)), 0, width))
    assert (drawn.width, drawn.boxes) == (expected, ())
    assert drawn.height == pytest.approx(expected * A4[1] / A4[0], abs=2)
    assert Image.open(io.BytesIO(drawn.png)).size == (drawn.width, drawn.height)


def test_a_page_without_colours_is_packed_as_one_channel(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.drawString(72, 700, "schwarz auf weiß")
    canvas.save()
    assert Image.open(io.BytesIO(draw_page(Drawing(str(tmp_path / "a.pdf"), 0, 800)).png)).mode == "L"


def test_a_page_of_extreme_shape_stays_within_the_limit_of_pixels(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(60, 14_000))
    canvas.drawString(5, 700, "schmal")
    canvas.save()
    drawn = draw_page(Drawing(str(tmp_path / "a.pdf"), 0, 2400))
    assert drawn.width * drawn.height < 12_200_000


def test_boxes_alone_are_found_without_a_picture(tmp_path: Path) -> None:
    path = make(tmp_path / "a.pdf", LINES)
    drawn = mark(path, LINES, width=0)
    assert (drawn.png, drawn.width) == (b"", 0)
    assert drawn.boxes == mark(path, LINES).boxes


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 kaputt", b"kein PDF"])
def test_a_file_that_is_no_pdf_is_named_broken(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(BrokenFile, match="Seite 1"):
        draw_page(Drawing(str(tmp_path / "a.pdf"), 0, 400))


def test_a_page_beyond_the_last_is_named_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="Seite 9"):
        draw_page(Drawing(str(make(tmp_path / "a.pdf", LINES)), 8, 400))


def test_half_a_line_of_a_scan_is_marked_from_its_first_word(tmp_path: Path) -> None:
    path = make_scan(tmp_path / "scan.pdf", [SCANNED])
    (page,) = read_file(path, path.name, limits=Limits(), ocr=OcrSettings()).pages
    assert page.state is PageState.OCR
    start, end = page.text.index("ersten Hund"), page.text.index("weiteren")
    parts = find_in_lines(Passage(page.text, start, end), page.lines)
    first, second = draw_page(Drawing(str(path), 0, 1200, parts=parts)).boxes
    lines = SCANNED.splitlines()[2:]
    assert first.left == pytest.approx(_printed_at(lines[0], "ersten")[0], abs=3)
    assert first.right == pytest.approx(_printed_at(lines[0], "Euro")[1], abs=3)
    assert second.left == pytest.approx(_printed_at(lines[1], "und")[0], abs=3)
    assert second.right == pytest.approx(_printed_at(lines[1], "jeden")[1], abs=3)
    # Without a picture to be drawn the same words are found.
    for drawn, found in zip((first, second), draw_page(Drawing(str(path), 0, 0, parts=parts)).boxes, strict=True):
        assert (found.left, found.right) == pytest.approx((drawn.left, drawn.right), abs=2)


def _printed_at(line: str, word: str) -> tuple[float, float]:
    """Where `make_scan` prints a word, in points from the left."""
    font = ImageFont.load_default(size=150 / 6)
    left = font.getlength(line[: line.index(word)])
    return (150 + left) * 72 / 150, (150 + left + font.getlength(word)) * 72 / 150


def test_each_character_that_pdfium_counts_is_one_of_the_text(tmp_path: Path) -> None:
    document = pdfium.PdfDocument(make(tmp_path / "a.pdf", LINES))
    text = document[0].get_textpage()
    assert len(read_characters(text)) == text.count_chars()
    document.close()
