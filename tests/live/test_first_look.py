"""Before a run, the panels show the rows and the untrained network as its first word will."""

import base64
import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from typing import cast

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image

from playground.data.shown import shown_rows
from playground.data.split import split
from playground.data.tables import Table
from playground.events import MOST_WEIGHTS, Event, Floats
from playground.experiment import Data, Experiment, Layer, Network, Training, Upload
from playground.live.film import Film, panels_of
from playground.live.first_look import FirstLook, first_look
from playground.live.frame import Frame, Look
from playground.live.pack import PackedColumn, unpack
from playground.presets import PRESETS
from playground.settings import ExperimentError
from playground.summary import parameter_count
from playground.training import train_in_chunks
from playground.training.model import build_model
from tests.strategies import SMALL, experiments

DIGITS = 2**-15
SOFTMAX, CROSS_ENTROPY = Network(output="softmax"), Training(loss="categorical_crossentropy")
SIGMOID, BINARY = Network(output="sigmoid"), Training(loss="binary_crossentropy")
ONE_INPUT = Experiment(Data("xor", inputs=("x",)), SOFTMAX, CROSS_ENTROPY)
LARGE = Network((Layer(512),) * 3)


def look_at(experiment: Experiment, table: Table | None = None) -> FirstLook:
    return first_look(experiment, shown_rows(experiment, table))


def numbers(*columns: PackedColumn) -> Floats:
    return np.concatenate([np.array(unpack(column), dtype=np.float32) for column in columns])


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_a_spirals_dots_are_the_rows_of_its_split(noise: float) -> None:
    experiment = Experiment(Data("spiral", noise=noise, class_count=3), SOFTMAX, CROSS_ENTROPY)
    rows = split(experiment)
    look = look_at(experiment).frame["stages"]["map"]
    assert rows.points is not None
    assert [len(numbers(column)) for column in look["data"]["x"]] == [360, 40, 100]
    np.testing.assert_allclose(numbers(*look["data"]["x"]), rows.points[:, 0], rtol=DIGITS)
    np.testing.assert_allclose(numbers(*look["data"]["y"]), rows.points[:, 1], rtol=DIGITS)
    classes = [name for column in look["data"]["text"] for name in np.array(unpack(column))]
    assert classes == ["ABC"[label] for label in rows.y.argmax(axis=1)]


def test_a_planes_dots_have_their_values_for_colours_and_a_sines_for_heights() -> None:
    plane, sine = Experiment(Data("plane")), Experiment(Data("sine", noise=0.3))
    look = look_at(plane).frame["stages"]["map"]
    values = split(plane).y[:, 0]
    np.testing.assert_allclose(numbers(*look["data"]["marker.color"]), values, rtol=DIGITS)
    assert look["layout"]["coloraxis.cmax"] == pytest.approx(np.abs(values).max())
    heights = look_at(sine).frame["stages"]["curve"]["data"]["y"][:3]
    np.testing.assert_allclose(numbers(*heights), split(sine).y[:, 0], rtol=DIGITS)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(experiments(replace(SMALL, samples=3_000)))
def test_the_rows_are_what_any_run_says_first(experiment: Experiment) -> None:
    frame: Frame = json.loads(Film(experiment).record([split(experiment).started(1)]))
    others = {"loss", "learning_rate"}
    assert look_at(experiment).frame["stages"] == {name: look for name, look in frame["stages"].items() if name not in others}


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(Data("plane", inputs=("x", "y", "x·y", "sin x"), standardize=True), Network((Layer(8, "tanh", 0.2, True),))),
        Experiment(Data("sine", standardize=True, standardize_target=True), Network((Layer(8, "selu", initializer="he_normal"),))),
        Experiment(Data("spiral", class_count=3), Network((Layer(8, "gelu"),), "softmax"), CROSS_ENTROPY),
        Experiment(Data("circle", noise=0.2), Network((Layer(6, "sigmoid"),), "tanh"), Training(loss="hinge")),
        Experiment(Data("breast_cancer", standardize=True), SIGMOID, BINARY),
    ],
    ids=["lecture", "plane", "sine", "spiral", "circle", "breast cancer"],
)
def test_the_answers_are_those_of_the_engine_before_the_first_epoch(experiment: Experiment) -> None:
    with closing(cast("Generator[Sequence[Event], None, None]", train_in_chunks(experiment))) as chunks:
        engines: Frame = json.loads(Film(experiment).record(next(chunks)))
    theirs = {key["panel"]: key["look"] for key in engines["keys"] if key["epoch"] == 0}
    ours = {key["panel"]: key["look"] for key in look_at(experiment).frame["keys"]}
    assert ours.keys() == theirs.keys()
    for panel, look in ours.items():
        assert_same_look(look, theirs[panel])
    network = look_at(experiment).network
    assert network is not None
    (start,) = [weights for weights in engines["weights"] if weights["epoch"] == 0]
    np.testing.assert_allclose(numbers(network["weights"]), numbers({"f3": start["f3"]}), rtol=DIGITS, atol=1e-6)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(Data("sine", standardize=True, standardize_target=True), Network((Layer(8, "selu"),)), Training(loss="huber")),
        Experiment(Data("spiral", class_count=3, validation_split=0.0), Network((Layer(8, "gelu"),), "softmax"), CROSS_ENTROPY),
        Experiment(Data("breast_cancer", standardize=True), SIGMOID, replace(BINARY, l1=0.001, l2=0.01)),
    ],
    ids=["lecture", "sine", "spiral", "breast cancer"],
)
def test_the_loss_at_epoch_0_is_what_keras_says_of_all_rows(experiment: Experiment) -> None:
    model, rows, training = build_model(experiment), split(experiment), experiment.training
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            layer.kernel.regularizer = keras.regularizers.L1L2(training.l1, training.l2)
    classifies = experiment.data.task == "classification"
    model.compile(loss=training.loss, metrics=["accuracy"] if classifies else [])
    parts = [rows.train_rows, rows.validation_rows] if rows.validation else [rows.train_rows]
    theirs = [model.evaluate(rows.x[part], rows.y[part], batch_size=1_000, verbose=0, return_dict=True) for part in parts]
    wanted = [scores[name] for name in (["loss", "accuracy"] if classifies else ["loss"]) for scores in theirs]
    look = look_at(experiment).frame["before"]["loss"]
    np.testing.assert_allclose(numbers(*look["data"]["y"]), wanted, rtol=DIGITS)
    assert numbers(*look["data"]["x"]).tolist() == [0.0] * len(wanted)
    assert look["data"]["visible"] == [True] * len(wanted)


def test_where_all_rows_would_take_long_the_chart_waits_for_the_run() -> None:
    rows = Data("plane", samples=20_000)
    assert "before" in look_at(Experiment(rows, Network((Layer(8),)))).frame
    assert "before" not in look_at(Experiment(rows)).frame
    # Few weights, but many outputs.
    assert "before" not in look_at(Experiment(rows, Network((Layer(20),)))).frame


def assert_same_look(ours: Look, theirs: Look) -> None:
    """Assert that two looks are the same but for what single precision leaves open."""
    assert (ours["traces"], ours["data"].keys()) == (theirs["traces"], theirs["data"].keys())
    for attribute, columns in ours["data"].items():
        for our, their in zip(columns, theirs["data"][attribute], strict=True):
            if isinstance(our, dict) and "f3" in our:
                there = numbers(their)
                np.testing.assert_allclose(numbers(our), there, rtol=1e-4, atol=1e-4 * float(np.abs(there).max(initial=1e-3)))
            else:
                assert our == their
    for place, value in ours.get("layout", {}).items():
        their_value = theirs["layout"][place]
        if place == "images[0].source":
            pictures = [
                np.asarray(Image.open(BytesIO(base64.b64decode(str(source).split(",")[1]))).convert("RGB"), int)
                for source in (value, their_value)
            ]
            # One of 32 steps of a colour, where rounding decides which it is.
            assert (pictures[0] != pictures[1]).mean() < 0.01
        else:
            assert value == their_value


def test_every_preset_that_has_a_chart_of_predictions_has_answers_in_it() -> None:
    for name, preset in PRESETS.items():
        experiment = preset.experiment
        keyed = {key["panel"] for key in look_at(experiment).frame["keys"]}
        assert keyed == {panel.name for panel in panels_of(experiment)} - {"loss", "learning_rate"}, name


@pytest.mark.parametrize("experiment", [*(preset.experiment for preset in PRESETS.values()), ONE_INPUT], ids=[*PRESETS, "one input"])
def test_a_chart_with_answers_invites_nobody(experiment: Experiment) -> None:
    frame = look_at(experiment).frame
    panels = {panel.name: panel for panel in panels_of(experiment)}
    for key in frame["keys"]:
        notes = [number for number, note in enumerate(panels[key["panel"]].figure.layout.annotations) if note.name == "invitation"]
        places = {**frame["stages"][key["panel"]].get("layout", {}), **key["look"].get("layout", {})}
        assert notes
        assert [places[f"annotations[{number}].visible"] for number in notes] == [False] * len(notes)


def test_of_a_network_that_takes_long_to_answer_only_rows_are_seen() -> None:
    plane = look_at(Experiment(Data("plane", samples=2_000), LARGE))
    assert plane.frame.keys() == {"stages"}
    assert plane.frame["stages"].keys() == {"map"}
    assert look_at(Experiment(Data("digits"), replace(LARGE, output="softmax"), CROSS_ENTROPY)) == FirstLook({}, None)


def test_a_network_too_large_to_draw_answers_all_the_same() -> None:
    over = PRESETS["over_fitted"].experiment
    assert parameter_count(over) > MOST_WEIGHTS
    look = look_at(over)
    assert look.network is None
    assert {key["panel"] for key in look.frame["keys"]} == {"curve", "predictions"}


def test_numbers_beyond_single_precision_are_infinite_and_no_error() -> None:
    upload = Upload("mine.csv", "1" * 64, 50, ("a", "b"))
    table = Table({"a": np.linspace(1e37, 3e38, 50).astype(np.float32), "b": np.arange(50, dtype=np.float32)}, {})
    deep = Network((Layer(64, initializer="he_uniform"),) * 3)
    look = look_at(Experiment(Data("upload", ("a",), ("b",), upload=upload), deep), table)
    assert look.network is not None
    assert {key["panel"] for key in look.frame["keys"]} == {"curve", "predictions"}


def test_a_learners_table_is_seen_where_its_panel_shows_rows() -> None:
    upload = Upload("mine.csv", "1" * 64, 50, ("a", "b"), (("kind", ("no", "yes")),))
    measurements = {name: np.arange(50, dtype=np.float32) * step for name, step in (("a", 1), ("b", -2))}
    table = Table(measurements, {"kind": np.arange(50) % 2})
    experiment = Experiment(Data("upload", ("a", "b"), ("kind",), shuffle=False, upload=upload), SOFTMAX, CROSS_ENTROPY)
    look = look_at(experiment, table).frame["stages"]["map"]
    np.testing.assert_array_equal(numbers(*look["data"]["y"]), -2 * np.arange(50))
    with pytest.raises(ExperimentError, match=r"mine\.csv has to be there"):
        look_at(experiment)


@pytest.mark.parametrize("data", [Data("spiral", samples=100_000, class_count=6), Data("multi_gauss", samples=100_000), Data("sine")])
def test_it_takes_some_kilobytes_however_many_rows_there_are(data: Data) -> None:
    experiment = Experiment(data, SOFTMAX, CROSS_ENTROPY) if data.task == "classification" else Experiment(data)
    assert len(json.dumps(look_at(experiment).frame)) < 30_000
