"""PDFs, sound and unsound."""

from __future__ import annotations

import dataclasses
import re
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from corpora.errors import BrokenFile, DecompressionBomb, EncryptedFile, TooManyPages
from corpora.model import PageState
from ingest.limits import Limits, OcrMode, OcrSettings
from ingest.readers.reading import Reading, read_file
from tests.ingest.files import SENTENCE, assemble_pdf, make_pdf, make_pdf_bomb, make_scan

SCANNED = (
    "Satzung über die Erhebung einer Hundesteuer\n"
    "im Gebiet der Gemeinde Musterstadt\n"
    "Die Steuer beträgt für den ersten Hund 72,00 Euro\n"
    "und für jeden weiteren Hund 120,00 Euro im Jahr."
)


def read(path: Path, ocr: OcrSettings | None = None, **limits: int) -> Reading:
    return read_file(path, path.name, limits=dataclasses.replace(Limits(), **limits), ocr=ocr or OcrSettings())


def test_each_page_has_its_number_text_state_and_size(tmp_path: Path) -> None:
    reading = read(make_pdf(tmp_path / "a.pdf", [SENTENCE, f"{SENTENCE}\nZweite Zeile"]))
    assert reading.media_type == "application/pdf"
    assert [page.number for page in reading.pages] == [1, 2]
    assert [page.state for page in reading.pages] == [PageState.TEXT, PageState.TEXT]
    assert reading.pages[1].text == f"{SENTENCE}\nZweite Zeile"
    assert reading.pages[0].size == pytest.approx((595.27, 841.89), abs=0.1)


def test_lines_have_boxes_from_the_top_left(tmp_path: Path) -> None:
    first, second = read(make_pdf(tmp_path / "a.pdf", [f"{SENTENCE}\nkurz"])).pages[0].lines
    assert (first.text, second.text) == (SENTENCE, "kurz")
    assert first.box.left == pytest.approx(72, abs=1)
    assert first.box.top < 842 - 770 < first.box.bottom < second.box.bottom
    assert first.box.right > second.box.right + 200
    assert 8 < first.box.bottom - first.box.top < 16


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_of_a_turned_page_lie_where_the_page_shows_them(tmp_path: Path, rotation: int) -> None:
    path = make_pdf(tmp_path / "a.pdf", [SENTENCE], rotation=rotation)
    page = read(path).pages[0]
    assert page.size is not None
    box = page.lines[0].box
    # pdfium's own map from the page to a drawing of it, one pixel a point.
    document = pdfium.PdfDocument(path)
    x, y = raw.c_int(), raw.c_int()
    width, height = round(page.size[0]), round(page.size[1])
    raw.FPDF_PageToDevice(document[0], 0, 0, width, height, 0, 72.0, 770.0, x, y)
    document.close()
    assert box.left - 3 <= x.value <= box.right + 3
    assert box.top - 3 <= y.value <= box.bottom + 3


def test_a_hyphen_at_a_line_end_is_kept_with_the_line_end(tmp_path: Path) -> None:
    text = "Die Verwaltung legt der Gemeinde-\nvertretung eine Satzung zur Beschlussfassung vor und bittet um Beratung."
    assert read(make_pdf(tmp_path / "a.pdf", [text])).pages[0].text == text


def test_a_page_without_anything_is_blank(tmp_path: Path) -> None:
    reading = read(make_pdf(tmp_path / "a.pdf", [SENTENCE, ""]))
    assert [page.state for page in reading.pages] == [PageState.TEXT, PageState.BLANK]


def test_a_scan_is_recognised_with_its_lines(tmp_path: Path) -> None:
    (page,) = read(make_scan(tmp_path / "scan.pdf", [SCANNED])).pages
    assert page.state is PageState.OCR
    assert "Hundesteuer" in page.text
    assert "72,00 Euro" in page.text
    assert page.text == "\n".join(line.text for line in page.lines)
    assert page.lines[0].box.top == pytest.approx(72, abs=12)


def test_a_scan_that_stands_on_its_head_is_recognised(tmp_path: Path) -> None:
    (page,) = read(make_scan(tmp_path / "scan.pdf", [SCANNED], turned=180)).pages
    assert "Hundesteuer" in page.text


def test_a_scan_without_tesseract_needs_ocr_and_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_scan(tmp_path / "scan.pdf", [SCANNED])
    monkeypatch.setenv("PATH", str(tmp_path))
    (page,) = read(path).pages
    assert page.state is PageState.NEEDS_OCR
    assert "apt-get install tesseract-ocr tesseract-ocr-deu" in page.reason


def test_a_scan_without_the_language_says_which_package_is_missing(tmp_path: Path) -> None:
    (page,) = read(make_scan(tmp_path / "scan.pdf", [SCANNED]), OcrSettings(language="xyz")).pages
    assert page.state is PageState.NEEDS_OCR
    assert "tesseract-ocr-xyz" in page.reason


def test_recognition_can_be_switched_off(tmp_path: Path) -> None:
    (page,) = read(make_scan(tmp_path / "scan.pdf", [SCANNED]), OcrSettings(mode=OcrMode.OFF)).pages
    assert page.state is PageState.NEEDS_OCR
    assert "ausgeschaltet" in page.reason


def test_scanned_pages_beyond_the_limit_need_ocr_with_the_reason(tmp_path: Path) -> None:
    reading = read(make_scan(tmp_path / "scan.pdf", [SCANNED, SCANNED]), max_ocr_pages=1)
    assert [page.state for page in reading.pages] == [PageState.OCR, PageState.NEEDS_OCR]
    assert "Mehr als 1 " in reading.pages[1].reason


def test_a_picture_without_letters_ends_blank(tmp_path: Path) -> None:
    (page,) = read(make_scan(tmp_path / "scan.pdf", [""])).pages
    assert page.state is PageState.BLANK


def test_an_encrypted_pdf_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncryptedFile, match="geheim"):
        read(make_pdf(tmp_path / "geheim.pdf", password="geheim"))


def test_a_pdf_with_an_owner_password_only_is_read(tmp_path: Path) -> None:
    assert read(make_pdf(tmp_path / "a.pdf", password="owner")).pages[0].text == SENTENCE


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_pdf_is_named(tmp_path: Path, share: float) -> None:
    data = make_pdf(tmp_path / "ganz.pdf", [SENTENCE] * 20).read_bytes()
    path = tmp_path / "halb.pdf"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BrokenFile, match="halb"):
        read(path)


def test_a_pdf_with_a_damaged_table_is_mended_and_read(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf")
    data = re.sub(rb"startxref\n\d+", b"startxref\n99", path.read_bytes())
    path.write_bytes(data.replace(b"xref\n0 ", b"xrfe\n0 ", 1))
    assert read(path).pages[0].text == SENTENCE


def test_a_pdf_without_pages_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(assemble_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]))
    with pytest.raises(BrokenFile, match="„a"):
        read(path)


def test_a_pdf_of_1001_pages_is_refused_before_any_text(tmp_path: Path) -> None:
    with pytest.raises(TooManyPages, match="1001 Seiten, erlaubt sind 1000"):
        read(make_pdf(tmp_path / "dick.pdf", ["Seite"] * 1001))


@pytest.mark.parametrize("layers", [1, 2])
def test_a_stream_that_would_burst_is_refused(tmp_path: Path, layers: int) -> None:
    path = make_pdf_bomb(tmp_path / "bombe.pdf", layers=layers)
    assert path.stat().st_size < 3_000_000
    with pytest.raises(DecompressionBomb, match="bombe"):
        read(path)


def test_a_page_that_pdfium_cannot_load_fails_alone_or_is_read_by_pypdf(tmp_path: Path) -> None:
    content = b"<</Length 39>>\nstream\nBT /F1 12 Tf 72 700 Td (Guten Tag) Tj ET\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 6 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        page,
        b"(keine Seite)",
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(assemble_pdf(objects))
    reading = read(path)
    assert reading.pages[0].text == "Guten Tag"
    if len(reading.pages) > 1:
        assert reading.pages[1].state is PageState.FAILED
        assert "Seite 2" in reading.pages[1].reason


def test_a_page_whose_content_is_damaged_fails_and_is_not_blank(tmp_path: Path) -> None:
    packed = zlib.compress(b"BT /F1 12 Tf 72 700 Td (Guten Tag) Tj ET " * 40)
    damaged = packed[:10] + b"\xff" * 10 + packed[20:]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 7 0 R>>>>>>"
    stream = b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        page % 5,
        page % 6,
        stream % (len(packed), packed),
        stream % (len(damaged), damaged),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(assemble_pdf(objects))
    good, lost = read(path).pages
    assert good.state is PageState.TEXT
    assert lost.state is PageState.FAILED
    assert "Seite 2 ist beschädigt" in lost.reason


@pytest.mark.shared_data
def test_real_council_papers_end_page_for_page_in_a_state(shared_data: Path, tmp_path: Path) -> None:
    import tarfile

    count = 0
    with tarfile.open(shared_data / "nordstemmen.tar.xz") as archive:
        for member in archive:
            if member.name.endswith(".pdf"):
                archive.extract(member, tmp_path, filter="data")
                reading = read(tmp_path / member.name)
                assert all(page.state in (PageState.TEXT, PageState.BLANK, PageState.OCR) for page in reading.pages)
                assert all(line.box.left < line.box.right for page in reading.pages for line in page.lines)
                count += 1
            if count == 50:
                break
    assert count == 50
