"""Fields whose options are words of the language follow it."""

from __future__ import annotations

import ast
from pathlib import Path

import app.web
import eval.web

FIELDS = ("selectbox", "multiselect", "radio", "segmented_control", "pills", "select_slider")


def test_every_field_with_translated_options_has_a_key_of_its_language() -> None:
    seen, wrong = 0, []
    for file in (file for package in (app.web, eval.web) for file in Path(package.__path__[0]).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assigned = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            named = {keyword.arg: keyword.value for keyword in call.keywords}
            if not (isinstance(call.func, ast.Attribute) and call.func.attr in FIELDS and "format_func" in named):
                continue
            if not isinstance(named["format_func"], ast.Lambda):
                continue  # Names of the house, the same in all languages.
            seen += 1
            key = named.get("key")
            key = assigned.get(key.id) if isinstance(key, ast.Name) else key
            if not (isinstance(key, ast.Call) and ast.unparse(key.func) == "key_in_language"):
                wrong.append(f"{file.name}:{call.lineno}")
    assert seen > 10
    assert wrong == []
