"""One source as data for the browser; what the person may not see is as if it were not there."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance

from app.answering.types import Citation
from app.decisions import describe_decision
from app.exports.dossier import reflow
from app.page_images import PageImage
from app.places import LONGEST_TEXT, MarkedText, Place
from app.sources import SourceView
from app.standing import Nature, NewerVersion, Validity
from app.web import person
from app.web.downloads import BINARY
from app.web.host import current
from app.web.lending import lenders
from app.web.messages import worded
from app.web.moments import day, size
from app.web.session import t
from corpora.errors import DocumentError
from corpora.scope import Scope
from index.hits import Hit

_BESIDE_IMAGE = 400
"""Characters of text on each side of a quote where the page's picture shows the rest."""


def place_of(source: Citation | Hit) -> Place:
    """Where a citation or hit lies."""
    return Place.of_citation(source) if isinstance(source, Citation) else Place.of_hit(source)


def source_data(scope: Scope, id: str, number: str, place: Place) -> dict[str, Any]:
    """What ``source.js`` shows. Raises `UnknownDocument` for what is gone or outside of `scope`."""
    view = current().app.sources.view(scope, place)
    owner = lenders(scope).get(view.tenant, "")
    image, fault = _image(scope, place, view)
    return {
        "id": id,
        "label": t("source.label", number=number),
        "heading": t("source.label", number=number),
        "close_label": t("source.close"),
        "title": view.title,
        "line": " · ".join(part for part in _short(view) if part),
        "facts_label": t("source.facts"),
        "facts": [fact for fact in (*_facts(view), (t("source.owner"), owner)) if fact[1]],
        "notes": [
            *_lent(owner),
            *_notes(scope, view),
            *([{"label": t("source.no_image"), "text": fault}] if fault else []),
        ],
        "image": image,
        "passage": _passage(view.text, _BESIDE_IMAGE if image else LONGEST_TEXT),
    }


def show_download(place: Place, key: str, scope: Scope) -> None:
    """A button for the original; the file is read, and the right to it asked for again, when it is pressed."""
    app, identity, tenant = current().app, person.identity(), person.now().tenant
    original = app.sources.original(scope, place)

    def read() -> bytes:
        return app.sources.original(app.access.scope(app.access.person(identity, tenant)), place).file.read_bytes()

    st.download_button(
        t("source.download", size=size(original.bytes)),
        data=read,
        file_name=original.name,
        mime=BINARY,
        key=key,
        on_click="ignore",
    )


def newer_words(newer: NewerVersion) -> str:
    """A newer version by title and date."""
    told = newer.date_untold
    return t("source.newer_dated", title=newer.title, date=day(told)) if told else newer.title


def _kind(view: SourceView) -> str:
    return view.kind or (t(f"nature.{view.nature.value}") if view.nature is not Nature.OTHER else "")


def _page(view: SourceView) -> str:
    return t("source.page_of", page=view.page, count=view.page_count) if view.page is not None else view.label


def _short(view: SourceView) -> tuple[str, ...]:
    return _kind(view), view.reference or "", day(view.date) if view.date else "", _page(view)


def _facts(view: SourceView) -> list[tuple[str, str]]:
    return [
        (t("source.kind"), _kind(view)),
        (t("source.reference"), view.reference or ""),
        (t("source.date"), day(view.date) if view.date else ""),
        (t("source.version"), t("source.newest") if view.standing.validity is Validity.NEWEST else ""),
        (t("source.bodies"), ", ".join(view.bodies)),
        (t("source.office"), view.office or ""),
        (t("source.place"), ", ".join(part for part in (_page(view), view.section) if part)),
        (t("source.corpus"), view.corpus_title),
        (t("source.file"), view.path),
    ]


def _lent(owner: str) -> list[dict[str, str]]:
    return [{"label": t("source.lent"), "text": t("source.lent_means", owner=owner)}] if owner else []


def _notes(scope: Scope, view: SourceView) -> list[dict[str, str]]:
    notes = []
    standing = view.standing
    if standing.validity is Validity.SUPERSEDED and standing.newer is not None:
        newer = standing.newer
        notes.append({"label": t("source.superseded"), "text": t("source.newer", title=newer_words(newer))})
    if standing.validity is Validity.NOT_YET and standing.valid_from is not None:
        notes.append({"label": t("source.not_yet"), "text": t("source.valid_from", date=day(standing.valid_from))})
    notes += _became_of(scope, view)
    if view.lost:
        notes.append({"label": t("source.changed"), "text": t("source.lost")})
    elif view.changed:
        notes.append({"label": t("source.changed"), "text": t("source.still_there")})
    if view.recognised:
        notes.append({"label": t("source.recognised"), "text": t("source.recognised_means")})
    if view.page_reason:
        notes.append({"label": t("source.no_text"), "text": worded(view.page_reason)})
    return notes


def _became_of(scope: Scope, view: SourceView) -> list[dict[str, str]]:
    """What minutes say of a proposal; that it is one, where they say nothing."""
    if view.nature is Nature.RULE:
        return []
    found = current().app.decisions.find(scope, view.tenant, view.corpus, view.document)
    if found:
        label = "source.proposal_treated" if view.nature is Nature.PROPOSAL else "source.treated"
        return [{"label": t(label), "text": "; ".join(worded(describe_decision(each)) for each in found) + "."}]
    if view.nature is Nature.PROPOSAL:
        return [{"label": t("source.proposal"), "text": t("source.proposal_means")}]
    return []


def _image(scope: Scope, place: Place, view: SourceView) -> tuple[dict[str, Any] | None, str]:
    """The page's picture for the browser, or why there is none."""
    if not view.has_image:
        return None, ""
    try:
        image = current().app.sources.image(scope, place)
    except DocumentError as error:
        return None, worded(error)
    return image_data(image, view, key="ak_source_image"), ""


def image_data(image: PageImage, view: SourceView, *, key: str) -> dict[str, Any]:
    """A page's picture with its marks, in shares of its width and height.

    The picture lies under a name made from its bytes, for as long as the session shows it.
    """
    width, height = image.size
    marked = bool(image.boxes)
    return {
        "url": get_instance().media_file_mgr.add(image.png, "image/png", key),
        "width": image.width,
        "height": image.height,
        "alt": t("source.alt_marked" if marked else "source.alt", page=view.page, title=view.title),
        "label": t("source.image_label", page=view.page),
        "caption": t("source.caption_marked" if marked else "source.caption", page=view.page, count=view.page_count),
        "boxes": [
            [box.left / width, box.top / height, (box.right - box.left) / width, (box.bottom - box.top) / height]
            for box in image.boxes
        ],
    }


def _joined(text: str) -> str:
    """Running text joined, lists and tables with their lines; what stood at the edges still keeps the parts apart."""
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{_edge(start)}{reflow(text)}{_edge(end)}" if text.strip() else _edge(text)


def _edge(blanks: str) -> str:
    return "\n" if "\n" in blanks else blanks and " "


def _passage(text: MarkedText, around: int) -> dict[str, str]:
    """The marked text with at most `around` characters on each side; all of it where nothing is marked."""
    before, after = text.before, text.after
    if text.quote:
        before, after = _last_words(before, around), _first_words(after, around)
    return {
        "heading": t("source.passage" if text.quote else "source.text"),
        "before": ("… " if text.cut_before or len(before) < len(text.before) else "") + _joined(before),
        "quote": _joined(text.quote),
        "after": _joined(after) + (" …" if text.cut_after or len(after) < len(text.after) else ""),
    }


def _last_words(text: str, most: int) -> str:
    """The end of a text, not more than so many characters and beginning with a whole word."""
    if len(text) <= most:
        return text
    return re.sub(r"\A\S+", "", text[-most - 1 :]).lstrip()


def _first_words(text: str, most: int) -> str:
    """The beginning of a text, not more than so many characters and ending with a whole word."""
    if len(text) <= most:
        return text
    return re.sub(r"\S+\Z", "", text[: most + 1]).rstrip()
