"""Measures the marks on page images: do they lie on the quoted words, and how long does a picture take.

    python -m tools.measure_boxes HOME TENANT/CORPUS... --citations 400

Passages are drawn at random from the stored pages of the corpora's PDFs, as sentences, as half sentences that begin in
mid-line, and as stretches of several lines. What stands under the boxes is read from the original again: its
letters with pdfium, on scanned pages words with tesseract. Same letters and digits count as equal.
"""

from __future__ import annotations

import argparse
import csv
import ctypes
import os
import random
import re
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from app.access import local_scope
from app.places import Place
from app.settings import load_settings
from app.sources import PDF
from app.wiring import App, Use, open_app
from corpora.model import Box, Document, PageState, Span
from ingest.drawing import draw_page
from ingest.limits import OcrSettings
from ingest.marking import Letters, Passage
from ingest.page_pictures import Drawing
from ingest.readers.pdf import seen_from_top_left
from ingest.sentences import split_sentences

FORMS = ("sentence", "begins in mid-line", "several lines")


@dataclass(frozen=True)
class Sample:
    """A passage and how it was drawn."""

    document: Document
    span: Span
    form: str

    @property
    def quote(self) -> str:
        """The stored text."""
        return self.document.pages[self.span.page].text[self.span.start : self.span.end]

    @property
    def scanned(self) -> bool:
        """Whether its page was recognised."""
        return self.document.pages[self.span.page].state is PageState.OCR


def draw_samples(documents: Sequence[Document], wanted: int, chance: random.Random) -> Iterator[Sample]:
    """One passage of each document in turn, in changing forms, until there are enough."""
    spent = 0
    while wanted and spent < 3 * len(documents):
        for document in documents:
            spent += 1
            form = FORMS[wanted % len(FORMS)]
            shaped = [_shape(document, span, form, chance) for span in _sentences(document)]
            spans = [span for span in shaped if span is not None]
            if spans and wanted:
                wanted -= 1
                yield Sample(document, chance.choice(spans), form)


def _sentences(document: Document) -> Iterator[Span]:
    for number, page in enumerate(document.pages):
        for start, end in split_sentences(page.text):
            if 40 <= end - start <= 400:
                yield Span(number, start, end)


def _shape(document: Document, span: Span, form: str, chance: random.Random) -> Span | None:
    text = document.pages[span.page].text
    if form == "sentence":
        return span
    if form == "several lines":
        end = text.find("\n", min(span.end + chance.randrange(150, 700), len(text)))
        return Span(span.page, span.start, end) if end > 0 else None
    blanks = [at for at in range(span.start + 8, span.end - 24) if text[at] == " "]
    return Span(span.page, chance.choice(blanks) + 1, span.end) if blanks else None


def read_under(file: Path, number: int, boxes: Sequence[Box]) -> str:
    """The letters whose middle lies in a box, in the order of the page's text."""
    document = pdfium.PdfDocument(file)
    page = document[number]
    text = page.get_textpage()
    transform = seen_from_top_left(page)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    for index in range(text.count_chars()):
        if raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            box = transform(left.value, bottom.value, right.value, top.value)
            if box.right > box.left and _covered((box.left + box.right) / 2, (box.top + box.bottom) / 2, boxes):
                found.append(chr(raw.FPDFText_GetUnicode(text, index)))
    document.close()
    return "".join(found)


def recognise_under(file: Path, number: int, boxes: Sequence[Box]) -> str:
    """The words whose middle lies in a box, as tesseract reads the page."""
    document = pdfium.PdfDocument(file)
    scale = OcrSettings().dpi / 72
    image = document[number].render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    document.close()
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "deu", "--dpi", str(OcrSettings().dpi), "--psm", "3", "tsv"],
        input=b"P5\n%d %d\n255\n" % image.size + image.tobytes(),
        capture_output=True,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    words = []
    for row in csv.DictReader(done.stdout.decode().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5":
            left, top, width, height = (int(row[key]) / scale for key in ("left", "top", "width", "height"))
            if _covered(left + width / 2, top + height / 2, boxes):
                words.append(row["text"])
    return " ".join(words)


def _covered(x: float, y: float, boxes: Sequence[Box]) -> bool:
    return any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in boxes)


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--citations", type=int, default=400, help="of each corpus")
    parser.add_argument("--width", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is not equal")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    settings = load_settings({"AKTENKOMPASS_HOME": str(options.home)})
    with open_app(settings, Use.LOOK) as app:
        app.sources.warm()
        time.sleep(2)
        for name in options.corpora:
            tenant, _, corpus = name.partition("/")
            records = [record for record in app.catalog.documents(tenant, corpus) if record.media_type == PDF]
            chance.shuffle(records)
            keys = [(record.tenant, record.corpus, record.id, record.version) for record in records if record.version]
            documents = [app.library.load_document(*key) for key in keys[: options.citations]]
            print(f"{name}: {len(documents)} documents, {sum(len(d.pages) for d in documents)} pages")
            measure(app, list(draw_samples(documents, options.citations, chance)), options.width, show=options.show)


def measure(app: App, samples: Sequence[Sample], width: int, *, show: bool) -> None:
    """Draw every sample twice and print what was found."""
    counts: dict[tuple[str, bool], list[int]] = {}
    views, cold, again, alone, sizes = [], [], [], [], []
    for sample in samples:
        document = sample.document
        scope = local_scope(app.catalog, document.tenant)
        place = Place(document.tenant, document.corpus, document.id, document.version, span=sample.span)
        begun = time.perf_counter()
        app.sources.view(scope, place)
        views.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        image = app.sources.image(scope, place, width=width)
        middle = time.perf_counter()
        app.sources.image(scope, place, width=width)
        again.append(time.perf_counter() - middle)
        cold.append(middle - begun)
        sizes.append(len(image.png))
        file = app.sources.original(scope, place).file
        read = recognise_under if sample.scanned else read_under
        # What fonts without a table of characters leave behind is no letter.
        under = re.sub(r"\(cid:\d+\)", "", read(file, sample.span.page, image.boxes))
        equal = Letters(under).text == Letters(sample.quote).text
        span, text = sample.span, document.pages[sample.span.page].text
        begun = time.process_time()
        draw_page(Drawing(str(file), span.page, width, Passage(text, span.start, span.end)))
        alone.append(time.process_time() - begun)
        row = counts.setdefault((sample.form, sample.scanned), [0, 0, 0])
        row[0] += 1
        row[1] += bool(image.boxes)
        row[2] += equal
        if show and not equal:
            print(f"    {document.path} page {sample.span.page + 1}, {len(image.boxes)} boxes")
            print(f"      wanted {sample.quote!r}\n      under  {under!r}")
    for (form, scanned), (all_, boxed, same) in sorted(counts.items()):
        kind = "recognised" if scanned else "letters"
        print(f"  {form:20s} {kind:10s} {all_:4d}  with boxes {boxed:4d}  same text {same:4d}  {same / all_:.1%}")
    total = [sum(row[part] for row in counts.values()) for part in range(3)]
    print(f"  all {total[0]}, with boxes {total[1] / total[0]:.1%}, same text {total[2] / total[0]:.1%}")
    times = {"facts and text": views, "picture": cold, "picture again": again, "picture, CPU of one core": alone}
    for name, seconds in times.items():
        cuts = statistics.quantiles(seconds, n=20)
        print(f"  {name}: p50 {cuts[9] * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms, max {max(seconds) * 1000:.0f} ms")
    print(f"  picture: p50 {statistics.median(sizes) / 1024:.0f} KB, max {max(sizes) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
