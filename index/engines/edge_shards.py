"""Shards of Qdrant Edge on disk: made whole or not at all, opened on demand, closed when too many are open."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import qdrant_edge as qe

from corpora.errors import IndexUnavailable
from index.engines.faults import mapped_faults, require_space
from index.engines.payload import DENSE, INTEGER_FIELDS, KEYWORD_FIELDS, TERMS

RESERVE_BYTES = 96 * 1024 * 1024
"""Kept free on the disk: a log segment and the pages the engine allocates ahead (32 MB each), and room to report."""

MARKER = "index.json"
"""Written last when an index is made: a folder without it was never acknowledged."""


@dataclass(slots=True)
class _Slot:
    """An open shard and how many calls are using it."""

    shard: qe.EdgeShard
    users: int = 0


@dataclass(slots=True)
class Shards:
    """LRU of open shards. Never closes one that is in use; closing flushes."""

    max_open: int
    lock: threading.Condition = field(default_factory=threading.Condition)
    slots: OrderedDict[Path, _Slot] = field(default_factory=OrderedDict)

    @contextmanager
    def lease(self, folder: Path, where: str) -> Iterator[qe.EdgeShard]:
        """The shard in `folder`, open until the block ends."""
        with self.lock:
            slot = self.slots.get(folder)
            if slot is None:
                with mapped_faults(where):
                    slot = _Slot(qe.EdgeShard.load(str(folder)))
                self.slots[folder] = slot
            self.slots.move_to_end(folder)
            slot.users += 1
        try:
            with mapped_faults(where):
                yield slot.shard
        finally:
            with self.lock:
                slot.users -= 1
                self.lock.notify_all()
                self._close_idle(self.max_open)

    def _close_idle(self, keep: int) -> None:
        idle = [folder for folder, slot in self.slots.items() if not slot.users]
        for folder in idle[: max(len(self.slots) - keep, 0)]:
            self.slots.pop(folder).shard.close()

    def release(self, folder: Path, where: str) -> None:
        """Close the shard in `folder` once nobody uses it; nothing happens when it is not open."""
        with self.lock:
            while (slot := self.slots.get(folder)) is not None:
                if not slot.users:
                    del self.slots[folder]
                    with mapped_faults(where):
                        slot.shard.close()
                    return
                self.lock.wait()


def make_index(folder: Path, dense_size: int | None, where: str) -> None:
    """A new empty index. Without its marker nothing in the folder was ever acknowledged, so leftovers go."""
    shutil.rmtree(folder, ignore_errors=True)
    shard_folder = folder / "shard"
    shard_folder.mkdir(parents=True)
    require_space(folder, 2 * RESERVE_BYTES, where)
    dense = {}
    if dense_size is not None:
        # Searched exactly (see EXACT_LIVE), so no graph is built over them.
        dense[DENSE] = qe.EdgeVectorParams(
            dense_size, qe.Distance.Cosine, datatype=qe.VectorStorageDatatype.Float16, memory=qe.Memory.Cached
        )
    config = qe.EdgeConfig(
        vectors=dense,
        sparse_vectors={TERMS: qe.EdgeSparseVectorParams(modifier=qe.Modifier.Idf, memory=qe.Memory.Cold)},
        hnsw_config=qe.HnswIndexConfig(m=0, ef_construct=16, full_scan_threshold=10_000),
        optimizers=qe.EdgeOptimizersConfig(default_segment_number=1, indexing_threshold=10_000),
        max_search_threads=1,
        payload_memory=qe.Memory.Cold,
    )
    shard = qe.EdgeShard.create(str(shard_folder), config)
    for name in KEYWORD_FIELDS:
        shard.update(qe.UpdateOperation.create_field_index(name, qe.KeywordIndexParams(memory=qe.Memory.Cold)))
    for name in INTEGER_FIELDS:
        schema = qe.IntegerIndexParams(lookup=False, range=True, memory=qe.Memory.Cold)
        shard.update(qe.UpdateOperation.create_field_index(name, schema))
    shard.flush()
    shard.close()
    draft = folder / f".{uuid4().hex}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"format": 1, "engine": "qdrant-edge", "dense_size": dense_size}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / MARKER)


def read_dense_size(folder: Path, where: str) -> int | None:
    """The dense size an index was made with, None without dense vectors."""
    try:
        size = json.loads((folder / MARKER).read_text(encoding="utf-8"))["dense_size"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(
            f"Der {where} ist beschädigt: {folder.name}/{MARKER} ist nicht lesbar.",
            hint="Bauen Sie ihn mit `kompass reindex MANDANT` neu auf.",
        ) from error
    return None if size is None else int(size)
