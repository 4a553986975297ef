"""Members: who belongs to a tenant, in which roles, and how far they may see. Makes no scope; `app.access` does."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from corpora.database import Database
from corpora.errors import AlreadyExists, InvalidName, UnknownMember, UsageError
from corpora.model import Access
from corpora.rows import find_tenant, now, storable
from corpora.tables import members

_LONGEST_SUBJECT = 255


class Role(StrEnum):
    """What a member does. Whoever is a member at all is a reader."""

    READER = "reader"
    """Asks, searches, sees sources; has a history of their own and gives feedback."""
    MANAGER = "manager"
    """Keeps corpora, documents, jobs and vocabulary."""
    EVALUATOR = "evaluator"
    """Runs evaluations and reads feedback."""
    ADMIN = "admin"
    """Everything, and besides it members and sharing."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person's membership of one tenant, as the catalogue knows it."""

    tenant: str
    subject: str
    """The identity provider's lasting id of the person (``sub``), or, when it holds an ``@``, an e-mail address in
    lower case."""
    name: str
    roles: frozenset[Role]
    """As they were given; never empty."""
    clearance: Access
    suspended: bool
    created: datetime.datetime
    updated: datetime.datetime


class Members:
    """The members of all tenants. Thread-safe; every method is one transaction and raises as `Catalog`'s do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant: str, subject: str, *, roles: Iterable[Role], clearance: Access, name: str = "") -> Member:
        """Add a member. Raises `UnknownTenant`, `InvalidName`, `AlreadyExists`, `UsageError` without a role."""
        id, given = check_subject(subject), _check_roles(roles)
        with self._database.writing() as connection:
            find_tenant(connection, tenant)
            if _find(connection, tenant, id) is not None:
                raise AlreadyExists(
                    f"„{id}“ ist bei „{tenant}“ schon eingetragen.", hint="Ändern Sie den Eintrag, statt ihn anzulegen."
                )
            moment = now()
            connection.execute(
                insert(members).values(
                    tenant=tenant,
                    subject=id,
                    name=_name(name),
                    roles=given,
                    clearance=clearance.value,
                    suspended=False,
                    created=moment,
                    updated=moment,
                )
            )
            return _member(connection, tenant, id)

    def change(  # noqa: PLR0913 - one argument a value
        self,
        tenant: str,
        subject: str,
        *,
        roles: Iterable[Role] | None = None,
        clearance: Access | None = None,
        name: str | None = None,
        suspended: bool | None = None,
    ) -> Member:
        """Change a member; None leaves a value as it is. Raises `UnknownTenant`, `UnknownMember`, `UsageError`."""
        values: dict[str, object] = {"updated": now()}
        if roles is not None:
            values["roles"] = _check_roles(roles)
        if clearance is not None:
            values["clearance"] = clearance.value
        if name is not None:
            values["name"] = _name(name)
        if suspended is not None:
            values["suspended"] = suspended
        with self._database.writing() as connection:
            found = _member(connection, tenant, subject)
            connection.execute(update(members).where(*_is(tenant, found.subject)).values(**values))
            return _member(connection, tenant, found.subject)

    def remove(self, tenant: str, subject: str) -> Member:
        """Remove a member and return what was known of them. Raises `UnknownTenant`, `UnknownMember`."""
        with self._database.writing() as connection:
            found = _member(connection, tenant, subject)
            connection.execute(delete(members).where(*_is(tenant, found.subject)))
        return found

    def one(self, tenant: str, subject: str) -> Member:
        """One member. Raises `UnknownTenant`, `UnknownMember`."""
        with self._database.reading() as connection:
            return _member(connection, tenant, subject)

    def of_tenant(self, tenant: str) -> list[Member]:
        """A tenant's members by subject, suspended ones included. Raises `UnknownTenant`."""
        with self._database.reading() as connection:
            find_tenant(connection, tenant)
            rows = connection.execute(select(members).where(members.c.tenant == tenant))
            return sorted(map(_member_of, rows), key=lambda member: member.subject)

    def find(self, subjects: Collection[str]) -> list[Member]:
        """All memberships under any of these names of one person, by tenant, suspended ones included."""
        wanted = [fold_subject(subject) for subject in subjects if subject]
        if not wanted:
            return []
        with self._database.reading() as connection:
            rows = connection.execute(select(members).where(members.c.subject.in_(wanted)))
            return sorted(map(_member_of, rows), key=lambda member: (member.tenant, member.subject))


def check_subject(subject: str) -> str:
    """The subject as it is stored. Raises `InvalidName` when it is empty, too long or has control characters."""
    folded = fold_subject(subject)
    if not folded or len(folded) > _LONGEST_SUBJECT or not folded.isprintable():
        raise InvalidName(
            f"„{subject}“ kann nicht die Kennung einer Person sein.",
            hint="Nennen Sie die Kennung, die der Anmeldedienst vergibt (sub), oder die E-Mail-Adresse.",
        )
    return folded


def fold_subject(subject: str) -> str:
    """A subject as it is compared: an e-mail address whatever its case, an id as it is."""
    stripped = storable(subject).strip()
    return stripped.lower() if "@" in stripped else stripped


def _check_roles(roles: Iterable[Role]) -> list[str]:
    given = sorted({role.value for role in roles})
    if not given:
        raise UsageError("Ein Mitglied braucht mindestens eine Rolle.", hint=f"Rollen: {', '.join(Role)}.")
    return given


def _name(name: str) -> str:
    return " ".join(storable(name).split())


def _is(tenant: str, subject: str) -> tuple[Any, Any]:
    return members.c.tenant == tenant, members.c.subject == subject


def _find(connection: Connection, tenant: str, subject: str) -> Row[Any] | None:
    return connection.execute(select(members).where(*_is(tenant, subject))).first()


def _member(connection: Connection, tenant: str, subject: str) -> Member:
    row = _find(connection, tenant, fold_subject(subject))
    if row is None:
        find_tenant(connection, tenant)
        raise UnknownMember(
            f"Bei „{tenant}“ ist niemand mit der Kennung „{subject}“ eingetragen.",
            hint=f"`kompass member list {tenant}` zeigt alle.",
        )
    return _member_of(row)


def _member_of(row: Row[Any]) -> Member:
    return Member(
        tenant=row.tenant,
        subject=row.subject,
        name=row.name,
        roles=frozenset(map(Role, row.roles)),
        clearance=Access(row.clearance),
        suspended=row.suspended,
        created=row.created,
        updated=row.updated,
    )
