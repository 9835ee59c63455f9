"""What the browser keeps of a film: the weights of its snapshots, and what stood there before its first word."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.data.shown import shown_rows
from playground.events import Event, Finished, Floats
from playground.experiment import Experiment, Network
from playground.live.assets import version
from playground.live.film import Film
from playground.live.first_look import first_look
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP
from tests.live import scripted

EXPERIMENT = Experiment(network=Network(()))
SHAPES = ((2, 2), (2,))


def weights(epoch: int) -> tuple[Floats, ...]:
    """The network after an epoch."""
    rng = np.random.default_rng(epoch)
    return tuple(rng.normal(size=shape).astype(np.float32) for shape in SHAPES)


def flat(epoch: int) -> list[float]:
    numbers: list[float] = np.concatenate([array.ravel() for array in weights(epoch)]).tolist()
    return numbers


def after(epoch: int) -> list[Event]:
    """What a run says of an epoch."""
    return [scripted.epoch_end(EXPERIMENT, epoch), replace(scripted.snapshot(EXPERIMENT, epoch), weights=weights(epoch))]


def frames(*batches: Sequence[Event]) -> list[Any]:
    film = Film(EXPERIMENT)
    return [json.loads(film.record(batch)) for batch in batches]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def with_timeline(script: str) -> str:
    """Return a script that is given a new timeline `t`, and what it is told behind the files' version."""
    new = "const { Timeline } = await import(`./assets/${version}/timeline.js`); const t = new Timeline(9);"
    return f"async ([version, told]) => {{ {new} {script} }}"


def test_weights_are_those_of_the_last_snapshot_at_or_before_an_epoch(server: Server, open_page: OpenPage) -> None:
    opening = replace(scripted.snapshot(EXPERIMENT, 0), weights=weights(0))
    # The best epoch was no snapshot of the plan: it comes last.
    best = replace(scripted.snapshot(EXPERIMENT, 3), weights=weights(3))
    told = frames([opening], after(1), [scripted.epoch_end(EXPERIMENT, 2), scripted.epoch_end(EXPERIMENT, 3), *after(4)], [best])
    script = """
        const before = t.weightsAt(4);
        told.forEach((frame, i) => t.add(i + 1, frame));
        const at = [0, 1, 2, 3, 4, 9].map((epoch) => t.weightsAt(epoch));
        return { before, epochs: t.weightEpochs, at, same: t.weightsAt(2) === t.weightsAt(1) };
    """
    seen = open_page(server.url).evaluate(with_timeline(script), [version(), told])
    assert (seen["before"], seen["epochs"], seen["same"]) == (None, [0, 1, 3, 4], True)
    assert [found["epoch"] for found in seen["at"]] == [0, 1, 1, 3, 4, 4]
    for found in seen["at"]:
        np.testing.assert_allclose(found["numbers"], flat(found["epoch"]), rtol=2**-16)


def test_a_film_without_weights_has_none(server: Server, open_page: OpenPage) -> None:
    end = Finished("completed", 1, 1, {}, 0.1)
    told = frames([scripted.snapshot(EXPERIMENT, 0)], [scripted.epoch_end(EXPERIMENT, 1), end])
    script = "told.forEach((frame, i) => t.add(i + 1, frame)); return [t.weightEpochs, t.weightsAt(1)];"
    assert open_page(server.url).evaluate(with_timeline(script), [version(), told]) == [[], None]


def test_what_was_foreseen_gives_way_to_another_look_and_to_the_run(server: Server, open_page: OpenPage) -> None:
    look = first_look(EXPERIMENT, shown_rows(EXPERIMENT)).frame
    run = frames(scripted.opening(EXPERIMENT))[0]
    script = """
        const y = () => t.keyAt("predictions", 0)?.look.data.y[0] ?? null;
        const seen = [];
        t.foresee(told.look); seen.push(y());
        t.foresee({}); seen.push(y(), t.stages.size);
        t.foresee(told.look); t.add(1, told.run); seen.push(y(), t.stages.has("predictions"));
        return seen;
    """
    foreseen, without, stages, told, stands = open_page(server.url).evaluate(with_timeline(script), [version(), {"look": look, "run": run}])
    assert (without, stages, stands) == (None, 0, True)
    assert len(foreseen) == len(told) == EXPERIMENT.data.split_rows[0]
    np.testing.assert_allclose(told, scripted.predictions(EXPERIMENT, 0)[: len(told), 0], rtol=2**-15)
    assert foreseen != told
