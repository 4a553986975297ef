"""Tenants never see each other, and what a person may not see does not exist for them.

A word nobody else uses is planted in one tenant wherever a document can carry text (`tests.app.canaries`), and looked
for through every command as the other tenant. A new command without a row here fails the first test.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from app.access import local_scope
from app.cli import main
from app.wiring import App, Use, open_app
from corpora.errors import ScopeError
from corpora.model import Access, document_id
from corpora.scope import Grant, Scope
from eval.cli import evaluation
from index.search import SearchFilters
from tests.app.canaries import ASKS, LAW, NUMBER, OWNS, Canaries, Houses, build
from tests.app.commandline import Done, Kompass

main.add_command(evaluation)

TOLD_TO_THE_OPERATOR: dict[tuple[str, ...], tuple[str, ...]] = {("tenant", "list"): ("mandant",)}
"""`kompass tenant list` names every tenant with its title, on purpose: whoever may call `kompass` operates the machine,
owns the data folder and makes and removes the tenants in it. A tenant's people come in by `Scope`, which names none but
theirs. What a tenant is called is public anyway; what it has is not, and the list says nothing of it but how many
corpora there are."""

TESTED_ELSEWHERE = {("serve",)}
"""Shows nothing itself; what its routes and pages show is looked at by tests/app/test_api_matrix.py."""

ODD_TENANTS = (
    "brunnenta",
    "Brunnental",
    "brunnental/rat",
    "../brunnental",
    f"{ASKS}/../brunnental",
    "%",
    "*",
    "a' OR 1=1",
)
ODD_CORPORA = ("ra", "leitfade", "%", "*", "..", "rat ", f"rat\x1f{OWNS}", "brunnental")


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    return build(tmp_path_factory.mktemp("haeuser"))


@pytest.fixture
def own(houses: Houses, tmp_path: Path) -> Houses:
    """A copy that a test may change."""
    shutil.copytree(houses.home, tmp_path / "home")
    return replace(houses, kompass=Kompass(tmp_path / "home"))


@pytest.fixture
def app(houses: Houses) -> Iterator[App]:
    with open_app(houses.settings, Use.SEARCH) as opened:
        yield opened


def questions(bait: str) -> tuple[str, ...]:
    return (
        bait,
        f"Was beschließt der Rat zu {bait}?",
        f"Drucksache {NUMBER}",
        f"§ 3 {LAW}",
        "Paragraf 3 Brelgesetz",
    )


def rows(houses: Houses, work: Path) -> dict[tuple[str, ...], list[list[str]]]:
    """Command → what is tried with it as the asking tenant; in this order, what destroys comes last."""
    work.mkdir(parents=True, exist_ok=True)
    asked, papers = questions(houses.canaries.bait), houses.folder / ASKS
    batch, cases, foreign = work / "fragen.jsonl", work / "faelle.jsonl", work / f"von-{OWNS}.jsonl"
    lines = [{"id": f"q{number}", "question": question} for number, question in enumerate(asked)]
    batch.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    own = [
        {"id": f"a{number}", "question": question, "relevant": [{"document": "turnhalle.txt"}]}
        for number, question in enumerate(("Sanierung der Turnhalle?", "Was wird saniert?", "Drucksache 12/2025?"))
    ]
    mixed = [*own, *({**line, "answerable": False} for line in lines)]
    cases.write_text("\n".join(map(json.dumps, mixed)), encoding="utf-8")
    foreign.write_text(json.dumps({**lines[0], "answerable": False, "tenant": OWNS}), encoding="utf-8")
    words = work / "woerter.txt"
    words.write_text(f"Mehrzweckhalle -> Turnhalle\n{houses.canaries.bait}z = Turnhalle\n", encoding="utf-8")
    first, run = asked[0], str(work / "lauf")

    inquiries = [[ASKS, question] for question in asked]
    inquiries += [
        [ASKS, first, "--corpus", "rat", "--kind", "council", "--limit", "100"],
        [ASKS, f"Drucksache {NUMBER}", "--from", "2031-01-01", "--to", "2031-12-31"],
        [ASKS, first, "--access", "public"],
        [ASKS, first, "--body", f"{houses.canaries.bait}ausschuss"],
        [ASKS, "--batch", str(batch)],
        [ASKS, f"Drucksache {NUMBER}", "--decisions"],
        [ASKS, "--batch", str(batch), "--decisions"],
        *([ASKS, first, "--corpus", f"{OWNS}/rat", "--corpus", name] for name in ("rat", "leitfaden")),
        *([ASKS, first, "--corpus", name] for name in (*ODD_CORPORA, "", f"{OWNS}/rat", f"{OWNS}/../rat", "../rat")),
        *([name, first] for name in ODD_TENANTS),
    ]
    owners = document_id(OWNS, "rat", "nummer.txt")
    paths = ("nummer.txt", f"../../{OWNS}/rat/nummer.txt", f"{OWNS}/rat/nummer.txt", owners, "%", "turnhall.txt")
    return {
        ("search",): inquiries,
        ("ask",): inquiries,
        ("documents",): [
            [ASKS],
            [f"{ASKS}/rat"],
            [ASKS, "--state", "failed"],
            *([f"{ASKS}/{name}"] for name in ODD_CORPORA),
            *([name] for name in ODD_TENANTS if name != "brunnental/rat"),
        ],
        ("tenant", "list"): [[]],
        ("tenant", "add"): [["brunnenta"], [OWNS], ["../brunnental"]],
        ("corpus", "list"): [[ASKS], *([name] for name in ODD_TENANTS)],
        ("corpus", "add"): [
            [f"{ASKS}/neu", "--kind", "guide"],
            [f"{ASKS}/../{OWNS}", "--kind", "guide"],
            [f"{ASKS}/..", "--kind", "guide"],
        ],
        ("corpus", "share"): [
            [f"{ASKS}/neu", OWNS],
            [f"{ASKS}/neu", "brunnent"],
            [f"{ASKS}/ra", OWNS],
            [f"{ASKS}/akten", OWNS],
        ],
        ("corpus", "unshare"): [[f"{ASKS}/rat", "brunnent"], [f"{ASKS}/ra", OWNS]],
        ("corpus", "access"): [
            *([f"{ASKS}/{name}", "public"] for name in ODD_CORPORA),
            *([f"{ASKS}/rat", access] for access in ("restricted", "internal", "public")),
        ],
        ("corpus", "kind"): [
            *([f"{ASKS}/{name}", kind] for name in ODD_CORPORA for kind in ("council", "guide")),
            [f"{ASKS}/neu", "regulation"],
        ],
        ("corpus", "remove"): [*([f"{ASKS}/{name}"] for name in ODD_CORPORA), [f"{ASKS}/neu"]],
        ("ingest",): [
            [f"{ASKS}/rat", str(papers / "rat")],
            [f"{ASKS}/rat", str(houses.home / "library" / OWNS)],
            [f"{ASKS}/rat", str(houses.home)],
            [f"{ASKS}/leitfade", str(papers / "rat")],
        ],
        ("reindex",): [[ASKS], *([name] for name in ODD_TENANTS)],
        ("vocabulary", "show"): [[ASKS], *([name] for name in ODD_TENANTS)],
        ("vocabulary", "check"): [[ASKS], [ASKS, str(words)], *([name, str(words)] for name in ODD_TENANTS)],
        ("vocabulary", "suggest"): [[ASKS, "--least", "1"], *([name] for name in ODD_TENANTS)],
        ("vocabulary", "set"): [[ASKS, str(words)], *([name, str(words)] for name in ODD_TENANTS)],
        ("member", "add"): [
            [ASKS, "anna@brelstadt.example", "--role", "manager", "--clearance", "restricted"],
            *([name, "anna@brelstadt.example"] for name in ODD_TENANTS),
        ],
        ("member", "list"): [[ASKS], *([name] for name in ODD_TENANTS)],
        ("member", "change"): [[ASKS, "anna@brelstadt.example", "--role", "reader"], [ASKS, "wer@brunnental.example"]],
        ("member", "suspend"): [[ASKS, "anna@brelstadt.example"], [ASKS, "wer@brunnental.example"]],
        ("member", "remove"): [[ASKS, "anna@brelstadt.example"], [ASKS, "wer@brunnental.example"]],
        ("eval", "feedback"): [[ASKS], *([name] for name in ODD_TENANTS)],
        ("eval", "run"): [
            [ASKS, str(cases), "--out", run],
            [f"{ASKS}/rat", str(cases), "--out", f"{run}-rat"],
            [ASKS, str(foreign), "--out", f"{run}-fremd"],
        ],
        ("eval", "report"): [[run]],
        ("eval", "show"): [[run]],
        ("eval", "compare"): [[run, f"{run}-rat"]],
        ("eval", "gate"): [[run, "--max", "unsupported_rate=0.5"]],
        ("eval", "threshold"): [[run]],
        ("eval", "draft"): [[f"{ASKS}/rat"], *([f"{ASKS}/{name}"] for name in ODD_CORPORA)],
        ("delete",): [*([f"{ASKS}/rat", path] for path in (*paths, "turnhalle.txt")), [f"{ASKS}/leitfade", "a.md"]],
        ("demo",): [["--no-serve"]],
        ("tenant", "remove"): [*([name] for name in ODD_TENANTS), [ASKS]],
    }


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(main))


def variants(path: tuple[str, ...], arguments: Sequence[str]) -> Iterator[list[str]]:
    """Plain and, where the command can, as JSON."""
    yield [*path, *arguments]
    if any("--json" in parameter.opts for parameter in COMMANDS[path].params):
        yield [*path, *arguments, "--json"]


def leaks(canaries: Canaries, path: tuple[str, ...], done: Done) -> list[str]:
    allowed = [f"{canaries.stem}{place}" for place in TOLD_TO_THE_OPERATOR.get(path, ())]
    found = canaries.found_in(f"{done.code}\n{done.output}\n{done.errors}")
    return [word for word in found if word not in allowed]


def everything_of(houses: Houses, tenant: str, bait: str) -> str:
    """All that the commands tell of a tenant to itself."""
    told = [
        houses.kompass.done("documents", tenant, "--json").output,
        houses.kompass.done("corpus", "list", tenant, "--json").output,
        houses.kompass.done("tenant", "list", "--json").output,
        houses.kompass.done("vocabulary", "show", tenant, "--json").output,
        houses.kompass.done("member", "list", tenant, "--json").output,
        houses.kompass.done("eval", "feedback", tenant).output,
        *(
            houses.kompass.done("search", tenant, question, "--limit", "100", "--json").output
            for question in questions(bait)
        ),
    ]
    with open_app(houses.settings, Use.LOOK) as app:
        told += [job.note for job in app.jobs.of_tenant(tenant)]
    return "\n".join(told)


def test_every_command_has_a_row(houses: Houses, tmp_path: Path) -> None:
    assert set(rows(houses, tmp_path)) | TESTED_ELSEWHERE == set(COMMANDS)


def test_the_owner_finds_every_canary_so_the_others_could(houses: Houses) -> None:
    found = houses.canaries.found_in(everything_of(houses, OWNS, houses.canaries.bait))
    assert set(found) == {*houses.canaries.places, houses.canaries.number}


def test_no_command_shows_another_tenant_s_papers(own: Houses, tmp_path: Path) -> None:
    for path, tried in rows(own, tmp_path / "werk").items():
        succeeded = 0
        for arguments in tried:
            for line in variants(path, arguments):
                done = own.kompass.run(*line)
                assert done.code in (0, 1, 2, 3), line
                assert "hätte nicht geschehen dürfen" not in done.errors, (line, done.errors)
                assert leaks(own.canaries, path, done) == [], line
                # Nor does a message guess at a tenant's name that nobody typed.
                if path not in TOLD_TO_THE_OPERATOR and OWNS not in " ".join(line).casefold():
                    assert OWNS not in done.output + done.errors, line
                succeeded += done.code == 0
        assert succeeded, f"nothing that was tried with {path} worked"
    for file in (tmp_path / "werk").rglob("*"):
        if file.is_file():
            assert own.canaries.found_in(file.read_text(encoding="utf-8")) == [], file


@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_neighbour_s_corpus_is_refused_as_one_that_does_not_exist(houses: Houses, command: str) -> None:
    there = houses.kompass.run(command, ASKS, houses.canaries.bait, "--corpus", f"{OWNS}/recht")
    nowhere = houses.kompass.run(command, ASKS, houses.canaries.bait, "--corpus", f"{OWNS}/nicht")
    assert there.code == nowhere.code == 2
    assert there.errors.replace("/recht", "/nicht") == nowhere.errors
    own = houses.kompass.run(command, ASKS, houses.canaries.bait, "--corpus", "akten", "--access", "public")
    nothing = houses.kompass.run(command, ASKS, houses.canaries.bait, "--corpus", "nicht", "--access", "public")
    assert own.errors.replace("akten", "nicht") == nothing.errors


def test_a_document_of_a_neighbour_is_missed_like_one_that_is_nowhere(houses: Houses) -> None:
    there = houses.kompass.run("delete", f"{ASKS}/rat", "nummer.txt")
    nowhere = houses.kompass.run("delete", f"{ASKS}/rat", "fehlt.txt")
    assert there.code == nowhere.code == 2
    assert there.errors.replace("nummer.txt", "fehlt.txt") == nowhere.errors


# Within one tenant: what a person may not see


def test_what_is_kept_from_the_public_does_not_exist_for_it(houses: Houses) -> None:
    words = houses.hidden
    at_home = everything_of(houses, ASKS, words.bait)
    assert set(words.found_in(at_home)) >= words.places
    for question in (words.bait, f"Was ist mit {words.bait}?", "Drucksache 13/2025", "Akte Vermerk"):
        for command in ("search", "ask"):
            # The paper calls itself not public: it is kept from most of the house alike.
            done = houses.kompass.run(command, ASKS, question, "--access", "public", "--limit", "100", "--json")
            assert words.found_in(done.output + done.errors) == [], question
            done = houses.kompass.run(command, ASKS, question, "--access", "internal", "--limit", "100")
            assert words.found_in(done.output + done.errors) == [], question


def doors(app: App, scope: Scope, question: str) -> str:
    """What every door of the library gives for a question, as text."""
    from app.llamaindex_retriever import TenantRetriever

    nodes = TenantRetriever(app.searcher, scope, limit=100).retrieve(question)
    events = list(app.assistant.stream(scope, question, limit=100))
    told: list[Any] = [app.searcher.search(scope, question, 100), nodes, events, app.assistant.answer(scope, question)]
    return "\n".join(map(repr, told))


@pytest.mark.parametrize("access", [Access.PUBLIC, Access.INTERNAL])
def test_no_door_of_the_library_opens_further_than_the_scope(houses: Houses, app: App, access: Access) -> None:
    scope = local_scope(app.catalog, ASKS, access)
    for words in (houses.hidden, houses.canaries):
        for question in (*questions(words.bait), "Drucksache 13/2025"):
            assert words.found_in(doors(app, scope, question)) == [], question
    assert "Sanierung" in doors(app, scope, "Sanierung der Turnhalle")


def test_a_forged_scope_in_the_filters_is_refused_or_empty(houses: Houses, app: App) -> None:
    scope = local_scope(app.catalog, ASKS)
    for name in (f"{OWNS}/rat", f"{OWNS}/recht", "offen", "", "*"):
        with pytest.raises(ScopeError):
            app.searcher.search(scope, houses.canaries.bait, filters=SearchFilters(corpora=frozenset({name})))
    # A grant for the neighbour's corpus under one's own name finds nothing: the tenants have an index each.
    forged = Scope((Grant(ASKS, frozenset({"offen", "recht", "rat"}), Access.RESTRICTED),))
    assert {hit.tenant for hit in app.searcher.search(forged, houses.canaries.bait, 100)} <= {ASKS}
    assert houses.canaries.found_in(doors(app, forged, houses.canaries.bait)) == []


def test_a_stricter_access_holds_at_once_without_the_index_being_written(own: Houses) -> None:
    with open_app(own.settings, Use.SEARCH) as app:
        scope = local_scope(app.catalog, ASKS, Access.PUBLIC)
        assert app.searcher.search(scope, "Sanierung der Turnhalle")
        app.catalog.update_corpus(ASKS, "rat", access=Access.RESTRICTED)
        # Even for a scope that was made before.
        assert app.searcher.search(scope, "Sanierung der Turnhalle") == []
        assert "Sanierung" not in doors(app, scope, "Turnhalle 12/2025")
        with pytest.raises(ScopeError):
            local_scope(app.catalog, ASKS, Access.PUBLIC)
        # Wider again: what was read under the stricter rule keeps it until it is read again.
        app.catalog.update_corpus(ASKS, "rat", access=Access.PUBLIC)
        assert app.searcher.search(scope, "Sanierung der Turnhalle") == []
    own.kompass.done("reindex", ASKS)
    assert own.kompass.done("search", ASKS, "Turnhalle", "--access", "public", "--json").records == []


# Shares


def test_a_share_shows_that_corpus_and_nothing_else_until_it_is_taken_back(own: Houses) -> None:
    kompass, words = own.kompass, own.canaries
    before = kompass.done("search", ASKS, "Sanierung der Turnhalle", "--json").output
    kompass.done("corpus", "share", f"{OWNS}/offen", ASKS)
    shown = {f"{words.stem}frei"}
    for question in questions(words.bait):
        records = kompass.done("search", ASKS, question, "--limit", "100", "--json").records
        assert {(hit["tenant"], hit["corpus"], hit["document"]) for hit in records if hit["tenant"] != ASKS} <= {
            (OWNS, "offen", "frei.txt")
        }
        told = kompass.run("ask", ASKS, question, "--limit", "100", "--json")
        assert set(words.found_in(told.output + told.errors + json.dumps(records))) <= shown
    assert kompass.done("search", ASKS, words.bait, "--json").records
    assert kompass.done("search", ASKS, words.bait, "--corpus", f"{OWNS}/offen", "--access", "public").code == 0
    assert kompass.run("search", ASKS, words.bait, "--corpus", f"{OWNS}/rat").code == 2
    listed = kompass.done("corpus", "list", ASKS, "--json")
    assert {(each["tenant"], each["corpus"]) for each in listed.records if each["tenant"] != ASKS} == {(OWNS, "offen")}
    assert words.found_in(listed.output) == []
    assert words.found_in(kompass.done("documents", ASKS, "--json").output) == []
    # The other way round nothing is open.
    assert ASKS not in kompass.done("search", OWNS, "Turnhalle Sanierung Akte", "--limit", "100", "--json").output

    kompass.done("corpus", "unshare", f"{OWNS}/offen", ASKS)
    for question in questions(words.bait):
        assert words.found_in(kompass.done("search", ASKS, question, "--json").output) == []
    assert kompass.run("search", ASKS, words.bait, "--corpus", f"{OWNS}/offen").code == 2
    assert kompass.done("search", ASKS, "Sanierung der Turnhalle", "--json").output == before


def test_a_tenant_made_anew_under_an_old_name_inherits_neither_shares_nor_papers(own: Houses) -> None:
    kompass, words = own.kompass, own.canaries
    kompass.done("corpus", "share", f"{OWNS}/offen", ASKS)
    kompass.done("tenant", "remove", ASKS)
    kompass.done("tenant", "add", ASKS)
    assert kompass.done("corpus", "list", ASKS).output == ""
    kompass.done("corpus", "add", f"{ASKS}/rat", "--kind", "guide")
    assert kompass.done("search", ASKS, words.bait, "--json").records == []
    assert kompass.done("search", ASKS, "Turnhalle", "--json").records == []


# What lies on disk


def tree(*folders: Path) -> dict[str, str]:
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.parametrize(("gone", "stays"), [(ASKS, OWNS), (OWNS, ASKS)])
def test_removing_a_tenant_leaves_the_other_as_it_was(own: Houses, gone: str, stays: str) -> None:
    bait = {ASKS: own.hidden.bait, OWNS: own.canaries.bait}
    # A run that was killed had unpacked something.
    unpacked = own.home / "listings" / gone / ".entpackt" / "1" / "00000.txt"
    unpacked.parent.mkdir(parents=True)
    unpacked.write_text("Vertrauliches", encoding="utf-8")
    folders = [own.home / part / stays for part in ("library", "listings")]
    files = tree(*folders)
    told = [own.kompass.done("documents", stays, "--json").output]
    told += [own.kompass.done("search", stays, question, "--json").output for question in questions(bait[stays])]
    assert files
    own.kompass.done("tenant", "remove", gone)
    assert tree(*folders) == files
    again = [own.kompass.done("documents", stays, "--json").output]
    again += [own.kompass.done("search", stays, question, "--json").output for question in questions(bait[stays])]
    assert again == told
    for part in ("library", "index", "listings"):
        assert not (own.home / part / gone).exists(), part
    rest = b"".join(file.read_bytes() for file in own.home.rglob("*") if file.is_file() and file.suffix != ".db")
    assert bait[gone].encode() not in rest


def test_each_tenant_has_folders_of_its_own_and_nothing_of_the_other_lies_in_them(houses: Houses) -> None:
    for part in ("library", "index", "listings"):
        assert {folder.name for folder in (houses.home / part).iterdir()} == {ASKS, OWNS}
        for tenant, words in ((ASKS, houses.canaries), (OWNS, houses.hidden)):
            files = [file for file in (houses.home / part / tenant).rglob("*") if file.is_file()]
            assert files
            assert not any(file.is_symlink() for file in files)
            assert not any(words.stem.encode() in file.read_bytes() for file in files)
            assert not any(words.stem in file.name for file in files)
