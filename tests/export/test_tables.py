"""History and prepared table as CSV: every value reads back to the same 32 bits."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground import Data, Experiment, Network, Training, keras_script
from playground.data.choosing import Choice
from playground.data.preparing import prepare
from playground.data.reading.file import read_csv
from playground.data.suggesting import suggested
from playground.data.tables import Table
from playground.experiment import Change, Upload
from playground.export.history import history_csv
from playground.export.prepared import as_cell, columns_of, prepared_csv, prepared_name
from playground.settings import ExperimentError
from tests.data.case_files import CASES, FOLDER


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_history_has_a_line_an_epoch_with_its_learning_rate() -> None:
    training = Training(epochs=3, schedule="step", schedule_epochs=2, changes=(Change(3, learning_rate=0.1),))
    values: list[float] = np.array([0.1, 1 / 3, 1e-30], np.float32).tolist()
    found = rows(history_csv(Experiment(training=training), {"loss": values, "val_loss": [1.0, float("nan"), float("inf")]}))
    assert found[0] == ["epoch", "learning_rate", "loss", "val_loss"]
    assert [row[:2] for row in found[1:]] == [["1", "0.01"], ["2", "0.01"], ["3", "0.05"]]
    assert [float(np.float32(row[2])) for row in found[1:]] == values
    assert [row[3] for row in found[1:]] == ["1.0", "nan", "nan"]


def test_a_curve_that_ends_early_leaves_its_cells_empty() -> None:
    found = rows(history_csv(Experiment(), {"loss": [1.0, 2.0], "penalty": [0.5]}))
    assert found[1:] == [["1", "0.01", "1.0", "0.5"], ["2", "0.01", "2.0", ""]]


def test_history_of_a_run_without_epochs_is_its_names() -> None:
    assert rows(history_csv(Experiment(), {"loss": []})) == [["epoch", "learning_rate", "loss"]]


def test_the_prepared_table_reads_back_bit_by_bit() -> None:
    rng = np.random.default_rng(0)
    values = (rng.standard_normal(30) * 10.0 ** rng.integers(-30, 30, 30)).astype(np.float32)
    table = Table({"a,b": values, "=cmd": values[::-1]}, {"c": np.arange(30) % 2})
    words = Upload("x.csv", "0" * 64, 30, ("a,b", "=cmd"), (("c", ("no", "+yes")),))
    text = prepared_csv(Experiment(Data("upload", ("a,b",), ("=cmd",), upload=words)), table)
    head, *body = rows(text)
    assert head == ["a,b", "'=cmd", "c"]
    np.testing.assert_array_equal(np.array([row[0] for row in body], dtype=np.float32), values)
    np.testing.assert_array_equal(np.array([row[1] for row in body], dtype=np.float32), values[::-1])
    assert [row[2] for row in body] == ["no", "'+yes"] * 15


@pytest.mark.parametrize("name", CASES)
def test_the_prepared_table_of_a_file_that_people_have_reads_back(name: str) -> None:
    file = read_csv((FOLDER / name).read_bytes(), name)
    made = prepare(file, suggested(file))
    training = Training(loss="categorical_crossentropy" if made.data.class_names else "mse")
    experiment = Experiment(made.data, Network(output="softmax" if made.data.class_names else "linear"), training)
    head, *body = rows(prepared_csv(experiment, made.table))
    assert head == list(columns_of(made.upload))
    assert len(body) == made.upload.rows
    for place, values in enumerate(made.table.measurements.values()):
        np.testing.assert_array_equal(np.array([row[place] for row in body], dtype=np.float32), values)
    classes = [as_cell(made.data.class_names[label]) for values in made.table.labels.values() for label in values]
    assert [row[-1] for row in body] == (classes or [row[-1] for row in body])


def test_only_an_upload_has_a_prepared_table() -> None:
    with pytest.raises(ExperimentError, match="Received: Iris"):
        prepared_csv(Experiment(), Table({}, {}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My Flowers (2).csv", "my-flowers-2-prepared-0a1b2c3d.csv"),
        ("../../etc/passwd", "etc-passwd-prepared-0a1b2c3d.csv"),
        ("Änderung.CSV", "anderung-prepared-0a1b2c3d.csv"),
        ("数据.csv", "table-prepared-0a1b2c3d.csv"),
        ("a" * 60, f"{'a' * 40}-prepared-0a1b2c3d.csv"),
    ],
)
def test_the_file_has_a_plain_name(name: str, expected: str) -> None:
    assert prepared_name(Upload(name, "0a1b2c3d" * 8, 10, ("a", "b"))) == expected


def test_two_preparations_of_one_file_are_two_files_with_a_script_each(tmp_path: Path) -> None:
    file = read_csv(b"a,b,c,d\n" + b"".join(b"%d,%d,%d,%d\n" % (row, row * row, row % 3, row % 5) for row in range(20)), "my.csv")
    made = [prepare(file, Choice(inputs, ("b",), "regression")) for inputs in (("a",), ("c", "d"))]
    names = [prepared_name(one.upload) for one in made]
    assert len(set(names)) == 2
    for one, name in zip(made, names, strict=True):
        (tmp_path / name).write_text(prepared_csv(Experiment(one.data), one.table), encoding="utf-8")
    for one, name in zip(made, names, strict=True):
        assert f'open("{name}"' in keras_script(Experiment(one.data))
        with (tmp_path / name).open(encoding="utf-8") as written:
            assert tuple(next(csv.reader(written))) == one.upload.measurements


def test_experiments_go_out_as_json_and_come_back() -> None:
    words = Upload("x.csv", "0" * 64, 30, ("a", "b"), (("c", ("no", "yes")),))
    changed = replace(Experiment(Data("upload", ("a",), ("b",), upload=words)), training=Training(changes=(Change(2, l1=0.1),)))
    for experiment in (Experiment(), changed):
        assert Experiment.from_json(experiment.to_json()) == experiment
