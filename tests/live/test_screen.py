"""The screen before the first frame."""

import json

import pytest

from playground.experiment import Data, Experiment, Network, Training
from playground.live.screen import screen_of

CLASSES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


@pytest.mark.parametrize("experiment", [Experiment(), CLASSES])
def test_it_is_json_with_the_panels_in_order(experiment: Experiment) -> None:
    screen = screen_of(experiment)
    assert json.loads(json.dumps(screen)) == screen
    assert [panel["name"] for panel in screen["panels"]] == ["loss", "predictions", "learning_rate"]
    assert screen["epochs"] == 100
    assert all(panel["title"] and panel["caption"] for panel in screen["panels"])


def test_validation_is_read_out_where_rows_validate() -> None:
    assert [readout["label"] for readout in screen_of(Experiment())["readouts"]] == ["loss", "validation"]
    assert [readout["label"] for readout in screen_of(Experiment(data=Data(validation_split=0.0)))["readouts"]] == ["loss"]


def test_a_rerun_gets_the_very_same_screen() -> None:
    assert screen_of(Experiment()) is screen_of(Experiment())
