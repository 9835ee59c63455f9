"""The optimizers of the page on gradient descent: each turns a gradient into the step of the weights, as Keras does by default.

Each takes the gradient g, what it remembers and the learning rate ν; it returns the step Δw, to be added to the weights, and what it
remembers next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from playground.lessons.activations import FloatArray


@dataclass(frozen=True, eq=False)
class Memory:
    """What an optimizer remembers: running means of the gradient (m) and of its square (v), shape of the weights; the steps so far (t)."""

    m: FloatArray
    v: FloatArray
    t: int = 0


Optimizer: TypeAlias = Callable[[FloatArray, Memory, float], tuple[FloatArray, Memory]]


def gradient_descent(g: FloatArray, memory: Memory, rate: float) -> tuple[FloatArray, Memory]:
    """Return Δw = -ν g: the lecture's step."""
    return -rate * g, memory


def momentum(g: FloatArray, memory: Memory, rate: float) -> tuple[FloatArray, Memory]:
    """Return Δw = 0.9 Δw_before - ν g: a ball that keeps rolling (Polyak 1964)."""
    step = 0.9 * memory.m - rate * g
    return step, Memory(step, memory.v)


def rmsprop(g: FloatArray, memory: Memory, rate: float) -> tuple[FloatArray, Memory]:
    """Return Δw = -ν g / √(v + 10⁻⁷) with v = 0.9 v + 0.1 g²: each weight at its own pace (Hinton 2012)."""
    v = 0.9 * memory.v + 0.1 * g**2
    return -rate * g / np.sqrt(v + 1e-7), Memory(memory.m, v)


def adam(g: FloatArray, memory: Memory, rate: float) -> tuple[FloatArray, Memory]:
    """Return Δw = -ν m̂ / (√v̂ + 10⁻⁷), where m and v are the running means of g and g², and ^ undoes their start at 0 (Kingma & Ba 2015).

    As in Keras, both corrections are put into the rate, so 10⁻⁷ is added to √v before the correction.
    """
    t = memory.t + 1
    m, v = 0.9 * memory.m + 0.1 * g, 0.999 * memory.v + 0.001 * g**2
    corrected = rate * np.sqrt(1.0 - 0.999**t) / (1.0 - 0.9**t)
    return -corrected * m / (np.sqrt(v) + 1e-7), Memory(m, v, t)


OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType({"sgd": gradient_descent, "momentum": momentum, "rmsprop": rmsprop, "adam": adam})


def walk(gradient: Callable[[FloatArray, int], FloatArray], start: FloatArray, optimizer: Optimizer, rate: float, steps: int) -> FloatArray:
    """Return the weights on the way down: the lecture's steps 2 to 5, again and again.

    Args:
        gradient: ∂E/∂w at some weights, in the step of that number, from 0.
        start: the weights at first, shape (2,).
        optimizer: turns a gradient into a step.
        rate: the learning rate ν.
        steps: how many.

    Returns:
        Shape (1 + steps, 2).
    """
    path, memory = [start], Memory(np.zeros_like(start), np.zeros_like(start))
    for number in range(steps):
        step, memory = optimizer(gradient(path[-1], number), memory, rate)
        path.append(path[-1] + step)
    return np.stack(path)
