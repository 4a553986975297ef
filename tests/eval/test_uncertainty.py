"""Intervals and differences."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eval.measures.part import Part
from eval.scores import NONE
from eval.uncertainty import CONFIDENCE, PERMUTATIONS, RESAMPLES, SEED, compare, estimate


def parts(values: list[float]) -> list[Part]:
    return [Part(value) for value in values]


def test_nothing_measured_is_none() -> None:
    assert estimate([]) is None
    assert estimate([NONE, NONE]) is None
    assert compare([NONE], [Part(1.0)]) is None


def test_the_interval_of_a_mean_is_that_of_the_normal_approximation() -> None:
    values = [1.0] * 120 + [0.0] * 80
    measured = estimate(parts(values))
    assert measured is not None
    assert measured.value == pytest.approx(0.6)
    half = 1.96 * (0.6 * 0.4 / 200) ** 0.5
    assert measured.low == pytest.approx(0.6 - half, abs=0.01)
    assert measured.high == pytest.approx(0.6 + half, abs=0.01)
    assert measured.cases == 200


def test_cases_without_the_measure_do_not_count() -> None:
    measured = estimate([Part(1.0), NONE, Part(0.0), NONE])
    assert measured is not None
    assert (measured.value, measured.cases) == (0.5, 2)


def test_the_same_parts_give_the_same_interval() -> None:
    generator = random.Random(1)
    drawn = parts([generator.random() for _ in range(50)])
    assert estimate(drawn) == estimate(drawn)


def test_equal_runs_differ_by_nothing_and_surely_so() -> None:
    same = parts([0.0, 0.5, 1.0])
    found = compare(same, same)
    assert found is not None
    assert (found.change, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_a_p_value_is_that_of_all_exchanges() -> None:
    # Six cases improve by the same amount: of 64 exchanges, two are as large.
    found = compare(parts([0.0] * 6), parts([0.5] * 6))
    assert found is not None
    assert found.p == pytest.approx(2 / 64, abs=0.006)


def test_a_clear_difference_is_no_chance_and_a_mixed_one_is() -> None:
    clear = compare(parts([0.0] * 30), parts([1.0] * 25 + [0.0] * 5))
    mixed = compare(parts([0.0, 1.0] * 15), parts([1.0, 0.0] * 15))
    assert clear is not None
    assert mixed is not None
    assert clear.p < 0.001
    assert clear.low > 0.5
    assert mixed.p == 1
    assert mixed.change == 0


def test_ratios_are_compared_over_their_sums() -> None:
    before = [Part(1.0, 1.0), Part(0.0, 1.0), NONE]
    after = [Part(1.0, 1.0), NONE, NONE]
    found = compare(before, after)
    assert found is not None
    assert (found.before, found.after, found.cases) == (0.5, 1.0, 2)


@pytest.mark.parametrize("weights", [(1.0,), (1.0, 2.0, 3.0)], ids=["means", "shares"])
def test_what_is_drawn_once_for_many_measures_is_what_would_be_drawn_for_each(weights: tuple[float, ...]) -> None:
    generator = random.Random(3)
    sides = [[Part(generator.random(), weights[at % len(weights)]) for at in range(30)] for _ in range(2)]
    compare(*sides)
    found, measured = compare(*sides), estimate(sides[0])
    assert found is not None
    assert measured is not None

    amounts, parts_of = np.array([[[part.amount, part.weight] for part in side] for side in sides]).transpose(2, 0, 1)
    rows = np.random.default_rng(SEED).integers(0, 30, (RESAMPLES, 30))
    ends = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
    means = [amounts[side][rows].sum(1) / parts_of[side][rows].sum(1) for side in range(2)]
    assert (measured.low, measured.high) == tuple(np.quantile(means[0], ends))
    assert (found.low, found.high) == tuple(np.quantile(means[1] - means[0], ends))
    swapped = np.random.default_rng(SEED).random((PERMUTATIONS, 30)) < 0.5
    exchanged = [
        np.where(swapped, amounts[1 - side], amounts[side]).sum(1)
        / np.where(swapped, parts_of[1 - side], parts_of[side]).sum(1)
        for side in range(2)
    ]
    larger = np.count_nonzero(np.abs(exchanged[1] - exchanged[0]) >= abs(found.change) - 1e-12)
    assert found.p == (larger + 1) / (PERMUTATIONS + 1)
