"""What the help beside a setting claims, tried out."""

import keras
import numpy as np
import pytest

from playground.choices import ACTIVATIONS, INITIALIZERS
from playground.experiment import Data, Experiment, Layer, Network, Training, learning_rate_at
from playground.settings import rule_of
from playground.training import train
from playground.training.model import build_optimizer
from tests.training.comparison import ends, snapshots

INPUTS = np.random.default_rng(0).standard_normal((1_000, 64)).astype(np.float32)


def weights_after(epochs: int, *hidden: Layer, output: str = "glorot_uniform", **training: float) -> tuple[np.ndarray, ...]:
    experiment = Experiment(network=Network(hidden, output_initializer=output), training=Training(epochs=epochs, **training))  # type: ignore[arg-type]
    return snapshots(list(train(experiment)))[epochs].weights


def spreads(activation: str, initializer: str, layers: int = 6) -> list[float]:
    """Return the standard deviation of a unit's outputs over the rows, a mean for each of some layers of 64 units."""
    values, found = INPUTS, []
    for seed in range(layers):
        start = getattr(keras.initializers, "".join(word.capitalize() for word in initializer.split("_")))(seed=seed)
        values = keras.layers.Dense(64, activation, kernel_initializer=start)(values).numpy()
        found.append(float(values.std(axis=0).mean()))
    return found


def test_l1_brings_most_weights_close_to_0_and_none_exactly_there() -> None:
    weights = weights_after(100, *Network().hidden, l1=0.01)
    kernels = np.abs(np.concatenate([kernel.ravel() for kernel in weights[::2]]))
    assert len(kernels) == 4_224
    assert np.count_nonzero(kernels) == 4_224
    assert np.mean(kernels < 0.001) > 0.9
    words = rule_of(Training, "l1").help
    assert "close to 0" in words
    assert "Not exactly at 0" in words


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "relu"])
def test_units_of_a_layer_of_zeros_become_different_where_the_next_weights_are_drawn(activation: str) -> None:
    kernel = weights_after(3, Layer(8, activation, initializer="zeros"))[0]
    assert np.ptp(kernel, axis=1).max() > 0.1
    assert "become different within a few epochs" in INITIALIZERS["zeros"].help


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_they_stay_equal_where_the_next_weights_are_zeros_too(activation: str) -> None:
    kernel = weights_after(20, Layer(8, activation, initializer="zeros"), output="zeros")[0]
    assert np.ptp(kernel, axis=1).max() < 1e-6
    assert "stay equal for ever if the next layer's weights start at 0 too" in INITIALIZERS["zeros"].help


@pytest.mark.parametrize("before", [(), (Layer(8, "tanh"),)])
def test_relu_units_that_start_at_zero_never_learn(before: tuple[Layer, ...]) -> None:
    kernel = weights_after(20, *before, Layer(8, "relu", initializer="zeros"), Layer(8, "tanh"))[2 * len(before)]
    assert not kernel.any()
    assert "ReLU units never learn" in INITIALIZERS["zeros"].help


def test_glorots_signals_keep_their_size_with_linear_and_fade_with_tanh_and_faster_with_sigmoid() -> None:
    linear, tanh, sigmoid = (spreads(name, "glorot_uniform") for name in ("linear", "tanh", "sigmoid"))
    assert linear[-1] == pytest.approx(1.0, abs=0.1)
    assert 0.2 < tanh[-1] < 0.5 * linear[-1]
    assert sigmoid[-1] < 0.01
    words = INITIALIZERS["glorot_uniform"].help
    assert "keep about their size from layer to layer with linear units, and fade slowly with tanh. With sigmoid they fade fast" in words


def test_selu_keeps_the_spread_given_lecuns_weights_and_elu_brings_the_mean_nearer_to_0_than_relu() -> None:
    assert spreads("selu", "lecun_normal") == pytest.approx([1.0] * 6, abs=0.06)
    means = [float(keras.activations.get(name)(INPUTS).numpy().mean()) for name in ("elu", "relu")]
    assert 0.0 < means[0] < 0.5 * means[1]
    assert "nearer to 0 than a ReLU's" in ACTIVATIONS["elu"].help


def test_batch_normalization_helps_a_deep_network_and_not_the_lectures_with_its_batches_of_4() -> None:
    deep = Data("circle", samples=300, noise=0.0)
    ways = Training(learning_rate=0.1, loss="categorical_crossentropy", batch_size=16, epochs=60)
    plain, normalized = (
        ends(list(train(Experiment(deep, Network((Layer(16, "sigmoid", batch_normalization=on),) * 6, "softmax"), ways))))[-1].loss
        for on in (False, True)
    )
    assert normalized < 0.5 * plain
    lecture = [Layer(units, batch_normalization=True) for units in (32, 64, 32)]
    losses = [ends(list(train(Experiment(network=Network(hidden)))))[-1].loss for hidden in (Network().hidden, tuple(lecture))]
    assert losses[1] > 2 * losses[0]
    assert "deep networks often need fewer epochs. Small batches, such as 4, make it noisy" in rule_of(Layer, "batch_normalization").help


def test_a_cosine_schedule_ends_near_0_and_not_at_it() -> None:
    training = Training(schedule="cosine", epochs=10)
    assert 0.0 < learning_rate_at(training, 10) < 0.03 * training.learning_rate


def test_weights_and_biases_of_a_layer_are_clipped_apart() -> None:
    kernel, bias = keras.Variable(np.zeros((2, 2), np.float32)), keras.Variable(np.zeros(2, np.float32))
    optimizer = build_optimizer(Training(learning_rate=1.0, clipnorm=1.0))
    optimizer.apply([np.full((2, 2), 5.0, np.float32), np.full(2, 5.0, np.float32)], [kernel, bias])
    assert [float(np.linalg.norm(variable.numpy())) for variable in (kernel, bias)] == pytest.approx([1.0, 1.0])
    assert "a layer's weights, and that of its biases" in rule_of(Training, "clipnorm").help
