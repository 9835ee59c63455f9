"""Back-propagation through the network of the lecture's figure 4, section 1.5, number by number.

Two inputs, two layers of two units, one output unit: x₁, x₂ → s₁, s₂ → s₃, s₄ → s₅. Every unit has a bias and an activation; the error is
E = ½ (y - a₅)². Weights, biases and units are numbered as in the lecture, from 1; place 0 of the arrays below is number 1.
"""

from dataclasses import dataclass

import numpy as np

from playground.lessons.activations import Activation, FloatArray


def lines() -> tuple[tuple[str | int, int], ...]:
    """Return where each weight w₁ … w₁₀ comes from, an input `"x1"` or `"x2"` or the number of a unit, and the unit it leads to."""
    first = (("x1", 1), ("x1", 2), ("x2", 1), ("x2", 2))
    return (*first, (1, 3), (1, 4), (2, 3), (2, 4), (3, 5), (4, 5))


@dataclass(frozen=True, eq=False)
class Forward:
    """What a row becomes on its way through the network.

    Attributes:
        x: the two inputs.
        s: the sum of each unit, shape (5,).
        a: the activation of each unit, shape (5,); the last is the prediction.
        slopes: ∂a/∂s of each unit, shape (5,).
    """

    x: FloatArray
    s: FloatArray
    a: FloatArray
    slopes: FloatArray

    def at(self, origin: str | int) -> float:
        """Return what a line carries: the input, or the activation of the unit that it comes from."""
        return float(self.x[int(origin[1]) - 1] if isinstance(origin, str) else self.a[origin - 1])


def forward(w: FloatArray, b: FloatArray, x: FloatArray, activation: Activation) -> Forward:
    """Return sums and activations, unit by unit: s = b + Σ w a and a = σ(s), lecture equations (4) and (5).

    Args:
        w: the weights w₁ … w₁₀.
        b: the biases b₁ … b₅.
        x: the inputs x₁ and x₂.
        activation: of every unit.
    """
    way = Forward(x, *np.zeros((3, len(b))))
    for unit in range(1, len(b) + 1):
        coming = [w[place] * way.at(origin) for place, (origin, target) in enumerate(lines()) if target == unit]
        way.s[unit - 1] = b[unit - 1] + sum(coming)
        way.a[unit - 1] = activation.function(way.s[unit - 1 : unit])[0]
        way.slopes[unit - 1] = activation.derivative(way.s[unit - 1 : unit])[0]
    return way


def error(way: Forward, y: float) -> float:
    """Return E = ½ (y - a₅)²."""
    return float((y - way.a[-1]) ** 2 / 2.0)


def backward(w: FloatArray, way: Forward, y: float) -> FloatArray:
    """Return ∂E/∂s of each unit, shape (5,), from the last to the first: what arrives over the lines ahead, times σ'(s)."""
    blame = np.zeros(len(way.s))
    blame[-1] = -(y - way.a[-1]) * way.slopes[-1]
    for unit in range(len(way.s) - 1, 0, -1):
        ahead = sum(w[place] * blame[target - 1] for place, (origin, target) in enumerate(lines()) if origin == unit)
        blame[unit - 1] = ahead * way.slopes[unit - 1]
    return blame


def gradients(way: Forward, blame: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ∂E/∂w, shape (10,), and ∂E/∂b, shape (5,): ∂E/∂s of the unit that a weight leads to, times what the line carries."""
    return np.array([blame[target - 1] * way.at(origin) for origin, target in lines()]), blame.copy()


def paths(weight: int) -> tuple[tuple[int, ...], ...]:
    """Return every way from a weight to the error, as the numbers of the units on it: (1, 3, 5) and (1, 4, 5) for w₁."""

    def onward(unit: int) -> list[tuple[int, ...]]:
        ahead = [target for origin, target in lines() if origin == unit]
        return [(unit, *rest) for target in ahead for rest in onward(target)] or [(unit,)]

    return tuple(onward(lines()[weight - 1][1]))


def factors(weight: int, path: tuple[int, ...], w: FloatArray, way: Forward, y: float) -> FloatArray:
    """Return the factors of one product of the lecture's equation (6), in its order.

    For w₁ and the path (1, 3, 5): ∂E/∂a₅, ∂a₅/∂s₅, ∂s₅/∂a₃, ∂a₃/∂s₃, ∂s₃/∂a₁, ∂a₁/∂s₁, ∂s₁/∂w₁. The products of all paths of a weight
    add up to ∂E/∂w.
    """
    product = [-(y - way.a[-1])]
    for unit, before in zip(path[::-1], (*path[-2::-1], None), strict=True):
        product.append(way.slopes[unit - 1])
        if before is not None:
            product.append(w[lines().index((before, unit))])
    return np.array([*product, way.at(lines()[weight - 1][0])])
