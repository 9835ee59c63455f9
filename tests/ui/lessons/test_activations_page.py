"""The page on activation functions: opened cold by its link, moved, and opened by links that are garbled."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.figures.lessons.curves import curve_of, read
from playground.lessons.activations import ACTIVATIONS, softmax_jacobian
from playground.ui.lessons.activations import jacobian_in_words, readings_table

PAGE = Path(__file__).parents[3] / "pages" / "activations.py"
CHARTS = ("act_function_chart", "act_derivative_chart", "act_softmax_chart", "act_jacobian_chart")


def opened(**link: str | list[str]) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=30)
    app.query_params.update(link)
    return app.run()


def chart(app: AppTest, key: str) -> dict[str, list[dict[str, object]]]:
    figure: dict[str, list[dict[str, object]]] = json.loads(app.get_by_key(key).proto.spec)
    return figure


def curves_of(app: AppTest, key: str) -> list[object]:
    return [trace["name"] for trace in chart(app, key)["data"] if trace["mode"] == "lines"]


def test_page_opens_with_three_functions_and_a_cursor() -> None:
    app = opened()
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == "1.6 Activation functions"
    assert app.multiselect(key="act_functions").value == ["relu", "sigmoid", "tanh"]
    assert app.slider(key="act_s").value == 1.0
    assert curves_of(app, "act_function_chart") == curves_of(app, "act_derivative_chart") == ["ReLU", "Sigmoid", "Tanh"]


def test_every_state_is_opened_cold_by_its_link() -> None:
    app = opened(act_functions=["GELU", "Leaky ReLU"], act_s="-1.5", act_z1="0.5", act_z2="-2", act_z3="3")
    assert not app.exception
    assert not app.warning
    assert curves_of(app, "act_function_chart") == ["GELU", "Leaky ReLU"]
    table = app.table[0].value
    assert list(table["Function"]) == ["GELU", "Leaky ReLU"]
    assert list(table["a(s) at s = −1.5"]) == ["−0.1002", "−0.3000"]
    assert [app.slider(key=f"act_z{place}").value for place in (1, 2, 3)] == [0.5, -2.0, 3.0]
    (bars,) = chart(app, "act_softmax_chart")["data"]
    assert bars["text"] == ["0.075", "0.006", "0.918"]


def test_a_state_set_by_hand_and_the_same_one_opened_by_its_link_look_the_same() -> None:
    app = opened()
    app.slider(key="act_s").set_value(-2.0)
    app.multiselect(key="act_functions").set_value(["elu"])
    app.slider(key="act_z2").set_value(4.0).run()
    again = opened(act_functions="ELU", act_s="-2", act_z2="4")
    for key in CHARTS:
        assert chart(app, key) == chart(again, key)


def test_moving_the_cursor_moves_the_line_and_the_readings() -> None:
    app = opened(act_functions="Sigmoid")
    app.slider(key="act_s").set_value(0.0).run()
    assert app.table[0].value.iloc[0].tolist() == ["Sigmoid", "0.5000", "0.2500", "|s| > 2.06"]
    assert "a(s) at s = 0" in app.table[0].value.columns


def test_each_chosen_function_has_a_card() -> None:
    app = opened(act_functions=["SiLU", "Softplus"])
    headings = [element.value for element in app.markdown if element.value.startswith("####")]
    assert headings == ["#### SiLU", "#### Softplus"]
    assert [element.value for element in app.latex][:2] == [
        f"$$\n{ACTIVATIONS['silu'].formula}\n$$",
        f"$$\n{ACTIVATIONS['silu'].derivative_formula}\n$$",
    ]


def test_no_function_chosen_gets_a_sentence_and_no_empty_chart() -> None:
    app = opened(act_functions="", act_s="2.5")
    assert not app.exception
    assert not app.warning
    assert app.info[0].value == "Choose at least one function to see its curve, its derivative and what it is used for."
    assert not app.table
    assert app.slider(key="act_s").value == 2.5
    app.multiselect(key="act_functions").set_value(["tanh"]).run()
    assert curves_of(app, "act_function_chart") == ["Tanh"]


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("act_functions", "swoosh", "'swoosh'"),
        ("act_functions", ["ReLU", "<script>"], "'<script>'"),
        ("act_functions", ["Linear", "ReLU", "Sigmoid", "Tanh", "ELU"], "5"),
        ("act_functions", ["ReLU", "ReLU"], "ReLU, ReLU"),
        ("act_s", "nan", "'nan'"),
        ("act_s", "inf", "'inf'"),
        ("act_s", "1e999", "inf"),
        ("act_s", "6.5", "6.5"),
        ("act_s", "", "''"),
        ("act_s", ["1", "7"], "7.0"),
        ("act_z1", "two", "'two'"),
        ("act_z3", "-700", "-700.0"),
    ],
)
def test_garbled_link_falls_back_with_a_word_about_it(name: str, value: str | list[str], word: str) -> None:
    app = opened(**{name: value})
    assert not app.exception
    assert len(app.warning) == 1
    assert app.warning[0].value.endswith(f"Received: `{word}`.")
    assert 1 <= len(app.multiselect(key="act_functions").value) <= 4
    assert [slider.value for slider in app.slider] == [1.0, 2.0, 1.0, -1.0]


def test_what_is_good_in_a_garbled_link_is_used() -> None:
    app = opened(act_functions=["Foo", "GELU"], act_s="2", act_z1="nan")
    assert curves_of(app, "act_function_chart") == ["GELU"]
    assert app.slider(key="act_s").value == 2.0
    assert app.warning[0].value.count("Received") == 2


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_curves_are_the_lessons_functions_with_a_gap_at_each_kink(name: str) -> None:
    activation, curve = ACTIVATIONS[name], curve_of(name)
    np.testing.assert_array_equal(curve.a, activation.function(curve.s))
    assert (curve.s[0], curve.s[-1]) == (-6.0, 6.0)
    assert (np.diff(curve.s) >= 0).all()
    gaps = np.isnan(curve.derivative)
    assert tuple(curve.s[gaps]) == activation.kinks
    np.testing.assert_array_equal(curve.derivative[~gaps], activation.derivative(curve.s[~gaps]))
    # Drawn over the gaps, no line rises by more than a tenth between two points.
    assert np.nanmax(np.abs(np.diff(curve.derivative))) < 0.1


def test_curves_are_shared_and_cannot_be_changed() -> None:
    assert curve_of("relu") is curve_of("relu")
    with pytest.raises(ValueError, match="read-only"):
        curve_of("relu").a[0] = 1.0


def test_table_reads_relu_at_its_kink_as_keras_does() -> None:
    table = readings_table(["relu"], 0.0, [read(ACTIVATIONS["relu"], 0.0)])
    assert table.iloc[0].tolist() == ["ReLU", "0.0000", "0.0000", "s ≤ 0"]


def test_jacobian_is_explained_with_its_own_numbers() -> None:
    words = jacobian_in_words(softmax_jacobian(np.array([2.0, 1.0, -1.0])))
    assert "**raises** a₁, by 0.208" in words
    assert "**lowers** a₂ by 0.183 and a₃ by 0.025" in words
