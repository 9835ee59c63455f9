"""The split is the lecture's: scikit-learn draws the test rows, Keras takes the last of the others for validation."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.model_selection import train_test_split

from playground.data.split import Split, check_strata, split, split_rows
from playground.data.tables import Table, load
from playground.experiment import MAX_SEED, MAX_SHOWN, Data, Experiment, Network, Training, Upload
from playground.settings import ExperimentError
from tests.strategies import SMALL, experiments

CROSS_ENTROPY = (Network(output="softmax"), Training(loss="categorical_crossentropy"))


def of(data: Data, loss: str = "", output: str = "") -> Split:
    """Split an experiment with that data, and a loss that suits its task unless another is asked for."""
    if loss:
        return split(Experiment(data, Network(output=output), Training(loss=loss)))
    return split(Experiment(data, *(CROSS_ENTROPY if data.task == "classification" else ())))


def test_the_lectures_split_is_108_12_and_30_rows() -> None:
    rows = of(Data())
    assert (rows.train, rows.validation, len(rows.x)) == (108, 12, 150)
    assert len(rows.x[rows.train_rows]) == 108
    assert len(rows.x[rows.validation_rows]) == 12
    assert len(rows.x[rows.test_rows]) == 30
    assert sorted(rows.rows) == list(range(150))


def test_rows_are_those_of_the_lectures_code() -> None:
    iris = load_iris().data.astype("float32")
    x_train, x_test, y_train, y_test = train_test_split(iris[:, :2], iris[:, 2:], test_size=0.2, random_state=3)
    rows = of(Data(seed=3))
    np.testing.assert_array_equal(rows.x, np.concatenate([x_train, x_test]))
    np.testing.assert_array_equal(rows.y, np.concatenate([y_train, y_test]))


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize(("test_size", "validation_split"), [(0.2, 0.1), (0.25, 0.3), (0.1, 0.15), (0.5, 0.5), (0.33, 0.07)])
def test_validation_rows_are_the_ones_that_keras_takes(test_size: float, validation_split: float, shuffle: bool) -> None:
    rows = of(Data(test_size=test_size, validation_split=validation_split, shuffle=shuffle))
    others = rows.rows[: rows.train + rows.validation].astype("float32")
    inputs = keras.Input((1,))
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")(inputs))
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mae")
    # With the row's own number as its target's distance, the validation loss is the mean of the numbers that Keras took.
    history = model.fit(others[:, None], np.zeros_like(others), validation_split=validation_split, shuffle=False, verbose=0).history
    assert history["val_loss"][0] == pytest.approx(others[rows.validation_rows].mean(), rel=1e-5)


def test_without_validation_all_other_rows_train() -> None:
    rows = of(Data(validation_split=0.0))
    assert (rows.train, rows.validation) == (120, 0)
    assert len(rows.x[rows.validation_rows]) == 0


def test_in_file_order_irises_of_the_last_species_validate_and_test_and_too_few_of_them_train() -> None:
    rows = of(Data(targets=("species",), shuffle=False))
    assert rows.rows.tolist() == list(range(150))
    species = load_iris().target[rows.rows]
    assert np.bincount(species[rows.train_rows], minlength=3).tolist() == [50, 50, 8]
    assert np.bincount(species[rows.validation_rows], minlength=3).tolist() == [0, 0, 12]
    assert np.bincount(species[rows.test_rows], minlength=3).tolist() == [0, 0, 30]


def test_shuffled_irises_of_every_species_are_in_every_part() -> None:
    rows = of(Data(targets=("species",)))
    species = load_iris().target[rows.rows]
    for part in (rows.train_rows, rows.validation_rows, rows.test_rows):
        assert set(species[part]) == {0, 1, 2}


@pytest.mark.parametrize("seed", [0, 1, 42, MAX_SEED])
@pytest.mark.parametrize("test_size", [0.1, 0.2, 0.25, 0.33, 0.5, 0.7])
@pytest.mark.parametrize("samples", [10, 11, 99, 500, 12_345])
def test_the_rows_are_drawn_as_scikit_learn_draws_them(samples: int, test_size: float, seed: int) -> None:
    data = Data("spiral", samples=samples, test_size=test_size, validation_split=0.0, seed=seed)
    others, test = train_test_split(np.arange(samples), test_size=test_size, random_state=seed)
    assert len(test) == data.split_rows[2]
    np.testing.assert_array_equal(split_rows(data), np.concatenate([others, test]))


STRATIFIED = [
    (Data("wine"), load_wine().target),
    (Data(targets=("species",)), load_iris().target),
    (Data("gauss", samples=97, class_count=6), load(Data("gauss", samples=97, class_count=6)).labels["class"]),
]


@pytest.mark.parametrize("seed", [0, 7, MAX_SEED])
@pytest.mark.parametrize("test_size", [0.1, 0.2, 0.33, 0.7])
@pytest.mark.parametrize(("data", "labels"), STRATIFIED)
def test_a_stratified_split_draws_scikit_learns_rows(data: Data, labels: np.ndarray, test_size: float, seed: int) -> None:
    asked = replace(data, test_size=test_size, seed=seed, stratify=True)
    others, test = train_test_split(np.arange(len(labels)), test_size=test_size, random_state=seed, stratify=labels)
    np.testing.assert_array_equal(split_rows(asked), np.concatenate([others, test]))
    shares = np.bincount(labels[test]) / np.bincount(labels)
    np.testing.assert_allclose(shares, test_size, atol=1.0 / np.bincount(labels).min())


def test_a_class_with_a_single_row_cannot_be_stratified() -> None:
    upload = Upload("own.csv", "0" * 64, 20, ("a",), (("kind", ("p", "q")),))
    data = Data("upload", ("a",), ("kind",), upload=upload, stratify=True)
    table = Table({"a": np.arange(20, dtype=np.float32)}, {"kind": np.array([0] * 19 + [1])})
    for ask in (lambda: check_strata(data, table), lambda: split(Experiment(data, *CROSS_ENTROPY), table)):
        with pytest.raises(ExperimentError) as refused:
            ask()
        assert str(refused.value) == "A stratified split needs at least 2 rows of every class. Received: 1 of q."
    check_strata(replace(data, stratify=False), table)
    check_strata(Data("wine", stratify=True))


def test_a_runs_first_word_tells_the_rows_that_are_shown() -> None:
    data = Data("spiral", samples=4_000, validation_split=0.25)
    rows = of(data)
    said = rows.started(97)
    assert (said.parameters, said.train_rows, said.validation_rows, said.test_rows) == (97, 2_400, 800, 800)
    assert said.points is not None
    table = load(data)
    in_table = rows.rows[rows.shown]
    np.testing.assert_array_equal(said.points[:, 1], table.measurements["y"][in_table])
    np.testing.assert_array_equal(said.truth.argmax(axis=1), table.labels["class"][in_table])
    assert said.grid == rows.grid


def test_equal_seeds_draw_equal_rows_and_others_do_not() -> None:
    np.testing.assert_array_equal(split_rows(Data(seed=7)), split_rows(Data(seed=7)))
    assert set(split_rows(Data(seed=7))[-30:]) != set(split_rows(Data(seed=8))[-30:])
    # What is not shuffled hears of no seed.
    np.testing.assert_array_equal(split_rows(Data(seed=7, shuffle=False)), split_rows(Data(seed=8, shuffle=False)))


def test_classes_become_one_hot_targets() -> None:
    rows = of(Data(targets=("species",), inputs=("petal width (cm)",)))
    assert rows.y.shape == (150, 3)
    np.testing.assert_array_equal(rows.y.argmax(axis=1), load_iris().target[rows.rows])
    np.testing.assert_array_equal(rows.y.sum(axis=1), np.ones(150))


@pytest.mark.parametrize(("loss", "output"), [("binary_crossentropy", "sigmoid"), ("hinge", "tanh")])
def test_one_output_says_whether_a_row_belongs_to_the_second_of_two_classes(loss: str, output: str) -> None:
    rows = of(Data("breast_cancer"), loss, output)
    assert rows.y.shape == (569, 1)
    assert rows.y.dtype == np.float32
    # 357 of the tumours are benign, the second class; Keras' hinge makes -1 of every 0 by itself.
    assert rows.y.sum() == 357
    np.testing.assert_array_equal(rows.y[:, 0], load_breast_cancer().target[rows.rows])


def test_columns_come_in_the_order_that_was_asked_for() -> None:
    one = of(Data(inputs=("sepal width (cm)", "sepal length (cm)")))
    other = of(Data())
    np.testing.assert_array_equal(one.x, other.x[:, ::-1])


def test_inputs_are_standardised_by_the_training_rows_alone() -> None:
    rows = of(Data("wine", standardize=True))
    known = load_wine().data.astype(np.float32)[rows.rows].astype(np.float64)
    train = known[rows.train_rows]
    np.testing.assert_allclose(rows.x, (known - train.mean(axis=0)) / train.std(axis=0), atol=1e-5)
    np.testing.assert_allclose(rows.x[rows.train_rows].mean(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(rows.x[rows.train_rows].std(axis=0), 1.0, atol=1e-5)
    assert abs(rows.x[rows.test_rows].mean(axis=0)).max() > 0.05


def test_targets_are_standardised_only_when_asked_for_and_by_the_training_rows_alone() -> None:
    np.testing.assert_array_equal(of(Data(standardize=True)).y, of(Data()).y)
    rows, plain = of(Data(standardize_target=True)), of(Data())
    train = plain.y[plain.train_rows].astype(np.float64)
    np.testing.assert_allclose(rows.y, (plain.y - train.mean(axis=0)) / train.std(axis=0), atol=1e-6)
    np.testing.assert_array_equal(rows.x, plain.x)
    # What is shown and scored stays in centimetres.
    np.testing.assert_array_equal(rows.truth, plain.y)
    np.testing.assert_array_equal(rows.started(1).truth, plain.y[plain.shown])
    np.testing.assert_allclose(rows.answers(rows.y), plain.y, rtol=1e-6)


def test_a_target_that_is_large_beside_its_spread_keeps_its_digits() -> None:
    values = (1e6 + np.arange(300) % 7).astype(np.float32)
    upload = Upload("own.csv", "0" * 64, 300, ("a", "b"))
    data = Data("upload", ("a",), ("b",), upload=upload, standardize_target=True)
    rows = split(Experiment(data), Table({"a": values, "b": values}, {}))
    train = values[rows.rows][rows.train_rows].astype(np.float64)
    np.testing.assert_allclose(rows.y[:, 0], (values[rows.rows] - train.mean()) / train.std(), atol=1e-7)
    np.testing.assert_allclose(rows.precise_answers(rows.y)[:, 0], values[rows.rows], atol=1e-6)


def test_a_constant_target_is_only_moved() -> None:
    upload = Upload("own.csv", "0" * 64, 30, ("a", "b"))
    data = Data("upload", ("a",), ("b",), upload=upload, standardize_target=True)
    rows = split(Experiment(data), Table({"a": np.arange(30, dtype=np.float32), "b": np.full(30, 5, np.float32)}, {}))
    assert not rows.y.any()
    assert np.all(rows.answers(rows.y) == 5.0)


def test_the_sizes_are_those_of_the_largest_columns_over_the_training_rows() -> None:
    rows = of(Data("wine", ("proline", "hue"), ("alcohol", "ash")))
    train = [part[rows.train_rows].astype(np.float64) for part in (rows.x, rows.y)]
    assert rows.sizes == pytest.approx([np.sqrt((part**2).mean(axis=0)).max() for part in train])
    assert of(Data("wine", ("proline", "hue"), ("alcohol",), standardize=True, standardize_target=True)).sizes == pytest.approx((1.0, 1.0))


def test_a_column_that_is_constant_in_the_training_rows_is_only_moved() -> None:
    rows = of(Data("digits", standardize=True))
    assert np.isfinite(rows.x).all()
    corner = Data("digits").inputs.index("pixel_0_0")
    assert (rows.x[:, corner] == 0.0).all()


def test_features_are_inputs_made_of_x_and_y_and_standardised_like_the_rest() -> None:
    data = Data("xor", inputs=("x·y", "x²", "sin y"), samples=200)
    table, rows = load(data), of(data)
    x, y = (table.measurements[name][rows.rows] for name in ("x", "y"))
    np.testing.assert_allclose(rows.x, np.stack([x * y, x**2, np.sin(y)], axis=1), rtol=1e-6)
    scaled = of(Data("xor", inputs=("x·y", "x²", "sin y"), samples=200, standardize=True))
    np.testing.assert_allclose(scaled.x[scaled.train_rows].std(axis=0), 1.0, atol=1e-5)


def test_few_rows_are_all_shown_and_of_many_the_same_share_of_each_part() -> None:
    np.testing.assert_array_equal(of(Data()).shown, np.arange(150))
    rows = of(Data("gauss", samples=20_000))
    train, validation = 14_400, 1_600
    assert (rows.train, rows.validation, len(rows.x)) == (train, validation, 20_000)
    assert len(rows.shown) == MAX_SHOWN
    parts = np.digitize(rows.shown, (train, train + validation))
    assert np.bincount(parts).tolist() == [1440, 160, 400]
    assert (np.diff(rows.shown) > 0).all()
    # The first and the last of each part are among them.
    assert {0, train - 1, train, train + validation - 1, train + validation, 19_999} <= set(rows.shown.tolist())


def test_points_are_the_shown_rows_as_they_stand_in_the_table() -> None:
    data = Data("circle", samples=3_000, standardize=True, inputs=("x²", "y²"))
    rows, table = of(data), load(data)
    assert rows.points is not None
    expected = np.stack([table.measurements["x"], table.measurements["y"]], axis=1)[rows.rows][rows.shown]
    np.testing.assert_array_equal(rows.points, expected)


def test_the_map_receives_what_the_network_would_for_a_row_at_that_point() -> None:
    data = Data("circle", samples=300, standardize=True, inputs=("y", "x·y"))
    rows, table = of(data), load(data)
    assert rows.grid_x is not None
    x, y = rows.grid
    assert rows.grid_x.shape == (len(x) * len(y), 2)
    known = np.stack([table.column("y"), table.column("x·y")], axis=1)[rows.rows][rows.train_rows].astype(np.float64)
    for column, row in ((0, 0), (3, 7), (49, 49)):
        point = np.array([y[row], x[column] * y[row]], np.float64)
        expected = (point - known.mean(axis=0)) / known.std(axis=0)
        np.testing.assert_allclose(rows.grid_x[row * len(x) + column], expected, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(experiment=experiments(SMALL))
def test_every_experiment_is_split_into_finite_arrays_of_its_shapes(experiment: Experiment) -> None:
    rows, data = split(experiment), experiment.data
    train, validation, test = data.split_rows
    assert (rows.train, rows.validation, len(rows.x)) == (train, validation, train + validation + test)
    assert rows.x.shape == (data.info.rows, len(data.inputs))
    assert rows.y.shape == (data.info.rows, len(experiment.output_names))
    assert {rows.x.dtype, rows.y.dtype} == {np.dtype(np.float32)}
    assert np.isfinite(rows.x).all()
    assert np.isfinite(rows.y).all()
    assert sorted(rows.rows) == list(range(data.info.rows))
    assert len(rows.shown) == sum(data.shown_rows)
    assert len(rows.grid) == len(data.axes)
    if rows.grid_x is not None:
        assert rows.grid_x.shape == (np.prod([len(axis) for axis in rows.grid]), len(data.inputs))
        assert np.isfinite(rows.grid_x).all()


def test_an_uploaded_table_is_split_like_any_other() -> None:
    upload = Upload("pets.csv", "0" * 64, 10, ("age", "weight"), (("kind", ("cat", "dog")),))
    data = Data("upload", ("weight",), ("kind",), upload=upload, shuffle=False)
    table = Table({"age": np.arange(10, dtype=np.float32), "weight": np.arange(10, 20, dtype=np.float32)}, {"kind": np.arange(10) % 2})
    rows = split(Experiment(data, *CROSS_ENTROPY), table)
    np.testing.assert_array_equal(rows.x[:, 0], np.arange(10, 20))
    np.testing.assert_array_equal(rows.y[:, 1], np.arange(10) % 2)
    with pytest.raises(ExperimentError) as refused:
        split(Experiment(data, *CROSS_ENTROPY))
    assert str(refused.value) == "The table pets.csv has to be there to train on it. Received: its description alone."
