"""Which ids a tenant and a corpus may have. They become folder names and parts of collection names, hence the rule."""

from __future__ import annotations

import re

from corpora.errors import InvalidName

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38})[a-z0-9]")


def check_id(value: str, what: str) -> str:
    """Return `value` when it may be an id, else raise `InvalidName`; `what` names the thing in German ("Mandant")."""
    if not _ID.fullmatch(value):
        raise InvalidName(
            f"„{value}“ kann nicht die Kennung eines {what} sein.",
            hint="Erlaubt sind 2 bis 40 Kleinbuchstaben (a bis z), Ziffern und Bindestriche; am Anfang und am Ende "
            "steht kein Bindestrich, z. B. „musterstadt“ oder „rat-2026“.",
        )
    return value


def check_title(value: str, what: str) -> str:
    """Return `value` without surrounding space, or raise `InvalidName` when nothing is left of it."""
    title = " ".join(value.split())
    if not title:
        raise InvalidName(f"Der Titel eines {what} darf nicht leer sein.", hint="Geben Sie einen Titel an.")
    return title
