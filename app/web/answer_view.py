"""An answer as data for the browser: plain texts in the session's language, never markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.answering.abstention import DOUBT
from app.answering.types import Answer, CheckedStatement, Citation, Outcome, Verdict
from app.exports.dossier import say
from app.standing import NewerVersion
from app.web.answer_runs import Progress
from app.web.messages import worded
from app.web.moments import day_and_time, number, percent
from app.web.session import t
from app.web.source_view import newer_words
from index.hits import Hit

NEAREST = 5
_SURE = 0.8
"""From here on confidence is called high; below `DOUBT` it is called low."""
_EXCERPT = 220
_UNIT = re.compile(r"(?<=\d) (?=(?:€|%|EUR|Euro|Uhr|m²|m³|km|kg)(?!\w))")


def statement_source(turn: int, statement: int, citation: int) -> str:
    """Id of a citation among all sources of a conversation; numbers are 0-based."""
    return f"{turn}-{statement}-{citation}"


def hit_source(turn: int, rank: int) -> str:
    """Id of one of the nearest documents."""
    return f"{turn}-n-{rank}"


def find_source(id: str, turn: int, progress: Progress) -> tuple[str, Citation | Hit] | None:
    """The number a reader sees and the place it names; None for an id that is not of this turn."""
    parts = id.split("-")
    if len(parts) != 3 or parts[0] != str(turn) or not parts[2].isdecimal():
        return None
    number = int(parts[2])
    if parts[1] == "n":
        hits = progress.hits or ()
        return (_letter(number), hits[number]) if number < min(len(hits), NEAREST) else None
    if not parts[1].isdecimal() or int(parts[1]) >= len(progress.statements):
        return None
    citations = progress.statements[int(parts[1])].citations
    return (str(int(parts[1]) + 1), citations[number]) if number < len(citations) else None


def answer_data(  # noqa: PLR0913 - what is shown, and what is known beside it
    turn: int,
    question: str,
    progress: Progress,
    opened: str | None,
    *,
    searched: str = "",
    newer: Mapping[str, NewerVersion] | None = None,
    owners: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What ``answer.js`` shows of one turn; `searched` says where was looked.

    `newer` tells the newer version of older papers by their id (`app.newer`), `owners` the titles of other
    municipalities by theirs (`app.web.lending`).
    """
    answer = progress.answer
    return {
        "question": question,
        "opened": opened,
        "list_label": t("answer.list_label"),
        "understood": _understood(question, progress),
        "outcome": _outcome(progress),
        "statements": [
            _statement(turn, index, each, newer or {}, owners or {}) for index, each in enumerate(progress.statements)
        ],
        "running": "" if progress.ended else t("answer.running" if progress.hits is None else "answer.running_found"),
        "notes": _notes(progress),
        "nearest": _nearest(turn, progress, owners or {}) if _shows_nearest(progress) else None,
        "facts": _facts(answer, searched) if answer else [],
        "notice": _notice(answer) if answer else "",
    }


def spoken_end(progress: Progress) -> str:
    """What a screen reader says once when an answer is complete."""
    if progress.stopped:
        return t("say.stopped", count=len(progress.statements))
    if progress.error is not None:
        return f"{t('say.failed')} {worded(progress.error.message)}"
    answer = progress.answer
    if answer is None:
        return ""
    if answer.outcome is Outcome.ANSWERED:
        proven = sum(statement.verdict is Verdict.SUPPORTED for statement in answer.statements)
        older = sum(statement.is_older for statement in answer.statements)
        words = t("say.answered", count=len(answer.statements), proven=proven)
        return f"{words} {t('say.older', count=older)}" if older else words
    return t("answer.none") if answer.outcome is Outcome.NO_ANSWER else t("answer.sources_only")


def place(page: int | None, section: str) -> str:
    """Page and section of a source, as one line."""
    parts = [t("source.page", page=page) if page is not None else "", section]
    return ", ".join(part for part in parts if part)


def engine_words(engine: str, model: str) -> str:
    """Who answers, in words."""
    return t(f"engine.{engine}", model=model) if model else t(f"engine.{engine}_unnamed")


def _statement(
    turn: int, index: int, statement: CheckedStatement, newer: Mapping[str, NewerVersion], owners: Mapping[str, str]
) -> dict[str, Any]:
    text, verbatim = say(statement)
    state = _state(statement)
    note = t("verdict.missing", words=", ".join(statement.missing)) if statement.missing else ""
    return {
        "text": _hold_units(f"„{text}“" if verbatim else text),
        "state": state,
        "verdict_label": t(f"verdict.{state}"),
        "verdict_note": note or t(f"verdict.{state}_means"),
        "sources": [
            {
                "id": statement_source(turn, index, number),
                "number": str(index + 1),
                "prefix": f"{t('source.open')} ",
                "title": citation.title,
                "place": " · ".join(
                    part for part in (citation.reference or "", place(citation.page, citation.section)) if part
                ),
                "note": " · ".join(
                    part
                    for part in (_lent(citation.tenant, owners), _note(citation, newer.get(citation.document)))
                    if part
                ),
            }
            for number, citation in enumerate(statement.citations)
        ],
    }


def _state(statement: CheckedStatement) -> str:
    """The verdict; ``older`` where what supports a statement stands in older versions alone."""
    return "older" if statement.is_older else statement.verdict.value


def _lent(tenant: str, owners: Mapping[str, str]) -> str:
    return t("source.lent_by", owner=owners[tenant]) if tenant in owners else ""


def _note(citation: Citation, newer: NewerVersion | None) -> str:
    if not citation.superseded_by:
        return ""
    return t("source.superseded_by", title=newer_words(newer) if newer else citation.superseded_by)


def _understood(question: str, progress: Progress) -> str:
    """How a follow-up question was searched, where that is another wording."""
    answer = progress.answer
    if answer is None or _flat(answer.question) == _flat(question):
        return ""
    return t("answer.understood", question=answer.question)


def _outcome(progress: Progress) -> dict[str, str] | None:
    if progress.error is not None:
        return {"heading": worded(progress.error.message), "text": worded(progress.error.hint)}
    if progress.stopped:
        means = "answer.stopped_means" if progress.statements else "answer.stopped_early"
        return {"heading": t("answer.stopped"), "text": t(means)}
    answer = progress.answer
    if answer is None or answer.outcome is Outcome.ANSWERED:
        return None
    heading = "answer.none" if answer.outcome is Outcome.NO_ANSWER else "answer.sources_only"
    return {"heading": t(heading), "text": worded(answer.reason)}


def _notes(progress: Progress) -> list[dict[str, str]]:
    notes, answer = [], progress.answer
    if answer is not None and answer.outcome is Outcome.ANSWERED and answer.reason:
        notes.append({"label": t("answer.caution"), "text": worded(answer.reason)})
    if progress.withheld:
        notes.append({"label": t("answer.incomplete"), "text": t("answer.withheld", count=progress.withheld)})
    return notes


def _shows_nearest(progress: Progress) -> bool:
    return progress.answer is not None and progress.answer.outcome is not Outcome.ANSWERED and bool(progress.hits)


def _nearest(turn: int, progress: Progress, owners: Mapping[str, str]) -> dict[str, Any]:
    return {
        "heading": t("answer.nearest"),
        "items": [
            {
                "id": hit_source(turn, rank),
                "number": _letter(rank),
                "prefix": f"{t('source.open')} ",
                "title": hit.title,
                "place": " · ".join(
                    part
                    for part in (_lent(hit.tenant, owners), hit.reference or "", place(hit.page, hit.section))
                    if part
                ),
                "excerpt": _excerpt(hit.text),
            }
            for rank, hit in enumerate((progress.hits or ())[:NEAREST])
        ],
    }


def _facts(answer: Answer, searched: str) -> list[tuple[str, str]]:
    facts = [(t("answer.made_by"), engine_words(answer.engine, answer.model))]
    if searched:
        facts.append((t("answer.searched"), searched))
    if answer.outcome is Outcome.ANSWERED:
        facts.append((t("answer.confidence"), _confidence(answer.confidence)))
    facts.append((t("answer.seconds"), _seconds(answer.seconds)))
    facts.append((t("answer.created"), _hold_units(day_and_time(answer.created))))
    return facts


def _seconds(seconds: float) -> str:
    if seconds < 0.1:
        return t("answer.seconds_few", seconds=number(0.1, 1))
    return t("answer.seconds_value", seconds=number(seconds, 1))


def _confidence(share: float) -> str:
    level = "low" if share < DOUBT else "middle" if share < _SURE else "high"
    return t(f"answer.confidence_{level}", percent=percent(share))


def _notice(answer: Answer) -> str:
    return t(f"notice.{answer.engine}") if answer.statements else t("notice.none")


def _hold_units(text: str) -> str:
    """The text with figures and their units on one line each."""
    return _UNIT.sub("\u00a0", text)


def _excerpt(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= _EXCERPT else f"{flat[:_EXCERPT].rsplit(' ', 1)[0]} …"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _letter(rank: int) -> str:
    return "ABCDEFGHIJ"[rank]
