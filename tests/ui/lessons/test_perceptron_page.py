"""The page on the perceptron, as its script runs on the server."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.lessons.rows import MEASUREMENTS
from playground.ui.lessons.perceptron import content
from tests.ui.sidebar.page import address

PAGE = Path(__file__).parents[3] / "pages" / "perceptron.py"


def opened(**link: str) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update(link)
    return app.run()


def test_page_opens_with_its_title_code_and_ways_on() -> None:
    app = opened()
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == "1.3 Perceptron"
    assert "def rosenblatt(" in app.code[0].value


@pytest.mark.parametrize(("name", "value"), [("per_w0", "nan"), ("per_rows", "<b>"), ("per_steps", "1.5"), ("per_row", "0")])
def test_garbled_link_falls_back_with_a_word_about_it_and_out_of_the_address(name: str, value: str) -> None:
    app = opened(**{name: value, "per_w1": "2", "other": "kept"})
    assert not app.exception
    assert len(app.warning) == 1
    assert "Received: " in app.warning[0].value
    assert address(app) == {"per_w1": "2", "other": "kept"}


def test_every_choice_has_a_logit_model_with_the_inputs_in_their_order() -> None:
    fits = content()["fits"]
    assert len(fits) == 1 + 3 * len(MEASUREMENTS) * (len(MEASUREMENTS) - 1)
    one, other = (fits[f"versicolor_virginica {names}"]["w"] for names in ("petal_length sepal_width", "sepal_width petal_length"))
    assert one == (other[0], other[2], other[1])
    assert one[1] != one[2]
