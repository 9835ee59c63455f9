"""What is suggested from a file, and what is said about a choice."""

from collections.abc import Sequence

import pytest

from playground.data.choosing import Choice, Decisions, can_be_codes, decided
from playground.data.columns import CsvFile
from playground.data.reading.file import read_csv
from playground.data.suggesting import caution, missing_words, not_inputs, suggested, why_not_last


def table(names: str, *columns: Sequence[object]) -> CsvFile:
    """Read a table of columns."""
    rows = "\n".join(",".join(map(str, row)) for row in zip(*columns, strict=True))
    return read_csv(f"{names}\n{rows}\n".encode(), "x.csv")


X = [number * 7 % 31 / 2 for number in range(30)]
KIND = ["ab"[number % 2] for number in range(30)]


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("n", list(range(30)), "is the row number"),
        ("n", list(range(1, 31)), "is the row number"),
        ("customer_id", [17 * number + 5 for number in range(30)], "identifies the rows"),
        ("PassengerID", [17 * number + 5 for number in range(30)], "identifies the rows"),
        ("id", [f"p-{number}" for number in range(30)], "identifies the rows"),
        ("name", [f"p-{number}" for number in range(30)], "has 30 values that hardly repeat"),
        ("rare", [number if number % 3 == 0 else "" for number in range(30)], "lacks 20 of 30 cells"),
    ],
)
def test_a_column_that_says_nothing_about_the_world_is_neither_target_nor_input(name: str, values: Sequence[object], reason: str) -> None:
    file = table(f"x,kind,{name}", X, KIND, values)
    choice = suggested(file)
    assert (choice.inputs, choice.targets) == (("x",), ("kind",))
    assert why_not_last(file, choice) == f"The target is kind, since the last column, {name}, {reason}."
    assert not_inputs(file, choice) == ""
    file = table(f"{name},x,kind", values, X, KIND)
    choice = suggested(file)
    assert (choice.inputs, choice.targets) == (("x",), ("kind",))
    assert why_not_last(file, choice) == ""
    assert not_inputs(file, choice) == f"Not among the inputs: {name} ({reason})."


@pytest.mark.parametrize("name", ["paid", "acid", "void", "year", "x", "humid"])
def test_other_whole_numbers_are_inputs(name: str) -> None:
    file = table(f"{name},kind", [17 * number + 5 for number in range(30)], KIND)
    assert suggested(file).inputs == (name,)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["same"] * 30, "has the same value in every row"),
        ([""] * 30, "is empty"),
        ([f"t{number}" for number in range(30)], "has 30 values"),
    ],
)
def test_why_the_last_column_is_not_the_target_is_said_until_another_one_is_chosen(values: Sequence[object], reason: str) -> None:
    file = table("x,kind,last", X, KIND, values)
    choice = suggested(file)
    assert why_not_last(file, choice).startswith(f"The target is kind, since the last column, last, {reason}")
    assert why_not_last(file, Choice(("kind",), ("x",), "regression")) == ""


def test_text_with_many_values_is_said_to_be_that() -> None:
    file = table("x,kind,last", X * 2, KIND * 2, [f"t{number}" for number in range(60)])
    assert why_not_last(file, suggested(file)) == "The target is kind, since the last column, last, is text with 60 different values."


def test_a_table_of_nothing_fit_still_has_a_target_and_an_input() -> None:
    file = table("a,b", [1, 2, 3, 4], ["p", "q", "r", "s"])
    assert (suggested(file).inputs, suggested(file).targets) == (("a",), ("b",))


def test_classes_with_hardly_any_rows_are_warned_of() -> None:
    names = [f"t{number}" for number in range(20)]
    file = table("x,kind", X[:20], names)
    words = caution(Choice(("x",), ("kind",), "classification"), [decided(file, "kind")])
    assert words == ("kind has 20 classes in 20 rows: a network cannot learn classes that hardly repeat. Choose another target.")
    file = table("x,kind", X, ["a"] * 20 + ["b"] * 8 + ["c", "d"])
    assert caution(Choice(("x",), ("kind",), "classification"), [decided(file, "kind")]) == "2 of 4 classes of kind have a single row."
    file = table("x,kind", X, KIND)
    assert caution(Choice(("x",), ("kind",), "classification"), [decided(file, "kind")]) == ""
    assert caution(Choice(("kind",), ("x",), "regression"), [decided(file, "x")]) == ""


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, 3] * 10, True),
        ([1.0, 2.0, 3.0] * 10, True),
        ([1, 2] * 15, False),
        ([0.5, 1.5, 2.5] * 10, False),
        (list(range(30)), False),
        (["a", "b", "c"] * 10, False),
    ],
)
def test_what_can_be_codes(values: Sequence[object], found: bool) -> None:
    assert can_be_codes(table("x,y", X, values).columns[1]) is found


def test_words_are_told_with_their_counts_whichever_way_they_are_taken() -> None:
    file = table("x,kind,n", X, ["a", "b", "?"] * 10, [-999, *[number % 5 for number in range(28)], "NA"])
    columns = [decided(file, name) for name in ("kind", "n")]
    assert missing_words(columns) == ("Missing: 10 in kind (“?”), 1 in n (“NA”).", "Not counted as missing: 1 in n (“-999”).")
    columns = [decided(file, name, Decisions(absent=(("n", "-999"),))) for name in ("kind", "n")]
    assert missing_words(columns) == ("Missing: 2 in n (“NA”, “-999”).", "Not counted as missing: 10 in kind (“?”).")
