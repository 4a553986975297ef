"""What became of a proposal, through the catalogue, the index and the minutes that its reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.decisions import Decisions, describe_decision
from app.resolutions import Result
from corpora.errors import UnknownDocument
from corpora.model import Access, document_id
from corpora.scope import Grant, Scope
from tests.app.house import TENANT, House, open_house, write
from tests.app.minutes import COMMITTEE, COUNCIL, PAPER

EVERYTHING = Scope((Grant(TENANT, frozenset({"rat", "recht"}), Access.RESTRICTED),))
PUBLIC = Scope((Grant(TENANT, frozenset({"rat"}), Access.PUBLIC),))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("decisions")
    title = "Neubau eines Radwegs am Kanal"
    papers = write(
        folder / "rat",
        {
            "radweg.txt": PAPER.format(number="17/2024", title=title),
            "kita.txt": PAPER.format(number="18/2024", title="Anbau der Kindertagesstätte"),
            "vertippt.txt": PAPER.format(number="17/2024", title="Anschaffung eines Feuerwehrfahrzeugs"),
            "bauausschuss.txt": COMMITTEE,
            "rat.txt": COUNCIL,
            "rat-kopie.txt": COUNCIL,
        },
    )
    with open_house(folder / "home") as opened:
        opened.knowledge.ingest(TENANT, "rat", [papers])
        yield opened


def find(house: House, path: str, scope: Scope = PUBLIC) -> list[tuple[str, date, Result, bool]]:
    decisions = Decisions(house.catalog, house.library, house.searcher)
    found = decisions.find(scope, TENANT, "rat", document_id(TENANT, "rat", path))
    return [(decision.body, decision.date, decision.result, decision.final) for decision in found]


def test_each_body_is_told_once_in_the_order_of_the_meetings(house: House) -> None:
    assert find(house, "radweg.txt") == [
        ("Bauausschuss", date(2024, 3, 12), Result.AGREED, False),
        ("Rat", date(2024, 3, 26), Result.AS_PROPOSED, True),
    ]


def test_the_evidence_leads_to_the_line_of_the_minutes(house: House) -> None:
    decisions = Decisions(house.catalog, house.library, house.searcher)
    (_, council) = decisions.find(PUBLIC, TENANT, "rat", document_id(TENANT, "rat", "radweg.txt"))
    place = council.place
    assert place.span is not None
    document = house.library.load_document(TENANT, "rat", place.document, place.version)
    text = document.pages[place.span.page].text[place.span.start : place.span.end]
    assert text == council.words == "Beratungsergebnis: einstimmig lt. Beschlussvorschlag"
    assert council.minutes.startswith("Protokoll Rat")
    assert describe_decision(council) == "Rat, 26.03.2024: wie vorgeschlagen beschlossen (Niederschrift)"


@pytest.mark.parametrize("path", ["kita.txt", "vertippt.txt", "rat.txt"])
def test_nothing_is_said_of_papers_that_the_minutes_do_not_treat(house: House, path: str) -> None:
    assert find(house, path) == []


def test_minutes_that_the_reader_may_not_see_say_nothing(tmp_path: Path) -> None:
    paper = PAPER.format(number="17/2024", title="Neubau eines Radwegs am Kanal")
    papers = write(tmp_path / "rat", {"radweg.txt": paper, "rat.txt": COUNCIL})
    with open_house(tmp_path / "home") as house:
        house.knowledge.ingest(TENANT, "rat", [papers])
        record = house.catalog.document(TENANT, "rat", "rat.txt")
        assert find(house, "radweg.txt")
        document = house.library.load_document(TENANT, "rat", record.id, record.version or "")
        house.catalog.commit_document(
            replace(document, access=Access.RESTRICTED), chunks=record.chunks, size=1, seconds=0.0
        )
        assert find(house, "radweg.txt") == []
        assert find(house, "radweg.txt", EVERYTHING)


def test_a_paper_that_the_reader_may_not_see_is_refused_as_any_other(house: House) -> None:
    stranger = Scope((Grant("nachbarort", frozenset({"rat"}), Access.RESTRICTED),))
    for scope, path in ((stranger, "radweg.txt"), (PUBLIC, "fehlt.txt")):
        with pytest.raises(UnknownDocument, match="gibt es nicht, oder es ist für Sie nicht freigegeben"):
            find(house, path, scope)
