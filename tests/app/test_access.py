"""Who may do and see what: the operator, the local person, and people an identity provider vouches for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.access import LOCAL, AccessPolicy, ClaimNames, Identity, Person, Role, local_scope
from corpora.catalog import Catalog
from corpora.errors import NotAllowed, NotAMember, NotSignedIn, ScopeError, SessionExpired, UnknownTenant
from corpora.members import Members
from corpora.model import Access, Corpus, CorpusKind

ROOT = Path(__file__).resolve().parents[2]
ISSUER = "https://anmeldung.musterstadt.example/realms/rathaus"
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
CLAIMS = ClaimNames(tenant="kommune", roles="realm_access.roles", clearance="realm_access.roles", prefix="kompass-")


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime.datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'katalog.db'}")
    catalog.add_tenant("musterstadt", "Musterstadt")
    catalog.add_tenant("nachbardorf", "Nachbardorf")
    catalog.add_corpus(Corpus("musterstadt", "rat", "Rat", CorpusKind.COUNCIL, Access.PUBLIC))
    catalog.add_corpus(Corpus("musterstadt", "personal", "Personal", CorpusKind.GUIDE, Access.RESTRICTED))
    yield catalog
    catalog.close()


@pytest.fixture
def members(catalog: Catalog) -> Members:
    return Members(catalog.database)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def policy(catalog: Catalog, members: Members, clock: Hands) -> AccessPolicy:
    return AccessPolicy(catalog, members, clock, issuer=ISSUER, claims=CLAIMS)


def anna(**claims: Any) -> Identity:
    return Identity(
        ISSUER, "7f3a", "Anna Beispiel", "Anna@Musterstadt.de", claims, NOON + datetime.timedelta(minutes=5)
    )


def with_roles(*roles: str, tenant: object = "musterstadt") -> Identity:
    return anna(kommune=tenant, realm_access={"roles": list(roles)})


# The operator


def test_the_operator_sees_all_corpora_of_the_tenant(catalog: Catalog) -> None:
    scope = local_scope(catalog, "musterstadt")
    assert scope.allows("musterstadt", "personal", Access.RESTRICTED)
    assert scope.allows("musterstadt", "rat", Access.PUBLIC)


def test_a_lower_access_shows_less(catalog: Catalog) -> None:
    scope = local_scope(catalog, "musterstadt", Access.PUBLIC)
    assert not scope.allows("musterstadt", "personal", Access.RESTRICTED)
    assert not scope.allows("musterstadt", "rat", Access.RESTRICTED)
    assert scope.allows("musterstadt", "rat", Access.PUBLIC)


def test_a_tenant_without_a_corpus_has_no_scope_until_a_neighbour_shares(catalog: Catalog) -> None:
    with pytest.raises(ScopeError, match="nachbardorf"):
        local_scope(catalog, "nachbardorf")
    catalog.share_corpus("musterstadt", "rat", "nachbardorf")
    scope = local_scope(catalog, "nachbardorf")
    assert scope.allows("musterstadt", "rat", Access.PUBLIC)
    assert not scope.allows("musterstadt", "rat", Access.RESTRICTED)
    assert not scope.allows("musterstadt", "personal", Access.PUBLIC)


def test_an_unknown_tenant_is_named(catalog: Catalog) -> None:
    with pytest.raises(UnknownTenant, match="nirgends"):
        local_scope(catalog, "nirgends")


# Without an identity provider


def test_the_local_person_may_do_everything_in_every_tenant(catalog: Catalog, members: Members, clock: Hands) -> None:
    policy = AccessPolicy(catalog, members, clock)
    assert policy.is_local
    assert [tenant.id for tenant in policy.tenants(LOCAL)] == ["musterstadt", "nachbardorf"]
    person = policy.person(LOCAL)
    assert (person.tenant, person.roles, person.clearance) == ("musterstadt", frozenset(Role), Access.RESTRICTED)
    assert policy.person(LOCAL, "nachbardorf").tenant == "nachbardorf"
    assert policy.scope(person).allows("musterstadt", "personal", Access.RESTRICTED)
    with pytest.raises(NotAMember):
        policy.person(LOCAL, "nirgends")


def test_nobody_else_comes_in_without_an_identity_provider(catalog: Catalog, members: Members, clock: Hands) -> None:
    policy = AccessPolicy(catalog, members, clock)
    members.add("musterstadt", "7f3a", roles=[Role.ADMIN], clearance=Access.RESTRICTED)
    for identity in (None, anna(), replace(anna(), issuer=""), Identity("", "anna")):
        with pytest.raises(NotSignedIn):
            policy.person(identity)


def test_the_local_person_does_not_come_in_where_there_is_an_identity_provider(policy: AccessPolicy) -> None:
    assert not policy.is_local
    for identity in (LOCAL, None, replace(anna(), issuer="https://anderswo.example"), replace(anna(), subject="")):
        with pytest.raises(NotSignedIn):
            policy.person(identity)


# Members of the catalogue


def test_a_member_is_known_by_their_lasting_id(policy: AccessPolicy, members: Members) -> None:
    with pytest.raises(NotAMember):
        policy.person(anna())
    members.add("musterstadt", "7f3a", roles=[Role.MANAGER], clearance=Access.INTERNAL, name="A. Beispiel")
    person = policy.person(anna())
    assert person.roles == {Role.READER, Role.MANAGER}
    assert (person.tenant, person.subject, person.name, person.clearance) == (
        "musterstadt",
        "7f3a",
        "A. Beispiel",
        Access.INTERNAL,
    )


def test_an_address_counts_only_when_the_provider_has_checked_it(policy: AccessPolicy, members: Members) -> None:
    members.add("musterstadt", "anna@musterstadt.de", roles=[Role.READER], clearance=Access.PUBLIC)
    for claims in ({}, {"email_verified": False}, {"email_verified": "true"}):
        with pytest.raises(NotAMember):
            policy.person(anna(**claims))
    assert policy.person(anna(email_verified=True)).name == "Anna Beispiel"
    # An id that looks like an address is nobody's address.
    with pytest.raises(NotAMember):
        policy.person(replace(anna(), subject="anna@musterstadt.de", email=""))


def test_a_suspended_or_removed_member_is_out_at_once(policy: AccessPolicy, members: Members) -> None:
    members.add("musterstadt", "7f3a", roles=[Role.READER], clearance=Access.PUBLIC)
    assert policy.person(anna()).tenant == "musterstadt"
    members.change("musterstadt", "7f3a", suspended=True)
    with pytest.raises(NotAMember):
        policy.person(anna())
    # Neither claims nor another entry bring a suspended person back.
    members.add("musterstadt", "anna@musterstadt.de", roles=[Role.ADMIN], clearance=Access.RESTRICTED)
    with pytest.raises(NotAMember):
        policy.person(
            replace(with_roles("kompass-admin"), claims={**with_roles("kompass-admin").claims, "email_verified": True})
        )
    assert policy.tenants(anna(email_verified=True)) == []
    members.change("musterstadt", "7f3a", suspended=False)
    assert policy.person(anna(email_verified=True)).roles == {Role.READER}
    members.remove("musterstadt", "7f3a")
    with pytest.raises(NotAMember):
        policy.person(anna())


def test_a_session_ends_by_our_own_clock(policy: AccessPolicy, members: Members, clock: Hands) -> None:
    members.add("musterstadt", "7f3a", roles=[Role.READER], clearance=Access.PUBLIC)
    identity = anna()
    assert policy.person(identity).subject == "7f3a"
    clock.moment = NOON + datetime.timedelta(minutes=5)
    for expired in (identity, replace(identity, expires=None)):
        with pytest.raises(SessionExpired, match="abgelaufen"):
            policy.person(expired)


def test_a_person_of_several_tenants_chooses_among_them_and_no_other(policy: AccessPolicy, members: Members) -> None:
    members.add("musterstadt", "7f3a", roles=[Role.READER], clearance=Access.PUBLIC)
    members.add("nachbardorf", "7f3a", roles=[Role.ADMIN], clearance=Access.INTERNAL)
    assert [tenant.title for tenant in policy.tenants(anna())] == ["Musterstadt", "Nachbardorf"]
    assert policy.person(anna()).tenant == "musterstadt"
    assert policy.person(anna(), "nachbardorf").roles == frozenset(Role)
    members.remove("nachbardorf", "7f3a")
    told = []
    for tenant in ("nachbardorf", "nirgends"):
        with pytest.raises(NotAMember) as caught:
            policy.person(anna(), tenant)
        told.append(str(caught.value))
    assert told[0] == told[1]


# Claims


@pytest.mark.parametrize(
    ("roles", "expected", "clearance"),
    [
        (["kompass-reader"], {Role.READER}, Access.PUBLIC),
        (["kompass-manager", "kompass-internal"], {Role.READER, Role.MANAGER}, Access.INTERNAL),
        (
            ["kompass-evaluator", "kompass-public", "kompass-restricted"],
            {Role.READER, Role.EVALUATOR},
            Access.RESTRICTED,
        ),
        (["kompass-admin", "offline_access", "restricted"], set(Role), Access.PUBLIC),
    ],
)
def test_claims_make_a_member(policy: AccessPolicy, roles: list[str], expected: set[Role], clearance: Access) -> None:
    person = policy.person(with_roles(*roles))
    assert (person.tenant, set(person.roles), person.clearance) == ("musterstadt", expected, clearance)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"kommune": "musterstadt"},
        {"kommune": "musterstadt", "realm_access": {"roles": ["admin", "kompass-", "kompass-chef"]}},
        {"kommune": "nirgends", "realm_access": {"roles": ["kompass-admin"]}},
        {"kommune": {"musterstadt": 1}, "realm_access": {"roles": ["kompass-admin"]}},
        {"kommune": "musterstadt", "realm_access": "kompass-admin"},
        {"kommune": "musterstadt", "realm_access": {"roles": {"kompass-admin": True}}},
        {"kommune": ["musterstadt"], "realm_access": {"roles": [["kompass-admin"], 7]}},
    ],
)
def test_claims_that_say_nothing_of_us_make_nobody_a_member(policy: AccessPolicy, claims: dict[str, Any]) -> None:
    with pytest.raises(NotAMember):
        policy.person(anna(**claims))


def test_claims_may_name_several_tenants(policy: AccessPolicy) -> None:
    identity = with_roles("kompass-reader", tenant=["nachbardorf", "musterstadt", "nirgends"])
    assert [tenant.id for tenant in policy.tenants(identity)] == ["musterstadt", "nachbardorf"]


def test_the_catalogue_outranks_the_claims(policy: AccessPolicy, members: Members) -> None:
    members.add("musterstadt", "7f3a", roles=[Role.READER], clearance=Access.INTERNAL)
    person = policy.person(with_roles("kompass-admin", "kompass-restricted"))
    assert (person.roles, person.clearance) == (frozenset({Role.READER}), Access.INTERNAL)


def test_claims_count_only_where_a_setting_names_them(catalog: Catalog, members: Members, clock: Hands) -> None:
    policy = AccessPolicy(catalog, members, clock, issuer=ISSUER)
    with pytest.raises(NotAMember):
        policy.person(with_roles("kompass-admin"))


# What follows from it


def test_the_clearance_bounds_the_scope(policy: AccessPolicy) -> None:
    low = policy.scope(policy.person(with_roles("kompass-admin", "kompass-internal")))
    assert not low.allows("musterstadt", "personal", Access.PUBLIC)
    assert not low.allows("musterstadt", "rat", Access.RESTRICTED)
    high = policy.scope(policy.person(with_roles("kompass-reader", "kompass-restricted")))
    assert high.allows("musterstadt", "personal", Access.RESTRICTED)


def test_a_person_without_any_corpus_has_no_scope_and_is_told_no_name(policy: AccessPolicy, catalog: Catalog) -> None:
    person = policy.person(with_roles("kompass-reader", tenant="nachbardorf"))
    assert not policy.may_search(person)
    with pytest.raises(ScopeError) as caught:
        policy.scope(person)
    assert "musterstadt" not in str(caught.value)
    catalog.share_corpus("musterstadt", "rat", "nachbardorf")
    assert policy.may_search(person)
    assert policy.scope(person).allows("musterstadt", "rat", Access.PUBLIC)


def test_a_role_is_required_or_refused(policy: AccessPolicy) -> None:
    reader = policy.person(with_roles("kompass-reader"))
    policy.require(reader, Role.READER)
    for role in (Role.MANAGER, Role.EVALUATOR, Role.ADMIN):
        with pytest.raises(NotAllowed):
            policy.require(reader, role)
    admin = policy.person(with_roles("kompass-admin"))
    for role in Role:
        policy.require(admin, role)


def test_persons_and_their_scopes_are_made_in_one_module_only() -> None:
    makers = [
        str(path.relative_to(ROOT))
        for floor in ("app", "eval")
        for path in sorted((ROOT / floor).rglob("*.py"))
        if re.search(r"\bPerson\(", path.read_text(encoding="utf-8"))
    ]
    assert makers == ["app/access.py"]
    assert Person.__doc__
