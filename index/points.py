"""Chunks of a document become points: vectors, and what a point carries beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from corpora.model import Chunk, Document
from index.embedding import Embedder
from index.engine import Payload, Point, SparseVector
from index.identifiers import chunk_identifiers


class PassageEncoder(Protocol):
    """The half of a sparse encoder that writing needs; see `index.sparse.SparseEncoder`."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same chunk would give another vector."""

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[SparseVector]:
        """One vector a chunk, in the order of the chunks."""


def make_points(
    document: Document, chunks: Sequence[Chunk], encoder: PassageEncoder, embedder: Embedder | None
) -> list[Point]:
    """One point a chunk. Dense vectors are made of the context line and the text, as the sparse ones are."""
    sparse = encoder.encode_passages(chunks)
    dense: list[tuple[float, ...] | None] = [None] * len(chunks)
    if embedder is not None and chunks:
        vectors = embedder.embed_passages([f"{chunk.context}\n{chunk.text}" for chunk in chunks])
        dense = [tuple(row.tolist()) for row in vectors]
    facts = document.facts
    bodies = [meeting.body for meeting in facts.meetings]
    if facts.body:
        bodies.append(facts.body)
    folded = tuple(dict.fromkeys(body.casefold() for body in bodies))
    return [
        Point(
            id=chunk.id,
            sparse=terms,
            dense=vector,
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
        for chunk, terms, vector in zip(chunks, sparse, dense, strict=True)
    ]


def _as_number(day: date | None) -> int | None:
    return None if day is None else day.year * 10_000 + day.month * 100 + day.day
