"""Who belongs to a tenant, as its admins keep it."""

from __future__ import annotations

from collections.abc import Iterable

from app.access import AccessPolicy, Person, Role
from corpora.errors import UsageError
from corpora.members import Member, Members, check_subject
from corpora.model import Access


class Membership:
    """For admins, of their own tenant; raises `NotAllowed` for all others.

    Nobody gives more than they have, and nobody takes away their own way in.
    """

    def __init__(self, members: Members, access: AccessPolicy) -> None:
        self._members = members
        self._access = access

    def all(self, person: Person) -> list[Member]:
        """The members by subject, suspended ones included."""
        self._access.require(person, Role.ADMIN)
        return self._members.of_tenant(person.tenant)

    def add(self, person: Person, subject: str, *, roles: Iterable[Role], clearance: Access, name: str = "") -> Member:
        """Add a member. Raises `InvalidName`, `AlreadyExists`, `UsageError`."""
        self._access.require(person, Role.ADMIN)
        _check_clearance(person, clearance)
        return self._members.add(person.tenant, subject, roles=roles, clearance=clearance, name=name)

    def change(  # noqa: PLR0913 - one argument a value
        self,
        person: Person,
        subject: str,
        *,
        roles: Iterable[Role] | None = None,
        clearance: Access | None = None,
        name: str | None = None,
        suspended: bool | None = None,
    ) -> Member:
        """Change a member; None leaves a value as it is. Raises `UnknownMember`, `UsageError`.

        A clearance above one's own can be left and lowered.
        """
        member = self._check_other(person, subject)
        if clearance is not None and clearance is not member.clearance:
            _check_clearance(person, clearance)
        return self._members.change(
            person.tenant, subject, roles=roles, clearance=clearance, name=name, suspended=suspended
        )

    def remove(self, person: Person, subject: str) -> Member:
        """Remove a member; what they left stays until its time is over. Raises `UnknownMember`, `UsageError`."""
        self._check_other(person, subject)
        return self._members.remove(person.tenant, subject)

    def _check_other(self, person: Person, subject: str) -> Member:
        self._access.require(person, Role.ADMIN)
        member = self._members.one(person.tenant, check_subject(subject))
        if member.subject in person.names:
            raise UsageError(
                "Ihren eigenen Eintrag kann nur jemand anderes ändern.", hint="Bitten Sie eine zweite Person darum."
            )
        return member


def _check_clearance(person: Person, clearance: Access) -> None:
    if clearance.level > person.clearance.level:
        raise UsageError(
            f"Sie können höchstens „{person.clearance.value}“ vergeben.",
            hint="Mehr kann nur jemand vergeben, der es selbst hat.",
        )
