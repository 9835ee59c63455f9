"""Files that people really have are read rightly: rows, columns, kinds, classes and cells."""

from collections.abc import Sequence

import numpy as np
import pytest

from playground.data.choosing import Choice, Decisions, decided, tasks
from playground.data.columns import CsvFile, Totals
from playground.data.preparing import prepare
from playground.data.reading.file import read_csv
from playground.data.suggesting import caution, not_inputs, suggested, why_not_last
from playground.settings import ExperimentError
from tests.data.case_files import CASES, FOLDER, REFUSED, Case


def read(name: str) -> CsvFile:
    return read_csv((FOLDER / name).read_bytes(), name)


def cells(file: CsvFile, name: str, count: int) -> list[float | str | None]:
    """Return the first cells of a column: numbers with what was subtracted left out, names of categories, None for missing ones."""
    column = decided(file, name)
    if column.kind == "number":
        return [None if np.isnan(value) else float(value) for value in column.values[:count]]
    return [None if code < 0 else column.classes[code] for code in column.codes[:count]]


def same(found: Sequence[float | str | None], right: Sequence[float | str | None]) -> bool:
    return [cell if isinstance(cell, str | None) else pytest.approx(cell, rel=1e-6) for cell in right] == list(found)


def test_there_is_a_right_value_for_every_file() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*CASES, *REFUSED}


@pytest.mark.parametrize(("name", "case"), CASES.items())
def test_a_file_is_read_rightly(name: str, case: Case) -> None:
    file = read(name)
    assert file.rows == case.rows
    assert {column.name: column.kind for column in file.columns} == case.kinds
    for column, right in case.first.items():
        assert same(cells(file, column, len(right)), right), column
    for sentence in case.says:
        assert sentence in " ".join(file.skipped)


@pytest.mark.parametrize(("name", "case"), CASES.items())
def test_a_file_gets_a_suggestion_that_can_be_trained_on(name: str, case: Case) -> None:
    file = read(name)
    choice = suggested(file)
    assert (choice.targets, choice.inputs) == ((case.target,), tuple(case.inputs))
    made = prepare(file, choice)
    assert made.data.class_names == case.classes
    assert made.upload.rows == case.rows_in_use
    assert all(np.isfinite(values).all() for values in made.table.measurements.values())


@pytest.mark.parametrize(("name", "sentence"), REFUSED.items())
def test_another_format_is_refused_by_its_name(name: str, sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        read(name)
    assert str(refused.value) == sentence


def test_a_value_can_be_declared_missing() -> None:
    file = read("air-quality.csv")
    assert [(word.text, word.count, word.missing) for word in file.column("CO(GT)").words] == [("-200", 9, False)]
    decisions = Decisions(absent=(("", "-200"),))
    column = decided(file, "CO(GT)", decisions)
    assert (column.missing, column.distinct) == (9, 29)
    assert np.nanmin(column.values) == np.float32(0.6)
    made = prepare(file, Choice(("CO(GT)",), ("AH",), "regression", decisions=decisions))
    assert made.upload.rows == 51


def test_codes_of_categories_become_one_input_each_and_make_the_answer_linear() -> None:
    file = read("category-as-code.csv")
    fits = []
    for decisions in (Decisions(), Decisions(categories=("origin",))):
        made = prepare(file, Choice(("weight", "origin"), ("mpg",), "regression", decisions=decisions))
        x = np.column_stack([*(made.table.measurements[name] for name in made.inputs), np.ones(90)])
        y = made.table.measurements["mpg"]
        rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        fits.append(1 - rest.var() / y.var())
    assert made.inputs == ("weight", "origin = 1", "origin = 2", "origin = 3")
    assert fits[0] < 0.7
    assert fits[1] > 0.99


def test_codes_of_categories_can_be_classes_too() -> None:
    file = read("category-as-code.csv")
    made = prepare(file, Choice(("weight", "mpg"), ("origin",), "classification"))
    assert made.data.class_names == ("1", "2", "3")
    assert made.table.labels["origin"].tolist()[:4] == [0, 1, 2, 0]


def test_large_integers_stay_as_many_and_are_spelled_as_in_the_file() -> None:
    file = read("large-integers.csv")
    assert [column.distinct for column in file.columns] == [60, 28, 2, 60]
    assert file.column("code − 16777216").classes == ("16777216", "16777217")
    for column in file.columns:
        assert len(np.unique(column.values)) == column.distinct
    # The preview shows what stands in the file.
    assert (file.headings[0], file.preview[0][0]) == ("unix_time", "1700000000")
    assert file.notes[0] == ("unix_time: 1700000000 is subtracted, since 32-bit numbers of that size would not tell its 60 values apart.")


def test_a_dash_is_a_class_beside_a_plus_and_missing_elsewhere() -> None:
    file = read("classes-plus-minus.data")
    assert [(word.text, word.count, word.missing) for word in file.column("column 6").words] == [("-", 50, False)]
    assert [(word.text, word.count, word.missing) for word in file.column("column 5").words] == [("?", 2, True)]


def test_a_total_is_left_out_unless_the_learner_wants_it() -> None:
    file = read("total-row.csv")
    assert file.totals == Totals(1, "Total")
    choice = suggested(file)
    assert "shop = Total" not in prepare(file, choice).inputs
    made = prepare(file, Choice(choice.inputs, choice.targets, choice.task, without_totals=False))
    assert made.upload.rows == 41
    assert made.table.measurements["sales"][-1] == 19_968


def test_names_that_hardly_come_again_are_neither_target_nor_inputs_and_that_is_said() -> None:
    file = read("spaces-one-tab.data")
    choice = suggested(file)
    reason = "has 40 values that hardly repeat"
    assert why_not_last(file, choice) == f"The target is column 8, since the last column, column 9, {reason}."
    assert not_inputs(file, choice) == ""
    anyway = Choice(choice.inputs, ("column 9",), "classification")
    assert tasks([decided(file, "column 9")]) == ("classification",)
    assert caution(anyway, [decided(file, "column 9")]) == (
        "column 9 has 40 classes in 40 rows: a network cannot learn classes that hardly repeat. Choose another target."
    )


def test_a_column_with_hardly_any_values_left_is_no_input() -> None:
    file = read("titanic-like.csv")
    assert not_inputs(file, suggested(file)) == "Not among the inputs: PassengerId (is the row number), Cabin (lacks 64 of 80 cells)."
