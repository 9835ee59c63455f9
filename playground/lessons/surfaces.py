"""Error surfaces over two weights: the value E, its gradient, and where it is known, its curvature.

`w` holds two weights in its last axis, shape (…, 2), so that one call gives a whole map; E has shape (…).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from playground.lessons.activations import FloatArray, sigmoid


def bowl(w: FloatArray) -> FloatArray:
    """Return E = ½ (w₁² + w₂²): equally steep in every direction."""
    return (w[..., 0] ** 2 + w[..., 1] ** 2) / 2.0


def bowl_gradient(w: FloatArray) -> FloatArray:
    """Return (w₁, w₂)."""
    return np.stack([w[..., 0], w[..., 1]], axis=-1)


def ravine(w: FloatArray) -> FloatArray:
    """Return E = ½ (w₁² + 20 w₂²): gentle along w₁, twenty times as curved across."""
    return (w[..., 0] ** 2 + 20.0 * w[..., 1] ** 2) / 2.0


def ravine_gradient(w: FloatArray) -> FloatArray:
    """Return (w₁, 20 w₂)."""
    return np.stack([w[..., 0], 20.0 * w[..., 1]], axis=-1)


def saddle(w: FloatArray) -> FloatArray:
    """Return E = ½ (w₁² - w₂²) + w₂⁴ / 16: a pass at (0, 0) between the minima (0, 2) and (0, -2)."""
    return (w[..., 0] ** 2 - w[..., 1] ** 2) / 2.0 + w[..., 1] ** 4 / 16.0


def saddle_gradient(w: FloatArray) -> FloatArray:
    """Return (w₁, -w₂ + w₂³ / 4)."""
    return np.stack([w[..., 0], -w[..., 1] + w[..., 1] ** 3 / 4.0], axis=-1)


def valleys(w: FloatArray) -> FloatArray:
    """Return E = (w₁² - 4)² / 8 + w₁ / 4 + ½ w₂²: two valleys, the left one deeper."""
    return (w[..., 0] ** 2 - 4.0) ** 2 / 8.0 + w[..., 0] / 4.0 + w[..., 1] ** 2 / 2.0


def valleys_gradient(w: FloatArray) -> FloatArray:
    """Return (w₁ (w₁² - 4) / 2 + ¼, w₂)."""
    return np.stack([w[..., 0] * (w[..., 0] ** 2 - 4.0) / 2.0 + 0.25, w[..., 1]], axis=-1)


def perceptron_error(w: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return E, the mean over the rows of ½ (y - ŷ)² with ŷ = σ(w₁x₁ + w₂x₂), lecture equation (2).

    Args:
        w: shape (…, 2).
        x: the inputs, shape (rows, 2).
        y: 0 or 1, shape (rows,).
    """
    total: FloatArray = np.sum((y - sigmoid(w @ x.T)) ** 2, axis=-1)
    return total / (2.0 * len(y))


def perceptron_gradient(w: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return ∂E/∂w, the mean over the rows of -(y - ŷ) σ(s) (1 - σ(s)) x, lecture equation (3)."""
    a = sigmoid(w @ x.T)
    return -((y - a) * a * (1.0 - a)) @ x / len(y)


def largest_rate(curvature: float) -> float:
    """Return 2/L: on a quadratic bowl with largest curvature L, gradient descent diverges at every rate above it.

    A step multiplies the distance to the minimum along a direction of curvature λ by 1 - νλ, which is within ±1 up to ν = 2/λ.
    """
    return 2.0 / curvature


@dataclass(frozen=True)
class Surface:
    """An error surface that is the same for all rows.

    Attributes:
        value: E.
        gradient: ∂E/∂w.
        formula: E in words of the formula, as text.
        curvature: L, the largest second derivative in any direction, if it is the same everywhere.
    """

    value: Callable[[FloatArray], FloatArray]
    gradient: Callable[[FloatArray], FloatArray]
    formula: str
    curvature: float | None = None


SURFACES: Mapping[str, Surface] = MappingProxyType(
    {
        "bowl": Surface(bowl, bowl_gradient, "½ (w₁² + w₂²)", 1.0),
        "ravine": Surface(ravine, ravine_gradient, "½ (w₁² + 20 w₂²)", 20.0),
        "saddle": Surface(saddle, saddle_gradient, "½ (w₁² − w₂²) + w₂⁴ / 16"),
        "valleys": Surface(valleys, valleys_gradient, "(w₁² − 4)² / 8 + w₁ / 4 + ½ w₂²"),
    }
)
