"""What the browser is told of a network: enough to answer as Keras does."""

import json
from typing import cast

import numpy as np
import pytest
from hypothesis import assume, given, settings

from playground.data.features import FEATURES
from playground.data.shown import Shown, shown_rows
from playground.data.split import split
from playground.events import Floats
from playground.experiment import Data, Experiment, Layer, Network, Training, Upload
from playground.figures.drawing.rows import MOST_DOTS, drawn_rows
from playground.lessons.initializers import initial_weights
from playground.live.network import MOST_INPUTS, NetworkData, chosen_rows, network_data
from playground.live.pack import Packed, unpack
from playground.training.model import build_model
from tests.strategies import SMALL, experiments

SOFTMAX, CROSS_ENTROPY = Network(output="softmax"), Training(loss="categorical_crossentropy")
FLOWERS = ("sepal length (cm)", "sepal width (cm)")


def told(experiment: Experiment) -> tuple[NetworkData, Shown]:
    shown = shown_rows(experiment)
    return network_data(experiment, shown, initial_weights(experiment)), shown


def numbers(packed: Packed, columns: int = 1) -> Floats:
    return np.array(unpack(packed), dtype=np.float32).reshape(-1, columns)


def test_the_lectures_network_is_told_by_its_names() -> None:
    data, _ = told(Experiment())
    assert data["inputs"] == list(FLOWERS)
    assert data["outputs"] == ["petal length (cm)", "petal width (cm)"]
    assert [(layer["name"], layer["units"], layer["activation"]) for layer in data["layers"]] == [
        ("hidden1", 32, "relu"),
        ("hidden2", 64, "relu"),
        ("hidden3", 32, "relu"),
        ("output", 2, "linear"),
    ]
    assert data["parameters"] == 4_354
    assert len(numbers(data["weights"])) == 4_354
    assert (data["answer"], data["grid"], data["sources"]) == (None, None, [])
    assert (data["loss"], data["parts"], data["split"]) == ("mse", (108, 12, 30), (108, 12, 30))
    assert (set(numbers(data["shift"])[:, 0]), set(numbers(data["scale"])[:, 0])) == ({0.0}, {1.0})


def test_what_stands_behind_a_layer_is_told() -> None:
    network = Network((Layer(3, "tanh", 0.25, True), Layer(4)))
    layers = told(Experiment(Data("sine"), network))[0]["layers"]
    assert [(layer["dropout"], layer["normalized"]) for layer in layers] == [(0.25, True), (0.0, False), (0.0, False)]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(experiments(SMALL))
def test_raw_rows_and_their_scales_give_what_the_network_receives(experiment: Experiment) -> None:
    data, shown = told(experiment)
    assume(shown.x.size <= MOST_INPUTS)
    rows = split(experiment)
    raw = numbers(data["rows"], len(experiment.data.inputs)).astype(np.float64)
    received = (raw - numbers(data["shift"])[:, 0]) / numbers(data["scale"])[:, 0]
    # Three bytes leave a relative error of 2⁻¹⁷, which a column that is large beside its own spread feels more.
    room = 2**-14 * (1 + np.abs(raw).max(axis=0) / numbers(data["scale"])[:, 0])
    assert (np.abs(received - rows.x[rows.shown]) <= room).all()
    np.testing.assert_allclose(numbers(data["truth"], len(data["outputs"])), rows.truth[rows.shown], rtol=2**-15, atol=1e-30)


def test_a_standardised_target_is_told_as_scikit_learn_has_it() -> None:
    experiment = Experiment(Data("diabetes", standardize=True, standardize_target=True))
    data, rows = told(experiment)[0], split(experiment)
    assert data["answer"] is not None
    assert rows.target_scaler is not None
    assert rows.input_scaler is not None
    np.testing.assert_allclose(numbers(data["answer"]["shift"])[:, 0], rows.target_scaler.mean_, rtol=2**-15)
    np.testing.assert_allclose(numbers(data["answer"]["scale"])[:, 0], rows.target_scaler.scale_, rtol=2**-15)
    np.testing.assert_allclose(numbers(data["shift"])[:, 0], rows.input_scaler.mean_, rtol=2**-15)
    np.testing.assert_allclose(numbers(data["scale"])[:, 0], rows.input_scaler.scale_, rtol=2**-15)


@pytest.mark.parametrize(
    ("data", "sources"),
    [
        (Data("plane", inputs=("x", "sin y", "x·y", "y²")), ["x", "sin y", "x·y", "y²"]),
        (Data("plane", inputs=("y", "x")), ["x", "y"]),
        (Data("plane", inputs=("x²", "y²")), ["x²", "y²"]),
        (Data("iris", inputs=FLOWERS[::-1], targets=("species",)), ["x", "y"]),
    ],
)
def test_the_map_of_a_neuron_is_made_of_the_grid_and_the_sources(data: Data, sources: list[str]) -> None:
    experiment = Experiment(data, SOFTMAX, CROSS_ENTROPY) if data.task == "classification" else Experiment(data)
    network, rows = told(experiment)[0], split(experiment)
    assert network["sources"] == sources
    assert network["grid"] is not None
    across, up = (numbers(axis)[:, 0] for axis in network["grid"])
    x, y = (plane.ravel() for plane in np.meshgrid(across, up))
    made = {"x": x, "y": y, **{name: make(x, y) for name, make in FEATURES.items()}}
    assert rows.grid_x is not None
    np.testing.assert_allclose(np.stack([made[name] for name in sources], axis=1), rows.grid_x, atol=2e-3)


def test_with_one_axis_the_grid_is_the_curves() -> None:
    data, shown = told(Experiment(Data("sine")))
    assert data["grid"] is not None
    (along,) = data["grid"]
    assert shown.grid_x is not None
    np.testing.assert_allclose(numbers(along), shown.grid_x, rtol=2**-15)
    assert data["sources"] == []


def test_of_wide_rows_those_travel_that_get_a_dot_with_their_targets() -> None:
    experiment = Experiment(Data("digits"), SOFTMAX, CROSS_ENTROPY)
    data, shown = told(experiment)
    raw, truth = numbers(data["rows"], 64), numbers(data["truth"], 10)
    assert data["places"] is not None
    places = numbers(data["places"])[:, 0].astype(int)
    np.testing.assert_array_equal(places, drawn_rows(experiment.data, MOST_DOTS).rows)
    np.testing.assert_array_equal(raw, shown.x[places])
    np.testing.assert_array_equal(truth, shown.started.truth[places])
    ends = np.cumsum(experiment.data.shown_rows)
    assert data["parts"] == tuple(sum(begin <= place < end for place in places) for begin, end in zip((0, *ends), ends, strict=False))
    assert data["split"] == experiment.data.split_rows


def test_of_still_wider_rows_so_many_travel_evenly_chosen() -> None:
    inputs = tuple(f"x{number}" for number in range(80))
    upload = Upload("wide.csv", "0" * 64, 1_000, inputs, (("kind", ("a", "b")),))
    places = chosen_rows(Data("upload", inputs=inputs, targets=("kind",), upload=upload))
    assert (len(places), places[0], places[-1]) == (MOST_INPUTS // 80, 0, 999)
    assert set(np.diff(places)) <= {1, 2, 3}


def test_the_lectures_network_takes_little_of_a_page() -> None:
    assert len(json.dumps(told(Experiment())[0])) < 22_000


def test_the_weights_are_kerass() -> None:
    experiment = Experiment(Data("sine"), Network((Layer(5, "tanh", 0.0, True, "he_normal"),)))
    flat = np.concatenate([cast("Floats", array).ravel() for array in build_model(experiment).get_weights()])
    np.testing.assert_allclose(numbers(told(experiment)[0]["weights"])[:, 0], flat, rtol=2**-15, atol=1e-6)
