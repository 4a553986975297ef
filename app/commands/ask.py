"""`kompass ask`: a question, and sentences that each name where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

import click

from app.answering.types import Answer, AnswerEvent, CheckedStatement, Finished, Outcome, Searched, Stated, Verdict
from app.commands.frame import NOT_AVAILABLE, WITH_FAILURES, KompassCommand, Runtime, json_option, pass_runtime
from app.commands.printing import one_line, place_of, print_json, printable, superseded_note, wrapped
from app.commands.questions import Inquiry, Treated, takes_inquiry, tell_notes
from app.commands.search import print_hits
from corpora.model import Access

_NEAREST = 5
_TITLE_WIDTH = 110
_ENGINE_WORDS = {"extractive": "Wörtlich aus den Dokumenten", "generative": "Von einem Sprachmodell formuliert"}
_VERDICT_WORDS = {Verdict.SUPPORTED: "", Verdict.PARTIAL: "nur teilweise belegt", Verdict.UNSUPPORTED: "nicht belegt"}


@click.command(
    "ask",
    cls=KompassCommand,
    short_help="Eine Frage stellen und eine Antwort mit Belegen bekommen.",
    example='kompass ask musterstadt "Bis wann ist die Hundesteuer zu zahlen?"\n'
    'kompass ask musterstadt "Wann tagt der Bauausschuss?" --corpus rat --json\n'
    "kompass ask musterstadt --batch fragen.jsonl > antworten.jsonl",
)
@takes_inquiry
@json_option
@pass_runtime
@click.pass_context
def ask(ctx: click.Context, runtime: Runtime, *, inquiry: Inquiry, as_json: bool) -> None:
    """Die FRAGE aus den Dokumenten beantworten. Jede Aussage nennt ihr Zitat, das Dokument und die Seite.

    Reichen die Dokumente für eine Antwort nicht aus, sagt das die Antwort und nennt die nächstliegenden Dokumente. In
    einer Datei gehören Fragen mit demselben "conversation" zu einem Gespräch: Rückfragen werden aus ihm verstanden.
    """
    questions, filters, limit = inquiry.questions(), inquiry.filters, inquiry.limit
    failed = False
    with runtime.search() as app:
        from app.access import local_scope
        from app.followup.resolving import Turn
        from app.json_forms import answer_documents, answer_form

        scope = local_scope(app.catalog, inquiry.tenant, Access(inquiry.access))
        tell_notes(app, scope)
        treated = Treated(app, scope, wanted=inquiry.decisions)
        conversations: defaultdict[object, list[Turn]] = defaultdict(list)
        for each in questions:
            if inquiry.batch is None and not as_json:
                answer = print_stream(app.assistant.stream(scope, each.text, limit=limit, filters=filters), treated)
            elif each.conversation is None:
                answer = app.assistant.answer(scope, each.text, limit=limit, filters=filters)
                form = answer_form(answer, treated.of(answer_documents(answer)))
                print_json(form if inquiry.batch is None else {"id": each.id, **form})
            else:
                earlier = conversations[each.conversation]
                alone = app.follow_ups.resolve(each.text, earlier)
                answer = app.assistant.answer(scope, alone.question, limit=limit, filters=filters)
                earlier.append(Turn.of(answer))
                said = {"id": each.id, "conversation": each.conversation, "asked": each.text}
                print_json({**said, **answer_form(answer, treated.of(answer_documents(answer)))})
            failed = failed or answer.outcome is Outcome.SOURCES_ONLY
    if failed:
        ctx.exit(NOT_AVAILABLE if inquiry.batch is None else WITH_FAILURES)


def print_stream(events: Iterator[AnswerEvent], treated: Treated) -> Answer:
    """Print an answer as it comes, statement by statement with its quotes, and return it."""
    number = 0
    with closing(events):  # type: ignore[type-var]  # A generator: Ctrl-C must end the model's work behind it.
        for event in events:
            match event:
                case Searched():
                    click.echo(f"{len(event.hits)} Fundstellen durchsucht …", err=True)
                case Stated():
                    number += 1
                    _print_statement(number, event.statement, treated)
                case Finished():
                    _print_end(event.answer, treated)
                    return event.answer
    raise AssertionError("a stream ends with Finished")


def _print_statement(number: int, statement: CheckedStatement, treated: Treated) -> None:
    verdict = _VERDICT_WORDS[statement.verdict]
    if verdict and statement.missing:
        verdict += f"; weicht von der Stelle ab bei: {', '.join(statement.missing)}"
    said = " ".join(statement.text.split())
    quotes = [" ".join(citation.quote.split()) for citation in statement.citations]
    verbatim = quotes and all(quote.rstrip(".") in said for quote in quotes)
    shown = f"„{said}“" if verbatim else said
    click.echo(wrapped(f"{shown} [{number}]" + (f" ({verdict})" if verdict else "")))
    for citation, quote in zip(statement.citations, quotes, strict=True):
        if not verbatim:
            click.echo(wrapped(f"„{quote}“", indent="    "))
        click.echo(f"[{number}] {one_line(citation.title, _TITLE_WIDTH)}")
        place = place_of(citation.reference, citation.page, citation.section)
        click.echo(wrapped(place, indent="    ") + "\n" if place else "", nl=False)
        if citation.superseded_by:
            click.echo(wrapped(superseded_note(citation.superseded_by), indent="    "))
        became = treated.line(citation.document)
        if became:
            click.echo(wrapped(became, indent="    "))
        click.echo(f"    {citation.tenant}/{citation.corpus}: {printable(citation.path)}")
    click.echo()


def _print_end(answer: Answer, treated: Treated) -> None:
    if answer.outcome is not Outcome.ANSWERED:
        click.echo(wrapped(f"Keine Antwort: {answer.reason}" if answer.reason else "Keine Antwort."))
        if answer.hits:
            click.echo("\nDie nächstliegenden Fundstellen:")
            print_hits(answer.hits[:_NEAREST], treated, lines=2)
        click.echo()
    elif answer.reason:
        click.echo(wrapped(f"Hinweis: {answer.reason}"))
    made_by = _ENGINE_WORDS.get(answer.engine, answer.engine) + (f" ({answer.model})" if answer.model else "")
    seconds = f"{answer.seconds:.1f}".replace(".", ",")
    click.echo(
        wrapped(
            f"{made_by} · Sicherheit {answer.confidence:.0%} · {seconds} s · "
            f"{answer.created.astimezone():%d.%m.%Y %H:%M} Uhr · Index {answer.index_version}"
        )
    )
    click.echo(wrapped(answer.notice))
