"""The rows that augmentation makes, for the page on regularizers: pictures that are moved, and rows of a table with noise."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.experiment import Augmentation
from playground.lessons.activations import FloatArray
from playground.lessons.pictures import augmented
from playground.lessons.regularizers import noisy
from playground.ui.lessons.lesson import State
from playground.ui.lessons.regularizers_many import training_rows
from playground.ui.lessons.regularizers_runs import moves, over_fitted

PICTURES = 8
COPIES = 5


def augmented_rows(state: State, draw: int) -> Mapping[str, Any] | None:
    """Return some training rows and what augmentation makes of them, another thing with each draw; None in a state without."""
    match state["show"]:
        case "pictures":
            return {"of": "pictures", "draw": draw, **_pictures(moves(state["pictures"]), np.random.default_rng(draw))}
        case "noise":
            return {"of": "noise", "draw": draw, **_noisy(state["rows"], state["noise"], np.random.default_rng(draw))}
        case _:
            return None


def _pictures(bounds: Augmentation, rng: np.random.Generator) -> Mapping[str, Any]:
    x, y = training_rows(over_fitted("digits").data)
    pictures = x[:PICTURES].reshape(PICTURES, *[round(x.shape[1] ** 0.5)] * 2)
    kinds = {
        "turned": (bounds.rotation, 0.0, 0.0),
        "shifted": (0.0, bounds.shift, 0.0),
        "zoomed": (0.0, 0.0, bounds.zoom),
        "all three": (bounds.rotation, bounds.shift, bounds.zoom),
    }
    lines: dict[str, FloatArray] = {"original": pictures}
    for name, each in kinds.items():
        lines[name] = np.stack([augmented(one, *each, rng) for one in pictures])
    return {
        "labels": y[:PICTURES].astype(int).tolist(),
        "lines": [{"name": name, "pictures": _brief(line.reshape(PICTURES, -1))} for name, line in lines.items()],
    }


def _noisy(rows: str, deviation: float, rng: np.random.Generator) -> Mapping[str, Any]:
    x, y = training_rows(over_fitted(rows).data)
    copies = [noisy(x, deviation * x.std(axis=0), rng) for _ in range(COPIES)]
    return {"x": _brief(x), "y": _brief(y), "copies": [_brief(copy) for copy in copies]}


def _brief(values: FloatArray) -> list[Any]:
    rounded: list[Any] = np.round(values, 3).tolist()
    return rounded
