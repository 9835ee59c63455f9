"""The logit model of the lecture's section 1.3: what the perceptron with a sigmoid is, fitted by scikit-learn."""

from dataclasses import dataclass

import numpy as np

from playground.lessons.activations import FloatArray
from playground.lessons.perceptron import log_loss, step, weighted_sum


@dataclass(frozen=True)
class Logit:
    """A fitted logit model.

    Attributes:
        w: its coefficients, the intercept w₀ first.
        loss: the mean log loss.
        mistakes: rows with a wrong answer.
        separable: whether a line separates the classes. Then no coefficients are best, and these are where the fit stopped.
    """

    w: tuple[float, ...]
    loss: float
    mistakes: int
    separable: bool


def fit_logit(x: FloatArray, y: FloatArray) -> Logit:
    """Fit scikit-learn's `LogisticRegression` without penalty.

    Args:
        x: the rows with x₀ = 1, shape (rows, weights).
        y: the answers 0 and 1, shape (rows,), both of them.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - imports that other pages need not wait for

    model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=10_000).fit(x[:, 1:], y)
    w = np.concatenate([model.intercept_, model.coef_[0]])
    # Where a line separates the classes the fit finds one, and a row on the line itself is on neither side.
    mistakes = int(np.sum(step(weighted_sum(w, x)) != y))
    separable = bool(np.all((2.0 * y - 1.0) * weighted_sum(w, x) > 0.0))
    return Logit(tuple(map(float, w)), log_loss(w, x, y), mistakes, separable)
