"""`kompass member`: who belongs to a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands.frame import KompassGroup, Runtime, confirm, json_option, option, pass_runtime, sure_option
from app.commands.printing import print_json, print_table
from corpora.model import Access

if TYPE_CHECKING:
    from corpora.members import Member

_ROLES = ("reader", "manager", "evaluator", "admin")
"""Those of `corpora.members.Role`, written down because that module loads the database's library."""
_ACCESSES = [access.value for access in Access]


@click.group(
    "member",
    cls=KompassGroup,
    short_help="Personen eines Mandanten eintragen, zeigen, sperren, entfernen.",
    example="kompass member add musterstadt anna.beispiel@musterstadt.de --role manager --clearance internal\n"
    "kompass member list musterstadt",
)
def member_group() -> None:
    """Wer zu einem Mandanten gehört, in welchen Rollen, und wie viel die Person sehen darf.

    Gilt, wo sich Personen mit einem Anmeldedienst anmelden (access.issuer). PERSON ist die Kennung, die der Dienst für
    sie vergibt (sub), oder ihre E-Mail-Adresse, wenn der Dienst sie geprüft hat. Änderungen gelten sofort.
    """


_role_option = option(
    "--role",
    "roles",
    type=click.Choice(_ROLES),
    multiple=True,
    help="Rolle (mehrfach): reader (fragen), manager (Bestände), evaluator (Qualität), admin (alles).",
)


@member_group.command(
    "add",
    short_help="Eine Person eintragen.",
    example="kompass member add musterstadt anna.beispiel@musterstadt.de --role manager --clearance internal",
)
@click.argument("tenant", metavar="MANDANT")
@click.argument("subject", metavar="PERSON")
@_role_option
@option(
    "--clearance",
    type=click.Choice(_ACCESSES),
    default=Access.INTERNAL.value,
    show_default=True,
    help="Höchster Zugang, den die Person sehen darf.",
)
@option("--name", metavar="NAME", help="Wie die Person heißt.")
@json_option
@pass_runtime
def add_member(  # noqa: PLR0913 - one argument an option
    runtime: Runtime,
    *,
    tenant: str,
    subject: str,
    roles: tuple[str, ...],
    clearance: str,
    name: str | None,
    as_json: bool,
) -> None:
    """PERSON bei MANDANT eintragen, ohne --role als Leserin oder Leser."""
    from corpora.members import Role

    given = [Role(role) for role in roles] or [Role.READER]
    with runtime.look() as app:
        added = app.members.add(tenant, subject, roles=given, clearance=Access(clearance), name=name or "")
    _tell(added, as_json=as_json)


@member_group.command("list", short_help="Alle Personen zeigen.", example="kompass member list musterstadt --json")
@click.argument("tenant", metavar="MANDANT")
@json_option
@pass_runtime
def list_members(runtime: Runtime, tenant: str, as_json: bool) -> None:
    """Alle, die bei MANDANT eingetragen sind, gesperrte auch."""
    with runtime.look() as app:
        members = app.members.of_tenant(tenant)
    if as_json:
        for each in members:
            print_json(_form(each))
    elif members:
        heads = ("PERSON", "ROLLEN", "ZUGANG", "GESPERRT", "NAME")
        print_table(heads, map(_row, members))
    else:
        click.echo(f"Bei „{tenant}“ ist niemand eingetragen. Eintragen: kompass member add {tenant} PERSON", err=True)


@member_group.command(
    "change",
    short_help="Rollen, Zugang oder Namen einer Person ändern.",
    example="kompass member change musterstadt anna.beispiel@musterstadt.de --role admin --clearance restricted",
)
@click.argument("tenant", metavar="MANDANT")
@click.argument("subject", metavar="PERSON")
@_role_option
@option("--clearance", type=click.Choice(_ACCESSES), help="Höchster Zugang, den die Person sehen darf.")
@option("--name", metavar="NAME", help="Wie die Person heißt.")
@json_option
@pass_runtime
def change_member(  # noqa: PLR0913 - one argument an option
    runtime: Runtime,
    *,
    tenant: str,
    subject: str,
    roles: tuple[str, ...],
    clearance: str | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Ändern, was angegeben ist; --role ersetzt alle Rollen der Person."""
    from corpora.members import Role

    with runtime.look() as app:
        changed = app.members.change(
            tenant,
            subject,
            roles=[Role(role) for role in roles] or None,
            clearance=Access(clearance) if clearance else None,
            name=name,
        )
    _tell(changed, as_json=as_json)


@member_group.command(
    "suspend",
    short_help="Eine Person sperren oder wieder zulassen.",
    example="kompass member suspend musterstadt anna.beispiel@musterstadt.de\n"
    "kompass member suspend musterstadt anna.beispiel@musterstadt.de --undo",
)
@click.argument("tenant", metavar="MANDANT")
@click.argument("subject", metavar="PERSON")
@option("--undo", is_flag=True, help="Die Person wieder zulassen.")
@json_option
@pass_runtime
def suspend_member(runtime: Runtime, tenant: str, subject: str, undo: bool, as_json: bool) -> None:
    """PERSON sperren. Sie kommt mit der nächsten Handlung nicht mehr hinein, was der Anmeldedienst auch sagt."""
    with runtime.look() as app:
        changed = app.members.change(tenant, subject, suspended=not undo)
    _tell(changed, as_json=as_json)


@member_group.command(
    "remove",
    short_help="Eine Person entfernen.",
    example="kompass member remove musterstadt anna.beispiel@musterstadt.de --yes",
)
@click.argument("tenant", metavar="MANDANT")
@click.argument("subject", metavar="PERSON")
@sure_option
@json_option
@pass_runtime
def remove_member(runtime: Runtime, tenant: str, subject: str, sure: bool, as_json: bool) -> None:
    """Den Eintrag von PERSON entfernen. Ihr Verlauf bleibt, bis seine Zeit abgelaufen ist."""
    with runtime.look() as app:
        found = app.members.one(tenant, subject)
        confirm(f"„{found.subject}“ bei „{tenant}“ entfernen?", sure=sure)
        removed = app.members.remove(tenant, subject)
    if as_json:
        print_json(_form(removed))
    else:
        click.echo(f"„{removed.subject}“ gehört nicht mehr zu „{tenant}“.")


def _tell(member: Member, *, as_json: bool) -> None:
    if as_json:
        print_json(_form(member))
        return
    state = "gesperrt" if member.suspended else "zugelassen"
    click.echo(
        f"„{member.subject}“ bei „{member.tenant}“: {', '.join(sorted(member.roles))}; Zugang bis "
        f"{member.clearance.value}; {state}."
    )


def _row(member: Member) -> tuple[str, ...]:
    suspended = "ja" if member.suspended else ""
    return member.subject, ", ".join(sorted(member.roles)), member.clearance.value, suspended, member.name


def _form(member: Member) -> dict[str, Any]:
    from app.json_forms import member_form

    return member_form(member)
