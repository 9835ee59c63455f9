"""The loss chart: its words, its curves, its mark."""

from dataclasses import replace

import numpy as np
import pytest

from playground.events import Changed, EpochEnd, Event, Failed, Finished, Snapshot, Started
from playground.experiment import Change, Data, Experiment, Network, Training
from playground.figures.drawing.theme import TRAINING, VALIDATION
from playground.figures.panels.loss import LossPanel
from playground.figures.panels.panel import Extend, Pick, Restyle, Setup

CLASSES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def look_of(panel: LossPanel, event: Event) -> Restyle:
    patch = panel.patch(event)
    assert isinstance(patch, Restyle)
    return patch


def shown(panel: LossPanel, look: Restyle) -> dict[str, tuple[list[float], list[float]]]:
    """The marks that can be seen, by the name in the legend, and where they stand."""
    marks = {}
    for i, trace in enumerate(look.traces):
        x, y = look.data["x"][i], look.data["y"][i]
        if look.data["visible"][i] and isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
            name = look.data["name"][i]
            marks[name if isinstance(name, str) else panel.figure.data[trace].name] = (x.tolist(), y.tolist())
    return marks


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
    assert [trace.name for trace in panel.figure.data if trace.visible is True] == ["Training"]
    assert panel.names == ("loss", "data_loss", "penalty")
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
    look = look_of(panel, Finished("completed", 3, best, {}, 0.1))
    assert look.epoch == 3
    assert shown(panel, look) == {"Best epoch": ([best], [losses[best - 1]])}
    star = next(trace for trace in panel.figure.data if trace.name == "Best epoch")
    assert (star.marker.symbol, star.hovertemplate) == ("star", "best: epoch %{x:,}<extra></extra>")


def test_going_back_to_the_best_epoch_is_said() -> None:
    panel = LossPanel(Experiment())
    for number, loss in enumerate([3.0, 1.0, 2.0], start=1):
        panel.patch(epoch(number, 0.1, loss))
    look = look_of(panel, Finished("early_stopping", 3, 2, {}, 0.1, restored=True))
    assert shown(panel, look) == {"Back to epoch 2": ([2], [1.0])}


def test_divergence_is_marked_at_the_last_finite_epoch() -> None:
    panel = LossPanel(Experiment())
    for number, loss in enumerate([3.0, 50.0], start=1):
        panel.patch(epoch(number, loss, loss + 1))
    look = look_of(panel, Finished("diverged", 2, 1, {}, 0.1))
    assert shown(panel, look) == {"Best epoch": ([1], [4.0]), "Last finite epoch": ([2], [50.0])}


def test_the_penalty_is_shown_apart_from_the_loss_on_the_data() -> None:
    panel = LossPanel(replace(CLASSES, training=replace(CLASSES.training, l2=0.01)))
    assert panel.names == ("loss", "val_loss", "accuracy", "val_accuracy", "data_loss", "penalty")
    figure = panel.figure
    visible = [trace.name for trace in figure.data if trace.visible is True and trace.showlegend is not False]
    assert visible == ["Training", "Validation", "Data loss", "Penalty"]
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data if trace.name in visible}) == 4
    event = EpochEnd(1, 1.5, 1.75, {"accuracy": 0.5, "val_accuracy": 0.25}, 0.1, penalty=0.5)
    assert panel.patch(event) == Extend(1, (1.5, 1.75, 0.5, 0.25, 1.0, 0.5))
    assert "data loss + penalty" in panel.caption
    assert "penalty" not in LossPanel(CLASSES).caption


def test_a_penalty_that_comes_later_begins_its_curves_then() -> None:
    panel = LossPanel(Experiment())
    assert panel.patch(epoch(1, 1.0, 2.0)) == Extend(1, (1.0, 2.0))
    look = look_of(panel, Changed(Change(2, l1=0.5)))
    assert (look.epoch, look.data["visible"][:2]) == (2, (True, True))
    assert panel.patch(EpochEnd(2, 1.0, 2.0, {}, 0.2, penalty=0.25)) == Extend(2, (1.0, 2.0, 0.75, 0.25))
    # Taken away again, the curves go on at their new values.
    assert look_of(panel, Changed(Change(3, l1=0.0))).data["visible"][:2] == (True, True)
    assert panel.patch(EpochEnd(3, 1.0, 2.0, {}, 0.3)) == Extend(3, (1.0, 2.0, 1.0, 0.0))


def test_changed_settings_are_marked_from_bottom_to_top_and_named() -> None:
    panel = LossPanel(Experiment())
    panel.patch(Changed(Change(12, learning_rate=0.001)))
    look = look_of(panel, Changed(Change(30, learning_rate=0.1, l2=0.01)))
    x, y = shown(panel, look)["Changed by hand"]
    assert x == [12, 12, 12, 30, 30, 30]
    np.testing.assert_array_equal(y, [0, 1, np.nan] * 2)
    words = look.data["text"][-1]
    assert isinstance(words, Pick)
    assert [words.options[i] for i in words.indices] == ["epoch 12: learning rate 0.001"] * 3 + ["epoch 30: learning rate 0.1, L2 0.01"] * 3
    axis = panel.figure.layout.yaxis3
    assert (axis.overlaying, axis.range, axis.visible) == ("y", (0, 1), False)


def test_a_change_is_marked_in_the_epoch_that_diverged_too() -> None:
    panel = LossPanel(Experiment())
    panel.patch(epoch(1, 3.0, 4.0))
    panel.patch(Changed(Change(2, learning_rate=10.0)))
    look = look_of(panel, Finished("diverged", 1, 1, {}, 0.1))
    # The film's last epoch is the first one.
    assert look.epoch == 1
    marks = shown(panel, look)
    assert marks["Last finite epoch"] == ([1], [3.0])
    assert marks["Changed by hand"][0] == [2, 2, 2]


def test_a_change_is_marked_where_the_very_first_epoch_diverged() -> None:
    panel = LossPanel(Experiment())
    panel.patch(Changed(Change(1, learning_rate=10.0)))
    look = look_of(panel, Finished("diverged", 0, 0, {}, 0.1))
    assert look.epoch == 0
    assert {name: x for name, (x, _) in shown(panel, look).items()} == {"Changed by hand": [1, 1, 1]}


def test_a_run_without_epochs_has_no_mark() -> None:
    assert LossPanel(Experiment()).patch(Finished("diverged", 0, 0, {}, 0.1)) is None


def test_the_start_needs_no_data_and_other_events_change_nothing() -> None:
    panel = LossPanel(Experiment())
    started = panel.patch(Started(4354, 108, 12, 30, np.zeros((150, 2), dtype=np.float32)))
    assert isinstance(started, Setup)
    assert started.traces == ()
    assert panel.patch(Snapshot(0, (), np.zeros((150, 2), dtype=np.float32))) is None
    assert panel.patch(Failed("No.")) is None


def test_before_training_a_ring_of_each_curves_colour_stands_at_epoch_0() -> None:
    panel = LossPanel(replace(CLASSES, training=replace(CLASSES.training, l2=0.01)))
    look = panel.before({"loss": 1.25, "val_loss": 1.5, "accuracy": 0.25, "val_accuracy": 0.375})
    rings = [panel.figure.data[trace] for trace in look.traces]
    assert [(ring.name, ring.line.color, ring.marker.color, ring.yaxis) for ring in rings] == [
        ("Before training", None, TRAINING, "y"),
        ("Before training", None, VALIDATION, "y"),
        ("Before training", None, TRAINING, "y2"),
        ("Before training", None, VALIDATION, "y2"),
    ]
    # In a chart that nobody has told about the start there is no word of it.
    assert [(ring.visible, len(ring.x)) for ring in rings] == [(False, 0)] * 4
    assert [ring.showlegend for ring in rings] == [False] * 4
    assert rings[1].hovertemplate == "%{y:.4g}<extra>Validation before training</extra>"
    assert look.data["visible"] == (True,) * 4
    assert [x.tolist() for x in look.data["x"] if isinstance(x, np.ndarray)] == [[0.0]] * 4
    assert [y.tolist() for y in look.data["y"] if isinstance(y, np.ndarray)] == [[1.25], [1.5], [0.25], [0.375]]
    # Now the numbers on the axis mean something.
    assert look.layout.keys() == {"yaxis.tickfont.color", "annotations[0].text"}
    assert str(look.layout["annotations[0].text"]).startswith("Press Train<br>")
    assert panel.figure.layout.annotations[0].text == "Press Train"
    assert set(look.traces).isdisjoint(panel.curves)


def test_a_start_that_is_not_finite_has_no_ring() -> None:
    panel = LossPanel(Experiment(data=Data(validation_split=0.0)))
    look = panel.before({"loss": float("inf")})
    assert (look.data["visible"], look.layout) == ((False,), {})


def test_the_loss_of_a_standardised_target_has_no_unit_and_the_chart_says_why() -> None:
    panel = LossPanel(Experiment(Data(standardize_target=True)))
    assert panel.figure.layout.yaxis.title.text == "Loss: mean squared error (standardised)"
    assert panel.caption.endswith(
        "It is Keras' own loss on the standardised target, so it has no unit; predictions and scores are in the target's."
    )
    assert "cm" not in panel.figure.data[0].hovertemplate
