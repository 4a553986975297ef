"""`kompass eval gate` and `threshold`: what a run must reach, and from where on answers are given."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.frame import WITH_FAILURES, KompassCommand, json_option, option
from eval.commands.printing import FILE


@click.command(
    "gate",
    cls=KompassCommand,
    short_help="Prüfen, ob ein Lauf gut genug ist.",
    example="kompass eval gate messung --min nDCG@10=0.45 --max unsupported_rate=0.05\n"
    "kompass eval gate messung --baseline messung-alt --max-drop span_recall=0.02",
)
@click.argument("run_path", metavar="LAUF", type=FILE)
@option("--baseline", metavar="LAUF", type=FILE, help="Der Lauf, gegen den --max-drop prüft.")
@option("--min", "minimums", metavar="MASS=WERT", multiple=True, help="Das Maß ist mindestens so groß (mehrfach).")
@option("--max", "maximums", metavar="MASS=WERT", multiple=True, help="Das Maß ist höchstens so groß (mehrfach).")
@option("--max-drop", "drops", metavar="MASS=WERT", multiple=True, help="So viel schlechter darf es sein (mehrfach).")
@click.pass_context
def gate(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    *,
    run_path: Path,
    baseline: Path | None,
    minimums: tuple[str, ...],
    maximums: tuple[str, ...],
    drops: tuple[str, ...],
) -> None:
    """LAUF gegen feste Grenzen und gegen einen früheren Lauf prüfen.

    Rückgabewert 0, wenn jede Schranke hält, sonst 1 mit den Gründen. Ein Maß, das nicht gemessen wurde, hält keine.
    """
    from eval.gate import Kind, check, parse_bound
    from eval.run_file import load_run

    given = ((Kind.MINIMUM, minimums), (Kind.MAXIMUM, maximums), (Kind.MAX_DROP, drops))
    bounds = [parse_bound(kind, text) for kind, texts in given for text in texts]
    reasons = check(load_run(run_path), bounds, load_run(baseline) if baseline else None)
    for reason in reasons:
        click.echo(f"Nicht bestanden: {reason}")
    if reasons:
        ctx.exit(WITH_FAILURES)
    click.echo(f"Bestanden: {len(bounds)} Schranken halten." if len(bounds) > 1 else "Bestanden: die Schranke hält.")


@click.command(
    "threshold",
    cls=KompassCommand,
    short_help="Die Schwelle bestimmen, unter der geschwiegen wird.",
    example="kompass eval threshold messung-rat messung-satzungen",
)
@click.argument("run_paths", metavar="LAUF...", nargs=-1, required=True, type=FILE)
@json_option
def threshold(run_paths: tuple[Path, ...], as_json: bool) -> None:
    """Die Schwelle der Sicherheit an der einen Hälfte der Fälle bestimmen und an der anderen messen.

    Die Einstellung dazu heißt answering.threshold.
    """
    from eval.run_file import load_run
    from eval.thresholds import fit_threshold
    from eval.words import GERMAN

    said = GERMAN.number
    outcomes = [outcome for path in run_paths for outcome in load_run(path).outcomes]
    fitted = fit_threshold(outcomes)
    if as_json:
        from app.commands.printing import print_json

        print_json(fitted.form())
        return
    click.echo(f"Schwelle: {said(fitted.threshold)}")
    for name, half in (("angepasst an", fitted.fitted_on), ("gemessen an", fitted.reported_on)):
        click.echo(
            f"  {name} {half.answerable} beantwortbaren und {half.unanswerable} unbeantwortbaren Fragen: "
            f"F1 {said(half.f1)}, Genauigkeit {said(half.precision)}, erkannt {said(half.recall)}, "
            f"beantwortet {said(half.answered)}"
        )
