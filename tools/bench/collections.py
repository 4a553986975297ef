"""The sections of the bench: one collection of papers each."""

from __future__ import annotations

import gc
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2

from app.access import local_scope
from app.settings import load_settings
from app.wiring import App, Use, open_app
from corpora.model import Corpus, PageState, Source
from corpora.records import DocumentRecord
from index.identifiers import law_names, normalize_law_name
from index.packing import EncodedPassages, pack, unpack
from index.sparse import shipped_encoder
from index.writing import Reading
from ingest.chunking import DocumentKey, chunk
from tools.bench.measuring import CORPUS, TENANT, Home, Measured

CITATIONS = 200
SPELLINGS = ("§ {number} {law}", "{law} § {number} Abs. 1", "Paragraf {number} {law}", "Was steht in §{number} {law}?",
             "Gilt hier § {number} Absatz 1 Satz 1 des {law}?")  # fmt: skip


def bench_demo(home: Home, folder: Path, data: Path) -> None:
    """Search from a cold shell."""
    report("kompass demo", home.run("demo", "--no-serve"))
    tenant = json.loads(home.run("tenant", "list", "--json").output.splitlines()[0])["tenant"]
    runs = [home.run("search", tenant, "Wie hoch ist die Hundesteuer?").seconds for _ in range(7)]
    print(f"kompass search, cold shell: median {statistics.median(runs):.2f} s of {len(runs)}")


def bench_nordstemmen(home: Home, folder: Path, data: Path) -> None:
    """Ingest against the bare text extraction of the same files; a second ingest."""
    home.set_up("council")
    bare = extract_bare(folder / "pdf")
    first = home.ingest(folder / "pdf")
    second = home.ingest(folder / "pdf")
    print(first.output.strip())
    report("ingest", first)
    print(f"bare pypdfium2 extraction: {bare:.1f} s; ingest / bare: {first.seconds / bare:.1f}")
    print(f"bar (4 x bare + 120 s): {4 * bare + 120:.0f} s; used {first.seconds / (4 * bare + 120):.0%} of it")
    print(f"second ingest: {second.seconds:.1f} s, {second.seconds / first.seconds:.1%} of the first")
    measure_writing(home)


def bench_gesetze(home: Home, folder: Path, data: Path) -> None:
    """Ingest, search speed within one process, and generated citations."""
    home.set_up("regulation")
    ingested = home.ingest(folder)
    print(ingested.output.strip())
    report("ingest", ingested)
    report_rate(home, ingested)
    second = home.ingest(folder)
    print(f"second ingest: {second.seconds:.1f} s, {second.seconds / ingested.seconds:.1%} of the first")
    measure_writing(home)
    measure_citations(home)


def bench_satzungen(home: Home, folder: Path, data: Path) -> None:
    """Every page's state, and what recognising a page costs."""
    home.set_up("regulation")
    ingested = home.ingest(folder)
    print(ingested.output.strip())
    report("ingest", ingested)
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(home.folder)}), Use.LOOK) as app:
        states: Counter[str] = Counter()
        seconds = 0.0
        recognised = 0
        for record in app.catalog.documents(TENANT, CORPUS):
            if record.version is None:
                states[f"not read: {record.reason_code}"] += 1
                continue
            pages = app.library.load_pages(TENANT, CORPUS, record.id, record.version)
            states.update(page.state.value for page in pages)
            if all(page.state in (PageState.OCR, PageState.BLANK) for page in pages):
                seconds += record.seconds
                recognised += sum(page.state is PageState.OCR for page in pages)
        print("pages:", dict(states))
        if recognised:
            print(f"recognition: {seconds / recognised:.2f} s a page in wholly scanned documents, {recognised} pages")


def measure_writing(home: Home) -> None:
    """What comes after reading: stored documents, already cut into chunks, become a searchable index of their own.

    Once with the vectors that reading processes have made, as at an ingest, and once with all work in one process.
    """
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(home.folder)}), Use.LOOK) as app:
        corpus = app.catalog.corpus(TENANT, CORPUS)
        readings = [read_again(app, record) for record in app.catalog.documents(TENANT, CORPUS) if record.version]
    encoder = shipped_encoder()
    packed = [
        pack(EncodedPassages(encoder.fingerprint, tuple(encoder.encode_passages(reading.chunks))))
        for reading in readings
    ]
    # All that was read lies in memory here, as it never does while reading: the collector is not to walk it.
    gc.collect()
    gc.freeze()
    given = (replace(one, encoded=unpack(vectors, one.chunks)) for one, vectors in zip(readings, packed, strict=True))
    write_anew(corpus, given, "vectors given")
    write_anew(corpus, iter(readings), "one process")


def write_anew(corpus: Corpus, readings: Iterator[Reading], label: str) -> None:
    """Print how fast a fresh data folder takes the readings."""
    with (
        tempfile.TemporaryDirectory(prefix="aktenkompass-bench-") as other,
        open_app(load_settings({"AKTENKOMPASS_HOME": other}), Use.WRITE) as fresh,
    ):
        fresh.catalog.add_tenant(TENANT, "Bench")
        fresh.catalog.add_corpus(corpus)
        started = time.perf_counter()
        chunks = sum(len(reading.chunks) for reading, _ in fresh.indexer.index_documents(TENANT, CORPUS, readings))
        fresh.indexer.merge(TENANT, chunks)
        seconds = time.perf_counter() - started
    print(f"written after reading, {label}: {chunks} chunks in {seconds:.1f} s, {chunks / seconds:.0f} a second")


def read_again(app: App, record: DocumentRecord) -> Reading:
    """A stored document as reading gave it."""
    document = app.library.load_document(TENANT, CORPUS, record.id, record.version or "")
    original = app.library.original(TENANT, CORPUS, record.sha256)
    key = DocumentKey(TENANT, CORPUS, record.path, document.version)
    chunks = chunk(key, document.facts, document.kind, document.sections, document.pages)
    source = Source(TENANT, CORPUS, record.path, original, record.sha256, record.bytes)
    return Reading(source, document, chunks, record.seconds, record.fingerprint)


def measure_citations(home: Home) -> None:
    """Sections drawn at random, each cited in every spelling; the share that comes first."""
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(home.folder)}), Use.SEARCH) as app:
        scope = local_scope(app.catalog, TENANT)
        drawn = draw_sections(app.catalog.documents(TENANT, CORPUS), app)
        right: Counter[str] = Counter()
        seconds = []
        for position, (record_id, law, heading, number) in enumerate(drawn):
            spelling = SPELLINGS[position % len(SPELLINGS)]
            question = spelling.format(number=number, law=law)
            started = time.perf_counter()
            hits = app.searcher.search(scope, question, 1)
            seconds.append(time.perf_counter() - started)
            found = bool(hits) and hits[0].document == record_id and hits[0].section == heading
            right[spelling] += found
            if not found:
                print(f"  missed: {question} -> {hits[0].path if hits else '-'} {hits[0].section if hits else ''}")
        print(f"citations right at the first place: {sum(right.values())} of {len(drawn)}", dict(right))
        print(f"citation look-up: p50 {statistics.median(seconds) * 1000:.0f} ms")


def draw_sections(records: Sequence[DocumentRecord], app: App) -> list[tuple[str, str, str, str]]:
    """Document, law as cited, heading and number of random paragraphs; only laws whose abbreviation is theirs alone."""
    chance = random.Random(2026)
    names = Counter(name for record in records for name in set(law_names(record.title, record.reference)))
    drawn: list[tuple[str, str, str, str]] = []
    for record in chance.sample(records, len(records)):
        if len(drawn) == CITATIONS:
            break
        if not record.reference or record.version is None or names[normalize_law_name(record.reference)] != 1:
            continue
        document = app.library.load_document(TENANT, CORPUS, record.id, record.version)
        headings = [section.heading for section in document.sections if section.heading.startswith("§ ")]
        numbers = Counter(heading.split()[1] for heading in headings)
        single = [heading for heading in headings if numbers[heading.split()[1]] == 1 and heading.split()[1].isalnum()]
        if single:
            heading = chance.choice(single)
            drawn.append((record.id, record.reference, heading, heading.split()[1]))
    return drawn


def extract_bare(folder: Path) -> float:
    """Seconds that pypdfium2 alone takes for the text of all PDFs below `folder`."""
    started = time.perf_counter()
    for path in sorted(folder.rglob("*.pdf")):
        document = pypdfium2.PdfDocument(path)
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        document.close()
    return time.perf_counter() - started


def report_rate(home: Home, ingested: Measured) -> None:
    """Chunks a second of a whole ingest, start, reading and merging included."""
    with open_app(load_settings({"AKTENKOMPASS_HOME": str(home.folder)}), Use.LOOK) as app:
        chunks = sum(record.chunks for record in app.catalog.documents(TENANT, CORPUS))
    print(f"ingest: {chunks} chunks, {chunks / ingested.seconds:.0f} a second in all", flush=True)


def report(name: str, measured: Measured) -> None:
    """One line."""
    print(
        f"{name}: {measured.seconds:.1f} s wall, peak {measured.peak_bytes / 1e6:.0f} MB in all processes", flush=True
    )
