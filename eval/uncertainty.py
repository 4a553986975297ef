"""How sure a mean is, and whether a difference may be chance.

Intervals: percentile bootstrap over cases (Efron & Tibshirani 1993), 95 %. Differences: paired permutation test, two-
sided, the two runs' parts of a case exchanged by coin (Noreen 1989; for retrieval Smucker, Allan & Carterette 2007).
Both are drawn from a fixed seed, so a report of the same runs is the same to the last digit, and both take the sums
of a measure (see `eval.measures.part`), so they hold for means and for precision, recall and F1 alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eval.measures.part import Part

RESAMPLES = 10_000
PERMUTATIONS = 10_000
CONFIDENCE = 0.95
SEED = 20_260_101
_BLOCK = 4_000_000
"""Numbers drawn at a time: bounds memory for large case files."""
_HELD = 2_000
"""Cases up to which what was drawn is held for the next measure, in 40 MB at most."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over several cases."""

    value: float
    low: float
    high: float
    """Ends of the 95 % interval; both are `value` for a single case."""
    cases: int
    """How many cases the measure concerns."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of one run against the same of another, over the cases both hold."""

    before: float
    after: float
    change: float
    """`after` - `before`."""
    low: float
    high: float
    """95 % interval of the change."""
    p: float
    """Share of random exchanges with a change at least as large; 0 to 1, never 0 exactly."""
    cases: int


def estimate(parts: Sequence[Part]) -> Estimate | None:
    """The measure over these parts with its interval; None when nothing was measured."""
    amounts, weights = _columns(parts)
    if weights.sum() == 0:
        return None
    value = float(amounts.sum() / weights.sum())
    drawn = np.concatenate([_ratio(_sums(amounts, rows), _sums(weights, rows)) for rows in _resamples(len(amounts))])
    low, high = _interval(drawn, value)
    return Estimate(value, low, high, int(np.count_nonzero(weights)))


def compare(before: Sequence[Part], after: Sequence[Part]) -> Difference | None:
    """The change over paired parts (same case at the same position); None when either side measured nothing.

    A part without weight stands for a case that the measure does not concern in that run.
    """
    amounts = np.stack([_columns(before)[0], _columns(after)[0]])
    weights = np.stack([_columns(before)[1], _columns(after)[1]])
    concerned = weights.sum(0) > 0
    amounts, weights = amounts[:, concerned], weights[:, concerned]
    if (weights.sum(1) == 0).any():
        return None
    means = amounts.sum(1) / weights.sum(1)
    change = float(means[1] - means[0])
    drawn = np.concatenate(
        [
            _ratio(_sums(amounts[1], rows), _sums(weights[1], rows))
            - _ratio(_sums(amounts[0], rows), _sums(weights[0], rows))
            for rows in _resamples(amounts.shape[1])
        ]
    )
    low, high = _interval(drawn, change)
    p = _permute(amounts, weights, change)
    return Difference(float(means[0]), float(means[1]), change, low, high, p, int(concerned.sum()))


def _permute(amounts: Floats, weights: Floats, change: float) -> float:
    if np.array_equal(amounts[0], amounts[1]) and np.array_equal(weights[0], weights[1]):
        return 1.0
    at_least = drawn = 0
    for packed in _exchanges(amounts.shape[1]):
        swapped = np.unpackbits(packed, axis=1, count=amounts.shape[1]).view(bool)
        sums = [_exchange(values, swapped) for values in (amounts, weights)]
        changes = _ratio(sums[0][1], sums[1][1]) - _ratio(sums[0][0], sums[1][0])
        changes = changes[~np.isnan(changes)]
        at_least += int(np.count_nonzero(np.abs(changes) >= abs(change) - 1e-12))
        drawn += len(changes)
    # The observed arrangement is one of the possible ones: p is never 0 (Phipson & Smyth 2010).
    return (at_least + 1) / (drawn + 1)


def _columns(parts: Sequence[Part]) -> tuple[Floats, Floats]:
    table = np.array([(part.amount, part.weight) for part in parts], dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _exchange(values: Floats, swapped: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Sums of both sides in each row of exchanges."""
    if (values == 1).all():
        whole = np.full(len(swapped), float(values.shape[1]))
        return whole, whole
    return np.where(swapped, values[1], values[0]).sum(1), np.where(swapped, values[0], values[1]).sum(1)


def _sums(values: Floats, rows: NDArray[np.integer]) -> Floats:
    """Sums of the values that each row names; the weights of a plain mean are all one and need no looking up."""
    if (values == 1).all():
        return np.full(len(rows), float(rows.shape[1]))
    sums: Floats = values.take(rows).sum(1)
    return sums


def _resamples(size: int) -> Iterable[NDArray[np.integer]]:
    """Rows of cases drawn with replacement; the same ones for each measure of as many cases."""
    return _drawn_resamples(size) if size <= _HELD else _draw_resamples(size)


def _exchanges(size: int) -> Iterable[NDArray[np.uint8]]:
    """Rows of coins, eight in a byte; the same ones for each measure of as many cases."""
    return _drawn_exchanges(size) if size <= _HELD else _draw_exchanges(size)


@lru_cache(maxsize=2)
def _drawn_resamples(size: int) -> list[NDArray[np.integer]]:
    return list(_draw_resamples(size))


@lru_cache(maxsize=2)
def _drawn_exchanges(size: int) -> list[NDArray[np.uint8]]:
    return list(_draw_exchanges(size))


def _draw_resamples(size: int) -> Iterator[NDArray[np.integer]]:
    generator = np.random.default_rng(SEED)
    step = max(1, _BLOCK // size)
    kind = np.uint16 if size <= _HELD else np.int64
    for start in range(0, RESAMPLES, step):
        yield generator.integers(0, size, (min(step, RESAMPLES - start), size)).astype(kind, copy=False)


def _draw_exchanges(size: int) -> Iterator[NDArray[np.uint8]]:
    generator = np.random.default_rng(SEED)
    step = max(1, _BLOCK // size)
    for start in range(0, PERMUTATIONS, step):
        yield np.packbits(generator.random((min(step, PERMUTATIONS - start), size)) < 0.5, axis=1)


def _ratio(amounts: Floats, weights: Floats) -> Floats:
    """Element by element; not a number where a resample holds no case of the measure."""
    return np.divide(amounts, weights, out=np.full_like(amounts, np.nan), where=weights > 0)


def _interval(drawn: Floats, value: float) -> tuple[float, float]:
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return value, value
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
