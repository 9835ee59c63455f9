"""Data set augmentation of pictures, from scratch: turned, shifted, zoomed, as Keras' layers do it. Lecture 1.7, figure 7.

A picture has shape (side, side), rows from the top; what comes in from beyond its edges is 0.
"""

import numpy as np

from playground.lessons.activations import FloatArray


def sampled(picture: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Return the picture's values between its pixels, bilinear, at positions that may lie beyond its edges; all of one shape."""
    side = len(picture)
    padded = np.pad(picture, 1)
    # Beyond the edges all is 0: so far out, the two nearest pixels are.
    rows, columns = (np.clip(at + 1.0, 0.0, side + 1.0 - 1e-9) for at in (rows, columns))
    top, left = rows.astype(int), columns.astype(int)
    down, right = rows - top, columns - left
    upper = (1.0 - right) * padded[top, left] + right * padded[top, left + 1]
    lower = (1.0 - right) * padded[top + 1, left] + right * padded[top + 1, left + 1]
    found: FloatArray = (1.0 - down) * upper + down * lower
    return found


def turned(picture: FloatArray, turn: float) -> FloatArray:
    """Return the picture turned about its middle by a share of a full turn, anticlockwise."""
    middle, angle = (len(picture) - 1) / 2, 2.0 * np.pi * turn
    rows, columns = np.indices(picture.shape) - middle
    return sampled(
        picture, np.cos(angle) * rows + np.sin(angle) * columns + middle, np.cos(angle) * columns - np.sin(angle) * rows + middle
    )


def shifted(picture: FloatArray, down: float, right: float) -> FloatArray:
    """Return the picture moved by shares of its side."""
    rows, columns = np.indices(picture.shape).astype(float)
    return sampled(picture, rows - down * len(picture), columns - right * len(picture))


def zoomed(picture: FloatArray, share: float) -> FloatArray:
    """Return the picture smaller by a factor of 1 + `share`, or larger where that is negative, as Keras has it."""
    middle = (len(picture) - 1) / 2
    rows, columns = np.indices(picture.shape) - middle
    return sampled(picture, (1.0 + share) * rows + middle, (1.0 + share) * columns + middle)


def augmented(picture: FloatArray, turn: float, shift: float, zoom: float, rng: np.random.Generator) -> FloatArray:
    """Return the picture turned, then shifted, then zoomed, each by a random number from minus to plus its bound."""
    a, down, right, share = rng.uniform(-1.0, 1.0, 4) * (turn, shift, shift, zoom)
    return zoomed(shifted(turned(picture, a), down, right), share)
