"""Tables of other shapes than plain CSV: whatever stands around the table or between its columns, the table is the same."""

from collections.abc import Callable, Sequence
from itertools import cycle

import pytest

from playground.data.columns import Totals
from playground.data.suggesting import suggested
from playground.settings import ExperimentError
from tests.data.reading.writing import (
    FEW,
    FEW_NAMED,
    HEIGHTS,
    KINDS,
    NAMES,
    ROWS,
    STYLES,
    Style,
    expect_cells,
    expect_table,
    names_of,
    read,
)

Records = list[list[str]]

# A line of text above a table: as many cells as it has.
TITLES: dict[str, list[list[str]]] = {
    "one line": [["Trees of the school yard"]],
    "two lines and a gap": [["Trees of the school yard"], ["Measured in May"], []],
    "a sentence": [["Trees, shrubs and others; measured in May, all of them, by us"]],
    "padded": [["Trees of the school yard", "", ""], ["", "", ""]],
    "keys": [["Source", "made up"], ["Last updated", "2020-01-01"]],
    "numbers": [["Year", "2020"], []],
}


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_the_plain_table(style: Style) -> None:
    expect_table(read(style.written(style.records())), names_of(style))


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("style", FEW, ids=str)
def test_lines_above_the_table_are_left_out_and_told(style: Style, title: Records) -> None:
    file = read(style.written([*title, *style.records()]))
    expect_table(file, names_of(style))
    lines = sum(any(record) for record in title)
    assert file.skipped == (
        f"{lines} line{'s' * (lines > 1)} above the table {'were' if lines > 1 else 'was'} left out.",
        *file.skipped[1:],
    )


@pytest.mark.parametrize("sign", ["#", "# ", "%", "// "])
@pytest.mark.parametrize("style", FEW, ids=str)
def test_comments_above_the_table_are_left_out(style: Style, sign: str) -> None:
    text = f'{sign}Trees, shrubs; and "others{style.end}{sign}{style.end}{style.end}'
    rows = style.written(style.records()).decode(style.encoding)
    expect_table(read(style.encoded(text + rows)), names_of(style))


@pytest.mark.parametrize("style", [style for style in STYLES if not style.names], ids=str)
def test_names_may_stand_in_the_last_comment(style: Style) -> None:
    rows = style.written(style.records()).decode(style.encoding)
    file = read(style.encoded(f"# trees{style.end}# {style.delimiter.join(NAMES)}{style.end}{rows}"))
    expect_table(file)
    assert file.skipped[0] == "1 line above the table was left out."


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_comments_between_and_below_rows_are_left_out(style: Style) -> None:
    records = style.records()
    records[5:5] = [["# a pause"]]
    file = read(style.written([*records, ["# the end"]]))
    expect_table(file, names_of(style))
    assert file.skipped[0] == "2 comments among the rows were left out."


def test_a_sign_for_number_in_the_line_of_names_makes_it_no_comment() -> None:
    file = read(
        b"#,Name,HP,Kind\n" + b"".join(b"%d,Saur %d,%d,%s\n" % (row, row, 40 + row % 7, b"fp"[row % 2 :][:1]) for row in range(1, 61))
    )
    assert [column.name for column in file.columns] == ["#", "Name", "HP", "Kind"]
    assert (file.rows, file.skipped, suggested(file).inputs) == (60, (), ("HP",))
    assert read(b"#1,0.5,a\n#2,1.5,b\n#3,2.5,a\n").rows == 3


@pytest.mark.parametrize("name", ["rownames", "Unnamed: 0", "row.names", "...1"])
def test_names_of_rows_may_be_called_so(name: str) -> None:
    file = read(f"{name},x,kind\n".encode() + b"".join(b"car %d,%d,%s\n" % (row, row % 9, b"ab"[row % 2 :][:1]) for row in range(20)))
    assert file.columns[0].name == name
    assert file.columns[0].names_rows
    assert suggested(file).inputs == ("x",)


def test_colours_that_begin_as_comments_do_are_cells() -> None:
    file = read(b"colour,x\n" + b"#ff0000,1\n#00ff00,2\nred,3\n" * 5)
    assert file.rows == 15
    assert file.columns[0].classes == ("#00ff00", "#ff0000", "red")


@pytest.mark.parametrize("names", [[str(number) for number in range(1, ROWS + 1)], [f"tree no. {number}" for number in range(ROWS)]])
@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("style", FEW_NAMED, ids=str)
def test_names_of_rows_are_a_column_and_no_input(style: Style, blank: bool, names: Sequence[str]) -> None:
    header, *rows = style.records()
    records = [[""] * blank + header, *([name, *row] for name, row in zip(names, rows, strict=True))]
    file = read(style.written(records))
    assert [column.name for column in file.columns] == ["row names", *NAMES]
    assert file.columns[0].names_rows
    expect_cells(file, 1)
    assert suggested(file).inputs == ("height", "weight")


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("below", [0, 1, 3])
@pytest.mark.parametrize("style", FEW_NAMED, ids=str)
def test_empty_columns_at_the_end_are_none(style: Style, above: bool, below: int) -> None:
    header, *rows = style.records()
    file = read(style.written([header + [""] * above, *(row + [""] * below for row in rows)]))
    expect_table(file)


@pytest.mark.parametrize("width", [0, 1, 3, 5])
@pytest.mark.parametrize("style", FEW, ids=str)
def test_empty_rows_are_none(style: Style, width: int) -> None:
    records = style.records()
    empty = [[""] * width]
    expect_table(read(style.written([*records[:7], *empty, *records[7:], *empty * 3])), names_of(style))


UNITS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "plain": (["m", "kg", "-"], ("height (m)", "weight (kg)", "kind")),
    "in brackets": (["[cm]", "[g]", ""], ("height (cm)", "weight (g)", "kind")),
    "in parentheses": (["(ft)", "(lb)", "(-)"], ("height (ft)", "weight (lb)", "kind")),
    "of factors": (["m/s^2", "kg m-3", "text"], ("height (m/s^2)", "weight (kg m-3)", "kind")),
    "in words": (["metres", "percent", "category"], ("height (metres)", "weight (percent)", "kind")),
    "of which one is missing": (["", "%", ""], ("height", "weight (%)", "kind")),
    "money": (["$", "EUR", "n/a"], ("height ($)", "weight (EUR)", "kind")),
}


@pytest.mark.parametrize(("units", "names"), UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("style", FEW_NAMED, ids=str)
def test_a_row_of_units_is_part_of_the_names(style: Style, units: list[str], names: Sequence[str]) -> None:
    header, *rows = style.records()
    for above in ([], TITLES["two lines and a gap"]):
        expect_table(read(style.written([*above, header, units, *rows])), names)


def test_a_unit_that_the_name_says_already_is_not_said_twice() -> None:
    file = read(b"height (m),weight [kg],time_s,smog\nm,kg,s,g\n" + b"1.5,3,5,6\n2.5,4,6,7\n3.5,7,9,9\n" * 3)
    assert [column.name for column in file.columns] == ["height (m)", "weight [kg]", "time_s", "smog (g)"]


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


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_in_quotation_marks_as_a_whole_are_unwrapped(delimiter: str, end: str) -> None:
    style = Style(delimiter, ".", "utf-8", end, quoted=False, names=True)
    lines = [f'"{delimiter.join(record)}"' for record in style.records()]
    expect_table(read(end.join(lines).encode()))
    lines = [line.replace("ash", '""ash, or so""') for line in lines]
    assert read(end.join(lines).encode()).columns[2].classes[0] == "ash, or so"


@pytest.mark.parametrize("delimiter", [" ", ",", "\t"])
@pytest.mark.parametrize("cells", [2, 3])
def test_a_first_line_of_two_counts_is_above_the_table(delimiter: str, cells: int) -> None:
    style = Style(delimiter, ".", "utf-8", "\n", quoted=False, names=False)
    file = read(style.written([[str(ROWS), str(cells)], *style.records()]))
    expect_table(file, names_of(style))
    assert file.skipped == ("1 line above the table was left out.",)


def test_a_preface_may_be_longer_than_the_table() -> None:
    preface = "".join(f"setting {number},{number}.5\n" for number in range(30))
    file = read((preface + "\n" + "a,b,c,kind\n" + "".join(f"{row},{row}.5,{row % 4},{'pq'[row % 2]}\n" for row in range(25))).encode())
    assert ([column.name for column in file.columns], file.rows) == (["a", "b", "c", "kind"], 25)
    assert file.skipped == ("30 lines above the table were left out.",)


@pytest.mark.parametrize("classes", [("no", "yes"), ("setosa", "versicolor", "virginica"), ("class_0", "class_1", "class_2", "class_3")])
@pytest.mark.parametrize("measurements", [2, 4, 13])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_first_line_of_counts_names_the_classes(classes: tuple[str, ...], measurements: int, delimiter: str, end: str) -> None:
    rows = [[f"{(row * 7 + column * 3) % 11}.5" for column in range(measurements)] + [str(row % len(classes))] for row in range(ROWS)]
    content = end.join(delimiter.join(row) for row in [[str(ROWS), str(measurements), *classes], *rows]).encode()
    file = read(content)
    assert (file.rows, len(file.columns)) == (ROWS, measurements + 1)
    target = file.columns[-1]
    assert target.name == "class"
    assert target.classes == classes
    assert target.codes.tolist() == [row % len(classes) for row in range(ROWS)]
    assert "There are" not in file.skipped[0]
    fewer = read(content.rsplit(end.encode(), 1)[0])
    assert "There are 23 rows." in fewer.skipped[0]


def test_a_first_line_of_counts_that_does_not_fit_is_none() -> None:
    rows = b"1.5,2.5,0\n2.5,1.5,1\n" * 5
    assert not read(b"10,3,no,yes\n" + rows).dialect.layout.counts
    assert not read(b"10,2,no\n" + rows).dialect.layout.counts
    with pytest.raises(ExperimentError, match="Received: 3 columns from line 2 on, but 4 cells in line 1\\."):
        read(b"10,2,5,6\n" + rows)


def test_a_table_in_markdown_is_one() -> None:
    file = read(b"| a | b | kind |\n|---|:--:|------|\n| 1 | 2 | x |\n| 2 | 5 | y |\n| 4 | 5 | y |\n")
    assert [(column.name, column.kind) for column in file.columns] == [("a", "number"), ("b", "number"), ("kind", "category")]
    assert (file.rows, file.preview[0]) == (3, ("1", "2", "x"))


def test_years_are_names_below_a_title_as_well() -> None:
    rows = [f"{land},{number}.5,{number + 1}.5,{number + 2}.5" for number, land in enumerate(KINDS)]
    for title in ("Source,made up,,\n\n", "A title\n", ""):
        file = read((title + "\n".join(["land,2019,2020,2021", *rows])).encode())
        assert [column.name for column in file.columns] == ["land", "2019", "2020", "2021"]
        assert file.rows == ROWS
