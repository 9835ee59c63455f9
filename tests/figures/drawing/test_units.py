"""Units come from column names."""

import pytest

from playground.figures.drawing.units import common_unit, in_parentheses, unit_of


@pytest.mark.parametrize(("column", "unit"), [("petal width (cm)", "cm"), ("price (US$) ", "US$"), ("species", ""), ("f(x) of y", "")])
def test_the_unit_stands_in_the_last_parentheses(column: str, unit: str) -> None:
    assert unit_of(column) == unit


def test_different_units_have_none_in_common() -> None:
    assert common_unit(("a (cm)", "b (cm)")) == "cm"
    assert common_unit(("a (cm)", "b (kg)")) == ""


def test_no_unit_needs_no_parentheses() -> None:
    assert in_parentheses("cm") == " (cm)"
    assert in_parentheses("") == ""
