"""Where the documents of a corpus came from: folders that were ingested, uploaded files, and copies in the library."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from app.kept_files import KeptFiles
from corpora.errors import FolderMissing, UnknownDocument
from corpora.library import Library
from corpora.model import Corpus
from corpora.names import check_id
from corpora.records import DocumentRecord
from ingest.sources.inventory import FoundDocument
from ingest.sources.seen import SeenFiles


class Origins:
    """The origins of all tenants' documents. For whoever is alone with the tenant, but for `seen`."""

    def __init__(self, listings: Path, kept: KeptFiles, library: Library) -> None:
        """`listings` holds what was seen in ingested folders, a file a corpus."""
        self.kept = kept
        self._listings = listings
        self._library = library

    def seen(self, tenant: str, corpus: str) -> SeenFiles:
        """What was seen in the folders that were ingested into a corpus."""
        return SeenFiles.load(self._listing(tenant, corpus))

    def work_folder(self, tenant: str) -> Path:
        """Where a tenant's archives are opened while they are read."""
        return self._listings / check_id(tenant, "Mandanten") / ".entpackt"

    def folders(self, tenant: str, corpus: str) -> list[Path]:
        """The folders and files that a corpus was read from and that are there now."""
        roots = [Path(root) for root in sorted(self.seen(tenant, corpus).roots)]
        return [root for root in roots if root.exists()]

    def file_of(self, corpus: Corpus, path: str) -> Path | None:
        """What to list so that a document's file is found; None when it is gone or nobody remembers it."""
        origin = self.seen(corpus.tenant, corpus.id).origin(path)
        if origin is None:
            return None
        root = Path(origin[0])
        if root == self.kept.folder(corpus.tenant, corpus.id).resolve():
            return root if self.kept.has(corpus.tenant, corpus.id, origin[1]) else None
        file = root if root.is_file() else root / origin[1]
        return file if file.is_file() else None

    def stored(self, record: DocumentRecord) -> FoundDocument:
        """The copy of a document's bytes in the library, the latest there is. Raises `FolderMissing` without one."""
        for sha256 in (record.sha256, record.version_sha256):
            if sha256:
                with suppress(UnknownDocument):
                    file = self._library.original(record.tenant, record.corpus, sha256)
                    return FoundDocument(record.path, file, sha256, file.stat().st_size)
        raise FolderMissing(
            f"Die Datei des Dokuments „{record.path}“ ist nicht mehr da.",
            hint="Laden Sie die Datei hoch oder lesen Sie ihren Ordner erneut ein.",
        )

    def forget(self, tenant: str, corpus: str, path: str) -> None:
        """Forget where a deleted document came from, and give up its uploaded file."""
        seen = self.seen(tenant, corpus)
        seen.forget([path])
        seen.save()
        self.kept.forget(tenant, corpus, [path])

    def drop_corpus(self, tenant: str, corpus: str) -> None:
        """Forget all origins of a corpus."""
        self._listing(tenant, corpus).unlink(missing_ok=True)
        self.kept.drop_corpus(tenant, corpus)

    def drop_tenant(self, tenant: str) -> None:
        """Forget all origins of a tenant, and remove what a killed run had unpacked."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._listings / check_id(tenant, "Mandanten"))
        self.kept.drop_tenant(tenant)

    def _listing(self, tenant: str, corpus: str) -> Path:
        return self._listings / check_id(tenant, "Mandanten") / f"{check_id(corpus, 'Bestands')}.json"
