"""A run or a comparison in Markdown, short enough for a pull request."""

from __future__ import annotations

from eval.comparison import Comparison
from eval.report.changes import compared_runs, comparison_table, worst_losses
from eval.report.content import (
    Table,
    agreement_table,
    provenance_rows,
    sentence_of,
    title_of,
    type_table,
    value_tables,
)
from eval.report.results import State, first_gold_rank, judge_case
from eval.report.tables import Column, write_markdown_table
from eval.run_file import Run
from eval.scores import Scores
from eval.words import Words


def write_markdown(run: Run, scores: Scores, words: Words, comparison: Comparison | None = None) -> str:
    """The report of a run: numbers, the cases that went wrong, what it was made of."""
    parts = [f"# {words.text('run_report.title', title=title_of(run.header))}", sentence_of(run, words)]
    if comparison is not None:
        parts.append(write_comparison(comparison, words))
    parts += [_table(table) for table in [*value_tables(scores, words), type_table(run, scores, words)]]
    if run.header.judge is not None:
        parts.append(_table(agreement_table(run, scores, words)))
    parts += _imperfect(run, scores, words)
    parts.append(f"## {words.text('run_report.provenance')}")
    parts.append("\n".join(f"- {name}: {value}" for name, value in provenance_rows(run.header, words)))
    return "\n\n".join(parts) + "\n"


def _imperfect(run: Run, scores: Scores, words: Words) -> list[str]:
    """Heading and table of the cases that are not good; nothing without one."""
    rows = []
    for outcome in run.outcomes:
        result, case = judge_case(outcome, scores), outcome.case
        if result.state is not State.GOOD:
            rank = str(first_gold_rank(outcome) or "–")
            rows.append(
                (case.id, words.type_name(case.type), case.question, words.text(f"result.{result.value}"), rank)
            )
    if not rows:
        return []
    columns = (
        Column(words.text("run_report.case")),
        Column(words.text("run_report.type")),
        Column(words.text("case_list.question")),
        Column(words.text("case_list.outcome")),
        Column(words.text("case_list.rank"), "number"),
    )
    return [
        f"## {words.text('run_report.imperfect', count=words.count(len(rows)))}",
        write_markdown_table(columns, rows),
    ]


def write_comparison(comparison: Comparison, words: Words) -> str:
    """Two runs side by side."""
    notes = compared_runs(comparison, words)
    if comparison.only_before:
        notes.append(words.text("change.only_before", ids=", ".join(comparison.only_before)))
    if comparison.only_after:
        notes.append(words.text("change.only_after", ids=", ".join(comparison.only_after)))
    parts = [" ".join(notes), _table(comparison_table(comparison, words))]
    losses = [f"- **{measure}**: {cases}" for measure, cases in worst_losses(comparison.changes, words)]
    if losses:
        parts += [f"### {words.text('change.losses')}", "\n".join(losses)]
    return "\n\n".join(parts)


def _table(table: Table) -> str:
    return f"## {table.title}\n\n{write_markdown_table(table.columns, table.rows)}"
