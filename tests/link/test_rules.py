"""What a link says about the settings of a page, and what is said about a link that breaks their rules."""

import pytest

from playground.link.fields import Field
from playground.link.rules import said, taken
from playground.link.several import Several
from playground.settings import Option, Real, Whole

COLUMNS = {"sepal": Option("Sepal", ""), "petal": Option("Petal", ""), "species": Option("The species", "")}
FIELDS = {
    "rate": Field(Real("Learning rate", "", low=0.0, high=1.0, steps=(), open_low=True), 0.01),
    "epochs": Field(Whole("Epochs", "", low=1, high=500), 100),
    "columns": Field(Several("Columns", "", COLUMNS, most=2), ("sepal", "petal")),
}


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ({}, {}),
        ({"rate": ["0.5"], "epochs": ["20"], "columns": ["petal", "sepal"]}, {"rate": 0.5, "epochs": 20, "columns": ("petal", "sepal")}),
        ({"rate": ["1e-3"], "epochs": ["7", "500"]}, {"rate": 0.001, "epochs": 500}),
        ({"columns": [""]}, {"columns": ()}),
        ({"columns": ["The species", "PETAL"]}, {"columns": ("species", "petal")}),
        ({"somebody_elses": ["nonsense"]}, {}),
    ],
)
def test_a_link_in_order_needs_no_words_and_keys_and_labels_mean_the_same(query: dict[str, list[str]], values: dict[str, object]) -> None:
    found = taken(query, FIELDS)
    assert found.notices == ()
    assert found.values == {"rate": 0.01, "epochs": 100, "columns": ("sepal", "petal")} | values
    assert taken(said(found.values, FIELDS), FIELDS) == found


def test_a_link_leaves_out_defaults_and_says_keys() -> None:
    assert said({"rate": 0.01, "epochs": 7, "columns": ("species",)}, FIELDS) == {"epochs": ("7",), "columns": ("species",)}
    assert said({"columns": ()}, FIELDS) == {"columns": ("",)}


RATE = "Learning rate must be a number above 0 and at most 1. The default 0.01 is used. Received: "
EPOCHS = "Epochs must be a whole number from 1 to 500. The default 100 is used. Received: "
STRANGE = "Columns must be among Sepal, Petal, The species."


@pytest.mark.parametrize(
    ("name", "texts", "value", "sentence"),
    [
        ("rate", ["fast"], 0.01, f"{RATE}'fast'."),
        ("rate", ["nan"], 0.01, f"{RATE}'nan'."),
        ("rate", ["-inf"], 0.01, f"{RATE}'-inf'."),
        ("rate", ["0"], 0.01, f"{RATE}0.0."),
        ("rate", [""], 0.01, f"{RATE}''."),
        ("epochs", ["2.5"], 100, f"{EPOCHS}2.5."),
        ("epochs", ["501"], 100, f"{EPOCHS}501."),
        ("columns", ["petal", "leaf"], ("petal",), f"{STRANGE} Only Petal is used. Received: 'leaf'."),
        ("columns", ["leaf"], ("sepal", "petal"), f"{STRANGE} The default Sepal, Petal is used. Received: 'leaf'."),
        (
            "columns",
            ["species", "petal", "sepal"],
            ("species", "petal"),
            "Columns must be at most 2. Only The species, Petal are used. Received: 3.",
        ),
        ("columns", ["petal", "Petal"], ("petal",), "Columns must be named once each. Only Petal is used. Received: Petal, Petal."),
    ],
)
def test_each_thing_a_control_cannot_take_gets_its_sentence(name: str, texts: list[str], value: object, sentence: str) -> None:
    found = taken({name: texts}, FIELDS)
    assert found.notices == (sentence,)
    assert found.values[name] == value


def test_sentences_come_in_the_order_of_the_settings_and_stay_short() -> None:
    first, second = taken({"columns": ["x" * 10_000], "epochs": ["9" * 10_000]}, FIELDS).notices
    assert first.startswith("Epochs")
    assert second.startswith("Columns")
    assert len(first) < 150
    assert len(second) < 170
    (twice,) = taken({"columns": ["petal"] * 1_000}, FIELDS).notices
    assert twice == "Columns must be named once each. Only Petal is used. Received: Petal, Petal, Petal and 997 more."
