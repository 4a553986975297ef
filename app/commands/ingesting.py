"""`kompass ingest`, `delete`, `reindex`: documents come in, go, and are indexed anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.frame import (
    WITH_FAILURES,
    KompassCommand,
    Runtime,
    confirm,
    json_option,
    option,
    pass_runtime,
    split_corpus,
    sure_option,
)
from app.commands.printing import print_json, printable
from app.commands.progress import Progress, duration, progress_line
from app.commands.words import STATE_WORDS, counted

if TYPE_CHECKING:
    from app.reports import IngestFailure, IngestReport
    from app.wiring import App

_SHOWN_FAILURES = 20


@click.command(
    "ingest",
    cls=KompassCommand,
    short_help="Ordner oder Dateien einlesen.",
    example="kompass ingest musterstadt/rat /daten/ratspapiere\n"
    "kompass ingest musterstadt/satzungen Hauptsatzung.pdf Satzungen.zip",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@click.argument("paths", metavar="PFAD …", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--retry-failed", is_flag=True, help="Auch unveränderte Dateien erneut lesen, die zuletzt nicht lesbar waren.")
@option("--confirm-vanished", is_flag=True, help="Dokumente entfernen, auch wenn sehr viele Dateien verschwunden sind.")
@json_option
@pass_runtime
@click.pass_context
def ingest(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    runtime: Runtime,
    *,
    corpus: str,
    paths: tuple[Path, ...],
    retry_failed: bool,
    confirm_vanished: bool,
    as_json: bool,
) -> None:
    """Die Dateien unter PFAD in den Bestand einlesen: PDF, DOCX, ODT, PPTX, XLSX, HTML, EML, Markdown, Text, ZIP.

    Unveränderte Dateien werden übersprungen; Dokumente, deren Datei verschwunden ist, werden entfernt. Eine Datei, die
    sich nicht lesen lässt, hält die anderen nicht auf.
    """
    tenant, id = split_corpus(corpus)
    with runtime.write() as app:
        report = ingest_with_progress(
            app, tenant, id, paths, retry_failed=retry_failed, confirm_vanished=confirm_vanished
        )
    if as_json:
        from app.json_forms import ingest_report_form

        print_json(ingest_report_form(report, tenant, id))
    else:
        _print_report(report)
    if report.failures:
        ctx.exit(WITH_FAILURES)


def ingest_with_progress(  # noqa: PLR0913 - the use case's own arguments
    app: App,
    tenant: str,
    corpus: str,
    paths: Sequence[Path],
    *,
    retry_failed: bool = False,
    confirm_vanished: bool = False,
) -> IngestReport:
    """Ingest and show on standard error how it goes."""
    with Progress() as shown:
        return app.knowledge.ingest(
            tenant,
            corpus,
            paths,
            on_progress=lambda progress: shown.show(progress_line(progress)),
            retry_failed=retry_failed,
            confirm_vanished=confirm_vanished,
        )


@click.command(
    "delete",
    cls=KompassCommand,
    short_help="Ein Dokument löschen, mit Quittung.",
    example='kompass delete musterstadt/rat "2024/Vorlage 51-2024.pdf"',
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@click.argument("document", metavar="DOKUMENT")
@sure_option
@json_option
@pass_runtime
@click.pass_context
def delete(  # noqa: PLR0913 - one argument an option
    ctx: click.Context, runtime: Runtime, *, corpus: str, document: str, sure: bool, as_json: bool
) -> None:
    """DOKUMENT (sein Pfad, wie `kompass documents` ihn zeigt) mit allen Fassungen löschen.

    Die Quittung nennt, was gezählt wurde und dass danach nichts mehr da ist.
    """
    from app.commands.receipts import print_receipt

    tenant, id = split_corpus(corpus)
    with runtime.write() as app:
        found = app.catalog.document(tenant, id, document)
        confirm(f"„{found.path}“ ({found.title}) löschen?", sure=sure)
        receipt = app.knowledge.delete(tenant, id, document)
    print_receipt(receipt, as_json=as_json)
    if not receipt.complete:
        ctx.exit(WITH_FAILURES)


@click.command(
    "reindex",
    cls=KompassCommand,
    short_help="Den Suchindex eines Mandanten neu aufbauen.",
    example="kompass reindex musterstadt",
)
@click.argument("tenant", metavar="MANDANT")
@json_option
@pass_runtime
@click.pass_context
def reindex(ctx: click.Context, runtime: Runtime, tenant: str, as_json: bool) -> None:
    """Den Suchindex aus den gespeicherten Dokumenten neu aufbauen, ohne die Dateien noch einmal zu lesen.

    Nötig nach einer neuen Fassung des Programms oder einem anderen Einbettungsmodell. Der alte Index gilt, bis der neue
    fertig ist.
    """
    with runtime.write() as app, Progress() as shown:
        report = app.knowledge.reindex(tenant, on_progress=lambda progress: shown.show(progress_line(progress)))
    if as_json:
        from app.json_forms import reindex_report_form

        print_json(reindex_report_form(report, tenant))
    else:
        click.echo(
            f"Neu aufgebaut: {counted(report.documents, 'Dokumente')}, {counted(report.chunks, 'Textteile')} "
            f"in {duration(report.seconds)}."
        )
        _print_failures(report.failures)
    if report.failures:
        ctx.exit(WITH_FAILURES)


def _print_report(report: IngestReport) -> None:
    click.echo(
        f"{counted(report.listed, 'Dokumente')} gefunden, {report.read - report.failed} gelesen "
        f"({counted(report.pages, 'Seiten')}, {counted(report.chunks, 'Textteile')}), {report.skipped} unverändert, "
        f"{len(report.vanished)} entfernt, in {duration(report.seconds)}."
    )
    counts = ", ".join(f"{count} {STATE_WORDS[state]}" for state, count in sorted(report.states.items()) if count)
    if counts:
        click.echo(f"  {counts}")
    if report.failed_before:
        click.echo(
            f"  Unverändert und schon früher nicht ganz lesbar: {report.failed_before}; --retry-failed liest solche "
            "Dateien erneut."
        )
    _print_failures(report.failures)


def _print_failures(failures: Sequence[IngestFailure]) -> None:
    for failure in failures[:_SHOWN_FAILURES]:
        click.echo(f"  {printable(failure.path)}: {printable(failure.reason)}", err=True)
    if len(failures) > _SHOWN_FAILURES:
        click.echo(f"  … und {len(failures) - _SHOWN_FAILURES} weitere; `kompass documents` zeigt alle.", err=True)
