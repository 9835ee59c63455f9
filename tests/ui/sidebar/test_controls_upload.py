"""A learner's own table in the sidebar: it takes the place of a data set, and no link carries it."""

from dataclasses import replace
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from playground.experiment import Data, Experiment, Network, Training, Upload
from playground.link.address import UPLOAD_NOTICE, query_for
from playground.ui.notices import literal
from playground.ui.sidebar.upload import uploader_key
from tests.ui.sidebar.page import address, controls, made, rerun, stepped

ELSEWHERE = Experiment(Data("upload", ("a",), ("b",), upload=Upload("theirs.csv", "1" * 64, 50, ("a", "b"))))
REFUSED = (
    "The controls can be set to an experiment about the table that is uploaded here, with the columns that are chosen here. "
    "Received: theirs.csv."
)
CSV = b"size,weight,kind\n" + b"".join(f"{row},{row * row},{'big' if row > 20 else 'small'}\n".encode() for row in range(3, 40))


def page() -> None:
    """The sidebar, and a button that sets it to what the test wants and says what it is set to."""
    import streamlit as st

    from playground.settings import ExperimentError
    from playground.ui.sidebar.controls import chosen, put, sidebar

    def act() -> None:
        try:
            put(st.session_state["wanted"])
            st.session_state["said"] = chosen()
        except ExperimentError as error:
            st.session_state["said"] = str(error)

    st.session_state["made"] = sidebar()
    st.button("Put", key="put", on_click=act)


def with_table(**query: str) -> AppTest:
    """Open the page, choose one's own table and upload it."""
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params.update(query)
    rerun(app).selectbox(key="dataset").set_value("upload")
    rerun(app).file_uploader(key=uploader_key(0)).set_value(("mine.csv", CSV, "text/csv"))
    return rerun(rerun(app))


def put(app: AppTest, experiment: Experiment) -> object:
    """Set the controls by a callback, and return what they then say, or the sentence that refuses it."""
    app.session_state["wanted"] = experiment
    app.button(key="put").click()
    rerun(app)
    return app.session_state["said"]


def test_before_there_is_a_file_nothing_can_be_trained_and_nothing_is_wrong() -> None:
    app = AppTest.from_function(page, default_timeout=30)
    rerun(app).selectbox(key="dataset").set_value("upload")
    assert made(rerun(app)) is None
    assert len(app.sidebar.error) == len(app.main.warning) == 0


def test_a_table_is_a_data_set_with_the_settings_that_stand_around_it() -> None:
    app = with_table()
    experiment = made(app)
    assert experiment is not None
    assert experiment.data.inputs == ("size", "weight")
    assert experiment.data.class_names == ("big", "small")
    assert experiment.data.standardize
    assert (experiment.network.output, experiment.training.loss) == ("softmax", "categorical_crossentropy")
    app.selectbox(key="loss").set_value("hinge")
    app.select_slider(key="test_size").set_value(0.5)
    app.number_input(key="epochs").set_value(7)
    again = made(rerun(app))
    assert again == replace(
        experiment,
        data=replace(experiment.data, test_size=0.5),
        network=Network(output="tanh"),
        training=Training(loss="hinge", epochs=7),
    )
    assert "inputs" not in controls(app)


def test_the_link_of_a_table_holds_everything_but_the_table() -> None:
    app = with_table()
    app.selectbox(key="loss").set_value("binary_crossentropy")
    experiment = cast("Experiment", made(rerun(app)))
    assert query_for(experiment) == {"dataset": "upload", "standardize": "true", "loss": "binary_crossentropy"}


def test_opening_such_a_link_asks_for_the_file_and_keeps_every_other_setting() -> None:
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params.update({"dataset": "Your own CSV", "loss": "Hinge", "output": "Linear", "epochs": "7", "test_size": "0.3"})
    assert made(rerun(app)) is None
    (warning,) = app.main.warning
    assert warning.value == f"Part of the link could not be used:\n\n- {literal(UPLOAD_NOTICE)}"
    assert len(app.sidebar.error) == 0
    app.file_uploader(key=uploader_key(0)).set_value(("mine.csv", CSV, "text/csv"))
    experiment = made(rerun(rerun(app)))
    assert experiment is not None
    assert (experiment.training.loss, experiment.network.output, experiment.training.epochs) == ("hinge", "linear", 7)
    assert experiment.data.test_size == 0.3
    assert len(app.main.warning) == 0


def test_the_table_stays_while_another_data_set_is_in_use() -> None:
    app = with_table()
    experiment = made(app)
    app.selectbox(key="dataset").set_value("iris")
    assert made(rerun(app)) == Experiment()
    app.selectbox(key="dataset").set_value("upload")
    assert made(rerun(app)) == experiment


def test_back_past_the_choice_of_the_table_and_forward_again_finds_it() -> None:
    app = with_table()
    experiment, before = made(app), address(app)
    assert before == {"dataset": "upload", "standardize": "true"}
    app.number_input(key="epochs").set_value(7)
    assert made(rerun(app)) != experiment
    assert made(stepped(app, before)) == experiment
    assert made(stepped(app, {})) == Experiment()
    assert made(stepped(app, before)) == experiment
    assert len(app.main.warning) == 0


def test_a_table_that_comes_or_goes_is_no_step_of_the_history() -> None:
    app = AppTest.from_function(page, default_timeout=30)
    rerun(app).selectbox(key="dataset").set_value("upload")
    chosen = {"dataset": "upload", "standardize": "true", "standardize_target": "true"}
    assert rerun(app).query_params == chosen
    app.file_uploader(key=uploader_key(0)).set_value(("mine.csv", CSV, "text/csv"))
    assert rerun(rerun(app)).query_params == chosen
    assert address(app) == {"dataset": "upload", "standardize": "true"}


def test_the_controls_can_be_set_to_an_experiment_about_the_sessions_table() -> None:
    app = with_table()
    first = cast("Experiment", made(app))
    other = replace(first, data=replace(first.data, test_size=0.5, seed=3), training=replace(first.training, epochs=7, l2=0.01))
    assert put(app, Experiment()) == made(app) == Experiment()
    assert put(app, other) == made(app) == other
    assert made(rerun(app)) == other


@pytest.mark.parametrize("known", [True, False])
def test_a_table_that_is_not_there_is_a_sentence_and_no_control_moves(known: bool) -> None:
    app = with_table() if known else rerun(AppTest.from_function(page, default_timeout=30))
    before = made(app)
    assert put(app, ELSEWHERE) == REFUSED
    assert made(app) == before


def test_a_choice_that_makes_no_data_set_is_said_where_it_was_made() -> None:
    app = with_table()
    app.multiselect(key="upload_inputs").set_value([])
    assert made(rerun(app)) is None
    assert len(app.sidebar.error) == 1
    assert put(app, ELSEWHERE) == REFUSED
    app.multiselect(key="upload_inputs").set_value(["size"])
    experiment = made(rerun(app))
    assert experiment is not None
    assert experiment.data.inputs == ("size",)


def test_another_file_comes_through_an_uploader_of_its_own() -> None:
    app = with_table()
    next(button for button in app.button if button.label == "Another file").click()
    rerun(app)
    assert [uploader.key for uploader in app.file_uploader] == [uploader_key(1)]
    app.file_uploader(key=uploader_key(1)).set_value(("other.csv", CSV, "text/csv"))
    rerun(rerun(app))
    assert any(caption.value.startswith("other\\.csv: ") for caption in app.caption)
