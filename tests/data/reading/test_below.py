"""Tables with something below them: notes are left out, rows of sums are known as such."""

import pytest

from playground.data.columns import Totals
from tests.data.reading.writing import FEW, HEIGHTS, Records, Style, expect_table, names_of, read

NOTES: dict[str, list[list[str]]] = {
    "one": [["Source: made up"]],
    "of words between delimiters": [["Source: made up", "see the hand-out", "page", "left", "right"]],
    "behind a gap": [[], ["Source: made up"], ["* estimated", "see above"]],
    "padded": [["", "", ""], ["Source: made up", "", ""]],
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("style", FEW, ids=str)
def test_notes_below_the_table_are_left_out_and_told(style: Style, note: Records) -> None:
    file = read(style.written([*style.records(), *note]))
    expect_table(file, names_of(style))
    assert any("below the table was left out: “Source: made up" in sentence for sentence in file.skipped)


def test_a_last_row_with_a_missing_number_is_a_row() -> None:
    assert read(b"kind,x,y\n" + b"p,1,2\nq,2,3\n" * 3 + b"p,NA,\n").rows == 7
    assert read(b"x,y,kind\n" + b"1,2,p\n2,3,q\n" * 3 + b",,p\n").rows == 7


TOTALS = ("Total", "TOTAL", "total:", "Grand total", "Sum", "Summe", "Average", "Mean", "Gesamt")


@pytest.mark.parametrize("word", TOTALS)
@pytest.mark.parametrize("style", FEW, ids=str)
def test_a_row_of_sums_is_known_by_its_word(style: Style, word: str) -> None:
    records = [[row[2], row[0], row[1]] for row in style.records()]
    sums = [style.number(sum(HEIGHTS)), style.number(9.0)]
    assert read(style.written([*records, [word, *sums]])).totals == Totals(1, word)
    assert read(style.written([*records, ["Min", *sums], [], [word, *sums]])).totals == Totals(2, f"Min, {word}")


def test_a_row_of_sums_without_a_word_is_known_by_them() -> None:
    rows = [(f"shop {number % 3}", number, 2 * number + 1) for number in range(1, 10)]
    text = "shop,staff,sales\n" + "".join(f"{shop},{staff},{sales}\n" for shop, staff, sales in rows)
    assert read(f"{text},45,99\n".encode()).totals == Totals(1, "sums")
    assert read(f"{text},45,98\n".encode()).totals == Totals()
    assert read(text.encode()).totals == Totals()


def test_a_row_of_sums_may_say_so_among_numbers() -> None:
    rows = b"".join(b"%d,%d\n" % (2000 + row, row * row % 17) for row in range(20))
    file = read(b"year,sales\n" + rows + b"Total,143\n")
    assert (file.totals, file.columns[0].kind, file.columns[0].missing) == (Totals(1, "Total"), "number", 1)


def test_a_class_called_like_a_sum_is_none() -> None:
    assert read(b"kind,x,y\n" + b"min,1,2\nmax,2,3\ntotal,3,1\n" * 4).totals == Totals()
