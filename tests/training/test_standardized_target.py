"""A standardised target: the network learns it scaled, and everything that is told about it is in its own unit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.preprocessing import StandardScaler

from playground.data.preparing import Uploaded, prepare
from playground.data.reading.file import read_csv
from playground.data.suggesting import suggested
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.training import train
from tests.training.comparison import assert_equals_fit, last, snapshots
from tests.training.fit import by_fit
from tests.training.plain_rows import plain_rows

TARGET = "petal length (cm)"
EXPERIMENT = Experiment(Data(targets=(TARGET,), standardize_target=True), Network((Layer(8, "tanh"),)), Training(epochs=6))


def house() -> Uploaded:
    content = (Path(__file__).parents[1] / "data" / "cases" / "house-prices.csv").read_bytes()
    file = read_csv(content, "house-prices.csv")
    return prepare(file, suggested(file))


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_losses_and_weights_are_those_of_fit_on_the_scaled_target(loss: str) -> None:
    assert_equals_fit(replace(EXPERIMENT, training=replace(EXPERIMENT.training, loss=loss, l2=0.01)))


def test_predictions_and_scores_are_in_the_targets_own_unit() -> None:
    model = by_fit(EXPERIMENT).model
    plain = plain_rows(replace(EXPERIMENT, data=replace(EXPERIMENT.data, standardize_target=False)), None)
    scaler = StandardScaler().fit(plain.y.astype(np.float64))
    predicted = scaler.inverse_transform(model.predict(plain.x_test, verbose=0).astype(np.float64))
    events = list(train(EXPERIMENT))
    finished = last(events)
    np.testing.assert_allclose(snapshots(events)[6].predictions[-30:], predicted, rtol=1e-5)
    assert finished.test["loss"] == pytest.approx(by_fit(EXPERIMENT).evaluation["loss"], rel=1e-5)
    truth = plain.y_test.astype(np.float64)
    assert finished.test["rmse"] == pytest.approx(root_mean_squared_error(truth, predicted), rel=1e-5)
    assert finished.test["mae"] == pytest.approx(mean_absolute_error(truth, predicted), rel=1e-5)
    assert finished.test[f"r2[{TARGET}]"] == pytest.approx(r2_score(truth, predicted), rel=1e-5)
    # In centimetres, not in standard deviations.
    assert finished.test["rmse"] > 1.2 * np.sqrt(finished.test["loss"])


def test_the_curve_over_one_input_is_in_the_targets_own_unit() -> None:
    data = Data("diabetes", ("bmi",), standardize=True, standardize_target=True)
    # Between 25 and 346, and 152 on average.
    for epoch, shown in snapshots(list(train(Experiment(data, training=Training(epochs=20))))).items():
        assert shown.surface is not None
        assert 0.0 < shown.surface.min() < shown.surface.max() < 400.0, epoch
        assert epoch == 0 or shown.surface.min() < 152.0 < shown.surface.max()


def test_the_score_of_a_best_epoch_is_in_the_targets_own_unit_too() -> None:
    training = Training(epochs=60, early_stopping=True, patience=3, learning_rate=0.05)
    experiment = replace(EXPERIMENT, training=training)
    events = list(train(experiment))
    finished = last(events)
    assert finished.restored
    rows = plain_rows(replace(experiment, data=replace(experiment.data, standardize_target=False)), None)
    best = snapshots(events)[finished.best_epoch].predictions[-30:]
    assert finished.test["rmse"] == pytest.approx(root_mean_squared_error(rows.y_test, best), rel=1e-5)


def test_house_prices_are_learned_with_sgd_at_its_usual_rate() -> None:
    table = house()
    experiment = Experiment(replace(table.data, standardize=True, standardize_target=True))
    assert (experiment.training.optimizer, experiment.training.learning_rate) == ("sgd", 0.01)
    finished = last(list(train(experiment, table=table.table)))
    assert finished.reason == "completed"
    assert finished.test["r2[price]"] >= 0.99
    assert 1_000 < finished.test["rmse"] < 10_000
