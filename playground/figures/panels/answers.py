"""How a chart follows a network's answers, as data: Python makes a snapshot's look of it, a browser that of an edited network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.events import Floats
from playground.figures.drawing.classes import Classes, Labels


@dataclass(frozen=True)
class Output:
    """One of the outputs: of the rows from `begin` to `end`, two places in `Answers.rows`; without these, at every point of the grid."""

    output: int
    begin: int = 0
    end: int = 0


@dataclass(frozen=True)
class Belief:
    """How far the outputs speak for a class, at every point of the grid; without a class, those of each row for its true one."""

    label: int | None = None


@dataclass(frozen=True)
class Word:
    """A word for each row, by its predicted class."""

    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Mistaken:
    """For each row whose predicted class is wrong its own number, shape (rows,), or the word of the predicted class."""

    values: Floats | tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """A map of the first output, in colours from `low` over the middle to `high`."""

    low: float
    high: float
    colours: tuple[str, str, str]


@dataclass(frozen=True)
class Mix:
    """A map of the classes' colours, mixed by how far the outputs speak for each."""

    colours: tuple[str, ...]


Term: TypeAlias = Output | Belief | Word | Mistaken


@dataclass(frozen=True, eq=False)
class Answers:
    """How a chart follows the network's answers.

    Attributes:
        rows: which of an event's rows it is about, ascending; shape (rows,).
        traces: which traces follow.
        data: attribute, such as `y` -> a term for each of these traces; None leaves the trace alone.
        picture: the map behind the dots, where there is one.
        grid: the map's coordinates along both axes, ascending.
        classes: how a classification's outputs are read.
        truth: a classification's labels of `rows`.
    """

    rows: NDArray[np.intp]
    traces: tuple[int, ...]
    data: Mapping[str, tuple[Term | None, ...]]
    picture: Scale | Mix | None = None
    grid: tuple[Floats, ...] = ()
    classes: Classes | None = None
    truth: Labels | None = None
