"""Sets drawn by chance. Each function stands on its own, with NumPy alone: the exported script holds it to the letter.

The shapes, and what noise moves, are those of TensorFlow Playground, so that what was learned there can be seen here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

Draw: TypeAlias = Callable[[int, float, int, np.random.Generator], tuple[np.ndarray, np.ndarray]]


def circle(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """One class within half of the radius 5, the other in a ring around it; noise moves the border, not the points."""
    inner = np.arange(samples) < samples // 2
    radius = np.where(inner, rng.uniform(0.0, 2.5, samples), rng.uniform(3.5, 5.0, samples))
    angle = rng.uniform(0.0, 2.0 * np.pi, samples)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    moved = points + noise * rng.uniform(-5.0, 5.0, points.shape)
    return points, (np.hypot(moved[:, 0], moved[:, 1]) >= 2.5).astype(np.int64)


def xor(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The class says whether the signs of x and y differ; noise moves the borders, which a gap of 0.6 keeps free."""
    points = rng.uniform(-5.0, 5.0, (samples, 2))
    points += np.where(points > 0.0, 0.3, -0.3)
    moved = points + noise * rng.uniform(-5.0, 5.0, points.shape)
    return points, (moved[:, 0] * moved[:, 1] < 0.0).astype(np.int64)


def gauss(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A cloud for each class, around points of a circle of radius √8; noise widens the clouds: variance 0.5 + 7 × noise."""
    labels = np.sort(np.arange(samples) % classes)
    angle = np.pi / 4.0 + 2.0 * np.pi * labels / classes
    centres = np.sqrt(8.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return centres + np.sqrt(0.5 + 7.0 * noise) * rng.standard_normal((samples, 2)), labels


def spiral(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """An arm for each class, from the middle one and three quarters of a turn outwards; noise scatters the points."""
    labels = np.sort(np.arange(samples) % classes)
    along = np.concatenate([np.linspace(0.0, 1.0, np.sum(labels == label), endpoint=False) for label in range(classes)])
    angle = 2.0 * np.pi * (1.75 * along + labels / classes)
    points = 5.0 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return points + noise * rng.uniform(-1.0, 1.0, points.shape), labels


def moons(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two half-circles of radius 1 that reach into each other; noise scatters the points with this standard deviation."""
    labels = np.sort(np.arange(samples) % 2)
    angle = rng.uniform(0.0, np.pi, samples)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, upper, [1.0, 0.5] - upper)
    return points + noise * rng.standard_normal((samples, 2)), labels


def plane(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Z = (x + y) / 10; noise moves the x and y under the plane, so that z is off it."""
    points = rng.uniform(-6.0, 6.0, (samples, 2))
    moved = points + noise * rng.uniform(-6.0, 6.0, points.shape)
    return points, moved.sum(axis=1) / 10.0


def multi_gauss(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Six cones of radius 2, hills of 1 and hollows of −1 in turn; noise moves the x and y under them."""
    points = rng.uniform(-6.0, 6.0, (samples, 2))
    moved = points + noise * rng.uniform(-6.0, 6.0, points.shape)
    centres = np.array([(-4.0, 2.5), (0.0, 2.5), (4.0, 2.5), (-4.0, -2.5), (0.0, -2.5), (4.0, -2.5)])
    signs = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    distance = np.linalg.norm(moved[:, None, :] - centres, axis=2)
    heights = signs * np.clip(1.0 - distance / 2.0, 0.0, 1.0)
    return points, heights[np.arange(samples), np.abs(heights).argmax(axis=1)]


def sine(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Y = sin x over one and a half waves; noise is the standard deviation of what is added to y."""
    x = rng.uniform(-1.5 * np.pi, 1.5 * np.pi, samples)
    return x[:, None], np.sin(x) + noise * rng.standard_normal(samples)


def cubic(samples: int, noise: float, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Y = x³ − x over [−1.5, 1.5]; noise is the standard deviation of what is added to y."""
    x = rng.uniform(-1.5, 1.5, samples)
    return x[:, None], x**3 - x + noise * rng.standard_normal(samples)


GENERATORS: Mapping[str, Draw] = MappingProxyType(
    {draw.__name__: draw for draw in (circle, xor, gauss, spiral, moons, plane, multi_gauss, sine, cubic)}
)
