"""The error of each part of the rows, held against scikit-learn's, and its lines over the epochs."""

import numpy as np
import pytest
from sklearn.metrics import log_loss, mean_squared_error

from playground.events import EpochEnd, Finished, Snapshot
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.figures.panels.errors import ErrorsPanel
from tests.figures.reading import SINE, SIX, TWO, look_of, numbers, setup_of, started, truth_of


def outputs_of(experiment: Experiment, epoch: int) -> np.ndarray:
    """Something that a network might say; probabilities add up to 1."""
    drawn = np.random.default_rng(epoch).uniform(0.05, 0.95, truth_of(experiment).shape).astype(np.float32)
    return drawn / drawn.sum(axis=1, keepdims=True) if drawn.shape[1] > 1 else drawn


def error_of(truth: np.ndarray, outputs: np.ndarray, *, classifies: bool) -> float:
    """What scikit-learn says, whose log loss wants probabilities that add up to 1 in double precision."""
    if not classifies:
        return float(mean_squared_error(truth, outputs))
    several = truth.shape[1] > 1
    shares = outputs / outputs.sum(axis=1, keepdims=True) if several else outputs
    return float(log_loss(truth.argmax(axis=1) if several else truth[:, 0], shares, labels=list(range(max(2, truth.shape[1])))))


def seen(experiment: Experiment, *epochs: int) -> ErrorsPanel:
    panel = ErrorsPanel(experiment)
    panel.patch(started(experiment))
    for epoch in epochs:
        panel.patch(Snapshot(epoch, (), outputs_of(experiment, epoch)))
    return panel


@pytest.mark.parametrize("experiment", [SINE, TWO, SIX])
def test_each_line_is_the_error_of_its_rows(experiment: Experiment) -> None:
    look = look_of(seen(experiment, 0, 1), Snapshot(2, (), outputs_of(experiment, 2)))
    ends = np.cumsum(experiment.data.shown_rows)[:-1]
    for part, line in enumerate(look.data["y"]):
        np.testing.assert_array_equal(numbers(look.data["x"][part]), [0, 1, 2])
        for epoch, shown in enumerate(numbers(line)):
            truth = np.split(truth_of(experiment), ends)[part].astype(float)
            outputs = np.split(outputs_of(experiment, epoch), ends)[part].astype(float)
            assert shown == pytest.approx(error_of(truth, outputs, classifies=experiment is not SINE), rel=1e-5)


def test_there_is_room_for_whoever_says_the_same_of_every_row() -> None:
    training = truth_of(SINE)[: SINE.data.split_rows[0]].astype(float)
    assert setup_of(ErrorsPanel(SINE), started(SINE)).layout["yaxis.range"] == pytest.approx([0, 1.25 * training.var()], rel=1e-5)
    room = setup_of(ErrorsPanel(SIX), started(SIX)).layout["yaxis.range"]
    assert room == pytest.approx([0, 2.5 * np.log(6)], rel=1e-3)


def test_the_best_epochs_snapshot_may_come_last_and_the_end_marks_it() -> None:
    panel = seen(SINE, 0, 2, 4)
    late = look_of(panel, Snapshot(3, (), outputs_of(SINE, 3)))
    assert late.epoch == 3
    np.testing.assert_array_equal(numbers(late.data["x"][0]), [0, 2, 3])
    end = look_of(panel, Finished("early_stopping", 4, 3, {}, 0.1, restored=True))
    assert (end.epoch, end.layout["shapes[0].x0"], end.layout["shapes[0].visible"]) == (4, 3, True)
    np.testing.assert_array_equal(numbers(end.data["x"][0]), [0, 2, 3, 4])


@pytest.mark.parametrize(
    ("data", "output", "loss"),
    [(Data("sine", samples=40, validation_split=0.3), "linear", "mse"), (Data("moons", samples=40), "sigmoid", "binary_crossentropy")],
)
def test_the_validation_rows_error_is_keras_validation_loss(data: Data, output: str, loss: str) -> None:
    from playground import train

    experiment = Experiment(data, Network((Layer(4, dropout=0.5),), output), Training(loss=loss, epochs=5, l2=0.0))
    panel = ErrorsPanel(experiment)
    losses: list[float] = []
    for event in train(experiment):
        panel.patch(event)
        if isinstance(event, EpochEnd):
            losses.append(event.val_loss or 0.0)
    look = look_of(panel, Finished("completed", 5, 1, {}, 0.1))
    np.testing.assert_allclose(numbers(look.data["y"][1])[1:], losses, rtol=1e-5)
