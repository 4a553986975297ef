"""Chunks of a document become points: vectors, and what a point carries beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from corpora.model import Chunk, Document
from index.embedding import Embedder
from index.engine import Payload, Point, SparseVector
from index.identifiers import chunk_identifiers
from index.packing import EncodedPassages


class PassageEncoder(Protocol):
    """The half of a sparse encoder that writing needs; see `index.sparse.SparseEncoder`."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same chunk would give another vector."""

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[SparseVector]:
        """One vector a chunk, in the order of the chunks."""


class PointBatch:
    """Points on their way into an index. Their dense vectors are made together, which fills a model's batches."""

    def __init__(self, encoder: PassageEncoder, embedder: Embedder | None) -> None:
        self._encoder = encoder
        self._embedder = embedder
        self._points: list[Point] = []
        self._passages: list[str] = []

    def __len__(self) -> int:
        return len(self._points)

    def add(self, document: Document, chunks: Sequence[Chunk], encoded: EncodedPassages | None = None) -> None:
        """Add one point a chunk. Dense vectors are made of the context line and the text, as the sparse ones are.

        `encoded` are the chunks' sparse vectors where they have been made; those of another encoder are made again.
        """
        if encoded is None or encoded.fingerprint != self._encoder.fingerprint:
            vectors: Sequence[SparseVector] = self._encoder.encode_passages(chunks)
        else:
            vectors = encoded.vectors
        self._points += _make_points(document, chunks, vectors)
        self._passages += [f"{chunk.context}\n{chunk.text}" for chunk in chunks]

    def take(self) -> list[Point]:
        """The points, whole, in the order they were added; the batch is empty then. Raises what the model raises."""
        points, passages = self._points, self._passages
        self._points, self._passages = [], []
        if self._embedder is None or not points:
            return points
        vectors = self._embedder.embed_passages(passages)
        return [replace(point, dense=tuple(row)) for point, row in zip(points, vectors.tolist(), strict=True)]


def _make_points(document: Document, chunks: Sequence[Chunk], vectors: Sequence[SparseVector]) -> list[Point]:
    facts = document.facts
    bodies = [meeting.body for meeting in facts.meetings]
    if facts.body:
        bodies.append(facts.body)
    folded = tuple(dict.fromkeys(body.casefold() for body in bodies))
    return [
        Point(
            id=chunk.id,
            sparse=terms,
            payload=Payload(
                corpus=document.corpus,
                access=document.access,
                document=chunk.document,
                version=document.version,
                number=chunk.number,
                page=document.pages[chunk.spans[0].page].number,
                kind=document.kind.value,
                date=_as_number(facts.date),
                bodies=folded,
                identifiers=chunk_identifiers(document, chunk),
                text=chunk.text,
                heading_path=chunk.heading_path,
                spans=chunk.spans,
            ),
        )
        for chunk, terms in zip(chunks, vectors, strict=True)
    ]


def _as_number(day: date | None) -> int | None:
    return None if day is None else day.year * 10_000 + day.month * 100 + day.day
