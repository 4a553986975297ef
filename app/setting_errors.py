"""Says in German what is wrong with a setting: which key, where it was written, what would fit."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from corpora.errors import InvalidSetting

_EXPECTED = {
    "int_parsing": "eine ganze Zahl",
    "int_type": "eine ganze Zahl",
    "int_from_float": "eine ganze Zahl",
    "float_parsing": "eine Zahl",
    "float_type": "eine Zahl",
    "finite_number": "eine endliche Zahl",
    "bool_parsing": "true oder false",
    "bool_type": "true oder false",
    "string_type": "ein Text in Anführungszeichen",
    "string_pattern_mismatch": "eine Adresse wie https://wissen.musterstadt.de",
    "path_type": "ein Pfad in Anführungszeichen",
    "model_type": "ein Abschnitt in eckigen Klammern",
    "dict_type": "ein Abschnitt in eckigen Klammern",
}
_BOUNDS = {
    "greater_than": ("gt", "eine Zahl über {}"),
    "greater_than_equal": ("ge", "eine Zahl ab {}"),
    "less_than": ("lt", "eine Zahl unter {}"),
    "less_than_equal": ("le", "eine Zahl bis {}"),
}


def explain_unknown(name: str, where: str, known: Sequence[str]) -> InvalidSetting:
    """The error for a key that is none; `where` continues „in“, `known` holds the keys that exist there."""
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    return InvalidSetting(
        f"Die Einstellung „{name}“ in {where} gibt es nicht.",
        hint=f"Gemeint sein könnte: {', '.join(close)}." if close else "docs/settings.md nennt alle Einstellungen.",
    )


def explain_invalid(
    error: ErrorDetails, *, origin: Mapping[tuple[str, ...], str], file: str, known: Sequence[tuple[str, ...]]
) -> InvalidSetting:
    """The error for the first thing that did not fit.

    `origin` maps the paths that the environment set to the variables' names; all others stand in `file`.
    """
    path = tuple(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return explain_unknown(".".join(path), file, _names_there(path, known))
    place = origin.get(path) or f"{'.'.join(path)} in {file}"
    return InvalidSetting(f"Der Wert der Einstellung {place} passt nicht.", hint=f"Erwartet wird {_expected(error)}.")


def _expected(error: ErrorDetails) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})
    kind = error["type"]
    if kind in _BOUNDS:
        key, text = _BOUNDS[kind]
        return text.format(context[key])
    if kind in ("enum", "literal_error"):
        return "einer der Werte " + str(context["expected"]).replace("'", "").replace(" or ", ", ")
    return _EXPECTED.get(kind, error["msg"])


def _names_there(path: tuple[str, ...], known: Sequence[tuple[str, ...]]) -> list[str]:
    """Keys and sections beside an unknown key first; a key of the same name in another section, too."""
    beside = {".".join(each[: len(path)]) for each in known if each[: len(path) - 1] == path[:-1]}
    elsewhere = {".".join(each) for each in known if each[-1] == path[-1]}
    return sorted(beside | elsewhere)
