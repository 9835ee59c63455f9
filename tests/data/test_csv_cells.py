"""What counts as a number in a cell."""

import pytest

from playground.data.csv_cells import is_number


@pytest.mark.parametrize("cell", ["0", "-1", "+1", "1.5", ".5", "5.", "1e5", "1E-5", "-1.5e+10", "1,000", "12,345.6"])
def test_numbers_with_a_decimal_point(cell: str) -> None:
    assert is_number(cell, ".")
    assert is_number(cell.translate(str.maketrans(",.", ".,")), ",")


@pytest.mark.parametrize(
    "cell", ["", "-", "e5", "1e", "1.5.2", "1,00", "0,123", "1 000", "1_000", "0x1F", "inf", "nan", "5%", "$5", "½", "١٢", "−5"]
)
def test_what_is_no_number(cell: str) -> None:
    assert not is_number(cell, ".")
