"""What the page on regularizers trains besides its films: which runs, when they are asked for, and what the browser calculates with."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.data.split import split
from playground.events import MOST_WEIGHTS, Snapshot
from playground.lessons.activations import ACTIVATIONS
from playground.lessons.ensembles import answers
from playground.summary import parameter_count
from playground.ui.lessons import regularizers_many as module
from playground.ui.lessons.lesson import Unseen
from playground.ui.lessons.regularizers import REGULARIZERS, films
from playground.ui.lessons.regularizers_many import ask_for_more, many_content, thinned_content, trained
from playground.ui.lessons.regularizers_runs import MANY, SITUATIONS, many

START = REGULARIZERS.start


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state=state))
    return state


@pytest.mark.parametrize("situation", SITUATIONS)
def test_many_runs_differ_in_their_draw_alone_and_in_none_of_a_films(situation: str) -> None:
    runs = many(situation)
    assert len(set(runs)) == MANY
    assert {replace(run, data=replace(run.data, draw=0)) for run in runs} == {replace(runs[0], data=replace(runs[0].data, draw=0))}
    assert not set(runs) & {reel.experiment for reel in films(START)}
    # Of larger networks the engine sends no weights.
    assert parameter_count(runs[0]) <= MOST_WEIGHTS


def test_nothing_is_trained_before_somebody_asks_and_then_a_few_at_a_time(kept: dict[str, Any]) -> None:
    assert trained(START) == {"many-over": []}
    for word in ("magic", None, ["over"]):
        ask_for_more(word)
    assert kept == {}
    ask_for_more("over")
    assert trained(START)["many-over"] == [Unseen(one) for one in many("over")[: module.PORTION]]
    assert trained({**START, "many": "well"}) == {"many-well": []}
    for _ in range(MANY):
        ask_for_more("over")
    assert trained(START)["many-over"] == [Unseen(one) for one in many("over")]


def test_a_network_that_can_be_drawn_is_trained_where_dropout_is_on_show(kept: dict[str, Any]) -> None:
    del kept
    (run,) = trained({**START, "show": "dropout", "dropout": 0.35})["thinned-0.35"]
    experiment = run.experiment
    assert [layer.dropout for layer in experiment.network.hidden] == [0.35, 0.35]
    rows, parts = thinned_content(), split(experiment)
    assert rows["widths"] == [1, 16, 16, 1]
    np.testing.assert_allclose((np.array(rows["x"]) - rows["mean"]) / rows["deviation"], parts.x[parts.train_rows, 0], atol=1e-5)


@pytest.mark.parametrize("draw", [0, 7])
def test_rows_are_those_that_the_engine_trains_on(draw: int) -> None:
    experiment = many("over")[draw]
    parts, rows = split(experiment), many_content()["draws"][draw]
    x = (np.array(rows["x"]) - rows["mean"]) / rows["deviation"]
    np.testing.assert_allclose(x, parts.x[parts.train_rows, 0], atol=1e-5)
    np.testing.assert_allclose(rows["y"], parts.y[parts.train_rows, 0], atol=1e-6)


def test_the_browsers_arithmetic_answers_what_the_engine_does() -> None:
    from playground import train

    run = many("well")[3]
    short = replace(run, training=replace(run.training, epochs=3))
    last = [event for event in train(short) if isinstance(event, Snapshot)][-1]
    rows, network = many_content()["draws"][3], many_content()["networks"]["well"]
    assert network["widths"] == [1, 16, 1]
    weights = [array.astype(np.float64) for array in last.weights]
    layers = list(zip(weights[::2], weights[1::2], strict=True))
    (grid,) = split(short).grid
    x = (grid.astype(float)[:, None] - rows["mean"]) / rows["deviation"]
    assert last.surface is not None
    found = answers(layers, ACTIVATIONS[network["activation"]].function, x)
    np.testing.assert_allclose(found, last.surface.astype(np.float64), atol=1e-5)


def test_a_network_whose_outputs_can_be_shown_is_trained_where_normalization_is_on_show(kept: dict[str, Any]) -> None:
    del kept
    (run,) = trained({**START, "show": "normalization", "normalization": 2.0})["normalized-2"]
    assert run.moving
    assert [layer.batch_normalization for layer in run.experiment.network.hidden] == [True, True, False]
    # Of larger networks no weights travel.
    assert parameter_count(run.experiment) <= MOST_WEIGHTS
