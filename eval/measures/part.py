"""What one case adds to a measure.

Every measure here is a ratio of two sums over the cases: a mean is the sum of values over the number of cases measured,
precision the right ones over all that were claimed. A case that a measure does not concern has no part in it. Kept as
pairs, all measures share one way to average, to resample and to permute.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Part(NamedTuple):
    """A case's share of a measure: `amount` in the numerator, `weight` in the denominator."""

    amount: float
    weight: float = 1.0

    @property
    def value(self) -> float | None:
        """The measure over this case alone; None when it has no weight."""
        return self.amount / self.weight if self.weight else None


Parts = dict[str, Part]
"""Parts of one case by the measure's name. A measure that is absent was not measured."""


def total(parts: Iterable[Part]) -> float | None:
    """The measure over all parts; None (not zero) when nothing was measured."""
    amount = weight = 0.0
    for part in parts:
        amount += part.amount
        weight += part.weight
    return amount / weight if weight else None
