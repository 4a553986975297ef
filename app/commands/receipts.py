"""Prints what was counted gone after a removal."""

from __future__ import annotations

import click

from app.commands.printing import print_json
from app.reports import DeletionReceipt

_WORDS = {"documents": "Dokumente", "points": "Indexeinträge", "versions": "gelesene Fassungen"}


def print_receipt(receipt: DeletionReceipt, *, as_json: bool) -> None:
    """The receipt, for people or programs."""
    if as_json:
        from app.json_forms import receipt_form

        print_json(receipt_form(receipt))
        return
    what = "/".join(part for part in (receipt.tenant, receipt.corpus) if part)
    click.echo(f"Entfernt: {what}" + (f", „{receipt.path}“" if receipt.path else ""))
    click.echo(
        f"  {receipt.documents} Dokumente, {receipt.pages} Seiten, {receipt.points} Indexeinträge, "
        f"{receipt.versions} gelesene Fassungen, {receipt.originals} Originale, {receipt.bytes} Bytes frei"
    )
    counts = ", ".join(f"{count} {_WORDS.get(name, name)}" for name, count in receipt.remaining.items())
    click.echo(f"  Danach gezählt: {counts}." if counts else "  Danach ist nichts mehr da.")
    if not receipt.complete:
        click.echo("Fehler: Es ist nicht alles entfernt; wiederholen Sie den Befehl.", err=True)
