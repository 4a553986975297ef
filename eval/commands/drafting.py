"""`kompass eval draft` and `feedback`: cases to be accepted by a person."""

from __future__ import annotations

import click

from app.commands.frame import KompassCommand, Runtime, option, pass_runtime, split_corpus


@click.command(
    "draft",
    cls=KompassCommand,
    short_help="Fälle vorschlagen, die eine Person annimmt oder verwirft.",
    example="kompass eval draft musterstadt/rat --count 40 > vorschlaege.jsonl\n"
    "kompass eval draft musterstadt/rat --model > vorschlaege.jsonl",
)
@click.argument("corpus", metavar="MANDANT/BESTAND")
@option("--count", metavar="ZAHL", type=click.IntRange(1, 1000), default=30, show_default=True, help="Wie viele.")
@option("--model", "with_model", is_flag=True, help="Fragen vom eingestellten Sprachmodell schreiben lassen.")
@option("--seed", metavar="ZAHL", type=int, default=1, show_default=True, help="Andere Zahl, andere Auswahl.")
@pass_runtime
def draft(runtime: Runtime, corpus: str, count: int, with_model: bool, seed: int) -> None:
    """Fälle aus den Dokumenten von BESTAND vorschlagen, einen je Zeile.

    Ohne Sprachmodell sind es Suchen nach Bekanntem: Titel, Überschrift, Nummer. Jeder Vorschlag trägt den Status
    „vorgeschlagen“; gefragt werden nur Fälle, deren Status eine Person auf „angenommen“ setzt.
    """
    from app.commands.progress import Progress
    from eval.cases import write_case
    from eval.drafts import draft_known_items, draft_questions

    tenant, name = split_corpus(corpus)
    with runtime.look() as app, Progress() as progress:
        if with_model:
            from eval.dialogue import configured_model

            model = configured_model(runtime.settings)
            drafted = draft_questions(app.catalog, app.library, tenant, name, count, model, seed=seed)
        else:
            drafted = draft_known_items(app.catalog, app.library, tenant, name, count, seed=seed)
        for number, case in enumerate(drafted, start=1):
            click.echo(write_case(case))
            progress.show(f"{number} von {count} Fällen")


@click.command(
    "feedback",
    cls=KompassCommand,
    short_help="Aus Rückmeldungen zu Antworten Fälle vorschlagen.",
    example="kompass eval feedback musterstadt > vorschlaege.jsonl\n"
    "kompass eval feedback musterstadt --mark > vorschlaege.jsonl",
)
@click.argument("tenant", metavar="MANDANT")
@option("--mark", is_flag=True, help="Die Rückmeldungen danach als verwendet kennzeichnen.")
@pass_runtime
def feedback(runtime: Runtime, tenant: str, mark: bool) -> None:
    """Aus den offenen Rückmeldungen von MANDANT Fälle vorschlagen, einen je Zeile.

    Jeder Vorschlag trägt den Status „vorgeschlagen“. Prüfen Sie Frage und Fundstellen, bevor Sie ihn auf „angenommen“
    setzen: Was eine Rückmeldung sagt, ist noch keine richtige Antwort.
    """
    from app.access import operator
    from app.feedback import FeedbackState
    from eval.cases import write_case
    from eval.feedback import draft_feedback

    with runtime.look() as app:
        person = operator(app.catalog, tenant)
        entries = app.feedback.entries(person, [FeedbackState.OPEN])
        for case in draft_feedback(entries, tenant):
            click.echo(write_case(case))
        if mark:
            app.feedback.mark(person, [entry.id for entry in entries], FeedbackState.USED)
    if not entries:
        click.echo(f"Für „{tenant}“ ist keine Rückmeldung offen.", err=True)
