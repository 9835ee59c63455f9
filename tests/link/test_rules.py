"""What is said about a link that a page of few controls cannot take."""

import pytest

from playground.link.rules import choices, garbled, number
from playground.settings import Real, Whole

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
