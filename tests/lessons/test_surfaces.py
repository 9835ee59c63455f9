"""Error surfaces: gradients and curvatures against central differences, and what their words promise."""

import numpy as np
import pytest

from playground.lessons.activations import FloatArray
from playground.lessons.optimizers import gradient_descent, walk
from playground.lessons.surfaces import SURFACES, largest_rate, perceptron_error, perceptron_gradient

EPSILON = 1e-5
POINTS = np.random.default_rng(5).uniform(-3, 3, (20, 2))
NUDGES = EPSILON * np.eye(2)


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_central_differences(name: str) -> None:
    surface = SURFACES[name]
    measured = [(surface.value(POINTS + nudge) - surface.value(POINTS - nudge)) / (2 * EPSILON) for nudge in NUDGES]
    np.testing.assert_allclose(surface.gradient(POINTS), np.stack(measured, axis=-1), atol=1e-8)


@pytest.mark.parametrize("name", [name for name, surface in SURFACES.items() if surface.curvature is not None])
def test_curvatures_are_the_largest_eigenvalues_of_the_second_derivatives(name: str) -> None:
    surface = SURFACES[name]
    hessian = [(surface.gradient(POINTS + nudge) - surface.gradient(POINTS - nudge)) / (2 * EPSILON) for nudge in NUDGES]
    largest = np.linalg.eigvalsh(np.stack(hessian, axis=-1)).max(axis=-1)
    np.testing.assert_allclose(largest, np.full(len(POINTS), surface.curvature), rtol=1e-6)


@pytest.fixture
def rows() -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(3)
    y = np.repeat([0.0, 1.0], 30)
    return rng.normal(size=(60, 2)) + y[:, np.newaxis], y


def test_the_perceptrons_gradient_is_that_of_central_differences(rows: tuple[FloatArray, FloatArray]) -> None:
    for w in POINTS:
        measured = [(perceptron_error(w + nudge, *rows) - perceptron_error(w - nudge, *rows)) / (2 * EPSILON) for nudge in NUDGES]
        np.testing.assert_allclose(perceptron_gradient(w, *rows), measured, atol=1e-9)


def test_the_perceptrons_error_of_a_map_is_that_of_each_point(rows: tuple[FloatArray, FloatArray]) -> None:
    x, y = rows
    by_hand = [np.mean([(answer - 1 / (1 + np.exp(-(w @ row)))) ** 2 / 2 for row, answer in zip(x, y, strict=True)]) for w in POINTS]
    np.testing.assert_allclose(perceptron_error(POINTS, x, y), by_hand)


@pytest.mark.parametrize("name", ["bowl", "ravine"])
def test_descent_diverges_just_above_two_over_the_curvature_and_not_below(name: str) -> None:
    surface = SURFACES[name]
    assert surface.curvature is not None
    bound = largest_rate(surface.curvature)
    start = np.array([1.0, 1.0])
    for factor, grows in ((0.99, False), (1.01, True)):
        path = walk(lambda w, _: surface.gradient(w), start, gradient_descent, factor * bound, 200)
        assert (surface.value(path[-1]) > surface.value(start)) == grows


def test_a_descent_that_starts_on_the_ridge_of_the_saddle_stops_at_the_pass() -> None:
    surface = SURFACES["saddle"]
    on_ridge, beside = (walk(lambda w, _: surface.gradient(w), np.array([3.0, w2]), gradient_descent, 0.1, 400)[-1] for w2 in (0.0, 1e-6))
    np.testing.assert_allclose(on_ridge, [0.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(beside, [0.0, 2.0], atol=1e-9)


def test_the_left_valley_is_deeper() -> None:
    surface = SURFACES["valleys"]
    left, right = (walk(lambda w, _: surface.gradient(w), np.array([w1, 1.0]), gradient_descent, 0.1, 400)[-1] for w1 in (-3.0, 3.0))
    assert left[0] < -1.9
    assert right[0] > 1.8
    assert surface.value(left) < surface.value(right) - 0.9
