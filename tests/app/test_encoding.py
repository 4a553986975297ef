"""Sparse vectors are made where files are read: they are the same, and nothing wrong comes in that way."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.curation import Curation
from corpora.demo.manifest import load_demo
from corpora.fact_edits import FactEdits
from corpora.model import Chunk
from index.engine import Point, SparseVector
from index.engines.memory import MemoryStore
from index.packing import EncodedDocument, EncodedPassages, PackedPassages, pack, unpack
from index.sparse import SparseEncoder, shipped_encoder
from ingest.pipeline import ReadingTask, read_document
from tests.app.house import TENANT, analyzer, open_house, write

TWO = EncodedPassages("f", (SparseVector((3, 9), (0.1, 0.7)), SparseVector((2,), (1.9,))))


class Witness:
    """The product's encoder, and what the main process had to encode with it."""

    def __init__(self, fingerprint: str = "") -> None:
        self._encoder = SparseEncoder(analyzer())
        self.fingerprint = fingerprint or self._encoder.fingerprint
        self.encoded: list[Chunk] = []

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[SparseVector]:
        self.encoded += chunks
        return self._encoder.encode_passages(chunks)


class Recorder:
    """An index that remembers the vectors it was given."""

    def __init__(self, index: Any, vectors: dict[str, SparseVector]) -> None:
        self._index = index
        self._vectors = vectors

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def upsert(self, points: Sequence[Point]) -> None:
        self._vectors.update((point.id, point.sparse) for point in points)
        self._index.upsert(points)


class RecordingStore(MemoryStore):
    """Its indexes are recorders."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors: dict[str, SparseVector] = {}

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return Recorder(super().open(*args, **kwargs), self.vectors)


def test_vectors_from_reading_processes_are_those_of_the_main_process_to_the_bit(tmp_path: Path) -> None:
    store, witness = RecordingStore(), Witness()
    with open_house(tmp_path / "home", encoder=witness, store=store) as house:
        for corpus in load_demo().tenants[0].corpora:
            house.knowledge.ingest(TENANT, "rat" if corpus.kind == "council" else "recht", [corpus.folder])
        came_with_papers = dict(store.vectors)
        assert witness.encoded == []
        store.vectors.clear()
        # Building the index anew makes every vector in the main process.
        report = house.knowledge.reindex(TENANT)
        assert report.chunks == len(witness.encoded) == len(came_with_papers) > 100
        assert store.vectors == came_with_papers


def test_vectors_of_another_encoder_than_the_index_s_are_made_again(tmp_path: Path) -> None:
    store, witness = RecordingStore(), Witness("anders")
    with open_house(tmp_path / "home", encoder=witness, store=store) as house:
        house.knowledge.ingest(TENANT, "rat", [write(tmp_path / "rat", {"rad.md": "# Radweg\n\nEr wird gebaut.\n"})])
    assert [chunk.id for chunk in witness.encoded] == list(store.vectors) != []


def test_a_paper_with_facts_set_right_is_encoded_with_them(tmp_path: Path) -> None:
    folder = write(tmp_path / "rat", {"rad.md": "# Radweg\n\nEr wird gebaut.\n"})
    store, witness = RecordingStore(), Witness()
    with open_house(tmp_path / "home", encoder=witness, store=store) as house:
        house.knowledge.ingest(TENANT, "rat", [folder])
        edits = FactEdits(house.catalog.database)
        curation = Curation(house.catalog, house.library, house.indexer, edits, house.knowledge.log)
        curation.edit_facts(TENANT, "rat", "rad.md", {"title": "Kanalufer"})
        witness.encoded.clear()
        store.vectors.clear()
        write(folder, {"rad.md": "# Radweg\n\nEr wird doch nicht gebaut.\n"})
        house.knowledge.ingest(TENANT, "rat", [folder])
    [chunk] = witness.encoded
    assert "Kanalufer" in chunk.context
    assert store.vectors == {chunk.id: SparseEncoder(analyzer()).encode_passages([chunk])[0]}


def test_packing_keeps_every_bit() -> None:
    odd = EncodedPassages("f", (SparseVector((0, 2**32 - 1), (5e-324, math.pi)), SparseVector((), ())))
    assert unpack(pack(odd), "ab") == odd
    assert unpack(pack(EncodedPassages("f", ())), "") == EncodedPassages("f", ())


FORGERIES: dict[str, Callable[[PackedPassages], Any]] = {
    "a vector too few": lambda good: replace(good, lengths=good.lengths[:4]),
    "a vector too many": lambda good: replace(good, lengths=good.lengths + bytes(4)),
    "lengths beyond the ids": lambda good: replace(good, lengths=array("I", (2, 2)).tobytes()),
    "fewer weights than ids": lambda good: replace(good, weights=good.weights[:-8]),
    "half a number": lambda good: replace(good, ids=good.ids[:-1]),
    "the same id twice": lambda good: replace(good, ids=array("I", (3, 3, 2)).tobytes()),
    "ids that descend": lambda good: replace(good, ids=array("I", (9, 3, 2)).tobytes()),
    "a negative weight": lambda good: replace(good, weights=array("d", (0.1, -0.7, 1.9)).tobytes()),
    "no number": lambda good: replace(good, weights=array("d", (0.1, math.nan, 1.9)).tobytes()),
    "infinity": lambda good: replace(good, weights=array("d", (0.1, math.inf, 1.9)).tobytes()),
    "a weight above all others": lambda good: replace(good, weights=array("d", (0.1, 1e30, 1.9)).tobytes()),
    "no bytes": lambda good: PackedPassages(good.fingerprint, good.lengths, 3, good.weights),  # type: ignore[arg-type]
    "no fingerprint": lambda good: PackedPassages(None, good.lengths, good.ids, good.weights),  # type: ignore[arg-type]
    "no vectors": lambda good: None,
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_vectors_that_no_encoder_makes_are_refused(forgery: str) -> None:
    assert unpack(pack(TWO), "ab") == TWO
    assert unpack(FORGERIES[forgery](pack(TWO)), "ab") is None


class ForgingPool:
    """Reading processes that a file has overpowered."""

    def __init__(self, *args: object, **kwargs: object) -> None: ...

    def __enter__(self) -> ForgingPool:
        return self

    def __exit__(self, *raised: object) -> None: ...

    def map(self, tasks: Iterable[ReadingTask], should_stop: object) -> Iterator[tuple[ReadingTask, object]]:
        for task in tasks:
            read = read_document(task)
            vectors = tuple(SparseVector((2, 1), (1.0, 1.0)) for _ in read.chunks)
            forged = EncodedDocument(read, pack(EncodedPassages(shipped_encoder().fingerprint, vectors)))
            yield task, forged if task.source.path == "a.md" else read


def test_a_document_with_forged_vectors_fails_and_nothing_of_it_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ingestion.ReadingPool", ForgingPool)
    store = RecordingStore()
    with open_house(tmp_path / "home", store=store) as house:
        folder = write(tmp_path / "rat", {"a.md": "# Radweg\n\nEr wird gebaut.\n", "b.md": "# Kita\n\nEin Anbau.\n"})
        report = house.knowledge.ingest(TENANT, "rat", [folder])
        assert [(one.path, one.code) for one in report.failures] == [
            ("a.md", "ReaderCrashed"),
            ("b.md", "ReaderCrashed"),
        ]
        assert store.vectors == {}
