"""Fragen: a question, its answer statement by statement, the source beside it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.answering.stopping import Stop
from app.answering.types import AnswerEvent
from app.web import components, person
from app.web.answer_runs import AnswerRun, reader_of
from app.web.answer_view import answer_data, engine_words, find_source, spoken_end
from app.web.examples import example_questions, visible_documents
from app.web.host import current
from app.web.session import say, t
from app.web.source_view import source_data
from corpora.errors import AktenkompassError
from corpora.model import Corpus, CorpusKind
from corpora.scope import Scope
from index.search import SearchFilters

_STATE = "ak_conversation"
_FIRST_WAIT_SECONDS = 0.35
"""An answer without a model is mostly there by then, and is shown without a second look."""
_LOOK_SECONDS = 0.3
LONGEST_QUESTION = 1000
_FIRST_DATE, _LAST_DATE = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(slots=True)
class _Turn:
    run: AnswerRun
    announced: bool = False


@dataclass(slots=True)
class _Conversation:
    tenant: str = ""
    turns: list[_Turn] = field(default_factory=list)
    opened: str | None = None
    """Id of the source shown beside the answer."""


def render() -> None:
    """Show the page."""
    st.title(t("ask.title"), anchor=False)
    tenant = person.tenant()
    if tenant is None:
        st.info(t("ask.no_tenant"))
        return
    conversation = _conversation(tenant.id)
    try:
        scope = person.scope()
    except AktenkompassError as error:
        st.info(str(error))
        return
    with st.container(key="ak-work"):
        with st.container(key="ak-answer-side"):
            if conversation.turns:
                _show_turns(conversation)
                _show_form(scope, follow_up=True)
            else:
                st.caption(t("ask.lead"))
                _show_form(scope, follow_up=False)
                _show_examples(scope)
        with st.container(key="ak-source-side"):
            _show_source(conversation, scope)


def _conversation(tenant: str) -> _Conversation:
    known = st.session_state.get(_STATE)
    if not isinstance(known, _Conversation) or known.tenant != tenant:
        known = st.session_state[_STATE] = _Conversation(tenant)
    return known


# The question


def _show_form(scope: Scope, *, follow_up: bool) -> None:
    conversation: _Conversation = st.session_state[_STATE]
    with st.form("ak_question", border=False, clear_on_submit=True):
        st.text_area(
            t("ask.follow_up_label" if follow_up else "ask.label"),
            key="ak_text",
            height=84,
            max_chars=LONGEST_QUESTION,
            placeholder=t("ask.placeholder"),
        )
        _show_narrowing(scope)
        st.form_submit_button(
            t("ask.follow_up_submit" if follow_up else "ask.submit"),
            type="primary",
            on_click=_take_question,
        )
    if follow_up and conversation.turns:
        st.button(t("ask.new"), key="ak_new", on_click=_start_anew)
    answering = current().app.settings.answering
    engine = "extractive" if answering.engine.value == "extractive" else "generative"
    st.caption(t("ask.engine", engine=engine_words(engine, answering.model.name if engine == "generative" else "")))


def _show_narrowing(scope: Scope) -> None:
    corpora = _corpora(scope)
    with st.expander(t("ask.narrow")):
        st.multiselect(
            t("ask.corpora"),
            options=[f"{corpus.tenant}/{corpus.id}" for corpus in corpora],
            format_func={f"{corpus.tenant}/{corpus.id}": corpus.title for corpus in corpora}.__getitem__,
            key="ak_corpora",
            placeholder=t("ask.corpora_all", count=len(corpora)),
            persist_state="session",
        )
        st.multiselect(
            t("ask.kinds"),
            options=[kind.value for kind in CorpusKind],
            format_func=lambda kind: t(f"kind.{kind}"),
            key="ak_kinds",
            placeholder=t("ask.kinds_all"),
            persist_state="session",
        )
        first, last = st.columns(2)
        for column, name in ((first, "from"), (last, "to")):
            column.date_input(
                t(f"ask.date_{name}"),
                value=None,
                min_value=_FIRST_DATE,
                max_value=_LAST_DATE,
                key=f"ak_{name}",
                format="DD.MM.YYYY",
            )
        st.caption(t("ask.dates_note"))


def _corpora(scope: Scope) -> list[Corpus]:
    app = current().app
    found = [app.catalog.corpus(grant.tenant, id) for grant in scope.grants for id in grant.corpora]
    return sorted(found, key=lambda corpus: (corpus.title, corpus.tenant, corpus.id))


def _show_examples(scope: Scope) -> None:
    questions = example_questions(visible_documents(current().app.catalog, scope), t)
    if not questions:
        return
    st.header(t("ask.examples"), anchor=False)
    for number, question in enumerate(questions):
        st.button(question, key=f"ak_example_{number}", on_click=_ask, args=(question,))


def _take_question() -> None:
    _ask(str(st.session_state.get("ak_text") or ""))


def _ask(question: str) -> None:
    question = " ".join(question.split())
    if not question:
        say(t("ask.empty"))
        return
    conversation: _Conversation = st.session_state[_STATE]
    filters, scope, app = _filters(), person.scope(), current().app

    def events(stop: Stop) -> Generator[AnswerEvent, None, None]:
        return app.assistant.stream(scope, question, filters=filters, stop=stop)

    context = get_script_run_ctx()
    run = AnswerRun(question, events, reader_is_there=reader_of(context.session_id if context else ""))
    conversation.turns.append(_Turn(run))
    conversation.opened = None
    run.wait(_FIRST_WAIT_SECONDS)


def _filters() -> SearchFilters:
    state = st.session_state
    return SearchFilters(
        corpora=frozenset(state.get("ak_corpora") or ()),
        kinds=frozenset(CorpusKind(kind) for kind in state.get("ak_kinds") or ()),
        date_from=state.get("ak_from"),
        date_to=state.get("ak_to"),
    )


def _start_anew() -> None:
    conversation: _Conversation = st.session_state[_STATE]
    for turn in conversation.turns:
        turn.run.stop()
    st.session_state[_STATE] = _Conversation(conversation.tenant)


# The answer


def _show_turns(conversation: _Conversation) -> None:
    for number, turn in enumerate(conversation.turns):
        if turn.run.progress().ended:
            _show_turn(conversation, number, turn)
        else:
            _watch_turn(conversation, number, turn)


def _watch_turn(conversation: _Conversation, number: int, turn: _Turn) -> None:
    @st.fragment(run_every=_LOOK_SECONDS)
    def watch() -> None:
        ended = turn.run.progress().ended
        _show_turn(conversation, number, turn)
        if ended:
            st.rerun()
        st.button(t("answer.stop"), key=f"ak_stop_{number}", on_click=turn.run.stop)

    watch()


def _show_turn(conversation: _Conversation, number: int, turn: _Turn) -> None:
    key, progress = f"ak_turn_{number}", turn.run.progress()

    def open_source() -> None:
        sent = st.session_state[key].open
        if isinstance(sent, str) and find_source(sent, number, turn.run.progress()) is not None:
            conversation.opened = None if conversation.opened == sent else sent

    if progress.ended and not turn.announced:
        turn.announced = True
        say(spoken_end(progress))
    data = answer_data(number, turn.run.question, progress, conversation.opened)
    data["copy"] = None
    components.show("answer", data, key=key, on_open_change=open_source)


# The source


def _show_source(conversation: _Conversation, scope: Scope) -> None:
    opened = conversation.opened
    if opened is None:
        return
    number = int(opened.split("-", 1)[0])
    found = find_source(opened, number, conversation.turns[number].run.progress())
    if found is None:
        return
    try:
        data = source_data(scope, opened, *found)
    except AktenkompassError as error:
        st.warning(str(error))
        return

    def close() -> None:
        conversation.opened = None

    components.show("source", data, key="ak_source", on_close_change=close)
