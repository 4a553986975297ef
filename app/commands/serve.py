"""`kompass serve`: the pages and the interface for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.frame import KompassCommand, Runtime, option, pass_runtime

if TYPE_CHECKING:
    from app.server import Extension
    from app.serving.guards import Address

EXTENSIONS: list[Extension] = []
"""What floors above add to the server; filled where the program is put together."""


@click.command(
    "serve",
    cls=KompassCommand,
    short_help="Die Seiten und die Schnittstelle für Programme bereitstellen.",
    example="kompass serve\nkompass serve --port 9000",
)
@option("--host", metavar="ADRESSE", help="Unter welcher Adresse dieses Rechners; sonst server.host.")
@option("--port", metavar="PORT", type=click.IntRange(0, 65535), help="0 nimmt einen freien; sonst server.port.")
@pass_runtime
def serve(runtime: Runtime, host: str | None, port: int | None) -> None:
    """Die Seiten im Browser und die Schnittstelle für Programme bereitstellen, bis Strg-C gedrückt wird.

    Ohne Anmeldung (Einstellungen access.*) ist der Dienst nur von diesem Rechner aus zu erreichen.
    """
    from app import server

    settings = runtime.settings
    server.serve(
        settings,
        host=host or settings.server.host,
        port=settings.server.port if port is None else port,
        announce=_announce,
        extensions=EXTENSIONS,
    )


def _announce(address: Address) -> None:
    click.echo(f"Aktenkompass läuft unter {address.url}")
    click.echo("Beenden mit Strg-C.", err=True)
