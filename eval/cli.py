"""`kompass eval`: the commands. Imports nothing heavy: each command loads its part when it is called."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.frame import (
    WITH_FAILURES,
    KompassGroup,
    Runtime,
    json_option,
    option,
    pass_runtime,
    split_corpus,
)
from app.web.texts.catalogue import Language
from corpora.errors import NothingShared, UsageError

if TYPE_CHECKING:
    from eval.cases import CaseSet
    from eval.judging import ModelJudge
    from eval.run_file import Run
    from eval.scores import Scores
    from eval.words import Words

_FILE = click.Path(path_type=Path)
_PAGE, _MARKDOWN = "report.html", "report.md"

_language_option = option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    default=Language.GERMAN.value,
    help="Sprache des Berichts; sonst de.",
)


@click.group(
    "eval",
    cls=KompassGroup,
    short_help="Messen, wie gut Suche und Antworten sind.",
    example="kompass eval run --demo --out messung\n"
    "kompass eval run musterstadt fragen.jsonl --out messung\n"
    "kompass eval compare messung-alt messung\n"
    "kompass eval gate messung --baseline messung-alt --min nDCG@10=0.45 --max-drop span_recall=0.02",
)
def evaluation() -> None:
    """Messen, wie gut Suche und Antworten auf eigene Fragen sind, und vergleichen, ob eine Änderung half.

    Gefragt wird dasselbe Programm mit denselben Einstellungen wie bei `kompass ask`.
    """


@evaluation.command(
    "run",
    short_help="Alle Fragen einer Falldatei stellen, messen und berichten.",
    example="kompass eval run --demo --out messung\n"
    "kompass eval run musterstadt fragen.jsonl --out messung\n"
    "kompass eval run musterstadt/rat fragen.jsonl --out messung --retrieval-only",
)
@click.argument("tenant", metavar="[MANDANT[/BESTAND]]", required=False)
@click.argument("cases", metavar="[FÄLLE.jsonl]", required=False, type=_FILE)
@option("--out", metavar="ORDNER", type=_FILE, required=True, help="Wohin Lauf und Bericht kommen.")
@option("--demo", is_flag=True, help="Die mitgelieferten Fragen an die Demo-Kommunen stellen.")
@option("--retrieval-only", is_flag=True, help="Nur die Suche messen, keine Antworten.")
@option("--limit", metavar="ZAHL", type=click.IntRange(1, 100), default=10, help="Fundstellen je Antwort; sonst 10.")
@option("--parallel", metavar="ZAHL", type=click.IntRange(1, 64), help="Fragen zugleich; sonst so viele wie sinnvoll.")
@option("--judge", "judged", is_flag=True, help="Das eingestellte Sprachmodell über die Antworten urteilen lassen.")
@option("--baseline", metavar="LAUF", type=_FILE, help="Im Bericht mit diesem Lauf vergleichen.")
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
    _write_reports(done, scores, GERMAN, out, before)
    _print_values(done, scores)
    click.echo(f"\nBericht: {out / _PAGE}", err=True)
    if any(outcome.failed for outcome in done.outcomes):
        ctx.exit(WITH_FAILURES)


@evaluation.command(
    "report",
    short_help="Den Bericht zu einem Lauf neu schreiben.",
    example="kompass eval report messung --baseline messung-alt --out bericht\n"
    "kompass eval report messung --language en",
)
@click.argument("run_path", metavar="LAUF", type=_FILE)
@option("--baseline", metavar="LAUF", type=_FILE, help="Im Bericht mit diesem Lauf vergleichen.")
@option("--out", metavar="ORDNER", type=_FILE, help="Wohin der Bericht kommt; sonst neben den Lauf.")
@_language_option
def report(run_path: Path, baseline: Path | None, out: Path | None, language: str) -> None:
    """Den Bericht zu LAUF (Ordner oder Datei) schreiben, mit den Maßen dieser Version."""
    from eval.report.content import scores_of
    from eval.run_file import load_run
    from eval.words import Words

    done = load_run(run_path)
    folder = out or (run_path if run_path.is_dir() else run_path.parent)
    before = load_run(baseline) if baseline else None
    _write_reports(done, scores_of(done), Words(Language(language)), folder, before)
    click.echo(str(folder / _PAGE))


@evaluation.command(
    "show",
    short_help="Die Zahlen eines Laufs zeigen.",
    example="kompass eval show messung\nkompass eval show messung --json",
)
@click.argument("run_path", metavar="LAUF", type=_FILE)
@json_option
def show(run_path: Path, as_json: bool) -> None:
    """Jedes gemessene Maß von LAUF mit seinem 95-%-Intervall zeigen."""
    from eval.report.content import scores_of
    from eval.run_file import load_run

    done = load_run(run_path)
    scores = scores_of(done)
    if not as_json:
        _print_values(done, scores)
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


@evaluation.command(
    "compare",
    short_help="Zwei Läufe vergleichen, Fall für Fall.",
    example="kompass eval compare messung-alt messung\nkompass eval compare messung-alt messung --json",
)
@click.argument("before", metavar="VORHER", type=_FILE)
@click.argument("after", metavar="NACHHER", type=_FILE)
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


@evaluation.command(
    "gate",
    short_help="Prüfen, ob ein Lauf gut genug ist.",
    example="kompass eval gate messung --min nDCG@10=0.45 --max unsupported_rate=0.05\n"
    "kompass eval gate messung --baseline messung-alt --max-drop span_recall=0.02",
)
@click.argument("run_path", metavar="LAUF", type=_FILE)
@option("--baseline", metavar="LAUF", type=_FILE, help="Der Lauf, gegen den --max-drop prüft.")
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


@evaluation.command(
    "threshold",
    short_help="Die Schwelle bestimmen, unter der geschwiegen wird.",
    example="kompass eval threshold messung-rat messung-satzungen",
)
@click.argument("run_paths", metavar="LAUF...", nargs=-1, required=True, type=_FILE)
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


@evaluation.command(
    "draft",
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


@evaluation.command(
    "feedback",
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


def _write_reports(done: Run, scores: Scores, words: Words, folder: Path, before: Run | None) -> None:
    from eval.comparison import compare_runs
    from eval.report.markdown import write_markdown
    from eval.report.page import write_page

    comparison = compare_runs(before, done) if before is not None else None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _PAGE).write_text(write_page(done, scores, words, comparison), encoding="utf-8")
    (folder / _MARKDOWN).write_text(write_markdown(done, scores, words, comparison), encoding="utf-8")


def _print_values(done: Run, scores: Scores) -> None:
    from app.commands.printing import print_table
    from eval.report.content import sentence_of, value_tables
    from eval.words import GERMAN

    click.echo(sentence_of(done, GERMAN))
    for table in value_tables(scores, GERMAN):
        click.echo(f"\n{table.title}")
        print_table([column.name for column in table.columns], table.rows)
