"""The data sets are what they claim to be: true names, true values, and the words of the registry."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn import datasets

from playground.data.generated import GENERATORS
from playground.data.tables import LOADERS, load
from playground.datasets import DATASETS, DIGIT_SIDE
from playground.experiment import Data

SHIPPED: dict[str, Callable[[], object]] = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast_cancer": datasets.load_breast_cancer,
    "diabetes": datasets.load_diabetes,
    "digits": datasets.load_digits,
}


def test_every_data_set_is_either_shipped_or_generated() -> None:
    assert set(SHIPPED) == set(LOADERS)
    assert set(LOADERS) | set(GENERATORS) == set(DATASETS)
    assert not set(LOADERS) & set(GENERATORS)
    assert {name for name, info in DATASETS.items() if info.generated} == set(GENERATORS)


@pytest.mark.parametrize("name", DATASETS)
def test_columns_are_those_of_the_registry(name: str) -> None:
    table, info = load(Data(name)), Data(name).info
    assert tuple(table.measurements) == info.measurements
    assert set(table.labels) == set(info.classes)
    assert {values.shape for values in table.measurements.values()} == {(info.rows,)}
    assert {labels.shape for labels in table.labels.values()} <= {(info.rows,)}
    for label, classes in info.classes.items():
        assert set(table.labels[label]) == set(range(len(classes)))
    assert all(values.dtype == np.float32 for values in table.measurements.values())
    for column in info.columns:
        if column not in info.classes:
            assert np.isfinite(table.column(column)).all()


@pytest.mark.parametrize("name", SHIPPED)
def test_values_names_and_classes_are_scikit_learns_own(name: str) -> None:
    bunch = getattr(datasets, f"load_{name}")()
    table, info = load(Data(name)), DATASETS[name]
    assert info.measurements[: bunch.data.shape[1]] == tuple(bunch.feature_names)
    for position, column in enumerate(bunch.feature_names):
        np.testing.assert_array_equal(table.measurements[column], bunch.data[:, position].astype(np.float32))
    if info.classes:
        ((column, classes),) = info.classes.items()
        assert classes == tuple(str(word) for word in bunch.target_names)
        np.testing.assert_array_equal(table.labels[column], bunch.target)
    else:
        np.testing.assert_array_equal(table.measurements[info.targets[0]], bunch.target.astype(np.float32))


def test_iris_has_its_published_means_and_fifty_of_each_species() -> None:
    table = load(Data())
    means = {name: round(float(values.mean()), 3) for name, values in table.measurements.items()}
    assert means == {
        "sepal length (cm)": 5.843,
        "sepal width (cm)": 3.057,
        "petal length (cm)": 3.758,
        "petal width (cm)": 1.199,
    }
    assert np.bincount(table.labels["species"]).tolist() == [50, 50, 50]
    setosa = table.labels["species"] == DATASETS["iris"].classes["species"].index("setosa")
    assert table.measurements["petal length (cm)"][setosa].max() < 2.0  # the species with the small petals


def test_wine_has_59_71_and_48_bottles_of_13_percent_alcohol() -> None:
    table = load(Data("wine"))
    assert np.bincount(table.labels["cultivar"]).tolist() == [59, 71, 48]
    assert table.measurements["alcohol"].mean() == pytest.approx(13.0006, abs=1e-4)
    assert table.measurements["proline"].mean() == pytest.approx(746.893, abs=1e-3)


def test_breast_cancer_has_212_malignant_and_357_benign_tumours() -> None:
    table = load(Data("breast_cancer"))
    assert Data("breast_cancer").class_names == ("malignant", "benign")
    assert np.bincount(table.labels["diagnosis"]).tolist() == [212, 357]
    radius = table.measurements["mean radius"]
    assert radius.mean() == pytest.approx(14.127, abs=1e-3)
    assert radius[table.labels["diagnosis"] == 0].mean() > radius[table.labels["diagnosis"] == 1].mean()


def test_diabetes_is_a_regression_on_ten_columns_of_unit_length() -> None:
    data = Data("diabetes")
    assert (data.task, data.inputs, data.targets) == ("regression", DATASETS["diabetes"].measurements[:10], ("progression",))
    table = load(data)
    for name in data.inputs:
        assert (table.measurements[name].astype(np.float64) ** 2).sum() == pytest.approx(1.0, abs=1e-5)
    assert table.measurements["progression"].mean() == pytest.approx(152.133, abs=1e-3)


def test_digits_are_1797_pictures_of_8_by_8_pixels_from_0_to_16() -> None:
    data = Data("digits")
    assert data.info.rows == 1797
    assert len(data.inputs) == DIGIT_SIDE**2 == 64
    table = load(data)
    assert np.bincount(table.labels["digit"]).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    pixels = np.stack(list(table.measurements.values()))
    assert (pixels.min(), pixels.max()) == (0.0, 16.0)
    # Row by row: a handwritten 0 is a ring, dark in the middle.
    zeros = pixels[:, table.labels["digit"] == 0].mean(axis=1).reshape(8, 8)
    assert zeros[3:5, 3:5].max() < 3.0
    assert zeros[3:5, 2].min() > 8.0


def test_a_table_cannot_be_written_to_for_all_runs_share_it() -> None:
    for data in (Data(), Data("moons")):
        table = load(data)
        assert load(data) is table
        for values in table.measurements.values():
            with pytest.raises(ValueError, match="read-only"):
                values[0] = 0.0
        for labels in table.labels.values():
            with pytest.raises(ValueError, match="read-only"):
                labels[0] = 0


def test_features_are_made_of_x_and_y() -> None:
    table = load(Data("circle"))
    x, y = table.measurements["x"], table.measurements["y"]
    np.testing.assert_array_equal(table.column("x²"), x**2)
    np.testing.assert_array_equal(table.column("y²"), y**2)
    np.testing.assert_array_equal(table.column("x·y"), x * y)
    np.testing.assert_array_equal(table.column("sin x"), np.sin(x))
    np.testing.assert_array_equal(table.column("sin y"), np.sin(y))
