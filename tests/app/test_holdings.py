"""Corpora and documents as one person may see them: what they may not see is not there, by name or by number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.access import LOCAL
from app.server_folders import ServerFolders
from app.settings import UploadSettings
from app.wiring import App
from corpora.errors import (
    AktenkompassError,
    AlreadyExists,
    FolderMissing,
    InvalidName,
    NotAllowed,
    UnknownCorpus,
    UnknownDocument,
    UnknownTenant,
    UsageError,
)
from corpora.model import Access, CorpusKind, DocumentState
from tests.app.house import write
from tests.app.people import NEIGHBOUR, TENANT, open_town, person, settings_for


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Shared by the tests that change nothing."""
    folder = tmp_path_factory.mktemp("stadt")
    with open_town(folder / "home", folder / "papiere") as app:
        yield app


@pytest.fixture
def empty_town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere", read=False) as app:
        yield app


def test_a_reader_chooses_among_what_they_may_ask(town: App, empty_town: App) -> None:
    def chosen(app: App, subject: str) -> list[str]:
        return [f"{one.corpus.tenant}/{one.corpus.id}" for one in app.holdings.choices(person(app, subject))]

    assert chosen(town, "gast") == ["musterstadt/rat"]
    assert chosen(town, "leserin") == ["musterstadt/haus", "musterstadt/rat"]
    assert chosen(town, "geheim") == ["musterstadt/haus", "musterstadt/personal", "musterstadt/rat"]
    empty_town.catalog.remove_corpus(NEIGHBOUR, "rat")
    assert chosen(empty_town, "nachbar") == []
    empty_town.catalog.share_corpus(TENANT, "rat", NEIGHBOUR)
    (shared,) = empty_town.holdings.choices(person(empty_town, "nachbar"))
    assert (shared.corpus.id, shared.owner, shared.own) == ("rat", "Stadt Musterstadt", False)


def test_a_corpus_that_goes_while_it_is_listed_is_left_out(empty_town: App, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog, who = empty_town.catalog, person(empty_town, "pflege")
    corpora, grants = catalog.corpora, catalog.grants

    def then_removed(id: str, listed: Any) -> Any:
        with suppress(UnknownCorpus):
            catalog.remove_corpus(TENANT, id)
        return listed

    listed = corpora(TENANT)
    monkeypatch.setattr(catalog, "corpora", lambda _: then_removed("haus", listed))
    assert [one.corpus.id for one in empty_town.holdings.overview(who)] == ["personal", "rat"]
    monkeypatch.setattr(catalog, "corpora", corpora)
    granted = grants(TENANT, Access.RESTRICTED)
    monkeypatch.setattr(catalog, "grants", lambda *_: then_removed("personal", granted))
    assert [one.corpus.id for one in empty_town.holdings.choices(who)] == ["rat"]


def test_a_manager_counts_what_they_may_see_and_nothing_else(town: App) -> None:
    full = {one.corpus.id: one for one in town.holdings.overview(person(town, "pflege"))}
    assert {id: one.documents for id, one in full.items()} == {"haus": 1, "personal": 1, "rat": 2}
    assert (full["rat"].states, full["rat"].searchable, full["rat"].shared_with) == ({DocumentState.READY: 2}, 2, ())
    assert full["rat"].pages == 2
    part = {one.corpus.id: one for one in town.holdings.overview(person(town, "pflege-haus"))}
    assert {id: one.documents for id, one in part.items()} == {"haus": 1, "rat": 1}
    assert 0 < part["rat"].bytes < full["rat"].bytes
    paths = [record.path for record in town.holdings.documents(person(town, "pflege-haus"))]
    assert paths == ["sprechstunde.md", "turnhalle.txt"]
    assert town.holdings.hidden_paths(person(town, "pflege-haus"), "rat") == {"grundstueck.txt"}


def told(error: type[AktenkompassError], use: object, *arguments: object) -> str:
    with pytest.raises(error) as caught:
        use(*arguments)  # type: ignore[operator]
    return str(caught.value)


def test_what_a_manager_may_not_see_is_told_like_what_is_not_there(town: App) -> None:
    low = person(town, "pflege-haus")
    assert told(UnknownCorpus, town.holdings.corpus, low, "personal") == told(
        UnknownCorpus, town.holdings.corpus, low, "anderes"
    ).replace("anderes", "personal")
    assert told(UnknownCorpus, town.holdings.documents, low, "personal")
    assert told(UnknownDocument, town.holdings.document, low, "rat", "grundstueck.txt") == told(
        UnknownDocument, town.holdings.document, low, "rat", "fehlt.txt"
    ).replace("fehlt", "grundstueck")
    assert town.holdings.document(person(town, "pflege"), "rat", "grundstueck.txt").access is Access.RESTRICTED


@pytest.mark.parametrize("subject", ["leserin", "guete"])
def test_whoever_is_no_manager_sees_and_changes_no_holdings(town: App, subject: str) -> None:
    who, holdings = person(town, subject), town.holdings
    for use in (
        lambda: holdings.corpora(who),
        lambda: holdings.corpus(who, "rat"),
        lambda: holdings.overview(who),
        lambda: holdings.documents(who),
        lambda: holdings.document(who, "rat", "turnhalle.txt"),
        lambda: holdings.add_corpus(who, "neu", "Neu", CorpusKind.GUIDE, Access.PUBLIC),
        lambda: holdings.rename_corpus(who, "rat", "Neu"),
        lambda: town.folders.resolve(who, "."),
        lambda: town.folders.are_offered(who),
    ):
        with pytest.raises(NotAllowed):
            use()


def test_sharing_is_for_admins(empty_town: App) -> None:
    holdings, admin = empty_town.holdings, person(empty_town, "leitung")
    for use in (holdings.share, holdings.unshare):
        with pytest.raises(NotAllowed):
            use(person(empty_town, "pflege"), "rat", NEIGHBOUR)
    with pytest.raises(NotAllowed):
        holdings.neighbours(person(empty_town, "pflege"))
    assert [tenant.id for tenant in holdings.neighbours(admin)] == [NEIGHBOUR]
    holdings.share(admin, "rat", NEIGHBOUR)
    assert holdings.overview(admin)[-1].shared_with == (NEIGHBOUR,)
    holdings.unshare(admin, "rat", NEIGHBOUR)
    assert empty_town.catalog.shares(TENANT, "rat") == []
    with pytest.raises(UsageError, match="freigegeben"):
        holdings.share(admin, "personal", NEIGHBOUR)
    with pytest.raises(UnknownTenant):
        holdings.share(admin, "rat", "nirgends")


def test_a_corpus_is_added_and_renamed_within_ones_own_clearance(empty_town: App) -> None:
    holdings, low = empty_town.holdings, person(empty_town, "pflege-haus")
    added = holdings.add_corpus(low, "neu", "Neu", CorpusKind.GUIDE, Access.INTERNAL)
    assert holdings.corpus(low, "neu") == added
    assert holdings.rename_corpus(low, "neu", " Ganz  neu ").title == "Ganz neu"
    with pytest.raises(UsageError, match="selbst nicht mehr sehen"):
        holdings.add_corpus(low, "geheim", "Geheim", CorpusKind.GUIDE, Access.RESTRICTED)
    with pytest.raises(AlreadyExists):
        holdings.add_corpus(low, "rat", "Rat", CorpusKind.GUIDE, Access.PUBLIC)
    # Its name is taken, but not by anything this person has heard of.
    with pytest.raises(InvalidName) as caught:
        holdings.add_corpus(low, "personal", "Personal", CorpusKind.GUIDE, Access.PUBLIC)
    assert "schon" not in str(caught.value)
    with pytest.raises(UnknownCorpus):
        holdings.rename_corpus(low, "personal", "Neu")


# Folders on the server


def test_the_local_person_names_any_folder(tmp_path: Path) -> None:
    with open_town(
        tmp_path / "home", tmp_path / "papiere", read=False, settings=settings_for(tmp_path / "home", issuer="")
    ) as app:
        who = app.access.person(LOCAL, TENANT)
        assert app.folders.are_offered(who)
        assert app.folders.resolve(who, str(tmp_path / "papiere")) == (tmp_path / "papiere").resolve()
        below = app.folders.folders(who, str(tmp_path / "papiere"))
        assert [Path(name).name for name in below] == ["haus", "personal", "rat"]
        assert app.folders.resolve(who, below[0]).is_dir()
        with pytest.raises(FolderMissing):
            app.folders.resolve(who, str(tmp_path / "fehlt"))


def test_a_manager_names_folders_below_the_tenants_own_and_no_other(tmp_path: Path) -> None:
    server = tmp_path / "ablage"
    write(server, {"musterstadt/rat/2025/a.md": "A", "musterstadt/.versteckt/b.md": "B", "nachbardorf/c.md": "C"})
    (server / "musterstadt" / "quer").symlink_to(server / "nachbardorf")
    settings = settings_for(tmp_path / "home").model_copy(update={"uploads": UploadSettings(folder=str(server))})
    with open_town(tmp_path / "home", tmp_path / "papiere", read=False, settings=settings) as app:
        who = person(app, "pflege")
        assert app.folders.are_offered(who)
        assert app.folders.resolve(who, "rat/2025") == (server / "musterstadt" / "rat" / "2025").resolve()
        assert app.folders.folders(who, "rat") == ["rat/2025"]
        assert app.folders.folders(who) == ["quer", "rat"]
        missing = told(FolderMissing, app.folders.resolve, who, "fehlt")
        for name in ("../nachbardorf", "quer", "/etc", str(server / "nachbardorf"), "\x00"):
            assert told(FolderMissing, app.folders.resolve, who, name) == missing.replace("fehlt", name)


def test_nobody_names_a_folder_where_none_is_set(empty_town: App) -> None:
    who = person(empty_town, "leitung")
    assert not empty_town.folders.are_offered(who)
    with pytest.raises(FolderMissing):
        empty_town.folders.resolve(who, "/")
    assert not ServerFolders(empty_town.access, Path("/nirgends")).are_offered(who)
