"""The rows that are looked at after an epoch."""

import numpy as np
import pytest

from playground.data.split import split
from playground.experiment import Data, Experiment, Network, Training
from playground.training.view import view_of, view_shape

MAP = Network(output="softmax")
CROSS = Training(loss="categorical_crossentropy")


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(Data(validation_split=0.0)),
        Experiment(Data(dataset="sine", samples=300)),
        Experiment(Data(dataset="circle", samples=5_000, validation_split=0.3), MAP, CROSS),
        Experiment(Data(dataset="gauss", samples=9_000, inputs=("x", "sin y"), standardize=True), MAP, CROSS),
    ],
)
def test_the_shown_rows_come_first_and_then_the_grid(experiment: Experiment) -> None:
    rows, shape = split(experiment), view_shape(experiment)
    view = view_of(rows)
    assert len(view) == shape.rows
    np.testing.assert_array_equal(view[: shape.shown], rows.x[rows.shown])
    assert shape.grid == (0 if rows.grid_x is None else len(rows.grid_x))
    if rows.grid_x is not None:
        np.testing.assert_array_equal(view[shape.shown :], rows.grid_x)
