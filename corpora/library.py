"""The files: originals by content hash, read documents by version. The truth from which every index can be rebuilt.

::

    ROOT/TENANT/CORPUS/originals/ab/abcd…             the bytes as they came
    ROOT/TENANT/CORPUS/documents/12/1234….VERSION.doc   pages, sections, facts
    ROOT/TENANT/CORPUS/documents/12/1234….VERSION.lin   line boxes, for the viewer alone

Nothing is shared between tenants or corpora, not even equal bytes: removing one can never touch the other, and whether
a file is there already tells nobody what a neighbour has. Files appear whole or not at all; they last through a power
cut once `Library.sync` has returned.
"""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar
from uuid import uuid4

from corpora.cache import ByteCache
from corpora.disk import copy_hashing, files, folders, fsync, remove_tree, sync_file_system
from corpora.encoding import Lines, decode_document, decode_lines, encode_document, encode_lines
from corpora.errors import BrokenFile, CatalogUnavailable, DiskFull, UnknownDocument
from corpora.model import Document, Page, Source
from corpora.names import check_id

T = TypeVar("T")
_Key = tuple[str, str, str, str]
"""Tenant, corpus, document id, version."""
_FEW = 16
"""Up to so many files are synced one by one; syncing the file system once is faster for more."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DOCUMENT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION = re.compile(r"[0-9a-f]{16}")
_TEMPORARY = ".teil"
"""Suffix of a file that is being written; `Library.sweep` removes what a crash left of them."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed from the library."""

    documents: int = 0
    """Versions of read documents."""
    originals: int = 0
    bytes: int = 0

    def __add__(self, other: Removed) -> Removed:
        return Removed(self.documents + other.documents, self.originals + other.originals, self.bytes + other.bytes)


class Library:
    """The files below one folder. Thread-safe; every method may raise `DiskFull` when it writes."""

    def __init__(self, root: Path, *, cache_bytes: int = 64 * 1024 * 1024) -> None:
        """`cache_bytes` bounds the unpacked size of loaded documents kept in memory. Makes nothing on disk yet."""
        self._root = root
        self._cache: ByteCache[_Key, Document] = ByteCache(cache_bytes)
        self._lock = threading.Lock()
        self._unsynced: dict[Path, None] = {}

    # Originals

    def store_original(self, source: Source) -> Path:
        """Copy a file's bytes in under its hash and return where they lie; nothing is written when they are there.

        The copy is ours alone: never a link, so a later change of the user's file changes nothing here.
        Raises `FolderMissing` when the file is gone, `BrokenFile` when its bytes are no longer those that were hashed.
        """
        target = self._original(source.tenant, source.corpus, source.sha256)
        if target.exists():
            return target
        with self._writing(target) as temporary:
            if copy_hashing(source.file, temporary) != source.sha256:
                raise BrokenFile(
                    f"Die Datei „{source.path}“ hat sich während des Einlesens geändert.",
                    hint="Lesen Sie sie erneut ein, wenn niemand mehr an ihr schreibt.",
                )
        return target

    def original(self, tenant: str, corpus: str, sha256: str) -> Path:
        """Where a stored original lies. Raises `UnknownDocument`."""
        path = self._original(tenant, corpus, sha256)
        if not path.exists():
            raise _missing(tenant, corpus)
        return path

    def delete_original(self, tenant: str, corpus: str, sha256: str) -> Removed:
        """Remove an original; no error when it is not there. The caller knows that no other document needs it."""
        size = self._unlink(self._original(tenant, corpus, sha256))
        return Removed() if size is None else Removed(originals=1, bytes=size)

    # Read documents

    def store_document(self, document: Document) -> None:
        """Write a read document under its id and version; the same version is written anew."""
        body, lines = self._document(document.tenant, document.corpus, document.id, document.version)
        # Lines first: a document is there when its body is.
        with self._writing(lines) as temporary:
            temporary.write_bytes(encode_lines(document.pages))
        with self._writing(body) as temporary:
            temporary.write_bytes(encode_document(document))
        key = (document.tenant, document.corpus, document.id, document.version)
        self._cache.discard_where(lambda known: known == key)

    def has_document(self, tenant: str, corpus: str, document: str, version: str) -> bool:
        """Whether this version is stored."""
        return self._document(tenant, corpus, document, version)[0].exists()

    def load_document(self, tenant: str, corpus: str, document: str, version: str) -> Document:
        """One version of the document with id `document`, without line boxes (see `load_lines`).

        Raises `UnknownDocument` when it is not stored, `CatalogUnavailable` when its file is damaged.
        """
        key = (tenant, corpus, document, version)
        known = self._cache.get(key)
        if known is not None:
            return known
        loaded, size = self._load(key, self._document(*key)[0], decode_document)
        # Python objects of a page take about three times the bytes of their JSON.
        self._cache.put(key, loaded, 3 * size)
        return loaded

    def load_pages(self, tenant: str, corpus: str, document: str, version: str) -> tuple[Page, ...]:
        """The pages of one version, without line boxes. Raises as `load_document`."""
        return self.load_document(tenant, corpus, document, version).pages

    def load_lines(self, tenant: str, corpus: str, document: str, version: str) -> Lines:
        """The printed lines of each page with their boxes, by position in `Document.pages`.

        Raises as `load_document`.
        """
        key = (tenant, corpus, document, version)
        return self._load(key, self._document(*key)[1], decode_lines)

    def delete_document(self, tenant: str, corpus: str, document: str, *, keep_version: str | None = None) -> Removed:
        """Remove all versions of a document, or all but one; no error when there is none. Originals stay."""
        kept = None if keep_version is None else self._document(tenant, corpus, document, keep_version)[0].stem
        removed = Removed()
        for path in sorted(self._documents(tenant, corpus, document).glob(f"{document}.*")):
            if path.stem != kept:
                size = self._unlink(path)
                removed += Removed(documents=int(path.suffix == ".doc"), bytes=size or 0)
        self._cache.discard_where(lambda key: key[:3] == (tenant, corpus, document) and key[3] != keep_version)
        return removed

    # Whole folders

    def tenants(self) -> list[str]:
        """Tenants with a folder here, sorted."""
        return folders(self._root)

    def drop_tenant(self, tenant: str) -> Removed:
        """Remove everything of a tenant; no error when there is nothing."""
        folder = self._tenant(tenant)
        removed = sum((self.drop_corpus(tenant, corpus) for corpus in folders(folder)), Removed())
        remove_tree(folder)
        return removed

    def drop_corpus(self, tenant: str, corpus: str) -> Removed:
        """Remove everything of a corpus; no error when there is nothing."""
        folder = self._corpus(tenant, corpus)
        removed = Removed()
        for path in files(folder):
            removed += _counted(path)
        remove_tree(folder)
        self._cache.discard_where(lambda key: key[:2] == (tenant, corpus))
        return removed

    def sweep(
        self,
        tenant: str,
        *,
        versions: Collection[tuple[str, str, str]],
        originals: Collection[tuple[str, str]],
    ) -> Removed:
        """Remove what no record names: half-written files, old versions, originals of forgotten documents.

        Kept are the `versions` (corpus, document id, version) and the `originals` (corpus, sha256). Only for the owner
        of the data folder, while nothing is being written.
        """
        removed = Removed()
        kept = {self._document(tenant, *version)[0].with_suffix("") for version in versions}
        kept |= {self._original(tenant, corpus, sha256) for corpus, sha256 in originals}
        for path in files(self._tenant(tenant)):
            name = path.with_suffix("") if path.suffix in (".doc", ".lin") else path
            if name not in kept:
                counted = _counted(path)
                self._unlink(path)
                removed += counted
        self._cache.discard_where(lambda key: key[0] == tenant)
        return removed

    def sync(self) -> None:
        """Return when everything written since the last call is on disk and would survive a power cut."""
        with self._lock:
            written, self._unsynced = list(self._unsynced), {}
        try:
            if len(written) > _FEW and sync_file_system(self._root):
                return
            for path in written:
                fsync(path, os.O_RDONLY)
            for folder in dict.fromkeys(parent for path in written for parent in self._parents(path)):
                fsync(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            with self._lock:
                self._unsynced = dict.fromkeys(written) | self._unsynced
            self._raise(error)

    # Where things lie

    def _tenant(self, tenant: str) -> Path:
        return self._root / check_id(tenant, "Mandanten")

    def _corpus(self, tenant: str, corpus: str) -> Path:
        return self._tenant(tenant) / check_id(corpus, "Bestands")

    def _original(self, tenant: str, corpus: str, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._corpus(tenant, corpus) / "originals" / sha256[:2] / sha256

    def _documents(self, tenant: str, corpus: str, document: str) -> Path:
        if not _DOCUMENT.fullmatch(document):
            raise ValueError("not a document id")
        return self._corpus(tenant, corpus) / "documents" / document[:2]

    def _document(self, tenant: str, corpus: str, document: str, version: str) -> tuple[Path, Path]:
        if not _VERSION.fullmatch(version):
            raise ValueError("not a version")
        folder = self._documents(tenant, corpus, document)
        return folder / f"{document}.{version}.doc", folder / f"{document}.{version}.lin"

    def _parents(self, path: Path) -> Iterator[Path]:
        """The folders from a file's own up to the root, any of which may be new."""
        for parent in path.parents:
            yield parent
            if parent == self._root:
                return

    # Reading and writing

    def _load(self, key: _Key, path: Path, decode: Callable[[bytes], T]) -> T:
        try:
            return decode(path.read_bytes())
        except FileNotFoundError as error:
            raise _missing(key[0], key[1]) from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise CatalogUnavailable(
                f"Die gelesene Fassung eines Dokuments in „{key[0]}/{key[1]}“ ist beschädigt ({path.name}).",
                hint=f"Lesen Sie den Bestand neu ein: `kompass reindex {key[0]}`, oder spielen Sie eine Sicherung ein.",
            ) from error

    @contextmanager
    def _writing(self, target: Path) -> Iterator[Path]:
        """A file beside `target` that takes its place when the block ends well and is removed when it does not."""
        temporary = target.with_name(f"{uuid4().hex}{_TEMPORARY}")
        try:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                yield temporary
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            self._raise(error)
        with self._lock:
            self._unsynced[target] = None

    def _unlink(self, path: Path) -> int | None:
        """Remove a file; its size, or None when it is not there."""
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            return None
        with self._lock:
            self._unsynced.pop(path, None)
        return size

    def _raise(self, error: OSError) -> NoReturn:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"Auf der Platte des Datenordners {self._root} ist kein Platz mehr.",
                hint="Schaffen Sie Platz und wiederholen Sie den Befehl; er setzt dort fort, wo er stand.",
            ) from error
        raise CatalogUnavailable(
            f"In den Datenordner {self._root} lässt sich nicht schreiben ({error.strerror}).",
            hint="Prüfen Sie die Rechte am Ordner und den Zustand der Platte.",
        ) from error


def _missing(tenant: str, corpus: str) -> UnknownDocument:
    return UnknownDocument(
        f"Die gesuchte Fassung eines Dokuments in „{tenant}/{corpus}“ liegt nicht im Datenordner.",
        hint=f"`kompass documents {tenant}/{corpus}` zeigt, was da ist.",
    )


def _counted(path: Path) -> Removed:
    return Removed(
        documents=int(path.suffix == ".doc"),
        originals=int(path.parent.parent.name == "originals" and not path.suffix),
        bytes=path.stat().st_size,
    )
