"""One document: pages beside their text, what it says of itself, sections, a test search, replacing and deleting."""

from __future__ import annotations

import streamlit as st

from app.access import Person, Role
from app.documents import DocumentDetail
from app.places import Place
from app.web import components, person
from app.web.doing import safely
from app.web.holdings import facts, spot
from app.web.holdings.corpus import choose_view
from app.web.holdings.replacing import show_replacing
from app.web.holdings.spot import DocumentView
from app.web.holdings.words import is_bad, state_words
from app.web.host import current
from app.web.messages import worded
from app.web.moments import day, day_and_time, number, size
from app.web.plain import plain
from app.web.session import counted, t
from app.web.source_view import image_data, show_download
from app.web.tables import Cell, Column, TableRow, show_table
from corpora.errors import DocumentError
from corpora.model import DocumentState
from corpora.records import DocumentRecord

_EXCERPT = 400
SHOWN = 100


def render(reader: Person, here: spot.Spot) -> None:
    """Show it. Raises `UnknownCorpus`, `UnknownDocument`."""
    record = current().app.holdings.document(reader, here.corpus, here.document)
    corpus = current().app.holdings.corpus(reader, here.corpus)
    st.button(
        t("document.back", title=plain(corpus.title)),
        key="ak_back",
        on_click=safely(spot.move),
        args=(spot.Spot(corpus.id),),
    )
    st.title(plain(record.title or record.path), anchor=False)
    st.caption(plain(" · ".join(part for part in _line(record) if part)))
    if record.reason:
        (st.warning if is_bad(record.state) else st.info)(plain(worded(record.reason)))
    view = DocumentView(here.view) if here.view in set(DocumentView) else DocumentView.PAGES
    choose_view([each.value for each in DocumentView], view, "document_view", spot.Spot(here.corpus, here.document))
    if view is DocumentView.CHANGE:
        show_replacing(record)
        return
    detail = current().app.documents.detail(reader, here.corpus, here.document)
    match view:
        case DocumentView.PAGES:
            _show_pages(detail)
        case DocumentView.FACTS:
            facts.render(detail)
        case DocumentView.SECTIONS:
            _show_parts(detail)
        case DocumentView.SEARCH:
            _show_search(reader, record)


def _line(record: DocumentRecord) -> tuple[str, ...]:
    return (
        record.kind or "",
        record.reference or "",
        day(record.date) if record.date else "",
        state_words(record),
        *_read(record),
        record.path,
    )


def _read(record: DocumentRecord) -> tuple[str, ...]:
    """What was read and when; size and moment are of the last try, which may have been of a newer file."""
    counts = (counted("document.pages", record.pages), counted("document.chunks", record.chunks))
    words = {"size": size(record.bytes), "when": day_and_time(record.updated)}
    if record.version is None:
        return (t("document.tried", **words),)
    if record.sha256 != record.version_sha256:
        return *counts, t("document.newer_tried", **words)
    if record.state is DocumentState.FAILED:
        return *counts, t("document.tried", **words)
    return *counts, size(record.bytes), t("document.updated", when=words["when"])


def _show_pages(detail: DocumentDetail) -> None:
    _show_relations(detail)
    if not detail.pages:
        st.text(t("document.never_read"))
        return
    count = len(detail.pages)
    position = (st.pagination(count, key="ak_page") if count > 1 else 1) - 1
    page, record = detail.pages[position], detail.record
    place = Place(record.tenant, record.corpus, record.id, page=position)
    scope = person.scope()
    view = current().app.sources.view(scope, place)
    image = None
    if view.has_image:
        try:
            image = image_data(current().app.sources.image(scope, place), view, key="ak_page_image")
        except DocumentError as error:
            st.warning(plain(worded(error)))
    name = t("source.page_of", page=page.number, count=count) if page.number is not None else page.label
    components.show(
        "paper",
        {
            "heading": name or t("source.text"),
            "state": t(f"page_state.{page.state.value}"),
            "reason": worded(page.reason),
            "image": image,
            "text": page.text,
            "text_heading": t("document.read_text"),
        },
        key="ak_paper",
    )
    show_download(place, "ak_paper_original", scope)


def _show_relations(detail: DocumentDetail) -> None:
    if detail.superseded_by:
        st.info(t("source.newer", title=plain(detail.superseded_by)))
    if detail.same_bytes:
        st.info(t("document.same", paths=plain(", ".join(detail.same_bytes))))


def _show_parts(detail: DocumentDetail) -> None:
    st.header(t("document.sections", count=len(detail.sections)), anchor=False)
    show_table(
        t("document.sections_caption"),
        [
            Column("heading", t("document.heading"), head=True),
            Column("page", t("papers.pages_one"), numeric=True),
            Column("text", t("source.text")),
        ],
        [
            TableRow(
                str(index),
                {
                    "heading": " › ".join(part.heading_path) or t("document.no_heading"),
                    "page": str(part.page or ""),
                    "text": _excerpt(part.text),
                },
            )
            for index, part in enumerate(detail.sections[:SHOWN])
        ],
        key="ak_sections",
    )
    st.header(t("document.parts", count=len(detail.chunks)), anchor=False)
    show_table(
        t("document.parts_caption"),
        [
            Column("number", t("document.number"), head=True, numeric=True),
            Column("heading", t("document.heading")),
            Column("page", t("papers.pages_one"), numeric=True),
            Column("text", t("source.text")),
        ],
        [
            TableRow(
                str(index),
                {
                    "number": str(index + 1),
                    "heading": part.heading_path[-1] if part.heading_path else "",
                    "page": str(part.page or ""),
                    "text": _excerpt(part.text),
                },
            )
            for index, part in enumerate(detail.chunks[:SHOWN])
        ],
        key="ak_chunks",
    )


def _show_search(reader: Person, record: DocumentRecord) -> None:
    st.write(t("document.search_lead"))
    with st.form("ak_test_search", border=False):
        question = st.text_input(t("document.search_label"), key="ak_test_question", max_chars=1000)
        st.form_submit_button(t("document.search_submit"), type="primary")
    if not question or not question.strip():
        return
    person.require(Role.MANAGER)
    hits = current().app.documents.search(reader, record.corpus, record.path, question.strip())
    if not hits:
        st.info(t("document.search_nothing"))
        return
    show_table(
        counted("document.search_caption", len(hits)),
        [
            Column("rank", t("document.rank"), head=True, numeric=True),
            Column("place", t("source.place")),
            Column("text", t("source.text")),
        ],
        [
            TableRow(
                hit.chunk,
                {
                    "rank": Cell(str(hit.rank), note=t("document.score", score=number(hit.score, 3))),
                    "place": ", ".join(
                        part for part in (t("source.page", page=hit.page) if hit.page else "", hit.section) if part
                    ),
                    "text": _excerpt(hit.text),
                },
            )
            for hit in hits
        ],
        key="ak_test_hits",
    )


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else f"{flat[:_EXCERPT].rsplit(' ', 1)[0]} …"
