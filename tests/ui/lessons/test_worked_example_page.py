"""The page on the worked example: its content against scikit-learn and Keras, its links, and what it trains."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from streamlit.testing.v1 import AppTest

from playground import train
from playground.compute.hub import ComputeUnavailable, UnknownRun
from playground.compute.run import Recorder, Run
from playground.events import Finished
from playground.experiment import Experiment
from playground.presets import PRESETS
from playground.ui.contents import page_on
from playground.ui.lessons import worked_runs
from playground.ui.lessons.frame import code_of
from playground.ui.lessons.lesson import query_of, read_state
from playground.ui.lessons.worked_example import TYPICAL, WORKED_EXAMPLE, content
from playground.ui.lessons.worked_runs import WAYS, asked, experiment_of, told
from tests.ui.fakes import OneForBoth
from tests.ui.sidebar.page import address

PAGE = Path(__file__).parents[3] / "pages" / "worked_example.py"


class FakeServices(OneForBoth):
    """Keeps what it is asked to train."""

    def __init__(self) -> None:
        """Begin without runs, and open."""
        self.runs: dict[str, Run] = {}
        self.closed = False

    def films_for(self, experiments: list[Experiment], owner: str, recorder_of: Callable[[Experiment], Recorder]) -> tuple[Run, ...]:
        """Keep runs that say nothing."""
        if self.closed:
            raise ComputeUnavailable("Nothing can be trained now.")
        new = tuple(Run(experiment, owner, recorder_of(experiment), clock=lambda: 0.0) for experiment in experiments)
        self.runs |= {run.id: run for run in new}
        return new

    def run(self, run_id: str) -> Run:
        """Find a run."""
        if run_id not in self.runs:
            raise UnknownRun("gone")
        return self.runs[run_id]


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    fake = FakeServices()
    monkeypatch.setattr(worked_runs, "services", lambda: fake)
    monkeypatch.setattr(st, "session_state", {})
    return fake


def test_rows_and_parts_are_scikit_learns() -> None:
    iris, shown = load_iris(), content()
    np.testing.assert_array_equal(shown["rows"], iris.data)
    np.testing.assert_array_equal(shown["species"], iris.target)
    others, tested = train_test_split(np.arange(150), test_size=0.2, random_state=7)
    assert shown["parts"] == [others[:108].tolist(), others[108:].tolist(), tested.tolist()]


@pytest.mark.parametrize(("way", "inputs", "targets"), [(WAYS[0], [0, 1], [2, 3]), (WAYS[1], [2, 3], [0, 1])])
def test_the_baseline_is_the_variance_of_the_training_rows(way: str, inputs: list[int], targets: list[int]) -> None:
    shown = content()["ways"][way]
    assert (shown["inputs"], shown["targets"]) == (inputs, targets)
    y = load_iris().data[content()["parts"][0]][:, targets]
    assert shown["baseline"] == pytest.approx(float(y.var(axis=0).mean()))
    order = np.random.default_rng(6).permutation(108)
    assert shown["batch"] == [content()["parts"][0][place] for place in order[:4]]
    assert [row["parameters"] for row in shown["layers"]] == [0, 96, 2112, 2080, 66]


@pytest.mark.parametrize("way", WAYS)
def test_most_test_losses_are_where_the_page_says(way: str) -> None:
    losses = []
    for seed in range(20):
        experiment = experiment_of(way)
        experiment = replace(experiment, data=replace(experiment.data, seed=seed), training=replace(experiment.training, seed=seed))
        losses += [event.test["loss"] for event in train(experiment) if isinstance(event, Finished)]
    assert TYPICAL[way] == pytest.approx(np.percentile(losses, (10, 50, 90)), abs=6e-3)


def test_the_code_that_is_shown_runs_by_itself() -> None:
    shown: dict[str, Any] = {}
    exec(compile(code_of(WORKED_EXAMPLE.functions), "<shown>", "exec"), shown)  # noqa: S102 - our own functions
    # By hand: two units behind one input, of which the second stays off.
    weights = [np.array([[1.0, -1.0]]), np.array([0.5, 0.0]), np.array([[2.0], [3.0]]), np.array([0.25])]
    answer = shown["predict"](weights, np.array([[2.0]]))
    assert answer.tolist() == [[5.25]]
    assert shown["mean_squared_error"](np.array([[5.0]]), answer) == 0.0625
    assert [len(part) for part in shown["split_rows"](10, 3, 2, 0)] == [5, 2, 3]


def test_the_playgrounds_example_leads_to_the_page() -> None:
    assert page_on(PRESETS["lecture"].section) == "worked_example"
    assert PRESETS["lecture"].experiment == experiment_of(WAYS[0])


def test_a_state_is_what_its_link_says() -> None:
    query = {"we_direction": ["petal_to_sepal"], "we_petal_length": ["5.1"], "we_steps": ["9"]}
    state, notices = read_state(WORKED_EXAMPLE, query)
    assert notices == ()
    assert (state["direction"], state["petal_length"], state["steps"]) == ("petal_to_sepal", 5.1, 9)
    assert {name: list(texts) for name, texts in query_of(WORKED_EXAMPLE, state).items()} == query


@pytest.mark.parametrize(
    ("name", "text"), [("we_steps", "10"), ("we_sepal_width", "9"), ("we_direction", "species"), ("we_petal_width", "x")]
)
def test_a_garbled_link_falls_back_with_a_word_about_it(name: str, text: str) -> None:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update({name: text, "we_petal_length": "2", "other": "kept"})
    app.run()
    assert not app.exception
    assert app.title[0].value == "1.8 The worked example"
    assert len(app.warning) == 1
    assert "Received: " in app.warning[0].value
    assert address(app) == {"we_petal_length": "2", "other": "kept"}


def test_each_direction_has_a_run_of_its_own(services: FakeServices) -> None:
    start = WORKED_EXAMPLE.start
    assert told(start) == {"direction": WAYS[0], "runId": None, "problem": None}
    asked({"train": WAYS[0]})
    (run,) = services.runs.values()
    assert run.experiment == Experiment()
    assert told(start)["runId"] == run.id
    assert told({**start, "direction": WAYS[1]})["runId"] is None
    asked({"train": WAYS[1]})
    assert told(start)["runId"] == run.id
    assert list(services.runs.values())[1].experiment.data.inputs == ("petal length (cm)", "petal width (cm)")
    services.runs.clear()
    assert told(start)["runId"] is None


@pytest.mark.parametrize("word", [{}, {"train": "species"}, {"train": ["sepal_to_petal"]}, {"train": None}])
def test_a_browser_may_ask_for_anything(services: FakeServices, word: dict[str, object]) -> None:
    asked(word)
    assert services.runs == {}


def test_a_cluster_that_is_away_is_a_sentence(services: FakeServices) -> None:
    services.closed = True
    asked({"train": WAYS[0]})
    assert told(WORKED_EXAMPLE.start) == {"direction": WAYS[0], "runId": None, "problem": "Nothing can be trained now."}
    services.closed = False
    asked({"train": WAYS[0]})
    assert told(WORKED_EXAMPLE.start)["problem"] is None
