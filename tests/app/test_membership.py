"""Members as admins keep them in the pages and operators at the command line."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import Identity, Role, operator
from app.wiring import App
from corpora.errors import AlreadyExists, InvalidName, NotAllowed, NotAMember, UnknownMember, UnknownTenant, UsageError
from corpora.model import Access
from tests.app.commandline import Kompass
from tests.app.people import ISSUER, MEMBERS, NEIGHBOUR, TENANT, open_town, person


@pytest.fixture
def town(tmp_path: Path) -> Iterator[App]:
    with open_town(tmp_path / "home", tmp_path / "papiere", read=False) as app:
        yield app


def test_an_admin_keeps_the_members_of_their_own_tenant(town: App) -> None:
    admin, membership = person(town, "leitung"), town.membership
    added = membership.add(admin, "Neu@Musterstadt.de", roles=[Role.READER], clearance=Access.INTERNAL, name="N. Neu")
    assert (added.tenant, added.subject, added.name) == (TENANT, "neu@musterstadt.de", "N. Neu")
    changed = membership.change(admin, "neu@musterstadt.de", roles=[Role.MANAGER], clearance=Access.PUBLIC)
    assert (changed.roles, changed.clearance) == (frozenset({Role.MANAGER}), Access.PUBLIC)
    assert changed in membership.all(admin)
    assert {member.tenant for member in membership.all(admin)} == {TENANT}
    membership.change(admin, "gast", suspended=True)
    with pytest.raises(NotAMember):
        person(town, "gast")
    assert membership.remove(admin, "neu@musterstadt.de").subject == "neu@musterstadt.de"
    for subject in ("neu@musterstadt.de", "nachbar"):
        with pytest.raises(UnknownMember):
            membership.change(admin, subject, suspended=True)
        with pytest.raises(UnknownMember):
            membership.remove(admin, subject)
    with pytest.raises(AlreadyExists):
        membership.add(admin, "gast", roles=[Role.READER], clearance=Access.PUBLIC)
    with pytest.raises(InvalidName):
        membership.add(admin, " ", roles=[Role.READER], clearance=Access.PUBLIC)


@pytest.mark.parametrize("subject", [subject for subject, (_, role, _) in MEMBERS.items() if role is not Role.ADMIN])
def test_nobody_but_an_admin_sees_or_changes_members(town: App, subject: str) -> None:
    who, membership = person(town, subject), town.membership
    for use in (
        lambda: membership.all(who),
        lambda: membership.add(who, "neu", roles=[Role.READER], clearance=Access.PUBLIC),
        lambda: membership.change(who, "gast", suspended=True),
        lambda: membership.change(who, subject, roles=[Role.ADMIN]),
        lambda: membership.remove(who, "gast"),
    ):
        with pytest.raises(NotAllowed):
            use()


def test_an_admin_gives_no_more_than_they_have_and_keeps_their_own_way_in(town: App) -> None:
    town.members.change(TENANT, "leitung", clearance=Access.INTERNAL)
    admin, membership = person(town, "leitung"), town.membership
    with pytest.raises(UsageError, match="höchstens „internal“"):
        membership.add(admin, "neu", roles=[Role.READER], clearance=Access.RESTRICTED)
    with pytest.raises(UsageError, match="höchstens „internal“"):
        membership.change(admin, "gast", clearance=Access.RESTRICTED)
    for use in (
        lambda: membership.change(admin, "leitung", suspended=True),
        lambda: membership.change(admin, "leitung", clearance=Access.INTERNAL),
        lambda: membership.remove(admin, "leitung"),
    ):
        with pytest.raises(UsageError, match="nur jemand anderes"):
            use()


def test_a_clearance_above_an_admin_s_own_is_left_or_lowered_and_never_given(town: App) -> None:
    admin, membership = person(town, "leitung"), town.membership
    membership.add(admin, "neu", roles=[Role.READER], clearance=Access.RESTRICTED)
    membership.change(admin, "pflege", roles=[Role.ADMIN], clearance=Access.INTERNAL)
    lower = person(town, "pflege")
    kept = membership.change(lower, "neu", clearance=Access.RESTRICTED, name="N. Neu")
    assert (kept.clearance, kept.name) == (Access.RESTRICTED, "N. Neu")
    assert membership.change(lower, "neu", clearance=Access.INTERNAL).clearance is Access.INTERNAL
    with pytest.raises(UsageError):
        membership.change(lower, "neu", clearance=Access.RESTRICTED)


def test_an_admin_known_by_address_keeps_their_own_way_in_too(town: App) -> None:
    town.members.add(TENANT, "chef@musterstadt.de", roles=[Role.ADMIN], clearance=Access.RESTRICTED)
    expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=5)
    chief = Identity(ISSUER, "9c", email="Chef@Musterstadt.de", claims={"email_verified": True}, expires=expires)
    with pytest.raises(UsageError, match="nur jemand anderes"):
        town.membership.remove(town.access.person(chief), "CHEF@musterstadt.de")


def test_the_operator_is_at_work_for_any_tenant(town: App) -> None:
    who = operator(town.catalog, NEIGHBOUR)
    assert (who.tenant, who.subject, who.clearance, who.roles) == (NEIGHBOUR, "", Access.RESTRICTED, frozenset(Role))
    with pytest.raises(UnknownTenant):
        operator(town.catalog, "nirgends")


# At the command line


def test_members_are_kept_at_the_command_line(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    kompass.done("tenant", "add", "musterstadt")
    assert "niemand eingetragen" in kompass.done("member", "list", "musterstadt").errors
    told = kompass.done(
        "member", "add", "musterstadt", "Anna@Musterstadt.de", "--role", "manager", "--role", "evaluator"
    )
    assert (
        told.output == "„anna@musterstadt.de“ bei „musterstadt“: evaluator, manager; Zugang bis internal; zugelassen.\n"
    )
    kompass.done("member", "add", "musterstadt", "7f3a", "--clearance", "public", "--name", "B. Beispiel")
    assert [
        (record["subject"], record["roles"], record["clearance"], record["suspended"], record["name"])
        for record in kompass.done("member", "list", "musterstadt", "--json").records
    ] == [
        ("7f3a", ["reader"], "public", False, "B. Beispiel"),
        ("anna@musterstadt.de", ["evaluator", "manager"], "internal", False, ""),
    ]
    changed = kompass.done("member", "change", "musterstadt", "7f3a", "--role", "admin", "--json").records
    assert [(record["roles"], record["clearance"]) for record in changed] == [(["admin"], "public")]
    assert "gesperrt" in kompass.done("member", "suspend", "musterstadt", "7f3a").output
    assert kompass.done("member", "suspend", "musterstadt", "7f3a", "--undo", "--json").records[0]["suspended"] is False
    table = kompass.done("member", "list", "musterstadt").output
    assert table.splitlines()[0].split() == ["PERSON", "ROLLEN", "ZUGANG", "GESPERRT", "NAME"]
    assert kompass.done("member", "remove", "musterstadt", "7f3a", "--yes").output == (
        "„7f3a“ gehört nicht mehr zu „musterstadt“.\n"
    )


def test_what_is_wrong_about_a_member_is_told_at_the_command_line(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    kompass.done("tenant", "add", "musterstadt")
    for arguments, told in (
        (["list", "nirgends"], "nirgends"),
        (["add", "nirgends", "anna"], "nirgends"),
        (["suspend", "musterstadt", "anna"], "niemand mit der Kennung „anna“"),
        (["change", "musterstadt", "anna", "--role", "admin"], "niemand mit der Kennung „anna“"),
        (["remove", "musterstadt", "anna", "--yes"], "niemand mit der Kennung „anna“"),
        (["add", "musterstadt", " "], "Kennung einer Person"),
    ):
        done = kompass.run("member", *arguments)
        assert done.code == 2
        assert told in done.errors
