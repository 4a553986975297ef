"""qdrant-client's own engine in memory: slow, exact and forgetful. The oracle the other two are tested against."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from qdrant_client import QdrantClient

from index.engines.client import ClientIndex, check_dense_size, make_collection
from index.engines.faults import check_name, mapped_faults, missing

Result = TypeVar("Result")


class _Guarded:
    """One call at a time: the client in memory is not safe to use from several threads."""

    def __init__(self) -> None:
        self._client = QdrantClient(":memory:")
        self._lock = threading.RLock()

    def run(self, operation: Callable[[QdrantClient], Result]) -> Result:
        """See `index.engines.client.Connection`."""
        with self._lock, mapped_faults("Index im Arbeitsspeicher"):
            return operation(self._client)

    def close(self) -> None:
        with self._lock:
            self._client.close()


class MemoryStore:
    """Tenants' indexes as long as the process lives; see `index.engine.IndexStore`."""

    def __init__(self) -> None:
        self._connection = _Guarded()

    def open(self, tenant: str, generation: str, *, dense_size: int | None, create: bool = True) -> ClientIndex:
        """See `index.engine.IndexStore.open`."""
        name = f"{check_name(tenant)}_{check_name(generation)}"

        def prepare(client: QdrantClient) -> None:
            if not create and not client.collection_exists(name):
                raise missing(tenant, generation)
            make_collection(client, name, dense_size, payload_indexes=False)
            check_dense_size(client, name, dense_size, tenant)

        self._connection.run(prepare)
        return ClientIndex(self._connection, name, dense_size, f"Index von „{tenant}“", dense_params=None)

    def require_room(self, tenant: str, points: int, dense_size: int | None) -> None:
        """Nothing: there is no disk."""

    def generations(self, tenant: str) -> list[str]:
        """Generations in memory, sorted."""
        prefix = f"{check_name(tenant)}_"
        found = self._connection.run(lambda client: client.get_collections()).collections
        return sorted(one.name.removeprefix(prefix) for one in found if one.name.startswith(prefix))

    def activate(self, tenant: str, generation: str) -> None:
        """Nothing to do: the catalogue alone says which generation is read."""

    def drop(self, tenant: str, generation: str) -> None:
        """Delete one generation; no error when it is not there."""
        name = f"{check_name(tenant)}_{check_name(generation)}"
        self._connection.run(lambda client: client.delete_collection(name))

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
