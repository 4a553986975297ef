"""Uploaded files that belong to a corpus: kept as they came, so that they can be read again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from corpora.names import check_id
from ingest.sources.folder import list_folder
from ingest.sources.listing import Listing
from ingest.sources.seen import is_below
from ingest.sources.upload import KeptNames, is_list, list_upload, raise_full, read_names, write_names


class KeptFiles:
    """The uploaded files of all corpora. For whoever is alone with the tenant."""

    def __init__(self, root: Path) -> None:
        """`root` holds a folder a tenant with a folder a corpus; makes nothing on disk yet."""
        self.root = root

    def folder(self, tenant: str, corpus: str) -> Path:
        """Where a corpus's files lie; need not be there."""
        return self.tenant_folder(tenant) / check_id(corpus, "Bestands")

    def tenant_folder(self, tenant: str) -> Path:
        """Where all of a tenant's files lie."""
        return self.root / check_id(tenant, "Mandanten")

    def has(self, tenant: str, corpus: str, path: str) -> bool:
        """Whether a file is kept under this path."""
        folder = self.folder(tenant, corpus)
        name = read_names(folder).files.get(path)
        return name is not None and (folder / name).is_file()

    def lister(self, tenant: str, corpus: str) -> Callable[[Path], Listing]:
        """How to list a folder of the corpus: the kept files by their list, any other folder as it is."""
        kept = self.folder(tenant, corpus).resolve()
        return lambda path: list_upload(path) if path.resolve() == kept else list_folder(path)

    def removed(self, tenant: str, corpus: str) -> frozenset[str]:
        """Documents inside of kept archives and mails that must not come back."""
        return read_names(self.folder(tenant, corpus)).removed

    def add(self, tenant: str, corpus: str, files: Mapping[str, Path]) -> None:
        """Keep files under these paths, in place of those that had them; the originals stay. Raises `DiskFull`."""
        folder = self.folder(tenant, corpus)
        before = read_names(folder)
        names = dict(before.files)
        old = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path, file in files.items():
                name = uuid4().hex
                _link_or_copy(file, folder / name)
                if path in names:
                    old.append(names[path])
                names[path] = name
        except OSError as error:
            raise_full(error)
            raise
        back = {removed for removed in before.removed if any(is_below(removed, path) for path in files)}
        write_names(folder, KeptNames(names, before.removed - back))
        for name in old:
            (folder / name).unlink(missing_ok=True)

    def forget(self, tenant: str, corpus: str, paths: Iterable[str]) -> None:
        """Give up the files of these documents; what lies in a kept archive or mail is marked as not wanted."""
        folder = self.folder(tenant, corpus)
        before = read_names(folder)
        names, removed = dict(before.files), set(before.removed)
        gone = []
        for path in paths:
            if path in names:
                gone.append(names.pop(path))
            elif any(is_below(path, container) for container in names):
                removed.add(path)
        if gone or removed != before.removed:
            write_names(folder, KeptNames(names, frozenset(removed)))
        for name in gone:
            (folder / name).unlink(missing_ok=True)

    def drop_corpus(self, tenant: str, corpus: str) -> None:
        """Give up all files of a corpus; no error when there is none."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder(tenant, corpus))

    def drop_tenant(self, tenant: str) -> None:
        """Give up all files of a tenant; no error when there is none."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.tenant_folder(tenant))

    def sweep(self) -> int:
        """Remove files that no list names, as a crash leaves them; return how many. While nothing else is done."""
        swept = 0
        for folder in (each for each in self.root.glob("*/*") if each.is_dir() and not each.name.startswith(".")):
            named = set(read_names(folder).files.values())
            for file in folder.iterdir():
                if not is_list(file) and file.name not in named:
                    file.unlink()
                    swept += 1
        return swept


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)
