"""Fragen: a question, its answer statement by statement, the source beside it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.access import Role
from app.conversations import TurnKey
from app.newer import newer_versions
from app.web import components, person
from app.web.answer_runs import AnswerRun
from app.web.answer_view import answer_data, engine_words, find_source, spoken_end
from app.web.doing import keep_looking, safely
from app.web.examples import example_questions, newest_documents, outline_of
from app.web.host import current
from app.web.lending import lenders
from app.web.messages import worded
from app.web.narrowing import chosen_filters, show_narrowing
from app.web.opinion import show_opinion
from app.web.plain import plain
from app.web.session import say, t
from app.web.source_view import place_of, show_download, source_data
from app.web.taking_along import show_taking_along
from app.web.talk import PARAMETER, Exchange, Talk, ask, exchanges, start_anew, talk
from app.web.unsent import Unsent
from app.web.ways import go
from corpora.errors import AktenkompassError, NotSignedIn, ScopeError, SessionExpired
from corpora.scope import Scope

_FIRST_WAIT_SECONDS = 0.35
"""An answer without a model is mostly there by then, and is shown without a second look."""
_LOOK_SECONDS = 0.3
LONGEST_QUESTION = 1000
_PUT_BACK = "ak_unsent"
_ASKED = "ak_text_asked"


def render() -> None:
    """Show the page."""
    st.title(t("ask.title"), anchor=False)
    try:
        scope = person.scope()
    except ScopeError:
        _show_nothing_yet("no_corpora")
        return
    _take_up_unsent()
    now = talk()
    with st.container(key="ak-work"):
        with st.container(key="ak-answer-side"):
            known = exchanges(now)
            if now.lost:
                st.info(t("ask.lost"))
            for tenant in current().app.searched_by_words_alone(scope):
                st.info(t("ask.words_alone", tenant=plain(tenant)))
            if not known:
                st.caption(t("ask.lead"))
                others = lenders(scope)
                if others:
                    st.caption(t("ask.lead_lent", owners=plain(", ".join(others.values()))))
                _show_form(scope, "ask")
                _show_examples(scope)
            else:
                _show_exchanges(now, known, scope)
        with st.container(key="ak-source-side"):
            _show_source(now, known, scope)


# The question


def _show_form(scope: Scope, name: str) -> None:
    """`name` is ``ask`` for the first question, ``follow`` for a further one."""
    _return_question(talk())
    with st.form("ak_question", border=False):
        st.text_area(
            t(f"{name}.label"),
            key=_field(),
            height=84,
            max_chars=LONGEST_QUESTION,
            placeholder=t(f"{name}.placeholder"),
            persist_state="session",
        )
        show_narrowing(scope)
        st.form_submit_button(t(f"{name}.submit"), type="primary", on_click=safely(_take_question), args=(_field(),))
    answering = current().app.settings.answering
    engine = "extractive" if answering.engine.value == "extractive" else "generative"
    words = engine_words(engine, answering.model.name if engine == "generative" else "")
    st.caption(t("ask.engine", engine=plain(words)))


def _field() -> str:
    """Key of the field for a question: one for each tenant and question, so that nothing typed gets to another.

    What is typed there but not sent is kept by ``frame.js``, which knows it by this key.
    """
    tenant = person.now().tenant
    return f"ak_text_{tenant}_{_asked().get(tenant, 0)}"


def _asked() -> dict[str, int]:
    """Questions of this session, by tenant."""
    asked: dict[str, int] = st.session_state.setdefault(_ASKED, {})
    return asked


def _return_question(now: Talk) -> None:
    """Put a question whose answer broke off back into the field, once."""
    if now.run is not None and now.run.ended and now.run.progress().answer is None and now.returned != now.asked:
        now.returned = now.asked
        st.session_state[_field()] = now.run.question


def _show_examples(scope: Scope) -> None:
    app = current().app
    documents = newest_documents(app.catalog, scope)
    if not documents:
        _show_nothing_yet("no_documents")
        return
    questions = example_questions(documents, partial(outline_of, app.library), t)
    if not questions:
        return
    st.header(t("ask.examples"), anchor=False)
    for number, question in enumerate(questions):
        st.button(plain(question), key=f"ak_example_{number}", on_click=safely(_take), args=(question,))


def _show_nothing_yet(missing: str) -> None:
    """Say what is missing (``no_corpora``, ``no_documents``), and the way to it for whoever can go it."""
    st.info(t(f"ask.{missing}"))
    if person.has(Role.MANAGER):
        st.button(t("ask.to_holdings"), key="ak_to_holdings", on_click=safely(go), args=("bestaende",))
    else:
        st.caption(t("ask.ask_managers"))


def _take_question(field: str) -> None:
    # What was typed, whoever may ask: the field is known by the tenant, whom an ended session no longer names.
    question = str(st.session_state.get(field) or "")
    try:
        _take(question)
    except (NotSignedIn, SessionExpired):
        name = person.name_in_session()
        if name is not None and question.strip():
            current().unsent.keep(name, Unsent(question, st.query_params.get(PARAMETER)))
        raise


def _take_up_unsent() -> None:
    """Put back what could not be asked before the sign-in, and say so until a question is asked."""
    name = person.name_in_session()
    unsent = current().unsent.of(name) if name is not None else None
    if unsent is not None and _PUT_BACK not in st.session_state:
        st.session_state[_field()], st.session_state[_PUT_BACK] = unsent.question, True
        if unsent.conversation is not None:
            st.query_params[PARAMETER] = unsent.conversation
        say(t("ask.unsent"))
    if unsent is not None:
        st.info(t("ask.unsent"))


def _take(question: str) -> None:
    question = " ".join(question.split())
    if not question:
        say(t("ask.empty"))
        st.toast(t("ask.empty"))
        return
    now = talk()
    name = person.name_in_session()
    if name is not None:
        current().unsent.forget(name)
        st.session_state.pop(_PUT_BACK, None)
    kept = sum(each.kept for each in exchanges(now))
    ask(now, kept + 1, question, chosen_filters(person.scope())).wait(_FIRST_WAIT_SECONDS)
    _asked()[now.tenant] = _asked().get(now.tenant, 0) + 1


# The answer


def _show_exchanges(now: Talk, known: list[Exchange], scope: Scope) -> None:
    last = known[-1]
    opinions = current().app.feedback.own(person.now(), now.id) if now.id is not None else {}
    for exchange in known:
        if exchange.running and now.run is not None:
            _watch(now, now.run, exchange, scope)
        else:
            _show_exchange(now, exchange, scope)
            if exchange.kept and now.id is not None:
                key, answer = TurnKey(now.id, exchange.number), exchange.progress.answer
                if answer is not None:
                    with st.container(horizontal=True, key=f"ak-take-{exchange.number}"):
                        show_taking_along(key, answer, now.searched.get(exchange.number, ""))
                show_opinion(key, opinions.get(exchange.number))
    if last.running:
        return
    _announce(now, last)
    _show_form(scope, "follow")
    st.button(t("ask.new"), key="ak_new", on_click=safely(start_anew))


def _watch(now: Talk, run: AnswerRun, exchange: Exchange, scope: Scope) -> None:
    def watch() -> None:
        if run.ended or now.restless:
            now.restless = False
            st.rerun()
        _show_exchange(now, Exchange(exchange.number, exchange.question, run.progress(), kept=False), scope)
        st.button(t("answer.stop"), key="ak_stop", on_click=safely(run.stop))

    keep_looking(watch, _LOOK_SECONDS)


def _show_exchange(now: Talk, exchange: Exchange, scope: Scope) -> None:
    key = f"ak_turn_{exchange.number}"

    def open_source() -> None:
        sent = st.session_state[key].open
        if isinstance(sent, str) and find_source(sent, exchange.number, exchange.progress) is not None:
            now.opened = None if now.opened == sent else sent
            now.restless = now.run is not None

    cited = (citation for statement in exchange.progress.statements for citation in statement.citations)
    data = answer_data(
        exchange.number,
        exchange.question,
        exchange.progress,
        now.opened,
        searched=now.searched.get(exchange.number, ""),
        newer=newer_versions(current().app.catalog, scope, cited),
        owners=lenders(scope),
    )
    # The newest question gets the focus once, however often the page is shown.
    data["focus"] = now.asked if exchange.number == now.newest else 0
    components.show("answer", data, key=key, on_open_change=open_source)


def _announce(now: Talk, last: Exchange) -> None:
    if now.announced != now.asked:
        now.announced = now.asked
        say(spoken_end(last.progress))


# The source


def _show_source(now: Talk, known: list[Exchange], scope: Scope) -> None:
    if now.opened is None:
        return
    found = next(
        (each for exchange in known if (each := find_source(now.opened, exchange.number, exchange.progress))), None
    )
    if found is None:
        return
    number, place = found[0], place_of(found[1])
    try:
        data = source_data(scope, now.opened, number, place)
    except AktenkompassError as error:
        st.warning(plain(worded(error)))
        return

    def close() -> None:
        now.opened = None

    components.show("source", data, key="ak_source", on_close_change=close)
    show_download(place, f"ak_original_{now.opened}", scope)
