"""The page on regularizers: what its link says, which runs stand side by side, and what stands in their way."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.compute.hub import ComputeUnavailable
from playground.compute.run import Recorder, Run
from playground.experiment import Experiment
from playground.presets import PRESETS
from playground.settings import ExperimentError
from playground.ui.lessons import films as module
from playground.ui.lessons import regularizers as page
from playground.ui.lessons.frame import code_of
from playground.ui.lessons.lesson import Unseen, described, query_of, read_state
from playground.ui.lessons.regularizers import COMPARISONS, FIT, REGULARIZERS, ROWS, films
from playground.ui.lessons.regularizers_runs import many
from tests.ui.fakes import OneForBoth
from tests.ui.sidebar.page import address

PAGE = Path(__file__).parents[3] / "pages" / "regularizers.py"


@dataclass
class FakeServices(OneForBoth):
    """Keeps runs that say nothing, one for equal experiments."""

    runs: dict[Experiment, Run] = field(default_factory=dict)
    problem: str = ""

    def films_for(self, experiments: list[Experiment], owner: str, recorder_of: Callable[[Experiment], Recorder]) -> tuple[Run, ...]:
        """Find or make them."""
        if self.problem:
            raise ComputeUnavailable(self.problem)
        for experiment in experiments:
            self.runs.setdefault(experiment, Run(experiment, owner, recorder_of(experiment), clock=lambda: 0.0))
        return tuple(self.runs[experiment] for experiment in experiments)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    fake = FakeServices()
    monkeypatch.setattr(module, "services", lambda: fake)
    return fake


def opened(**link: str) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update(link)
    return app.run()


def test_the_three_fits_are_those_of_the_playgrounds_examples() -> None:
    names = ("under_fitted", "well_fitted", "over_fitted")
    assert [reel.experiment for reel in films(REGULARIZERS.start)] == [PRESETS[name].experiment for name in names]
    assert films(REGULARIZERS.start)[2].words == "hidden 128, 128, 64: 25,089 parameters for 22 training rows"


@pytest.mark.parametrize(("name", "preset"), [("dropout", "dropout"), ("stopping", "early_stopping"), ("noise", "noise")])
def test_a_remedy_as_it_stands_at_first_is_the_playgrounds_example(name: str, preset: str) -> None:
    left, right = films({**REGULARIZERS.start, "show": name})
    assert (left.experiment, right.experiment) == (PRESETS["over_fitted"].experiment, PRESETS[preset].experiment)


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("name", [name for name in COMPARISONS if name != FIT])
def test_a_remedy_changes_one_thing_and_every_step_of_its_slider_is_another_run(rows: str, name: str) -> None:
    steps = next(control["steps"] for control in described(REGULARIZERS) if control["name"] == name)
    seen = [films({**REGULARIZERS.start, "show": name, "rows": rows, name: value}) for value in steps]
    assert len({right.experiment for _, right in seen}) == len(steps)
    for left, right in seen:
        same = replace(right.experiment, network=left.experiment.network)
        assert left.experiment in (same, replace(right.experiment, training=left.experiment.training))
        assert right.facts.keys() == {name}


def test_whole_numbers_stay_whole_with_a_sentence() -> None:
    state, notices = read_state(REGULARIZERS, {"reg_stopping": ["7.4"], "reg_show": ["stopping"]})
    assert state["stopping"] == 7
    assert notices == ("Patience must be a whole number. 7 is used. Received: 7.4.",)
    assert query_of(REGULARIZERS, state) == {"reg_show": ("stopping",), "reg_stopping": ("7",)}


def test_the_page_starts_its_films_and_a_second_visitor_starts_none(services: FakeServices) -> None:
    app = opened()
    assert not app.exception
    assert app.title[0].value == "1.7 Regularizers"
    assert "def stopping_epoch(" in app.code[0].value
    assert len(services.runs) == 3
    assert not opened().exception
    assert len(services.runs) == 3
    opened(reg_show="l2")
    assert len(services.runs) == 4


def test_a_garbled_link_falls_back_with_a_sentence_and_out_of_the_address(services: FakeServices) -> None:
    del services
    app = opened(reg_show="magic", reg_l2="heavy", reg_rows="moons")
    assert [warning.value.count("Received") for warning in app.warning] == [2] or len(app.warning) == 2
    assert address(app) == {"reg_rows": "moons"}


def test_what_stands_in_the_way_is_told_and_the_rows_stand_there(services: FakeServices) -> None:
    services.problem = "The scheduler cannot be reached."
    told = module.films_of(lambda: films(REGULARIZERS.start))
    assert told["problem"] == services.problem
    assert [reel["runId"] for reel in told["reels"]] == [None] * 3
    assert all("curve" in reel["firstLook"]["stages"] for reel in told["reels"])

    def refused() -> tuple[Any, ...]:
        raise ExperimentError("Units must be at most 64. Received: 128.")

    assert module.films_of(refused)["problem"] == "Units must be at most 64. Received: 128."
    assert module.films_of(refused)["reels"] == []


def test_the_code_that_is_shown_runs_by_itself() -> None:
    shown: dict[str, Any] = {}
    exec(compile(code_of(REGULARIZERS.functions), "<shown>", "exec"), shown)  # noqa: S102 - our own functions
    assert shown["l2"](np.array([1.0, -2.0]), 0.1) == pytest.approx(0.5)
    assert shown["stopping_epoch"]([3, 1, 2, 2], 2) == (4, 2)
    np.testing.assert_array_equal(shown["dropout"](np.ones(5), 0.0, np.random.default_rng(0)), np.ones(5))


def test_a_link_says_where_the_films_stand_within_their_epochs() -> None:
    state, notices = read_state(REGULARIZERS, {"reg_epoch": ["120"]})
    assert (state["epoch"], notices) == (120, ())
    assert query_of(REGULARIZERS, state) == {"reg_epoch": ("120",)}
    state, notices = read_state(REGULARIZERS, {"reg_epoch": ["301"]})
    assert state["epoch"] == 0
    assert notices == ("Epoch must be a whole number from 0 to 300. The default 0 is used. Received: 301.",)
    # Every film of the page is as long.
    for name in COMPARISONS:
        assert {reel.experiment.training.epochs for reel in films({**REGULARIZERS.start, "show": name})} == {300}


def test_runs_without_a_film_belong_to_the_group_and_are_told_by_their_names(services: FakeServices) -> None:
    unseen = {"some": [Unseen(one) for one in many("well")[:3]], "none": []}
    told = module.films_of(lambda: films(REGULARIZERS.start), unseen)
    assert [reel["runId"] for reel in told["reels"]] == [services.runs[reel.experiment].id for reel in films(REGULARIZERS.start)]
    assert told["trained"] == {"some": [services.runs[one].id for one in many("well")[:3]], "none": []}
    services.problem = "The scheduler cannot be reached."
    assert module.films_of(lambda: films(REGULARIZERS.start), unseen)["trained"] == {"some": [], "none": []}


@pytest.mark.parametrize(("word", "draws"), [({"draw": "anew"}, 1), ({"draw": 3}, 0), ({}, 0)])
def test_the_augmented_rows_are_drawn_anew_when_the_browser_asks(
    monkeypatch: pytest.MonkeyPatch, word: dict[str, object], draws: int
) -> None:
    monkeypatch.setattr(page, "st", SimpleNamespace(session_state={}))
    page.asked(word)
    augmented = page.told({**REGULARIZERS.start, "show": "noise"})["augmented"]
    assert augmented["draw"] == draws
