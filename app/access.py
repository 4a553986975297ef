"""Identity becomes `Scope`: the only place that makes one for a person."""

from __future__ import annotations

from corpora.catalog import Catalog
from corpora.errors import ScopeError
from corpora.model import Access
from corpora.scope import Scope


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
