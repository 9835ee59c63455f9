"""Whatever bytes come, they are a table or a sentence; and a table comes back as it was, however it was written."""

import csv
import io
import math
from typing import Literal, TypeAlias

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.choosing import decided
from playground.data.columns import CsvFile
from playground.data.preparing import prepare
from playground.data.reading.file import read_csv
from playground.data.split import split
from playground.data.suggesting import suggested
from playground.experiment import Experiment, Network, Training
from playground.limits import Limits
from playground.settings import ExperimentError

LIMITS = Limits(max_rows=500, max_columns=20, max_upload_megabytes=1)

TABLE_SIGNS = st.text(st.sampled_from(list("ab1239.,;|\t\n\r\"'- eE+=<>&äß€\u202e\x00\ufeff#%$()?:")), max_size=300)
CELLS = (
    *("1", "2", "3.5", "1,5", "", "NA", "x", "y", '"q', "=1+1", "<b>", "1e999", "-0", "²", "x" * 70),
    *("Total", "m", "kg", "#", "# note", "$5", "7 %", "-", "?", "1 000", "2019", "---", "16777217"),
)
TABLE_LINES = st.builds(
    lambda rows, sign: "\n".join(sign.join(row) for row in rows),
    st.lists(st.lists(st.sampled_from(CELLS), max_size=5), max_size=12),
    st.sampled_from((",", ";", "\t", " ", "  ", "\t\t")),
)
STATED = st.builds("sep={}\n{}".format, st.sampled_from(";,|:.1"), TABLE_SIGNS | TABLE_LINES)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1")


@settings(max_examples=400, deadline=None)
@given(content=st.binary(max_size=400))
def test_random_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    _table_or_sentence(content)


@settings(max_examples=600, deadline=None)
@given(text=TABLE_SIGNS | TABLE_LINES | STATED, encoding=st.sampled_from(ENCODINGS), cut=st.integers(0, 3))
def test_random_text_is_a_table_or_a_sentence(text: str, encoding: str, cut: int) -> None:
    content = text.encode(encoding, errors="replace")
    _table_or_sentence(content[: len(content) - cut])


def _table_or_sentence(content: bytes) -> None:
    try:
        file = read_csv(content, "own.csv", LIMITS)
        made = prepare(file, suggested(file, LIMITS), LIMITS)
    except ExperimentError as error:
        sentence = str(error)
        assert ". Received: " in sentence
        assert sentence.encode()
        assert len(sentence) < 400
        return
    assert file.rows <= LIMITS.max_rows
    assert len(made.upload.measurements) <= LIMITS.max_columns
    assert made.data.upload == made.upload
    classes = made.data.task == "classification"
    training = Training(loss="categorical_crossentropy" if classes else "mse")
    rows = split(Experiment(made.data, Network(output="softmax" if classes else "linear"), training), made.table)
    assert np.isfinite(rows.x).all()
    assert np.isfinite(rows.y).all()


# An accented letter before another one, or before an ASCII letter, is no UTF-8 in Windows-1252, so it can be told apart.
WORDS = st.text(st.sampled_from(list("abcdefgxyzäößéñ _'")), min_size=2, max_size=8).map(lambda text: f"w{text}w".strip())
FRACTIONS = st.integers(-99_999, 99_999).map(lambda number: number / 100)
Cell: TypeAlias = float | str | None
MISSING = st.sampled_from(("", "NA", "null", "?"))


@st.composite
def written(draw: st.DrawFn) -> tuple[bytes, list[str] | None, list[list[Cell]]]:
    """Draw a table and write it in some dialect: the bytes, the names (None without a line of them), and the columns' values."""
    rows = draw(st.integers(6, 30))
    columns: list[list[Cell]] = []
    for number in range(draw(st.integers(2, 5))):
        category = number > 0 and draw(st.booleans())
        # The first column has a value in every row: an empty row is none.
        gaps = draw(st.sets(st.integers(1, rows - 1), max_size=rows // 4)) if number else set()
        some = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True)) if category else ()
        cells: list[Cell] = [draw(st.sampled_from(some)) if category else draw(FRACTIONS) for _ in range(rows)]
        columns.append([None if row in gaps else cell for row, cell in enumerate(cells)])
    # One fraction of two places at the beginning says which decimal sign it is, and that the first line without names holds none.
    columns[0][0] = draw(st.integers(1, 99_999).filter(lambda number: number % 10)) / 100
    names = draw(st.none() | st.lists(WORDS, min_size=len(columns), max_size=len(columns), unique=True))
    return _bytes(draw, names, columns), names, columns


def _bytes(draw: st.DrawFn, names: list[str] | None, columns: list[list[Cell]]) -> bytes:
    decimal = draw(st.sampled_from(".,"))
    text = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if draw(st.booleans()) else csv.QUOTE_MINIMAL
    ending = draw(st.sampled_from(("\n", "\r\n")))
    delimiter = draw(st.sampled_from(",;\t|"))
    if draw(st.booleans()):
        text.write(f"sep={delimiter}{ending}")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=ending)
    for row in ([names] if names else []) + [list(row) for row in zip(*columns, strict=True)]:
        writer.writerow([_cell(draw, cell, decimal) for cell in row])
    return text.getvalue().encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))))


def _cell(draw: st.DrawFn, cell: Cell, decimal: str) -> str:
    if cell is None:
        return draw(MISSING)
    return cell if isinstance(cell, str) else f"{cell:.2f}".replace(".", decimal)


def _usable(column: list[Cell]) -> bool:
    return len({cell for cell in column if cell is not None}) > 1


@settings(max_examples=300, deadline=None)
@given(table=written())
def test_a_table_reads_back_whatever_dialect_it_was_written_in(
    table: tuple[bytes, list[str] | None, list[list[Cell]]],
) -> None:
    content, names, columns = table
    if sum(map(_usable, columns)) < 2:
        _table_or_sentence(content)
        return
    file = read_csv(content, "own.csv")
    assert file.rows == len(columns[0])
    assert file.dialect.header == (names is not None)
    if names is not None:
        assert [column.name for column in file.columns] == [" ".join(name.split()) for name in names]
    for place, cells in enumerate(columns):
        _same(file, place, cells)


def _same(file: CsvFile, place: int, cells: list[Cell]) -> None:
    if not _usable(cells):
        # Where hardly anything else is there, words for missing cells are taken for what they are.
        return
    column = decided(file, file.columns[place].name)
    if any(isinstance(cell, str) for cell in cells):
        found = [None if code < 0 else column.classes[code] for code in column.codes]
        assert found == [None if cell is None else " ".join(str(cell).split()) for cell in cells]
    else:
        expected = np.array([math.nan if cell is None else cell for cell in cells], np.float64).astype(np.float32)
        np.testing.assert_array_equal(column.values, expected)
    assert column.missing == sum(cell is None for cell in cells)
