"""The predictions chart: predicted against true, and how sure of the true class."""

import numpy as np
import pytest

from playground.data.split import split
from playground.events import EpochEnd, Floats, Snapshot, Started
from playground.experiment import Data, Experiment, Network, Training, Upload
from playground.figures.drawing.classes import classes_of, named
from playground.figures.panels.panel import Panel, Pick, Restyle, Setup
from playground.figures.panels.predicted_values import value_range
from playground.figures.panels.predictions import prediction_panels
from playground.training.model import build_model

MEASUREMENTS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
CLASSES = Experiment(Data(inputs=MEASUREMENTS, targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))
RANDOM = np.random.default_rng(0)


def predictions_panel(experiment: Experiment) -> Panel:
    """The panel with a dot a row."""
    panel = prediction_panels(experiment)[-1]
    assert panel.name == "predictions"
    return panel


def predicting(targets: tuple[str, ...]) -> Experiment:
    inputs = tuple(name for name in MEASUREMENTS if name not in targets)
    return Experiment(data=Data(inputs=inputs, targets=targets))


def started(truth: Floats) -> Started:
    return Started(4354, 108, 12, 30, truth)


def numbers(column: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    assert isinstance(column, np.ndarray)
    return column


def setup_of(panel: Panel, truth: Floats) -> Setup:
    patch = panel.patch(started(truth))
    assert isinstance(patch, Setup)
    return patch


def look_of(panel: Panel, epoch: int, predictions: Floats) -> Restyle:
    patch = panel.patch(Snapshot(epoch, (), predictions))
    assert isinstance(patch, Restyle)
    return patch


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_target_has_training_validation_and_test_rows(count: int) -> None:
    targets = MEASUREMENTS[-count:]
    figure = predictions_panel(predicting(targets)).figure
    assert [trace.name for trace in figure.data] == ["Training", "Validation", "Test"] * count
    assert [trace.showlegend for trace in figure.data] == [True] * 3 + [False] * 3 * (count - 1)
    first = figure.data[:3]
    assert len({trace.marker.color for trace in first}) == len({trace.marker.symbol for trace in first}) == 3
    titles = [figure.layout[f"xaxis{'' if number == 0 else number + 1}"].title.text for number in range(count)]
    assert titles == [f"True {target}" for target in targets]
    assert figure.layout.yaxis.title.text == "Predicted (cm)"


def test_without_validation_rows_there_are_two_parts() -> None:
    experiment = Experiment(data=Data(validation_split=0.0))
    assert [trace.name for trace in predictions_panel(experiment).figure.data] == ["Training", "Test"] * 2


@pytest.mark.parametrize("count", [1, 2, 3])
def test_subplots_do_not_overlap_and_stack_where_it_is_narrow(count: int) -> None:
    panel = predictions_panel(predicting(MEASUREMENTS[-count:]))
    for layout, columns in ((panel.figure.layout, min(count, 2)), (panel.narrow, 1)):
        boxes = []
        for number in range(count):
            suffix = "" if number == 0 else number + 1
            boxes.append((*layout[f"xaxis{suffix}"].domain, *layout[f"yaxis{suffix}"].domain))
        assert len({box[0] for box in boxes}) == columns
        for i, (left, right, bottom, top) in enumerate(boxes):
            assert 0 <= left < right <= 1
            assert 0 <= bottom < top <= 1
            assert all(right < box[0] or box[1] < left or top < box[2] or box[3] < bottom for box in boxes[i + 1 :])


def test_true_values_stand_on_x_row_by_row() -> None:
    truth = RANDOM.uniform(0.1, 6.9, (150, 2)).astype(np.float32)
    columns = setup_of(predictions_panel(Experiment()), truth).data["x"]
    assert [len(numbers(column)) for column in columns] == [108, 12, 30] * 2
    np.testing.assert_array_equal(np.concatenate([numbers(column) for column in columns[3:]]), truth[:, 1])


def test_both_axes_have_one_range_that_holds_the_truth_and_its_diagonal() -> None:
    truth = np.column_stack([np.linspace(1.0, 6.9, 150), np.linspace(0.1, 2.5, 150)]).astype(np.float32)
    layout = setup_of(predictions_panel(Experiment()), truth).layout
    for number, (axis, high) in enumerate([("", 6.9), ("2", 2.5)]):
        limits = layout[f"xaxis{axis}.range"]
        assert limits == layout[f"yaxis{axis}.range"]
        assert isinstance(limits, list)
        assert isinstance(limits[0], float)
        assert isinstance(limits[1], float)
        # An untrained network's predictions lie around 0.
        assert limits[0] < 0 < high < limits[1] < 1.1 * high
        ends = [layout[f"shapes[{number}].{end}"] for end in ("x0", "y0", "x1", "y1")]
        assert ends == [*limits[:1], *limits[:1], *limits[1:], *limits[1:]]


def test_a_zero_far_away_does_not_squeeze_the_truth() -> None:
    truth = np.linspace(1990, 2020, 150, dtype=np.float32).reshape(-1, 1)
    limits = setup_of(predictions_panel(predicting(("petal width (cm)",))), truth).layout["xaxis.range"]
    assert isinstance(limits, list)
    assert isinstance(limits[0], float)
    assert limits[0] > 1980


def test_a_constant_target_still_has_a_range() -> None:
    limits = setup_of(predictions_panel(predicting(("petal width (cm)",))), np.full((150, 1), 3.0, dtype=np.float32)).layout["xaxis.range"]
    assert isinstance(limits, list)
    assert limits[0] != limits[1]


def test_a_snapshot_moves_the_dots_up_and_down() -> None:
    predictions = RANDOM.uniform(0.1, 6.9, (150, 2)).astype(np.float32)
    patch = look_of(predictions_panel(Experiment()), 5, predictions)
    assert patch.epoch == 5
    assert set(patch.data) == {"y"}
    np.testing.assert_array_equal(np.concatenate([numbers(column) for column in patch.data["y"][:3]]), predictions[:, 0])


def test_before_the_run_there_are_diagonals_and_an_invitation() -> None:
    figure = predictions_panel(Experiment()).figure
    assert [(shape.x0, shape.y0, shape.x1, shape.y1, shape.line.dash) for shape in figure.layout.shapes] == [(0, 0, 1, 1, "dash")] * 2
    assert {note.text for note in figure.layout.annotations} == {"Press Train"}


def test_epochs_do_not_touch_the_predictions() -> None:
    assert predictions_panel(Experiment()).patch(EpochEnd(1, 1.0, 1.0, {}, 0.1)) is None
    assert predictions_panel(CLASSES).patch(EpochEnd(1, 1.0, 1.0, {}, 0.1)) is None


def one_hot(classes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Floats:
    return np.eye(3, dtype=np.float32)[classes]


def test_a_class_stands_in_its_column_and_climbs_with_its_probability() -> None:
    panel = predictions_panel(CLASSES)
    truth = np.arange(150) % 3
    x = numbers(setup_of(panel, one_hot(truth)).data["x"][0])
    np.testing.assert_array_equal(np.rint(x), truth)
    assert len(np.unique(x)) == 150
    probabilities = RANDOM.dirichlet(np.ones(3), 150).astype(np.float32)
    look = look_of(panel, 4, probabilities)
    np.testing.assert_array_equal(numbers(look.data["y"][0]), probabilities[np.arange(150), truth])


def test_colour_symbol_and_word_say_the_predicted_class() -> None:
    panel = predictions_panel(CLASSES)
    setup_of(panel, one_hot(np.zeros(150, dtype=np.int64)))
    probabilities = RANDOM.dirichlet(np.ones(3), 150).astype(np.float32)
    look = look_of(panel, 4, probabilities)
    legend = panel.figure.data[1:]
    for attribute, options in (
        ("marker.color", tuple(trace.marker.color for trace in legend)),
        ("marker.symbol", tuple(trace.marker.symbol for trace in legend)),
        ("text", ("setosa", "versicolor", "virginica")),
    ):
        pick = look.data[attribute][0]
        assert isinstance(pick, Pick)
        assert pick.options == options
        assert len(set(options)) == 3
        np.testing.assert_array_equal(pick.indices, probabilities.argmax(axis=1))


def test_hovering_names_the_true_class_and_the_rows_part() -> None:
    truth = np.arange(150) % 3
    panel = predictions_panel(CLASSES)
    setup = setup_of(panel, one_hot(truth)).data
    classes, parts = setup["hovertext"][0], setup["customdata"][0]
    assert isinstance(classes, Pick)
    assert isinstance(parts, Pick)
    for row, words in ((0, ("setosa", "training")), (109, ("versicolor", "validation")), (149, ("virginica", "test"))):
        assert (classes.options[classes.indices[row]], parts.options[parts.indices[row]]) == words
    assert "true: %{hovertext} (%{customdata} row)" in panel.figure.data[0].hovertemplate


def test_the_guide_lies_where_guessing_would() -> None:
    figure = predictions_panel(CLASSES).figure
    assert figure.layout.shapes[0].y0 == figure.layout.shapes[0].y1 == pytest.approx(1 / 3)
    assert "guessing: 1 in 3" in {note.text for note in figure.layout.annotations}
    assert figure.layout.xaxis.title.text == "True species"
    assert list(figure.layout.xaxis.ticktext) == ["setosa", "versicolor", "virginica"]


@pytest.mark.parametrize(("output", "limits"), [("tanh", (-1.05, 1.05)), ("linear", None)])
def test_a_hinges_score_is_higher_on_the_true_classs_side(output: str, limits: tuple[float, float] | None) -> None:
    tumours = Experiment(Data(dataset="breast_cancer"), Network(output=output), Training(loss="hinge"))
    panel = predictions_panel(tumours)
    truth = (np.arange(569) % 2).astype(np.float32)[:, None]
    setup_of(panel, truth)
    scores = RANDOM.uniform(-1, 1, (569, 1)).astype(np.float32)
    heights = numbers(look_of(panel, 1, scores).data["y"][0])
    np.testing.assert_array_equal(heights, np.where(truth[:, 0] == 1, scores[:, 0], -scores[:, 0]))
    axis = panel.figure.layout.yaxis
    assert (axis.title.text, axis.range) == ("Score on the true class's side", limits)
    assert "below: a mistake" in {note.text for note in panel.figure.layout.annotations}


def test_of_very_many_classes_the_last_name_stands_for_the_rest() -> None:
    names = tuple(f"kind {i}" for i in range(300))
    upload = Upload("mine.csv", "0" * 64, 900, ("a", "b", "c"), (("kind", names),))
    many = Experiment(Data(dataset="upload", upload=upload), Network(output="softmax"), Training(loss="categorical_crossentropy"))
    shown = classes_of(many).names
    assert (len(shown), shown[254], shown[255]) == (256, "kind 254", "one of 45 others")
    assert named(np.array([3, 254, 255, 299])).tolist() == [3, 254, 255, 255]


def test_a_snapshot_before_the_start_has_no_columns_to_stand_in() -> None:
    predictions = one_hot(np.arange(150) % 3)
    assert predictions_panel(CLASSES).patch(Snapshot(0, (), predictions)) is None


def test_what_the_lectures_untrained_network_predicts_lies_within_the_axes() -> None:
    rows = split(Experiment())
    predictions = build_model(Experiment()).predict(rows.x[rows.shown], verbose=0)
    for target in range(2):
        low, high = value_range(rows.truth[rows.shown][:, target])
        assert low < predictions[:, target].min()
        assert predictions[:, target].max() < high
