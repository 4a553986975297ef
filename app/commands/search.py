"""`kompass search`: a question, and the places in the documents that fit it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from app.commands.frame import KompassCommand, Runtime, json_option, pass_runtime
from app.commands.printing import one_line, place_of, print_json, printable, superseded_note, wrapped
from app.commands.questions import Inquiry, Treated, takes_inquiry, tell_notes
from corpora.model import Access

if TYPE_CHECKING:
    from index.hits import Hit


@click.command(
    "search",
    cls=KompassCommand,
    short_help="In den Dokumenten suchen.",
    example='kompass search musterstadt "Was kostet eine Kinderkarte im Freibad?" --limit 5\n'
    'kompass search musterstadt "DS 51/2018" --from 2018-01-01 --to 2018-12-31 --decisions\n'
    "kompass search musterstadt --batch fragen.jsonl > treffer.jsonl",
)
@takes_inquiry
@json_option
@pass_runtime
def search(runtime: Runtime, *, inquiry: Inquiry, as_json: bool) -> None:
    """Die Fundstellen zu FRAGE zeigen, die beste zuerst.

    Drucksachennummern und Paragrafen dürfen in jeder üblichen Schreibweise darin stehen.
    """
    questions, filters = inquiry.questions(), inquiry.filters
    with runtime.search() as app:
        from app.access import local_scope
        from app.json_forms import hit_form

        scope = local_scope(app.catalog, inquiry.tenant, Access(inquiry.access))
        tell_notes(app, scope)
        treated = Treated(app, scope, wanted=inquiry.decisions)
        for each in questions:
            started = time.perf_counter()
            hits = app.searcher.search(scope, each.text, inquiry.limit, filters)
            seconds = round(time.perf_counter() - started, 4)
            treatments = treated.of(hit.document for hit in hits)
            if inquiry.batch is not None:
                print_json(
                    {
                        "id": each.id,
                        "question": each.text,
                        "seconds": seconds,
                        "hits": [hit_form(hit, treatments) for hit in hits],
                    }
                )
            elif as_json:
                for hit in hits:
                    print_json(hit_form(hit, treatments))
            else:
                print_hits(hits, treated)


def print_hits(hits: list[Hit] | tuple[Hit, ...], treated: Treated, *, lines: int = 3) -> None:
    """Hits for people: title, place, the text's beginning, where the file lies."""
    if not hits:
        click.echo("Keine Fundstelle.", err=True)
    for hit in hits:
        click.echo(f"{hit.rank:>2}. {printable(one_line(hit.title, 110))}")
        place = place_of(hit.reference, hit.page, hit.section)
        if place:
            click.echo(wrapped(place, indent="    "))
        if hit.superseded_by:
            click.echo(wrapped(superseded_note(hit.superseded_by), indent="    "))
        became = treated.line(hit.document)
        if became:
            click.echo(wrapped(became, indent="    "))
        click.echo(wrapped(hit.text, indent="    │ ", lines=lines))
        click.echo(f"    {hit.tenant}/{hit.corpus}: {printable(hit.path)}")
