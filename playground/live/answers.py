"""How a chart follows the network's answers, in the browser's words: see `static/network/charts.js`."""

from typing import NotRequired, TypeAlias, TypedDict

import numpy as np
from numpy.typing import NDArray

from playground.figures.drawing.classes import Classes
from playground.figures.panels.answers import Answers, Belief, Mistaken, Mix, Output, Scale, Term, Word
from playground.live.pack import Packed, pack_numbers

TermData: TypeAlias = dict[str, int | Packed | list[str] | None]


class ReadingData(TypedDict):
    """How outputs say classes, as `Classes` has it."""

    single: bool
    threshold: float
    probable: bool


class PictureData(TypedDict):
    """The map: between which values its colours lie, or None where they are the classes'; and how many points it has on each axis."""

    colours: list[str]
    between: list[float] | None
    sides: list[int]


class AnswersData(TypedDict):
    """As `Answers` has it; a term says by its first key what it is. Rows are None where they are the first ones, all in a row."""

    rows: Packed | None
    count: int
    traces: list[int]
    data: dict[str, list[TermData | None]]
    picture: NotRequired[PictureData]
    reading: NotRequired[ReadingData]
    truth: NotRequired[Packed]


def told(answers: Answers) -> AnswersData:
    """Return what a browser is told of how a chart follows."""
    data = {attribute: [_term(term) for term in terms] for attribute, terms in answers.data.items()}
    rows = None if _counts_up(answers.rows) else pack_numbers(answers.rows.astype(np.float32))
    found: AnswersData = {"rows": rows, "count": len(answers.rows), "traces": list(answers.traces), "data": data}
    if answers.picture is not None:
        found["picture"] = _picture(answers.picture, answers)
    if answers.classes is not None:
        found["reading"] = _reading(answers.classes)
    if answers.truth is not None:
        found["truth"] = pack_numbers(answers.truth.astype(np.float32))
    return found


def _counts_up(rows: NDArray[np.intp]) -> bool:
    return np.array_equal(rows, np.arange(len(rows)))


def _term(term: Term | None) -> TermData | None:
    match term:
        case Output(output, begin, end):
            return {"output": output, "begin": begin, "end": end}
        case Belief(label):
            return {"belief": label}
        case Word(words):
            return {"words": list(words)}
        case Mistaken(values):
            return {"mistaken": list(values) if isinstance(values, tuple) else pack_numbers(values)}
        case None:
            return None


def _picture(picture: Scale | Mix, answers: Answers) -> PictureData:
    between = [picture.low, picture.high] if isinstance(picture, Scale) else None
    return {"colours": list(picture.colours), "between": between, "sides": list(map(len, answers.grid))}


def _reading(classes: Classes) -> ReadingData:
    return {"single": classes.single, "threshold": classes.threshold, "probable": classes.probable}
