"""From a file's bytes to typed columns: numbers, categories, gaps, and nothing in a cell is ever interpreted."""

import numpy as np
import pytest

from playground.data.columns import MAX_CATEGORIES, CsvFile
from playground.data.reading.column import LARGEST
from playground.data.reading.file import PREVIEW_ROWS, read_csv
from playground.settings import ExperimentError


def read(text: str | bytes, name: str = "own.csv") -> CsvFile:
    return read_csv(text.encode() if isinstance(text, str) else text, name)


def kinds(file: CsvFile) -> dict[str, str]:
    return {column.name: column.kind for column in file.columns}


def refusal(text: str | bytes) -> str:
    with pytest.raises(ExperimentError) as refused:
        read(text)
    return str(refused.value)


def test_columns_are_numbers_or_categories_in_file_order() -> None:
    file = read("age,kind,weight\n3,dog,10.5\n5,cat,4\n2,dog,\n")
    assert (file.name, file.rows) == ("own.csv", 3)
    assert kinds(file) == {"age": "number", "kind": "category", "weight": "number"}
    age, kind, weight = file.columns
    assert age.values.tolist() == [3.0, 5.0, 2.0]
    assert age.values.dtype == np.float32
    assert (kind.classes, kind.codes.tolist()) == (("cat", "dog"), [1, 0, 1])
    np.testing.assert_array_equal(weight.values, np.array([10.5, 4.0, np.nan], np.float32))
    assert (age.missing, kind.missing, weight.missing) == (0, 0, 1)
    assert (age.distinct, kind.distinct, weight.distinct) == (3, 2, 2)
    assert (age.whole, weight.whole) == (True, False)
    assert file.notes == ()


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1.5", ".", 1.5),
        (" 1.5 ", ".", 1.5),
        ("-1e-3", ".", -0.001),
        ("+7", ".", 7.0),
        ("1,234.5", ".", 1234.5),
        ("12,345,678", ".", 12345678.0),
        ("1,5", ",", 1.5),
        ("1.234,5", ",", 1234.5),
        ("1.234", ",", 1234.0),
        (",5", ",", 0.5),
    ],
)
def test_numbers_are_read_by_the_files_decimal_sign(cell: str, decimal: str, value: float) -> None:
    others = ("2.5", "3.25", "4.75", "0.5") if decimal == "." else ("2,5", "3,25", "4,75", "0,5")
    file = read("a;b\n" + "".join(f"{other};{number}\n" for number, other in enumerate((cell, *others))))
    assert file.dialect.decimal == decimal
    assert file.columns[0].values[0] == np.float32(value)
    assert file.columns[0].missing == 0


@pytest.mark.parametrize("cell", ["oops", "1.2.3", "0x1F", "1_000", "inf", "-Infinity", "1e999", "3.5e38", "=1+1", "TRUE", "½", "1 2"])
def test_a_stray_cell_in_a_column_of_numbers_counts_as_missing_and_is_told(cell: str) -> None:
    file = read("a,b\n" + "".join(f"{number},{number % 3}\n" for number in range(19)) + f"{cell},1\n")
    column = file.columns[0]
    assert (column.kind, column.missing, column.distinct) == ("number", 1, 19)
    assert np.isnan(column.values[-1])
    assert file.notes == (f"a: 1 of 20 cells cannot be read as numbers, such as “{cell}”. They count as missing.",)


def test_with_many_strays_it_is_no_column_of_numbers() -> None:
    file = read("a,b\n1,0\n2,1\nhigh,0\nlow,1\n")
    assert kinds(file) == {"a": "category", "b": "number"}
    assert file.columns[0].classes == ("1", "2", "high", "low")


def test_the_largest_number_that_32_bits_hold_is_still_one() -> None:
    file = read(f"a,b\n{LARGEST!r},1\n-{LARGEST!r},2\n0,3\n")
    assert file.columns[0].values.tolist() == [LARGEST, -LARGEST, 0.0]


def test_columns_to_learn_nothing_from_are_told_and_are_not_usable() -> None:
    rows = "".join(f"{number},7,,id-{number},{'ab'[number % 2]}\n" for number in range(60))
    file = read(f"n,same,empty,text,kind\n{rows}")
    assert kinds(file) == {"n": "number", "same": "number", "empty": "empty", "text": "text", "kind": "category"}
    assert [column.name for column in file.columns if column.usable] == ["n", "kind"]
    assert file.notes == (
        "Empty, so nothing to learn from: empty.",
        "The same value in every row, so nothing to learn from: same.",
        f"Text with more than {MAX_CATEGORIES} different values, so nothing to learn from: text.",
    )
    text = file.column("text")
    assert (len(text.codes), len(text.values), text.classes) == (0, 0, ())


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("a,b\n1,2\n1,2\n", "0 among 2: a has the same value in every row, b has the same value in every row"),
        ("a,b,c\n1,2,\n1,3,\n", "1 among 3: a has the same value in every row, c is empty"),
        ("a,b\n1,2\n,3\n1,4\n", "1 among 2: a has a single value besides 1 missing"),
        ("a,b\n1,2\n", "0 among 2: a has the same value in every row, b has the same value in every row"),
    ],
)
def test_a_table_of_constant_columns_is_refused(text: str, received: str) -> None:
    assert refusal(text) == (
        "A network needs at least two columns that vary, of numbers or of categories with at most 50 values: one to predict and one "
        f"to predict it from. Received: {received}."
    )


def test_without_a_line_of_names_columns_are_numbered() -> None:
    file = read("1;2;red\n3;4;blue\n5;7;red\n")
    assert kinds(file) == {"column 1": "number", "column 2": "number", "column 3": "category"}
    assert file.rows == 3
    assert file.notes[0] == "The first line holds no names, so the columns are numbered."


def test_years_in_the_first_line_are_the_names() -> None:
    file = read("2019,2020,kind\n3.5,4,a\n5,6.5,b\n")
    assert kinds(file) == {"2019": "number", "2020": "number", "kind": "category"}
    assert (file.rows, file.notes) == (2, ())
    file = read("2019;2020\nred;3\nblue;4\n")
    assert kinds(file) == {"2019": "category", "2020": "number"}
    assert file.columns[1].values.tolist() == [3.0, 4.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_that_states_the_delimiter_is_no_part_of_the_table(encoding: str, end: str) -> None:
    file = read(end.join(["sep=:", "größe:kind", "1,5:a, b", "", "2,5:c", ""]).encode(encoding))
    assert kinds(file) == {"größe": "number", "kind": "category"}
    assert file.columns[0].values.tolist() == [1.5, 2.5]
    assert file.columns[1].classes == ("a, b", "c")
    assert (file.rows, file.preview) == (2, (("1,5", "a, b"), ("2,5", "c")))


def test_names_that_are_twice_there_missing_or_no_line_are_changed_and_told() -> None:
    file = read('x,x,,"two\nlines",x\n1,2,3,4,5\n6,7,8,9,1\n')
    assert list(kinds(file)) == ["x", "x (2)", "column 3", "two lines", "x (3)"]
    assert file.notes == (
        "Renamed, because a name was missing, repeated, too long or cannot be shown: "
        "column 2 is “x (2)”, column 3 is “column 3”, column 5 is “x (3)”.",
    )


def test_html_and_formulas_are_text_and_nothing_else() -> None:
    cells = ("<script>alert(1)</script>", '=HYPERLINK("http://x";"y")', "@SUM(A1)", "[a](javascript:b)", "$x^2$")
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    file = read(f"{quoted[0]},{quoted[1]}\n" + "".join(f"{cell},{number}\n" for number, cell in enumerate(quoted)), "<img src=x>.csv")
    assert file.name == "<img src=x>.csv"
    assert list(kinds(file)) == list(cells[:2])
    assert file.columns[0].classes == tuple(sorted(cells))
    assert file.preview[1] == (cells[1], "1")


def test_what_cannot_be_seen_in_a_cell_is_made_visible() -> None:
    file = read("name,number\nleft\u202eright,1\nring the bell\x07,2\n")
    assert file.columns[0].classes == ("left\N{REPLACEMENT CHARACTER}right", "ring the bell\N{REPLACEMENT CHARACTER}")


def test_categories_that_look_the_same_when_they_are_shown_stay_apart() -> None:
    long = "x" * 80
    file = read(f"a,b\n{long}1,1\n{long}2,2\n")
    assert file.columns[0].classes == ("x" * 59 + "…", "x" * 59 + "… (2)")


def test_the_preview_is_the_first_rows_as_text_with_short_rows_filled_up() -> None:
    file = read("a;b;c\n1,50;x;\n2\n" + "3,25;y;z\n" * 20)
    assert len(file.preview) == PREVIEW_ROWS
    assert file.preview[:3] == (("1,50", "x", ""), ("2", "", ""), ("3,25", "y", "z"))
    assert file.rows == 22


def test_a_file_without_a_name_gets_one() -> None:
    assert read("a,b\n1,2\n2,3\n", " \n").name == "table.csv"


@pytest.mark.parametrize("ending", ['"', '"open', 'x"y'])
def test_a_quotation_mark_without_its_partner_is_a_sentence_or_a_cell(ending: str) -> None:
    text = f"a,b\n1,2\n3,4\n5,{ending}"
    if ending.startswith('"'):
        assert refusal(text) == "Every quotation mark in a cell must have its partner. Received: one that is never closed."
    else:
        assert read(text).columns[1].classes == ("2", "4", 'x"y')


def test_umlauts_come_through_every_encoding() -> None:
    text = "größe,stadt\n1,Köln\n2,Zürich\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"):
        file = read(text.encode(encoding))
        assert list(kinds(file)) == ["größe", "stadt"]
        assert file.columns[1].classes == ("Köln", "Zürich")
