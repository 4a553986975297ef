"""An answer to take along: copied with its sources, or as a file for the record."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.answering.types import Answer
from app.conversations import TurnKey
from app.exports.dossier import Occasion, Paper, make_dossier
from app.exports.export import ExportFormat
from app.exports.plain import write_text
from app.newer import newer_versions
from app.web import components, person
from app.web.host import current
from app.web.session import t
from corpora.errors import UnknownConversation

_FILES = (ExportFormat.DOCX, ExportFormat.PDF)


def show_taking_along(key: TurnKey, answer: Answer, searched: str) -> None:
    """Buttons to copy a kept answer and to get it as a file."""
    reader = person.now()
    house = current().app.catalog.tenant(reader.tenant).title
    occasion = Occasion(house=house, searched=(searched,) if searched else ())
    labels = {"label": t("take.copy"), "done": t("take.copied"), "failed": t("take.copy_failed")}
    components.show(
        "copy", {"text": _text(answer, occasion), "labels": labels}, key=f"ak_copy_{key.number}", width="content"
    )
    for format in _FILES:
        st.download_button(
            t(f"take.{format.value}"),
            data=_file(key, format, occasion),
            file_name=f"{t('take.file_name')}-{answer.created.astimezone():%Y-%m-%d-%H%M}.{format.value}",
            mime=format.media_type,
            key=f"ak_{format.value}_{key.number}",
            on_click="ignore",
        )


def _text(answer: Answer, occasion: Occasion) -> str:
    catalog = current().app.catalog
    records = catalog.document_by_id(source.document for source in answer.sources)
    newer = newer_versions(catalog, person.scope(), answer.citations)
    papers = {
        id: Paper(record.kind or "", record.date, record.bodies, newer=newer.get(id)) for id, record in records.items()
    }
    return write_text(make_dossier(answer, occasion, papers))


def _file(key: TurnKey, format: ExportFormat, occasion: Occasion) -> Callable[[], bytes]:
    """Makes the file when it is asked for; the right to the conversation and its papers is asked for again then."""
    app, identity, tenant = current().app, person.identity(), person.now().tenant

    def make() -> bytes:
        reader = app.access.person(identity, tenant)
        turn = app.conversations.turn(reader, key)
        if turn.answer is None:
            raise UnknownConversation("Diese Antwort lässt sich nicht mehr ausgeben.", hint="Fragen Sie noch einmal.")
        return app.exports.export(app.access.scope(reader), turn.answer, format, occasion).data

    return make
