"""What a report says of two runs, before it is HTML, Markdown or a page."""

from __future__ import annotations

from collections.abc import Sequence

from eval.comparison import SIGNIFICANT, Comparison, MeasureChange
from eval.measures.catalogue import Better
from eval.report.content import Table, is_headline
from eval.report.tables import Column
from eval.words import Words


def compared_runs(comparison: Comparison, words: Words) -> list[str]:
    """Which runs they are, how many cases they share and what they differ in, a sentence each."""
    before, after = comparison.before, comparison.after
    notes = [
        words.text(
            "change.runs",
            after=after.id,
            after_moment=words.moment(after.created),
            before=before.id,
            before_moment=words.moment(before.created),
        ),
        words.counted("comparing.shared", comparison.shared),
    ]
    if comparison.unlike:
        notes.append(words.text("comparing.unlike", what=words.unlike(comparison.unlike)))
    return notes


def comparison_table(comparison: Comparison, words: Words) -> Table:
    """The measures of both runs; of the search those at the place, and the ranking of documents."""
    shown = [change for change in comparison.changes if is_headline(change.measure)]
    columns = (
        Column(words.text("report.measure")),
        Column(words.text("comparing.was"), "number"),
        Column(words.text("comparing.is"), "number"),
        Column(words.text("change.difference"), "number"),
        Column(words.text("report.interval"), "number"),
        Column("p", "number"),
        Column(words.text("change.won"), "number"),
        Column(words.text("change.lost"), "number"),
        Column(words.text("change.verdict")),
    )
    return Table(words.text("change.title"), columns, tuple(_change_row(change, words) for change in shown))


def _change_row(change: MeasureChange, words: Words) -> tuple[str, ...]:
    difference, unit = change.difference, change.measure.unit
    return (
        words.full_title(change.measure),
        words.value(difference.before, unit),
        words.value(difference.after, unit),
        words.signed(difference.change),
        f"{words.signed(difference.low)} … {words.signed(difference.high)}",
        words.chance(difference.p),
        words.count(len(change.wins)),
        words.count(len(change.losses)),
        _verdict_of(change, words),
    )


def _verdict_of(change: MeasureChange, words: Words) -> str:
    """Whether a change is one, in a word."""
    if change.better is None:
        return words.text("change.other" if change.difference.change else "change.same")
    word = words.text("change.better" if change.better else "change.worse")
    return word if change.difference.p < SIGNIFICANT else words.text("change.may_be_chance", word=word)


def worst_losses(changes: Sequence[MeasureChange], words: Words, most: int = 5) -> list[tuple[str, str]]:
    """For each measure with losses that is no timing, its title and its cases in words, the worst first."""
    found = []
    for change in changes:
        if (
            change.losses
            and is_headline(change.measure)
            and not change.measure.timing
            and change.measure.better is not Better.NEITHER
        ):
            shown = ", ".join(
                f"{loss.id} ({words.number(loss.before)} → {words.number(loss.after)})" for loss in change.losses[:most]
            )
            if len(change.losses) > most:
                more = words.count(len(change.losses) - most)
                shown = words.text("change.more_losses", cases=shown, count=more)
            found.append((words.full_title(change.measure), shown))
    return found
