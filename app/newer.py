"""Which newer versions stand beside the older papers that an answer rests on."""

from __future__ import annotations

from collections.abc import Iterable

from app.answering.types import Citation
from app.standing import NewerVersion
from corpora.catalog import Catalog
from corpora.model import document_id
from corpora.scope import Scope
from index.hits import Hit


def newer_versions(catalog: Catalog, scope: Scope, sources: Iterable[Citation | Hit]) -> dict[str, NewerVersion]:
    """Id of an older document to its newer version, as the catalogue knows that now.

    Without those that are gone or that this person may not see.
    """
    newest = {
        source.document: document_id(source.tenant, source.corpus, source.superseded_by)
        for source in sources
        if source.superseded_by
    }
    records = catalog.document_by_id(newest.values())
    return {
        older: NewerVersion(record.id, record.path, record.title, record.date)
        for older, newer in newest.items()
        if (record := records.get(newer)) is not None and scope.allows(record.tenant, record.corpus, record.access)
    }
