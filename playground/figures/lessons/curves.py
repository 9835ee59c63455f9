"""Activation functions as curves to be drawn, and what a cursor reads on one."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.lessons.activations import ACTIVATIONS, Activation
from playground.lessons.saturation import saturated_ranges

REACH = 6.0
"""The curves are drawn for weighted sums from -REACH to REACH."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One activation function, ready to be drawn.

    Attributes:
        label: what the legend says.
        s: the weighted sums, ascending, shape (points,).
        a: the activation at each, shape (points,).
        derivative: a' at each, shape (points,); NaN where the curve jumps.
        saturated: the ranges of s, from low to high, that are marked as saturated; the ends may be infinite.
    """

    label: str
    s: NDArray[np.float64]
    a: NDArray[np.float64]
    derivative: NDArray[np.float64]
    saturated: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Reading:
    """What one curve says under the cursor: a(s) and a'(s)."""

    a: float
    derivative: float


@cache
def curve_of(name: str) -> Curve:
    """Return the named activation's curve over the cursor's reach; its arrays are shared, hence read-only."""
    activation = ACTIVATIONS[name]
    s = np.linspace(-REACH, REACH, 241)
    breaks: list[int] = []
    for kink in activation.kinks:
        # The kink three times: just before the jump, without a derivative, which breaks its line, and just beyond.
        after = int(np.searchsorted(s, kink, side="right"))
        s[after - 1] = kink - 1e-9
        s = np.insert(s, after, [kink, kink + 1e-9])
        breaks.append(after)
    derivative = activation.derivative(s)
    derivative[breaks] = np.nan
    curve = Curve(
        label=activation.label,
        s=s,
        a=activation.function(s),
        derivative=derivative,
        saturated=tuple((item.low, item.high) for item in saturated_ranges(activation)),
    )
    for array in (curve.s, curve.a, curve.derivative):
        array.flags.writeable = False
    return curve


def read(activation: Activation, s: float) -> Reading:
    """Return a(s) and a'(s)."""
    at = np.array([s])
    return Reading(a=float(activation.function(at)[0]), derivative=float(activation.derivative(at)[0]))
