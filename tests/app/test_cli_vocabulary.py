"""`kompass vocabulary`: a municipality's own words, on a real data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.commandline import Kompass, fill

WORDS = "# Eigenes\nGlaspalast -> Turnhalle\nKita <-> Krippe\nOR = Oberrealschule\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Kompass:
    folder = tmp_path_factory.mktemp("filled")
    return fill(folder / "home", folder / "papers")


@pytest.fixture
def own(filled: Kompass, tmp_path: Path) -> Kompass:
    shutil.copytree(filled.home, tmp_path / "home")
    return Kompass(tmp_path / "home")


def write(folder: Path, text: str | bytes) -> str:
    file = folder / "woerter.txt"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(file)


def test_own_words_find_papers_from_the_next_question_on(own: Kompass, tmp_path: Path) -> None:
    question = ("search", "musterstadt", "Glaspalast", "--json")
    assert own.done(*question).records == []

    (report,) = own.done("vocabulary", "set", "musterstadt", write(tmp_path, WORDS), "--json").records

    assert report == {"tenant": "musterstadt", "synonyms": 2, "abbreviations": 1, "replaced": {"OR": ["Ortsrat"]}}
    assert [hit["document"] for hit in own.done(*question).records] == ["2025/vorlage.txt"]
    assert "Turnhalle" in own.done("ask", "musterstadt", "Was kostet der Glaspalast?").output
    own.done("vocabulary", "set", "musterstadt", write(tmp_path, ""))
    assert own.done(*question).records == []


def test_what_was_set_is_shown_and_can_be_set_again(own: Kompass, tmp_path: Path) -> None:
    shown = own.done("vocabulary", "show", "musterstadt")
    assert (shown.output, "keine eigenen Wörter" in shown.errors) == ("", True)

    done = own.done("vocabulary", "set", "musterstadt", write(tmp_path, "\ufeff" + WORDS))

    assert "2 Zeilen mit Synonymen, 1 mit Abkürzungen" in done.output
    assert "„OR“ heißt hier nicht: Ortsrat" in done.output
    assert own.done("vocabulary", "show", "musterstadt").output == WORDS
    assert own.done("vocabulary", "show", "musterstadt", "--json").records == [{"tenant": "musterstadt", "text": WORDS}]
    assert own.done("vocabulary", "show", "nachbardorf", "--json").records == [{"tenant": "nachbardorf", "text": ""}]


def test_checking_changes_nothing(own: Kompass, tmp_path: Path) -> None:
    assert "0 Zeilen mit Synonymen" in own.done("vocabulary", "check", "musterstadt").output
    (report,) = own.done("vocabulary", "check", "musterstadt", write(tmp_path, WORDS), "--json").records
    assert (report["synonyms"], report["abbreviations"]) == (2, 1)
    assert own.done("vocabulary", "show", "musterstadt").output == ""


@pytest.mark.parametrize("command", ["check", "set"])
def test_a_wrong_line_is_named_and_the_old_words_stay(own: Kompass, tmp_path: Path, command: str) -> None:
    own.done("vocabulary", "set", "musterstadt", write(tmp_path, WORDS))

    done = own.run("vocabulary", command, "musterstadt", write(tmp_path, "Kita <-> Krippe\nGlaspalast Rathaus\n"))

    assert done.code == 2
    assert "Zeile 2 des Vokabulars" in done.errors
    assert "→" in done.errors
    assert own.done("vocabulary", "show", "musterstadt").output == WORDS


@pytest.mark.parametrize(
    ("content", "said"), [(None, "nicht lesbar"), (b"Stra\xdfe -> Weg", "UTF-8")], ids=["missing", "latin-1"]
)
def test_a_file_that_cannot_be_read_is_named(own: Kompass, tmp_path: Path, content: bytes | None, said: str) -> None:
    file = str(tmp_path / "fehlt.txt") if content is None else write(tmp_path, content)

    done = own.run("vocabulary", "set", "musterstadt", file)

    assert done.code == 2
    assert file in done.errors
    assert said in done.errors


@pytest.mark.parametrize("verb", ["show", "check"])
def test_an_unknown_tenant_is_told(own: Kompass, verb: str) -> None:
    done = own.run("vocabulary", verb, "nirgendwo")
    assert done.code == 2
    assert "nirgendwo" in done.errors
