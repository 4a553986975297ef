"""`kompass corpus`: sets of documents, and who may search them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands.frame import (
    WITH_FAILURES,
    KompassGroup,
    Runtime,
    confirm,
    json_option,
    option,
    pass_runtime,
    split_corpus,
    sure_option,
)
from app.commands.printing import print_json, print_table
from app.commands.progress import Progress, progress_line
from app.commands.words import ACCESS_WORDS, CORPUS_KIND_WORDS
from corpora.errors import UsageError
from corpora.model import Access, Corpus, CorpusKind

if TYPE_CHECKING:
    from app.wiring import App

_KINDS = [kind.value for kind in CorpusKind]
_ACCESSES = [access.value for access in Access]


@click.group(
    "corpus",
    cls=KompassGroup,
    short_help="Bestände anlegen, zeigen, freigeben, entfernen.",
    example='kompass corpus add musterstadt/rat --title "Ratspapiere" --kind council --access public\n'
    "kompass corpus list musterstadt",
)
def corpus_group() -> None:
    """Bestände anlegen, zeigen, freigeben und entfernen. Ein Bestand ist eine Menge von Dokumenten einer Art."""


@corpus_group.command(
    "add",
    short_help="Einen Bestand anlegen.",
    example='kompass corpus add musterstadt/rat --title "Ratspapiere" --kind council --access public',
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@option("--title", metavar="TITEL", help="Name des Bestands; ohne Angabe die Kennung.")
@option(
    "--kind",
    type=click.Choice(_KINDS),
    required=True,
    help="Art: council (Ratspapiere), regulation (Gesetze, Satzungen, Dienstanweisungen), guide (Ratgeber, Intranet).",
)
@option(
    "--access",
    type=click.Choice(_ACCESSES),
    default=Access.INTERNAL.value,
    show_default=True,
    help="Zugang: public (alle), internal (das Haus), restricted (Berechtigte).",
)
@json_option
@pass_runtime
def add_corpus(  # noqa: PLR0913 - one argument an option
    runtime: Runtime, *, corpus: str, title: str | None, kind: str, access: str, as_json: bool
) -> None:
    """Den Bestand MANDANT/BESTAND anlegen. Sein Zugang gilt für alle Dokumente darin als Obergrenze."""
    tenant, id = split_corpus(corpus)
    with runtime.look() as app:
        added = app.catalog.add_corpus(Corpus(tenant, id, title or id, CorpusKind(kind), Access(access)))
        if as_json:
            print_json(_form(app, added))
        else:
            click.echo(
                f"Bestand „{tenant}/{id}“ ({added.title}) angelegt: {CORPUS_KIND_WORDS[added.kind]}, "
                f"{ACCESS_WORDS[added.access]}."
            )


@corpus_group.command(
    "list", short_help="Die Bestände eines Mandanten zeigen.", example="kompass corpus list musterstadt"
)
@click.argument("tenant", metavar="MANDANT")
@json_option
@pass_runtime
def list_corpora(runtime: Runtime, tenant: str, as_json: bool) -> None:
    """Die Bestände des Mandanten zeigen, danach die, die ihm andere freigegeben haben."""
    with runtime.look() as app:
        own = app.catalog.corpora(tenant)
        grants = [grant for grant in app.catalog.grants(tenant, Access.RESTRICTED) if grant.tenant != tenant]
        foreign = [app.catalog.corpus(grant.tenant, id) for grant in grants for id in sorted(grant.corpora)]
        forms = [_form(app, corpus) for corpus in own]
        # Whom else a neighbour has let in is the neighbour's business, and so is how much it holds.
        forms += [{**_form(app, corpus), "documents": None, "shared_with": None} for corpus in foreign]
    if as_json:
        for form in forms:
            print_json(form)
    elif forms:
        heads = ("BESTAND", "ART", "ZUGANG", "DOKUMENTE", "FREIGEGEBEN FÜR", "TITEL")
        print_table(
            heads,
            [
                (
                    f"{form['tenant']}/{form['corpus']}",
                    form["kind"],
                    form["access"],
                    "–" if form["documents"] is None else form["documents"],
                    "–" if form["shared_with"] is None else ", ".join(form["shared_with"]),
                    form["title"],
                )
                for form in forms
            ],
        )
    else:
        click.echo(
            f"„{tenant}“ hat noch keinen Bestand. Anlegen: kompass corpus add {tenant}/KENNUNG --kind council", err=True
        )


@corpus_group.command(
    "access",
    short_help="Ändern, wer einen Bestand sehen darf.",
    example="kompass corpus access musterstadt/rat restricted\nkompass corpus access musterstadt/rat public --json",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@click.argument("access", metavar="ZUGANG", type=click.Choice(_ACCESSES))
@json_option
@pass_runtime
def change_access(runtime: Runtime, corpus: str, access: str, as_json: bool) -> None:
    """Dem Bestand den Zugang ZUGANG geben: public (alle), internal (das Haus), restricted (Berechtigte).

    Ein strengerer Zugang gilt sofort, ein weiterer Dokument für Dokument. Was sich selbst nichtöffentlich nennt, bleibt
    „restricted“. Nach einem Abbruch bringt derselbe Befehl die Arbeit zu Ende.
    """
    from app.commands.receipts import print_access_report
    from app.holdings import restrict_at_once

    tenant, id = split_corpus(corpus)
    wanted = Access(access)
    with runtime.look() as app:
        before = app.catalog.corpus(tenant, id)
        # Whoever owns the folder may be busy for long; what must not be seen any more does not wait for that.
        seen = restrict_at_once(app.catalog, tenant, id, wanted).access
        shared_with = app.catalog.shares(tenant, id)
    try:
        with runtime.write() as app, Progress() as shown:
            report = app.curation.change_access(
                tenant, id, wanted, lambda progress: shown.show(progress_line(progress)), seen=seen
            )
    except BaseException:
        if seen is not before.access:
            click.echo(
                f"„{tenant}/{id}“ ist bereits {ACCESS_WORDS[seen]}. Seine Dokumente sind noch nicht alle "
                "nachgetragen; wiederholen Sie den Befehl.",
                err=True,
            )
        raise
    if before.access is wanted and not report.documents:
        raise UsageError(
            f"„{tenant}/{id}“ ist schon {ACCESS_WORDS[wanted]} ({wanted.value}); es gab nichts zu ändern.",
            hint="Zur Wahl stehen public, internal und restricted.",
        )
    print_access_report(report, before, shared_with, as_json=as_json)


@corpus_group.command(
    "kind",
    short_help="Ändern, welcher Art die Unterlagen eines Bestands sind.",
    example="kompass corpus kind musterstadt/satzungen regulation",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@click.argument("kind", metavar="ART", type=click.Choice(_KINDS))
@json_option
@pass_runtime
@click.pass_context
def change_kind(ctx: click.Context, runtime: Runtime, corpus: str, kind: str, as_json: bool) -> None:
    """Dem Bestand die Art ART geben: council (Ratspapiere), regulation (Recht und Regeln), guide (Ratgeber).

    Nach der Art richtet sich, wie Unterlagen gegliedert und welche Angaben aus ihnen gelesen werden. Sie werden deshalb
    neu gelesen, auch wenn ihre Dateien nicht mehr da sind. Nach einem Abbruch bringt derselbe Befehl die Arbeit zu
    Ende.
    """
    from app.commands.receipts import print_kind_report

    tenant, id = split_corpus(corpus)
    wanted = CorpusKind(kind)
    with runtime.look() as app:
        before = app.catalog.corpus(tenant, id)
    with runtime.write() as app, Progress() as shown:
        report = app.knowledge.change_kind(tenant, id, wanted, lambda progress: shown.show(progress_line(progress)))
    if before.kind is wanted and not report.read:
        raise UsageError(
            f"„{tenant}/{id}“ hat schon die Art „{wanted.value}“; es gab nichts zu ändern.",
            hint="Zur Wahl stehen council, regulation und guide.",
        )
    print_kind_report(report, before, wanted, as_json=as_json)
    if report.failures:
        ctx.exit(WITH_FAILURES)


@corpus_group.command(
    "remove",
    short_help="Einen Bestand mit seinen Dokumenten entfernen.",
    example="kompass corpus remove musterstadt/rat --yes",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@sure_option
@json_option
@pass_runtime
def remove_corpus(runtime: Runtime, corpus: str, sure: bool, as_json: bool) -> None:
    """Den Bestand mit allen Dokumenten, Freigaben und seinem Teil des Suchindexes entfernen."""
    from app.commands.receipts import print_receipt

    tenant, id = split_corpus(corpus)
    with runtime.write() as app:
        title = app.catalog.corpus(tenant, id).title
        confirm(f"„{tenant}/{id}“ ({title}) mit allen Dokumenten entfernen?", sure=sure)
        print_receipt(app.knowledge.remove_corpus(tenant, id), as_json=as_json)


@corpus_group.command(
    "share",
    short_help="Einen Bestand für einen anderen Mandanten freigeben.",
    example="kompass corpus share musterstadt/satzungen nachbardorf",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@click.argument("with_tenant", metavar="ANDERER-MANDANT")
@pass_runtime
def share_corpus(runtime: Runtime, corpus: str, with_tenant: str) -> None:
    """Den Bestand für ANDERER-MANDANT durchsuchbar machen.

    Freigegeben ist er bis zu seinem eigenen Zugang: Nichtöffentliche Papiere eines öffentlichen Bestands bleiben im
    Haus.
    """
    tenant, id = split_corpus(corpus)
    with runtime.look() as app:
        app.catalog.share_corpus(tenant, id, with_tenant)
    click.echo(f"„{with_tenant}“ kann den Bestand „{tenant}/{id}“ jetzt durchsuchen.", err=True)


@corpus_group.command(
    "unshare",
    short_help="Eine Freigabe zurücknehmen.",
    example="kompass corpus unshare musterstadt/satzungen nachbardorf",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@click.argument("with_tenant", metavar="ANDERER-MANDANT")
@pass_runtime
def unshare_corpus(runtime: Runtime, corpus: str, with_tenant: str) -> None:
    """Die Freigabe des Bestands für ANDERER-MANDANT zurücknehmen; sie gilt ab sofort nicht mehr."""
    tenant, id = split_corpus(corpus)
    with runtime.look() as app:
        app.catalog.unshare_corpus(tenant, id, with_tenant)
    click.echo(f"„{with_tenant}“ kann den Bestand „{tenant}/{id}“ nicht mehr durchsuchen.", err=True)


def _form(app: App, corpus: Corpus) -> dict[str, Any]:
    from app.json_forms import corpus_form

    return corpus_form(
        corpus,
        documents=len(app.catalog.known_hashes(corpus.tenant, corpus.id)),
        shared_with=app.catalog.shares(corpus.tenant, corpus.id),
    )
