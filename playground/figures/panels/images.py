"""Maps as small pictures: a PNG in a data address costs a chart a fraction of what its cells would."""

import base64
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.events import Floats
from playground.figures.drawing.layout import Json
from playground.figures.drawing.theme import channels

Colours = NDArray[np.uint8]

# So few steps between two colours are not seen at a map's size, and pack into a third of the bytes.
_STEPS = 32
_PALETTE = 64


def mixed(shares: Floats, colours: tuple[str, ...]) -> Colours:
    """Return the colours `#rrggbb`, mixed by their shares.

    Args:
        shares: from 0 to 1, those of a point add up to 1; shape (points, colours).
        colours: as many as there are shares.

    Returns:
        Red, green and blue from 0 to 255, shape (points, 3).
    """
    steps = np.round(np.clip(np.nan_to_num(shares), 0.0, 1.0) * _STEPS) / _STEPS
    paints = np.array([channels(colour) for colour in colours], dtype=np.float64)
    return np.clip(np.round(steps @ paints), 0, 255).astype(np.uint8)


def between(values: Floats, low: float, high: float, colours: tuple[str, str, str]) -> Colours:
    """Return the colour of each value on a scale from `low` over the middle to `high`; shape (points, 3)."""
    place = np.clip(2.0 * (np.nan_to_num(values, nan=(low + high) / 2) - low) / (high - low) - 1.0, -1.0, 1.0)
    shares = np.stack([np.maximum(0.0, -place), 1.0 - np.abs(place), np.maximum(0.0, place)], axis=1)
    return mixed(shares.astype(np.float32), colours)


def picture(colours: Colours, grid: tuple[Floats, ...]) -> str:
    """Return a map as an address that holds the whole picture.

    Args:
        colours: of the grid's points, the first axis running fastest; shape (points, 3).
        grid: the coordinates along the two axes, ascending.
    """
    columns, rows = (len(axis) for axis in grid)
    # Pictures begin at the top, axes at the bottom.
    pixels = Image.fromarray(np.ascontiguousarray(colours.reshape(rows, columns, 3)[::-1]))
    file = BytesIO()
    pixels.quantize(_PALETTE, dither=Image.Dither.NONE).save(file, "PNG", compress_level=6)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"


def frame_of(grid: tuple[Floats, ...]) -> dict[str, Json]:
    """Return where the picture lies, in the words of a layout, so that the centre of each pixel is its point of the grid."""
    layout: dict[str, Json] = {"images[0].visible": True}
    for axis, size, name in zip(grid, ("sizex", "sizey"), ("xaxis", "yaxis"), strict=True):
        half = float(axis[1] - axis[0]) / 2
        low, high = float(axis[0]) - half, float(axis[-1]) + half
        layout[f"images[0].{size}"] = high - low
        layout[f"{name}.range"] = [low, high]
        # A picture hangs by its left upper corner.
        layout[f"images[0].{name[0]}"] = low if name == "xaxis" else high
    return layout


def blank(opacity: float) -> dict[str, Json]:
    """Return the place of a picture that is not there yet, below all dots."""
    return {"xref": "x", "yref": "y", "sizing": "stretch", "layer": "below", "opacity": opacity, "visible": False, "source": ""}
