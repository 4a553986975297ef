"""What the parent takes from a reading process that a hostile file may have overpowered."""

from __future__ import annotations

import contextlib
import datetime
import pickle
from typing import Any

import pytest

from corpora.errors import EncryptedFile
from corpora.model import Access, Box, Facts, Line, Page, PageState
from ingest.transport import dumps, loads


def forge(module: str, name: str, arguments: str = "", attributes: str = "") -> bytes:
    """A pickle (protocol 0) that names a global, calls it with `arguments` and sets `attributes` on what it names."""
    called = f"({arguments}tR" if arguments else ""
    state = f"(N(d{attributes}tb" if attributes else ""
    return f"c{module}\n{name}\n{called}{state}.".encode()


def text(value: str) -> str:
    return f"V{value}\n"


@pytest.mark.parametrize(
    "value",
    [
        Page(1, "Text", PageState.OCR, lines=(Line("Text", Box(1.0, 2.0, 3.0, 4.0)),), size=(595.0, 842.0)),
        Facts(title="Betreff", date=datetime.date(2025, 3, 4)),
        Access.RESTRICTED,
        (1, [None, True, 2.5, b"x", "ä"], {"a": {"b"}}),
    ],
)
def test_records_and_plain_values_arrive_as_they_were(value: Any) -> None:
    assert loads(dumps(value)) == value


def test_an_error_arrives_with_type_message_and_hint() -> None:
    error = loads(dumps(EncryptedFile("Die Datei ist geschützt.", hint="Ohne Kennwort speichern.")))
    assert type(error) is EncryptedFile
    assert (error.message, error.hint) == ("Die Datei ist geschützt.", "Ohne Kennwort speichern.")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("corpora.database", "Database"),
        ("corpora.catalog", "Catalog"),
        ("corpora.library", "Library"),
        ("corpora.disk", "shutil"),
        ("ingest.processes", "Process"),
        ("ingest.processes", "subprocess"),
        ("ingest.pump", "Pump"),
        ("pathlib", "Path"),
        ("ingest.confinement", "serve"),
    ],
)
def test_nothing_that_does_something_when_it_is_made_can_be_named(module: str, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError, match="may not send"):
        loads(forge(module, name))


@pytest.mark.parametrize(
    ("module", "name", "attribute", "value"),
    [
        # Everything would be public, for every tenant of this process.
        ("corpora.model", "Access", "level", "I0\n"),
        ("corpora.errors", "DocumentError", "message", text("gefälscht")),
        ("corpora.scope", "Scope", "allows", "ccorpora.scope\nGrant\n"),
        ("datetime", "date", "year", "I0\n"),
    ],
)
def test_no_class_is_changed_for_those_who_use_it_later(module: str, name: str, attribute: str, value: str) -> None:
    kind = getattr(__import__(module, fromlist=[name]), name)
    before = kind.__dict__.get(attribute)
    # Some are refused; setting an attribute of a go-between changes nothing.
    with contextlib.suppress(TypeError, AttributeError, pickle.UnpicklingError):
        loads(forge(module, name, attributes=f"{text(attribute)}{value}s"))
    assert kind.__dict__.get(attribute) is before
    assert [access.level for access in Access] == [0, 1, 2]


def test_no_member_of_an_enum_is_changed() -> None:
    with pytest.raises(pickle.UnpicklingError, match="may not change"):
        loads(
            forge("corpora.model", "Access", arguments=text("restricted"), attributes=f"{text('_value_')}{text('x')}s")
        )
    assert [access.value for access in Access] == ["public", "internal", "restricted"]
