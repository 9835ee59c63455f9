"""Before a run, the panels show the rows as its first word will."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from playground.data.split import split
from playground.data.tables import Table
from playground.events import Floats
from playground.experiment import Data, Experiment, Network, Training, Upload
from playground.live.film import Film, panels_of
from playground.live.first_look import first_look
from playground.live.frame import Frame
from playground.live.pack import PackedColumn, unpack
from playground.settings import ExperimentError
from tests.strategies import SMALL, experiments

DIGITS = 2**-15


def numbers(*columns: PackedColumn) -> Floats:
    return np.concatenate([np.array(unpack(column), dtype=np.float32) for column in columns])


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_a_spirals_dots_are_the_rows_of_its_split(noise: float) -> None:
    data = Data("spiral", noise=noise, class_count=3)
    rows = split(Experiment(data, Network(output="softmax"), Training(loss="categorical_crossentropy")))
    look = first_look(data)["map"]
    assert rows.points is not None
    assert [len(numbers(column)) for column in look["data"]["x"]] == [360, 40, 100]
    np.testing.assert_allclose(numbers(*look["data"]["x"]), rows.points[:, 0], rtol=DIGITS)
    np.testing.assert_allclose(numbers(*look["data"]["y"]), rows.points[:, 1], rtol=DIGITS)
    classes = [name for column in look["data"]["text"] for name in np.array(unpack(column))]
    assert classes == ["ABC"[label] for label in rows.y.argmax(axis=1)]


def test_a_planes_dots_have_their_values_for_colours_and_a_sines_for_heights() -> None:
    plane, sine = Data("plane"), Data("sine", noise=0.3)
    look = first_look(plane)["map"]
    values = split(Experiment(plane)).y[:, 0]
    np.testing.assert_allclose(numbers(*look["data"]["marker.color"]), values, rtol=DIGITS)
    assert look["layout"]["coloraxis.cmax"] == pytest.approx(np.abs(values).max())
    heights = first_look(sine)["curve"]["data"]["y"][:3]
    np.testing.assert_allclose(numbers(*heights), split(Experiment(sine)).y[:, 0], rtol=DIGITS)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(experiments(replace(SMALL, samples=3_000)))
def test_it_is_what_any_run_on_the_data_says_first_in_the_panels_that_show_rows(experiment: Experiment) -> None:
    frame: Frame = json.loads(Film(experiment).record([split(experiment).started(1)]))
    early = {panel.name for panel in panels_of(experiment) if panel.early}
    assert first_look(experiment.data) == {name: look for name, look in frame["stages"].items() if name in early}
    assert early == ({"map", "curve"} & frame["stages"].keys())


@pytest.mark.parametrize("data", [Data(), Data("wine"), Data("digits"), Data("diabetes")])
def test_where_no_panel_shows_rows_there_is_nothing_to_see(data: Data) -> None:
    assert first_look(data) == {}


def test_a_learners_table_is_seen_where_its_panel_shows_rows() -> None:
    upload = Upload("mine.csv", "1" * 64, 50, ("a", "b"), (("kind", ("no", "yes")),))
    measurements = {name: np.arange(50, dtype=np.float32) * step for name, step in (("a", 1), ("b", -2))}
    table = Table(measurements, {"kind": np.arange(50) % 2})
    data = Data("upload", ("a", "b"), ("kind",), shuffle=False, upload=upload)
    look = first_look(data, table)["map"]
    np.testing.assert_array_equal(numbers(*look["data"]["y"]), -2 * np.arange(50))
    with pytest.raises(ExperimentError, match=r"mine\.csv has to be there"):
        first_look(data)


@pytest.mark.parametrize("data", [Data("spiral", samples=100_000, class_count=6), Data("multi_gauss", samples=100_000), Data("sine")])
def test_it_takes_a_few_kilobytes_however_many_rows_there_are(data: Data) -> None:
    assert len(json.dumps(first_look(data))) < 10_000
