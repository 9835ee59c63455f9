"""Back-propagation through figure 4: against central differences, TensorFlow's tape, and the lecture's own equations."""

import numpy as np
import pytest

from playground.lessons.activations import ACTIVATIONS, FloatArray
from playground.lessons.back_propagation import backward, error, factors, forward, gradients, lines, paths

EPSILON = 1e-5
UNITS = 5
NAMES = ("sigmoid", "tanh", "relu")


@pytest.fixture
def network() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Weights and biases with which every unit of every activation lets something through, and a row."""
    rng = np.random.default_rng(11)
    return np.abs(rng.normal(size=10)), np.abs(rng.normal(size=UNITS)) * 0.3, np.array([0.7, -0.2])


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_central_differences(name: str, network: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    w, b, x = network
    activation = ACTIVATIONS[name]
    way = forward(w, b, x, activation)
    by_weight, by_bias = gradients(way, backward(w, way, 0.1))
    assert np.abs(by_weight).min() > 1e-6
    for place in range(10):
        nudge = EPSILON * np.eye(10)[place]
        ahead, behind = (error(forward(w + sign * nudge, b, x, activation), 0.1) for sign in (1, -1))
        assert by_weight[place] == pytest.approx((ahead - behind) / (2 * EPSILON), rel=1e-6)
    for place in range(UNITS):
        nudge = EPSILON * np.eye(UNITS)[place]
        ahead, behind = (error(forward(w, b + sign * nudge, x, activation), 0.1) for sign in (1, -1))
        assert by_bias[place] == pytest.approx((ahead - behind) / (2 * EPSILON), rel=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_those_of_tensorflows_tape(name: str, network: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    import tensorflow as tf

    w, b, x = network
    way = forward(w, b, x, ACTIVATIONS[name])
    # As matrices, a column for each unit: figure 4 again, without our list of lines.
    kernels = [tf.Variable(w[places]) for places in ([[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8], [9]])]
    biases = [tf.Variable(part) for part in (b[:2], b[2:4], b[4:])]
    with tf.GradientTape() as tape:
        a = tf.constant(x[np.newaxis])
        for kernel, bias in zip(kernels, biases, strict=True):
            a = getattr(tf.nn, name)(a @ kernel + bias)
        loss = tf.reduce_sum((0.1 - a) ** 2) / 2
    found = tape.gradient(loss, [*kernels, *biases])
    by_weight, by_bias = gradients(way, backward(w, way, 0.1))
    assert error(way, 0.1) == pytest.approx(float(loss))
    np.testing.assert_allclose(by_weight, np.concatenate([part.numpy().ravel() for part in found[:3]]), rtol=1e-9)
    np.testing.assert_allclose(by_bias, np.concatenate([part.numpy().ravel() for part in found[3:]]), rtol=1e-9)


def test_sums_are_those_of_equation_5(network: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    w, b, x = network
    way = forward(w, b, x, ACTIVATIONS["tanh"])
    assert way.s[0] == pytest.approx(b[0] + w[0] * x[0] + w[2] * x[1])
    assert way.s[2] == pytest.approx(b[2] + w[4] * way.a[0] + w[6] * way.a[1])
    np.testing.assert_allclose(way.a, np.tanh(way.s))


def test_the_first_weight_takes_two_roads_as_in_equation_6() -> None:
    assert paths(1) == ((1, 3, 5), (1, 4, 5))
    assert paths(7) == ((3, 5),)
    assert paths(10) == ((5,),)


def test_equation_6_is_the_lectures_factor_by_factor(network: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    w, b, x = network
    way = forward(w, b, x, ACTIVATIONS["sigmoid"])
    slope = way.a * (1 - way.a)
    expected = [-(0.1 - way.a[4]), slope[4], w[8], slope[2], w[4], slope[0], x[0]]
    np.testing.assert_allclose(factors(1, (1, 3, 5), w, way, 0.1), expected)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("weight", range(1, 11))
def test_products_of_all_paths_add_up_to_the_gradient(name: str, weight: int, network: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    w, b, x = network
    way = forward(w, b, x, ACTIVATIONS[name])
    by_weight, _ = gradients(way, backward(w, way, 0.1))
    products = [np.prod(factors(weight, path, w, way, 0.1)) for path in paths(weight)]
    assert sum(products) == pytest.approx(by_weight[weight - 1], rel=1e-12)


def test_lines_are_figure_4() -> None:
    assert [f"w{place}: {origin} to {target}" for place, (origin, target) in enumerate(lines(), 1)] == [
        *("w1: x1 to 1", "w2: x1 to 2", "w3: x2 to 1", "w4: x2 to 2"),
        *("w5: 1 to 3", "w6: 1 to 4", "w7: 2 to 3", "w8: 2 to 4", "w9: 3 to 5", "w10: 4 to 5"),
    ]
