"""What became of a proposal, for programs: with hits, citations, documents and pages, by what their person may see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.settings import ServerSettings
from corpora.model import Access, Corpus, CorpusKind
from tests.app.api_server import ApiServer, town_server
from tests.app.house import write
from tests.app.minutes import COMMITTEE, COUNCIL, PAPER, TITLE
from tests.app.people import TENANT
from tests.app.test_mcp import call, found

QUESTION = "Radweg am Kanal DS 17/2024"
LINE = "Beratungsergebnis: einstimmig lt. Beschlussvorschlag"
PROPOSED = ("proposal", ["Rat"])
BOTH = ("proposal", ["Bauausschuss", "Rat"])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """The council's minutes are public, the committee's are the house's own."""
    folder = tmp_path_factory.mktemp("stadt")
    public = {"radweg.txt": PAPER.format(number="17/2024", title=TITLE), "rat.txt": COUNCIL}
    papers = write(
        folder / "neu", {**{f"rat/{name}": text for name, text in public.items()}, "ausschuss/b.txt": COMMITTEE}
    )
    with town_server(folder, server=ServerSettings(requests_per_minute=100_000)) as up:
        up.app.catalog.add_corpus(Corpus(TENANT, "ausschuss", "Ausschüsse", CorpusKind.COUNCIL, Access.INTERNAL))
        for corpus in ("rat", "ausschuss"):
            up.app.knowledge.ingest(TENANT, corpus, [papers / corpus])
        yield up


def search(town: ApiServer, subject: str, **asked: Any) -> list[dict[str, Any]]:
    hits: list[dict[str, Any]] = town.post("/api/search", subject, {"question": QUESTION, **asked}).json()["hits"]
    return hits


def told(form: dict[str, Any]) -> tuple[str | None, list[str]]:
    return form["nature"], [decision["body"] for decision in form["decisions"]]


def paper_in(forms: list[dict[str, Any]]) -> dict[str, Any]:
    return next(form for form in forms if form["document"] == "radweg.txt")


def test_a_hit_tells_what_became_of_its_paper_when_that_is_asked_for(town: ApiServer) -> None:
    hit = paper_in(search(town, "gast", decisions=True))
    (council,) = hit["decisions"]
    minutes = town.app.catalog.document(TENANT, "rat", "rat.txt")
    assert council == {
        "body": "Rat",
        "date": "2024-03-26",
        "result": "as_proposed",
        "final": True,
        "summary": "Rat, 26.03.2024: wie vorgeschlagen beschlossen (Niederschrift)",
        "minutes": minutes.title,
        "document_id": minutes.id,
        "version": minutes.version,
        "page": None,
        "start": council["start"],
        "end": council["start"] + len(LINE),
        "quote": LINE,
    }
    span = {"start": council["start"], "end": council["end"]}
    page = town.get(f"/api/documents/{council['document_id']}/pages/1", "gast", **span).json()
    assert page["quote"] == LINE
    assert told(page) == ("minutes", [])
    plain = paper_in(search(town, "gast"))
    assert (plain["nature"], plain["decisions"]) == (None, None)


def test_minutes_that_one_may_not_see_say_nothing(town: ApiServer) -> None:
    assert told(paper_in(search(town, "gast", decisions=True))) == PROPOSED
    assert told(paper_in(search(town, "leserin", decisions=True))) == BOTH
    document = paper_in(search(town, "gast"))["document_id"]
    for path in (f"/api/documents/{document}", f"/api/documents/{document}/pages/1"):
        assert told(town.get(path, "gast").json()) == PROPOSED
        assert told(town.get(path, "leserin").json()) == BOTH
        assert "Bauausschuss, 12.03.2024" not in town.get(path, "gast").text
        assert town.get(path, "nachbar").status_code == 404


def test_a_paper_that_one_may_not_see_tells_nothing(town: ApiServer) -> None:
    document = paper_in(search(town, "gast"))["document_id"]
    town.app.catalog.update_corpus(TENANT, "rat", access=Access.RESTRICTED)
    try:
        assert town.get(f"/api/documents/{document}", "leserin").status_code == 404
        assert not [hit for hit in search(town, "leserin", decisions=True) if hit["document"] == "radweg.txt"]
        assert "radweg" not in json.dumps(search(town, "leserin", decisions=True))
    finally:
        town.app.curation.change_access(TENANT, "rat", Access.PUBLIC, seen=Access.RESTRICTED)


@pytest.mark.parametrize(("corpora", "subject", "expected"), [([], "gast", PROPOSED), (["rat"], "leserin", BOTH)])
def test_an_answer_tells_it_with_citations_and_hits(
    town: ApiServer, corpora: list[str], subject: str, expected: tuple[str, list[str]]
) -> None:
    asked = {"question": "Was wird am Kanal gebaut?", "corpora": corpora, "decisions": True}
    answer = town.post("/api/ask", subject, {**asked, "stream": False}).json()
    cited = [each for statement in answer["statements"] for each in statement["citations"]]
    assert told(paper_in(cited)) == told(paper_in(answer["hits"])) == expected
    kept = town.post("/api/ask", subject, {**asked, "decisions": False, "stream": False}).json()
    assert {hit["decisions"] for hit in kept["hits"]} == {None}


def test_assistants_are_told_without_asking_and_can_do_without(town: ApiServer) -> None:
    for subject, expected in (("gast", PROPOSED), ("leserin", BOTH)):
        hit = paper_in(found(call(town, subject, "search", question=QUESTION))["hits"])
        assert told(hit) == expected
        assert told(found(call(town, subject, "fetch_page", document_id=hit["document_id"]))) == expected
        answer = found(call(town, subject, "ask", question="Was wird am Kanal gebaut?"))
        assert told(paper_in(answer["statements"][0]["citations"])) == expected
    assert "decisions" not in found(call(town, "gast", "search", question=QUESTION, decisions=False))["hits"][0]
    assert "decisions" not in found(call(town, "gast", "ask", question=QUESTION, decisions=False))["hits"][0]


def test_a_stream_tells_it_at_its_end_and_keeps_nobody_waiting_before(town: ApiServer) -> None:
    asked = {"question": "Was wird am Kanal gebaut?", "decisions": True}
    events = [part.split("\n") for part in town.post("/api/ask", "leserin", asked).text.strip().split("\n\n")]
    forms = {head.removeprefix("event: "): json.loads(data.removeprefix("data: ")) for head, data in events}
    assert "decisions" not in forms["searched"]["hits"][0]
    assert "decisions" not in forms["statement"]["citations"][0]
    assert told(paper_in(forms["finished"]["hits"])) == BOTH
    assert told(paper_in(forms["finished"]["statements"][0]["citations"])) == BOTH
