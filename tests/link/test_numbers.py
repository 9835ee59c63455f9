"""Numbers in links: written as people write them, read back as themselves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.link.numbers import plain, significant
from playground.link.texts import read, texts_of
from playground.settings import Real


@settings(deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(number: float) -> None:
    rule = Real("Any", "Any.", -1.8e308, 1.8e308, ())
    assert float(plain(number)) == number
    assert read(rule, texts_of(rule, number)) == number


def test_numbers_are_written_as_people_write_them() -> None:
    assert [plain(number) for number in (0.00001, 0.01, 0.1, 1.0, 10.0, 0.0, 1e-12)] == ["0.00001", "0.01", "0.1", "1", "10", "0", "1e-12"]


def test_a_score_has_three_significant_digits() -> None:
    numbers = (0.19637, 1.0, 12.345, 4567.8, 999_600, 0.0, -7.5, 0.00123, 0.0009996, 3.54143e32, 1.2345e-5, -2e-9)
    wanted = ["0.196", "1.00", "12.3", "4,570", "1.00e6", "0.00", "-7.50", "0.00123", "0.00100", "3.54e32", "1.23e-5", "-2.00e-9"]
    assert [significant(number) for number in numbers] == wanted
    assert [significant(number) for number in (float("nan"), float("inf"))] == ["not finite"] * 2
