"""Outputs that differ by rounding alone are one number, and others are not."""

import numpy as np

from playground.data.ties import ROUNDING, tied


def test_outputs_that_differ_by_a_rounded_digit_become_one() -> None:
    one = np.float32(0.547)
    outputs = np.array([one, np.nextafter(one, np.float32(1)), 0.25, np.nextafter(one, np.float32(0)), 0.75], np.float32)
    found = tied(outputs)
    assert found[0] == found[1] == found[3] == outputs.take([0, 1, 3]).min()
    assert found[[2, 4]].tolist() == [0.25, 0.75]


def test_a_row_of_close_outputs_is_not_one_tie() -> None:
    outputs = np.linspace(0.5, 0.51, 100_001, dtype=np.float64).astype(np.float32)
    found = tied(outputs)
    assert np.all(np.diff(found) >= 0.0)
    assert np.all(outputs - found <= ROUNDING * outputs)
    assert len(np.unique(found)) > 6_000


def test_small_outputs_are_told_apart_by_their_own_size() -> None:
    outputs = np.array([1e-12, 2e-12, -1e-12, 0.0], np.float32)
    assert tied(outputs).tolist() == outputs.tolist()


def test_none_are_none() -> None:
    assert tied(np.array([], np.float32)).shape == (0,)
