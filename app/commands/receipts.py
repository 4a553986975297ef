"""Prints what was counted after a removal, and after a change of who may see a corpus or of its kind."""

from __future__ import annotations

from collections.abc import Sequence

import click

from app.commands.printing import print_json, printable
from app.commands.progress import duration
from app.commands.words import ACCESS_WORDS, CORPUS_KIND_WORDS, listed
from app.reports import AccessReport, DeletionReceipt, IngestReport
from corpora.model import Access, Corpus, CorpusKind

_WORDS = {"documents": "Dokumente", "points": "Indexeinträge", "versions": "gelesene Fassungen"}


def print_receipt(receipt: DeletionReceipt, *, as_json: bool) -> None:
    """The receipt, for people or programs."""
    if as_json:
        from app.json_forms import receipt_form

        print_json(receipt_form(receipt))
        return
    what = "/".join(part for part in (receipt.tenant, receipt.corpus) if part)
    click.echo(f"Entfernt: {what}" + (f", „{receipt.path}“" if receipt.path else ""))
    gone = [
        (receipt.documents, "Dokumente"),
        (receipt.pages, "Seiten"),
        (receipt.points, "Indexeinträge"),
        (receipt.versions, "gelesene Fassungen"),
        (receipt.originals, "Originale"),
        (receipt.bytes, "Bytes"),
    ]
    click.echo(f"  {listed(gone)} frei")
    counts = listed((count, _WORDS[name]) for name, count in receipt.remaining.items())
    click.echo(f"  Danach gezählt: {counts}." if counts else "  Danach ist nichts mehr da.")
    if not receipt.complete:
        click.echo("Fehler: Es ist nicht alles entfernt; wiederholen Sie den Befehl.", err=True)


def print_access_report(report: AccessReport, before: Corpus, shared_with: Sequence[str], *, as_json: bool) -> None:
    """How a corpus's access was changed, for people or programs; `before` is the corpus as it was."""
    if as_json:
        from app.json_forms import access_report_form

        form = access_report_form(report, before.tenant, before.id)
        print_json({**form, "access_before": before.access.value, "shared_with": list(shared_with)})
        return
    click.echo(
        f"„{before.tenant}/{before.id}“ ({printable(before.title)}) ist jetzt {ACCESS_WORDS[report.access]} "
        f"({report.access.value}); vorher: {before.access.value}."
    )
    counts = ", ".join(f"{report.counts[access]} {access.value}" for access in Access if report.counts.get(access))
    click.echo(f"  Geänderte Dokumente: {report.documents}, in {duration(report.seconds)}.")
    click.echo(f"  Danach gezählt: {counts}." if counts else "  Danach gezählt: keine Dokumente.")
    kept = sum(count for access, count in report.counts.items() if access.level > report.access.level)
    if kept:
        click.echo(f"  Davon {kept} mit strengerem Zugang, weil sie sich selbst nichtöffentlich nennen.")
    if shared_with:
        again = "wieder" if before.access is Access.RESTRICTED else "weiter"
        closed = report.access is Access.RESTRICTED
        holds = "gilt nicht, solange der Bestand restricted ist" if closed else f"gilt {again}"
        click.echo(f"  Die Freigabe für {', '.join(shared_with)} {holds}.")
    if report.cancelled:
        click.echo("Fehler: Es sind nicht alle Dokumente nachgetragen; wiederholen Sie den Befehl.", err=True)


def print_kind_report(report: IngestReport, before: Corpus, kind: CorpusKind, *, as_json: bool) -> None:
    """How a corpus's kind was changed, for people or programs; `before` is the corpus as it was."""
    if as_json:
        from app.json_forms import ingest_report_form

        form = ingest_report_form(report, before.tenant, before.id)
        print_json({**form, "kind": kind.value, "kind_before": before.kind.value})
        return
    click.echo(
        f"„{before.tenant}/{before.id}“ ({printable(before.title)}) hat jetzt die Art {CORPUS_KIND_WORDS[kind]} "
        f"({kind.value}); vorher: {before.kind.value}."
    )
    click.echo(f"  Neu gelesene Dokumente: {report.read}, in {duration(report.seconds)}.")
    for failure in report.failures:
        click.echo(f"  {printable(failure.path)}: {printable(failure.reason)}", err=True)
    if report.cancelled:
        click.echo("Fehler: Es sind nicht alle Dokumente neu gelesen; wiederholen Sie den Befehl.", err=True)
