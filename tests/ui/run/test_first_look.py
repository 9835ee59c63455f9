"""The rows on the page before a run: as the controls say, taken once, and never in the way."""

from dataclasses import dataclass, field
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from playground.data.shown import Shown, shown_rows
from playground.data.tables import Table
from playground.experiment import Experiment
from playground.live.first_look import FirstLook, first_look
from playground.live.pack import PackedPick
from playground.ui.run import first_look as page_look
from playground.ui.sidebar.upload import uploader_key
from tests.ui.sidebar.page import rerun

SPECIES = {"targets": "species", "direction": "Own choice", "loss": "Cross-entropy", "output": "Softmax"}
SEPALS = ("sepal length (cm)", "sepal width (cm)")
CSV = b"size,weight,kind\n" + b"".join(f"{row},{row * row},{'big' if row > 20 else 'small'}\n".encode() for row in range(3, 40))


def page() -> None:
    """The sidebar, and what the panels are given to show."""
    import streamlit as st

    from playground.ui.run.first_look import first_look_of
    from playground.ui.sidebar.controls import sidebar
    from playground.ui.sidebar.upload import uploaded

    experiment = sidebar()
    st.session_state["experiment"] = experiment
    st.session_state["look"] = first_look_of(experiment, uploaded()) if experiment else None


@dataclass
class Taken:
    """The experiments of which a first look was taken, and those whose rows were split for one."""

    looks: list[Experiment] = field(default_factory=list)
    splits: list[Experiment] = field(default_factory=list)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """Everything that is worked out for the page."""
    found = Taken()

    def counted(experiment: Experiment, shown: Shown) -> FirstLook:
        found.looks.append(experiment)
        return first_look(experiment, shown)

    def counted_split(experiment: Experiment, table: Table | None) -> Shown:
        found.splits.append(experiment)
        return shown_rows(experiment, table)

    monkeypatch.setattr(page_look, "first_look", counted)
    monkeypatch.setattr(page_look, "shown_rows", counted_split)
    return found


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params.update(query)
    return rerun(app)


def seen(app: AppTest) -> FirstLook:
    return cast("FirstLook", app.session_state["look"])


def experiment_of(app: AppTest) -> Experiment:
    return cast("Experiment", app.session_state["experiment"])


def expected(experiment: Experiment) -> FirstLook:
    return first_look(experiment, shown_rows(experiment))


def test_the_lectures_example_shows_its_network_and_what_that_answers(taken: Taken) -> None:
    look = seen(opened())
    assert look == expected(Experiment())
    assert look.network is not None
    assert [key["panel"] for key in look.frame["keys"]] == ["predictions"]
    assert taken.looks == [Experiment()]


def test_every_change_of_the_rows_is_seen_at_once(taken: Taken) -> None:
    app = opened(dataset="Spiral")
    assert seen(app) == expected(experiment_of(app))
    app.select_slider(key="noise").set_value(0.5)
    assert seen(rerun(app)) == expected(experiment_of(app))
    app.number_input(key="samples").set_value(50)
    app.select_slider(key="test_size").set_value(0.5)
    assert seen(rerun(app)) == expected(experiment_of(app))
    app.selectbox(key="dataset").set_value("sine")
    assert list(seen(rerun(app)).frame["stages"]) == ["curve", "predictions"]
    assert [experiment.data.noise for experiment in taken.splits[:2]] == [0.1, 0.5]
    assert len(taken.splits) == len(taken.looks) == 4


def test_another_network_is_seen_at_once_on_the_rows_that_are_there(taken: Taken) -> None:
    app = opened(dataset="Spiral")
    before = seen(app)
    app.slider(key="hidden_layers").set_value(1)
    after = seen(rerun(app))
    assert after == expected(experiment_of(app))
    assert after.frame["stages"] == before.frame["stages"]
    assert after.frame["keys"] != before.frame["keys"]
    assert (len(taken.splits), len(taken.looks)) == (1, 2)


def test_how_it_is_trained_takes_no_other_look_but_for_the_seed(taken: Taken) -> None:
    app = opened(dataset="Spiral")
    first = seen(app)
    app.number_input(key="epochs").set_value(50)
    assert seen(rerun(app)) is first
    assert seen(rerun(app)) is first
    app.number_input(key="seed").set_value(3)
    assert seen(rerun(app)) != first
    assert (len(taken.splits), len(taken.looks)) == (1, 2)


def test_a_table_that_scikit_learn_ships_is_seen_at_once(taken: Taken) -> None:
    app = opened(**SPECIES)
    assert experiment_of(app).data.axes == SEPALS
    assert seen(app) == expected(experiment_of(app))
    assert {"map", "confusion"} <= seen(app).frame["stages"].keys()
    assert len(taken.looks) == 1


def test_a_learners_table_is_seen_and_kept_in_its_session_only(taken: Taken) -> None:
    app = opened()
    app.selectbox(key="dataset").set_value("upload")
    rerun(app).file_uploader(key=uploader_key(0)).set_value(("mine.csv", CSV, "text/csv"))
    rerun(rerun(app))
    look = seen(app)
    words = look.frame["stages"]["map"]["data"]["text"]
    assert [set(cast("PackedPick", column)["of"]) for column in words] == [{"big", "small"}] * 3
    assert look.network is not None
    taken.looks.clear()
    assert seen(rerun(app)) is look
    assert taken.looks == []
    assert app.session_state[page_look.KEPT][0][0].data == experiment_of(app).data
