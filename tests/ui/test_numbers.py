"""Numbers in links: written as people write them, read back as themselves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.settings import Real
from playground.ui.link_texts import read, texts_of
from playground.ui.numbers import plain


@settings(deadline=None)
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(number: float) -> None:
    rule = Real("Any", "Any.", -1.8e308, 1.8e308, ())
    assert float(plain(number)) == number
    assert read(rule, texts_of(rule, number)) == number


def test_numbers_are_written_as_people_write_them() -> None:
    assert [plain(number) for number in (0.00001, 0.01, 0.1, 1.0, 10.0, 0.0, 1e-12)] == ["0.00001", "0.01", "0.1", "1", "10", "0", "1e-12"]
