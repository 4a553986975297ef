"""Who someone is becomes what they may do and see: the only place that makes a `Person` or a `Scope` for one.

Nothing is remembered between two actions: each asks the catalogue and the identity's claims anew, so a suspended
member, a removed group or an ended session is out at once. A person's tenant and clearance come from here alone, never
from a request; what they may not see does not exist for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.clock import Clock
from corpora.catalog import Catalog
from corpora.errors import NotAllowed, NotAMember, NotSignedIn, ScopeError, SessionExpired
from corpora.members import Member, Members, Role, fold_subject
from corpora.model import Access, Tenant
from corpora.scope import Grant, Scope

__all__ = ["LOCAL", "AccessPolicy", "ClaimNames", "Identity", "Person", "Role", "local_scope", "operator"]

_IMPLIED = {
    Role.READER: frozenset({Role.READER}),
    Role.MANAGER: frozenset({Role.READER, Role.MANAGER}),
    Role.EVALUATOR: frozenset({Role.READER, Role.EVALUATOR}),
    Role.ADMIN: frozenset(Role),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who someone is, as an identity provider vouches for it. Made from a checked token only."""

    issuer: str
    subject: str
    """The provider's lasting id of the person."""
    name: str = ""
    email: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """All that the provider says of the person, groups and ``email_verified`` included."""
    expires: datetime.datetime | None = None
    """When the provider's word ends; aware. None only for `LOCAL`."""


LOCAL = Identity("", "local", name="Lokale Person")
"""Whoever sits at this machine, where there is no identity provider."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of one tenant at this moment. Made by `AccessPolicy.person` alone, and made anew for every action."""

    tenant: str
    subject: str
    name: str
    roles: frozenset[Role]
    """With the roles that others imply: everyone is a reader, an admin is everything."""
    clearance: Access
    """The most restricted access they may see."""
    names: frozenset[str] = frozenset()
    """Under which they may stand in the catalogue of members."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Which claims make someone a member without an entry in the catalogue. Paths are written ``outer.inner``."""

    tenant: str = ""
    """Path of the claim with the tenant's id, or a list of ids; empty: claims make nobody a member."""
    roles: str = ""
    clearance: str = ""
    prefix: str = ""
    """What stands before our word in a value, e.g. ``kompass-`` in ``kompass-manager``."""


class AccessPolicy:
    """Knows everyone. Without an issuer there is one local person who may do everything in every tenant."""

    def __init__(
        self, catalog: Catalog, members: Members, clock: Clock, *, issuer: str = "", claims: ClaimNames | None = None
    ) -> None:
        """`issuer` is the one identity provider that is believed; empty: none, and `LOCAL` is the only identity."""
        self._catalog = catalog
        self._members = members
        self._clock = clock
        self._issuer = issuer
        self._claims = claims or ClaimNames()

    @property
    def is_local(self) -> bool:
        """Whether there is no identity provider: then nobody may come in from outside of this machine."""
        return not self._issuer

    def tenants(self, identity: Identity) -> list[Tenant]:
        """The tenants this identity may choose among, by id; none for a stranger. Raises as `person` but for that."""
        self._check(identity)
        if self.is_local:
            return self._catalog.tenants()
        titles = {tenant.id: tenant for tenant in self._catalog.tenants()}
        return [titles[person.tenant] for person in self._persons(identity) if person.tenant in titles]

    def person(self, identity: Identity | None, tenant: str | None = None) -> Person:
        """The person behind an identity, now; `tenant` chooses among those they belong to, None takes the first by id.

        Raises `NotSignedIn`, `SessionExpired`, `NotAMember`. A tenant they do not belong to is told like one that is
        not there.
        """
        if identity is None:
            raise _not_signed_in()
        self._check(identity)
        persons = self._local_persons(tenant) if self.is_local else self._persons(identity)
        for person in persons:
            if tenant is None or person.tenant == tenant:
                return person
        raise NotAMember(
            "Sie gehören hier zu keiner Kommune." if tenant is None else "Zu dieser Kommune gehören Sie nicht.",
            hint="Bitten Sie die Stelle, die Aktenkompass bei Ihnen betreut, Sie einzutragen.",
        )

    def scope(self, person: Person) -> Scope:
        """What a person may search. Raises `ScopeError` when their tenant has nothing for them."""
        return Scope(self._grants(person))

    def may_search(self, person: Person) -> bool:
        """Whether there is anything a person may search."""
        return bool(self._catalog.grants(person.tenant, person.clearance))

    def require(self, person: Person, role: Role) -> None:
        """Raise `NotAllowed` for a person without this role."""
        if role not in person.roles:
            raise NotAllowed(
                "Diese Seite gibt es für Sie nicht.",
                hint="Wenn Sie sie für Ihre Arbeit brauchen, bitten Sie um die passende Rolle.",
            )

    def _grants(self, person: Person) -> tuple[Grant, ...]:
        grants = self._catalog.grants(person.tenant, person.clearance)
        if not grants:
            raise ScopeError(
                "Für Sie ist noch kein Bestand da, in dem gesucht werden kann.",
                hint="Die Wissensverwaltung Ihres Hauses kann einen anlegen oder freigeben.",
            )
        return grants

    def _check(self, identity: Identity) -> None:
        """Whether the identity is one to believe at this moment."""
        if self.is_local:
            if identity != LOCAL:
                raise _not_signed_in()
            return
        if identity.issuer != self._issuer or not identity.subject:
            raise _not_signed_in()
        if identity.expires is None or identity.expires <= self._clock.now():
            raise SessionExpired("Ihre Anmeldung ist abgelaufen.", hint="Melden Sie sich neu an.")

    def _local_persons(self, tenant: str | None) -> Iterable[Person]:
        for known in self._catalog.tenants():
            if tenant in (None, known.id):
                yield Person(known.id, LOCAL.subject, LOCAL.name, frozenset(Role), Access.RESTRICTED)

    def _persons(self, identity: Identity) -> list[Person]:
        """Memberships by tenant. The catalogue's word outranks the claims, a suspension everything."""
        entries: dict[str, list[Member]] = {}
        for member in self._members.find(_names(identity)):
            entries.setdefault(member.tenant, []).append(member)
        found = {tenant: _claimed(identity, self._claims, tenant) for tenant in self._claimed_tenants(identity)}
        for tenant, members in entries.items():
            # An entry by the lasting id outranks one by the address.
            own = sorted(members, key=lambda member: "@" in member.subject)
            blocked = any(member.suspended for member in own)
            found[tenant] = None if blocked else _person(identity, tenant, own[0].roles, own[0].clearance, own[0].name)
        return [person for _, person in sorted(found.items()) if person is not None]

    def _claimed_tenants(self, identity: Identity) -> list[str]:
        wanted = _values(identity.claims, self._claims.tenant)
        return [tenant.id for tenant in self._catalog.tenants() if tenant.id in wanted] if wanted else []


def local_scope(catalog: Catalog, tenant: str, access: Access = Access.RESTRICTED) -> Scope:
    """The scope of the person at the command line, who operates the machine: all that `tenant` may see.

    `access` lowers what is seen, e.g. to look at the collection as the public does. Raises `UnknownTenant`, and
    `ScopeError` when the tenant has no corpus at that level.
    """
    grants = catalog.grants(tenant, access)
    if not grants:
        raise ScopeError(
            f"Der Mandant „{tenant}“ hat noch keinen Bestand, in dem gesucht werden kann.",
            hint=f"Legen Sie einen an: `kompass corpus add {tenant}/KENNUNG --title TITEL --kind council`.",
        )
    return Scope(grants)


def operator(catalog: Catalog, tenant: str) -> Person:
    """The person at the command line, who operates the machine, at work for a tenant. Raises `UnknownTenant`."""
    return Person(catalog.tenant(tenant).id, "", "Betrieb", frozenset(Role), Access.RESTRICTED)


def _not_signed_in() -> NotSignedIn:
    return NotSignedIn("Sie sind nicht angemeldet.", hint="Melden Sie sich an.")


def _names(identity: Identity) -> list[str]:
    """The names under which an identity may stand in the catalogue.

    An address counts only when the provider has checked it, and an id that looks like an address never stands for one.
    """
    names = [] if "@" in identity.subject else [identity.subject]
    if "@" in identity.email and identity.claims.get("email_verified") is True:
        names.append(identity.email)
    return names


def _claimed(identity: Identity, names: ClaimNames, tenant: str) -> Person | None:
    """Membership by the claims alone; None without a role of ours among them."""
    words = {value.removeprefix(names.prefix) for value in _prefixed(_values(identity.claims, names.roles), names)}
    roles = frozenset(role for role in Role if role.value in words)
    if not roles:
        return None
    levels = {value.removeprefix(names.prefix) for value in _prefixed(_values(identity.claims, names.clearance), names)}
    clearance = max(
        (access for access in Access if access.value in levels), key=lambda access: access.level, default=None
    )
    return _person(identity, tenant, roles, clearance or Access.PUBLIC, "")


def _prefixed(values: Collection[str], names: ClaimNames) -> list[str]:
    return [value for value in values if value.startswith(names.prefix)]


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """The texts at a path: of a claim that is a text, or of one that is a list of them."""
    found: Any = claims
    for part in path.split(".") if path else ():
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [value for value in found if isinstance(value, str)] if isinstance(found, list | tuple) else []


def _person(identity: Identity, tenant: str, roles: Iterable[Role], clearance: Access, name: str) -> Person:
    implied = frozenset({Role.READER}).union(*(_IMPLIED[role] for role in roles))
    shown = name or identity.name or identity.email
    return Person(tenant, identity.subject, shown, implied, clearance, frozenset(map(fold_subject, _names(identity))))
