"""Pairs of texts that belong together, drawn by chance from `Texts`, as sparse bags of terms.

An anchor plays the question, a positive the passage that answers it. Words that both share are taken out of half the
anchors, and office words give way to everyday ones (`index/synonyms_de.txt`): BM25 finds shared words already, the
model is to learn the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.analysis import Analyzer
from index.compounds import load_splitter
from index.static_model.texts import Texts
from index.synonyms import parse_synonyms

CONTEXT_WEIGHT = 2.0
"""What one occurrence in title or headings counts, as in `index.sparse`."""

SATURATION = 0.9
"""k1 of the term-frequency part, as in `index.sparse`."""

SHARES = {"heading": 0.35, "sentence": 0.3, "neighbour": 0.2, "reply": 0.15}
"""Kinds of pairs in a batch."""

SHARED_WORDS_KEPT = 0.5
EVERYDAY_SHARE = 0.3
"""Share of an anchor's office words that are replaced."""

BODY_KEPT = 0.6
"""Share of a passage's tokens that one draw keeps: cheaper, and no two draws are the same."""

SIBLINGS = 4
"""Passages of one document that follow each other in a batch, as each other's hard negatives."""

_WORD = re.compile(r"\w+")
Int = NDArray[np.int64]
Float = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts as sparse rows: row i holds ``rows[offsets[i]:offsets[i + 1]]``."""

    rows: Int
    """Numbers in the model's vocabulary."""
    weights: Float
    offsets: Int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that get a vector."""

    terms: list[str]
    idf: Float
    row_of: NDArray[np.int32]
    """Vocabulary row of each of `Texts.terms`, -1 for none."""


def choose_vocabulary(texts: Texts, *, size: int, min_passages: int = 4) -> Vocabulary:
    """The terms that stand in most passages, and every term of the synonym list that stands in any."""
    first, last = texts.sentences[texts.passages[:, 0]], texts.sentences[texts.passages[:, 1]]
    passage = np.repeat(np.arange(len(first)), last - first)
    tokens = texts.tokens[_ranges(first, last)].astype(np.int64)
    keys = np.unique(passage * len(texts.terms) + tokens)
    counts = np.bincount(keys % len(texts.terms), minlength=len(texts.terms))
    chosen = {int(number) for number in np.argsort(-counts, kind="stable")[:size] if counts[number] >= min_passages}
    numbers = {term: number for number, term in enumerate(texts.terms)}
    listed = {term for left, right in _synonym_terms() for term in (*left, *right)}
    unseen = sorted(term for term in listed if term not in numbers and term.isalpha())
    chosen |= {numbers[term] for term in listed if term in numbers}
    ordered = sorted(chosen)
    row_of = np.full(len(texts.terms), -1, dtype=np.int32)
    row_of[ordered] = np.arange(len(ordered))
    idf = np.log((len(first) + 1) / (np.concatenate([counts[ordered], np.full(len(unseen), 3)]) + 1))
    return Vocabulary([*(texts.terms[number] for number in ordered), *unseen], idf.astype(np.float32), row_of)


class Pairs:
    """Draws batches of (anchors, positives)."""

    def __init__(self, texts: Texts, vocabulary: Vocabulary, *, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._texts = texts
        self._size = len(vocabulary.terms)
        self._tokens = vocabulary.row_of[texts.tokens]
        self._weights = texts.weights.astype(np.float32)
        passages = texts.passages
        self._by_document = np.argsort(passages[:, 4], kind="stable")
        self._has_next = np.flatnonzero((passages[:-1, 4] == passages[1:, 4]) & (passages[:-1, 1] == passages[1:, 0]))
        self._synonyms = _synonym_rows(vocabulary)
        self._everyday, self._everyday_starts = _everyday_of(self._synonyms, self._size)

    def draw(self, size: int) -> tuple[Bags, Bags]:
        """`size` pairs, or a few less, in no order."""
        anchors: list[tuple[Int, Int]] = []
        positives: list[Int] = []
        without: list[tuple[Int, Int]] = []
        with_context: list[NDArray[np.bool_]] = []
        for kind, share in SHARES.items():
            count = int(size * share)
            anchor, positive, bare = getattr(self, f"_draw_{kind}")(count)
            anchors.append(anchor)
            positives.append(positive)
            without.append(anchor)
            with_context.append(np.full(count, not bare))
        start, end = (np.concatenate(side) for side in zip(*anchors, strict=True))
        passage = np.concatenate(positives)
        asked = self._bag(np.arange(len(start)), start, end, 1.0)
        positive_parts = self._passages(passage, start, end, np.concatenate(with_context))
        return self._finish(len(start), asked, positive_parts)

    def draw_synonyms(self, size: int) -> tuple[Bags, Bags]:
        """`size` entries of the synonym list: an everyday word, and all that papers say instead."""
        chosen = self._random.integers(len(self._synonyms), size=size)
        left, right = zip(*(self._synonyms[number] for number in chosen), strict=True)
        return _pack(left), _pack(right)

    def _draw_heading(self, count: int) -> tuple[tuple[Int, Int], Int, bool]:
        """A heading, now and then with its title, and a passage below it that does not show it."""
        passage = self._some_passages(count)
        column = np.where(self._random.random(count) < 0.75, 3, 2)
        sentence = self._texts.passages[passage, column]
        return (self._texts.sentences[sentence], self._texts.sentences[sentence + 1]), passage, True

    def _draw_sentence(self, count: int) -> tuple[tuple[Int, Int], Int, bool]:
        """A sentence, and its passage without it."""
        passage = self._some_passages(count)
        return self._sentence_of(passage), passage, False

    def _draw_neighbour(self, count: int) -> tuple[tuple[Int, Int], Int, bool]:
        """A sentence, and the passage after its own."""
        passage = self._random.choice(self._has_next, count)
        return self._sentence_of(passage), passage + 1, True

    def _draw_reply(self, count: int) -> tuple[tuple[Int, Int], Int, bool]:
        """A sentence of a council group's question, and a passage of the administration's reply."""
        asked, reply = self._texts.replies[self._random.integers(len(self._texts.replies), size=count)].T
        return self._sentence_of(asked), reply, True

    def _some_passages(self, count: int) -> Int:
        """Passages in runs of `SIBLINGS` of one neighbourhood."""
        starts = self._random.integers(len(self._by_document), size=count // SIBLINGS + 1)
        steps = self._random.integers(1, 4, size=(len(starts), SIBLINGS)).cumsum(axis=1)
        return np.asarray(self._by_document[(starts[:, None] + steps).ravel()[:count] % len(self._by_document)])

    def _sentence_of(self, passage: Int) -> tuple[Int, Int]:
        first, last = self._texts.passages[passage, 0], self._texts.passages[passage, 1]
        chosen = first + (self._random.random(len(passage)) * (last - first)).astype(np.int64)
        return self._texts.sentences[chosen], self._texts.sentences[chosen + 1]

    def _bag(self, numbers: Int, start: Int, end: Int, weight: float) -> tuple[Int, Int, Float]:
        """Bag, position in the tokens and weight of every token in the ranges."""
        positions = _ranges(start, end)
        return np.repeat(numbers, end - start), positions, weight * self._weights[positions]

    def _passages(
        self, passage: Int, without_start: Int, without_end: Int, with_context: NDArray[np.bool_]
    ) -> list[tuple[Int, Int, Float]]:
        rows = self._texts.passages[passage]
        sentences = self._texts.sentences
        bag, positions, weights = self._bag(np.arange(len(rows)), sentences[rows[:, 0]], sentences[rows[:, 1]], 1.0)
        kept = (self._random.random(len(bag)) < BODY_KEPT) & ~(
            (positions >= without_start[bag]) & (positions < without_end[bag])
        )
        parts = [(bag[kept], positions[kept], weights[kept])]
        shown = np.flatnonzero(with_context | (self._random.random(len(rows)) < 0.3))
        for column in (2, 3):
            sentence = rows[shown, column]
            parts.append(self._bag(shown, sentences[sentence], sentences[sentence + 1], CONTEXT_WEIGHT))
        return parts

    def _finish(
        self, count: int, asked: tuple[Int, Int, Float], parts: list[tuple[Int, Int, Float]]
    ) -> tuple[Bags, Bags]:
        bag, positions, weights = (np.concatenate(side) for side in zip(*parts, strict=True))
        keys, values = self._sum(bag, self._tokens[positions], weights)
        rows = self._tokens[asked[1]].astype(np.int64)
        anchor_keys, anchor_values = self._sum(asked[0], self._say_everyday(rows), asked[2])
        random = self._random.random((2, len(anchor_keys)))
        dropped = (random[0] > SHARED_WORDS_KEPT) & np.isin(anchor_keys, keys)
        anchor_keys, anchor_values = anchor_keys[~dropped], anchor_values[~dropped]
        return self._split(count, anchor_keys, anchor_values), self._split(count, keys, values)

    def _say_everyday(self, rows: Int) -> Int:
        known = np.where(rows >= 0, rows, 0)
        options = np.where(rows >= 0, self._everyday_starts[known + 1] - self._everyday_starts[known], 0)
        chosen = np.flatnonzero((options > 0) & (self._random.random(len(rows)) < EVERYDAY_SHARE))
        said = rows.copy()
        pick = (self._random.random(len(chosen)) * options[chosen]).astype(np.int64)
        said[chosen] = self._everyday[self._everyday_starts[rows[chosen]] + pick]
        return said

    def _sum(self, bag: Int, rows: NDArray[np.int32] | Int, weights: Float) -> tuple[Int, Float]:
        known = rows >= 0
        keys, inverse = np.unique(bag[known] * self._size + rows[known], return_inverse=True)
        counts = np.bincount(inverse, weights=weights[known], minlength=len(keys))
        return keys, (counts * (SATURATION + 1) / (counts + SATURATION)).astype(np.float32)

    def _split(self, count: int, keys: Int, values: Float) -> Bags:
        lengths = np.bincount(keys // self._size, minlength=count)
        return Bags(keys % self._size, values, np.concatenate([[0], np.cumsum(lengths)]))


def _ranges(start: Int, end: Int) -> Int:
    """All numbers of the half-open ranges, one range after the other."""
    lengths = end - start
    shifts = np.repeat(start - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.asarray(np.arange(int(lengths.sum())) + shifts)


def _synonym_terms() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Terms of one everyday word or phrase, and of all that the list gives for it."""
    analyzer = Analyzer(load_splitter())
    found = []
    for entry in parse_synonyms(files("index").joinpath("synonyms_de.txt").read_text("utf-8")):
        office = tuple(dict.fromkeys(term.text for word in entry.office for term in analyzer.analyze(word)))
        for everyday in entry.everyday:
            found.append((tuple(term.text for term in analyzer.analyze(" ".join(_WORD.findall(everyday)))), office))
    return found


def _synonym_rows(vocabulary: Vocabulary) -> list[tuple[list[int], list[int]]]:
    row_of = {term: row for row, term in enumerate(vocabulary.terms)}
    pairs = (
        ([row_of[term] for term in left if term in row_of], [row_of[term] for term in right if term in row_of])
        for left, right in _synonym_terms()
    )
    return [(left, right) for left, right in pairs if left and right]


def _everyday_of(synonyms: list[tuple[list[int], list[int]]], size: int) -> tuple[Int, Int]:
    """For each row the rows that everyday language says instead, as one list and its starts."""
    options: list[list[int]] = [[] for _ in range(size + 1)]
    for left, right in synonyms:
        for row in right:
            options[row].extend(left)
    starts = np.concatenate([[0], np.cumsum([len(rows) for rows in options])])
    return np.array([row for rows in options for row in rows], dtype=np.int64), starts


def _pack(bags: tuple[list[int], ...]) -> Bags:
    lengths = [len(bag) for bag in bags]
    rows = np.array([row for bag in bags for row in bag], dtype=np.int64)
    return Bags(rows, np.ones(len(rows), dtype=np.float32), np.concatenate([[0], np.cumsum(lengths)]))
