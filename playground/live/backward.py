"""The route that answers what nobody has recorded: the gradients of a row at an epoch, and what the next step of training does."""

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypedDict

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from playground.compute.hub import ComputeUnavailable, Hub, UnknownRun
from playground.compute.status import CLOSED
from playground.data.split import shown_positions
from playground.events import Floats
from playground.experiment import Data, Experiment, learning_rate_at
from playground.live.network import chosen_rows
from playground.live.pack import Packed, pack_numbers, short
from playground.live.responses import Responses
from playground.settings import ExperimentError, Whole
from playground.training.questions import Backward, FirstStep, Gradients

_HEADERS = {"Cache-Control": "no-store"}
# Nobody reads it.
_GONE = Response(status_code=499)


class StepData(TypedDict):
    """The first step of the next epoch.

    Attributes:
        epoch: that it belongs to.
        rate: its learning rate.
        count: how many rows are in the batch.
        rows: the numbers, from 1, of those that the network's rows show.
        gradients: of the batch's mean loss, flat, as the frames of a film have the weights.
        updates: weights after the step minus before it, likewise.
    """

    epoch: int
    rate: float | None
    count: int
    rows: list[int]
    gradients: Packed
    updates: Packed


class BackwardData(TypedDict):
    """The backward pass of a row.

    Attributes:
        loss: its name in Keras.
        error: E, the loss of the row.
        inputs: as the network receives them.
        targets: as the network learns them.
        sums: ∂E/∂s of each layer's units.
        weights: ∂E/∂w, flat, as the frames of a film have the weights.
        augmented: whether training disturbs inputs.
        penalized: whether L1 or L2 add to the loss of the step.
        optimizer: by Keras' name.
        step: None behind the last epoch.
    """

    loss: str
    error: float | None
    inputs: list[float | None]
    targets: list[float | None]
    sums: list[Packed]
    weights: Packed
    augmented: bool
    penalized: bool
    optimizer: str
    step: StepData | None


class BackwardRoute:
    """Answers `GET /runs/{run_id}/gradients?epoch=…&row=…`; rows are counted from 1, as the page counts them."""

    def __init__(self, get_hub: Callable[[], Hub], responses: Responses) -> None:
        """Prepare to ask about the runs of the hub."""
        self._get_hub = get_hub
        self._responses = responses

    async def respond(self, request: Request) -> Response:
        """Answer with JSON, or with a sentence that says why there is none."""
        try:
            hub = self._get_hub()
            run = hub.run(request.path_params["run_id"])
            experiment, asked = run.experiment, request.query_params
            question = question_of(experiment.data, run.epoch, asked.get("epoch", ""), asked.get("row", ""))
            answer = await self._answer(request, hub.replay(run.id, question))
        except UnknownRun as error:
            return _sentence(str(error.args[0]), 404)
        except ExperimentError as error:
            return _sentence(str(error), 400)
        except ComputeUnavailable as error:
            return _sentence(str(error), 503)
        if answer is None:
            return _GONE
        # Up to 60,000 numbers: a few milliseconds that other viewers need not wait for.
        body = await to_thread.run_sync(lambda: json.dumps(backward_data(experiment, question.epoch, answer)))
        return Response(body, media_type="application/json", headers=_HEADERS)

    async def _answer(self, request: Request, asked: "Future[Backward]") -> Backward | None:
        """Return the answer; None if the browser has gone meanwhile, which ends the training."""
        answer = asyncio.wrap_future(asked)
        gone: asyncio.Future[None] = asyncio.create_task(_disconnected(request))
        try:
            with self._responses.counted(), self._responses.wait():
                either: set[asyncio.Future[Backward] | asyncio.Future[None]] = {answer, gone}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                return answer.result() if answer.done() else None
            raise ComputeUnavailable(CLOSED.sentence)
        finally:
            answer.cancel()
            gone.cancel()


async def _disconnected(request: Request) -> None:
    """Return once the browser has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _sentence(words: str, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=_HEADERS)


def question_of(data: Data, last: int, epoch: str, row: str) -> Gradients:
    """Return the question about a row of the page.

    Args:
        data: whose rows they are.
        last: the last epoch that is trained.
        epoch: after which the network is asked, in digits.
        row: of those that `NetworkData.rows` has, from 1, in digits.

    Raises:
        ExperimentError: if there is no such row or epoch, or a number is none.
    """
    rows = rows_on_page(data)
    number = Whole("Row", "", 1, len(rows)).check(_whole(row))
    return Gradients(Whole("Epoch", "", 0, last).check(_whole(epoch)), int(rows[number - 1]))


def _whole(text: str) -> object:
    """Return digits as a number, and anything else as it is: the rule then says what it received."""
    # More digits than any film has epochs or rows are no number.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def rows_on_page(data: Data) -> NDArray[np.intp]:
    """Return which of the shown rows `NetworkData.rows` has, in its order."""
    return chosen_rows(sum(data.shown_rows), len(data.inputs))


def backward_data(experiment: Experiment, epoch: int, answer: Backward) -> BackwardData:
    """Return what the browser is told of a row's backward pass with the weights after an epoch."""
    return {
        "loss": experiment.training.loss,
        "error": short(answer.error),
        "inputs": _exact(answer.inputs),
        "targets": _exact(answer.targets),
        "sums": [pack_numbers(sums) for sums in answer.sums],
        "weights": _flat(answer.weights),
        "augmented": any(vars(experiment.network.augmentation).values()),
        "penalized": experiment.training.penalized,
        "optimizer": experiment.training.optimizer,
        "step": None if answer.step is None else _step_data(experiment, epoch + 1, answer.step),
    }


def _step_data(experiment: Experiment, epoch: int, step: FirstStep) -> StepData:
    return {
        "epoch": epoch,
        "rate": short(learning_rate_at(experiment.training, epoch)),
        "count": len(step.rows),
        "rows": _numbers(experiment.data, step.rows),
        "gradients": _flat(step.gradients),
        "updates": _flat(step.updates),
    }


def _numbers(data: Data, positions: NDArray[np.int32]) -> list[int]:
    """Return the page's numbers, from 1, of those rows of the split that it has."""
    places = shown_positions(data)[rows_on_page(data)]
    numbers = {int(place): number for number, place in enumerate(places, start=1)}
    return sorted(numbers[position] for position in positions.tolist() if position in numbers)


def _exact(numbers: Floats) -> list[float | None]:
    """Return numbers that say which float32 they are: what the browser measures depends on them."""
    return [short(value) for value in numbers.tolist()]


def _flat(arrays: Sequence[Floats]) -> Packed:
    return pack_numbers(np.concatenate([array.ravel() for array in arrays]))
