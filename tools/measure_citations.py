"""Measures the checks of `app.citations` on the pages of real PDFs.

    python -m tools.measure_citations FOLDER --documents 250 --sentences 1500

Sentences of the pages are taken as statements and quotes, as they are and spoiled in one way each; a line tells
how many ended with which verdict and how long a check took. With ``--similarity`` the threshold of `app.quotes` is
varied.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from app import quotes
from app.answering.types import Statement
from app.citations import CitationChecker
from app.wording import DROPPABLE, find_negations
from corpora.model import Access, CorpusKind, Document, DocumentState, Facts, Page, PageState, Span
from index.hits import Evidence, Hit
from ingest.sentences import split_sentences

Pair = tuple[str, str]
"""Statement and quote."""


@dataclass(frozen=True)
class Sentence:
    """A sentence where it stands."""

    document: Document
    page: int
    start: int
    stored: str

    @property
    def text(self) -> str:
        """On one line."""
        return " ".join(self.stored.split())


class Pages:
    """The documents by id."""

    def __init__(self, documents: list[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def load_document(self, tenant: str, corpus: str, document: str, version: str) -> Document:
        """As `corpora.library.Library.load_document`."""
        return self._documents[document]


def read(file: Path) -> Document:
    """The text of a PDF, page by page."""
    pdf = pypdfium2.PdfDocument(file)
    texts = [re.sub("\ufffe\\s?", "", page.get_textpage().get_text_range()).replace("\r\n", "\n") for page in pdf]
    pages = tuple(Page(number, text, PageState.TEXT) for number, text in enumerate(texts, 1))
    facts = Facts(title=file.name)
    return Document(
        "m", "c", str(file), "", "", CorpusKind.COUNCIL, Access.PUBLIC, facts, DocumentState.READY, pages
    )  # fmt: skip


def sentences(documents: list[Document]) -> Iterator[Sentence]:
    """Sentences of usual length."""
    for document in documents:
        for number, page in enumerate(document.pages):
            for start, end in split_sentences(page.text):
                if 40 <= end - start <= 350 and len(re.findall(r"\w{2,}", page.text[start:end])) >= 6:
                    yield Sentence(document, number, start, page.text[start:end])


def hit_on(sentence: Sentence) -> Hit:
    """A hit of 1,000 characters around a sentence."""
    document, text = sentence.document, sentence.document.pages[sentence.page].text
    span = Span(sentence.page, max(sentence.start - 300, 0), min(sentence.start + 700, len(text)))
    return Hit(
        1, 1.0, (Evidence.SPARSE,), "m", "c", document.kind, document.access, document.id, "", document.path,
        document.facts.title, None, None, f"{document.id}{span}", sentence.page + 1, (), text[span.start : span.end],
        (span,),
    )  # fmt: skip


def change_digit(text: str, chance: random.Random) -> str | None:
    """One digit of the text is another."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + chance.choice([digit for digit in "0123456789" if digit != text[place]]) + text[place + 1 :]


def drop_words(text: str, chance: random.Random, share: float) -> str:
    """A share of the words is left out, but no number and no negation."""
    kept = [w for w in text.split() if re.search(r"\d", w) or find_negations(w) or chance.random() > share]
    return " ".join(kept)


def slip(text: str, chance: random.Random) -> str | None:
    """A long lower-case word lost a letter."""
    found = list(re.finditer(r"\b[a-zäöüß]{6,}\b", text))
    if not found:
        return None
    place = chance.choice(found).start() + chance.randrange(2, 5)
    return text[:place] + text[place + 1 :]


def drop_article(text: str, chance: random.Random) -> str | None:
    """An article was left out."""
    words = text.split()
    places = [index for index, word in enumerate(words[1:-1], 1) if word.lower() in DROPPABLE]
    if not places:
        return None
    del words[chance.choice(places)]
    return " ".join(words)


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=250)
    parser.add_argument("--sentences", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", help="part of a line's name: print what was supported there")
    parser.add_argument("--similarity", type=float, nargs="*", default=[quotes.SIMILARITY])
    options = parser.parse_args()
    chance = random.Random(options.seed)
    files = sorted(options.folder.rglob("*.pdf"))
    documents = [read(file) for file in chance.sample(files, min(options.documents, len(files)))]
    found = list(sentences(documents))
    chance.shuffle(found)
    chosen = found[: options.sentences]
    nouns = sorted({noun for one in found for noun in re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{3,}", one.text)})
    checker = CitationChecker(Pages(documents))

    def rename(text: str) -> str | None:
        places = list(re.finditer(r"(?<=[a-z,] )[A-ZÄÖÜ][a-zäöüß]{3,}", text))
        if not places:
            return None
        place, noun = chance.choice(places), chance.choice(nouns)
        return None if noun == place.group() else text[: place.start()] + noun + text[place.end() :]

    def unsay(text: str) -> str | None:
        return re.sub(r"\b(?:nicht|keine?[mnrs]?)\b ?", "", text) if find_negations(text) else None

    spoiled: dict[str, Callable[[Sentence, int], tuple[str | None, str | None]]] = {
        "verbatim": lambda one, n: (one.text, one.text),
        "statement without 20 % of its words": lambda one, n: (drop_words(one.text, chance, 0.2), one.text),
        "statement without 40 % of its words": lambda one, n: (drop_words(one.text, chance, 0.4), one.text),
        "quote with a slip": lambda one, n: (one.text, slip(one.text, chance)),
        "quote without an article": lambda one, n: (one.text, drop_article(one.text, chance)),
        "statement with a changed digit": lambda one, n: (change_digit(one.text, chance), one.text),
        "the same, without 40 % of its words": lambda one, n: (
            change_digit(drop_words(one.text, chance, 0.4), chance),
            one.text,
        ),
        "quote with a changed digit": lambda one, n: (one.text, change_digit(one.text, chance)),
        "quote with another noun or name": lambda one, n: (one.text, rename(one.text)),
        "statement without its negation": lambda one, n: (unsay(one.text), one.text),
        "statement of another document": lambda one, n: (chosen[n - 7].text, one.text),
        "quote of another document": lambda one, n: (one.text, chosen[n - 11].text),
    }
    print(f"{len(documents)} documents, {sum(len(d.pages) for d in documents)} pages, {len(chosen)} sentences")
    for quotes.SIMILARITY in options.similarity:
        print(f"similarity {quotes.SIMILARITY}")
        for name, spoil in spoiled.items():
            verdicts: Counter[str] = Counter()
            seconds = []
            for number, one in enumerate(chosen):
                statement, quote = spoil(one, number)
                if statement is None or quote is None or (name != "verbatim" and (statement, quote) == (one.text,) * 2):
                    continue
                hit = hit_on(one)
                begun = time.perf_counter()
                checked = checker.check(Statement(statement, quote, hit), [hit])
                seconds.append(time.perf_counter() - begun)
                verdicts[checked.verdict.value] += 1
                if options.show and options.show in name and checked.verdict.value == "supported":
                    print(f"    {statement!r}\n    {quote!r}")
            cuts = statistics.quantiles(seconds, n=20)
            print(
                f"  {name:38s} supported {verdicts['supported']:5d}  partial {verdicts['partial']:5d}"
                f"  unsupported {verdicts['unsupported']:5d}   ms p50 {cuts[9] * 1000:5.2f}  p95 {cuts[18] * 1000:5.2f}"
            )


if __name__ == "__main__":
    main()
