"""What one person may ask. The only way to reach any document: every read path takes a `Scope`, none has a default."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.errors import ScopeError
from corpora.model import Access


@dataclass(frozen=True, slots=True)
class Grant:
    """The right to read some corpora of one tenant up to a level of access.

    The tenant is the one that owns the corpora: a corpus shared with a neighbour stands in the neighbour's scope as a
    grant with the owner's tenant id.
    """

    tenant: str
    corpora: frozenset[str]
    """Never empty; named one by one, there is no value for "all"."""
    access: Access
    """The highest level that may be seen."""

    def __post_init__(self) -> None:
        if not self.tenant or not self.corpora or not all(self.corpora):
            raise ScopeError("Eine Berechtigung braucht einen Mandanten und mindestens einen Bestand.")

    def allows(self, tenant: str, corpus: str, access: Access) -> bool:
        """Whether a document of this tenant, corpus and access may be seen."""
        return tenant == self.tenant and corpus in self.corpora and access.level <= self.access.level

    @property
    def levels(self) -> tuple[Access, ...]:
        """All levels of access this grant includes, from public up."""
        return tuple(level for level in Access if level.level <= self.access.level)


@dataclass(frozen=True, slots=True)
class Scope:
    """One or more grants; at most one a pair of tenant and corpus."""

    grants: tuple[Grant, ...]

    def __post_init__(self) -> None:
        if not self.grants:
            raise ScopeError(
                "Es gibt keinen Bestand, in dem gesucht werden darf.",
                hint="Legen Sie einen Bestand an oder lassen Sie sich einen freigeben.",
            )
        pairs = [(grant.tenant, corpus) for grant in self.grants for corpus in grant.corpora]
        if len(pairs) != len(set(pairs)):
            raise ScopeError("Ein Bestand steht in zwei Berechtigungen.")

    def allows(self, tenant: str, corpus: str, access: Access) -> bool:
        """Whether any grant lets a document of this tenant, corpus and access be seen."""
        return any(grant.allows(tenant, corpus, access) for grant in self.grants)

    def narrow(self, corpora: frozenset[str]) -> Scope:
        """The part of this scope that lies in the named corpora, written ``corpus`` or ``tenant/corpus``.

        Raises `ScopeError` when nothing is left. Never widens.
        """
        kept = []
        for grant in self.grants:
            names = frozenset(name for name in grant.corpora if name in corpora or f"{grant.tenant}/{name}" in corpora)
            if names:
                kept.append(Grant(grant.tenant, names, grant.access))
        if not kept:
            raise ScopeError(
                f"Keiner der genannten Bestände ({', '.join(sorted(corpora))}) ist für Sie freigegeben.",
                hint="Prüfen Sie die Schreibweise mit `kompass corpus list`.",
            )
        return Scope(tuple(kept))
