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
def test_all_that_validate_and_all_that_are_shown_are_there_once(experiment: Experiment) -> None:
    rows, shape = split(experiment), view_shape(experiment)
    view = view_of(rows, shape)
    assert len(view.x) == len(view.y) == shape.rows
    begin = shape.train
    np.testing.assert_array_equal(view.x[begin : begin + shape.validation], rows.x[rows.validation_rows])
    np.testing.assert_array_equal(view.y[begin : begin + shape.validation], rows.y[rows.validation_rows])
    np.testing.assert_array_equal(view.x[view.shown], rows.x[rows.shown])
    np.testing.assert_array_equal(view.y[view.shown], rows.y[rows.shown])
    assert shape.picked == (shape.shown < shape.train + shape.validation + shape.test)
    assert len(set(view.shown.tolist())) == shape.shown
    if rows.grid_x is not None:
        np.testing.assert_array_equal(view.x[-shape.grid :], rows.grid_x)
        assert shape.grid == len(rows.grid_x)
