"""The split is the lecture's: scikit-learn draws the test rows, Keras takes the last of the others for validation."""

import keras
import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

from playground.data.split import split
from playground.experiment import Data


def test_the_lectures_split_is_108_12_and_30_rows() -> None:
    rows = split(Data())
    assert (rows.train, rows.validation, len(rows.x)) == (108, 12, 150)
    assert len(rows.x[rows.train_rows]) == 108
    assert len(rows.x[rows.validation_rows]) == 12
    assert len(rows.x[rows.test_rows]) == 30
    assert sorted(rows.rows) == list(range(150))


def test_rows_are_those_of_the_lectures_code() -> None:
    iris = load_iris().data.astype("float32")
    x_train, x_test, y_train, y_test = train_test_split(iris[:, :2], iris[:, 2:], test_size=0.2, random_state=3)
    rows = split(Data(seed=3))
    np.testing.assert_array_equal(rows.x, np.concatenate([x_train, x_test]))
    np.testing.assert_array_equal(rows.y, np.concatenate([y_train, y_test]))


@pytest.mark.parametrize(("test_size", "validation_split"), [(0.2, 0.1), (0.25, 0.3), (0.1, 0.15), (0.5, 0.5), (0.33, 0.07)])
def test_validation_rows_are_the_ones_that_keras_takes(test_size: float, validation_split: float) -> None:
    data = Data(test_size=test_size, validation_split=validation_split)
    rows = split(data)
    others = rows.rows[: rows.train + rows.validation].astype("float32")
    inputs = keras.Input((1,))
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")(inputs))
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mae")
    # With the row's own number as its target's distance, the validation loss is the mean of the numbers that Keras took.
    history = model.fit(others[:, None], np.zeros_like(others), validation_split=validation_split, shuffle=False, verbose=0).history
    assert history["val_loss"][0] == pytest.approx(others[rows.validation_rows].mean(), rel=1e-5)


def test_classes_become_one_hot_targets() -> None:
    data = Data(targets=("species",), inputs=("petal width (cm)",))
    rows = split(data)
    assert rows.y.shape == (150, 3)
    np.testing.assert_array_equal(rows.y.argmax(axis=1), load_iris().target[rows.rows])
    np.testing.assert_array_equal(rows.y.sum(axis=1), np.ones(150))


def test_without_validation_all_other_rows_train() -> None:
    rows = split(Data(validation_split=0.0))
    assert (rows.train, rows.validation) == (120, 0)
    assert len(rows.x[rows.validation_rows]) == 0


def test_columns_come_in_the_order_that_was_asked_for() -> None:
    one = split(Data(inputs=("sepal width (cm)", "sepal length (cm)")))
    other = split(Data())
    np.testing.assert_array_equal(one.x, other.x[:, ::-1])
