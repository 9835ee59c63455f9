"""What counts as a number in a cell."""

import pytest

from playground.data.reading.numbers import is_number, number_in


@pytest.mark.parametrize("cell", ["0", "-1", "+1", "1.5", ".5", "5.", "1e5", "1E-5", "-1.5e+10", "1,000", "12,345.6"])
def test_numbers_with_a_decimal_point(cell: str) -> None:
    assert is_number(cell, ".")
    assert is_number(cell.translate(str.maketrans(",.", ".,")), ",")


@pytest.mark.parametrize(
    "cell", ["", "-", "e5", "1e", "1.5.2", "1,00", "0,123", "1 00", "1 000,000", "1_000", "0x1F", "inf", "nan", "½", "١٢"]
)
def test_what_is_no_number(cell: str) -> None:
    assert not is_number(cell, ".")


@pytest.mark.parametrize("cell", ["--5", "-(5)", "(5", "5)", "$5€", "$", "%", "5 apples", "id5", "5th", "10/03/2004", "00.00.00", "1.2M"])
def test_what_only_looks_like_a_number(cell: str) -> None:
    assert number_in(cell, ".") is None


@pytest.mark.parametrize(
    ("cell", "decimal", "value", "unit"),
    [
        ("$151,560", ".", 151_560.0, "$"),
        ("$ 5.5", ".", 5.5, "$"),
        ("-$5", ".", -5.0, "$"),
        ("$-5", ".", -5.0, "$"),
        ("($1,234.50)", ".", -1_234.5, "$"),
        ("$ (1,234.50)", ".", -1_234.5, "$"),
        ("USD 7", ".", 7.0, "USD"),
        ("£1,000,000", ".", 1e6, "£"),
        ("₹12,34,567.5", ".", 1_234_567.5, "₹"),
        ("18%", ".", 18.0, "%"),
        ("18 %", ".", 18.0, "%"),
        ("12,5 %", ",", 12.5, "%"),
        ("1.234,00 €", ",", 1_234.0, "€"),
        ("1 234,50 €", ",", 1_234.5, "€"),
        ("12 kg", ".", 12.0, "kg"),
        ("3.5 m/s", ".", 3.5, "m/s"),
        ("-4 °C", ".", -4.0, "°C"),
        ("262 500", ".", 262_500.0, ""),
        ("262\N{NARROW NO-BREAK SPACE}500", ".", 262_500.0, ""),
        ("262\N{NO-BREAK SPACE}500,25", ",", 262_500.25, ""),
        ("1\N{THIN SPACE}262\N{THIN SPACE}500", ".", 1_262_500.0, ""),
        ("262'500.5", ".", 262_500.5, ""),
        ("262’500", ",", 262_500.0, ""),
        ("1.234.567", ",", 1_234_567.0, ""),
        ("−5", ".", -5.0, ""),
    ],
)
def test_units_grouping_and_signs_are_part_of_a_number(cell: str, decimal: str, value: float, unit: str) -> None:
    found = number_in(cell, decimal)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)
