"""The route that answers what each step of an epoch does: what is told of a batch, where charts have its rows, and the sentences."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from starlette.applications import Starlette

from playground.compute.contracts import ComputeUnavailable
from playground.compute.hub import Hub
from playground.data.split import split
from playground.events import Floats, Snapshot
from playground.experiment import Change, Data, Experiment, Network, Training
from playground.figures.panels.panel import Setup
from playground.live import stream
from playground.live.film import panels_of
from playground.live.steps import StepsData, steps_data
from playground.training import answer, train
from playground.training.questions import Step, StepsOfEpoch, Walk
from tests.live.scripted import ScriptedHub
from tests.live.test_backward import DIGITS, numbers, until
from tests.live.test_stream import Viewer

TWO = Experiment(Data("circle", samples=90), Network(output="sigmoid"), Training(loss="binary_crossentropy", batch_size=16, epochs=3))
ONE = replace(Experiment(), data=Data(inputs=("petal length (cm)",), targets=("petal width (cm)",)))
SPECIES = Data(inputs=("petal length (cm)",), targets=("species",))
FLOWERS = Experiment(SPECIES, Network(output="softmax"), Training(loss="categorical_crossentropy"))
HOUSES = Experiment(Data("diabetes", inputs=("age", "bmi"), targets=("progression",)))


def walk_of(experiment: Experiment, epoch: int = 2, size: int = 16, parameters: int = 5) -> Walk:
    """Return steps through all training rows in some order, with weights that nobody has trained."""
    rng = np.random.default_rng(3)
    order = rng.permutation(experiment.data.split_rows[0]).astype(np.int32)
    batches = [order[begin : begin + size] for begin in range(0, len(order), size)]
    weights = rng.standard_normal((len(batches) + 1, parameters)).astype(np.float32)
    steps = tuple(Step(rows, 0.5 + n, 0.25 * n, weights[n + 1]) for n, rows in enumerate(batches))
    return Walk(epoch, len(batches), weights[0], steps)


def test_what_is_told_of_a_step_is_what_training_did() -> None:
    walk = answer(TWO, StepsOfEpoch(2))
    assert walk is not None
    told = steps_data(TWO, walk)
    assert (told["epoch"], told["count"], len(told["steps"])) == (2, walk.count, walk.count)
    before, updates = numbers(told["before"]), numbers(told["updates"]).reshape(walk.count, -1)
    np.testing.assert_allclose(before, walk.before, rtol=1e-4)
    for number, step in enumerate(walk.steps):
        np.testing.assert_allclose(before + updates[: number + 1].sum(axis=0), step.weights, rtol=1e-4, atol=1e-5)
        assert told["steps"][number]["loss"] == pytest.approx(step.loss)
        assert told["steps"][number]["moved"] == pytest.approx(np.abs(updates[number]).mean(), rel=1e-3)
        # All 90 rows are on the page, in the order of the split.
        assert told["steps"][number]["rows"] == sorted(int(row) + 1 for row in step.rows)
    snapshots = {event.epoch: event for event in train(TWO) if isinstance(event, Snapshot)}
    np.testing.assert_allclose(
        before + updates.sum(axis=0), np.concatenate([w.ravel() for w in snapshots[2].weights]), rtol=1e-4, atol=1e-5
    )


def test_small_steps_keep_their_digits() -> None:
    walk = Walk(1, 1, np.array([1.0], np.float32), (Step(np.array([0], np.int32), 1.0, 1e-7, np.array([1.0 + 2**-23], np.float32)),))
    assert numbers(steps_data(TWO, walk)["updates"]) == pytest.approx([2**-23], rel=1e-4)


def test_the_learning_rate_is_that_of_the_epoch() -> None:
    changed = replace(TWO, training=replace(TWO.training, changes=(Change(2, learning_rate=0.5),)))
    assert [steps_data(changed, walk_of(TWO, epoch))["rate"] for epoch in (1, 2)] == [0.01, 0.5]


def test_of_rows_that_are_not_on_the_page_the_number_is_told() -> None:
    walk = walk_of(DIGITS, size=200)
    told = steps_data(DIGITS, walk)["steps"]
    assert [step["count"] for step in told] == [len(step.rows) for step in walk.steps]
    assert all(0 < len(step["rows"]) < step["count"] for step in told)


@pytest.mark.parametrize("experiment", [Experiment(), TWO, ONE, FLOWERS, HOUSES, DIGITS])
def test_a_chart_lights_the_dots_of_the_batch(experiment: Experiment) -> None:
    rows, walk = split(experiment), walk_of(experiment)
    started, panels = rows.started(5), {panel.name: panel for panel in panels_of(experiment)}
    told = steps_data(experiment, walk)["charts"]
    assert told
    for chart in told:
        setup = panels[chart["panel"]].patch(started)
        assert isinstance(setup, Setup)
        # A dot of its own for every training row, so that its place says which row it is.
        for place, trace in enumerate(chart["traces"]):
            lit = [points[place] for points in chart["points"]]
            if trace not in setup.traces:
                assert not any(lit)
                continue
            x = np.asarray(setup.data["x"][setup.traces.index(trace)])
            assert all(0 <= point < len(x) for points in lit for point in points)
            for number, points in enumerate(lit):
                expected = expected_places(experiment, chart["panel"], walk.steps[number].rows)
                if expected is not None:
                    np.testing.assert_array_equal(np.isin(x[points], expected), True)
        per_step = [sum(map(len, points)) for points in chart["points"]]
        targets = len(experiment.output_names) if chart["panel"] in ("predictions", "curve") and experiment.data.task == "regression" else 1
        if sum(experiment.data.split_rows) <= 150:
            assert per_step == [len(step.rows) * targets for step in walk.steps]
        assert sum(per_step) <= 600


def expected_places(experiment: Experiment, panel: str, batch: NDArray[np.int32]) -> Floats | None:
    """Return the x at which a chart has the rows of a batch; None where x is not of the row alone."""
    rows = split(experiment)
    if panel == "predictions":
        return rows.truth[batch].ravel() if experiment.data.task == "regression" else None
    assert rows.points is not None
    places: Floats = rows.points[np.isin(rows.shown, batch), 0]
    return places


class AskedHub(ScriptedHub):
    """A hub that is asked, and answers when the test wants it to."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        super().__init__()
        self.asked: list[tuple[str, StepsOfEpoch, Future[Walk]]] = []

    def replay(self, run_id: str, question: StepsOfEpoch) -> Future[Walk]:
        """Remember the question."""
        self.asked.append((run_id, question, Future()))
        return self.asked[-1][2]


Scene = Callable[[AskedHub, Callable[[str], Viewer]], Coroutine[None, None, None]]


def play(scene: Scene, epochs: int = 5) -> None:
    async def played() -> None:
        hub = AskedHub()
        await hub.add("r", TWO).train(epochs)
        app = Starlette(routes=stream.routes(lambda: cast("Hub", hub)))
        await scene(hub, lambda query: Viewer(app, "/runs/r/steps", query=query))

    asyncio.run(played())


def test_who_asks_gets_json_and_nobody_trains_for_a_browser_that_has_gone() -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        viewer, leaving = ask("epoch=4"), ask("epoch=5")
        await until(lambda: len(hub.asked) == 2)
        assert [(run, question) for run, question, _ in hub.asked] == [("r", StepsOfEpoch(4)), ("r", StepsOfEpoch(5))]
        await leaving.leave()
        await until(hub.asked[1][2].cancelled)
        hub.asked[0][2].set_result(walk_of(TWO, 4))
        await viewer.over()
        assert (viewer.status, viewer.answer["content-type"]) == (200, "application/json")
        told: StepsData = json.loads(viewer.sent)
        assert told == steps_data(TWO, walk_of(TWO, 4))

    play(scene)


@pytest.mark.parametrize(
    ("query", "epochs", "status", "sentence"),
    [
        ("epoch=6", 5, 400, "Epoch must be a whole number from 1 to 5. Received: 6."),
        ("epoch=0", 5, 400, "Epoch must be a whole number from 1 to 5. Received: 0."),
        ("epoch=x", 5, 400, "Epoch must be a whole number from 1 to 5. Received: 'x'."),
        ("", 5, 400, "Epoch must be a whole number from 1 to 5. Received: ''."),
        ("epoch=1", 0, 400, "Steps belong to an epoch, and this run has trained none yet. Received: 1."),
    ],
)
def test_what_is_no_epoch_of_the_run_is_a_sentence(query: str, epochs: int, status: int, sentence: str) -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        viewer = ask(query)
        await viewer.over()
        assert (viewer.status, viewer.sent.decode()) == (status, sentence)

    play(scene, epochs)


def test_a_run_that_is_gone_and_an_answer_that_fails_are_sentences() -> None:
    async def scene(hub: AskedHub, ask: Callable[[str], Viewer]) -> None:
        viewer = ask("epoch=4")
        await until(lambda: hub.asked)
        hub.asked[0][2].set_exception(ComputeUnavailable(StepsOfEpoch.failed))
        await viewer.over()
        assert (viewer.status, viewer.sent.decode()) == (503, StepsOfEpoch.failed)
        hub.runs.clear()
        gone = ask("epoch=4")
        await gone.over()
        assert (gone.status, gone.sent.decode()) == (404, "There is no such run any more. Press Train to run it again.")

    play(scene)
