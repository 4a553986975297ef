"""What was seen where: for each ingested folder of a corpus, the files it held when it was last listed.

Two uses. A file whose size, time and inode are as they were keeps its hash without being read. And a document counts as
vanished only when the folder it came from was listed again, whole, without it: another folder, a single file or a part
of the folder says nothing about the rest.

A folder inside of one that was ingested before is taken as part of it: its files keep the names they have there. The
folder that listed a path last owns it. Losing this file costs hashing everything once, and vanished files of that time
go unnoticed; it is no truth that anything else depends on.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Self
from uuid import uuid4

from corpora.errors import DiskFull
from ingest.sources.listing import make_name

_FORMAT = 1
_SETTLED_SECONDS = 2.0
"""A file changed this shortly before it was hashed may change again without its time telling."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading that a file is the same."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, file: Path) -> Self:
        """The file's stamp now. Raises `OSError`."""
        status = file.stat()
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file of a folder, by its name in the corpus."""

    stamp: Stamp
    documents: Mapping[str, tuple[str, int]]
    """Path → SHA-256 and bytes: the file itself, or what lies in it when it is an archive or a mail."""
    complete: bool = True
    """False when some of an archive could not be opened."""


@dataclass(slots=True)
class SeenFiles:
    """All folders of one corpus, changed in memory and saved whole."""

    file: Path
    roots: dict[str, dict[str, SeenFile]] = field(default_factory=dict)
    """Folder → path of a file in the corpus → what was seen of it."""

    @classmethod
    def load(cls, file: Path) -> Self:
        """What was saved; nothing when there is nothing or it is damaged."""
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
            if stored["format"] != _FORMAT:
                return cls(file)
            roots = {
                root: {path: _load(seen) for path, seen in files.items()} for root, files in stored["roots"].items()
            }
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return cls(file)
        return cls(file, roots)

    def save(self) -> None:
        """Write the file in one step. Raises `DiskFull`."""
        roots = {
            root: {path: _dump(seen) for path, seen in files.items()} for root, files in self.roots.items() if files
        }
        draft = self.file.with_name(f".{uuid4().hex}")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("w", encoding="utf-8") as writing:
                json.dump({"format": _FORMAT, "roots": roots}, writing, ensure_ascii=False, separators=(",", ":"))
                writing.flush()
                os.fsync(writing.fileno())
            draft.replace(self.file)
        except OSError as error:
            draft.unlink(missing_ok=True)
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise DiskFull(
                f"Beim Schreiben von {self.file} ist der Speicherplatz ausgegangen.",
                hint="Schaffen Sie Platz und starten Sie den Befehl noch einmal; was fertig war, ist gespeichert.",
            ) from error

    def place(self, listed: Path) -> tuple[str, str]:
        """The folder a listed path belongs to and what its files' names start with (empty or ending in ``/``)."""
        top = listed.resolve()
        if str(top) in self.roots:
            return str(top), ""
        for parent in top.parents:
            if str(parent) in self.roots:
                inside = top if top.is_dir() else top.parent
                parts = [make_name(part) for part in inside.relative_to(parent).parts]
                return str(parent), "".join(f"{part}/" for part in parts)
        return str(top), ""

    def below(self, root: str, prefix: str) -> dict[str, SeenFile]:
        """What was seen in a folder or, by the prefix, in a part of it."""
        return {path: seen for path, seen in self.roots.get(root, {}).items() if path.startswith(prefix)}

    def origin(self, document: str) -> tuple[str, str] | None:
        """The folder and the file in it from which a document came last, None when that was not remembered."""
        for root, files in self.roots.items():
            for path, seen in files.items():
                if document in seen.documents:
                    return root, path
        return None

    def note(self, root: str, files: Mapping[str, SeenFile]) -> None:
        """Remember files of a folder; no other folder owns their documents any more."""
        self.roots.setdefault(root, {}).update(files)
        documents = {document for seen in files.values() for document in seen.documents}
        for other, theirs in self.roots.items():
            if other != root:
                for path in [path for path, seen in theirs.items() if documents.intersection(seen.documents)]:
                    left = {name: found for name, found in theirs[path].documents.items() if name not in documents}
                    if left:
                        theirs[path] = SeenFile(theirs[path].stamp, left, theirs[path].complete)
                    else:
                        del theirs[path]

    def forget(self, documents: Iterable[str]) -> None:
        """Forget documents wherever they came from."""
        gone = set(documents)
        for files in self.roots.values():
            for path in [path for path, seen in files.items() if gone.intersection(seen.documents)]:
                left = {name: found for name, found in files[path].documents.items() if name not in gone}
                if left:
                    files[path] = SeenFile(Stamp(-1, 0, 0), left, files[path].complete)
                else:
                    del files[path]


def settled(stamp: Stamp) -> Stamp:
    """The stamp, made to match nothing when the file was changed just now."""
    recent = time.time_ns() - stamp.mtime_ns < _SETTLED_SECONDS * 1e9
    return Stamp(-1, stamp.mtime_ns, stamp.inode) if recent else stamp


def is_below(path: str, container: str) -> bool:
    """Whether `path` names something in the archive or mail `container`, or itself."""
    return path == container or PurePosixPath(container) in PurePosixPath(path).parents


def _dump(seen: SeenFile) -> list[Any]:
    stamp = seen.stamp
    return [stamp.size, stamp.mtime_ns, stamp.inode, {k: list(v) for k, v in seen.documents.items()}, seen.complete]


def _load(stored: list[Any]) -> SeenFile:
    size, mtime_ns, inode, documents, complete = stored
    return SeenFile(
        Stamp(int(size), int(mtime_ns), int(inode)),
        {str(path): (str(sha256), int(length)) for path, (sha256, length) in documents.items()},
        bool(complete),
    )
