"""The page on back-propagation: what its link says, what is put right, where it leads, and the code that it shows."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris
from streamlit.testing.v1 import AppTest

from playground.lessons import back_propagation, depth
from playground.lessons.activations import ACTIVATIONS
from playground.presets import PRESETS
from playground.ui.contents import page_on
from playground.ui.lessons.back_propagation import BACK_PROPAGATION, content
from playground.ui.lessons.frame import code_of
from playground.ui.lessons.lesson import query_of, read_state
from tests.ui.sidebar.page import address

PAGE = Path(__file__).parents[3] / "pages" / "back_propagation.py"


def test_page_opens_and_a_garbled_link_falls_back_with_a_sentence() -> None:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update({"bp_w9": "heavy", "bp_w10": "-2", "other": "kept"})
    app.run()
    assert not app.exception
    assert app.title[0].value == "1.5 Back-propagation"
    assert len(app.warning) == 1
    assert "Weight w₉ must be a number" in app.warning[0].value
    assert address(app) == {"bp_w10": "-2", "other": "kept"}


def test_the_rows_are_the_petals_of_two_species_in_standard_deviations_and_in_cm() -> None:
    rows = content()["rows"]
    petals = load_iris().data[50:, 2:]
    np.testing.assert_allclose(rows["x"], (petals - petals.mean(axis=0)) / petals.std(axis=0), atol=1e-12)
    np.testing.assert_array_equal(np.transpose(rows["values"]), petals)
    assert rows["y"] == [0] * 50 + [1] * 50


def test_a_state_is_what_its_link_says() -> None:
    query = {"bp_inputs": ["own"], "bp_weight": ["7"], "bp_w1": ["-1.5"], "bp_b5": ["0"], "bp_x2": ["0.25"], "bp_steps": ["30"]}
    state, notices = read_state(BACK_PROPAGATION, query)
    assert notices == ()
    assert (state["inputs"], state["weight"], state["w1"], state["b5"], state["x2"], state["steps"]) == ("own", 7, -1.5, 0.0, 0.25, 30)
    assert {name: list(texts) for name, texts in query_of(BACK_PROPAGATION, state).items()} == query


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"bp_row": ["101"]}, "Flower must be a whole number from 1 to 100. The default 76 is used. Received: 101."),
        ({"bp_layers": ["0"]}, "Hidden layers must be a whole number from 1 to 12. The default 6 is used. Received: 0."),
        ({"bp_x1": ["1e999"]}, "Input x₁ must be a number of at least -3 and at most 3. The default 1 is used. Received: inf."),
        (
            {"bp_view": ["depth"], "bp_layers": ["3"], "bp_steps": ["9"]},
            "Steps must be a whole number from 0 to 4 in this network. 4 is used. Received: 9.",
        ),
    ],
)
def test_what_a_link_cannot_say_gets_a_sentence(query: dict[str, list[str]], sentence: str) -> None:
    assert read_state(BACK_PROPAGATION, query)[1] == (sentence,)


def test_the_experiments_have_the_layers_of_the_picture() -> None:
    small, _ = BACK_PROPAGATION.experiment({**BACK_PROPAGATION.start, "activation": "tanh"})
    assert [(layer.units, layer.activation) for layer in small.network.hidden] == [(2, "tanh")] * 2
    state = {**BACK_PROPAGATION.start, "view": "depth", "layers": 5, "units": 3, "activation": "relu", "initial": "small"}
    deep, label = BACK_PROPAGATION.experiment(state)
    assert [(layer.units, layer.activation, layer.initializer) for layer in deep.network.hidden] == [(3, "relu", "random_normal")] * 5
    assert "5 hidden layers of ReLU units with small initial weights" in label


def test_presets_of_the_section_lead_to_the_page() -> None:
    assert page_on("1.5") == "back_propagation"
    assert {name for name, preset in PRESETS.items() if preset.section == "1.5"} == {"zero_weights", "vanishing_gradients"}


def test_the_code_that_is_shown_runs_by_itself() -> None:
    shown: dict[str, Any] = {}
    exec(compile(code_of(BACK_PROPAGATION.functions), "<shown>", "exec"), shown)  # noqa: S102 - our own functions
    rng = np.random.default_rng(0)
    w, b, x, sigmoid = rng.normal(size=10), rng.normal(size=5), rng.normal(size=2), ACTIVATIONS["sigmoid"]
    way = shown["forward"](w, b, x, sigmoid)
    found = shown["gradients"](way, shown["backward"](w, way, 1.0))[0]
    ours = back_propagation.forward(w, b, x, sigmoid)
    np.testing.assert_array_equal(found, back_propagation.gradients(ours, back_propagation.backward(w, ours, 1.0))[0])
    products = [np.prod(shown["factors"](2, path, w, way, 1.0)) for path in shown["paths"](2)]
    assert sum(products) == pytest.approx(found[1])
    rows, y = rng.normal(size=(20, 2)), rng.normal(size=20)
    for scheme in ("glorot", "small"):
        sizes = shown["sizes_by_layer"](shown["initial_weights"](scheme, 3, 4, 1), rows, y, sigmoid)
        expected = depth.sizes_by_layer(depth.initial_weights(scheme, 3, 4, 1), rows, y, sigmoid)
        assert [size.gradient for size in sizes] == [size.gradient for size in expected]
