"""What the program says of itself while it works, errors and reasons and notes, in the session's language."""

from __future__ import annotations

from app.web.session import language
from app.web.texts.catalogue import Language
from app.web.texts.messages import translate
from corpora.errors import AktenkompassError


def worded(message: str | AktenkompassError) -> str:
    """The message in the session's language; German is what it is written in."""
    if language() is Language.GERMAN:
        return str(message)
    if isinstance(message, AktenkompassError):
        return f"{translate(message.message)} {translate(message.hint)}".strip()
    return translate(message)
