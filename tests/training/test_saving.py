"""The saved network, opened with plain Keras, takes rows as they stand in the table and answers in the target's own unit."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_wine

from playground.data.split import split
from playground.data.tables import Table
from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training, Upload
from playground.training import answer, train
from playground.training.questions import NetworkFile
from tests.training.comparison import last, snapshots
from tests.training.experiments import regression
from tests.training.test_standardized_target import house

# Keras' own, when it saves.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

WINE = Experiment(
    Data("wine", standardize=True),
    Network((Layer(16),), "softmax", augmentation=Augmentation(noise=0.1)),
    Training("adam", 0.01, loss="categorical_crossentropy", batch_size=16, epochs=20),
)
CANCER = Experiment(
    Data("breast_cancer", standardize=True), Network((Layer(8),), "sigmoid"), Training("adam", 0.01, loss="binary_crossentropy", epochs=5)
)


def trained(experiment: Experiment, path: Path, table: Table | None = None) -> tuple[keras.Model, np.ndarray]:
    """Return the saved network as `keras.models.load_model` gives it, and the answers that the run showed of its rows."""
    events = list(train(experiment, table=table))
    finished = last(events)
    file = answer(experiment, NetworkFile(finished.epochs, finished.restored), table=table)
    assert file is not None
    path.write_bytes(file)
    epoch = finished.best_epoch if finished.restored else finished.epochs
    return keras.models.load_model(path), snapshots(events)[epoch].predictions


@pytest.mark.parametrize("settings", [{}, {"early_stopping": True, "patience": 3, "learning_rate": 0.05, "epochs": 60}])
def test_the_saved_network_predicts_what_the_last_or_best_snapshot_shows(settings: dict[str, object], tmp_path: Path) -> None:
    experiment = regression(Layer(32, "relu", 0.1), Layer(16, "tanh", batch_normalization=True), **settings)  # type: ignore[arg-type]
    model, shown = trained(experiment, tmp_path / "network.keras")
    np.testing.assert_allclose(model.predict(split(experiment).x, verbose=0), shown, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("experiment", "table"), [(WINE, load_wine().data), (CANCER, load_breast_cancer().data)])
def test_raw_rows_get_the_classes_that_the_run_gave_them(experiment: Experiment, table: np.ndarray, tmp_path: Path) -> None:
    model, shown = trained(experiment, tmp_path / "network.keras")
    np.testing.assert_allclose(model.predict(table[split(experiment).rows], verbose=0), shown, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("standardize", [True, False])
def test_raw_rows_get_answers_in_the_targets_own_unit(standardize: bool, tmp_path: Path) -> None:
    uploaded = house()
    experiment = Experiment(replace(uploaded.data, standardize=standardize, standardize_target=True), training=Training("adam", epochs=60))
    model, shown = trained(experiment, tmp_path / "network.keras", uploaded.table)
    columns = [uploaded.table.measurements[name] for name in ("area", "rooms", "price")]
    rows = np.stack(columns, axis=1)[split(experiment, uploaded.table).rows]
    answers = model.predict(rows[:, :2], verbose=0)
    np.testing.assert_allclose(answers, shown, rtol=1e-4)
    assert np.abs(answers[:, 0] / rows[:, 2] - 1.0).mean() < 0.1


@pytest.mark.parametrize("size", [1e-12, 1e18])
def test_columns_of_any_size_are_scaled(size: float, tmp_path: Path) -> None:
    values = np.random.default_rng(0).standard_normal((2, 40)) * size
    table = Table({"a": values[0].astype(np.float32), "b": (values[0] + 0.1 * values[1]).astype(np.float32)}, {})
    upload = Upload("own.csv", "0" * 64, 40, ("a", "b"))
    data = Data("upload", ("a",), ("b",), upload=upload, standardize=True, standardize_target=True)
    experiment = Experiment(data, Network((Layer(8),)), Training("adam", epochs=50))
    model, shown = trained(experiment, tmp_path / "network.keras", table)
    rows = split(experiment, table).rows
    np.testing.assert_allclose(model.predict(table.measurements["a"][rows][:, None], verbose=0), shown, rtol=1e-3, atol=1e-3 * size)


@pytest.mark.parametrize(
    ("experiment", "inputs", "outputs", "classes"),
    [
        (regression(Layer(4)), ["sepal length (cm)", "sepal width (cm)"], "petal length (cm), petal width (cm)", None),
        (WINE, list(WINE.data.inputs), "the probabilities of class_0, class_1, class_2, in this order", ["class_0", "class_1", "class_2"]),
        (
            CANCER,
            list(CANCER.data.inputs),
            "the probability of benign: above 0.5 means benign, otherwise malignant",
            ["malignant", "benign"],
        ),
    ],
)
def test_the_file_says_what_goes_in_and_what_comes_out(
    experiment: Experiment, inputs: list[str], outputs: str, classes: list[str] | None, tmp_path: Path
) -> None:
    path = tmp_path / "network.keras"
    trained(experiment, path)
    with zipfile.ZipFile(path) as file:
        words = json.loads(file.read("metadata.json"))
    assert (words["inputs"], words["outputs"], words.get("classes")) == (inputs, outputs, classes)
    assert "keras_version" in words
