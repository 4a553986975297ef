"""Folders on the server that a manager may name: any for the local person, only their tenant's own for all others."""

from __future__ import annotations

from pathlib import Path

from app.access import AccessPolicy, Person, Role
from corpora.errors import FolderMissing


class ServerFolders:
    """Turns what a person typed into a path, or into a folder that is not there."""

    def __init__(self, access: AccessPolicy, root: Path | None) -> None:
        """`root` holds one folder a tenant, called like it; None: nobody but the local person names folders."""
        self._access = access
        self._root = root

    def are_offered(self, person: Person) -> bool:
        """Whether there is any folder that this person may name. Raises `NotAllowed`."""
        self._access.require(person, Role.MANAGER)
        return self._access.is_local or (self._root is not None and (self._root / person.tenant).is_dir())

    def resolve(self, person: Person, name: str) -> Path:
        """The folder or file; `name` is below the tenant's own folder, or any path for the local person.

        Raises `NotAllowed`, `FolderMissing`: told alike for what is not there and for what lies elsewhere.
        """
        self._access.require(person, Role.MANAGER)
        try:
            if self._access.is_local:
                return Path(name).expanduser().resolve(strict=True)
            if self._root is not None:
                own = (self._root / person.tenant).resolve(strict=True)
                found = (own / name).resolve(strict=True)
                if found.is_relative_to(own):
                    return found
        except (OSError, RuntimeError, ValueError):
            pass
        raise FolderMissing(f"Den Ordner „{name}“ gibt es nicht.", hint="Prüfen Sie die Schreibweise.")

    def folders(self, person: Person, name: str = "") -> list[str]:
        """The folders directly below one, as `resolve` takes them, sorted, without hidden ones. Raises as `resolve`."""
        top = self.resolve(person, name or ("/" if self._access.is_local else "."))
        base = Path("/") if self._access.is_local else self.resolve(person, ".")
        try:
            found = [entry for entry in top.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
        except OSError:
            return []
        prefix = "/" if self._access.is_local else ""
        return sorted(prefix + str(entry.relative_to(base)) for entry in found)
