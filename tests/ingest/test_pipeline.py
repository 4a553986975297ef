"""From a file to a document with chunks, through the door that reading processes use."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.errors import BrokenFile, EmptyFile
from corpora.model import Access, Corpus, CorpusKind, DocumentState, Facts, Page, PageState, Publicity, Source, chunk_id
from ingest.limits import Limits, OcrMode, OcrSettings
from ingest.pipeline import (
    ReadDocument,
    ReadingTask,
    document_version,
    is_answer,
    judge_pages,
    narrow_access,
    read_document,
    reading_fingerprint,
)
from ingest.sandbox import ReadingPool
from tests.ingest.files import make_pdf, make_scan

NO_OCR = OcrSettings(mode=OcrMode.OFF)


def task(file: Path, *, kind: CorpusKind = CorpusKind.COUNCIL, access: Access = Access.PUBLIC) -> ReadingTask:
    data = file.read_bytes()
    source = Source("musterau", "rat", file.name, file, hashlib.sha256(data).hexdigest(), len(data))
    return ReadingTask(source, Corpus("musterau", "rat", "Rat", kind, access), Limits(), NO_OCR)


PAPER = """DS 12/2024
Beschlussvorlage
Beratung in nichtöffentlicher Sitzung
Betreff: Verkauf eines Grundstücks
Beschlussvorschlag:
Das Grundstück wird zum Preis von 45.000 Euro ver-
kauft."""


def test_a_paper_becomes_a_document_with_facts_sections_and_chunks(tmp_path: Path):
    read = read_document(task(make_pdf(tmp_path / "vorlage.pdf", [PAPER])))
    document = read.document
    assert (document.state, document.reason_code, document.media_type) == (DocumentState.READY, "", "application/pdf")
    assert (document.facts.number, document.facts.title) == ("12/2024", "Verkauf eines Grundstücks")
    assert [section.heading for section in document.sections] == ["", "Beschlussvorschlag"]
    assert "verkauft" in read.chunks[-1].text
    assert all(piece.document == document.id for piece in read.chunks)
    assert read.chunks[0].id == chunk_id("musterau", "rat", "vorlage.pdf", document.version, 0)
    assert read.seconds > 0


def test_a_paper_that_calls_itself_not_public_is_restricted_in_a_public_corpus(tmp_path: Path):
    assert read_document(task(make_pdf(tmp_path / "vorlage.pdf", [PAPER]))).document.access is Access.RESTRICTED


def test_an_answer_that_names_another_document_than_the_task_is_told_from_a_true_one(tmp_path: Path):
    asked = task(make_pdf(tmp_path / "vorlage.pdf", [PAPER]))
    read = read_document(asked)
    document, first = read.document, read.chunks[0]
    assert is_answer(asked, read)
    for forged in (
        replace(document, tenant="nachbarau"),
        replace(document, corpus="personal"),
        replace(document, path="andere.pdf"),
        replace(document, sha256="0" * 64),
        replace(document, kind=CorpusKind.GUIDE),
        replace(document, version="../../nachbarau"),
        replace(document, access=Access.PUBLIC),
    ):
        assert not is_answer(asked, replace(read, document=forged))
    for chunk in (replace(first, document="0" * 36), replace(first, id="0" * 36), replace(first, number=7)):
        assert not is_answer(asked, replace(read, chunks=(chunk, *read.chunks[1:])))


@pytest.mark.parametrize("access", Access)
@pytest.mark.parametrize("publicity", [Publicity.PUBLIC, Publicity.UNKNOWN])
def test_a_public_or_silent_paper_takes_its_corpus_s_access(access: Access, publicity: Publicity):
    assert narrow_access(access, Facts(publicity=publicity)) is access


def test_the_same_file_gives_the_same_version_and_ids_twice(tmp_path: Path):
    job = task(make_pdf(tmp_path / "vorlage.pdf", [PAPER]))
    first, second = read_document(job), read_document(job)
    assert first.document == second.document
    assert first.chunks == second.chunks
    assert first.document.version == document_version(job.source.sha256, reading_fingerprint(NO_OCR))
    assert len(first.document.version) == 16


def test_the_fingerprint_tells_whether_scans_are_recognised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reading_fingerprint(OcrSettings()) == reading_fingerprint(NO_OCR)
    assert reading_fingerprint(NO_OCR).endswith("ocr=off")


def test_a_law_in_markdown_is_read_by_its_headings(tmp_path: Path):
    file = tmp_path / "mug.md"
    file.write_text(
        "---\nTitle: Mustergesetz\njurabk: MuG\n---\n\n# Mustergesetz (MuG)\n\n## § 1 Zweck\n\n(1) Es gilt\nimmer.\n\n"
        "## § 2 Ausnahmen\n\nKeine.\n"
    )
    read = read_document(task(file, kind=CorpusKind.REGULATION))
    assert [piece.heading_path[-1] for piece in read.chunks] == ["§ 1 Zweck", "§ 2 Ausnahmen"]
    assert read.chunks[0].text == "§ 1 Zweck\n\n(1) Es gilt\nimmer."
    assert read.chunks[0].context == "Mustergesetz · MuG · § 1 Zweck"


def test_a_scan_without_text_recognition_ends_as_needs_ocr_with_the_remedy(tmp_path: Path):
    read = read_document(task(make_scan(tmp_path / "scan.pdf", ["Der Rat beschließt."])))
    assert (read.document.state, read.document.reason_code) == (DocumentState.NEEDS_OCR, "NeedsOcr")
    assert "Texterkennung" in read.document.reason
    assert read.chunks == ()


def test_a_file_that_cannot_be_opened_raises_its_named_error(tmp_path: Path):
    (tmp_path / "leer.pdf").write_bytes(b"")
    (tmp_path / "kaputt.pdf").write_bytes(b"%PDF-1.7\nnichts")
    with pytest.raises(EmptyFile):
        read_document(task(tmp_path / "leer.pdf"))
    with pytest.raises(BrokenFile):
        read_document(task(tmp_path / "kaputt.pdf"))


def test_the_reading_pool_runs_it_and_brings_the_document_home(tmp_path: Path):
    job = task(make_pdf(tmp_path / "vorlage.pdf", [PAPER]))
    with ReadingPool[ReadingTask, ReadDocument]("ingest.pipeline:read_document", workers=1, limits=Limits()) as pool:
        [(_, read)] = list(pool.map([job]))
    assert isinstance(read, ReadDocument)
    assert read.document == read_document(job).document


def test_importing_the_pipeline_loads_no_reader():
    heavy = {"pypdf", "pypdfium2", "unstructured", "spacy", "PIL", "lxml", "yaml"}
    code = f"import sys, ingest.pipeline; print(sorted({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def page(number: int, state: PageState, text: str = "", reason: str = "") -> Page:
    return Page(number, text, state, reason=reason)


@pytest.mark.parametrize(
    ("pages", "state", "code"),
    [
        ([page(1, PageState.TEXT, "a"), page(2, PageState.BLANK)], DocumentState.READY, ""),
        ([page(1, PageState.OCR, "a")], DocumentState.READY, ""),
        ([page(1, PageState.TEXT, "a"), page(2, PageState.NEEDS_OCR)], DocumentState.PARTIAL, "NeedsOcr"),
        ([page(1, PageState.TEXT, "a"), page(2, PageState.FAILED)], DocumentState.PARTIAL, "BrokenFile"),
        ([page(1, PageState.NEEDS_OCR), page(2, PageState.FAILED)], DocumentState.NEEDS_OCR, "NeedsOcr"),
        ([page(1, PageState.FAILED), page(2, PageState.BLANK)], DocumentState.FAILED, "BrokenFile"),
        ([page(1, PageState.BLANK)], DocumentState.BLANK, "NoText"),
    ],
)
def test_a_document_ends_as_its_pages_did(pages: list[Page], state: DocumentState, code: str):
    found, found_code, reason = judge_pages(pages, "akte.pdf")
    assert (found, found_code) == (state, code)
    assert bool(reason) == (state is not DocumentState.READY)


def test_a_partial_document_names_the_pages_and_the_reason():
    pages = [page(1, PageState.TEXT, "a"), page(2, PageState.NEEDS_OCR, reason="tesseract fehlt.")]
    assert (
        judge_pages(pages, "akte.pdf")[2] == "„akte.pdf“ ist nur teilweise lesbar: Seite 2 ohne Text. tesseract fehlt."
    )
