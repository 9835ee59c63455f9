"""The sidebar and the address bar: each says what the other says, whatever the address said first."""

from typing import cast
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.runtime.state import QueryParamsProxy

from playground.experiment import Experiment, Layer, Network, Training
from playground.link.address import Query, query_for
from playground.link.fields import FIELDS
from playground.ui.session import Session
from tests.strategies import experiments
from tests.ui.sidebar.page import address, back, made, opened, rerun, stepped

LECTURE = Experiment()
DEEP = Experiment(network=Network((*LECTURE.network.hidden, Layer(10, "tanh", dropout=0.3), Layer(7))), training=Training("adam", 0.02))


def test_a_link_opened_cold_is_the_same_experiment_deeper_layers_included() -> None:
    query = query_for(DEEP)
    app = opened(query)
    assert made(app) == DEEP
    assert address(app) == query
    assert len(app.warning) == 0


@settings(max_examples=12, deadline=None, derandomize=True)
@given(experiment=experiments())
def test_any_experiment_survives_its_link(experiment: Experiment) -> None:
    app = opened(query_for(experiment))
    assert made(app) == experiment
    assert address(app) == query_for(experiment)
    assert made(rerun(app)) == experiment


def test_a_number_between_the_steps_stays_until_the_slider_is_moved() -> None:
    app = opened({"learning_rate": "2e-2"})
    assert made(app) == Experiment(training=Training(learning_rate=0.02))
    assert address(app) == {"learning_rate": "0.02"}
    assert "0.02" in rerun(app).select_slider(key="learning_rate").options
    app.select_slider(key="learning_rate").set_value(0.03)
    assert made(rerun(app)) == Experiment(training=Training(learning_rate=0.03))
    assert "0.02" not in rerun(app).select_slider(key="learning_rate").options


def test_a_garbled_link_falls_back_with_a_word_that_stays_until_a_setting_changes() -> None:
    app = opened({"epochs": "![x](http://example.com/x.png)", "learnig_rate": "1", "units_2": "8", "act_s": "2"})
    assert made(app) == Experiment(network=Network((Layer(32), Layer(8), Layer(32))))
    word = app.main.warning[0].value
    assert word.startswith("Part of the link could not be used:\n\n- ")
    assert app.main.warning[0].icon == ":material/link_off:"
    assert r"- Epochs must be a whole number from 1 to 10\,000\. The default 100 is used\. Received: `'![x](http" in word
    assert "http://example.com/x.png)'`." in word
    assert r"\'learnig\_rate\' is not a setting" in word
    assert address(app) == {"units_2": "8", "learnig_rate": "1", "act_s": "2"}
    assert len(rerun(app).main.warning) == 1
    app.number_input(key="epochs").set_value(7)
    assert len(rerun(app).main.warning) == 0


GARBLED = st.sampled_from(
    ["inf", "-inf", "nan", "1e999", "", "abc", "-1", "0", "1", "2", "1970-01-01", "own", "Softmax", "[](x)", "\x00", "٣"]
)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(query=st.dictionaries(st.sampled_from(sorted(FIELDS)), st.lists(GARBLED, min_size=1, max_size=3), min_size=1, max_size=10))
def test_no_link_raises(query: dict[str, list[str]]) -> None:
    app = opened(cast("Query", query))
    first = made(app)
    assert (first is None) == bool(app.sidebar.error)
    assert made(rerun(app)) == first


@pytest.mark.parametrize("text", ["inf", "-inf", "1e999", "abc"])
@pytest.mark.parametrize("key", ["epochs", "units_1"])
def test_going_back_to_a_garbled_number_is_a_sentence_and_clears_it(key: str, text: str) -> None:
    app = opened()
    assert made(stepped(app, {key: text})) == LECTURE
    assert len(app.main.warning) == 1
    assert address(app) == {}
    app.number_input(key=key).set_value(2)
    assert made(rerun(app)) != LECTURE
    assert address(app) == {key: "2"}


def test_each_change_is_a_step_and_back_and_forward_set_the_controls() -> None:
    app = opened()
    app.number_input(key="epochs").set_value(7)
    assert rerun(app).query_params == {"epochs": "7"}
    app.selectbox(key="optimizer").set_value("adam")
    last = made(rerun(app))
    assert app.query_params == {"epochs": "7", "optimizer": "adam"}
    for query, wanted in (
        ({"epochs": "7"}, Experiment(training=Training(epochs=7))),
        ({}, LECTURE),
        ({"epochs": "7", "optimizer": "adam"}, last),
    ):
        assert made(stepped(app, cast("Query", query))) == wanted
        assert address(app) == query
        assert made(rerun(app)) == wanted


def test_what_a_late_browser_says_is_no_step_back() -> None:
    app = opened()
    app.number_input(key="epochs").set_value(7)
    rerun(app).number_input(key="epochs").set_value(100)
    app.query_params = {}  # it has not heard of the 7 yet
    assert made(rerun(app)) == LECTURE
    assert address(app) == {}
    app.number_input(key="epochs").set_value(8)
    app.query_params = {"epochs": "7"}  # nor of the 100
    assert made(rerun(app)) == Experiment(training=Training(epochs=8))
    assert app.query_params == {"epochs": "8"}


def test_a_link_is_put_in_order_without_a_step() -> None:
    query: Query = {"optimizer": "Adam", "momentum": "0.9"}
    app = opened(query)
    assert made(app) == Experiment(training=Training("adam"))
    assert app.query_params == query
    assert address(app) == {"optimizer": "adam"}
    app.number_input(key="epochs").set_value(7)
    assert rerun(app).query_params == {"optimizer": "adam", "epochs": "7"}


def test_the_settings_are_as_they_were_after_a_visit_to_another_page() -> None:
    app = opened({"momentum": "0.9", "epochs": "7"})
    app.checkbox(key="elsewhere").check()
    rerun(app)
    app.checkbox(key="elsewhere").uncheck()
    app.query_params = {}
    assert made(rerun(app)) == Experiment(training=Training(momentum=0.9, epochs=7))
    assert address(app) == {"momentum": "0.9", "epochs": "7"}


def test_back_to_the_lectures_example_sets_everything_back() -> None:
    query = query_for(DEEP) | {"direction": "own", "inputs": "sepal width (cm)", "test_size": "0.3"}
    app = opened(query)
    back(app)
    assert made(rerun(app)) == LECTURE
    assert address(app) == {}
    app.slider(key="hidden_layers").set_value(5)
    hidden = (*LECTURE.network.hidden, Layer(), Layer())
    assert made(rerun(app)) == Experiment(network=Network(hidden))


def test_back_to_the_lectures_example_forgets_what_is_out_of_sight_too() -> None:
    app = opened({"optimizer": "Adam", "momentum": "0.9", "units_7": "5"})
    back(app)
    assert made(rerun(app)) == LECTURE
    assert address(app) == {}


def test_put_sets_the_controls_and_the_link_from_a_callback() -> None:
    app = opened(query_for(DEEP))
    app.button(key="lesson").click()
    assert made(rerun(app)) == Experiment(training=Training(momentum=0.9))
    assert address(app) == {"momentum": "0.9"}


def test_a_link_is_mended_only_where_the_address_still_says_what_was_mended() -> None:
    app = opened({"loss": "Huber", "act_s": "2"})
    bar = cast("Session", app.session_state["session"]).bar
    assert address(app) == {"loss": "huber", "act_s": "2"}
    assert list(bar.replaceable) == [{"loss": ("Huber",), "act_s": ("2",)}]
    stepped(app, {"loss": "MAE"})
    assert address(app) == {"loss": "mae"}
    # What the run before said may come after the browser has gone back.
    assert list(bar.replaceable) == [{"loss": ("MAE",)}, {"loss": ("huber",), "act_s": ("2",)}]


def test_what_the_page_before_said_late_may_be_replaced_on_the_next() -> None:
    app = opened({"epochs": "7"})
    bar = cast("Session", app.session_state["session"]).bar
    # The session was on a page of the lecture, and comes back.
    bar.said["lecture"] = {"gd_rate": ("0.01",)}
    bar.page = "lecture"
    rerun(app)
    assert address(app) == {"epochs": "7"}
    assert list(bar.replaceable) == [{"epochs": ("7",)}, {"epochs": ("7",)}, {"gd_rate": ("0.01",)}]


def test_what_the_browser_adds_to_the_address_stays_in_it_and_is_no_step() -> None:
    app = opened({"epochs": "7"})
    with patch.object(QueryParamsProxy, "from_dict") as step:
        app.query_params["presenter"] = "1"
        rerun(app)
        assert address(app) == {"epochs": "7", "presenter": "1"}
        step.assert_not_called()
        app.number_input(key="epochs").set_value(9)
        rerun(app)
        step.assert_called_once_with({"presenter": ("1",), "epochs": ("9",)})
    # A browser that hears late what was to be replaced does not hear of the step with it: the step would be none.
    assert cast("Session", app.session_state["session"]).bar.replacement == {"epochs": ("7",)}
    assert len(app.main.warning) == 0
