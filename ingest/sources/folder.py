"""Files of a folder on this machine, or a single file."""

from __future__ import annotations

import os
from pathlib import Path

from corpora.errors import BrokenFile, DocumentError, FolderMissing
from ingest.sources.listing import ListedFile, Listing, make_name

_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


def list_folder(root: Path) -> Listing:
    """All files below `root`, sorted by path; a file is listed under its own name.

    Hidden files, lock files of Office programs and the thumbnails of file managers are left out. A link to a file is
    followed while it stays below `root`; a link to a folder never is, since a folder below `root` is listed where it
    lies. Raises `FolderMissing` when there is nothing at `root`
    or it cannot be read.
    """
    try:
        top = root.resolve(strict=True)
        if top.is_file():
            listed = ListedFile(make_name(root.name), top, top.stat().st_size)
            return Listing((listed,), (), complete=True)
        os.scandir(top).close()
    except FileNotFoundError as error:
        raise FolderMissing(
            f"Den Ordner „{root}“ gibt es nicht.", hint="Prüfen Sie die Schreibweise und ob das Laufwerk verbunden ist."
        ) from error
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FolderMissing(
            f"Der Ordner „{root}“ lässt sich nicht lesen ({reason}).", hint="Prüfen Sie die Leserechte für den Ordner."
        ) from error
    search = _Search(top)
    search.enter(top, "")
    return search.result()


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is no document of anyone."""
    return name.startswith((".", "~$")) or name.lower() in _IGNORED


class _Search:
    """One pass through a folder."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._files: dict[str, ListedFile] = {}
        self._failures: list[tuple[str, DocumentError]] = []
        self._complete = True

    def enter(self, folder: Path, prefix: str) -> None:
        """Add what lies below `folder`, whose own path is `prefix` (empty or ending in ``/``)."""
        pending = [(folder, prefix)]
        while pending:
            folder, prefix = pending.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._fail(prefix.rstrip("/"), "Der Ordner", error)
                continue
            for entry in listed:
                if not is_ignored(entry.name):
                    self._add(entry, prefix, pending)

    def _add(self, entry: os.DirEntry[str], prefix: str, pending: list[tuple[Path, str]]) -> None:
        path = prefix + make_name(entry.name)
        try:
            if entry.is_symlink() and not Path(entry.path).resolve(strict=True).is_relative_to(self._top):
                return
            if entry.is_dir(follow_symlinks=False):
                pending.append((Path(entry.path), f"{path}/"))
            elif entry.is_file():
                if path in self._files:
                    # Two spellings of one name; the first in the order of their bytes keeps it.
                    self._failures.append((path, _double(path)))
                else:
                    self._files[path] = ListedFile(path, Path(entry.path), entry.stat().st_size)
        except (OSError, RuntimeError) as error:
            self._fail(path, "Die Datei", error)

    def _fail(self, path: str, what: str, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        failure = BrokenFile(
            f"{what} „{path}“ lässt sich nicht lesen ({reason}).",
            hint="Prüfen Sie die Leserechte und ob ein Link ins Leere zeigt.",
        )
        failure.__cause__ = error
        self._failures.append((path, failure))
        self._complete = False

    def result(self) -> Listing:
        """What was found, sorted."""
        files = tuple(self._files[path] for path in sorted(self._files))
        return Listing(files, tuple(sorted(self._failures, key=lambda failure: failure[0])), self._complete)


def _double(path: str) -> DocumentError:
    return BrokenFile(
        f"Die Datei „{path}“ gibt es zweimal: Ihre Namen unterscheiden sich nur in der Schreibweise der Umlaute.",
        hint="Benennen Sie eine der beiden um.",
    )
