"""Early stopping is the callback of Keras, and without it the memory for the best epoch."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Data, Layer
from playground.training import train
from playground.training.stopping import Stopping, watch_of
from tests.training.comparison import assert_equals_fit, last, snapshots
from tests.training.experiments import classification, regression

STOPPING = {
    "goes back": regression(Layer(32), Layer(32), early_stopping=True, patience=3, learning_rate=0.05, epochs=60),
    "stays": regression(
        Layer(32), Layer(32), early_stopping=True, patience=3, learning_rate=0.05, epochs=60, restore_best_weights=False, seed=5
    ),
    "small improvements": regression(Layer(16, "tanh"), early_stopping=True, patience=1, min_delta=0.02, monitor="loss", epochs=40),
    "accuracy": classification(Layer(8), early_stopping=True, patience=2, monitor="val_accuracy", epochs=60, seed=1),
}


@pytest.mark.parametrize("name", STOPPING)
def test_early_stopping_is_keras_callback(name: str) -> None:
    experiment = STOPPING[name]
    assert_equals_fit(experiment)
    events = list(train(experiment))
    finished = last(events)
    assert finished.reason == "early_stopping"
    assert 0 < finished.best_epoch < finished.epochs < experiment.training.epochs
    assert finished.epochs == finished.best_epoch + experiment.training.patience
    assert finished.restored == experiment.training.restore_best_weights
    assert {finished.best_epoch, finished.epochs} <= set(snapshots(events))


# Few different values, so that many are equal.
SCORES = st.lists(st.sampled_from((0.25, 0.5, 0.500001, 0.75, float("nan"), float("inf"))), min_size=1, max_size=12)


@settings(deadline=None, derandomize=True, max_examples=300)
@given(SCORES, st.integers(0, 3), st.sampled_from((0.0, 0.1, 0.25)), st.sampled_from(("val_loss", "val_accuracy")))
def test_every_decision_is_that_of_keras(scores: list[float], patience: int, min_delta: float, monitor: str) -> None:
    callback = keras.callbacks.EarlyStopping(
        monitor, min_delta, patience, mode="min" if monitor == "val_loss" else "max", restore_best_weights=True
    )
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.stop_training = False
    callback.set_model(model)
    callback.on_train_begin()
    stopping = Stopping(classification(early_stopping=True, patience=patience, min_delta=min_delta, monitor=monitor))
    for epoch, score in enumerate(scores):
        callback.on_epoch_end(epoch, {monitor: score})
        assert stopping.hear(epoch + 1, score) == model.stop_training
        assert stopping.best_epoch == callback.best_epoch + 1
        if model.stop_training:
            break


def test_without_early_stopping_nothing_stops_and_the_best_epoch_is_the_lowest() -> None:
    stopping = Stopping(regression())
    assert [stopping.hear(epoch, score) for epoch, score in enumerate((3.0, 1.0, 2.0, 1.0, 5.0), start=1)] == [False] * 5
    assert stopping.best_epoch == 2


@pytest.mark.parametrize(
    ("validation_split", "settings", "score", "column", "direction"),
    [
        (0.1, {}, "val_loss", 1, 1.0),
        (0.0, {}, "loss", 0, 1.0),
        (0.1, {"early_stopping": True, "monitor": "loss"}, "loss", 0, 1.0),
    ],
)
def test_what_is_watched(validation_split: float, settings: dict[str, object], score: str, column: int, direction: float) -> None:
    watch = watch_of(regression(data=Data(validation_split=validation_split), **settings))  # type: ignore[arg-type]
    assert (watch.score, watch.column, watch.direction) == (score, column, direction)


def test_accuracy_should_be_high() -> None:
    watch = watch_of(classification(early_stopping=True, monitor="val_accuracy"))
    assert (watch.column, watch.direction) == (3, -1.0)
    assert watch.improves(0.9, -0.8)
    assert not watch.improves(0.8, -0.8)
    assert not watch.improves(np.nan, -0.8)
