"""Abbreviations are offered from a tenant's own papers, with the place where they are explained."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.commandline import Kompass, fill

PAPER = """Beschlussvorlage

Drucksachen-Nr.: {number}/2025
Datum: 04.03.2025

Betreff: {title}

Beschlussvorschlag:
{text}
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Kompass:
    folder = tmp_path_factory.mktemp("filled")
    kompass = fill(folder / "home", folder / "papers")
    texts = (
        "Der Zweckverband Moorwasser (ZVM) erhält Geld. Der Verwaltungsausschuss (VA) stimmt zu.",
        "Die Beiträge des Zweckverbandes Moorwasser (ZVM) steigen. Die Sportgemeinschaft Silbergrund (SGS) spielt.",
        "Die Sozialgruppe (SG) trifft sich. Die Sozialgruppen (SG) bleiben.",
        "Die Sozialgruppe (SG) tagt.",
    )
    for number, text in enumerate(texts, start=1):
        file = folder / "mehr" / f"vorlage-{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(PAPER.format(number=number, title=f"Vorlage {number}", text=text), encoding="utf-8")
    kompass.done("corpus", "add", "musterstadt/mehr", "--kind", "council")
    kompass.done("ingest", "musterstadt/mehr", str(folder / "mehr"))
    return kompass


def test_what_several_papers_explain_is_offered_with_its_place(filled: Kompass) -> None:
    first, second = filled.done("vocabulary", "suggest", "musterstadt", "--json").records

    assert second["line"] == "ZVM! = Zweckverband Moorwasser"
    assert (second["short"], second["long"], second["documents"]) == ("ZVM", ["Zweckverband Moorwasser"], 2)
    [place] = second["evidence"]
    assert (place["corpus"], place["document"], place["page"]) == ("mehr", "vorlage-1.txt", None)
    assert place["text"].endswith("Zweckverband Moorwasser (ZVM)")
    # The shipped list knows other meanings: they stay, and the abbreviation is marked.
    assert first["line"].startswith("SG!? = Sozialgruppe, Samtgemeinde, ")


def test_what_is_known_is_not_offered(filled: Kompass) -> None:
    lines = filled.done("vocabulary", "suggest", "musterstadt", "--least", "1").output

    assert "VA" not in [line.split(" ")[0].rstrip("!?") for line in lines.splitlines()]
    assert "SGS! = Sportgemeinschaft Silbergrund" in lines


def test_offered_lines_can_be_set_and_are_offered_no_more(filled: Kompass, tmp_path: Path) -> None:
    shutil.copytree(filled.home, tmp_path / "home")
    own, file = Kompass(tmp_path / "home"), tmp_path / "woerter.txt"
    offered = own.done("vocabulary", "suggest", "musterstadt").output
    assert "# 2 Papiere, z. B. mehr: vorlage-1.txt: … " in offered
    file.write_text(offered, encoding="utf-8")

    own.done("vocabulary", "set", "musterstadt", str(file))

    done = own.done("vocabulary", "suggest", "musterstadt")
    assert (done.output, "keine Abkürzung" in done.errors) == ("", True)
    found = own.done("search", "musterstadt", "Was kostet der ZVM?", "--json").records
    assert {hit["document"] for hit in found[:2]} == {"vorlage-1.txt", "vorlage-2.txt"}


def test_nothing_is_applied_by_itself(filled: Kompass) -> None:
    filled.done("vocabulary", "suggest", "musterstadt")
    assert filled.done("vocabulary", "show", "musterstadt").output == ""


def test_an_unknown_tenant_is_told(filled: Kompass) -> None:
    done = filled.run("vocabulary", "suggest", "nirgendwo")
    assert done.code == 2
    assert "nirgendwo" in done.errors
