"""`kompass demo`: two fictional municipalities, ready to be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from app.commands.frame import KompassCommand, Runtime, option, pass_runtime
from app.commands.ingesting import ingest_with_progress
from app.commands.serve import serve
from corpora.errors import AlreadyExists, IndexOutdated
from corpora.model import Access, Corpus, CorpusKind

if TYPE_CHECKING:
    from app.wiring import App
    from corpora.demo.manifest import DemoTenant

_QUESTION = "demo-02"
"""Of the demo's questions: short, and its answer a number."""


@click.command(
    "demo",
    cls=KompassCommand,
    short_help="Zwei erfundene Kommunen einrichten, eine Frage stellen, die Seiten bereitstellen.",
    example="kompass demo\nkompass demo --no-serve",
)
@option("--serve/--no-serve", "serves", default=True, help="Danach die Seiten im Browser bereitstellen, bis Strg-C.")
@option("--port", metavar="PORT", type=click.IntRange(0, 65535), help="0 nimmt einen freien; sonst server.port.")
@pass_runtime
@click.pass_context
def demo(context: click.Context, runtime: Runtime, *, serves: bool, port: int | None) -> None:
    """Zwei erfundene Kommunen mit ihren Papieren einlesen, eine Frage beantworten und die Seiten bereitstellen.

    Ein zweiter Aufruf liest nur, was sich geändert hat.
    """
    from corpora.demo.manifest import load_demo

    catalogue = load_demo()
    asked = next(
        question
        for question in map(json.loads, catalogue.questions.read_text(encoding="utf-8").splitlines())
        if question["id"] == _QUESTION
    )
    with runtime.write() as app:
        for tenant in catalogue.tenants:
            _add_tenant(app, tenant)
        try:
            _read_and_ask(app, catalogue.tenants, asked)
        except IndexOutdated:
            click.echo("Der Index stammt von einer früheren Fassung des Programms und wird neu aufgebaut.", err=True)
            for tenant in catalogue.tenants:
                app.knowledge.reindex(tenant.id)
            _read_and_ask(app, catalogue.tenants, asked)
    click.echo("\nWeiter geht es zum Beispiel mit:")
    for line in (
        'kompass ask auenfurt "Wie hoch ist die Hundesteuer für den zweiten Hund?"',
        'kompass search auenfurt "Vorlage 63/2025"',
        "kompass documents auenfurt",
        "kompass tenant add MEINE-KOMMUNE",
    ):
        click.echo(f"  {line}")
    if serves:
        click.echo("")
        context.invoke(serve, host=None, port=port)


def _read_and_ask(app: App, tenants: Sequence[DemoTenant], asked: Mapping[str, str]) -> None:
    for tenant in tenants:
        for corpus in tenant.corpora:
            click.echo(f"{tenant.title}: {corpus.title}", err=True)
            ingest_with_progress(app, tenant.id, corpus.id, [corpus.folder])
            for other in corpus.shared_with:
                app.catalog.share_corpus(tenant.id, corpus.id, other)
    from app.access import local_scope
    from app.commands.ask import print_stream
    from app.commands.questions import Treated

    scope = local_scope(app.catalog, asked["tenant"])
    treated = Treated(app, scope, wanted=False)
    events = app.assistant.stream(scope, asked["question"])
    click.echo(f"\nFrage an {asked['tenant']}: {asked['question']}\n")
    print_stream(events, treated)


def _add_tenant(app: App, tenant: DemoTenant) -> None:
    with suppress(AlreadyExists):
        app.catalog.add_tenant(tenant.id, tenant.title)
    for corpus in tenant.corpora:
        with suppress(AlreadyExists):
            app.catalog.add_corpus(
                Corpus(tenant.id, corpus.id, corpus.title, CorpusKind(corpus.kind), Access(corpus.access))
            )
