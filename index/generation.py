"""Which set of index parameters a tenant's points were made with, and whether the running program can use them.

A generation is named after everything that decides what a chunk's point looks like: analysis and weights, identifiers,
embedding model. How documents are read and cut is not part of it: that is each document's own reading fingerprint, and
a changed one has the document read again. An index built anew with the same parameters gets a number behind the name.

Words and vectors are named apart, so that an index whose embedding model is no longer the program's is still searched
by its words until it was built anew. Only writing into it is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpora.catalog import Catalog
from corpora.errors import IndexOutdated
from index.embedding import Embedder
from index.engine import IndexStore, PointFilter, ScoredPoint, SearchedIndex, SparseVector, TenantIndex
from index.identifiers import IDENTIFIERS_VERSION

POINT_FORMAT = 1
"""Raise it when points get other payloads or vectors for a reason that no fingerprint names."""


_NAME = re.compile(r"([0-9a-f]{12})(?:v([0-9]+)x([0-9a-f]{8}))?(?:-[0-9]+)?")
_WORDS_DIGITS, _MODEL_DIGITS = 12, 8


def generation_name(analysis_fingerprint: str, embedder: Embedder | None) -> str:
    """Twelve hexadecimal digits for words and payloads; with dense vectors their size and eight more for the model.

    E.g. ``14845570bd9c`` and ``14845570bd9cv384x5a1b2c3d``.
    """
    parts = (str(POINT_FORMAT), str(IDENTIFIERS_VERSION), analysis_fingerprint, "")
    words = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_WORDS_DIGITS]
    if embedder is None:
        return words
    return f"{words}v{embedder.size}x{hashlib.sha256(embedder.identity.encode()).hexdigest()[:_MODEL_DIGITS]}"


def next_generation(wanted: str, present: Collection[str]) -> str:
    """The first of ``wanted``, ``wanted-2``, ``wanted-3`` … that is not there yet."""
    name, number = wanted, 1
    while name in present:
        number += 1
        name = f"{wanted}-{number}"
    return name


@dataclass(frozen=True, slots=True)
class Generations:
    """Opens the generation of a tenant that the catalogue names, when it is one this program would make."""

    catalog: Catalog
    store: IndexStore
    wanted: str
    """As `generation_name` gives it."""
    dense_size: int | None

    @classmethod
    def of(
        cls, catalog: Catalog, store: IndexStore, analysis_fingerprint: str, embedder: Embedder | None = None
    ) -> Generations:
        """Those of a program with this analysis and embedder."""
        name = generation_name(analysis_fingerprint, embedder)
        return cls(catalog, store, name, None if embedder is None else embedder.size)

    def open_searched(self, tenant: str) -> SearchedIndex | None:
        """The index to search, None before the first ingest.

        One that was made with another embedding model is searched by its words alone. Raises as `open_current` does,
        `IndexOutdated` only when it was made by another analysis.
        """
        current = self.catalog.generation(tenant)
        if current is None or not self._is_of_other_model(current):
            return self._open_made_here(tenant, current)
        made = _NAME.fullmatch(current)
        size = int(made[2]) if made is not None and made[2] else None
        return WordsAlone(self.store.open(tenant, current, dense_size=size, create=False))

    def has_other_model(self, tenant: str) -> bool:
        """Whether the words of an index are those of this program and its embedding model is not."""
        return self._is_of_other_model(self.catalog.generation(tenant))

    def open_current(self, tenant: str) -> TenantIndex | None:
        """The index that is written to, None before the first ingest.

        Raises `UnknownTenant`, `IndexOutdated` when it was made by another analysis or model, `IndexUnavailable` when
        the catalogue names one that is not there.
        """
        return self._open_made_here(tenant, self.catalog.generation(tenant))

    def _open_made_here(self, tenant: str, current: str | None) -> TenantIndex | None:
        if current is None:
            return None
        if not self._is_wanted(current):
            raise IndexOutdated(
                f"Der Index von „{tenant}“ wurde mit einer anderen Textanalyse oder einem anderen Modell erstellt "
                f"({current}, jetzt {self.wanted}).",
                hint=f"`kompass reindex {tenant}` baut ihn aus den gespeicherten Dokumenten neu auf.",
            )
        return self.store.open(tenant, current, dense_size=self.dense_size, create=False)

    def start(self, tenant: str) -> TenantIndex:
        """The index that is written to: the current one, or a first one that becomes current. Raises as above."""
        index = self.open_current(tenant)
        if index is None:
            # What a crash or a removed tenant of the same name left behind must not come back.
            self.drop_others(tenant)
            index = self._open(tenant, self.wanted)
            self.switch(tenant, self.wanted)
        return index

    def start_beside(self, tenant: str, points: int) -> tuple[str, TenantIndex]:
        """A new empty generation beside the current one, with its name. Drops what an earlier try left.

        Raises `DiskFull` when as many `points` would not fit beside the current ones.
        """
        self.drop_others(tenant)
        self.store.require_room(tenant, points, self.dense_size)
        name = next_generation(self.wanted, self.store.generations(tenant))
        return name, self._open(tenant, name)

    def switch(self, tenant: str, generation: str) -> None:
        """Make `generation` the one that is searched; the others are dropped by `drop_others`."""
        self.catalog.set_generation(tenant, generation)
        self.store.activate(tenant, generation)

    def drop_others(self, tenant: str) -> int:
        """Delete every generation but the current one; return how many."""
        return self._drop(tenant, keep=self.catalog.generation(tenant))

    def drop_all(self, tenant: str) -> int:
        """Delete all generations of a tenant, whatever made them; return how many."""
        return self._drop(tenant, keep=None)

    def _is_of_other_model(self, generation: str | None) -> bool:
        made = None if generation is None or self._is_wanted(generation) else _NAME.fullmatch(generation)
        return made is not None and made[1] == self.wanted[:_WORDS_DIGITS]

    def _is_wanted(self, generation: str) -> bool:
        return generation.partition("-")[0] == self.wanted

    def _open(self, tenant: str, generation: str) -> TenantIndex:
        return self.store.open(tenant, generation, dense_size=self.dense_size)

    def _drop(self, tenant: str, *, keep: str | None) -> int:
        others = [name for name in self.store.generations(tenant) if name != keep]
        for name in others:
            self.store.drop(tenant, name)
        return len(others)


@dataclass(frozen=True, slots=True)
class WordsAlone:
    """A `SearchedIndex` without the dense vectors of `index`, whose model is not the program's."""

    index: SearchedIndex
    dense_size: None = None

    def search_sparse(self, vector: SparseVector, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """See `SearchedIndex`."""
        return self.index.search_sparse(vector, where, limit)

    def search_dense(self, vector: Sequence[float], where: PointFilter, limit: int) -> list[ScoredPoint]:
        """None: vectors of two models cannot be compared."""
        return []

    def lookup(self, where: PointFilter, limit: int) -> list[ScoredPoint]:
        """See `SearchedIndex`."""
        return self.index.lookup(where, limit)
