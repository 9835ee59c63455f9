"""Arrays as short text: a run's film stays in memory, so every byte counts."""

import base64
import math
from typing import TypeAlias, TypedDict, cast

import numpy as np

from playground.figures.panels.panel import Column, Numbers, Pick


class Packed(TypedDict):
    """Numbers in three bytes each, in base64: a float32 without its last eight bits, so to about five significant digits."""

    f3: str


class PackedPick(TypedDict):
    """Words out of a few: their list, and for each point one byte, in base64."""

    of: list[str]
    at: str


PackedColumn: TypeAlias = Packed | PackedPick | bool | str | None


def pack(column: Column) -> PackedColumn:
    """Return the column as text that `static/pack.js` reads back; a flag, a word or nothing stays as it is."""
    if column is None or isinstance(column, bool | str):
        return column
    if isinstance(column, Pick):
        return {"of": list(column.options), "at": _base64(np.ascontiguousarray(column.indices, dtype=np.uint8))}
    return pack_numbers(column)


def pack_numbers(numbers: Numbers) -> Packed:
    """Return numbers of any shape, row by row, as `pack` returns them."""
    return {"f3": _base64(_three_bytes(numbers))}


def unpack(column: PackedColumn) -> list[float] | list[str] | bool | str | None:
    """Return what `pack` was given; numbers come back with the precision that they travelled with, NaN and infinities as they were."""
    if column is None or isinstance(column, bool | str):
        return column
    if "of" in column:
        pick = cast("PackedPick", column)
        return [pick["of"][place] for place in base64.b64decode(pick["at"])]
    three = np.frombuffer(base64.b64decode(column["f3"]), dtype=np.uint8).reshape(-1, 3)
    numbers: list[float] = np.pad(three, ((0, 0), (0, 1))).view(">f4").ravel().tolist()
    return numbers


def short(value: float | None) -> float | None:
    """Return the number with nine significant digits, which tell any two float32 apart; None for what JSON has no word for."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.9g}")


def _three_bytes(numbers: Numbers) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the upper three bytes of each number as a big-endian float32, rounded to the nearest; shape (numbers, 3)."""
    # A finite value beyond float32's range becomes infinite, which is what the viewer is meant to see of it.
    with np.errstate(over="ignore"):
        bits = np.ascontiguousarray(numbers, dtype=np.float32).view(np.uint32).astype(np.uint64)
    rounded = ((bits + 0x80) >> 8).astype(">u4")
    return rounded.view(np.uint8).reshape(-1, 4)[:, 1:]


def _base64(array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")
