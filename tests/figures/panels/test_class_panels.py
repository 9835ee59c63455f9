"""Confusion matrix and ROC curve, held against scikit-learn's."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve

from playground.events import EpochEnd, Finished, Floats, Snapshot, Started
from playground.experiment import Data, Experiment, Network, Training, Upload
from playground.figures.drawing.theme import channels
from playground.figures.panels.class_panels import class_panels
from playground.figures.panels.confusion import ConfusionPanel
from playground.figures.panels.predicted_classes import PredictedClassesPanel
from playground.figures.panels.roc import RocPanel, roc
from tests.figures.reading import HINGE, SIX, TWO, look_of, numbers, setup_of, started, truth_of, words


def outputs_of(experiment: Experiment) -> Floats:
    """What an untrained network might say."""
    rows, random = sum(experiment.data.shown_rows), np.random.default_rng(3)
    if len(experiment.output_names) > 1:
        return random.dirichlet(np.ones(len(experiment.output_names)), rows).astype(np.float32)
    return random.uniform(0 if experiment.training.loss == "binary_crossentropy" else -1, 1, (rows, 1)).astype(np.float32)


def predicted(experiment: Experiment, outputs: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    if outputs.shape[1] > 1:
        return np.array(outputs.argmax(axis=1), dtype=np.intp)
    threshold = 0 if experiment.training.loss == "hinge" else 0.5
    return np.array(outputs[:, 0] > threshold, dtype=np.intp)


def true(experiment: Experiment) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    return np.arange(sum(experiment.data.shown_rows)) % len(experiment.data.class_names)


@pytest.mark.parametrize("experiment", [TWO, HINGE, SIX])
def test_the_matrix_counts_the_test_rows_as_scikit_learn_does(experiment: Experiment) -> None:
    panel = ConfusionPanel(experiment)
    setup_of(panel, started(experiment))
    outputs, test = outputs_of(experiment), experiment.data.shown_rows[2]
    look = look_of(panel, Snapshot(4, (), outputs))
    count = len(experiment.data.class_names)
    wanted = confusion_matrix(true(experiment)[-test:], predicted(experiment, outputs)[-test:], labels=range(count))
    assert [int(word or 0) for word in words(look.data["text"][0])] == wanted.ravel().tolist()
    cells = panel.figure.data[0]
    # Row by row, as the counts: x is the predicted class, y the true one, whose axis runs downwards.
    assert list(cells.x[:count]) == list(range(count))
    assert set(cells.y[:count]) == {0}
    assert panel.figure.layout.yaxis.range[0] > panel.figure.layout.yaxis.range[1]
    shares = numbers(look.data["z"][0]).reshape(count, count)
    # From the palest that is seen as a colour up to the whole.
    wanted_shares = np.where(wanted, 0.4 + 0.6 * wanted / wanted.sum(axis=1, keepdims=True), 0)
    np.testing.assert_allclose(np.abs(shares), wanted_shares, rtol=1e-5)
    assert (np.diag(shares) >= 0).all()
    assert (shares - np.diag(np.diag(shares)) <= 0).all()


@pytest.mark.parametrize(("restored", "epoch"), [(False, 9), (True, 5)])
def test_at_the_end_all_test_rows_count(restored: bool, epoch: int) -> None:
    panel = ConfusionPanel(TWO)
    setup_of(panel, started(TWO))
    look = look_of(panel, Finished("early_stopping", 9, 5, {}, 0.1, restored=restored, confusion=((4000, 0), (1, 16))))
    assert look.epoch == epoch
    assert words(look.data["text"][0]) == ["4,000", "", "1", "16"]


def test_a_single_mistake_among_thousands_is_orange() -> None:
    panel = ConfusionPanel(TWO)
    setup_of(panel, started(TWO))
    look = look_of(panel, Finished("completed", 9, 5, {}, 0.1, confusion=((4000, 1), (0, 16))))
    right, wrong, none, _ = numbers(look.data["z"][0]).tolist()
    (_, low), (_, middle), _ = panel.figure.data[0].colorscale
    drawn = np.array(channels(middle)) + -wrong * (np.array(channels(low)) - np.array(channels(middle)))
    red, green, blue = drawn
    # Redder than green, and greener than blue by as much as an eye sees on a projector: orange, not grey.
    assert red - blue > 40
    assert red > green > blue
    assert none == 0
    assert right == pytest.approx(1, abs=1e-3)


def test_a_run_that_was_broken_off_keeps_its_last_matrix() -> None:
    panel = ConfusionPanel(TWO)
    assert panel.patch(Snapshot(0, (), outputs_of(TWO))) is None
    setup_of(panel, started(TWO))
    assert panel.patch(Finished("stopped", 9, 5, {}, 0.1)) is None
    assert panel.patch(EpochEnd(1, 1.0, 1.0, {}, 0.1)) is None


def test_a_large_tables_matrix_says_that_it_counts_a_share() -> None:
    assert (
        "While it trains, 400 of the 4,000 test rows." in ConfusionPanel(replace(TWO, data=Data(dataset="moons", samples=20_000))).caption
    )
    assert "While" not in ConfusionPanel(TWO).caption


@pytest.mark.parametrize("experiment", [TWO, HINGE])
def test_the_area_and_the_corners_are_scikit_learns(experiment: Experiment) -> None:
    panel = RocPanel(experiment)
    setup_of(panel, started(experiment))
    outputs, test = outputs_of(experiment), experiment.data.shown_rows[2]
    look = look_of(panel, Snapshot(4, (), outputs))
    labels, scores = true(experiment)[-test:], outputs[-test:, 0]
    assert look.data["name"][0] == f"AUC {roc_auc_score(labels, scores):.3f}"
    false, found, _ = roc_curve(labels, scores, drop_intermediate=False)
    shown = {(round(x, 4), round(y, 4)) for x, y in np.stack([numbers(look.data[axis][0]) for axis in ("x", "y")], axis=1).tolist()}
    points = list(zip(np.round(false, 4).tolist(), np.round(found, 4).tolist(), strict=True))
    assert shown <= set(points)
    # Left out is only what lies on a straight line between its neighbours.
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        turn = (point[0] - before[0]) * (after[1] - point[1]) - (after[0] - point[0]) * (point[1] - before[1])
        assert point in shown or turn == pytest.approx(0, abs=1e-6)
    chosen = predicted(experiment, outputs)[-test:] == 1
    assert numbers(look.data["x"][1]) == pytest.approx([np.mean(chosen[labels == 0])])
    assert numbers(look.data["y"][1]) == pytest.approx([np.mean(chosen[labels == 1])])


def test_two_softmax_outputs_are_ordered_by_the_second() -> None:
    two = Experiment(Data(dataset="spiral", samples=100), Network(output="softmax"), Training(loss="categorical_crossentropy"))
    panel = RocPanel(two)
    setup_of(panel, started(two))
    outputs = outputs_of(two)
    test = two.data.shown_rows[2]
    look = look_of(panel, Snapshot(1, (), outputs))
    assert look.data["name"][0] == f"AUC {roc_auc_score(true(two)[-test:], outputs[-test:, 1]):.3f}"


@pytest.mark.parametrize("seed", range(5))
def test_rows_with_one_score_change_sides_together(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth, scores = random.integers(0, 2, 200), random.integers(0, 7, 200).astype(np.float64)
    false, found = roc(truth, scores)
    assert np.trapezoid(found, false) == pytest.approx(roc_auc_score(truth, scores))
    assert (false[0], found[0], false[-1], found[-1]) == (0, 0, 1, 1)


def test_outputs_that_differ_by_rounding_alone_are_one_point_of_the_curve() -> None:
    panel = RocPanel(TWO)
    setup_of(panel, started(TWO))
    outputs = np.full_like(outputs_of(TWO), 0.547)
    outputs[true(TWO) == 1] = np.nextafter(np.float32(0.547), np.float32(1))
    assert look_of(panel, Snapshot(1, (), outputs)).data["name"][0] == "AUC 0.500"


def test_a_large_tables_curve_says_that_it_is_of_a_share_of_the_test_rows() -> None:
    assert RocPanel(replace(TWO, data=Data(dataset="moons", samples=20_000))).caption.startswith("400 of the 4,000 test rows, over all")
    assert RocPanel(TWO).caption.startswith("Test rows, over all")


def test_test_rows_of_one_class_have_no_curve() -> None:
    panel = RocPanel(TWO)
    event = started(TWO)
    setup_of(panel, Started(1, *TWO.data.split_rows, np.zeros_like(event.truth)))
    look = look_of(panel, Snapshot(1, (), outputs_of(TWO)))
    assert look.data["name"][0] == "AUC: needs both classes"
    assert len(numbers(look.data["x"][0])) == 0


def test_outputs_that_are_not_finite_have_no_curve() -> None:
    panel = RocPanel(TWO)
    setup_of(panel, started(TWO))
    look = look_of(panel, Snapshot(1, (), np.full_like(truth_of(TWO), np.nan)))
    assert len(numbers(look.data["x"][0])) == 0


def many(classes: int) -> Experiment:
    names = tuple(f"class {i}" for i in range(classes))
    upload = Upload("mine.csv", "0" * 64, 200, ("a", "b", "c"), (("kind", names),))
    return Experiment(Data(dataset="upload", upload=upload), Network(output="softmax"), Training(loss="categorical_crossentropy"))


@pytest.mark.parametrize(
    ("experiment", "names"),
    [(Experiment(), []), (TWO, ["confusion", "roc"]), (SIX, ["confusion"]), (many(16), ["confusion"]), (many(17), [])],
)
def test_which_panels_a_classification_has(experiment: Experiment, names: list[str]) -> None:
    assert [panel.name for panel in class_panels(experiment)] == names


def test_a_run_with_too_many_classes_for_a_matrix_says_so() -> None:
    assert "matrix" not in PredictedClassesPanel(many(16)).caption
    said = PredictedClassesPanel(many(17)).caption
    assert said.endswith(" A confusion matrix is shown for up to 16 classes; this run has 17.")


@pytest.mark.parametrize("panel", [ConfusionPanel(SIX), RocPanel(TWO)])
def test_before_the_run_there_are_axes_and_an_invitation(panel: ConfusionPanel | RocPanel) -> None:
    figure = panel.figure
    assert [note.text for note in figure.layout.annotations] == ["Press Train"]
    assert panel.narrow.height < figure.layout.height


def test_names_of_a_strangers_file_stay_whole_entities() -> None:
    upload = Upload("mine.csv", "0" * 64, 200, ("a", "b", "c"), (("kind", ("<b>bold</b>", "a name that is long")),))
    experiment = Experiment(Data(dataset="upload", upload=upload), Network(output="softmax"), Training(loss="categorical_crossentropy"))
    layout = ConfusionPanel(experiment).figure.layout
    assert layout.xaxis.ticktext == ("&#60;b&#62;bold&#60;/b&#62;", "a name that…")
    # Room for the letters, not for the entities that write them.
    assert layout.margin.l < 140
    roc = RocPanel(experiment)
    assert roc.figure.layout.yaxis.title.text == "True positives: a name that is found"
    assert "&#60;b&#62;bold" in roc.figure.layout.xaxis.title.text
    # The page shows a caption letter by letter already.
    assert "the <b>bold</b> taken" in roc.caption
