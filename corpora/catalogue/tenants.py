"""The catalogue's tenants, each with the index generation that is searched."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from corpora.catalogue.part import CatalogPart
from corpora.errors import AlreadyExists
from corpora.model import Tenant
from corpora.names import check_id, check_title
from corpora.rows import find_tenant, now, unknown_tenant
from corpora.tables import tenants


class TenantCatalog(CatalogPart):
    """Tenants."""

    def add_tenant(self, id: str, title: str) -> Tenant:
        """Add a tenant. Raises `InvalidName`, `AlreadyExists`."""
        tenant = Tenant(check_id(id, "Mandanten"), check_title(title, "Mandanten"))
        with self._database.writing() as connection:
            if connection.execute(select(tenants.c.id).where(tenants.c.id == id)).first() is not None:
                raise AlreadyExists(f"Den Mandanten „{id}“ gibt es schon.", hint="Wählen Sie eine andere Kennung.")
            connection.execute(insert(tenants).values(id=id, title=tenant.title, created=now()))
        return tenant

    def tenants(self) -> list[Tenant]:
        """All tenants by id."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tenants.c.id, tenants.c.title).order_by(tenants.c.id))
            return [Tenant(row.id, row.title) for row in rows]

    def tenant(self, id: str) -> Tenant:
        """The tenant with this id. Raises `UnknownTenant`."""
        with self._database.reading() as connection:
            return find_tenant(connection, id)

    def remove_tenant(self, id: str) -> None:
        """Remove a tenant with its corpora, documents, shares and jobs. Raises `UnknownTenant`."""
        with self._database.writing() as connection:
            find_tenant(connection, id)
            connection.execute(delete(tenants).where(tenants.c.id == id))

    def set_generation(self, tenant: str, generation: str | None) -> None:
        """Name the index generation that is searched; None for none. Raises `UnknownTenant`."""
        with self._database.writing() as connection:
            find_tenant(connection, tenant)
            connection.execute(update(tenants).where(tenants.c.id == tenant).values(generation=generation))

    def generation(self, tenant: str) -> str | None:
        """The index generation that is searched, None before the first ingest. Raises `UnknownTenant`."""
        with self._database.reading() as connection:
            row = connection.execute(select(tenants.c.generation).where(tenants.c.id == tenant)).first()
            if row is None:
                raise unknown_tenant(tenant)
            generation: str | None = row.generation
            return generation
