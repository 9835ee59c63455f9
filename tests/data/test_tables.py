"""The data sets are what they claim to be: true names, true values, and the words of the registry."""

import numpy as np
import pytest

from playground.data.tables import LOADERS, load
from playground.datasets import DATASETS


def test_iris_has_its_published_means_and_fifty_of_each_species() -> None:
    table = load("iris")
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


def test_every_registered_data_set_has_a_loader_and_no_other_has() -> None:
    assert set(LOADERS) == set(DATASETS)


@pytest.mark.parametrize("name", DATASETS)
def test_columns_are_those_of_the_registry(name: str) -> None:
    table, info = load(name), DATASETS[name]
    assert tuple(table.measurements) == info.measurements
    assert set(table.labels) == set(info.classes)
    assert {values.shape for values in table.measurements.values()} == {(info.rows,)}
    assert {labels.shape for labels in table.labels.values()} == {(info.rows,)}
    for label, classes in info.classes.items():
        assert set(table.labels[label]) == set(range(len(classes)))
    assert all(values.dtype == np.float32 for values in table.measurements.values())
