"""Which set of index parameters a tenant's points were made with, and whether the running program can use them.

A generation is named after everything that decides what a chunk's point looks like: analysis and weights, identifiers,
embedding model. How documents are read and cut is not part of it: that is each document's own reading fingerprint, and
a changed one has the document read again. An index built anew with the same parameters gets a number behind the name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from corpora.catalog import Catalog
from corpora.errors import IndexOutdated
from index.embedding import Embedder
from index.engine import IndexStore, TenantIndex
from index.identifiers import IDENTIFIERS_VERSION

POINT_FORMAT = 1
"""Raise it when points get other payloads or vectors for a reason that no fingerprint names."""


def generation_name(analysis_fingerprint: str, embedder: str | None) -> str:
    """Twelve hexadecimal digits; `embedder` is `Embedder.name`, None without dense vectors."""
    parts = (str(POINT_FORMAT), str(IDENTIFIERS_VERSION), analysis_fingerprint, embedder or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


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
        name = generation_name(analysis_fingerprint, None if embedder is None else embedder.name)
        return cls(catalog, store, name, None if embedder is None else embedder.size)

    def open_current(self, tenant: str) -> TenantIndex | None:
        """The index that is searched, None before the first ingest.

        Raises `UnknownTenant`, `IndexOutdated` when it was made by another analysis or model, `IndexUnavailable` when
        the catalogue names one that is not there.
        """
        current = self._current(tenant)
        if current is None:
            return None
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

    def start_beside(self, tenant: str) -> tuple[str, TenantIndex]:
        """A new empty generation beside the current one, with its name. Drops what an earlier try left."""
        self.drop_others(tenant)
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

    def _current(self, tenant: str) -> str | None:
        current = self.catalog.generation(tenant)
        if current is not None and current.partition("-")[0] != self.wanted:
            raise IndexOutdated(
                f"Der Index von „{tenant}“ wurde mit einer anderen Textanalyse oder einem anderen Modell erstellt "
                f"({current}, jetzt {self.wanted}).",
                hint=f"`kompass reindex {tenant}` baut ihn aus den gespeicherten Dokumenten neu auf.",
            )
        return current

    def _open(self, tenant: str, generation: str) -> TenantIndex:
        return self.store.open(tenant, generation, dense_size=self.dense_size)

    def _drop(self, tenant: str, *, keep: str | None) -> int:
        others = [name for name in self.store.generations(tenant) if name != keep]
        for name in others:
            self.store.drop(tenant, name)
        return len(others)
