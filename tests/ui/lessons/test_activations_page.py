"""The page on activation functions: opened cold by its link and by links that are garbled; its experiment and its code."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.choices import ACTIVATIONS as CHOICES
from playground.compute.hub import ComputeUnavailable
from playground.lessons.activations import ACTIVATIONS, softmax_jacobian
from playground.presets import PRESETS
from playground.ui.lessons import films as module
from playground.ui.lessons.activations import ACTIVATION_FUNCTIONS, content, first_weights
from playground.ui.lessons.activations_runs import PROBLEMS, linear_and_relu
from playground.ui.lessons.frame import code_of
from playground.ui.lessons.lesson import described, query_of, read_state, received_state
from tests.ui.fakes import OneForBoth
from tests.ui.sidebar.page import address

PAGE = Path(__file__).parents[3] / "pages" / "activations.py"
START = ACTIVATION_FUNCTIONS.start


class NoWorker(OneForBoth):
    """Trains nothing."""

    def films_for(self, *_: object) -> None:
        """Refuse."""
        raise ComputeUnavailable("No worker is there.")


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "services", NoWorker)


def opened(**link: str | list[str]) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=30)
    app.query_params.update(link)
    return app.run()


def test_page_opens_with_its_title_the_code_of_the_functions_shown_and_ways_on() -> None:
    app = opened(act_functions=["gelu", "Softplus"])
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == "1.6 Activation functions"
    code = app.code[0].value
    assert all(
        f"def {name}(" in code for name in ("gelu", "gelu_derivative", "normal_cdf", "softplus", "sigmoid", "softmax", "glorot_uniform")
    )
    assert "def tanh(" not in code


def test_links_of_old_open_the_state_that_they_said() -> None:
    query = {"act_functions": ["GELU", "Leaky ReLU"], "act_s": ["-1.5"], "act_z1": ["0.5"], "act_z2": ["-2"], "act_z3": ["3.0"]}
    state, notices = read_state(ACTIVATION_FUNCTIONS, query)
    assert notices == ()
    assert state == {**START, "functions": ("gelu", "leaky_relu"), "s": -1.5, "z1": 0.5, "z2": -2.0, "z3": 3.0}
    assert query_of(ACTIVATION_FUNCTIONS, state)["act_functions"] == ("gelu", "leaky_relu")
    assert read_state(ACTIVATION_FUNCTIONS, {"act_functions": [""]})[0]["functions"] == ()


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("act_functions", "swoosh", "'swoosh'"),
        ("act_functions", ["ReLU", "<script>"], "'<script>'"),
        ("act_functions", ["Linear", "ReLU", "Sigmoid", "Tanh", "ELU"], "5"),
        ("act_functions", ["ReLU", "ReLU"], "ReLU, ReLU"),
        ("act_s", "nan", "'nan'"),
        ("act_s", "1e999", "inf"),
        ("act_s", "6.5", "6.5"),
        ("act_s", "", "''"),
        ("act_s", ["1", "7"], "7.0"),
        ("act_z1", "two", "'two'"),
        ("act_z3", "-700", "-700.0"),
        ("act_t", "0", "0.0"),
        ("act_reach", "60", "'60'"),
        ("act_scale", "-1", "-1.0"),
    ],
)
def test_garbled_link_falls_back_with_a_word_about_it_and_out_of_the_address(name: str, value: str | list[str], word: str) -> None:
    app = opened(**{name: value}, other="kept")
    assert not app.exception
    assert len(app.warning) == 1
    assert app.warning[0].value.endswith(f"Received: `{word}`.")
    said = dict(cast("dict[str, Any]", address(app)))
    assert said.pop("other") == "kept"
    assert set(said) <= {"act_functions"}


def test_what_is_good_in_a_garbled_link_is_used() -> None:
    state, notices = read_state(ACTIVATION_FUNCTIONS, {"act_functions": ["Foo", "GELU"], "act_s": ["2"], "act_z1": ["nan"]})
    assert (state["functions"], state["s"], state["z1"]) == (("gelu",), 2.0, 2.0)
    assert len(notices) == 2


def test_a_cursor_beyond_the_sums_shown_stands_at_their_end() -> None:
    state, notices = read_state(ACTIVATION_FUNCTIONS, {"act_s": ["-5"], "act_reach": ["2"]})
    assert state["s"] == -2.0
    assert notices == ("Cursor s must be a number from -2 to 2 where only these sums are shown. -2 is used. Received: -5.",)


def test_a_browser_sends_the_functions_in_their_order() -> None:
    sent = json.loads(json.dumps({**START, "functions": ["tanh", "relu"], "t": 0.2}))
    assert query_of(ACTIVATION_FUNCTIONS, received_state(ACTIVATION_FUNCTIONS, sent)) == {
        "act_functions": ("tanh", "relu"),
        "act_t": ("0.2",),
    }
    assert received_state(ACTIVATION_FUNCTIONS, {"functions": ["tanh"] * 9}) == START


def test_no_part_of_the_page_has_more_than_five_controls() -> None:
    parts = [described(ACTIVATION_FUNCTIONS), *content()["controls"].values()]
    assert all(1 <= len(controls) <= 5 for controls in parts)
    for controls in parts:
        for control in controls:
            setting = ACTIVATION_FUNCTIONS.settings[control["name"]]
            assert "steps" not in control or setting.default in control["steps"]
    (chosen, *_), most = parts[0], ACTIVATION_FUNCTIONS.settings["functions"].rule
    assert [key for key, _ in chosen["options"]] == list(ACTIVATIONS)
    assert chosen["most"] == getattr(most, "most", None) == 4


def test_the_page_is_told_where_each_function_saturates() -> None:
    cards = content()["functions"]
    assert list(cards) == list(ACTIVATIONS)
    assert {name: card["where"] for name, card in cards.items() if name in ("linear", "relu", "tanh")} == {
        "linear": "nowhere",
        "relu": "s ≤ 0",
        "tanh": "|s| > 1.82",
    }
    (below, above) = cards["tanh"]["saturated"]
    assert (below[1], above[0]) == pytest.approx((-np.arctanh(np.sqrt(0.9)), np.arctanh(np.sqrt(0.9))))
    assert json.loads(json.dumps(content(), allow_nan=False))["weights"] == first_weights().tolist()


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_the_experiment_is_a_deep_network_of_the_first_function(name: str) -> None:
    experiment, label = ACTIVATION_FUNCTIONS.experiment({**START, "functions": (name, "relu")})
    assert [layer.activation for layer in experiment.network.hidden] == [name] * 6
    assert label == f"Open in the playground: 6 hidden layers of {CHOICES[name].label} units in Keras"
    for preset, shown in (("relu_instead", "relu"), ("vanishing_gradients", "sigmoid")):
        assert (experiment == PRESETS[preset].experiment) == (name == shown)


@pytest.mark.parametrize("name", PROBLEMS)
def test_linear_and_relu_differ_in_nothing_else(name: str) -> None:
    linear, relu = (reel.experiment for reel in linear_and_relu(name))
    assert {layer.activation for layer in linear.network.hidden} == {"linear"}
    hidden = tuple(replace(layer, activation="relu") for layer in linear.network.hidden)
    assert relu == replace(linear, network=replace(linear.network, hidden=hidden))
    assert linear.data.dataset == name
    films = ACTIVATION_FUNCTIONS.films
    assert films is not None
    assert [reel.experiment for reel in films({**START, "data": name})] == [linear, relu]


@pytest.mark.parametrize("names", [*combinations(ACTIVATIONS, 1), ("silu", "gelu", "softplus", "sigmoid"), ()])
def test_the_code_of_whatever_is_shown_runs_by_itself(names: tuple[str, ...]) -> None:
    shown: dict[str, Any] = {}
    code = code_of((*ACTIVATION_FUNCTIONS.shown({**START, "functions": names}), *ACTIVATION_FUNCTIONS.functions))
    exec(compile(code, "<shown>", "exec"), shown)  # noqa: S102 - our own functions
    s = np.linspace(-3.0, 3.0, 8)
    for name in names:
        np.testing.assert_array_equal(shown[ACTIVATIONS[name].function.__name__](s), ACTIVATIONS[name].function(s))
        np.testing.assert_array_equal(shown[ACTIVATIONS[name].derivative.__name__](s), ACTIVATIONS[name].derivative(s))
    np.testing.assert_array_equal(shown["softmax_jacobian"](s, 2.0), softmax_jacobian(s, 2.0))
    np.testing.assert_array_equal(shown["glorot_uniform"](4, 32, 0), first_weights())
    assert shown["stuck_units"](np.zeros((3, 2))) == 2
