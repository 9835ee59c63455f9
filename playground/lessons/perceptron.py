"""The perceptron of the lecture's section 1.3: one unit, the ways it learns, and what each of them makes smaller.

A row is x = (1, x₁, x₂, …): its first entry is x₀ = 1, so the first weight w₀ is the bias. `x` holds a row a line, shape (rows, weights);
`w` has shape (weights,) and `y`, the answers 0 and 1, shape (rows,).
"""

import numpy as np

from playground.lessons.activations import FloatArray, sigmoid


def with_bias(inputs: FloatArray) -> FloatArray:
    """Return the rows with x₀ = 1 before the inputs; shape (rows, inputs) becomes (rows, 1 + inputs)."""
    return np.column_stack([np.ones(len(inputs)), inputs])


def weighted_sum(w: FloatArray, x: FloatArray) -> FloatArray:
    """Return s = wᵀx = w₁x₁ + … + w₀x₀ of every row, lecture equation (1)."""
    return x @ w


def step(s: FloatArray) -> FloatArray:
    """Return 1 where s ≥ 0, else 0: Rosenblatt's activation. Its derivative is 0 wherever it has one."""
    return np.where(s >= 0.0, 1.0, 0.0)


def rosenblatt(w: FloatArray, x: FloatArray, y: FloatArray, rate: float, after: int) -> tuple[FloatArray, int]:
    """Learn from the next row with a wrong answer: w + ν (y - ŷ) x.

    Returns:
        The new weights and that row. The same weights and -1 if every answer is right.
    """
    rows = np.roll(np.arange(len(y)), -1 - after)  # the row behind `after` first, then around
    wrong = rows[step(weighted_sum(w, x[rows])) != y[rows]]
    if len(wrong) == 0:
        return w, -1
    row = int(wrong[0])
    answer = step(weighted_sum(w, x[row]))
    return w + rate * (y[row] - answer) * x[row], row


def squared_error(w: FloatArray, x: FloatArray, y: FloatArray) -> float:
    """Return E, the mean over the rows of ½ (y - ŷ)², lecture equation (2)."""
    return float(np.mean((y - sigmoid(weighted_sum(w, x))) ** 2) / 2.0)


def squared_error_gradient(w: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return ∂E/∂w, the mean over the rows of -(y - ŷ) σ(s) (1 - σ(s)) x, lecture equation (3)."""
    a = sigmoid(weighted_sum(w, x))
    return -((y - a) * a * (1.0 - a)) @ x / len(y)


def log_loss(w: FloatArray, x: FloatArray, y: FloatArray) -> float:
    """Return E, the mean over the rows of -y log ŷ - (1 - y) log(1 - ŷ): what a logit model makes as small as it can."""
    s = weighted_sum(w, x)
    return float(np.mean(np.logaddexp(0.0, s) - y * s))


def log_loss_gradient(w: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return ∂E/∂w, the mean over the rows of -(y - ŷ) x: equation (3) without the factor σ(s) (1 - σ(s))."""
    return -(y - sigmoid(weighted_sum(w, x))) @ x / len(y)


def descend(w: FloatArray, gradient: FloatArray, rate: float) -> FloatArray:
    """Return w - ν ∂E/∂w: one step of gradient descent."""
    return w - rate * gradient
