"""An epoch step by step: it ends where the run's own epoch ends, to the last bit, and each step is the one that plain Keras takes."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import keras
import numpy as np
import pytest

from playground.data.split import split
from playground.data.tables import Table
from playground.events import Floats
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Neuron, Training, WeightEdit
from playground.training import answer, train
from playground.training.pool import finish_preparing
from playground.training.questions import MOST_NUMBERS, MOST_STEPS, StepsOfEpoch, Walk
from tests.training import fit
from tests.training.comparison import ends, snapshots
from tests.training.experiments import classification, regression
from tests.training.plain import network, optimizer
from tests.training.plain_rows import plain_rows
from tests.training.test_gradients import CASES as OTHERS
from tests.training.test_standardized_target import house

EDITS = (WeightEdit(1, 2, 3, 0.75), WeightEdit(2, 0, 1, -0.5))
CASES = {
    **OTHERS,
    "gradient descent": regression(Layer(6, "tanh"), learning_rate=0.05, batch_size=16),
    "momentum": regression(Layer(6), momentum=0.9, batch_size=32),
    "Adam": classification(Layer(9, "relu"), Layer(5, "elu"), optimizer="adam", batch_size=25),
    "AdamW, one batch": classification(Layer(5), optimizer="adamw", weight_decay=0.01, batch_size=200),
    "dropout": classification(Layer(8, "relu", 0.5), optimizer="rmsprop", batch_size=17),
    "batch normalization": regression(Layer(6, "relu", 0.0, batch_normalization=True), momentum=0.5, batch_size=20),
    "noise": Experiment(
        Data("circle", samples=80),
        Network((Layer(5, "tanh"),), "sigmoid", augmentation=Augmentation(noise=0.2)),
        Training("adam", loss="binary_crossentropy", batch_size=9, epochs=8),
    ),
    "edited": regression(Layer(4, "tanh"), changes=(Change(3, weights=EDITS),)),
    "frozen": regression(Layer(4, "tanh"), momentum=0.9, changes=(Change(3, weights=EDITS, frozen=(Neuron(1, 2),)),)),
    "stops early": regression(Layer(8), epochs=40, early_stopping=True, patience=2, min_delta=0.5),
}


def _is_random(experiment: Experiment) -> bool:
    """Whether steps draw by chance, as plain Keras would in another order."""
    network = experiment.network
    return any(layer.dropout for layer in network.hidden) or any(vars(network.augmentation).values())


def asked(experiment: Experiment, epoch: int, table: Table | None = None) -> Walk:
    found = answer(experiment, StepsOfEpoch(epoch), table=table)
    assert found is not None
    return found


def flat(arrays: Sequence[Floats]) -> Floats:
    return np.concatenate([array.ravel() for array in arrays])


def assert_is_the_runs_own(experiment: Experiment, epoch: int, table: Table | None = None) -> Walk:
    """Hold the epoch's start, end and loss against what the run says of it."""
    events = list(train(experiment, table=table))
    weights, walk = snapshots(events), asked(experiment, epoch, table)
    if experiment.training.change_at(epoch) is None:
        np.testing.assert_array_equal(walk.before, flat(weights[epoch - 1].weights))
    np.testing.assert_array_equal(walk.steps[-1].weights, flat(weights[epoch].weights))
    losses, rows = [step.loss for step in walk.steps], [len(step.rows) for step in walk.steps]
    assert np.average(losses, weights=rows) == pytest.approx(ends(events)[epoch - 1].loss, rel=1e-5)
    return walk


@pytest.mark.parametrize("name", CASES)
def test_an_epoch_ends_where_the_runs_own_epoch_ends_to_the_last_bit(name: str) -> None:
    experiment = CASES[name]
    train_rows, size = experiment.data.split_rows[0], experiment.training.batch_size
    for epoch in (1, 3):
        walk = assert_is_the_runs_own(experiment, epoch)
        assert walk.count == len(walk.steps) == -(-train_rows // size)
        assert sorted(np.concatenate([step.rows for step in walk.steps])) == list(range(train_rows))


def test_a_run_by_machine_code_has_the_same_steps() -> None:
    experiment = replace(Experiment(), training=Training(epochs=4, seed=11))
    for _ in range(2):
        list(train(experiment))
    # The third is trained by what was compiled meanwhile.
    finish_preparing()
    assert_is_the_runs_own(experiment, 4)


def test_a_learners_own_table_is_walked_through_too() -> None:
    case = house()
    assert_is_the_runs_own(Experiment(case.data, training=Training("adam", epochs=3)), 2, case.table)


# What is frozen, `train_on_batch` would move.
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not (_is_random(case) or case.training.freezes)])
def test_every_step_is_the_one_that_keras_takes_on_its_batch(name: str) -> None:
    experiment, epoch = CASES[name], 3
    walk = asked(experiment, epoch)
    training, rows, model = experiment.training, plain_rows(experiment, None), network(experiment)
    model.compile(optimizer(training), training.loss)
    batches = fit.batches(rows, training)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        for earlier in range(epoch):
            model.optimizer.learning_rate = fit.learning_rate(training, earlier)
            fit.regularize(model, training, earlier)
            fit.edit(model, training, earlier)
            before = model.get_weights()
            for number, (x, y) in enumerate(islice(batches, walk.count)):
                model.reset_metrics()
                loss = model.train_on_batch(x, y)
                if earlier < epoch - 1:
                    continue
                step = walk.steps[number]
                np.testing.assert_allclose(split(experiment).x[step.rows], x, rtol=1e-6)
                np.testing.assert_allclose(step.weights, flat(model.get_weights()), rtol=1e-3, atol=1e-5, err_msg=f"step {number + 1}")
                assert step.loss == pytest.approx(float(loss), rel=1e-4)
                trained = {id(one) for one in model.trainable_variables}
                moves = [
                    abs(a - b).ravel() for a, b, one in zip(model.get_weights(), before, model.weights, strict=True) if id(one) in trained
                ]
                assert step.moved == pytest.approx(flat(moves).mean(), rel=2e-3, abs=1e-7)
                before = model.get_weights()


class Seen(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Passes on what it gets, and keeps it."""

    def __init__(self) -> None:
        """Begin without anything."""
        super().__init__()
        self.batches: list[Floats] = []

    def call(self, x: object) -> object:
        """Keep the rows of a step; symbols, by which the model is built, have no numbers."""
        if hasattr(x, "numpy"):
            self.batches.append(x.numpy())
        return x


def test_the_rows_are_those_that_fit_feeds() -> None:
    experiment = replace(Experiment(), training=Training(epochs=3, batch_size=13, seed=5))
    rows, seen = plain_rows(experiment, None), Seen()
    model = keras.Sequential([keras.Input(rows.x.shape[1:]), seen, keras.layers.Dense(rows.y.shape[1])])
    model.compile("sgd", "mse", run_eagerly=True)
    walks = [asked(experiment, epoch) for epoch in (1, 2, 3)]
    model.fit(fit.batches(rows, experiment.training), steps_per_epoch=walks[0].count, epochs=3, shuffle=False, verbose=0)
    fed = [split(experiment).x[step.rows] for walk in walks for step in walk.steps]
    assert len(fed) == len(seen.batches)
    for ours, theirs in zip(fed, seen.batches, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_of_an_epoch_with_too_many_steps_the_first_are_told() -> None:
    experiment = Experiment(
        Data("circle", samples=500), Network((Layer(3),), "sigmoid"), Training(loss="binary_crossentropy", batch_size=1, epochs=2)
    )
    walk = asked(experiment, 2)
    assert walk.count == experiment.data.split_rows[0] > MOST_STEPS
    assert len(walk.steps) == MOST_STEPS
    assert [len(step.rows) for step in walk.steps] == [1] * MOST_STEPS
    assert StepsOfEpoch.most(20_000) == MOST_NUMBERS // 20_000
    assert StepsOfEpoch.most(3 * MOST_NUMBERS) == 1
    assert StepsOfEpoch(2).size(walk) == 4 * (MOST_STEPS + len(walk.before) * (MOST_STEPS + 1))


def test_who_is_told_to_stop_has_no_steps() -> None:
    experiment = regression(Layer(4), epochs=4)
    looks = iter([False, True])
    assert answer(experiment, StepsOfEpoch(1), should_stop=lambda: next(looks)) is None
    assert answer(experiment, StepsOfEpoch(4), should_stop=lambda: True) is None
