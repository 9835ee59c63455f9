"""The rows on the page before a run: as the controls say, taken once, and never in the way."""

import threading
from collections.abc import Callable, Iterator
from typing import cast

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.data.tables import Table, load
from playground.experiment import Data
from playground.live.first_look import Looks, first_look
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
    st.session_state["data"] = experiment.data if experiment else None
    st.session_state["looks"] = first_look_of(experiment.data, uploaded()) if experiment else {}


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Data]]:
    """Every first look that is taken."""
    found: list[Data] = []

    def counted(data: Data, table: Table | None = None) -> Looks:
        found.append(data)
        return first_look(data, table)

    monkeypatch.setattr(page_look, "first_look", counted)
    yield found
    st.cache_resource.clear()


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params.update(query)
    return rerun(app)


def looks(app: AppTest) -> Looks:
    return cast("Looks", app.session_state["looks"])


def test_the_lectures_example_shows_no_rows(taken: list[Data]) -> None:
    assert looks(opened()) == {}
    assert taken == []


def test_every_change_of_the_data_is_seen_at_once(taken: list[Data]) -> None:
    app = opened(dataset="Spiral")
    assert looks(app) == first_look(Data("spiral"))
    app.select_slider(key="noise").set_value(0.5)
    assert looks(rerun(app)) == first_look(Data("spiral", noise=0.5))
    app.number_input(key="samples").set_value(50)
    app.select_slider(key="test_size").set_value(0.5)
    assert looks(rerun(app)) == first_look(Data("spiral", noise=0.5, samples=50, test_size=0.5))
    app.selectbox(key="dataset").set_value("sine")
    assert list(looks(rerun(app))) == ["curve"]
    assert len(taken) == 4


def test_what_changes_no_row_takes_no_other_look(taken: list[Data]) -> None:
    app = opened(dataset="Spiral")
    first = looks(app)
    app.slider(key="hidden_layers").set_value(1)
    assert looks(rerun(app)) is first
    assert looks(rerun(app)) is first
    assert taken == [Data("spiral")]


def test_a_table_of_scikit_learns_is_waited_for_in_the_background(taken: list[Data], monkeypatch: pytest.MonkeyPatch) -> None:
    there = threading.Event()
    asked: list[str] = []

    def slow(data: Data) -> Table:
        asked.append(data.dataset)
        assert there.wait(20)
        return load(data)

    monkeypatch.setattr(page_look, "load", slow)
    app = opened(**SPECIES)
    assert app.session_state["data"].axes == SEPALS
    assert (looks(app), taken) == ({}, [])
    assert looks(rerun(app)) == {}
    there.set()
    for thread in threading.enumerate():
        if thread.name == "load iris":
            thread.join(20)
    assert looks(rerun(app)) == first_look(app.session_state["data"])
    assert asked == ["iris"]


def test_the_page_is_drawn_again_when_the_table_is_there(taken: list[Data], monkeypatch: pytest.MonkeyPatch) -> None:
    there = threading.Event()
    fragment = st.fragment
    asked: list[tuple[float | None, Looks]] = []

    def slow(data: Data) -> Table:
        assert there.wait(20)
        return load(data)

    def later(function: Callable[[str], None], *, run_every: float | None = None) -> Callable[[str], None]:
        """Stand for the browser, which asks again after a while: by then the table is there."""

        def ask(dataset: str) -> None:
            asked.append((run_every, st.session_state.get("looks", {})))
            there.set()
            for thread in threading.enumerate():
                if thread.name == "load iris":
                    thread.join(20)
            fragment(function, run_every=run_every)(dataset)

        return ask if run_every else fragment(function)

    monkeypatch.setattr(page_look, "load", slow)
    monkeypatch.setattr(st, "fragment", later)
    app = opened(**SPECIES)
    assert asked == [(page_look.POLL_SECONDS, {})]
    assert looks(app) == first_look(app.session_state["data"])
    assert list(looks(app)) == ["map"]
    assert len(taken) == 1


def test_a_learners_table_is_seen_and_kept_in_its_session_only(taken: list[Data]) -> None:
    app = opened()
    app.selectbox(key="dataset").set_value("upload")
    rerun(app).file_uploader(key=uploader_key(0)).set_value(("mine.csv", CSV, "text/csv"))
    rerun(rerun(app))
    look = looks(app)
    assert list(look) == ["map"]
    assert [set(cast("PackedPick", column)["of"]) for column in look["map"]["data"]["text"]] == [{"big", "small"}] * 3
    rerun(app)
    assert len(taken) == 1
    assert app.session_state[page_look.KEPT][0] == taken[0]
