"""Files and folders on the disk, below what `corpora.library` makes of them."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from corpora.errors import FolderMissing

_CHUNK = 1 << 20


def copy_hashing(source: Path, target: Path) -> str:
    """Copy and return the SHA-256 of what was copied; errors of reading are the user's file's, not the disk's."""
    digest = hashlib.sha256()
    with target.open("xb") as writing:
        for block in _blocks(source):
            digest.update(block)
            writing.write(block)
    return digest.hexdigest()


def _blocks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as reading:
            while block := reading.read(_CHUNK):
                yield block
    except OSError as error:
        raise FolderMissing(
            f"Die Datei {source} ist nicht mehr da oder nicht lesbar ({error.strerror}).",
            hint="Prüfen Sie Pfad und Rechte und lesen Sie den Ordner erneut ein.",
        ) from error


def folders(parent: Path) -> list[str]:
    """Names of the folders in a folder, sorted; none where it is not there. Links do not count."""
    try:
        return sorted(entry.name for entry in os.scandir(parent) if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return []


def files(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [Path(parent) / name for parent, _, names in os.walk(folder) for name in sorted(names)]


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it; no error when it is not there."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return


def sync_file_system(folder: Path) -> bool:
    """Sync everything of the file system on which `folder` lies; False where the system cannot do that."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)
    return True


def fsync(path: Path, flags: int) -> None:
    """Return when a file or folder is on the disk; no error when it is not there any more."""
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return  # Removed since it was written.
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
