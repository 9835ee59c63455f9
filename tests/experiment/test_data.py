"""Which rows of which table: columns that go together, parts that are not empty, and tables that somebody prepared."""

import pytest

from playground.experiment import Data, Upload
from tests.experiment.refusing import sentence_of

SEPALS = ("sepal length (cm)", "sepal width (cm)")
PETALS = ("petal length (cm)", "petal width (cm)")
COLUMNS = "sepal length (cm), sepal width (cm), petal length (cm), petal width (cm), species"
NAMES = "iris, circle, xor, gauss, spiral, moons, plane, multi_gauss, sine, cubic, wine, breast_cancer, diabetes, digits, upload"
DIGEST = "0123456789abcdef" * 4
PETS = Upload("pets.csv", DIGEST, 20, ("age", "weight"), (("kind", ("cat", "dog")), ("home", ("here",))))


def test_it_splits_the_150_flowers_as_scikit_learn_and_keras_do() -> None:
    assert Data().split_rows == (108, 12, 30)
    assert Data(validation_split=0.0).split_rows == (120, 0, 30)
    assert Data(test_size=0.33, validation_split=0.25).split_rows == (75, 25, 50)


def test_species_make_it_a_classification_with_a_unit_for_each() -> None:
    data = Data(targets=("species",))
    assert data.task == "classification"
    assert data.class_names == ("setosa", "versicolor", "virginica")
    assert Data().class_names == ()


def test_every_data_set_has_columns_of_its_own_choice() -> None:
    assert Data("circle").inputs == ("x", "y")
    assert Data("circle").targets == ("class",)
    assert Data("sine").inputs == ("x",)
    assert len(Data("digits").inputs) == 64


def test_rows_of_generated_sets_are_as_many_as_are_asked_for() -> None:
    assert Data("spiral", samples=321).info.rows == 321
    assert Data("spiral", samples=10, class_count=5).class_names == ("A", "B", "C", "D", "E")


@pytest.mark.parametrize(
    ("data", "axes"),
    [
        (Data(), ()),  # the lecture's two inputs: a map would take longer than the training
        (Data(targets=("species",)), SEPALS),
        (Data(inputs=PETALS[:1], targets=PETALS[1:]), PETALS[:1]),
        (Data("sine"), ("x",)),
        (Data("plane"), ("x", "y")),
        (Data("xor", inputs=("x·y",)), ("x", "y")),
        (Data("xor", inputs=("y", "sin x")), ("x", "y")),
        (Data("plane", inputs=("z", "x²"), targets=("x",)), ()),
        (Data("digits"), ()),
        (Data("upload", ("weight",), ("age",), upload=PETS), ("weight",)),
        (Data("upload", ("weight", "age"), ("kind",), upload=PETS), ("weight", "age")),
    ],
)
def test_a_map_or_a_curve_is_drawn_over_one_or_two_measurements(data: Data, axes: tuple[str, ...]) -> None:
    assert data.axes == axes


def test_events_carry_two_thousand_rows_at_most_a_share_of_each_part() -> None:
    assert Data().shown_rows == (108, 12, 30)
    assert Data("gauss", samples=100_000).shown_rows == (1440, 160, 400)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dataset": "titanic"}, f"Data set must be one of {NAMES}. Received: 'titanic'."),
        ({"dataset": ["iris"]}, f"Data set must be one of {NAMES}. Received: ['iris']."),
        ({"inputs": ()}, "Inputs must name at least one column. Received: none."),
        ({"targets": ()}, "Targets must name at least one column. Received: none."),
        ({"inputs": ("sepal length (cm)",) * 2}, "Inputs must name each column once. Received: sepal length (cm), sepal length (cm)."),
        ({"inputs": ("age",)}, f"Columns of Iris are {COLUMNS}. Received: 'age'."),
        ({"targets": ("age",)}, f"Columns of Iris are {COLUMNS}. Received: 'age'."),
        (
            {"dataset": "wine", "inputs": ("sweetness",)},
            "Columns of Wine are alcohol, malic_acid, ash, alcalinity_of_ash, magnesium, total_phenols, flavanoids and 7 more. "
            "Received: 'sweetness'.",
        ),
        ({"inputs": PETALS}, "A column is either an input or a target, not both. Received: petal length (cm) as both."),
        ({"inputs": ("species",)}, "Inputs must be measurements. Received: species, a column of names."),
        (
            {"targets": ("species", "petal width (cm)")},
            "A column of names is predicted on its own. Received: species, petal width (cm).",
        ),
        (
            {"dataset": "circle", "inputs": ("x",), "targets": ("x²",)},
            "Made of other columns, x² can only be an input. Received: x² as a target.",
        ),
        ({"inputs": ("x²",)}, f"Columns of Iris are {COLUMNS}. Received: 'x²'."),
        ({"test_size": 0.0}, "Test fraction must be a number above 0 and below 1. Received: 0.0."),
        ({"test_size": 1.0}, "Test fraction must be a number above 0 and below 1. Received: 1.0."),
        ({"test_size": "0.2"}, "Test fraction must be a number above 0 and below 1. Received: '0.2'."),
        ({"test_size": float("nan")}, "Test fraction must be a number above 0 and below 1. Received: nan."),
        ({"validation_split": 1}, "Validation fraction must be a number of at least 0 and below 1. Received: 1."),
        ({"validation_split": -0.1}, "Validation fraction must be a number of at least 0 and below 1. Received: -0.1."),
        ({"seed": -1}, "Split seed must be a whole number from 0 to 999,999. Received: -1."),
        ({"seed": 1_000_000}, "Split seed must be a whole number from 0 to 999,999. Received: 1000000."),
        ({"shuffle": 1}, "Shuffle before the split must be on or off: true or false. Received: 1."),
        (
            {"stratify": True},
            "A stratified split is by classes. Received: a regression of petal length (cm), petal width (cm).",
        ),
        (
            {"targets": ("species",), "stratify": True, "shuffle": False},
            "A stratified split draws its rows, so shuffle must be on. Received: shuffle=False.",
        ),
        (
            {"targets": ("species",), "stratify": True, "test_size": 0.01},
            "A stratified split must leave as many rows as there are classes for the test, and as many others. "
            "Received: 2 for the test and 148 others, 3 classes.",
        ),
        (
            {"targets": ("species",), "standardize_target": True},
            "Only the target of a regression can be standardised. Received: species, a column of names.",
        ),
        ({"standardize": "yes"}, "Standardise the inputs must be on or off: true or false. Received: 'yes'."),
        ({"dataset": "xor", "samples": 9}, "Samples must be a whole number from 10 to 100,000. Received: 9."),
        ({"dataset": "xor", "samples": 100_001}, "Samples must be a whole number from 10 to 100,000. Received: 100001."),
        ({"dataset": "xor", "noise": 1.1}, "Noise must be a number of at least 0 and at most 1. Received: 1.1."),
        ({"dataset": "xor", "draw": 0.5}, "Data seed must be a whole number from 0 to 999,999. Received: 0.5."),
        ({"dataset": "gauss", "class_count": 7}, "Classes must be a whole number from 2 to 6. Received: 7."),
        ({"dataset": "xor", "class_count": 3}, "Exclusive or has 2 classes at most. Received: 3."),
        ({"dataset": "plane", "class_count": 3}, "Plane has 2 classes at most. Received: 3."),
        ({"samples": 200}, "Iris is not a generated set, so samples stays 500. Received: 200."),
        ({"noise": 0.2}, "Iris is not a generated set, so noise stays 0.1. Received: 0.2."),
        ({"draw": 1}, "Iris is not a generated set, so draw stays 0. Received: 1."),
        ({"class_count": 3}, "Iris is not a generated set, so class_count stays 2. Received: 3."),
        (
            {"test_size": 0.999},
            "The split must leave at least one row for training, for the test and, if asked for, for validation. "
            "Received: test_size=0.999, validation_split=0.1: 0 for training, 0 for validation, 150 for the test.",
        ),
        (
            {"test_size": 0.9, "validation_split": 0.99},
            "The split must leave at least one row for training, for the test and, if asked for, for validation. "
            "Received: test_size=0.9, validation_split=0.99: 0 for training, 15 for validation, 135 for the test.",
        ),
        ({"upload": "pets.csv"}, "An upload must be an Upload or nothing. Received: 'pets.csv'."),
        ({"dataset": "upload"}, "Your own table has to be uploaded again: neither links nor files carry it. Received: no table."),
        ({"upload": PETS}, "An uploaded table belongs to the data set upload. Received: iris."),
        (
            {"dataset": "upload", "upload": PETS, "inputs": ("size",)},
            "Columns of pets.csv are age, weight, kind, home. Received: 'size'.",
        ),
        (
            {"dataset": "upload", "upload": PETS, "inputs": ("age",), "targets": ("home",)},
            "A classification needs at least 2 classes. Received: 1 in home.",
        ),
        (
            {"dataset": "upload", "upload": PETS, "inputs": ("age",), "targets": ("kind",), "samples": 20},
            "pets.csv is not a generated set, so samples stays 500. Received: 20.",
        ),
    ],
)
def test_data_that_cannot_be_learned_from_is_refused(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(Data, **wrong) == sentence


@pytest.mark.parametrize("count", [[], "3", 2.5, None])
def test_a_number_of_classes_that_is_none_is_refused_before_the_classes_are_named(count: object) -> None:
    assert sentence_of(Data, dataset="spiral", class_count=count).startswith("Classes must be a whole number from 2 to 6. Received: ")


def test_an_uploaded_table_is_a_data_set_of_its_own() -> None:
    data = Data("upload", upload=PETS)
    assert (data.inputs, data.targets, data.task) == (("age", "weight"), ("kind",), "classification")
    assert data.class_names == ("cat", "dog")
    assert data.split_rows == (14, 2, 4)
    assert Upload("a.csv", DIGEST, 5, ["x"], [["k", ["p", "q"]]]) == Upload("a.csv", DIGEST, 5, ("x",), (("k", ("p", "q")),))  # type: ignore[arg-type]


def test_of_an_uploaded_table_of_numbers_the_last_is_the_target() -> None:
    data = Data("upload", upload=Upload("a.csv", DIGEST, 20, ("x", "y", "z")))
    assert (data.inputs, data.targets, data.task) == (("x", "y"), ("z",), "regression")
    assert Data("upload", upload=data.upload) == Data("upload", ("x", "y"), ("z",), upload=data.upload)
    alone = Upload("a.csv", DIGEST, 20, ("x",))
    assert sentence_of(Data, dataset="upload", upload=alone) == "Inputs must name at least one column. Received: none."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": 5}, "A table's name must be one line of text. Received: 5."),
        ({"name": ""}, "A table's name must be one line of text. Received: ''."),
        ({"name": "a\nb"}, "A table's name must be one line of text. Received: 'a\\nb'."),
        ({"digest": "12"}, "A table's digest must be 64 hexadecimal digits. Received: '12'."),
        ({"digest": None}, "A table's digest must be 64 hexadecimal digits. Received: None."),
        ({"rows": 0}, "Rows must be a whole number from 1 to 100,000. Received: 0."),
        ({"rows": "20"}, "Rows must be a whole number from 1 to 100,000. Received: '20'."),
        ({"rows": 10**6}, "Rows must be a whole number from 1 to 100,000. Received: 1000000."),
        ({"measurements": ()}, "Measurements must name at least one column. Received: none."),
        ({"measurements": "age"}, "Measurements must be a list of column names. Received: 'age'."),
        ({"measurements": ("age", "a\u202eb")}, "A column must be one line of text. Received: 'a\\u202eb'."),
        ({"measurements": ("age", "\ud800")}, "A column must be one line of text. Received: '\\ud800'."),
        ({"measurements": ("\ud800", "\ud800")}, "Measurements must name each column once. Received: \\ud800, \\ud800."),
        ({"measurements": ("age", "kind")}, "Columns must name each column once. Received: age, kind, kind, home."),
        ({"measurements": tuple(map(str, range(99)))}, "A table must have at most 100 columns. Received: 101."),
        ({"classes": (("kind", ()),)}, "Classes must name at least one column. Received: none."),
        ({"classes": (("kind", ("cat", "")),)}, "A class must be one line of text. Received: ''."),
    ],
)
def test_words_that_describe_no_table_are_refused(wrong: dict[str, object], sentence: str) -> None:
    right = {"name": "pets.csv", "digest": DIGEST, "rows": 20, "measurements": PETS.measurements, "classes": PETS.classes}
    assert sentence_of(Upload, **(right | wrong)) == sentence
