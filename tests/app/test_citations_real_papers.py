"""The checks on real council papers: what is true passes, what was changed does not."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from app.answering.types import Statement, Verdict
from app.citations import CitationChecker
from corpora.model import Document
from ingest.sentences import split_sentences
from tests.app.papers import make_document, make_hit, store

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def papers(shared_data: Path) -> list[Document]:
    files = sorted((shared_data / "seeds").glob("*.txt"))
    return [make_document(file.name, [file.read_text()], title=file.stem) for file in files]


@pytest.fixture(scope="module")
def checker(papers: list[Document], tmp_path_factory: pytest.TempPathFactory) -> CitationChecker:
    return CitationChecker(store(tmp_path_factory.mktemp("library"), *papers))


def sentences(papers: list[Document]) -> list[tuple[Document, str]]:
    found = []
    for paper in papers:
        text = paper.pages[0].text
        for start, end in split_sentences(text):
            if 40 <= end - start <= 400 and len(re.findall(r"\w{2,}", text[start:end])) >= 3:
                found.append((paper, text[start:end]))
    return found


def verdict(checker: CitationChecker, paper: Document, text: str, quote: str) -> Verdict:
    hit = make_hit(paper)
    return checker.check(Statement(text, quote, hit), [hit]).verdict


def test_every_sentence_of_a_paper_supports_itself(papers: list[Document], checker: CitationChecker) -> None:
    verdicts = Counter(
        verdict(checker, paper, " ".join(sentence.split()), sentence) for paper, sentence in sentences(papers)
    )
    assert verdicts[Verdict.UNSUPPORTED] == 0
    assert verdicts[Verdict.SUPPORTED] >= 0.99 * verdicts.total()


def test_no_sentence_with_a_changed_digit_is_supported(papers: list[Document], checker: CitationChecker) -> None:
    chance = random.Random(7)
    changed = 0
    for paper, sentence in sentences(papers):
        for place in [match.start() for match in re.finditer(r"\d", sentence)]:
            digit = chance.choice([digit for digit in "0123456789" if digit != sentence[place]])
            wrong = f"{sentence[:place]}{digit}{sentence[place + 1 :]}"
            assert verdict(checker, paper, wrong, sentence) is not Verdict.SUPPORTED, wrong
            assert verdict(checker, paper, sentence, wrong) is Verdict.UNSUPPORTED, wrong
            changed += 1
    assert changed > 100


def test_no_sentence_is_supported_by_a_quote_from_another_paper(
    papers: list[Document], checker: CitationChecker
) -> None:
    found = sentences(papers)
    for (paper, sentence), (other, foreign) in zip(found, found[len(found) // 2 :], strict=False):
        if paper is not other and foreign not in paper.pages[0].text:
            assert verdict(checker, paper, sentence, foreign) is Verdict.UNSUPPORTED
