"""The route that answers what each step of an epoch does: its batch, its loss, and the weights behind it."""

from typing import TypedDict

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from playground.compute.replays import check_walked
from playground.data.split import shown_positions
from playground.experiment import Experiment, learning_rate_at
from playground.figures.panels.panel import StillPanel
from playground.live.asking import Asking, whole
from playground.live.backward import numbers_of, numbers_on_page
from playground.live.film import panels_of
from playground.live.pack import Packed, pack_numbers, short
from playground.training.questions import StepsOfEpoch, Walk


class BatchData(TypedDict):
    """One step.

    Attributes:
        count: how many rows are in the batch.
        rows: the numbers, from 1, of those that the network's rows show.
        loss: of the batch before the step, as Keras reports it.
        moved: the mean of |Δw| over the weights that gradients change.
    """

    count: int
    rows: list[int]
    loss: float | None
    moved: float | None


class ChartData(TypedDict):
    """Where a chart has the rows of each step.

    Attributes:
        panel: its name.
        traces: whose points are rows.
        points: for each step and each of these traces, which of the points are in the batch, ascending.
    """

    panel: str
    traces: list[int]
    points: list[list[list[int]]]


class StepsData(TypedDict):
    """The steps of an epoch.

    Attributes:
        epoch: from 1.
        count: how many steps it has; those that are told are the first of them.
        rate: its learning rate.
        before: the weights before the first step, flat, as the frames of a film have them.
        updates: the weights after each step minus before it, step by step; so that small ones keep their digits.
        steps: what is to be said of each.
        charts: which show rows.
    """

    epoch: int
    count: int
    rate: float | None
    before: Packed
    updates: Packed
    steps: list[BatchData]
    charts: list[ChartData]


class StepsRoute:
    """Answers `GET /runs/{run_id}/steps?epoch=…`."""

    def __init__(self, asking: Asking) -> None:
        """Prepare to ask about runs."""
        self._asking = asking

    async def respond(self, request: Request) -> Response:
        """Answer with JSON, or with a sentence that says why there is none."""
        epoch = whole(request.query_params.get("epoch", ""))
        return await self._asking.respond(request, lambda run: StepsOfEpoch(check_walked(run.epoch, epoch)), steps_data)


def steps_data(experiment: Experiment, walk: Walk) -> StepsData:
    """Return what the browser is told of the steps of an epoch."""
    numbers = numbers_on_page(experiment.data)
    weights = np.stack([walk.before, *(step.weights for step in walk.steps)])
    return {
        "epoch": walk.epoch,
        "count": walk.count,
        "rate": short(learning_rate_at(experiment.training, walk.epoch)),
        "before": pack_numbers(walk.before),
        "updates": pack_numbers(np.diff(weights, axis=0)),
        "steps": [
            {"count": len(step.rows), "rows": numbers_of(step.rows, numbers), "loss": short(step.loss), "moved": short(step.moved)}
            for step in walk.steps
        ],
        "charts": _charts(experiment, walk),
    }


def _charts(experiment: Experiment, walk: Walk) -> list[ChartData]:
    positions = shown_positions(experiment.data)
    # In which step each of the rows that events carry is; those that do not train are in none.
    steps = np.full(experiment.data.info.rows, -1)
    for number, step in enumerate(walk.steps):
        steps[step.rows] = number
    charts: list[ChartData] = []
    for panel in panels_of(experiment):
        if isinstance(panel, StillPanel) and panel.dots:
            of_traces = [steps[positions[dots.rows]] for dots in panel.dots]
            points = [[np.flatnonzero(trace == number).tolist() for trace in of_traces] for number in range(len(walk.steps))]
            charts.append({"panel": panel.name, "traces": [dots.trace for dots in panel.dots], "points": points})
    return charts
