"""Which rows of the file are in which part, and what the parts are made of."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.datasets import load_diabetes, load_iris

from playground.data.parts import parts_of, sparse_in_words
from playground.data.preparing import prepare
from playground.data.reading.file import read_csv
from playground.data.split import split_rows
from playground.data.suggesting import suggested
from playground.data.tables import Table
from playground.experiment import Data, Experiment, Upload
from tests.strategies import SMALL, experiments

UPLOAD = Upload("own.csv", "0" * 64, 10, ("a", "b"), (("kind", ("p", "q")),))


def test_in_file_order_the_parts_lie_one_behind_the_other() -> None:
    parts = parts_of(Data(targets=("species",), shuffle=False))
    assert parts.part.tolist() == [0] * 108 + [1] * 12 + [2] * 30
    assert parts.sizes == (108, 12, 30)
    assert parts.counts.tolist() == [[50, 50, 8], [0, 0, 12], [0, 0, 30]]
    assert (parts.column, parts.classes) == ("species", ("setosa", "versicolor", "virginica"))


def test_shuffled_every_row_has_the_part_that_the_split_gives_it() -> None:
    data = Data(seed=5)
    parts, rows = parts_of(data), split_rows(data)
    assert set(np.flatnonzero(parts.part == 2)) == set(rows[120:])
    assert set(np.flatnonzero(parts.part == 1)) == set(rows[108:120])
    species = load_iris().target
    assert parts.counts[1].tolist() == np.bincount(species[rows[108:120]], minlength=3).tolist()


def test_a_regression_on_a_table_with_names_is_told_by_them_and_by_its_means() -> None:
    parts = parts_of(Data(shuffle=False))
    assert (parts.column, parts.target) == ("species", "petal length (cm)")
    lengths = load_iris().data[:, 2]
    np.testing.assert_allclose(parts.means, [lengths[:108].mean(), lengths[108:120].mean(), lengths[120:].mean()], rtol=1e-6)


def test_a_table_without_names_has_means_alone() -> None:
    parts = parts_of(Data("diabetes", shuffle=False, validation_split=0.0))
    assert (parts.column, parts.classes, parts.labels, parts.counts.size) == ("", (), None, 0)
    progression = load_diabetes().target
    np.testing.assert_allclose(parts.means[[0, 2]], [progression[:353].mean(), progression[353:].mean()], rtol=1e-6)
    assert np.isnan(parts.means[1])
    assert parts.sizes == (353, 0, 89)


def test_an_uploaded_table_has_its_own_rows() -> None:
    table = Table({"a": np.arange(10, dtype=np.float32), "b": np.ones(10, np.float32)}, {"kind": np.arange(10) % 2})
    parts = parts_of(Data("upload", ("b",), ("kind",), upload=UPLOAD, shuffle=False), table)
    assert parts.counts.tolist() == [[4, 3], [0, 1], [1, 1]]
    parts = parts_of(Data("upload", ("b",), ("a",), upload=UPLOAD, shuffle=False), table)
    assert parts.means.tolist() == [3.0, 7.0, 8.5]


@settings(max_examples=40, deadline=None)
@given(experiment=experiments(SMALL))
def test_every_row_is_in_one_part_and_counted_once(experiment: Experiment) -> None:
    parts = parts_of(experiment.data)
    assert parts.sizes == experiment.data.split_rows
    if parts.classes:
        assert parts.counts.sum(axis=1).tolist() == list(parts.sizes)
    if parts.target:
        overall = np.nansum(parts.means.astype(np.float64) * parts.sizes) / sum(parts.sizes)
        low, high = np.nanmin(parts.means), np.nanmax(parts.means)
        assert low == pytest.approx(overall, abs=1e-3) or low <= overall <= high


def test_the_mean_of_large_numbers_keeps_its_digits() -> None:
    values = (1e6 + np.arange(300) % 7 % 4).astype(np.float32)
    upload = Upload("own.csv", "0" * 64, 300, ("a", "b"))
    parts = parts_of(Data("upload", ("a",), ("b",), upload=upload, shuffle=False), Table({"a": values, "b": values}, {}))
    assert float(parts.means[0]) == pytest.approx(sum(map(float, values[:216])) / 216, abs=1e-8)


def rare(seed: int) -> tuple[str, ...]:
    """The sentences about 54 rows of a class, 5 of another and 1 of a third."""
    file = read_csv((Path(__file__).parent / "cases" / "rare-class.csv").read_bytes(), "rare-class.csv")
    made = prepare(file, suggested(file))
    data = replace(made.data, seed=seed)
    return sparse_in_words(data, parts_of(data, made.table))


def test_classes_without_a_row_or_with_one_in_a_part_are_named() -> None:
    assert rare(0) == (
        "No training row is of single: the network cannot learn what it never sees.",
        "No validation row is of seldom or single.",
        "Only one test row is of seldom or single.",
    )
    assert rare(1) == (
        "Only one training row is of single.",
        "No validation row is of seldom or single.",
        "No test row is of seldom or single: the scores do not show how well it is recognised.",
    )


def test_a_stratified_split_is_offered_where_it_is_possible_and_then_no_longer() -> None:
    data = Data("gauss", samples=30, class_count=6, seed=0)
    offer = "“Stratify the test rows”, under Split and scaling, gives each class its share of them."
    assert sparse_in_words(data, parts_of(data))[2].startswith("No test row is of B or D")
    assert sparse_in_words(data, parts_of(data))[-1] == offer
    asked = replace(data, stratify=True)
    found = sparse_in_words(asked, parts_of(asked))
    assert offer not in found
    assert not any(sentence.startswith("No test row") for sentence in found)


def test_where_every_class_has_its_rows_or_there_are_none_nothing_is_said() -> None:
    for data in (Data(targets=("species",)), Data(), Data("digits", shuffle=False), Data("diabetes")):
        assert sparse_in_words(data, parts_of(data)) == ()


def test_a_part_without_rows_is_not_complained_about() -> None:
    data = Data(targets=("species",), validation_split=0.0, shuffle=False)
    assert sparse_in_words(data, parts_of(data)) == (
        "No test row is of setosa or versicolor: the scores do not show how well it is recognised.",
    )
