"""`kompass tenant`: municipalities."""

from __future__ import annotations

import click

from app.commands.frame import KompassGroup, Runtime, confirm, json_option, option, pass_runtime, sure_option
from app.commands.printing import print_json, print_table


@click.group(
    "tenant",
    cls=KompassGroup,
    short_help="Mandanten (Kommunen) anlegen, zeigen, entfernen.",
    example='kompass tenant add musterstadt --title "Stadt Musterstadt"\nkompass tenant list',
)
def tenant_group() -> None:
    """Mandanten anlegen, zeigen und entfernen. Jede Kommune ist ein Mandant mit eigenen Beständen."""


@tenant_group.command(
    "add",
    short_help="Einen Mandanten anlegen.",
    example='kompass tenant add musterstadt --title "Stadt Musterstadt"',
)
@click.argument("tenant", metavar="MANDANT")
@option("--title", metavar="TITEL", help="Name der Kommune; ohne Angabe die Kennung.")
@json_option
@pass_runtime
def add_tenant(runtime: Runtime, tenant: str, title: str | None, as_json: bool) -> None:
    """Den Mandanten mit der Kennung MANDANT anlegen (2 bis 40 Kleinbuchstaben, Ziffern, Bindestriche)."""
    with runtime.look() as app:
        added = app.catalog.add_tenant(tenant, title or tenant)
    if as_json:
        print_json({"tenant": added.id, "title": added.title})
    else:
        click.echo(f"Mandant „{added.id}“ ({added.title}) angelegt.")


@tenant_group.command("list", short_help="Alle Mandanten zeigen.", example="kompass tenant list --json")
@json_option
@pass_runtime
def list_tenants(runtime: Runtime, as_json: bool) -> None:
    """Alle Mandanten mit der Zahl ihrer Bestände zeigen."""
    with runtime.look() as app:
        rows = [(tenant, len(app.catalog.corpora(tenant.id))) for tenant in app.catalog.tenants()]
    if as_json:
        for tenant, corpora in rows:
            print_json({"tenant": tenant.id, "title": tenant.title, "corpora": corpora})
    elif rows:
        print_table(("MANDANT", "BESTÄNDE", "TITEL"), [(tenant.id, corpora, tenant.title) for tenant, corpora in rows])
    else:
        click.echo("Es gibt noch keinen Mandanten. Anlegen: kompass tenant add KENNUNG --title TITEL", err=True)


@tenant_group.command(
    "remove",
    short_help="Einen Mandanten mit allem, was er hat, entfernen.",
    example="kompass tenant remove musterstadt --yes",
)
@click.argument("tenant", metavar="MANDANT")
@sure_option
@json_option
@pass_runtime
def remove_tenant(runtime: Runtime, tenant: str, sure: bool, as_json: bool) -> None:
    """Den Mandanten mit allen Beständen, Dokumenten, Freigaben und Suchindexen entfernen."""
    from app.commands.receipts import print_receipt

    with runtime.write() as app:
        title = app.catalog.tenant(tenant).title
        confirm(f"„{tenant}“ ({title}) mit allen Dokumenten entfernen?", sure=sure)
        receipt = app.knowledge.remove_tenant(tenant)
    print_receipt(receipt, as_json=as_json)
