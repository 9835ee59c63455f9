"""Tables with columns separated by something else than a single sign."""

from collections.abc import Callable
from itertools import cycle

import pytest

from tests.data.reading.writing import (
    NAMES,
    ROWS,
    Style,
    expect_table,
    names_of,
    read,
)

SPACES: dict[str, Callable[[str], str]] = {
    "one": lambda cell: f"{cell} ",
    "left": lambda cell: f"{cell:<12}",
    "right": lambda cell: f"{cell:>12}",
    "indented": lambda cell: f"   {cell} ",
    "tabs between": lambda cell: f"{cell} \t",
    "tabs before": lambda cell: f"\t {cell}",
}


@pytest.mark.parametrize("pad", SPACES.values(), ids=SPACES)
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_may_be_separated_by_spaces(pad: Callable[[str], str], decimal: str, names: bool, quote: str, end: str) -> None:
    style = Style(" ", decimal, "utf-8", end, quoted=False, names=names)
    records = [[f"{quote}{cell}{quote}" if place % 3 == 2 else cell for place, cell in enumerate(record)] for record in style.records()]
    content = end.join("".join(map(pad, record)) for record in records).encode()
    expect_table(read(content), names_of(style))


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("gap", ["  ", "\t", " \t ", "     "])
def test_words_with_a_space_in_them_stand_in_quotes_or_between_wider_gaps(quote: str, names: bool, gap: str) -> None:
    style = Style(" ", ".", "utf-8", "\n", quoted=False, names=names)
    rows = [[*row[:2], f"{quote}red {row[2]}{quote}"] for row in style.records()[names:]]
    content = "\n".join(gap.join(row) for row in [list(NAMES)] * names + rows).encode()
    file = read(content)
    assert file.rows == ROWS
    assert file.columns[2].classes == ("red ash", "red birch", "red cedar")
    bare = content.replace(quote.encode(), b"")
    file = read(bare)
    assert [column.kind for column in file.columns] == ["number", "number", "category"]
    assert file.columns[2].classes == ("red ash", "red birch", "red cedar")


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("where", ["between", "before", "behind"])
def test_a_run_of_tabs_is_one_where_that_makes_all_rows_equal(decimal: str, names: bool, end: str, where: str) -> None:
    style = Style("\t", decimal, "utf-8", end, quoted=False, names=names)
    runs = cycle((1, 1, 2, 1, 3))
    lines = []
    for record in style.records():
        line = record[0] + "".join("\t" * (next(runs) if where == "between" else 1) + cell for cell in record[1:])
        some = "\t" * (next(runs) - 1)
        lines.append(f"{some}{line}" if where == "before" else f"{line}{some}" if where == "behind" else line)
    expect_table(read(end.join(lines).encode()), names_of(style))


def test_two_tabs_are_a_missing_cell_where_single_ones_make_all_rows_equal() -> None:
    file = read(b"a\tb\tc\n" + b"1\t\t3\n2\t5\t4\n3\t6\t7\n" * 4)
    assert file.dialect.delimiter == "\t"
    assert [column.missing for column in file.columns] == [0, 4, 0]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_in_quotation_marks_as_a_whole_are_unwrapped(delimiter: str, end: str) -> None:
    style = Style(delimiter, ".", "utf-8", end, quoted=False, names=True)
    lines = [f'"{delimiter.join(record)}"' for record in style.records()]
    expect_table(read(end.join(lines).encode()))
    lines = [line.replace("ash", '""ash, or so""') for line in lines]
    assert read(end.join(lines).encode()).columns[2].classes[0] == "ash, or so"


def test_a_table_in_markdown_is_one() -> None:
    file = read(b"| a | b | kind |\n|---|:--:|------|\n| 1 | 2 | x |\n| 2 | 5 | y |\n| 4 | 5 | y |\n")
    assert [(column.name, column.kind) for column in file.columns] == [("a", "number"), ("b", "number"), ("kind", "category")]
    assert (file.rows, file.preview[0]) == (3, ("1", "2", "x"))
