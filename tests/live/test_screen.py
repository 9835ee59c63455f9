"""The screen before the first frame."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from playground.experiment import Data, Experiment, Network, Training
from playground.live.screen import FEW_HEIGHTS, built, few_screen_of, screen_of
from playground.settings import Real, rule_of
from tests.strategies import experiments

CLASSES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


SPIRAL = Experiment(Data(dataset="spiral"), Network(output="sigmoid"), Training(loss="binary_crossentropy"))
SINE = Experiment(Data(dataset="sine"))
PLANE = Experiment(Data(dataset="plane"))
DIGITS = Experiment(Data(dataset="digits"), Network(output="softmax"), Training(loss="categorical_crossentropy"))


@pytest.mark.parametrize(
    ("experiment", "names"),
    [
        (Experiment(), ["predictions"]),
        (CLASSES, ["map", "confusion"]),
        (SPIRAL, ["map", "confusion", "roc"]),
        (SINE, ["curve", "predictions"]),
        (PLANE, ["map", "predictions"]),
        (DIGITS, ["predictions", "confusion"]),
    ],
)
def test_it_is_json_with_the_panels_in_order(experiment: Experiment, names: list[str]) -> None:
    screen = screen_of(experiment)
    assert json.loads(json.dumps(screen)) == screen
    assert [panel["name"] for panel in screen["panels"]] == ["loss", *names, "learning_rate"]
    assert [panel["name"] for panel in screen["panels"] if panel["late"]] == ["learning_rate"]
    assert screen["epochs"] == 100
    assert all(panel["title"] and panel["caption"] for panel in screen["panels"])


def test_validation_is_read_out_where_rows_validate() -> None:
    assert [readout["label"] for readout in screen_of(Experiment())["readouts"]] == ["loss", "validation"]
    assert [readout["label"] for readout in screen_of(Experiment(data=Data(validation_split=0.0)))["readouts"]] == ["loss"]


def test_what_may_change_while_it_trains_has_its_words_and_its_steps() -> None:
    knobs = screen_of(Experiment())["knobs"]
    assert [knob["name"] for knob in knobs] == ["learning_rate", "l1", "l2"]
    for knob in knobs:
        rule = rule_of(Training, knob["name"])
        assert isinstance(rule, Real)
        assert (knob["label"], knob["help"], tuple(knob["steps"])) == (rule.label, rule.help, rule.steps)


def test_a_rerun_gets_the_very_same_screen() -> None:
    assert screen_of(Experiment()) is screen_of(Experiment())


def test_another_learning_rate_needs_no_other_screen() -> None:
    assert screen_of(Experiment(training=Training(optimizer="adam", learning_rate=0.1))) is screen_of(Experiment())


def test_other_rows_need_no_other_screen_as_long_as_there_are_as_many() -> None:
    spiral = screen_of(SPIRAL)
    for change in ({"noise": 0.4}, {"draw": 7}, {"seed": 3}, {"shuffle": False}, {"standardize": True}):
        assert screen_of(replace(SPIRAL, data=replace(SPIRAL.data, **change))) is spiral
    assert screen_of(replace(SPIRAL, data=replace(SPIRAL.data, samples=2_000))) != spiral


@settings(max_examples=60, deadline=None, derandomize=True)
@given(experiments())
def test_what_a_sketch_leaves_out_no_screen_shows(experiment: Experiment) -> None:
    assert screen_of(experiment) == built.__wrapped__(experiment)


@pytest.mark.parametrize(("experiment", "name"), [(SINE, "curve"), (SPIRAL, "map")])
def test_films_side_by_side_have_two_low_charts_each_without_words(experiment: Experiment, name: str) -> None:
    screen = few_screen_of(experiment)
    assert json.loads(json.dumps(screen)) == screen
    assert [panel["name"] for panel in screen["panels"]] == [name, "errors"]
    assert [panel.get("tells", False) for panel in screen["panels"]] == [False, True]
    for panel, height in zip(screen["panels"], FEW_HEIGHTS, strict=True):
        assert panel["caption"] == ""
        for layout in (panel["wide"], panel["narrow"]):
            assert isinstance(layout, dict)
            assert (layout["height"], layout["showlegend"]) == (height, False)
    assert few_screen_of(replace(experiment, training=replace(experiment.training, l2=0.1))) is screen
