"""What the commands share: names of files, reports beside a run, its values on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eval.run_file import Run
    from eval.scores import Scores
    from eval.words import Words

FILE = click.Path(path_type=Path)
PAGE, _MARKDOWN = "report.html", "report.md"


def write_reports(done: Run, scores: Scores, words: Words, folder: Path, before: Run | None) -> None:
    """The report of a run as a page and as Markdown, compared with the run `before` where there is one."""
    from eval.comparison import compare_runs
    from eval.report.markdown import write_markdown
    from eval.report.page import write_page

    comparison = compare_runs(before, done) if before is not None else None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text(write_page(done, scores, words, comparison), encoding="utf-8")
    (folder / _MARKDOWN).write_text(write_markdown(done, scores, words, comparison), encoding="utf-8")


def print_values(done: Run, scores: Scores) -> None:
    """All values of a run as tables."""
    from app.commands.printing import print_table
    from eval.report.content import sentence_of, value_tables
    from eval.words import GERMAN

    click.echo(sentence_of(done, GERMAN))
    for table in value_tables(scores, GERMAN):
        click.echo(f"\n{table.title}")
        print_table([column.name for column in table.columns], table.rows)
