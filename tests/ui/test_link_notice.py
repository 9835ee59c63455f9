"""What the page says about a garbled link."""

import pytest
from streamlit.testing.v1 import AppTest

from playground.settings import Real, Whole
from playground.ui.link_notice import choices, garbled, number

RULES = {
    "rate": number(Real("Learning rate", "", low=0.0, high=1.0, steps=(), open_low=True), 0.01),
    "epochs": number(Whole("Epochs", "", low=1, high=500), 100),
    "columns": choices("Columns", ("sepal", "petal", "species"), ["sepal", "petal"], most=2),
}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"rate": ["0.5"], "epochs": ["20"], "columns": ["petal", "sepal"]},
        {"rate": ["1e-3"], "epochs": ["500"]},
        {"columns": [""]},
        {"somebody_elses": ["nonsense"]},
    ],
)
def test_a_link_in_order_needs_no_words(query: dict[str, list[str]]) -> None:
    assert garbled(query, RULES) == ()


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("rate", ["fast"], "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: 'fast'."),
        ("rate", ["nan"], "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: nan."),
        ("rate", ["-inf"], "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: -inf."),
        ("rate", ["0"], "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: 0."),
        ("rate", [""], "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: ''."),
        (
            "rate",
            ["0.1", "0.2"],
            "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: ['0.1', '0.2'].",
        ),
        ("epochs", ["2.5"], "Epochs must be a whole number from 1 to 500. The default 100 is used. Received: 2.5."),
        ("epochs", ["501"], "Epochs must be a whole number from 1 to 500. The default 100 is used. Received: 501."),
        ("columns", ["petal", "leaf"], "Columns must be among sepal, petal, species. The others are used. Received: 'leaf'."),
        ("columns", ["leaf", "Petal"], "Columns must be among sepal, petal, species. The default sepal, petal is used. Received: 'leaf'."),
        ("columns", ["petal", "sepal", "species"], "Columns must be at most 2. The first 2 are used. Received: 3."),
        ("columns", ["petal", "petal"], "Columns must be named once each. Each is used once. Received: petal, petal."),
    ],
)
def test_each_thing_a_control_cannot_take_gets_its_sentence(name: str, values: list[str], sentence: str) -> None:
    assert garbled({name: values}, RULES) == (sentence,)


def test_sentences_come_in_the_order_of_the_rules_and_stay_short() -> None:
    first, second = garbled({"columns": ["x" * 10_000], "epochs": ["9" * 10_000]}, RULES)
    assert first.startswith("Epochs")
    assert second.startswith("Columns")
    assert len(first) < 150
    assert len(second) < 150


def page() -> None:
    import streamlit as st

    from playground.settings import Real
    from playground.ui.link_notice import number, show_link_notice

    show_link_notice({"rate": number(Real("Rate", "", low=0.0, high=1.0, steps=()), 0.5)})
    st.slider("Rate", 0.0, 1.0, 0.5, key="rate", bind="query-params")


def test_notice_stands_on_the_page_once_and_what_the_link_carries_is_quoted() -> None:
    app = AppTest.from_function(page)
    app.query_params["rate"] = "![*x*](http://a.b/c.png)`"
    app.run()
    assert not app.exception
    assert app.slider(key="rate").value == 0.5
    assert app.warning[0].value == (
        "Part of the link could not be used:\n\n"
        "- Rate must be a number of at least 0 and at most 1\\. The default 0\\.5 is used\\. Received: `'![*x*](http://a.b/c.png)''`."
    )
    assert app.warning[0].icon == ":material/link_off:"
    app.slider(key="rate").set_value(0.25).run()
    assert not app.warning


def test_link_in_order_shows_no_notice() -> None:
    app = AppTest.from_function(page)
    app.query_params["rate"] = "0.75"
    app.run()
    assert app.slider(key="rate").value == 0.75
    assert not app.warning
