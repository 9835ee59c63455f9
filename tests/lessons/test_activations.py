"""Activation functions: derivatives against central differences, functions against Keras, everything finite far out."""

from types import ModuleType

import numpy as np
import pytest
from scipy.special import softmax as scipys_softmax

from playground import choices
from playground.lessons.activations import ACTIVATIONS, SOFTMAX, Activation, FloatArray, softmax, softmax_jacobian

NAMES = list(ACTIVATIONS)
EPSILON = 1e-5
# TensorFlow keeps some constants in float32 even for float64 tensors: the slope 0.2, the √2 of GELU.
RTOL, ATOL = 1e-7, 1e-8
TEMPERATURES = (0.05, 0.5, 1.0, 3.0, 20.0)
LOGITS = np.array([[2.0, 1.0, -1.0], [0.3, -4.0, 0.3], [-6.0, 6.0, 5.5], [0.0, 0.0, 0.0]])
FAR = np.array([-1e300, -1e6, -800.0, -40.0, -0.0, 0.0, 40.0, 800.0, 1e6, 1e300])


@pytest.fixture(scope="module")
def tf() -> ModuleType:
    import tensorflow

    module: ModuleType = tensorflow
    return module


@pytest.fixture(scope="module")
def sums() -> FloatArray:
    """From -8 to 8 with every whole number, so with the kinks at 0."""
    return np.linspace(-8.0, 8.0, 1601)


def central_differences(activation: Activation, s: FloatArray) -> FloatArray:
    return (activation.function(s + EPSILON) - activation.function(s - EPSILON)) / (2 * EPSILON)


@pytest.mark.parametrize("name", NAMES)
def test_derivative_is_what_central_differences_measure(name: str, sums: FloatArray) -> None:
    s = sums[sums != 0.0]  # where the pieces of ReLU, leaky ReLU and ELU meet
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(s), central_differences(ACTIVATIONS[name], s), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", [name for name in NAMES if not ACTIVATIONS[name].kinks])
def test_without_a_kink_central_differences_agree_at_zero_too(name: str) -> None:
    zero = np.zeros(1)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(zero), central_differences(ACTIVATIONS[name], zero), rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_function_is_the_one_of_keras(name: str, sums: FloatArray, tf: ModuleType) -> None:
    keras_function = getattr(tf.keras.activations, name)
    np.testing.assert_allclose(ACTIVATIONS[name].function(sums), keras_function(tf.constant(sums)).numpy(), rtol=RTOL, atol=ATOL)


@pytest.mark.parametrize("name", NAMES)
def test_derivative_is_the_gradient_that_tensorflow_uses_at_the_kinks_too(name: str, sums: FloatArray, tf: ModuleType) -> None:
    s = tf.constant(sums)
    with tf.GradientTape() as tape:
        tape.watch(s)
        a = getattr(tf.keras.activations, name)(s)
    assert 0.0 in sums
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(sums), tape.gradient(a, s).numpy(), rtol=RTOL, atol=ATOL)


def test_relu_has_no_gradient_at_zero_and_leaky_relu_its_small_slope() -> None:
    zero = np.zeros(1)
    assert ACTIVATIONS["relu"].derivative(zero)[0] == 0.0
    assert ACTIVATIONS["leaky_relu"].derivative(zero)[0] == 0.2


@pytest.mark.parametrize("name", NAMES)
def test_kinks_are_where_the_derivative_jumps_and_nowhere_else(name: str, sums: FloatArray) -> None:
    activation = ACTIVATIONS[name]
    steps = np.abs(np.diff(activation.derivative(sums)))
    jumps = sums[:-1][steps > 0.1]
    assert np.allclose(jumps, activation.kinks, atol=0.011)


@pytest.mark.parametrize("name", NAMES)
def test_far_sums_stay_finite_without_a_warning(name: str) -> None:
    activation = ACTIVATIONS[name]
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        a, derivative = activation.function(FAR), activation.derivative(FAR)
    assert np.isfinite(a).all()
    assert np.isfinite(derivative).all()


@pytest.mark.parametrize("name", NAMES)
def test_shapes_are_kept_and_the_argument_is_left_alone(name: str) -> None:
    s = np.linspace(-2.0, 2.0, 12).reshape(3, 4)
    before = s.copy()
    assert ACTIVATIONS[name].function(s).shape == ACTIVATIONS[name].derivative(s).shape == (3, 4)
    assert not np.shares_memory(ACTIVATIONS[name].function(s), s)
    np.testing.assert_array_equal(s, before)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("sigmoid", 0.0, 1.0), ("tanh", -1.0, 1.0), ("relu", 0.0, 8.0), ("elu", -1.0, 8.0), ("softplus", 0.0, 8.01)],
)
def test_outputs_lie_in_the_range_that_the_card_names(name: str, low: float, high: float, sums: FloatArray) -> None:
    a = ACTIVATIONS[name].function(sums)
    assert low <= a.min() < low + 0.01
    assert high - 0.01 < a.max() <= high


@pytest.mark.parametrize(("name", "lowest", "at"), [("gelu", -0.17, -0.75), ("silu", -0.28, -1.28)])
def test_lowest_points_are_where_the_cards_say(name: str, lowest: float, at: float, sums: FloatArray) -> None:
    a = ACTIVATIONS[name].function(sums)
    assert a.min() == pytest.approx(lowest, abs=0.005)
    assert sums[a.argmin()] == pytest.approx(at, abs=0.01)


def test_facts_on_the_cards_of_sigmoid_and_tanh() -> None:
    zero = np.zeros(1)
    assert ACTIVATIONS["sigmoid"].derivative(zero)[0] == 0.25
    assert ACTIVATIONS["tanh"].function(zero)[0] == 0.0
    assert ACTIVATIONS["tanh"].derivative(zero)[0] == 1.0


@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_softmax_is_scipys_and_its_jacobian_what_central_differences_measure(logits: FloatArray, temperature: float) -> None:
    np.testing.assert_allclose(softmax(logits, temperature), scipys_softmax(logits / temperature), rtol=1e-12)
    steps = EPSILON * temperature * np.eye(len(logits))
    columns = [(scipys_softmax((logits + step) / temperature) - scipys_softmax((logits - step) / temperature)) for step in steps]
    measured = np.stack(columns, axis=1) / (2 * EPSILON * temperature)
    np.testing.assert_allclose(softmax_jacobian(logits, temperature), measured, rtol=0, atol=1e-10 / temperature)


def test_cold_softmax_is_the_arg_max_and_hot_softmax_even() -> None:
    np.testing.assert_allclose(softmax(LOGITS[0], 0.01), [1.0, 0.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(softmax_jacobian(LOGITS[0], 0.01), 0.0, atol=1e-12)
    # Two largest logits: each gets half, and a quarter over T is their slope, which grows without bound.
    np.testing.assert_allclose(softmax(LOGITS[1], 0.01), [0.5, 0.0, 0.5], atol=1e-12)
    assert softmax_jacobian(LOGITS[1], 0.01)[0, 0] == pytest.approx(25.0)
    np.testing.assert_allclose(softmax(LOGITS[0], 1e6), 1 / 3, atol=1e-6)
    for temperature in (1e3, 1e6):
        assert softmax_jacobian(LOGITS[0], temperature)[0, 0] * temperature == pytest.approx(2 / 9, rel=1e-2)


@pytest.mark.parametrize("logits", LOGITS)
def test_softmax_and_its_jacobian_are_those_of_tensorflow(logits: FloatArray, tf: ModuleType) -> None:
    s = tf.constant(logits[np.newaxis])
    with tf.GradientTape() as tape:
        tape.watch(s)
        a = tf.keras.activations.softmax(s)
    np.testing.assert_allclose(softmax(logits), a.numpy()[0], rtol=1e-12)
    np.testing.assert_allclose(softmax_jacobian(logits), tape.jacobian(a, s).numpy()[0, :, 0], rtol=0, atol=1e-14)


@pytest.mark.parametrize("logits", LOGITS)
def test_rows_and_columns_of_the_jacobian_add_up_to_zero_and_the_lecture_prints_its_diagonal(logits: FloatArray) -> None:
    a, jacobian = softmax(logits), softmax_jacobian(logits)
    assert a.sum() == pytest.approx(1.0, abs=1e-15)
    np.testing.assert_allclose(jacobian.sum(axis=0), 0.0, atol=1e-16)
    np.testing.assert_allclose(jacobian.sum(axis=1), 0.0, atol=1e-16)
    np.testing.assert_allclose(jacobian.diagonal(), a * (1 - a), atol=1e-16)


def test_softmax_knows_differences_only() -> None:
    np.testing.assert_allclose(softmax(LOGITS[0] + 700.0), softmax(LOGITS[0]), rtol=1e-12)
    a = softmax(np.array([1.0, 0.0]))
    assert a[0] / a[1] == pytest.approx(np.e)


def test_far_logits_stay_finite() -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        np.testing.assert_array_equal(softmax(np.array([1e300, -1e300, 0.0]), 0.05), [1.0, 0.0, 0.0])
        assert np.isfinite(softmax_jacobian(np.array([1e3, -1e3, 999.0]))).all()


@pytest.mark.parametrize("activation", [*ACTIVATIONS.values(), SOFTMAX], ids=lambda activation: activation.label)
def test_every_card_is_complete(activation: Activation) -> None:
    words = {field: getattr(activation, field) for field in ("label", "formula", "derivative_formula", "range", "used", "watch", "source")}
    assert all(words.values()), words
    assert words["used"].endswith(".")
    assert words["watch"].endswith(".")


def test_labels_are_those_of_the_layers_control() -> None:
    lesson = {name: activation.label for name, activation in ACTIVATIONS.items()} | {"softmax": SOFTMAX.label}
    for name, option in choices.ACTIVATIONS.items():
        assert lesson[name] == option.label
