"""`kompass documents`: what is there, and how it ended."""

from __future__ import annotations

import click

from app.commands.frame import KompassCommand, Runtime, json_option, option, pass_runtime, split_corpus
from app.commands.printing import print_json, print_table
from app.commands.words import STATE_WORDS
from corpora.model import DocumentState
from corpora.records import DocumentRecord


@click.command(
    "documents",
    cls=KompassCommand,
    short_help="Die Dokumente mit ihrem Zustand zeigen.",
    example="kompass documents musterstadt/rat --state failed\nkompass documents musterstadt --json",
)
@click.argument("where", metavar="MANDANT[/BESTAND]")
@option(
    "--state",
    "states",
    type=click.Choice([state.value for state in DocumentState]),
    multiple=True,
    help="Nur in diesem Zustand (mehrfach).",
)
@json_option
@pass_runtime
def documents(runtime: Runtime, where: str, states: tuple[str, ...], as_json: bool) -> None:
    """Die Dokumente eines Mandanten oder Bestands zeigen: Zustand, Seiten, Abschnitte im Index, Grund eines Fehlers.

    Ein Dokument mit Fehler, das schon einmal lesbar war, wird in seiner alten Fassung weiter gefunden.
    """
    tenant, corpus = split_corpus(where) if "/" in where else (where, None)
    with runtime.look() as app:
        records = app.catalog.documents(tenant, corpus)
    if states:
        records = [record for record in records if record.state.value in states]
    if as_json:
        from app.json_forms import record_form

        for record in records:
            print_json(record_form(record))
    elif records:
        heads = ("ZUSTAND", "SEITEN", "TEILE", "FASSUNG", "BESTAND", "DOKUMENT")
        print_table(heads, [_row(record) for record in records])
    else:
        click.echo("Hier gibt es kein solches Dokument.", err=True)


def _row(record: DocumentRecord) -> tuple[object, ...]:
    pages = f"{record.pages} ({record.ocr_pages} erkannt)" if record.ocr_pages else record.pages
    what = f"{record.path} – {record.reason}" if record.reason else record.path
    return STATE_WORDS[record.state], pages, record.chunks, record.version or "–", record.corpus, what
