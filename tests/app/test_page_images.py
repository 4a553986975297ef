"""Pictures of pages: kept for the next click, and hostile files cost themselves alone."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.page_images import PageImages, PageToDraw
from corpora.errors import BrokenFile, DocumentError, ReaderCrashed
from ingest.limits import Limits
from ingest.marking import Passage
from tests.ingest.files import SENTENCE, make_pdf, make_pdf_bomb


@pytest.fixture
def images() -> Iterator[PageImages]:
    limits = dataclasses.replace(Limits(), memory_bytes=512 * 1024**2)
    opened = PageImages(limits, processes=2, cache_bytes=5_000_000)
    yield opened
    opened.close()


def test_a_picture_is_drawn_once_for_all_widths_that_are_rounded_to_one(images: PageImages, tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    first = images.draw(PageToDraw(file, 0), width=700)
    file.unlink()
    assert images.draw(PageToDraw(file, 0), width=800) is first
    assert (first.width, first.png[:4]) == (800, b"\x89PNG")


@pytest.mark.parametrize(("asked", "drawn"), [(1, 400), (400, 400), (1201, 1800), (99_999, 2400), (-5, 0), (0, 0)])
def test_a_picture_is_never_smaller_than_asked_nor_larger_than_the_largest(
    images: PageImages, tmp_path: Path, asked: int, drawn: int
) -> None:
    assert images.draw(PageToDraw(make_pdf(tmp_path / "a.pdf"), 0), width=asked).width == drawn


def test_each_passage_has_a_picture_of_its_own(images: PageImages, tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    start = SENTENCE.index("Hundesteuer")
    plain = images.draw(PageToDraw(file, 0))
    marked = images.draw(PageToDraw(file, 0, Passage(SENTENCE, start, start + 11)))
    assert (len(plain.boxes), len(marked.boxes)) == (0, 1)
    assert plain.png != marked.png


def test_pictures_beyond_the_limit_are_forgotten(tmp_path: Path) -> None:
    images = PageImages(Limits(), processes=1, cache_bytes=0)
    try:
        file = make_pdf(tmp_path / "a.pdf")
        first = images.draw(PageToDraw(file, 0))
        again = images.draw(PageToDraw(file, 0))
        assert again is not first
        assert again == first
    finally:
        images.close()


def test_a_page_that_could_not_be_drawn_is_not_tried_with_every_click(images: PageImages, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7 kaputt")
    with pytest.raises(BrokenFile, match="Das Bild von Seite 1 ließ sich nicht zeichnen"):
        images.draw(PageToDraw(file, 0))
    make_pdf(file)
    with pytest.raises(BrokenFile):
        images.draw(PageToDraw(file, 0))
    assert images.draw(PageToDraw(file, 0), width=400).png


def test_without_a_drawing_process_only_the_picture_fails(tmp_path: Path) -> None:
    images = PageImages(Limits(), processes=1, cache_bytes=1_000_000)
    images.close()
    with pytest.raises(ReaderCrashed, match="kein Prozess") as caught:
        images.draw(PageToDraw(make_pdf(tmp_path / "a.pdf"), 0))
    assert "Text daneben" in caught.value.hint


def test_a_file_that_bursts_costs_its_own_picture_alone(images: PageImages, tmp_path: Path) -> None:
    good = make_pdf(tmp_path / "gut.pdf", [SENTENCE] * 20)
    bomb = make_pdf_bomb(tmp_path / "bombe.pdf", size=1_000_000_000)
    with ThreadPoolExecutor(1) as threads:
        bursting = threads.submit(images.draw, PageToDraw(bomb, 0))
        begun = time.monotonic()
        for page in range(20):
            assert images.draw(PageToDraw(good, page), width=400).png
        assert time.monotonic() - begun < 20
        error = bursting.exception(60)
    assert isinstance(error, DocumentError)
    assert "Original" in error.hint
