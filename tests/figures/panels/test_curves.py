"""Curves over one measurement: the prediction through the rows, and how far the network speaks for each class."""

from dataclasses import replace

import numpy as np
import pytest

from playground.data.grid import GRID_SIDES
from playground.events import EpochEnd
from playground.experiment import Data, Experiment
from playground.figures.panels.class_curve import ClassCurvePanel
from playground.figures.panels.value_curve import ValueCurvePanel
from tests.figures.reading import ONE_INPUT, SINE, look_of, numbers, setup_of, snapshot, started, truth_of, words

SIDE = GRID_SIDES[1]
FLOWERS = Experiment(Data(inputs=("sepal length (cm)",), targets=("petal length (cm)", "petal width (cm)")))


def test_the_line_runs_over_the_grid_and_the_dots_are_the_rows() -> None:
    panel = ValueCurvePanel(SINE)
    setup, event = setup_of(panel, started(SINE)), started(SINE)
    assert event.points is not None
    assert [panel.figure.data[trace].name for trace in setup.traces] == ["Training", "Validation", "Test", "Prediction"]
    np.testing.assert_array_equal(np.concatenate([numbers(column) for column in setup.data["x"][:3]]), event.points[:, 0])
    np.testing.assert_array_equal(np.concatenate([numbers(column) for column in setup.data["y"][:3]]), event.truth[:, 0])
    np.testing.assert_array_equal(numbers(setup.data["x"][3]), event.grid[0])
    line = np.sin(event.grid[0])[:, None]
    look = look_of(panel, snapshot(SINE, 9, truth_of(SINE), line))
    assert (look.epoch, look.traces) == (9, (3,))
    np.testing.assert_array_equal(numbers(look.data["y"][0]), line[:, 0])


def test_a_line_that_leaves_the_rows_is_still_seen() -> None:
    # Rows lie from −2 to 1.
    assert setup_of(ValueCurvePanel(SINE), started(SINE)).layout["yaxis.range"] == pytest.approx([-2.45, 1.45])


def test_rows_take_the_place_of_each_invitation_and_the_legend_has_the_line_before_it_is_there() -> None:
    panel = ValueCurvePanel(FLOWERS)
    assert panel.early
    setup = setup_of(panel, replace(started(FLOWERS), truth=np.ones((150, 2), dtype=np.float32)))
    assert [setup.layout[f"annotations[{number}].visible"] for number in range(2)] == [False, False]
    assert [trace.x for trace in panel.figure.data if trace.name == "Prediction"] == [(None,)] * 2


def test_the_curves_of_classes_are_invited_above_the_rows() -> None:
    panel = ClassCurvePanel(ONE_INPUT)
    assert panel.early
    (note,) = panel.figure.layout.annotations
    assert (note.xref, note.yref, note.y) == ("x domain", "y domain", 0.5)
    assert not any(place.startswith("annotations") for place in setup_of(panel, started(ONE_INPUT)).layout)


def test_each_target_has_its_line() -> None:
    panel = ValueCurvePanel(FLOWERS)
    figure = panel.figure
    assert [trace.name for trace in figure.data] == ["Training", "Validation", "Test", "Prediction"] * 2
    assert [trace.showlegend for trace in figure.data] == [True] * 4 + [False] * 4
    assert [figure.layout.yaxis.title.text, figure.layout.yaxis2.title.text] == ["petal length (cm)", "petal width (cm)"]
    assert panel.narrow.xaxis.domain == panel.narrow.xaxis2.domain == (0, 1)
    truth = np.random.default_rng(0).normal(size=(150, 2)).astype(np.float32)
    event = started(FLOWERS)
    setup_of(panel, type(event)(1, 108, 12, 30, truth, event.points, event.grid))
    surface = np.random.default_rng(0).normal(size=(SIDE, 2)).astype(np.float32)
    look = look_of(panel, snapshot(FLOWERS, 1, truth, surface))
    assert look.traces == (3, 7)
    np.testing.assert_array_equal(np.stack([numbers(column) for column in look.data["y"]], axis=1), surface)


def test_each_class_has_its_curve_above_and_its_level_below() -> None:
    panel = ClassCurvePanel(ONE_INPUT)
    setup, figure = setup_of(panel, started(ONE_INPUT)), panel.figure
    names = [figure.data[trace].name for trace in setup.traces]
    assert names == ["setosa", "versicolor", "virginica", "Training", "Validation", "Test"]
    assert len({(figure.data[i].line.color, figure.data[i].line.dash) for i in range(3)}) == 3
    levels = np.concatenate([numbers(column) for column in setup.data["y"][3:]])
    np.testing.assert_array_equal(np.rint(levels), np.arange(150) % 3)
    assert [column is None for column in setup.data["text"]] == [True] * 3 + [False] * 3
    probabilities = np.random.default_rng(0).dirichlet(np.ones(3), SIDE).astype(np.float32)
    predictions = truth_of(ONE_INPUT)[:, [1, 0, 2]]
    look = look_of(panel, snapshot(ONE_INPUT, 2, predictions, probabilities))
    np.testing.assert_array_equal(np.stack([numbers(column) for column in look.data["y"][:3]], axis=1), probabilities)
    # Setosa and versicolor are taken for each other: each has its ring, and no virginica.
    assert words(look.data["text"][3]) == ["versicolor", "setosa"] * 50
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]
    assert figure.layout.yaxis.title.text == "Probability"


@pytest.mark.parametrize(("panel", "experiment"), [(ValueCurvePanel(SINE), SINE), (ClassCurvePanel(ONE_INPUT), ONE_INPUT)])
def test_nothing_moves_before_the_start_or_by_an_epoch_alone(panel: ValueCurvePanel | ClassCurvePanel, experiment: Experiment) -> None:
    surface = np.zeros((SIDE, len(experiment.output_names)), dtype=np.float32)
    assert panel.patch(snapshot(experiment, 0, truth_of(experiment), surface)) is None
    assert panel.patch(EpochEnd(1, 1.0, 1.0, {}, 0.1)) is None
    assert {note.text for note in panel.figure.layout.annotations} == {"Press Train"}
    assert panel.narrow.height != panel.figure.layout.height
