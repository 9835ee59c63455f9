"""The perceptron: its gradients against central differences, its learning against scikit-learn, Rosenblatt's promise."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss as sklearn_log_loss

from playground.lessons.activations import FloatArray
from playground.lessons.perceptron import (
    descend,
    log_loss,
    log_loss_gradient,
    rosenblatt,
    squared_error,
    squared_error_gradient,
    step,
    weighted_sum,
    with_bias,
)

EPSILON = 1e-5


@pytest.fixture
def rows() -> tuple[FloatArray, FloatArray]:
    """Two clouds of points that reach into each other."""
    rng = np.random.default_rng(3)
    y = np.repeat([0.0, 1.0], 40)
    return with_bias(rng.normal(size=(80, 2)) + 1.2 * y[:, np.newaxis]), y


def central_differences(loss: Callable[[FloatArray], float], w: FloatArray) -> FloatArray:
    nudges = EPSILON * np.eye(len(w))
    return np.array([(loss(w + nudge) - loss(w - nudge)) / (2 * EPSILON) for nudge in nudges])


@pytest.mark.parametrize(("loss", "gradient"), [(squared_error, squared_error_gradient), (log_loss, log_loss_gradient)])
def test_gradients_are_central_differences(
    rows: tuple[FloatArray, FloatArray],
    loss: Callable[[FloatArray, FloatArray, FloatArray], float],
    gradient: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
) -> None:
    x, y = rows
    for w in np.random.default_rng(0).normal(size=(5, 3)):
        expected = central_differences(lambda at: loss(at, x, y), w)
        assert np.abs(expected).max() > 1e-2
        np.testing.assert_allclose(gradient(w, x, y), expected, rtol=1e-6, atol=1e-9)


def test_losses_of_one_row_by_hand() -> None:
    # s = 0.5 - 1 · 2 + 0.25 · 6 = 0, so ŷ = ½.
    w, x, y = np.array([0.5, -1.0, 0.25]), np.array([[1.0, 2.0, 6.0]]), np.array([1.0])
    assert weighted_sum(w, x).tolist() == [0.0]
    assert squared_error(w, x, y) == pytest.approx(0.125)
    assert log_loss(w, x, y) == pytest.approx(np.log(2.0))
    # -(1 - ½) · ½ · ½ = -⅛, and -(1 - ½) = -½, each times x.
    np.testing.assert_allclose(squared_error_gradient(w, x, y), [-0.125, -0.25, -0.75])
    np.testing.assert_allclose(log_loss_gradient(w, x, y), [-0.5, -1.0, -3.0])


def test_log_loss_is_scikit_learns_and_stays_finite(rows: tuple[FloatArray, FloatArray]) -> None:
    x, y = rows
    w = np.array([0.3, -0.7, 0.2])
    assert log_loss(w, x, y) == pytest.approx(sklearn_log_loss(y, 1 / (1 + np.exp(-x @ w))))
    assert np.isfinite(log_loss(1e6 * w, x, y))


def test_gradient_descent_on_the_log_loss_arrives_at_the_logit_model(rows: tuple[FloatArray, FloatArray]) -> None:
    x, y = rows
    w = np.zeros(3)
    for _ in range(2_000):
        w = descend(w, log_loss_gradient(w, x, y), 1.0)
    model = LogisticRegression(C=np.inf, tol=1e-10).fit(x[:, 1:], y)
    np.testing.assert_allclose(w, [*model.intercept_, *model.coef_[0]], atol=1e-6)


def test_rosenblatt_moves_the_weights_by_the_next_wrong_row_and_goes_around() -> None:
    x = with_bias(np.array([[2.0], [-1.0], [3.0]]))
    y = np.array([1.0, 0.0, 0.0])
    # s = 1 for every row, so rows 1 and 2 are taken for 1.
    w, row = rosenblatt(np.array([1.0, 0.0]), x, y, 0.5, -1)
    assert (w.tolist(), row) == ([0.5, 0.5], 1)
    # s = 1.5, 0 and 2: row 2 is next, then around to row 1.
    w, row = rosenblatt(w, x, y, 0.5, row)
    assert (w.tolist(), row) == ([0.0, -1.0], 2)
    # s = -2, 1 and -3: row 0 is wrong now.
    w, row = rosenblatt(w, x, y, 0.5, row)
    assert (w.tolist(), row) == ([0.5, 0.0], 0)


def test_rosenblatt_ends_where_a_line_separates_the_classes_and_only_there() -> None:
    rng = np.random.default_rng(1)
    x = with_bias(rng.normal(size=(60, 2)))
    y = step(weighted_sum(np.array([0.4, 1.0, -2.0]), x))
    assert _steps(x, y, 5_000) < 5_000
    corners = with_bias(np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]))
    assert _steps(corners, np.array([0.0, 1.0, 1.0, 0.0]), 500) == 500


def _steps(x: FloatArray, y: FloatArray, most: int) -> int:
    w, row = np.array([0.1, 0.2, 0.3]), -1
    for count in range(most):
        w, row = rosenblatt(w, x, y, 0.5, row)
        if row < 0:
            np.testing.assert_array_equal(step(weighted_sum(w, x)), y)
            return count
    return most
