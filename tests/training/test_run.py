"""A run is what Keras' `fit` computes, epoch by epoch; and it ends as it says."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from playground.data.split import split
from playground.events import Started
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Training
from playground.training import train, train_in_chunks
from playground.training.pool import TrainerPool
from tests.training.comparison import assert_equals_fit, ends, last, snapshots
from tests.training.experiments import PETALS, SEPALS, classification, regression
from tests.training.fit import by_fit

EXPERIMENTS = {
    "the lecture's example": Experiment(),
    "petal to sepal": regression(Layer(16, "tanh"), data=Data(inputs=PETALS, targets=SEPALS), seed=3),
    "dropout": regression(Layer(32, "relu", 0.2), Layer(64, "relu", 0.5), Layer(32, "relu", 0.1)),
    "dropout with Adam": regression(Layer(32, "relu", 0.3), Layer(16, "tanh", 0.3), optimizer="adam", learning_rate=0.003, seed=7),
    "short last batch": regression(Layer(32), batch_size=5),
    "short last batch, dropout and momentum": regression(Layer(24, "relu", 0.4), batch_size=7, momentum=0.9, learning_rate=0.001),
    "batch of one": regression(Layer(8, "sigmoid"), batch_size=1, epochs=3),
    "batch larger than the data": regression(Layer(8), batch_size=512),
    "no hidden layer": regression(batch_size=16),
    "eight layers": regression(*[Layer(6, name) for name in ("relu", "tanh", "sigmoid", "linear", "relu", "tanh", "softmax", "relu")]),
    "one target from three inputs": regression(
        Layer(20), data=Data(inputs=(*SEPALS, PETALS[0]), targets=(PETALS[1],), test_size=0.3, validation_split=0.25, seed=5)
    ),
    "no validation": regression(Layer(12), data=Data(validation_split=0.0)),
    "softmax and sigmoid hidden, sigmoid output": regression(Layer(8, "softmax"), Layer(8, "sigmoid"), output="sigmoid", batch_size=10),
    "classification": classification(Layer(16), Layer(8, "tanh")),
    "classification with dropout, Adam, short batch": classification(
        Layer(32, "relu", 0.5), optimizer="adam", learning_rate=0.01, batch_size=25, seed=11
    ),
    "digits that turn, move and grow": Experiment(
        Data(dataset="digits", test_size=0.8),
        Network((Layer(16),), "softmax", augmentation=Augmentation(noise=0.5, jitter=0.1, rotation=0.05, shift=0.1, zoom=0.1)),
        Training(loss="categorical_crossentropy", batch_size=32, epochs=3, optimizer="nadam", learning_rate=0.003),
    ),
    "spiral of features by hinge": Experiment(
        Data(dataset="spiral", inputs=("x", "y", "x·y", "sin x", "sin y"), samples=120, standardize=True),
        Network((Layer(8, "elu", initializer="he_normal"), Layer(8, "gelu")), "tanh"),
        Training(loss="hinge", optimizer="rmsprop", learning_rate=0.01, batch_size=10, epochs=12),
    ),
    "breast cancer in file order, normalized": Experiment(
        Data(dataset="breast_cancer", shuffle=False, standardize=True),
        Network((Layer(12, "tanh", 0.2, batch_normalization=True), Layer(6, "silu", batch_normalization=True)), "sigmoid"),
        Training(loss="binary_crossentropy", optimizer="adamw", weight_decay=0.1, learning_rate=0.003, batch_size=30, epochs=6),
    ),
    "penalties that change, schedule, clipping": regression(
        Layer(24),
        Layer(12, "softplus"),
        l1=0.001,
        clipnorm=0.5,
        momentum=0.8,
        nesterov=True,
        schedule="cosine",
        changes=(Change(3, l1=0.0, l2=0.01), Change(6, learning_rate=0.003)),
    ),
    "sure of its classes": classification(Layer(32), optimizer="adam", learning_rate=0.1, epochs=25),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_epoch_equals_fit(name: str) -> None:
    assert_equals_fit(EXPERIMENTS[name])


def test_predictions_of_a_snapshot_are_those_of_its_weights() -> None:
    experiment = regression(Layer(8, "tanh"), epochs=3)
    events = list(train(experiment))
    rows = split(experiment)
    for snapshot in snapshots(events).values():
        kernel, bias, out_kernel, out_bias = snapshot.weights
        by_hand = np.tanh(rows.x @ kernel + bias) @ out_kernel + out_bias
        np.testing.assert_allclose(snapshot.predictions, by_hand, rtol=1e-4, atol=1e-5)
    assert set(snapshots(events)) == {0, 1, 2, 3}


def test_equal_experiments_give_equal_films_and_another_seed_another() -> None:
    experiment = regression(Layer(16, "relu", 0.3), epochs=5)
    first, again = list(train(experiment)), list(train(experiment))
    assert ends(first) == ends(again)
    assert last(first) == last(again)
    for epoch, snapshot in snapshots(first).items():
        np.testing.assert_array_equal(snapshot.predictions, snapshots(again)[epoch].predictions)
    other = list(train(replace(experiment, training=replace(experiment.training, seed=1))))
    assert ends(other)[0].loss != ends(first)[0].loss


def test_two_runs_at_a_time_do_not_disturb_each_other() -> None:
    experiment = regression(Layer(16, "relu", 0.3), epochs=6)
    alone = ends(list(train(experiment)))
    pairs = list(itertools.zip_longest(train(experiment), train(replace(experiment, training=replace(experiment.training, seed=4)))))
    assert ends([first for first, _ in pairs]) == alone


def test_runs_do_not_touch_global_random_state() -> None:
    np.random.seed(5)  # noqa: NPY002 - the point is the global generator
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    list(train(regression(Layer(4, "relu", 0.5), epochs=1)))
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # type: ignore[index]  # noqa: NPY002


def test_stop_ends_between_chunks_and_keeps_what_there_is() -> None:
    asked = itertools.count()
    chunks = list(train_in_chunks(Experiment(training=Training(epochs=10_000)), should_stop=lambda: next(asked) >= 3))
    events = [event for chunk in chunks for event in chunk]
    epochs = len(ends(events))
    assert 0 < epochs < 10_000
    assert last(events).reason == "stopped"
    assert last(events).epochs == epochs
    assert epochs in snapshots(events)


def test_stopped_before_the_first_epoch_is_the_untrained_network() -> None:
    events = list(train(Experiment(), should_stop=lambda: True))
    assert ends(events) == []
    assert set(snapshots(events)) == {0}
    assert (last(events).reason, last(events).epochs, last(events).best_epoch) == ("stopped", 0, 0)
    assert last(events).test["mse"] > 1.0


@pytest.mark.parametrize("validation_split", [0.0, 0.1])
def test_divergence_ends_at_the_last_finite_epoch(validation_split: float) -> None:
    experiment = regression(
        Layer(8, "linear"), Layer(8, "linear"), data=Data(validation_split=validation_split), learning_rate=0.3, epochs=500, batch_size=16
    )
    events = list(train(experiment))
    finished = last(events)
    assert finished.reason == "diverged"
    assert finished.epochs == len(ends(events)) < 500
    assert all(np.isfinite(event.loss) for event in ends(events))
    kept = snapshots(events)[finished.epochs]
    assert all(np.isfinite(weight).all() for weight in kept.weights)
    with np.errstate(over="ignore", invalid="ignore"):
        longer = by_fit(replace(experiment, training=replace(experiment.training, epochs=finished.epochs + 1)))
    assert not np.isfinite(longer.history["loss"][-1]) or not all(np.isfinite(w).all() for w in longer.weights[-1])
    if finished.epochs:
        for ours, theirs in zip(kept.weights, longer.weights[finished.epochs - 1], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_best_epoch_is_the_lowest_validation_loss_and_has_a_snapshot() -> None:
    experiment = regression(Layer(64, "relu"), Layer(64, "relu"), learning_rate=0.03, epochs=400, batch_size=16)
    events = list(train(experiment))
    told = ends(events)
    best = min(told, key=lambda event: event.val_loss or np.inf)
    assert last(events).best_epoch == best.epoch
    shown = snapshots(events)
    assert {0, best.epoch, 400} <= set(shown)
    assert len(shown) <= 121
    started = events[0]
    assert isinstance(started, Started)
    held = slice(started.train_rows, started.train_rows + started.validation_rows)
    for epoch in (best.epoch, 400):
        mse = np.mean(np.square(shown[epoch].predictions[held] - started.truth[held]))
        assert mse == pytest.approx(told[epoch - 1].val_loss, rel=1e-5)


def test_seconds_rise_and_do_not_count_in_comparisons() -> None:
    told = ends(list(train(regression(Layer(8), epochs=20))))
    assert all(later.seconds > earlier.seconds > 0 for earlier, later in itertools.pairwise(told))
    assert told[0] == replace(told[0], seconds=99.0)


def test_a_trainer_that_failed_is_not_lent_again() -> None:
    pool = TrainerPool()
    rows = split(Experiment())
    with pytest.raises(RuntimeError), pool.borrowed(Experiment(), rows) as broken:
        raise RuntimeError
    with pool.borrowed(Experiment(), rows) as fresh:
        assert fresh is not broken
    with pool.borrowed(replace(Experiment(), training=Training(seed=9, learning_rate=0.5, epochs=7)), rows) as again:
        assert again is fresh
