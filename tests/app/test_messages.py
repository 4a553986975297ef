"""click speaks German: its catalogue is the one of the table, and the table knows every word of the click in use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click

from tools.messages import CATALOGUE, PLURAL, SINGLE, compile_catalogue

NEVER_SHOWN = {
    "_termui_impl.py",  # editors and pagers
    "_winconsole.py",
    "shell_completion.py",
    "utils.py",
}
FOR_PROGRAMMERS = {
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Unknown color {colour!r}",
}


def words_of_click() -> Iterator[tuple[str, ...]]:
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        if file.name in NEVER_SHOWN:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                texts = tuple(
                    each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )
                if texts and texts[0] not in FOR_PROGRAMMERS:
                    yield texts


def test_the_catalogue_that_ships_is_made_of_the_table() -> None:
    assert CATALOGUE.read_bytes() == compile_catalogue(), "run: python -m tools.messages"


def test_every_word_of_click_that_a_person_can_see_has_a_german_one() -> None:
    known = {(single,) for single in SINGLE} | set(PLURAL)
    assert {texts for texts in words_of_click() if texts not in known} == set()


def test_placeholders_of_a_word_are_placeholders_of_its_german_one() -> None:
    import string

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for source, target in SINGLE.items():
        assert names(target) <= names(source), source
    for sources, targets in PLURAL.items():
        assert names(targets[0]) | names(targets[1]) <= names(sources[0]) | names(sources[1]), sources
