"""From columns to a table: categories one-hot, gaps dropped or filled, the task inferred, and words that tell tables apart."""

import numpy as np
import pytest

from playground.data.choosing import Choice, decided, tasks
from playground.data.preparing import MIN_ROWS, Uploaded, prepare
from playground.data.reading.file import read_csv
from playground.data.split import split
from playground.data.suggesting import suggested
from playground.experiment import Experiment, Network, Training
from playground.limits import Limits
from playground.settings import ExperimentError

PETS = read_csv(b"no,kind,age,home,weight\n1,dog,3,in,10\n2,cat,5,out,\n3,dog,,in,12\n4,cat,2,,4\n5,,7,in,9\n6,cat,4,out,5\n", "pets.csv")


def refusal(choice: Choice, limits: Limits = Limits()) -> str:  # noqa: B008 - frozen
    with pytest.raises(ExperimentError) as refused:
        prepare(PETS, choice, limits)
    return str(refused.value)


def values(made: Uploaded) -> dict[str, list[float]]:
    return {name: column.tolist() for name, column in made.table.measurements.items()}


def test_the_last_column_is_the_target_and_row_numbers_are_no_input() -> None:
    assert suggested(PETS) == Choice(("kind", "age", "home"), ("weight",), "regression")
    numbers = read_csv(b"1,2\n2,3\n3,4\n", "numbers.csv")
    assert suggested(numbers) == Choice(("column 1",), ("column 2",), "regression")


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("category", ("classification",)),
        ("few", ("classification", "regression")),
        ("many", ("regression", "classification")),
        ("halves", ("regression", "classification")),
        ("countless", ("regression",)),
    ],
)
def test_the_task_is_inferred_from_the_target(column: str, found: tuple[str, ...]) -> None:
    rows = "".join(f"{'ab'[row % 2]},{row % 10},{row % 11},{row % 2 / 2},{row}\n" for row in range(60))
    file = read_csv(f"category,few,many,halves,countless\n{rows}".encode(), "x.csv")
    assert tasks([decided(file, column)]) == found


def test_two_targets_are_a_regression() -> None:
    assert tasks([decided(PETS, name) for name in ("age", "weight")]) == ("regression",)


def test_rows_with_a_gap_go_where_they_are_to_be_dropped() -> None:
    made = prepare(PETS, Choice(("age", "kind"), ("weight",), "regression"))
    assert values(made) == {
        "age": [3.0, 2.0, 4.0],
        "kind = cat": [0.0, 1.0, 1.0],
        "kind = dog": [1.0, 0.0, 0.0],
        "weight": [10.0, 4.0, 5.0],
    }
    assert (made.inputs, made.targets) == (("age", "kind = cat", "kind = dog"), ("weight",))
    assert made.upload.rows == 3


def test_where_no_row_goes_the_table_is_the_files_own_columns() -> None:
    file = read_csv(b"a,b\n1,2\n2,3\n3,5\n", "x.csv")
    made = prepare(file, Choice(("a",), ("b",), "regression"))
    for name, values in made.table.measurements.items():
        assert np.shares_memory(values, file.column(name).values)
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 7.0


def test_gaps_are_filled_by_the_mean_and_by_the_most_frequent_value_but_never_the_targets() -> None:
    made = prepare(PETS, Choice(("age", "kind"), ("weight",), "regression", "impute"))
    # Without row 2, which has no weight, the known ages are 3, 2, 7 and 4, and of dog, dog, cat, cat the first in the alphabet counts.
    assert values(made) == {
        "age": [3.0, 4.0, 2.0, 7.0, 4.0],
        "kind = cat": [0.0, 0.0, 1.0, 1.0, 1.0],
        "kind = dog": [1.0, 1.0, 0.0, 0.0, 0.0],
        "weight": [10.0, 12.0, 4.0, 9.0, 5.0],
    }


def test_a_classifications_target_becomes_numbers_of_its_classes() -> None:
    made = prepare(PETS, Choice(("weight",), ("kind",), "classification"))
    assert made.upload.classes == (("kind", ("cat", "dog")),)
    assert made.table.labels["kind"].tolist() == [1, 1, 0, 0]
    assert made.data.class_names == ("cat", "dog")
    assert (made.data.task, made.data.inputs, made.data.targets) == ("classification", ("weight",), ("kind",))


def test_numbers_can_be_classes_too_those_that_are_left() -> None:
    made = prepare(PETS, Choice(("weight",), ("age",), "classification"))
    assert made.data.class_names == ("2", "3", "4", "7")
    assert made.table.labels["age"].tolist() == [1, 0, 3, 2]


def test_the_table_can_be_split_and_trained_on() -> None:
    made = prepare(PETS, Choice(("weight", "age"), ("kind",), "classification", "impute"))
    training = Training(loss="categorical_crossentropy")
    rows = split(Experiment(made.data, Network(output="softmax"), training), made.table)
    assert rows.x.shape == (5, 2)
    assert np.isfinite(rows.x).all()
    assert rows.y.shape == (5, 2)


def test_equal_files_and_choices_have_equal_digests_and_others_have_not() -> None:
    choice = Choice(("age", "kind"), ("weight",), "regression")
    digest = prepare(PETS, choice).upload.digest
    assert prepare(PETS, choice).upload.digest == digest
    others = {
        prepare(PETS, Choice(("kind", "age"), ("weight",), "regression")).upload.digest,
        prepare(PETS, Choice(("age", "kind"), ("weight",), "regression", "impute")).upload.digest,
        prepare(PETS, Choice(("age",), ("weight",), "regression")).upload.digest,
        prepare(PETS, Choice(("weight",), ("age",), "regression")).upload.digest,
        prepare(PETS, Choice(("weight",), ("age",), "classification")).upload.digest,
    }
    assert len(others | {digest}) == 6


def test_a_column_may_be_called_like_a_category_of_another() -> None:
    file = read_csv(b"kind,kind = a,y\na,1,2\nb,2,3\na,3,5\nb,4,1\n", "x.csv")
    made = prepare(file, Choice(("kind", "kind = a"), ("y",), "regression"))
    assert made.inputs == ("kind = a'", "kind = b", "kind = a")
    assert values(made)["kind = a'"] == [1.0, 0.0, 1.0, 0.0]
    made = prepare(file, Choice(("kind",), ("kind = a",), "regression"))
    assert (made.inputs, made.targets) == (("kind = a'", "kind = b"), ("kind = a",))
    assert values(made)["kind = a"] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice((), ("weight",), "regression"), "Choose at least one column as input. Received: none."),
        (Choice(("age",), (), "regression"), "Choose at least one column as target. Received: none."),
        (Choice(("age",), ("age",), "regression"), "A column is either an input or a target, not both. Received: age as both."),
        (Choice(("age",), ("kind",), "regression"), "A regression predicts numbers. Received: kind."),
        (Choice(("no",), ("age", "weight"), "classification"), "A classification has one target. Received: age, weight."),
        (Choice(("no",), ("age", "kind"), "classification"), "A classification has one target. Received: age, kind."),
    ],
)
def test_columns_that_do_not_go_together_are_refused(choice: Choice, sentence: str) -> None:
    assert refusal(choice) == sentence


def test_too_many_classes_are_refused() -> None:
    rows = "".join(f"{row},{row * row}\n" for row in range(60))
    file = read_csv(f"a,b\n{rows}".encode(), "x.csv")
    with pytest.raises(ExperimentError) as refused:
        prepare(file, Choice(("a",), ("b",), "classification"))
    assert str(refused.value) == "A classification has at most 50 classes. Received: b."


def test_text_and_empty_columns_cannot_be_chosen() -> None:
    rows = "".join(f"{row},name {row},,{row % 7}\n" for row in range(60))
    file = read_csv(f"a,text,nothing,b\n{rows}".encode(), "x.csv")
    for name in ("text", "nothing"):
        with pytest.raises(ExperimentError) as refused:
            prepare(file, Choice((name,), ("a",), "regression"))
        assert str(refused.value) == f"A column must hold numbers or at most 50 categories. Received: {name}."


def test_one_hot_columns_count_and_a_suggestion_leaves_out_what_is_too_wide() -> None:
    limits = Limits(max_columns=4)
    assert refusal(Choice(("kind", "age", "home"), ("weight",), "regression"), limits) == (
        "A table must have at most 4 columns, where a category among the inputs has one for each of its values. Received: 6."
    )
    choice = suggested(PETS, limits)
    assert choice == Choice(("kind", "age"), ("weight",), "regression")
    assert prepare(PETS, choice, limits).upload.rows == 3


def test_a_hundred_columns_of_categories_are_a_suggestion_that_fits() -> None:
    header = ",".join(f"c{number}" for number in range(100))
    rows = "".join(",".join("pqr"[(row * (column + 1) + row // 3) % 3] for column in range(100)) + "\n" for row in range(30))
    file = read_csv(f"{header}\n{rows}".encode(), "x.csv")
    made = prepare(file, suggested(file))
    assert made.data.task == "classification"
    assert len(made.inputs) == 99


def test_too_few_rows_are_refused() -> None:
    file = read_csv(b"a,b\n1,2\n,3\n4,\n5,6\n", "x.csv")
    with pytest.raises(ExperimentError) as refused:
        prepare(file, Choice(("a",), ("b",), "regression"))
    assert str(refused.value) == "At least 3 rows must have all their values. Received: 2 of 4."
    assert prepare(file, Choice(("a",), ("b",), "regression", "impute")).upload.rows == MIN_ROWS


def test_an_input_without_any_value_in_the_rows_that_are_left_is_refused() -> None:
    file = read_csv(b"a,kind,b\n1,x,\n2,y,\n,,3\n,,4\n,,5\n", "x.csv")
    for name in ("a", "kind"):
        with pytest.raises(ExperimentError) as refused:
            prepare(file, Choice((name,), ("b",), "regression", "impute"))
        assert str(refused.value) == f"An input needs at least one value in the rows that are left. Received: {name} without any."


def test_one_class_that_is_left_is_no_classification() -> None:
    file = read_csv(b"a,kind\n1,x\n2,x\n3,x\n,y\n", "x.csv")
    with pytest.raises(ExperimentError) as refused:
        prepare(file, Choice(("a",), ("kind",), "classification"))
    assert str(refused.value) == "A classification needs at least 2 classes in the rows that are left. Received: 1."
