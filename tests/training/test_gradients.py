"""The backward pass of a row, and the next step of training, against plain Keras, `GradientTape` and `train_on_batch`."""

import warnings
from collections.abc import Sequence
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.choices import ACTIVATIONS, LOSSES
from playground.data.split import split
from playground.data.tables import Table
from playground.events import Floats
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Training
from playground.training import answer, train
from playground.training.gradients import LastReached, row_gradients
from playground.training.losses import build_loss
from playground.training.model import build_model
from playground.training.questions import Backward, Gradients
from playground.training.run import StoppedError
from tests.training import fit
from tests.training.comparison import snapshots
from tests.training.drawn import Drawn, drawn
from tests.training.experiments import classification, regression
from tests.training.plain import network, optimizer
from tests.training.plain_rows import plain_rows
from tests.training.test_against_fit import FIXED, NAMES
from tests.training.test_standardized_target import house

NORMAL = Layer(6, "tanh", 0.3, batch_normalization=True)
MOONS = Data("moons", samples=60, standardize=True)
DISTURBED = Network((Layer(5, "relu", 0.4), NORMAL), "sigmoid", augmentation=Augmentation(noise=0.1, jitter=0.1))
# Each with dropout, batch normalization, a penalty, a change or what else there is beside the plain layers.
CASES = {
    "lecture": replace(Experiment(), training=Training(epochs=4)),
    "standardised targets": regression(NORMAL, Layer(4, "elu"), data=Data(standardize=True, standardize_target=True), optimizer="adam"),
    "classes": classification(Layer(7, "relu", 0.5), optimizer="nadam", learning_rate=0.01, l2=0.01, clipnorm=0.1),
    "two classes": Experiment(MOONS, DISTURBED, Training("rmsprop", 0.01, loss="binary_crossentropy", batch_size=8, epochs=8)),
    "changed": regression(Layer(8), optimizer="adagrad", learning_rate=0.1, l1=0.001, changes=(Change(3, learning_rate=0.01, l1=0.1),)),
    "scheduled": regression(Layer(8, "selu"), momentum=0.9, nesterov=True, schedule="cosine", loss="mae"),
}


def asked(experiment: Experiment, epoch: int, row: int, table: Table | None = None) -> Backward:
    found = answer(experiment, Gradients(epoch, row), table=table)
    assert found is not None
    return found


def by_tape(experiment: Experiment, weights: Sequence[Floats], x: Floats, y: Floats) -> tuple[float, list[Floats], list[Floats]]:
    """Return E, ∂E/∂w of the trained weights, and ∂E/∂s of each dense layer: for a single row, that of its bias."""
    model = network(experiment)
    model.set_weights(weights)
    with tf.GradientTape() as tape:
        error = tf.reduce_mean(fit.LOSSES[experiment.training.loss](y[None], model(x[None], training=False)))
    gradients = [gradient.numpy() for gradient in tape.gradient(error, model.trainable_variables)]
    biases = [id(layer.bias) for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    sums = [gradient for gradient, variable in zip(gradients, model.trainable_variables, strict=True) if id(variable) in biases]
    return float(error), gradients, sums


def trained_only(experiment: Experiment, arrays: Sequence[Floats]) -> list[Floats]:
    """Leave out what no gradient changes: the moving statistics."""
    model = build_model(experiment)
    trainable = {id(variable) for variable in model.trainable_variables}
    return [array for array, variable in zip(arrays, model.weights, strict=True) if id(variable) in trainable]


def assert_same(ours: Sequence[Floats], theirs: Sequence[Floats], what: str) -> None:
    largest = max(float(np.abs(array).max(initial=0.0)) for array in theirs)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6 * largest, err_msg=what)


@pytest.mark.parametrize("name", CASES)
def test_a_rows_gradients_are_the_tapes_at_every_epoch(name: str) -> None:
    experiment = CASES[name]
    rows, weights = split(experiment), snapshots(list(train(experiment)))
    for epoch, row in ((0, 0), (2, 5), (experiment.training.epochs, len(rows.shown) - 1)):
        found = asked(experiment, epoch, row)
        at = rows.shown[row]
        np.testing.assert_array_equal(found.inputs, rows.x[at])
        np.testing.assert_array_equal(found.targets, rows.y[at])
        error, gradients, sums = by_tape(experiment, weights[epoch].weights, rows.x[at], rows.y[at])
        assert found.error == pytest.approx(error, rel=1e-5)
        assert_same(trained_only(experiment, found.weights), gradients, f"{name}: ∂E/∂w after epoch {epoch}")
        assert_same(found.sums, sums, f"{name}: ∂E/∂s after epoch {epoch}")


@pytest.mark.parametrize("dataset", NAMES)
def test_random_networks_have_the_tapes_gradients(dataset: str) -> None:
    @settings(FIXED, max_examples=3)
    @given(drawn(dataset), st.integers(0, 99))
    def equals_tape(case: Drawn, seed: int) -> None:
        experiment, rng = case.experiment, np.random.default_rng(seed)
        model = build_model(experiment)
        # Variances are above 0, weights on both sides of it.
        shapes = [array.shape for array in model.get_weights()]
        weights = [rng.uniform(-0.3 if len(shape) == 2 else 0.1, 0.6, shape).astype(np.float32) for shape in shapes]
        model.set_weights(weights)
        rows = split(experiment, case.table)
        row = int(rng.integers(len(rows.x)))
        x, y = rows.x[row], rows.y[row]
        error, sums, gradients = row_gradients(model, build_loss(experiment.training), x[None], y[None])
        expected = by_tape(experiment, weights, x, y)
        assert error == pytest.approx(expected[0], rel=1e-5)
        assert_same(trained_only(experiment, gradients), expected[1], f"{experiment}: ∂E/∂w")
        assert_same(sums, expected[2], f"{experiment}: ∂E/∂s")

    equals_tape()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_activation_goes_with_every_loss(activation: str, loss: str) -> None:
    data = Data("moons", samples=60) if LOSSES[loss].task == "classification" else Data()
    output = (LOSSES[loss].outputs or (activation,))[-1]
    experiment = Experiment(data, Network((Layer(3, activation, 0.2), Layer(4, activation, 0.0, True)), output), Training(loss=loss))
    model = build_model(experiment)
    rows = split(experiment)
    error, sums, gradients = row_gradients(model, build_loss(experiment.training), rows.x[3:4], rows.y[3:4])
    expected = by_tape(experiment, model.get_weights(), rows.x[3], rows.y[3])
    assert error == pytest.approx(expected[0], rel=1e-5)
    assert_same(trained_only(experiment, gradients), expected[1], "∂E/∂w")
    assert_same(sums, expected[2], "∂E/∂s")


def by_keras(experiment: Experiment, epochs: int, table: Table | None) -> tuple[Floats, list[Floats]]:
    """Return the inputs of the batch behind so many epochs, and by how much `train_on_batch` moves each of the weights with it."""
    training, rows, model = experiment.training, plain_rows(experiment, table), network(experiment)
    model.compile(optimizer(training), training.loss)
    batches, steps = fit.batches(rows, training), -(-len(rows.x) // training.batch_size)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        for step in range(steps * epochs + 1):
            model.optimizer.learning_rate = fit.learning_rate(training, step // steps)
            fit.regularize(model, training, step // steps)
            x, y = next(batches)
            before = model.get_weights()
            model.train_on_batch(x, y)
    return x, [after - start for after, start in zip(model.get_weights(), before, strict=True)]


@pytest.mark.parametrize("name", CASES)
def test_the_next_step_is_the_one_that_keras_takes(name: str) -> None:
    experiment = CASES[name]
    for epoch in (0, 2):
        step = asked(experiment, epoch, 0).step
        assert step is not None
        x, updates = by_keras(experiment, epoch, None)
        np.testing.assert_allclose(split(experiment).x[step.rows], x, rtol=1e-6)
        for ours, theirs in zip(step.updates, updates, strict=True):
            # A difference of two weights is as exact as they are.
            np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-6, err_msg=f"{name}: behind epoch {epoch}")


def test_with_gradient_descent_the_step_follows_the_batchs_mean_gradient() -> None:
    experiment = regression(Layer(6, "tanh"), learning_rate=0.05, batch_size=16)
    step = asked(experiment, 3, 0).step
    assert step is not None
    for update, gradient in zip(step.updates, step.gradients, strict=True):
        np.testing.assert_allclose(update, -0.05 * gradient, rtol=1e-3, atol=1e-7)
    rows, weights = split(experiment), snapshots(list(train(experiment)))[3].weights
    alone = [by_tape(experiment, weights, rows.x[row], rows.y[row])[1] for row in step.rows]
    assert_same(step.gradients, [np.mean(arrays, axis=0) for arrays in zip(*alone, strict=True)], "mean over the batch")


def test_behind_the_last_epoch_there_is_no_step() -> None:
    experiment = regression(Layer(4), epochs=3)
    assert asked(experiment, 3, 0).step is None
    assert asked(experiment, 2, 0).step is not None


def test_a_learners_own_rows_are_asked_about_too() -> None:
    case = house()
    experiment = Experiment(case.data, training=Training("adam", epochs=3))
    rows, weights = split(experiment, case.table), snapshots(list(train(experiment, table=case.table)))
    found = asked(experiment, 2, 4, case.table)
    error, gradients, _ = by_tape(experiment, weights[2].weights, rows.x[rows.shown[4]], rows.y[rows.shown[4]])
    assert found.error == pytest.approx(error, rel=1e-5)
    assert_same(found.weights, gradients, "∂E/∂w")


def test_who_is_told_to_stop_has_no_answer() -> None:
    looks = iter([False, True])
    assert answer(regression(Layer(4), epochs=40), Gradients(40, 0), should_stop=lambda: next(looks)) is None


def test_who_turns_from_row_to_row_trains_nothing_again() -> None:
    experiment = regression(Layer(4), epochs=5)
    rows, last = split(experiment), LastReached(most_bytes=1)
    first = last.reached(experiment, rows, 3, lambda: False)
    # Nothing is left to be stopped.
    assert last.reached(experiment, rows, 3, lambda: True) is first
    # The room is for one.
    last.reached(experiment, rows, 2, lambda: False)
    with pytest.raises(StoppedError):
        last.reached(experiment, rows, 3, lambda: True)
