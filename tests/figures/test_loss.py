"""The loss chart: its words, its curves, its mark."""

import numpy as np
import pytest

from playground.events import EpochEnd, Failed, Finished, Snapshot, Started
from playground.experiment import Data, Experiment, Network, Training
from playground.figures.loss import LossPanel
from playground.figures.panel import Extend, Restyle, Setup
from playground.figures.theme import TRAINING, VALIDATION

CLASSES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def epoch(number: int, loss: float, val_loss: float | None = None) -> EpochEnd:
    return EpochEnd(number, loss, val_loss, {}, 0.1)


def test_the_lectures_loss_is_in_square_centimetres() -> None:
    layout = LossPanel(Experiment()).figure.layout
    assert layout.xaxis.title.text == "Epoch"
    assert layout.yaxis.title.text == "Loss: mean squared error (cm²)"


def test_cross_entropy_has_no_unit() -> None:
    assert LossPanel(CLASSES).figure.layout.yaxis.title.text == "Loss: cross-entropy"


def test_training_comes_first_and_validation_second() -> None:
    training, validation, *_ = LossPanel(Experiment()).figure.data
    assert (training.name, training.line.color) == ("Training", TRAINING)
    assert (validation.name, validation.line.color) == ("Validation", VALIDATION)


def test_without_validation_rows_there_is_no_validation_curve() -> None:
    panel = LossPanel(Experiment(data=Data(validation_split=0.0)))
    assert [trace.name for trace in panel.figure.data] == ["Training", "Best epoch"]
    assert panel.curves == (0,)
    assert "validation" not in panel.caption.lower()


def test_before_the_run_it_is_empty_and_spans_all_epochs() -> None:
    figure = LossPanel(Experiment(training=Training(epochs=400))).figure
    assert all(len(trace.x) == 0 for trace in figure.data)
    low, high = figure.layout.xaxis.range
    assert low == 0
    assert 400 < high < 420
    assert [note.text for note in figure.layout.annotations] == ["Press Train"]


@pytest.mark.parametrize("experiment", [Experiment(), CLASSES])
def test_a_narrow_layout_fits_the_same_traces(experiment: Experiment) -> None:
    panel = LossPanel(experiment)
    wide, narrow = panel.figure.layout, panel.narrow
    assert narrow.height < wide.height
    assert narrow.yaxis.title.text == wide.yaxis.title.text
    assert [shape.name for shape in narrow.shapes] == [shape.name for shape in wide.shapes] == ["cursor"]


def test_each_epoch_lengthens_each_curve_by_its_loss() -> None:
    assert LossPanel(Experiment()).patch(epoch(7, 0.25, 0.5)) == Extend(7, (0.25, 0.5))


def test_a_classification_adds_accuracy_below() -> None:
    panel = LossPanel(CLASSES)
    figure = panel.figure
    assert [trace.name for trace in figure.data[:4]] == ["Training", "Validation", "Training accuracy", "Validation accuracy"]
    assert [trace.yaxis for trace in figure.data[:4]] == ["y", "y", "y2", "y2"]
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]
    assert figure.layout.yaxis2.title.text == "Accuracy"
    patch = panel.patch(EpochEnd(3, 1.0, 1.1, {"accuracy": 0.5, "val_accuracy": 0.4}, 0.1))
    assert patch == Extend(3, (1.0, 1.1, 0.5, 0.4))


@pytest.mark.parametrize(("losses", "best"), [([3.0, 1.0, 2.0], 2), ([3.0, 2.0, 1.0], 3), ([1.0, 1.0, 1.0], 1)])
def test_the_lowest_validation_loss_is_marked_at_the_end(losses: list[float], best: int) -> None:
    panel = LossPanel(Experiment())
    for number, loss in enumerate(losses, start=1):
        panel.patch(epoch(number, 0.1, loss))
    mark = panel.patch(Finished("completed", 3, best, {}, 0.1))
    assert isinstance(mark, Restyle)
    assert (mark.epoch, mark.traces) == (3, (2,))
    x, y = mark.data["x"][0], mark.data["y"][0]
    assert isinstance(x, np.ndarray)
    assert isinstance(y, np.ndarray)
    assert (x.tolist(), y.tolist()) == ([best], [losses[best - 1]])
    star = panel.figure.data[2]
    assert (star.name, star.marker.symbol, star.hovertemplate) == ("Best epoch", "star", "best: epoch %{x:,}<extra></extra>")


def test_a_run_without_epochs_has_no_mark() -> None:
    assert LossPanel(Experiment()).patch(Finished("diverged", 0, 0, {}, 0.1)) is None


def test_the_start_needs_no_data_and_other_events_change_nothing() -> None:
    panel = LossPanel(Experiment())
    started = panel.patch(Started(4354, 108, 12, 30, np.zeros((150, 2), dtype=np.float32)))
    assert isinstance(started, Setup)
    assert started.traces == ()
    assert panel.patch(Snapshot(0, (), np.zeros((150, 2), dtype=np.float32))) is None
    assert panel.patch(Failed("No.")) is None
