"""`kompass eval report`, `show` and `compare`: what runs say."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.frame import KompassCommand, json_option, option
from app.web.texts.catalogue import Language
from corpora.errors import NothingShared
from eval.commands.printing import FILE, PAGE, print_values, write_reports

_language_option = option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    default=Language.GERMAN.value,
    help="Sprache des Berichts; sonst de.",
)


@click.command(
    "report",
    cls=KompassCommand,
    short_help="Den Bericht zu einem Lauf neu schreiben.",
    example="kompass eval report messung --baseline messung-alt --out bericht\n"
    "kompass eval report messung --language en",
)
@click.argument("run_path", metavar="LAUF", type=FILE)
@option("--baseline", metavar="LAUF", type=FILE, help="Im Bericht mit diesem Lauf vergleichen.")
@option("--out", metavar="ORDNER", type=FILE, help="Wohin der Bericht kommt; sonst neben den Lauf.")
@_language_option
def report(run_path: Path, baseline: Path | None, out: Path | None, language: str) -> None:
    """Den Bericht zu LAUF (Ordner oder Datei) schreiben, mit den Maßen dieser Version."""
    from eval.report.content import scores_of
    from eval.run_file import load_run
    from eval.words import Words

    done = load_run(run_path)
    folder = out or (run_path if run_path.is_dir() else run_path.parent)
    before = load_run(baseline) if baseline else None
    write_reports(done, scores_of(done), Words(Language(language)), folder, before)
    click.echo(str(folder / PAGE))


@click.command(
    "show",
    cls=KompassCommand,
    short_help="Die Zahlen eines Laufs zeigen.",
    example="kompass eval show messung\nkompass eval show messung --json",
)
@click.argument("run_path", metavar="LAUF", type=FILE)
@json_option
def show(run_path: Path, as_json: bool) -> None:
    """Jedes gemessene Maß von LAUF mit seinem 95-%-Intervall zeigen."""
    from eval.report.content import scores_of
    from eval.run_file import load_run

    done = load_run(run_path)
    scores = scores_of(done)
    if not as_json:
        print_values(done, scores)
        return
    from app.commands.printing import print_json

    for measure in scores.measured():
        found = scores.estimate(measure.name)
        if found is not None:
            print_json(
                {
                    "measure": measure.name,
                    "value": found.value,
                    "low": found.low,
                    "high": found.high,
                    "cases": found.cases,
                }
            )


@click.command(
    "compare",
    cls=KompassCommand,
    short_help="Zwei Läufe vergleichen, Fall für Fall.",
    example="kompass eval compare messung-alt messung\nkompass eval compare messung-alt messung --json",
)
@click.argument("before", metavar="VORHER", type=FILE)
@click.argument("after", metavar="NACHHER", type=FILE)
@_language_option
@json_option
def compare(before: Path, after: Path, language: str, as_json: bool) -> None:
    """NACHHER gegen VORHER stellen: jedes Maß mit Änderung, Intervall, Zufallswahrscheinlichkeit und den Fällen.

    Ausgegeben wird Markdown, zum Einfügen in eine Änderungsanfrage.
    """
    from eval.comparison import compare_runs
    from eval.run_file import load_run

    comparison = compare_runs(load_run(before), load_run(after))
    if not comparison.shared:
        raise NothingShared(
            "Die beiden Läufe haben keinen Fall gemeinsam.", hint="Vergleichen Sie Läufe mit derselben Falldatei."
        )
    if not as_json:
        from eval.report.markdown import write_comparison
        from eval.words import Words

        click.echo(write_comparison(comparison, Words(Language(language))))
        return
    from app.commands.printing import print_json

    for change in comparison.changes:
        difference = change.difference
        print_json(
            {
                "measure": change.measure.name,
                "before": difference.before,
                "after": difference.after,
                "change": difference.change,
                "low": difference.low,
                "high": difference.high,
                "p": difference.p,
                "cases": difference.cases,
                "better": change.better,
                "wins": [{"id": one.id, "before": one.before, "after": one.after} for one in change.wins],
                "losses": [{"id": one.id, "before": one.before, "after": one.after} for one in change.losses],
            }
        )
