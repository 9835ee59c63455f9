"""What is seen of the rows before a run: those that a run shows, and scales as scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from playground.data.shown import scale_of, shown_rows
from playground.data.split import split
from playground.data.tables import Table
from playground.experiment import Data, Experiment, Network, Training, Upload
from tests.strategies import SMALL, experiments

HINGE = (Network(output="tanh"), Training(loss="hinge"))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(experiments(SMALL))
def test_scaled_they_are_what_the_network_receives(experiment: Experiment) -> None:
    shown, rows = shown_rows(experiment), split(experiment)
    np.testing.assert_allclose((shown.x - shown.inputs.shift) / shown.inputs.scale, rows.x[rows.shown], rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(shown.started.truth, rows.truth[rows.shown])
    assert (shown.grid_x is None) == (rows.grid_x is None)
    if shown.grid_x is not None and rows.grid_x is not None:
        np.testing.assert_allclose((shown.grid_x - shown.inputs.shift) / shown.inputs.scale, rows.grid_x, rtol=1e-5, atol=1e-5)
    assert (shown.targets is None) == (rows.target_scaler is None)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(2, 40), st.sampled_from([0.0, 0.1, 1e6, -3e4]), st.sampled_from([0.0, 1e-3, 1.0, 1e5]), st.integers(0, 99))
def test_a_scale_is_scikit_learns(rows: int, mean: float, spread: float, seed: int) -> None:
    column = (mean + spread * np.random.default_rng(seed).normal(size=(rows, 1))).astype(np.float32)
    ours, theirs = scale_of(column), StandardScaler().fit(column)
    np.testing.assert_allclose(ours.shift, theirs.mean_, rtol=1e-12)
    np.testing.assert_allclose(ours.scale, theirs.scale_, rtol=1e-6)


@pytest.mark.parametrize("experiment", [Experiment(), Experiment(Data("circle", validation_split=0.0), *HINGE)])
def test_all_rows_that_train_and_validate_are_kept_for_the_loss(experiment: Experiment) -> None:
    learned, rows = shown_rows(experiment).learned, split(experiment)
    assert learned is not None
    assert learned.train == rows.train
    np.testing.assert_array_equal(learned.x, rows.x[: rows.train + rows.validation])
    np.testing.assert_array_equal(learned.y, rows.y[: rows.train + rows.validation])


def test_of_a_large_table_they_are_not() -> None:
    columns = tuple("abcdefg")
    table = Table({name: np.arange(100_000, dtype=np.float32) for name in columns}, {})
    upload = Upload("large.csv", "1" * 64, 100_000, columns)
    assert shown_rows(Experiment(Data("upload", columns[:6], ("g",), upload=upload)), table).learned is None


def test_nothing_is_scaled_unasked() -> None:
    shown = shown_rows(Experiment(Data("sine")))
    assert (shown.inputs.shift.tolist(), shown.inputs.scale.tolist(), shown.targets) == ([0.0], [1.0], None)
