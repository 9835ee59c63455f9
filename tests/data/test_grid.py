"""The map of predictions covers the points, and a little more."""

import numpy as np
import pytest

from playground.data.grid import GRID_SIDES, grid_of, grid_points, grid_table


def test_a_map_has_50_by_50_points_a_curve_200() -> None:
    assert [grid_points(axes) for axes in (0, 1, 2)] == [0, 200, 2_500]


def test_each_axis_goes_a_twentieth_beyond_the_points_at_either_end() -> None:
    points = np.array([[0.0, -10.0], [2.0, 30.0], [1.0, 0.0]], np.float32)
    x, y = grid_of(points)
    assert (len(x), len(y)) == (GRID_SIDES[2], GRID_SIDES[2])
    assert (x[0], x[-1]) == (pytest.approx(-0.1), pytest.approx(2.1))
    assert (y[0], y[-1]) == (pytest.approx(-12.0), pytest.approx(32.0))
    np.testing.assert_allclose(np.diff(y), 44.0 / 49, rtol=1e-4)


def test_a_column_that_does_not_vary_has_an_axis_around_it() -> None:
    ((*axis,),) = grid_of(np.full((4, 1), 7.0, np.float32))
    assert (axis[0], axis[-1]) == (6.5, 7.5)


def test_the_first_axis_runs_fastest() -> None:
    table = grid_table(("x", "y"), (np.array([1, 2, 3], np.float32), np.array([10, 20], np.float32)))
    assert table.measurements["x"].tolist() == [1, 2, 3, 1, 2, 3]
    assert table.measurements["y"].tolist() == [10, 10, 10, 20, 20, 20]
    assert table.column("x·y").tolist() == [10, 20, 30, 20, 40, 60]
