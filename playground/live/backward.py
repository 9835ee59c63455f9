"""The route that answers what nobody has recorded: the gradients of a row at an epoch, and what the next step of training does."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import Response

from playground.data.split import shown_positions
from playground.events import Floats
from playground.experiment import Data, Experiment, learning_rate_at
from playground.live.asking import Asking, whole
from playground.live.network import chosen_rows
from playground.live.pack import Packed, pack_numbers, short
from playground.settings import Whole
from playground.training.questions import Backward, FirstStep, Gradients


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

    def __init__(self, asking: Asking) -> None:
        """Prepare to ask about runs."""
        self._asking = asking

    async def respond(self, request: Request) -> Response:
        """Answer with JSON, or with a sentence that says why there is none."""
        asked = request.query_params
        epoch, row = asked.get("epoch", ""), asked.get("row", "")
        return await self._asking.respond(
            request,
            lambda run: question_of(run.experiment.data, run.epoch, epoch, row),
            # Of what is no number, there is no answer.
            lambda experiment, answer: backward_data(experiment, int(epoch), answer),
        )


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
    number = Whole("Row", "", 1, len(rows)).check(whole(row))
    return Gradients(Whole("Epoch", "", 0, last).check(whole(epoch)), int(rows[number - 1]))


def rows_on_page(data: Data) -> NDArray[np.intp]:
    """Return which of the shown rows `NetworkData.rows` has, in its order."""
    return chosen_rows(data)


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
        "rows": numbers_of(step.rows, numbers_on_page(experiment.data)),
        "gradients": _flat(step.gradients),
        "updates": _flat(step.updates),
    }


def numbers_on_page(data: Data) -> dict[int, int]:
    """Return the page's numbers, from 1, of those rows of the split that it has, by their positions in the split."""
    places = shown_positions(data)[rows_on_page(data)]
    return {int(place): number for number, place in enumerate(places, start=1)}


def numbers_of(positions: NDArray[np.int32], known: Mapping[int, int]) -> list[int]:
    """Return the numbers of those rows of a batch that have one, ascending."""
    return sorted(known[position] for position in positions.tolist() if position in known)


def _exact(numbers: Floats) -> list[float | None]:
    """Return numbers that say which float32 they are: what the browser measures depends on them."""
    return [short(value) for value in numbers.tolist()]


def _flat(arrays: Sequence[Floats]) -> Packed:
    return pack_numbers(np.concatenate([array.ravel() for array in arrays]))
