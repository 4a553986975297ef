"""The pages' texts: one catalogue, whole in each language, and no text beside it."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web.texts.catalogue import CATALOGUES, Language, look_up, part
from corpora import errors

WEB = Path(__file__).parents[2] / "app" / "web"
EVAL = Path(__file__).parents[2] / "eval"
NOT_TEXT = {"theme.py"}
GERMAN = CATALOGUES[Language.GERMAN]


def sources() -> list[Path]:
    """Pages: what a browser is shown."""
    files = [*WEB.rglob("*.py"), *(EVAL / "web").rglob("*.py")]
    return [file for file in files if "texts" not in file.parts and file.name not in NOT_TEXT]


def reports() -> list[Path]:
    """What speaks of runs, in pages and in files."""
    alone = [EVAL / "judge_agreement.py", EVAL / "words.py"]
    return [*(EVAL / "report").rglob("*.py"), *(EVAL / "measures").rglob("*.py"), *alone]


def named_keys() -> list[tuple[Path, str]]:
    """Every key that something names, with where; routes and commands name some, and have words of their own."""
    files = [*sources(), *reports(), EVAL / "api.py", EVAL / "measurements.py"]
    return [(file, key) for file in files for key in keys_in(ast.parse(file.read_text()))]


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_text(language: Language) -> None:
    assert CATALOGUES[language].keys() == GERMAN.keys()


@pytest.mark.parametrize("language", Language)
def test_every_language_fills_in_the_same_values(language: Language) -> None:
    different = [key for key, text in CATALOGUES[language].items() if names_in(text) != names_in(GERMAN[key])]
    assert different == []


def test_no_text_is_empty_but_those_that_say_nothing_on_purpose() -> None:
    empty = {key for texts in CATALOGUES.values() for key, text in texts.items() if not text.strip()}
    assert empty <= {"verdict.supported_means", "verdict.partial_means"}


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        look_up(Language.GERMAN, "gibt.es.nicht")


def test_a_part_is_named_by_the_rest_of_its_keys() -> None:
    assert part(Language.GERMAN, "language") == {"de": "Deutsch", "en": "English"}


def test_every_key_that_is_named_is_there() -> None:
    assert [(file.name, key) for file, key in named_keys() if not is_known(key)] == []


def test_every_text_is_used() -> None:
    named = {key for _, key in named_keys()}
    assert [key for key in GERMAN if not any(fits(pattern, key) for pattern in named)] == []


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(WEB.parents[1])))
def test_no_page_holds_a_text_of_its_own(file: Path) -> None:
    assert list(texts_in(ast.parse(file.read_text()))) == []


@pytest.mark.parametrize("file", reports(), ids=lambda file: str(file.relative_to(EVAL.parent)))
def test_no_report_holds_a_text_of_its_own(file: Path) -> None:
    bare = (_TAG.sub("", text) for text in texts_in(ast.parse(file.read_text())))
    assert [text for text in bare if _READS_AS_TEXT.search(text)] == []


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(WEB.parents[1])))
def test_nothing_foreign_is_read_as_markdown(file: Path) -> None:
    """Streamlit reads labels and messages as Markdown; what is not ours goes through `plain`."""
    tree = ast.parse(file.read_text())
    assert [
        f"line {node.lineno}" for node in ast.walk(tree) if isinstance(node, ast.Call) and not is_guarded(node)
    ] == []


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(WEB.parents[1])))
def test_no_action_ends_in_streamlit_s_box_of_errors(file: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    given = [word for call in calls for word in call.keywords if word.arg in ("on_click", "on_change", "on_dismiss")]
    bare = [f"line {word.value.lineno}" for word in given if not _SAFE.match(ast.unparse(word.value))]
    parts = [f"line {call.lineno}" for call in calls if ast.unparse(call.func) == "st.fragment"]
    assert bare + (parts if file.name != "doing.py" else []) == []


_SAFE = re.compile(r"safely\(|'ignore'$|st\.log(?:in|out)$")


# What Streamlit reads as Markdown

_MARKDOWN = set(
    """badge button caption checkbox date_input dialog divider download_button error exception expander feedback
    file_uploader form_submit_button header info markdown metric multiselect number_input page_link pills popover
    progress radio segmented_control selectbox slider spinner status subheader success text_area text_input time_input
    title toast toggle warning write""".split()
)
_HARMLESS = {"counted", "day", "day_and_time", "duration", "len", "number", "percent", "plain", "size", "t"}


def is_guarded(call: ast.Call) -> bool:
    functions = [call.func.body, call.func.orelse] if isinstance(call.func, ast.IfExp) else [call.func]
    names = [each.attr for each in functions if isinstance(each, ast.Attribute) and is_streamlit(each.value)]
    if not set(names) & _MARKDOWN or not call.args:
        return True
    helps = [keyword.value for keyword in call.keywords if keyword.arg in {"help", "caption", "text"}]
    first = [] if "progress" in names else [call.args[0]]
    return all(is_ours(each) for each in [*first, *helps])


def is_streamlit(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in {"st", "column", "first", "last", "reasons", "state", "words"}


def is_ours(node: ast.AST | None) -> bool:
    match node:
        case None | ast.Constant():
            return True
        case ast.IfExp():
            return is_ours(node.body) and is_ours(node.orelse)
        case ast.JoinedStr():
            return all(is_ours(each) for each in node.values)
        case ast.FormattedValue():
            return is_ours(node.value)
        case ast.Call(func=ast.Name(id=name)):
            if name in {"plain", "plain_lines"}:
                return True
            values = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
            return name in _HARMLESS and (name not in {"t", "counted"} or all(map(is_number_or_ours, values)))
    return False


def is_number_or_ours(node: ast.AST) -> bool:
    """What is filled into a text: one of ours, or a number by its name."""
    return is_ours(node) or ast.unparse(node).rsplit(".", 1)[-1] in _NUMBERS


_NUMBERS = {"abbreviations", "days", "max_files", "reads", "shared", "synonyms", "total"}


# How keys and texts are told apart

_KEY = re.compile(r"[a-z_\x00]+\.[A-Za-z_.\x00]+\Z")
_READS_AS_TEXT = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}[,:;]? [A-Za-zÄÖÜäöüß]{2,}|^[A-ZÄÖÜ][a-zäöüß]{2,}\b(?!/)")
_TAG = re.compile(r"<[^<>]*(?:>|$)|^[^<>]*>")
"""One of HTML, whole or as far as it stands beside what is filled in."""
_FILES = (".js", ".html")
_OPEN = "\x00"
"""Stands for what is filled into a key."""


def literal(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(each) or _OPEN for each in node.values)
    return None


def calls_in(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of a function or a method of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] == name:
            yield node


def keys_in(tree: ast.AST) -> list[str]:
    named = [literal(call.args[-1]) for call in calls_in(tree, "part") if call.args]
    named += [literal(call.args[2]) for call in calls_in(tree, "choose_view")]
    prefixes = [f"{prefix}.{_OPEN}" for prefix in named if prefix]
    inside = {each for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for each in node.values}
    literals = (literal(node) for node in ast.walk(tree) if node not in inside)
    heads = {_OPEN, *(key.split(".", 1)[0] for key in GERMAN)}
    found = [
        text
        for text in literals
        if text and not text.endswith(_FILES) and _KEY.match(text) and text.split(".", 1)[0] in heads
        if set(text) != {_OPEN, "."}  # It would name every key.
    ]
    counted = [f"{literal(call.args[0])}_one" for call in calls_in(tree, "counted") if literal(call.args[0])]
    return [*prefixes, *found, *counted]


def fits(pattern: str, key: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, pattern.split(_OPEN))), key) is not None


def is_known(pattern: str) -> bool:
    return any(fits(pattern, key) for key in GERMAN)


def texts_in(tree: ast.Module) -> Iterator[str]:
    allowed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            allowed.add(node.value)  # docstrings
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if isinstance(getattr(errors, name, None), type) or name in {
                "compile",
                "AssertionError",
                "exception",
                "warning",
            }:
                allowed.update(each for each in ast.walk(node) if isinstance(each, ast.Constant))
        annotation = node.annotation if isinstance(node, ast.AnnAssign | ast.arg) else None
        if annotation is not None:
            allowed.update(each for each in ast.walk(annotation) if isinstance(each, ast.Constant))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        if text and node not in allowed and _READS_AS_TEXT.search(text):
            yield text
