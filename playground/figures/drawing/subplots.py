"""Several small charts in one: which axis is whose, and where it stands."""

from playground.figures.drawing.layout import Json


def suffix(number: int) -> str:
    """Return what Plotly appends to `x` and `y` for the subplot of that number, from 1: the first axis is `x`, the second `x2`."""
    return "" if number == 1 else str(number)


def share(index: int, count: int, gap: float) -> list[Json]:
    """Return the part of [0, 1] that the `index`-th of `count` neighbours takes, with `gap` between them."""
    width = (1 - gap * (count - 1)) / count
    return [index * (width + gap), min(1.0, index * (width + gap) + width)]
