"""`kompass eval run`."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.frame import WITH_FAILURES, KompassCommand, Runtime, option, pass_runtime, split_corpus
from corpora.errors import UsageError
from eval.commands.printing import FILE, PAGE, print_values, write_reports

if TYPE_CHECKING:
    from eval.cases import CaseSet
    from eval.judging import ModelJudge


@click.command(
    "run",
    cls=KompassCommand,
    short_help="Alle Fragen einer Falldatei stellen, messen und berichten.",
    example="kompass eval run --demo --out messung\n"
    "kompass eval run musterstadt fragen.jsonl --out messung\n"
    "kompass eval run musterstadt/rat fragen.jsonl --out messung --retrieval-only",
)
@click.argument("tenant", metavar="[MANDANT[/BESTAND]]", required=False)
@click.argument("cases", metavar="[FÄLLE.jsonl]", required=False, type=FILE)
@option("--out", metavar="ORDNER", type=FILE, required=True, help="Wohin Lauf und Bericht kommen.")
@option("--demo", is_flag=True, help="Die mitgelieferten Fragen an die Demo-Kommunen stellen.")
@option("--retrieval-only", is_flag=True, help="Nur die Suche messen, keine Antworten.")
@option("--limit", metavar="ZAHL", type=click.IntRange(1, 100), default=10, help="Fundstellen je Antwort; sonst 10.")
@option("--parallel", metavar="ZAHL", type=click.IntRange(1, 64), help="Fragen zugleich; sonst so viele wie sinnvoll.")
@option("--judge", "judged", is_flag=True, help="Das eingestellte Sprachmodell über die Antworten urteilen lassen.")
@option("--baseline", metavar="LAUF", type=FILE, help="Im Bericht mit diesem Lauf vergleichen.")
@option("--fresh", is_flag=True, help="Einen Lauf, der schon in ORDNER liegt, verwerfen.")
@pass_runtime
@click.pass_context
def run(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    runtime: Runtime,
    *,
    tenant: str | None,
    cases: Path | None,
    out: Path,
    demo: bool,
    retrieval_only: bool,
    limit: int,
    parallel: int | None,
    judged: bool,
    baseline: Path | None,
    fresh: bool,
) -> None:
    """Alle Fragen aus FÄLLE stellen und in ORDNER den Lauf (run.jsonl) und den Bericht (report.html) ablegen.

    Nennt ein Fall einen anderen Mandanten, wird nichts gefragt. Nach einer Unterbrechung setzt derselbe Befehl den Lauf
    fort. Rückgabewert 1, wenn einzelne Fragen mit einem Fehler endeten.
    """
    from app.commands.progress import Progress, duration
    from eval.report.content import scores_of
    from eval.run_file import load_run
    from eval.runner import Plan, run_cases
    from eval.words import GERMAN

    case_set = _load_cases(tenant, cases, demo=demo)
    before = load_run(baseline) if baseline else None
    owner, narrowed = _split(tenant)
    plan = Plan(case_set, out, owner, narrowed, retrieval_only, limit, parallel=parallel, fresh=fresh)
    judge = _make_judge(runtime) if judged and not retrieval_only else None
    started = time.monotonic()
    with runtime.search() as app, Progress() as progress:

        def show_state(count: int, total: int, failed: int) -> None:
            rate = count / max(time.monotonic() - started, 1e-3)
            left = f", noch {duration((total - count) / rate)}" if 0 < count < total else ""
            wrong = f", {failed} fehlgeschlagen" if failed else ""
            progress.show(f"{count} von {total} Fragen{wrong}{left}")

        done = run_cases(app, plan, judge=judge, show=show_state)
    scores = scores_of(done)
    write_reports(done, scores, GERMAN, out, before)
    print_values(done, scores)
    click.echo(f"\nBericht: {out / PAGE}", err=True)
    if any(outcome.failed for outcome in done.outcomes):
        ctx.exit(WITH_FAILURES)


def _load_cases(tenant: str | None, cases: Path | None, *, demo: bool) -> CaseSet:
    from eval.cases import load_cases

    if demo:
        if tenant or cases:
            raise UsageError(
                "--demo bringt Mandanten und Fälle selbst mit.", hint="Lassen Sie MANDANT und FÄLLE.jsonl weg."
            )
        from corpora.demo.manifest import load_demo

        return replace(load_cases(load_demo().questions).accepted(), name="demo.jsonl")
    if not tenant or cases is None:
        raise UsageError(
            "Es fehlen Mandant und Falldatei.",
            hint="Beispiel: `kompass eval run musterstadt fragen.jsonl --out messung`, oder mit --demo.",
        )
    return load_cases(cases).accepted()


def _split(tenant: str | None) -> tuple[str, tuple[str, ...]]:
    if not tenant:
        return "", ()
    if "/" not in tenant:
        return tenant, ()
    owner, corpus = split_corpus(tenant)
    return owner, (corpus,)


def _make_judge(runtime: Runtime) -> ModelJudge:
    from eval.dialogue import configured_model
    from eval.judging import ModelJudge

    return ModelJudge(configured_model(runtime.settings))
