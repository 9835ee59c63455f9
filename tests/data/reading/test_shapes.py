"""Tables with something above or beside them: whatever that is, the table is the same."""

from collections.abc import Sequence

import pytest

from playground.data.suggesting import suggested
from playground.settings import ExperimentError
from tests.data.reading.writing import (
    FEW,
    FEW_NAMED,
    KINDS,
    NAMES,
    ROWS,
    STYLES,
    Records,
    Style,
    expect_cells,
    expect_table,
    names_of,
    read,
)

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


def test_years_are_names_below_a_title_as_well() -> None:
    rows = [f"{land},{number}.5,{number + 1}.5,{number + 2}.5" for number, land in enumerate(KINDS)]
    for title in ("Source,made up,,\n\n", "A title\n", ""):
        file = read((title + "\n".join(["land,2019,2020,2021", *rows])).encode())
        assert [column.name for column in file.columns] == ["land", "2019", "2020", "2021"]
        assert file.rows == ROWS
