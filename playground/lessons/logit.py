"""The logit model of the lecture's section 1.3: what the perceptron with a sigmoid is, fitted by scikit-learn.

The models of all choices are kept in `logit.json`, which `python -m tools.keep_logit_models` writes and a test holds against new fits:
scikit-learn would cost the web process a second and 75 MB.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

import numpy as np

from playground.lessons.activations import FloatArray
from playground.lessons.perceptron import log_loss, step, weighted_sum, with_bias
from playground.lessons.rows import EXCLUSIVE_OR, ROW_SETS, row_set

KEPT = Path(__file__).with_name("logit.json")


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


@cache
def kept_models() -> Mapping[str, Logit]:
    """Return the model of every choice of rows and two measurements, under the names of `choices`."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    return MappingProxyType({name: Logit(**{**model, "w": tuple(model["w"])}) for name, model in kept.items()})


def choices() -> Iterator[tuple[str, FloatArray, FloatArray]]:
    """Yield every choice of rows and two measurements: `"setosa_versicolor petal_length petal_width"`, its x with x₀ = 1, its y."""
    for rows in ROW_SETS:
        found = row_set(rows)
        for names in combinations(found.columns, 2):
            x = with_bias(np.column_stack([found.columns[name].x for name in names]))
            yield rows if rows == EXCLUSIVE_OR else " ".join((rows, *names)), x, found.y


def fit_logit(x: FloatArray, y: FloatArray) -> Logit:
    """Fit scikit-learn's `LogisticRegression` without penalty.

    Args:
        x: the rows with x₀ = 1, shape (rows, weights).
        y: the answers 0 and 1, shape (rows,), both of them.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - see above

    model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=10_000).fit(x[:, 1:], y)
    w = np.concatenate([model.intercept_, model.coef_[0]])
    # Where a line separates the classes the fit finds one, and a row on the line itself is on neither side.
    mistakes = int(np.sum(step(weighted_sum(w, x)) != y))
    separable = bool(np.all((2.0 * y - 1.0) * weighted_sum(w, x) > 0.0))
    return Logit(tuple(map(float, w)), log_loss(w, x, y), mistakes, separable)
