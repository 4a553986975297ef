"""One case of a file, to be read, corrected, and accepted or rejected by a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from app.access import Person, Role
from app.feedback import Rating, Reason
from app.web import person
from app.web.doing import safely
from app.web.messages import worded
from app.web.plain import plain
from app.web.session import key_in_language, say, t
from corpora.errors import AktenkompassError, UnknownCases
from eval.cases import Case, CaseSet, CaseStatus, Place, SpansNeeded, read_places
from eval.feedback import SUGGESTIONS
from eval.feedback import TYPE as FROM_FEEDBACK
from eval.web.case_view import gold_words
from eval.web.cases import NEW
from eval.web.runs import corpus_titles
from eval.web.services import Quality
from eval.web.spot import Spot, View, move


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the form was filled from."""

    case: Case
    lines: int
    """For places."""
    seen: str
    """Hash of the file."""


_SPARE = 2
"""Empty lines for further places."""
_TOLD = "ak_case_told"
_ANY = ""
"""In the place of a corpus: whichever holds the file."""


def render(quality: Quality, reader: Person, spot: Spot) -> None:
    """Show the form. Raises `UnknownCases`."""
    known = quality.files.read(reader, spot.file)
    case = _find(known, spot.case)
    st.button(
        t("case_form.back", name=plain(spot.file.rsplit("/", 1)[-1])),
        key="ak_back",
        on_click=safely(move),
        args=(_file_of(spot),),
    )
    st.title(t("case_form.new") if spot.case == NEW else t("case_form.title", id=plain(case.id)), anchor=False)
    if spot.case != NEW:
        st.caption(t("case_form.status", status=t(f"cases.is_{case.status.value}")))
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.error(plain(told))
    if case.type == FROM_FEEDBACK:
        _show_origin(case)
        if case.is_open and _suggested(case):
            st.button(t("case_form.take_suggested"), on_click=safely(_enter), args=(_suggested(case), case))
    _show_form(quality, reader, spot, known.sha256, case)


def _find(known: CaseSet, id: str) -> Case:
    if id == NEW:
        return Case(f"fall-{uuid.uuid4().hex[:8]}", "", answerable=True)
    found = next((case for case in known.cases if case.id == id), None)
    if found is None:
        raise UnknownCases("Diesen Fall gibt es in der Falldatei nicht.", hint="Die Liste der Fälle zeigt alle.")
    return found


def _file_of(spot: Spot) -> Spot:
    return Spot(View.CASES, file=spot.file)


def _show_origin(case: Case) -> None:
    """What the feedback said that the case was drafted from, and which places that speaks of."""
    extra = case.extra
    said = str(extra.get("rating", ""))
    words = [t(f"opinion.{said}")] if said in set(Rating) else []
    reasons = extra.get("reasons")
    words += [t(f"opinion.{each}") for each in (reasons if isinstance(reasons, list) else []) if each in set(Reason)]
    st.text(t("case_form.feedback", words=", ".join(words)))
    if extra.get("comment"):
        st.text(f"„{extra['comment']}“")
    for label, places in (
        ("case_form.stale", case.stale),
        ("case_form.wrong", read_places(extra.get("wrong_places"))),
        ("case_form.suggested", _suggested(case)),
    ):
        if places:
            st.text(t(label, places="; ".join(gold_words(place, case) for place in places)))
    st.caption(t("case_form.feedback_means"))


def _suggested(case: Case) -> tuple[Place, ...]:
    return read_places(case.extra.get(SUGGESTIONS))


def _enter(places: tuple[Place, ...], case: Case) -> None:
    """Put the places to look at into the form, where a person corrects them; nothing is saved yet."""
    state, titles = st.session_state, corpus_titles(person.require(Role.EVALUATOR))
    for line, place in enumerate(places):
        named = _corpus_key(place, case, titles)
        state[key_in_language(f"ak_case_corpus_{line}")] = named if named in titles else _ANY
        state[f"ak_case_document_{line}"] = place.document
        state[f"ak_case_page_{line}"] = place.page
        state[f"ak_case_section_{line}"] = place.section or ""
    say(t("case_form.suggested_taken"))


def _show_form(quality: Quality, reader: Person, spot: Spot, seen: str, case: Case) -> None:
    titles = {_ANY: t("case_form.any_corpus"), **corpus_titles(reader)}
    places = [*case.relevant, *[None] * max(_SPARE, len(_suggested(case)))]
    with st.form("ak_case", border=False):
        st.text_area(t("case_form.question"), case.question, key="ak_case_question", max_chars=2000)
        # Of an open draft nobody has said it, and so nothing is chosen beforehand.
        st.radio(
            t("case_form.answerable"),
            [True, False],
            index=None if case.is_open and case.status is not CaseStatus.ACCEPTED else int(not case.answerable),
            format_func=lambda each: t("case_form.yes" if each else "case_form.no"),
            key=key_in_language("ak_case_answerable"),
            horizontal=True,
        )
        st.subheader(t("case_form.places"), anchor=False)
        st.caption(t("case_form.places_means"))
        for line, place in enumerate(places):
            _show_place(line, place, case, titles)
        st.text_area(t("case_form.answer"), case.answer, key="ak_case_answer")
        st.text_area(
            t("case_form.spans"),
            "\n".join(case.answer_spans),
            key="ak_case_spans",
            help=t("case_form.spans_help"),
        )
        st.radio(
            t("case_form.needed"),
            [each.value for each in SpansNeeded],
            index=list(SpansNeeded).index(case.spans_needed),
            format_func=lambda each: t(f"case_form.needed_{each}"),
            key=key_in_language("ak_case_needed"),
            horizontal=True,
        )
        st.text_input(t("case_form.type"), case.type, key="ak_case_type", help=t("case_form.type_help"))
        with st.container(horizontal=True):
            for status in (CaseStatus.ACCEPTED, CaseStatus.PROPOSED, CaseStatus.REJECTED):
                st.form_submit_button(
                    t(f"case_form.save_{status.value}"),
                    type="primary" if status is CaseStatus.ACCEPTED else "secondary",
                    on_click=safely(_save),
                    args=(quality, spot, _Shown(case, len(places), seen), status),
                )


def _show_place(line: int, place: Place | None, case: Case, titles: Mapping[str, str]) -> None:
    named = "" if place is None else _corpus_key(place, case, titles)
    options = list(titles) if named in titles else [*titles, named]
    corpus, document, page, section = st.columns([3, 5, 2, 3], vertical_alignment="bottom")
    corpus.selectbox(
        t("case_form.corpus", line=line + 1),
        options,
        index=options.index(named),
        format_func=lambda each: titles.get(each, each),
        key=key_in_language(f"ak_case_corpus_{line}"),
    )
    document.text_input(
        t("case_form.document", line=line + 1), place.document if place else "", key=f"ak_case_document_{line}"
    )
    page.number_input(
        t("case_form.page", line=line + 1),
        value=place.page if place else None,
        min_value=1,
        step=1,
        key=f"ak_case_page_{line}",
    )
    section.text_input(
        t("case_form.section", line=line + 1), (place.section or "") if place else "", key=f"ak_case_section_{line}"
    )


def _corpus_key(place: Place, case: Case, titles: Mapping[str, str]) -> str:
    corpus = place.corpus or (case.corpus if place.tenant is None else None) or _ANY
    foreign = f"{place.tenant}/{corpus}"
    return foreign if place.tenant and foreign in titles else corpus


def _save(quality: Quality, spot: Spot, shown: _Shown, status: CaseStatus) -> None:
    state, reader = st.session_state, person.require(Role.EVALUATOR)
    said = state[key_in_language("ak_case_answerable")]
    answerable = said is not False
    places = [place for line in range(shown.lines) if (place := _read_place(line, reader)) is not None]
    changed = replace(
        shown.case,
        question=str(state["ak_case_question"] or ""),
        type=str(state["ak_case_type"] or ""),
        answerable=answerable,
        relevant=tuple(places) if answerable else (),
        answer=str(state["ak_case_answer"] or ""),
        answer_spans=tuple(span.strip() for span in str(state["ak_case_spans"] or "").splitlines() if span.strip()),
        spans_needed=SpansNeeded(state[key_in_language("ak_case_needed")]),
        status=status,
    )
    missing = "case_form.undecided" if said is None else "case_form.no_places" if changed.is_open else ""
    if status is CaseStatus.ACCEPTED and missing:
        state[_TOLD] = t(missing)
        say(t(missing))
        return
    try:
        quality.files.save_case(reader, spot.file, changed, seen=shown.seen)
    except AktenkompassError as error:
        state[_TOLD] = worded(error)
        say(worded(error))
        return
    move(_file_of(spot))
    say(t(f"case_form.saved_{status.value}"))


def _read_place(line: int, reader: Person) -> Place | None:
    state = st.session_state
    document = str(state[f"ak_case_document_{line}"] or "").strip()
    if not document:
        return None
    named, page = str(state[key_in_language(f"ak_case_corpus_{line}")]), state[f"ak_case_page_{line}"]
    owner, _, corpus = named.rpartition("/")
    return Place(
        document,
        int(page) if page else None,
        str(state[f"ak_case_section_{line}"] or "").strip() or None,
        corpus or None,
        (owner or reader.tenant) if corpus else None,
    )
