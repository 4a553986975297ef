"""A Qdrant server or cluster: one collection a tenant and generation, `PREFIX` + ``TENANT_GENERATION``.

The alias `PREFIX` + ``TENANT`` points at the generation that is read, for everyone who looks at the cluster from
outside; a JWT that is limited to a tenant's collections works here as the key. Writes wait until they stand in the
log. Every call is bounded in time and repeated when the server is away or overloaded: all of them may be repeated,
because ids are deterministic.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from corpora.errors import AktenkompassError, DiskFull, IndexUnavailable
from index.engines.client import ClientIndex, check_dense_size, make_collection
from index.engines.faults import check_name, missing, translate

Result = TypeVar("Result")

EXACT = models.SearchParams(exact=True)
_PAUSES = (0.5, 2.0)
"""Seconds before the second and the third attempt."""


class _Patient:
    """Calls with a deadline each, repeated a few times; errors without the key in them."""

    def __init__(self, client: QdrantClient, url: str, secret: str, pause: Callable[[float], object]) -> None:
        self._client = client
        self._url = url
        self._secret = secret
        self._pause = pause
        self._closed = threading.Event()

    def run(self, operation: Callable[[QdrantClient], Result]) -> Result:
        """See `index.engines.client.Connection`."""
        for seconds in (*_PAUSES, None):
            if self._closed.is_set():
                break
            try:
                return operation(self._client)
            except Exception as error:
                if seconds is None or not _worth_repeating(error):
                    raise self._translated(error) from error
            self._pause(seconds)
        raise IndexUnavailable(f"Die Verbindung zum Index-Server {self._url} ist bereits geschlossen.")

    def _translated(self, error: Exception) -> Exception:
        if isinstance(error, AktenkompassError | TypeError):
            return error
        words = str(error)
        if self._secret:
            words = words.replace(self._secret, "***")
        fault = translate(RuntimeError(words), f"Index auf {self._url}")
        if isinstance(fault, DiskFull):
            return fault
        status = error.status_code if isinstance(error, UnexpectedResponse) else None
        if status in (401, 403):
            return IndexUnavailable(
                f"Der Index-Server {self._url} verweigert den Zugriff ({status}).",
                hint="Prüfen Sie den Schlüssel (`index.api_key`) und für welche Sammlungen er gilt.",
            )
        return IndexUnavailable(
            f"Der Index-Server {self._url} hat den Auftrag nicht ausgeführt: {words[:300]}",
            hint="Prüfen Sie, ob der Server läuft und die Adresse stimmt (`index.url`).",
        )

    def close(self) -> None:
        self._closed.set()
        self._client.close()


def _worth_repeating(error: Exception) -> bool:
    if isinstance(error, UnexpectedResponse):
        return error.status_code in (408, 429, 500, 502, 503, 504)
    return isinstance(error, ResponseHandlingException | ResourceExhaustedResponse | ConnectionError | TimeoutError)


class ServerStore:
    """Tenants' indexes on a server; see `index.engine.IndexStore`.

    `seconds` bounds each call. `client` replaces the connection that would be made from `url` and `api_key`, `pause`
    the waiting between attempts.
    """

    def __init__(  # noqa: PLR0913 - one argument a setting
        self,
        url: str,
        api_key: str | None = None,
        prefix: str = "kompass-",
        *,
        seconds: int = 30,
        replicas: int = 1,
        client: QdrantClient | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._url = _without_credentials(url)
        self._has_key = bool(api_key)
        self._prefix = prefix
        self._replicas = replicas
        self._opened: dict[str, ClientIndex] = {}
        if client is None:
            # The version check would be a call before the first one that may fail.
            client = QdrantClient(url=url, api_key=api_key, timeout=seconds, check_compatibility=False)
        self._connection = _Patient(client, self._url, api_key or "", pause)

    def __repr__(self) -> str:
        key = "***" if self._has_key else None
        return f"ServerStore(url={self._url!r}, api_key={key!r}, prefix={self._prefix!r})"

    def _name(self, tenant: str, generation: str) -> str:
        return f"{self._prefix}{check_name(tenant)}_{check_name(generation)}"

    def open(self, tenant: str, generation: str, *, dense_size: int | None, create: bool = True) -> ClientIndex:
        """See `index.engine.IndexStore.open`."""
        name = self._name(tenant, generation)
        known = self._opened.get(name)
        if known is not None and not known.closed and known.dense_size == dense_size:
            return known

        def prepare(client: QdrantClient) -> None:
            if not create and not client.collection_exists(name):
                raise missing(tenant, generation)
            make_collection(client, name, dense_size, replicas=self._replicas)
            check_dense_size(client, name, dense_size, tenant)

        self._connection.run(prepare)
        index = ClientIndex(self._connection, name, dense_size, f"Index von „{tenant}“", dense_params=EXACT)
        self._opened[name] = index
        return index

    def require_room(self, tenant: str, points: int, dense_size: int | None) -> None:
        """Nothing: the server's disk cannot be seen from here."""

    def generations(self, tenant: str) -> list[str]:
        """Generations on the server, sorted."""
        prefix = f"{self._prefix}{check_name(tenant)}_"
        found = self._connection.run(lambda client: client.get_collections()).collections
        return sorted(one.name.removeprefix(prefix) for one in found if one.name.startswith(prefix))

    def activate(self, tenant: str, generation: str) -> None:
        """Point the tenant's alias at this generation, in one step on the server."""
        alias = f"{self._prefix}{check_name(tenant)}"
        name = self._name(tenant, generation)

        def swap(client: QdrantClient) -> None:
            changes: list[models.AliasOperations] = []
            if any(one.alias_name == alias for one in client.get_aliases().aliases):
                changes.append(models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias)))
            create = models.CreateAlias(collection_name=name, alias_name=alias)
            client.update_collection_aliases([*changes, models.CreateAliasOperation(create_alias=create)])

        self._connection.run(swap)

    def drop(self, tenant: str, generation: str) -> None:
        """Delete one generation; no error when it is not there."""
        name = self._name(tenant, generation)
        index = self._opened.pop(name, None)
        if index is not None:
            index.close()
        self._connection.run(lambda client: client.delete_collection(name))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _without_credentials(url: str) -> str:
    """The address as it may be shown: a name and password in it are left out."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url.rpartition("@")[2]
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"
