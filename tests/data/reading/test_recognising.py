"""How a file is written is found out from its bytes, and what is no table is refused before anything is kept."""

import codecs

import pytest

from playground.data.dialect import Dialect, Layout
from playground.data.reading.recognising import MEGABYTE, recognise
from playground.data.reading.survey import survey
from playground.limits import Limits
from playground.settings import ExperimentError

SMALL = Limits(max_rows=5, max_columns=4, max_upload_megabytes=1)


def refusal(content: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(ExperimentError) as refused:
        survey(content, recognise(content, limits), limits)
    return str(refused.value)


@pytest.mark.parametrize(("delimiter", "words"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_the_delimiter_is_the_one_that_gives_every_line_as_many_cells(delimiter: str, words: str) -> None:
    lines = [("name", "age", "weight"), ("Ann, the first", "3", "4.5"), ("Bob", "5", "6.5")]
    content = "\n".join(delimiter.join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines).encode()
    dialect = recognise(content)
    layout = Layout(cells=3, columns=3, numeric=frozenset((1, 2)))
    assert dialect == Dialect(delimiter, ".", "utf-8", layout)
    assert dialect.words == f"{words}, decimal point, UTF-8, names in the first line"
    assert survey(content, dialect).width == 3


@pytest.mark.parametrize(
    ("content", "delimiter", "decimal"),
    [
        (b"a;b\n1,5;2\n3;4,25\n", ";", ","),
        (b"a;b\n1,5;2,5\n3,5;4,25\n", ";", ","),  # as many commas in every line as semicolons
        (b"1,5;2,5\n3,5;4,25\n", ";", ","),
        (b"a\tb\n1,5\t2\n", "\t", ","),
        (b'a,b\n"1,5","2"\n"3,5","4"\n', ",", ","),
        (b"a;b\n1.5;2\n3;4.25\n", ";", "."),
        (b"a;b\n1.234,5;2\n2.345,5;3\n", ";", ","),  # thousands grouped by points
        (b'a,b\n"1,234.5",2\n"2,345.5",3\n', ",", "."),  # thousands grouped by commas
        (b"a;b\n1,234;2\n5,678;3\n", ";", ","),  # either, so the usual: commas that part no columns part decimals
        (b'a,b\n"1,234",2\n"5,678",3\n', ",", "."),
        (b"a;b\n1;2\n3;4\n", ";", "."),  # whole numbers say nothing
    ],
)
def test_decimal_commas_are_told_from_points_and_from_grouped_thousands(content: bytes, delimiter: str, decimal: str) -> None:
    dialect = recognise(content)
    assert (dialect.delimiter, dialect.decimal) == (delimiter, decimal)


TEXT = "straße,größe\n1,2\n3,4\n"


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        (TEXT.encode(), "utf-8", "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig", "UTF-8 with BOM"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16", "UTF-16"),
        (TEXT.encode("latin-1"), "cp1252", "Windows-1252"),  # the same for every letter
        ("preis in €,x\n1,2\n".encode("cp1252"), "cp1252", "Windows-1252"),
        ("Köln,Zürich\n1,2\n".encode("mac_roman"), "mac_roman", "Mac Roman"),
        ("Köln,Zürich\n1,2\n".encode("cp850"), "cp850", "DOS (code page 850)"),
        (TEXT.encode("utf-16-le"), "utf-16-le", "UTF-16"),  # without a mark
        (TEXT.encode("utf-16-be"), "utf-16-be", "UTF-16"),
    ],
)
def test_the_encoding_is_the_boms_or_the_first_that_fits(content: bytes, encoding: str, words: str) -> None:
    dialect = recognise(content)
    assert dialect.encoding == encoding
    assert words in dialect.words
    assert survey(content, dialect).width == 2


@pytest.mark.parametrize(
    ("line", "delimiter", "words"),
    [
        ("sep=;", ";", "semicolons"),
        ("SEP=,", ",", "commas"),
        ('"sep=|"', "|", "vertical bars"),
        ("sep=\t ", "\t", "tabs"),
        ("sep=:", ":", "“:”"),
        ("sep=^", "^", "“^”"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_for_excel_before_the_table_says_the_delimiter(line: str, delimiter: str, words: str, encoding: str, end: str) -> None:
    # By themselves, the lines would be separated by something else.
    other = "|" if delimiter == "," else ","
    content = end.join([line, f"a{other}b{delimiter}c", f"x{other}y{delimiter}3"]).encode(encoding)
    dialect = recognise(content)
    assert (dialect.delimiter, dialect.encoding, dialect.header, dialect.stated) == (delimiter, encoding, True, True)
    assert dialect.words.startswith(f"{words} as the first line says, decimal point, ")
    assert dialect.words.endswith(", names in the second line")
    assert survey(content, dialect).width == 2


@pytest.mark.parametrize("line", ["sep=;;", "sep=;,", " sep=;", "sep=;b", '"sep=;'])
def test_what_states_no_single_sign_is_a_line_of_the_table(line: str) -> None:
    dialect = recognise(f'{line}\n1;2\n3";4\n'.encode())
    assert (dialect.delimiter, dialect.stated) == (";", False)


@pytest.mark.parametrize("line", ["sep=", "sep=a", "sep= ", 'sep="'])
def test_a_sign_that_can_separate_nothing_is_a_line_above_the_table(line: str) -> None:
    dialect = recognise(f"{line}\n1;2\n3;4\n".encode())
    assert (dialect.delimiter, dialect.stated, dialect.layout.above, dialect.header) == (";", False, 1, False)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way_and_blank_ones_do_not_count(end: str) -> None:
    content = end.join(["", "a,b", "  ", "1,2", "", '"3",4', ""]).encode()
    assert survey(content, recognise(content)).width == 2
    assert recognise(content).header


def test_cells_may_hold_delimiters_quotes_and_lines_in_quotation_marks() -> None:
    content = b'name,text\nAnn,"a, b"\nBob,"he said ""no"""\nCem,"two\nlines"\n'
    assert survey(content, recognise(content)).width == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "A table needs a line of names and rows below it. Received: an empty file."),
        (b"\n \r\n\t\n", "A table needs a line of names and rows below it. Received: an empty file."),
        (codecs.BOM_UTF8, "A table needs a line of names and rows below it. Received: an empty file."),
        (codecs.BOM_UTF16_LE, "A table needs a line of names and rows below it. Received: an empty file."),
        (b"a,b\n", "A table needs rows below the line of names. Received: the names alone."),
        (b"age,weight,kind", "A table needs rows below the line of names. Received: the names alone."),
        (
            b"a\n1\n2\n",
            "A table needs at least two columns, separated by tabs, semicolons, vertical bars, commas or spaces. Received: one column.",
        ),
        (
            b"just some words\nand others than those\n",
            "A table needs at least two columns, separated by tabs, semicolons, vertical bars, commas or spaces. "
            "Received: lines of text, the first with 3 words, the second with 4.",
        ),
        (bytes(range(256)) * 4, "A CSV file is plain text. Received: a binary file."),
        (b"a,b\n1,\0\n", "A CSV file is plain text. Received: a binary file."),
        (b"\x01\x02\x03\x04,\x05\x06\n", "A CSV file is plain text. Received: a binary file."),
        (b"PK\x03\x04rest", "A CSV file is plain text: save the sheet as CSV first. Received: an Excel sheet or a zip file."),
        (b"%PDF-1.7", "A CSV file is plain text: save the sheet as CSV first. Received: a PDF."),
        (b"\x1f\x8b\x08", "A CSV file is plain text: save the sheet as CSV first. Received: a gzip file."),
        (b"\x89PNG\r\n", "A CSV file is plain text: save the sheet as CSV first. Received: a picture."),
        (
            codecs.BOM_UTF16_LE + b"a",
            "A CSV file is plain text. Received: bytes that do not belong to the encoding that the file announces.",
        ),
        (
            codecs.BOM_UTF8 + b"\xff\xfe",
            "A CSV file is plain text. Received: bytes that do not belong to the encoding that the file announces.",
        ),
        (
            b"a,b\n1,2\n3,4\n1,2,3\n",
            "Every row must have as many cells as the others. Received: 2 columns from line 1 on, but 3 cells in line 4.",
        ),
        (
            b"A title\n\na,b\n1,2\n3,4\n1,2,3\n",
            "Every row must have as many cells as the others. Received: 2 columns from line 3 on, but 3 cells in line 6; lines 1 to "
            "2 are something else.",
        ),
        (
            b"sep=,\na,b\n1,2\n5,6\n1,2,3\n",
            "Every row must have as many cells as the others. Received: 2 columns from line 2 on, but 3 cells in line 5.",
        ),
        (b"sep=;\n", "A table needs a line of names and rows below it. Received: the line that says the delimiter alone."),
        (b"sep=;\na;b\n", "A table needs rows below the line of names. Received: the names alone."),
        (
            b"sep=;\na,b\n1,2\n",
            "A table needs at least two columns, separated by semicolons as its first line says. Received: one column.",
        ),
        (b"a,b\n" + b"1,2\n" * 6, "A table must have at most 5 rows. Received: more than that."),
        (b"1,2\n" * 6, "A table must have at most 5 rows. Received: more than that."),
        (b"a,b,c,d,e\n1,2,3,4,5\n", "A table must have at most 4 columns. Received: 5."),
        (b"a," * (MEGABYTE // 2), "A table must have at most 4 columns. Received: 131,072."),
        (b",,\n,,\n", "A table needs a line of names and rows below it. Received: nothing but empty cells."),
        (b"," * (MEGABYTE + 1), "A file must have at most 1 megabytes. Received: 1.00 megabytes."),
        (b"x" * (12 * MEGABYTE), "A file must have at most 1 megabytes. Received: 12.00 megabytes."),
        (
            b'a,b\n1,"' + b"x" * 200_000,
            "A cell must have at most 131,072 characters, and every quotation mark its partner. "
            "Received: field larger than field limit (131072).",
        ),
    ],
)
def test_what_is_no_table_gets_a_sentence(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_ten_megabytes_of_commas_are_refused() -> None:
    nothing = "A table needs a line of names and rows below it. Received: nothing but empty cells."
    assert refusal(b"," * (10 * MEGABYTE), Limits()) == nothing
    lines = (b"," * 99 + b"\n") * (10 * MEGABYTE // 100)
    assert refusal(lines, Limits()) == nothing
    lines = (b"1" + b"," * 98 + b"2\n") * (10 * MEGABYTE // 101)
    assert refusal(lines, Limits()) == "A table must have at most 100,000 rows. Received: more than that."


def test_a_hundred_columns_are_taken_and_one_more_is_not() -> None:
    hundred = b",".join(b"c%d" % number for number in range(100)) + b"\n" + b",".join([b"1"] * 100) + b"\n"
    assert survey(hundred, recognise(hundred)).width == 100
    assert refusal(hundred.replace(b"\n", b",1\n"), Limits()) == "A table must have at most 100 columns. Received: 101."
