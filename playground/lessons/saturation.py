"""Where a unit is saturated: its derivative is so small that next to no gradient gets through."""

import math
from dataclasses import dataclass

import numpy as np

from playground.lessons.activations import Activation, FloatArray

THRESHOLD = 0.1  # |a'(s)| below this: less than a tenth of the gradient gets through
SEARCHED = 10.0  # beyond, no activation of the registry starts or stops being saturated
HALVINGS = 60


@dataclass(frozen=True)
class Range:
    """The sums between `low` and `high`, either of which may be infinite; `closed` says that the ends belong to it."""

    low: float
    high: float
    closed: bool = False


def is_saturated(activation: Activation, s: float) -> bool:
    """Return whether |a'(s)| < 0.1."""
    return bool(np.abs(activation.derivative(np.array([s])))[0] < THRESHOLD)


def saturated_ranges(activation: Activation) -> tuple[Range, ...]:
    """Find every range of s where |a'(s)| < 0.1.

    Args:
        activation: any activation of one sum.

    Returns:
        The ranges from left to right, their ends exact to 1e-12; empty if the unit never saturates.
    """
    s = np.linspace(-SEARCHED, SEARCHED, 2001)
    saturated = np.abs(activation.derivative(s)) < THRESHOLD
    changes = np.flatnonzero(saturated[1:] != saturated[:-1])
    ends = [_change(activation, s[i : i + 2]) for i in changes]
    ends = [-math.inf] * bool(saturated[0]) + ends + [math.inf] * bool(saturated[-1])
    return tuple(Range(low, high, _is_closed(activation, low, high)) for low, high in zip(ends[::2], ends[1::2], strict=True))


def ranges_in_words(ranges: tuple[Range, ...]) -> str:
    """Say where a unit is saturated: `"|s| > 1.82"`, `"s ≤ 0"`, `"s < −1.90 or −0.88 < s < −0.63"`, `"nowhere"`."""
    if len(ranges) == 2 and ranges[0].low == -ranges[1].high and math.isclose(ranges[0].high, -ranges[1].low):
        return f"|s| > {_number(ranges[1].low)}"
    return " or ".join(_one_in_words(item) for item in ranges) or "nowhere"


def _one_in_words(item: Range) -> str:
    sign = "≤" if item.closed else "<"
    if item.low == -math.inf:
        return f"s {sign} {_number(item.high)}"
    if item.high == math.inf:
        return f"{_number(item.low)} {sign} s"
    return f"{_number(item.low)} {sign} s {sign} {_number(item.high)}"


def _number(value: float) -> str:
    return "0" if value == 0 else f"{value:.2f}".replace("-", "−")


def _change(activation: Activation, around: FloatArray) -> float:
    """Return the sum between two neighbours at which the one stops and the other begins to be saturated."""
    left, right = float(around[0]), float(around[1])
    left_is = is_saturated(activation, left)
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        if is_saturated(activation, middle) == left_is:
            left = middle
        else:
            right = middle
    return round(left, 12)


def _is_closed(activation: Activation, low: float, high: float) -> bool:
    # At a smooth end |a'| is 0.1 but for rounding; well below it, the derivative jumps there and the end belongs to the range.
    ends = [end for end in (low, high) if math.isfinite(end)]
    return all(abs(float(activation.derivative(np.array([end]))[0])) < 0.9 * THRESHOLD for end in ends)
