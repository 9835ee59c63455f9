"""Where units saturate, against the closed forms where there are any."""

import math

import numpy as np
import pytest

from playground.lessons.activations import ACTIVATIONS
from playground.lessons.saturation import Range, is_saturated, ranges_in_words, saturated_ranges


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        # a (1 - a) = 0.1 at a = (1 + √0.6) / 2
        ("sigmoid", [math.log((1 + math.sqrt(0.6)) / (1 - math.sqrt(0.6)))]),
        # 1 - a² = 0.1 at a = √0.9
        ("tanh", [math.atanh(math.sqrt(0.9))]),
    ],
)
def test_symmetric_units_saturate_on_both_sides(name: str, ends: list[float]) -> None:
    below, above = saturated_ranges(ACTIVATIONS[name])
    assert (below.low, above.high) == (-math.inf, math.inf)
    assert above.low == pytest.approx(ends[0], abs=1e-11)
    assert below.high == pytest.approx(-ends[0], abs=1e-11)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("relu", 0.0),
        ("elu", math.log(0.1)),  # eˢ = 0.1
        ("softplus", math.log(0.1 / 0.9)),  # σ(s) = 0.1
    ],
)
def test_one_sided_units_saturate_below(name: str, end: float) -> None:
    (found,) = saturated_ranges(ACTIVATIONS[name])
    assert found.low == -math.inf
    assert found.high == pytest.approx(end, abs=1e-11)


def test_gelu_is_flat_around_its_lowest_point_too() -> None:
    tail, dip = saturated_ranges(ACTIVATIONS["gelu"])
    assert tail.high < dip.low < -0.75 < dip.high


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_inside_is_saturated_and_outside_is_not(name: str) -> None:
    ranges = saturated_ranges(ACTIVATIONS[name])
    for s in np.linspace(-9.95, 9.95, 200):
        inside = any(item.low <= s <= item.high for item in ranges)
        assert inside == is_saturated(ACTIVATIONS[name], float(s))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("linear", "nowhere"),
        ("relu", "s ≤ 0"),
        ("sigmoid", "|s| > 2.06"),
        ("tanh", "|s| > 1.82"),
        ("leaky_relu", "nowhere"),
        ("elu", "s < −2.30"),
        ("gelu", "s < −1.86 or −1.08 < s < −0.55"),
        ("silu", "s < −0.91"),
        ("softplus", "s < −2.20"),
    ],
)
def test_words(name: str, words: str) -> None:
    assert ranges_in_words(saturated_ranges(ACTIVATIONS[name])) == words


def test_words_for_a_range_that_has_no_upper_end() -> None:
    assert ranges_in_words((Range(1.5, math.inf),)) == "1.50 < s"
    assert ranges_in_words((Range(-math.inf, -3.0), Range(1.5, math.inf))) == "s < −3.00 or 1.50 < s"
