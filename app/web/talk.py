"""The conversation a browser session is in: what is kept of it is read anew in every run, with today's rights.

What the session itself remembers is only which conversation that is, the one answer that is still coming, and which
source stands open.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.answering.stopping import Stop
from app.answering.types import Answer, AnswerEvent
from app.conversations import Turn
from app.followup import resolving
from app.web import person
from app.web.answer_runs import AnswerRun, Progress, reader_of
from app.web.host import current
from app.web.narrowing import searched_words
from corpora.errors import AktenkompassError, UnknownConversation
from index.search import SearchFilters

PARAMETER = "gespraech"
"""Names the conversation in the page's address, so that a reload shows it again; none is an empty page."""

_STATE = "ak_talk"
_LEFT = "ak_talk_left"
"""The conversation that was left while its answer was coming."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Talk:
    """One session's conversation."""

    tenant: str
    id: str | None = None
    """None until its first answer was kept."""
    run: AnswerRun | None = None
    """The answer that is coming, or that ended without being kept."""
    opened: str | None = None
    """Id of the source shown beside the answer."""
    asked: int = 0
    """Questions asked in this session."""
    newest: int = 0
    """Number of the last of them in the conversation."""
    announced: int = 0
    """Which of them had its end told."""
    returned: int = 0
    """Which of them went back to the field, since its answer broke off."""
    searched: dict[int, str] = field(default_factory=dict)
    """Where the answers of this session were looked for, in words, by number."""
    restless: bool = False
    """Whether the whole page is to be shown anew although only the coming answer was."""
    lost: bool = False
    """Whether the address named a conversation that is not there."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with as much of its answer as there is."""

    number: int
    """1-based."""
    question: str
    progress: Progress
    kept: bool
    """Whether it is in the history."""
    running: bool = False
    """Whether more of the answer may come; to be watched, then."""


def talk() -> Talk:
    """The session's conversation in the person's tenant; the one that the address names, where it names one."""
    tenant = person.now().tenant
    known = st.session_state.get(_STATE)
    if not isinstance(known, Talk) or known.tenant != tenant:
        if isinstance(known, Talk):
            leave(known)
        known = st.session_state[_STATE] = Talk(tenant)
    named = st.query_params.get(PARAMETER) or None
    # A link to the page names no conversation and leads to the last one; a step back to an empty page is meant so.
    if named != known.id and (named or _is_step_in_history()):
        left = st.session_state.get(_LEFT)
        if _is_running(known):
            st.session_state[_LEFT] = known
        known = Talk(tenant, id=named)
        if isinstance(left, Talk) and (left.tenant, left.id) == (tenant, named) and _is_running(left):
            known = left
        st.session_state[_STATE] = known
    return known


def exchanges(now: Talk) -> list[Exchange]:
    """All questions of the conversation, the one whose answer is coming last."""
    run = now.run
    # Asked once and first: an answer that ends while this goes on would else be shown as neither running nor whole.
    running = run is not None and not run.ended
    found: list[Exchange] = []
    if now.id is not None:
        try:
            found = [_kept(turn) for turn in current().app.conversations.turns(person.now(), now.id)]
        except UnknownConversation:
            now.id, now.lost = None, True
            st.query_params.pop(PARAMETER, None)
    if run is not None and not running and run.kept:
        now.run = run = None  # It is among those just read.
    if run is not None:
        found.append(Exchange(len(found) + 1, run.question, run.progress(), kept=False, running=running))
    # Each change of the address is a step that leads back.
    if now.id is not None and st.query_params.get(PARAMETER) != now.id:
        st.query_params[PARAMETER] = now.id
    return found


def ask(now: Talk, number: int, question: str, filters: SearchFilters) -> AnswerRun:
    """Ask as turn `number`; the answer comes in a thread of its own and is kept when it is whole."""
    app, reader, scope = current().app, person.now(), person.scope()
    now.searched[number] = searched_words(scope, filters)

    turns = app.conversations.turns(reader, now.id) if now.id is not None else []
    earlier = [resolving.Turn.of(turn.answer) for turn in turns if turn.answer is not None]

    def events(stop: Stop) -> Generator[AnswerEvent, None, None]:
        def understand(question: str) -> str:
            return app.follow_ups.resolve(question, earlier, stop).question

        return app.desk.take(scope, question, stop=stop, filters=filters, understand=understand)

    def keep(answer: Answer) -> bool:
        try:
            key = app.conversations.add(reader, answer, question=question, conversation=now.id)
        except AktenkompassError as error:
            log.warning("an answer was not kept: %s", error.code)
            return False
        now.id = key.conversation
        return True

    leave(now)
    context: Any = get_script_run_ctx()
    now.run = AnswerRun(question, events, reader_is_there=reader_of(context.session_id), keep=keep)
    now.opened, now.lost = None, False
    now.asked, now.newest = now.asked + 1, number
    return now.run


def leave(now: Talk) -> None:
    """End what is still being answered."""
    if now.run is not None:
        now.run.stop()


def start_anew() -> None:
    """Leave the conversation and begin another."""
    now = talk()
    leave(now)
    st.session_state[_STATE] = Talk(now.tenant)
    st.query_params.pop(PARAMETER, None)


def _is_step_in_history() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _is_running(now: Talk) -> bool:
    return now.run is not None and not now.run.ended


def _kept(turn: Turn) -> Exchange:
    if turn.answer is None:
        return Exchange(turn.number, turn.question, Progress(error=_unreadable()), kept=True)
    return Exchange(turn.number, turn.question, Progress.of(turn.answer, turn.withheld), kept=True)


def _unreadable() -> AktenkompassError:
    return AktenkompassError(
        "Diese Antwort stammt aus einer anderen Version des Programms und lässt sich nicht mehr anzeigen.",
        hint="Stellen Sie die Frage noch einmal.",
    )
