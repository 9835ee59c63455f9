"""The route that answers with a row's gradients: which row that is, what is told of it, and the sentences where there is none."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import cast

import numpy as np
import pytest
from starlette.applications import Starlette

from playground.compute.contracts import ComputeUnavailable
from playground.compute.hub import Hub
from playground.data.shown import shown_rows
from playground.data.split import split
from playground.datasets import DATASETS
from playground.events import Floats
from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.lessons.initializers import initial_weights
from playground.live import stream
from playground.live.backward import BackwardData, backward_data, question_of, rows_on_page
from playground.live.network import network_data
from playground.live.pack import Packed, unpack
from playground.live.responses import Responses
from playground.settings import ExperimentError
from playground.training.questions import Backward, FirstStep, Gradients
from tests.live.scripted import ScriptedHub
from tests.live.test_stream import Viewer

# Of its 1,797 rows of 64 inputs, 2,000 are shown at most, and not all of these travel.
DIGITS = Experiment(
    Data("digits", inputs=DATASETS["digits"].measurements, targets=("digit",)),
    Network((Layer(4),), "softmax", augmentation=Augmentation(rotation=0.1)),
    Training("adam", loss="categorical_crossentropy", l2=0.01),
)


class AskedHub(ScriptedHub):
    """A hub that is asked, and answers when the test wants it to."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        super().__init__()
        self.asked: list[tuple[str, Gradients, Future[Backward]]] = []
        self.refusal: Exception | None = None

    def replay(self, run_id: str, question: Gradients) -> Future[Backward]:
        """Remember the question."""
        if self.refusal is not None:
            raise self.refusal
        self.asked.append((run_id, question, Future()))
        return self.asked[-1][2]


def arrays(experiment: Experiment, factor: float) -> tuple[Floats, ...]:
    """Return something for each of the network's weights."""
    return tuple(factor * array for array in initial_weights(experiment))


def backward(experiment: Experiment, batch: tuple[int, ...] = (3, 0)) -> Backward:
    outputs = len(experiment.output_names)
    sums = *(np.full(layer.units, 0.5, np.float32) for layer in experiment.network.hidden), np.full(outputs, -0.25, np.float32)
    step = FirstStep(np.array(batch, np.int32), arrays(experiment, 2.0), arrays(experiment, -0.01))
    return Backward(
        0.125, np.ones(len(experiment.data.inputs), np.float32), np.zeros(outputs, np.float32), sums, arrays(experiment, 1.0), step
    )


def numbers(packed: Packed) -> Floats:
    return np.array(unpack(packed), dtype=np.float64)


@pytest.mark.parametrize("experiment", [Experiment(), DIGITS, Experiment(Data("diabetes", standardize=True, standardize_target=True))])
def test_the_row_of_a_question_is_the_row_of_that_number_on_the_page(experiment: Experiment) -> None:
    shown, rows = shown_rows(experiment), split(experiment)
    told = network_data(experiment, shown, initial_weights(experiment))
    raw = numbers(told["rows"]).reshape(-1, len(told["inputs"]))
    shift, scale = numbers(told["shift"]), numbers(told["scale"])
    assert len(raw) == len(rows_on_page(experiment.data))
    for number in (1, 2, len(raw) // 2, len(raw)):
        question = question_of(experiment.data, 9, "7", str(number))
        assert question.epoch == 7
        received = rows.x[rows.shown[question.row]]
        np.testing.assert_allclose((raw[number - 1] - shift) / scale, received, rtol=1e-3, atol=1e-3)
        target = rows.truth[rows.shown[question.row]]
        np.testing.assert_allclose(numbers(told["truth"]).reshape(len(raw), -1)[number - 1], target, rtol=1e-4)


def test_the_rows_of_a_batch_are_told_by_their_numbers_on_the_page() -> None:
    for experiment, batch in ((Experiment(), (3, 0, 95)), (DIGITS, tuple(range(0, 1000, 7)))):
        rows = split(experiment)
        step = backward_data(experiment, 4, backward(experiment, batch))["step"]
        assert step is not None
        assert (step["epoch"], step["count"]) == (5, len(batch))
        raw = shown_rows(experiment).x[rows_on_page(experiment.data)]
        told = {tuple(raw[number - 1]) for number in step["rows"]}
        assert 0 < len(step["rows"]) <= len(batch)
        assert told <= {tuple(rows.x[position]) for position in batch}
    assert backward_data(Experiment(), 0, backward(Experiment(), (3, 0, 95)))["step"]["rows"] == [1, 4, 96]  # type: ignore[index]


def test_numbers_travel_as_the_browser_reads_them() -> None:
    answer = backward(DIGITS)
    told = backward_data(DIGITS, 4, answer)
    assert (told["loss"], told["error"], told["optimizer"]) == ("categorical_crossentropy", 0.125, "adam")
    assert (told["augmented"], told["penalized"]) == (True, True)
    assert told["inputs"] == [1.0] * 64
    assert [numbers(sums).tolist() for sums in told["sums"]] == [[0.5] * 4, [-0.25] * 10]
    flat = np.concatenate([array.ravel() for array in answer.weights])
    np.testing.assert_allclose(numbers(told["weights"]), flat, rtol=1e-4)
    assert told["step"] is not None
    np.testing.assert_allclose(numbers(told["step"]["updates"]), -0.01 * flat, rtol=1e-4)
    assert not backward_data(Experiment(), 0, backward(Experiment()))["augmented"]


@pytest.mark.parametrize(
    ("epoch", "row", "sentence"),
    [
        ("3", "0", "Row must be a whole number from 1 to 150. Received: 0."),
        ("3", "151", "Row must be a whole number from 1 to 150. Received: 151."),
        ("3", "2.5", "Row must be a whole number from 1 to 150. Received: '2.5'."),
        ("3", "", "Row must be a whole number from 1 to 150. Received: ''."),
        ("-1", "1", "Epoch must be a whole number from 0 to 9. Received: '-1'."),
        ("10", "1", "Epoch must be a whole number from 0 to 9. Received: 10."),
        ("٣", "1", "Epoch must be a whole number from 0 to 9. Received: '٣'."),
    ],
)
def test_what_is_no_row_or_epoch_is_a_sentence(epoch: str, row: str, sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        question_of(Experiment().data, 9, epoch, row)
    assert str(refused.value) == sentence


Scene = Callable[[AskedHub, Callable[[str], Viewer]], Coroutine[None, None, None]]


def play(scene: Scene) -> None:
    async def played() -> None:
        hub = AskedHub()
        await hub.add("r", Experiment()).train(5)
        app = Starlette(routes=stream.routes(lambda: cast("Hub", hub)))
        await scene(hub, lambda query: Viewer(app, "/runs/r/gradients", query=query))

    asyncio.run(played())


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


def test_who_asks_gets_json_when_the_answer_is_there() -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        viewer = ask("epoch=4&row=7")
        await until(lambda: hub.asked)
        run_id, question, future = hub.asked[0]
        assert (run_id, question) == ("r", Gradients(4, 6))
        assert viewer.status == 0
        future.set_result(backward(Experiment()))
        await viewer.over()
        assert (viewer.status, viewer.answer["content-type"]) == (200, "application/json")
        told: BackwardData = json.loads(viewer.sent)
        assert told == backward_data(Experiment(), 4, backward(Experiment()))

    play(scene)


def test_nobody_trains_for_a_browser_that_has_gone() -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        viewer = ask("epoch=4&row=7")
        await until(lambda: hub.asked)
        await viewer.leave()
        await until(hub.asked[0][2].cancelled)

    play(scene)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(ComputeUnavailable("The workers are busy."), 503), (ExperimentError("Epoch must be a whole number from 0 to 3. Received: 4."), 400)],
)
def test_a_refusal_is_its_sentence(refusal: Exception, status: int) -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        hub.refusal = refusal
        viewer = ask("epoch=4&row=7")
        await viewer.over()
        assert (viewer.status, viewer.sent.decode()) == (status, str(refusal))

    play(scene)


def test_an_answer_that_fails_later_is_a_sentence_too_and_so_is_a_row_that_there_is_not() -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        viewer = ask("epoch=4&row=7")
        await until(lambda: hub.asked)
        hub.asked[0][2].set_exception(ComputeUnavailable("The network could not be trained again."))
        await viewer.over()
        assert (viewer.status, viewer.sent.decode()) == (503, "The network could not be trained again.")
        wrong = ask("epoch=4&row=900")
        await wrong.over()
        assert (wrong.status, wrong.sent.decode()) == (400, "Row must be a whole number from 1 to 150. Received: 900.")
        hub.runs.clear()
        gone = ask("epoch=4&row=7")
        await gone.over()
        assert (gone.status, gone.sent.decode()) == (404, "There is no such run any more. Press Train to run it again.")

    play(scene)


def test_the_signal_to_stop_ends_what_is_waited_for() -> None:
    async def scene() -> None:
        responses, waiting = Responses(), asyncio.Event()

        async def respond() -> str:
            with responses.counted(), responses.wait():
                waiting.set()
                await asyncio.Event().wait()
            return "ended"

        answer = asyncio.create_task(respond())
        await waiting.wait()
        responses.close()
        assert await asyncio.wait_for(answer, 5) == "ended"
        # What comes later does not wait at all.
        assert await asyncio.wait_for(respond(), 5) == "ended"

    asyncio.run(scene())
