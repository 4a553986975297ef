"""Plots as SVG written by hand: no library, no script, no network; readable in black and white.

Every plot is a `figure` with a caption, an image description for those who do not see it, and its values as a table.
Colours come from the page's variables; series differ by dash and mark as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from eval.report.tables import Column, write_table
from eval.words import Words

WIDTH, HEIGHT = 560, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 12, 40
_ROW = 26
_FEW = 5
"""Fewer cases than this show a direction at most: their mark is hollow."""
_MOST_POINTS = 60
"""Rows of the table under a plot."""

_DASHES = ("", "6 4", "2 3", "9 3 2 3")


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a plot."""

    name: str
    points: tuple[tuple[float, float], ...]
    """Rising in x; y between 0 and 1."""
    step: bool = False
    """Drawn as steps rather than straight from point to point."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a dot plot: a value with its interval, all between 0 and 1."""

    name: str
    value: float
    low: float
    high: float
    cases: int


def plot_lines(  # noqa: PLR0913 - what a plot is made of
    caption: str,
    description: str,
    series: Sequence[Series],
    words: Words,
    *,
    x_name: str,
    x_ticks: Sequence[tuple[float, str]],
    scale: Callable[[float], float] = lambda x: x,
    x_digits: int = 0,
) -> str:
    """Lines over a common x axis; `scale` maps x before it is drawn (identity or a logarithm). y runs from 0 to 1."""
    xs = [scale(x) for each in series for x, _ in each.points] + [scale(x) for x, _ in x_ticks]
    low, high = min(xs), max(xs)
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return _LEFT + (scale(x) - low) / ((high - low) or 1) * width, _TOP + (1 - y) * height

    parts = [_horizontal_grid(width, height, words)]
    for x, label in x_ticks:
        px, _ = place(x, 0)
        parts.append(f'<line class="tick" x1="{px:.1f}" y1="{_TOP + height}" x2="{px:.1f}" y2="{_TOP + height + 4}"/>')
        parts.append(f'<text x="{px:.1f}" y="{_TOP + height + 16}" text-anchor="middle">{escape(label)}</text>')
    parts.append(
        f'<text class="name" x="{_LEFT + width / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(x_name)}</text>'
    )
    for number, each in enumerate(series):
        dash = f' stroke-dasharray="{_DASHES[number % len(_DASHES)]}"' if number else ""
        parts.append(f'<path class="line s{number}"{dash} d="{_path(each, place)}"/>')
    rows = _table_rows(series, x_digits, words)
    columns = [Column(x_name, "number"), *(Column(each.name, "number") for each in series)]
    legend = "" if len(series) < 2 else _legend(series)
    return _figure(caption, description, (WIDTH, HEIGHT), parts, legend + _values(caption, columns, rows, words))


def plot_dots(caption: str, description: str, dots: Sequence[Dot], words: Words) -> str:
    """Values with 95 % intervals, a row each, on an axis from 0 to 1."""
    left = 170
    height = len(dots) * _ROW
    total = height + _TOP + 30
    width = WIDTH - left - 60

    def place(value: float) -> float:
        return left + value * width

    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = place(tick)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_TOP + height}"/>')
        label = words.number(tick, 2)
        parts.append(f'<text x="{x:.1f}" y="{_TOP + height + 16}" text-anchor="middle">{label}</text>')
    for number, dot in enumerate(dots):
        y = _TOP + number * _ROW + _ROW / 2
        name = dot.name if len(dot.name) <= 22 else dot.name[:21] + "…"
        parts.append(f'<text x="{left - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(name)} ({dot.cases})</text>')
        parts.append(
            f'<line class="range" x1="{place(dot.low):.1f}" y1="{y:.1f}" x2="{place(dot.high):.1f}" y2="{y:.1f}"/>'
        )
        few = " few" if dot.cases < _FEW else ""
        parts.append(f'<circle class="dot{few}" cx="{place(dot.value):.1f}" cy="{y:.1f}" r="4.5"/>')
        parts.append(f'<text class="value" x="{WIDTH - 50}" y="{y + 4:.1f}">{words.number(dot.value, 2)}</text>')
    columns = [
        Column(words.text("run_report.type")),
        Column(words.text("runs.cases"), "number"),
        Column(words.text("report.value"), "number"),
        Column(words.text("report.interval"), "number"),
    ]
    rows = [
        [dot.name, words.count(dot.cases), words.number(dot.value), words.interval(dot.low, dot.high)] for dot in dots
    ]
    return _figure(caption, description, (WIDTH, total), parts, _values(caption, columns, rows, words))


def _figure(caption: str, description: str, size: tuple[int, int], parts: Sequence[str], below: str) -> str:
    drawing = "\n".join(parts)
    return (
        f"<figure>\n<figcaption>{escape(caption)}</figcaption>\n"
        f'<svg viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{escape(description)}">\n{drawing}\n</svg>\n'
        f"{below}\n</figure>"
    )


def _values(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], words: Words) -> str:
    summary = escape(words.text("plot.values"))
    return f"<details><summary>{summary}</summary>{write_table(caption, columns, rows)}</details>"


def _horizontal_grid(width: float, height: float, words: Words) -> str:
    parts = []
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        y = _TOP + (1 - tick) * height
        parts.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + width:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{words.number(tick, 1)}</text>')
    return "\n".join(parts)


def _path(series: Series, place: Callable[[float, float], tuple[float, float]]) -> str:
    steps: list[str] = []
    before: float | None = None
    for x, y in series.points:
        px, py = place(x, y)
        if series.step and before is not None:
            steps.append(f"L{px:.1f} {before:.1f}")
        steps.append(f"{'L' if steps else 'M'}{px:.1f} {py:.1f}")
        before = py
    return " ".join(steps)


def _legend(series: Sequence[Series]) -> str:
    items = []
    for number, each in enumerate(series):
        dash = f' stroke-dasharray="{_DASHES[number % len(_DASHES)]}"' if number else ""
        items.append(
            f'<li><svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">'
            f'<line class="line s{number}"{dash} x1="0" y1="4" x2="28" y2="4"/></svg> {escape(each.name)}</li>'
        )
    return f'<ul class="legend">{"".join(items)}</ul>\n'


def _table_rows(series: Sequence[Series], digits: int, words: Words) -> list[list[str]]:
    xs = sorted({x for each in series for x, _ in each.points})
    if len(xs) > _MOST_POINTS:
        xs = [xs[round(number * (len(xs) - 1) / (_MOST_POINTS - 1))] for number in range(_MOST_POINTS)]
    values = [dict(each.points) for each in series]
    return [[words.number(x, digits), *(words.number(each.get(x)) for each in values)] for x in xs]
