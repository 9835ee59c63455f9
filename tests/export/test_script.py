"""The exported script is plain Keras and reproduces the curve that the playground shows."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from playground import Data, Experiment, Layer, Network, Training, keras_script, train
from playground.data.split import split_rows
from playground.data.tables import Table
from playground.events import Snapshot
from playground.experiment import Change, Neuron, Upload, WeightEdit
from playground.export.code import WIDTH
from playground.export.prepared import prepared_csv, prepared_name
from playground.export.script import program
from playground.presets import PRESETS
from tests.export.cases import CASES, SHORT, SMALL
from tests.export.running import assert_same_curves, folder, run, told
from tests.strategies import SMALL as FEW
from tests.strategies import experiments

PRESET_EPOCHS = 3


def shorter(experiment: Experiment) -> Experiment:
    training = experiment.training
    epochs = min(training.epochs, PRESET_EPOCHS)
    changes = tuple(change for change in training.changes if change.epoch <= epochs)
    return replace(experiment, training=replace(training, epochs=epochs, changes=changes))


def assert_reproduced(experiment: Experiment, table: Table | None = None) -> None:
    left, printed = run(keras_script(experiment))
    expected = told(experiment, table)
    assert_same_curves(left["history"], expected)
    tested = ast.literal_eval(printed.rpartition("test: ")[2].splitlines()[0].replace("nan", "None"))
    if expected.finished.reason != "diverged":
        assert tested == pytest.approx({name: expected.finished.test[name] for name in tested}, rel=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_the_script_reproduces_every_epoch(name: str) -> None:
    assert_reproduced(CASES[name])


@pytest.mark.parametrize("name", PRESETS)
def test_the_script_reproduces_every_preset(name: str) -> None:
    assert_reproduced(shorter(PRESETS[name].experiment))


@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(experiment=experiments(FEW))
def test_the_script_reproduces_random_experiments(experiment: Experiment) -> None:
    assert_reproduced(experiment)


def test_cases_end_in_every_way() -> None:
    ends = {name: told(CASES[name]).finished for name in ("the lecture's example, shorter", "early stopping goes back", "diverges")}
    assert [end.reason for end in ends.values()] == ["completed", "early_stopping", "diverged"]
    assert ends["early stopping goes back"].restored


def test_the_weights_at_the_end_are_those_of_the_best_epoch() -> None:
    experiment = CASES["early stopping goes back"]
    left, _ = run(keras_script(experiment))
    best = told(experiment).finished.best_epoch
    shorter = replace(experiment, training=replace(experiment.training, epochs=best))
    again, _ = run(keras_script(shorter))
    for one, other in zip(left["model"].get_weights(), again["model"].get_weights(), strict=True):  # type: ignore[attr-defined]
        np.testing.assert_array_equal(one, other)


def upload() -> tuple[Experiment, Table]:
    """A table with names that would be code, markup or formulas elsewhere."""
    rng = np.random.default_rng(1)
    names = ('a "b", c', "=1+1", "'=1+1", "</script>")
    table = Table(
        {name: rng.standard_normal(40).astype(np.float32) for name in names}, {"kind\N{SNOWMAN}": rng.integers(0, 3, 40, dtype=np.int64)}
    )
    words = Upload("Böse, Daten.csv", "0" * 64, 40, names, (("kind\N{SNOWMAN}", ("-x", "y'z", "@w")),))
    data = Data("upload", names[:3], ("kind\N{SNOWMAN}",), upload=words)
    training = replace(SHORT, loss="categorical_crossentropy")
    return Experiment(data, Network((Layer(6),), "softmax"), training), table


def test_the_script_reads_the_prepared_table(tmp_path: Path) -> None:
    experiment, table = upload()
    assert experiment.data.upload is not None
    name = prepared_name(experiment.data.upload)
    (tmp_path / name).write_text(prepared_csv(experiment, table), encoding="utf-8")
    regression = replace(
        experiment, data=replace(experiment.data, inputs=("'=1+1", "</script>"), targets=("=1+1",)), network=SMALL, training=SHORT
    )
    stratified = replace(experiment, data=replace(experiment.data, stratify=True))
    scaled = replace(regression, data=replace(regression.data, standardize=True, standardize_target=True))
    with folder(tmp_path):
        for one in (experiment, stratified, regression, scaled):
            assert_reproduced(one, table)


def test_the_r2_of_large_targets_keeps_its_digits(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, 200).astype(np.float32)
    table = Table({"a": x, "b": (1e6 + 3 * x + rng.normal(0, 0.5, 200)).astype(np.float32)}, {})
    words = Upload("large.csv", "1" * 64, 200, ("a", "b"))
    training = Training(learning_rate=0.1, batch_size=10, epochs=20)
    experiment = Experiment(Data("upload", ("a",), ("b",), upload=words, test_size=0.5), Network(()), training)
    (tmp_path / prepared_name(words)).write_text(prepared_csv(experiment, table), encoding="utf-8")
    with folder(tmp_path):
        left, printed = run(keras_script(experiment))
    y = left["y_test"].astype(np.float64)  # type: ignore[attr-defined]
    predictions = left["model"].predict(left["x_test"], verbose=0).astype(np.float64)  # type: ignore[attr-defined]
    r2 = 1.0 - np.sum((y - predictions) ** 2) / np.sum((y - y.mean()) ** 2)
    assert r2 > 0.8
    assert float(printed.rpartition("R² of each target: [")[2].partition("]")[0]) == pytest.approx(r2, rel=1e-7)
    assert told(experiment, table).finished.test["r2[b]"] == pytest.approx(r2, rel=1e-5)


def test_names_stay_text_in_the_script() -> None:
    evil = """x"); import os; os.system('id') #\'"""
    words = Upload(evil, "0" * 64, 10, (evil, "x = {y}"), ((f"c{evil}", ("a%s", "raise SystemExit")),))
    experiment = Experiment(
        Data("upload", (evil,), (f"c{evil}",), upload=words),
        Network((), "sigmoid"),
        Training(loss="binary_crossentropy"),
    )
    source = keras_script(experiment)
    source.encode("utf-8")
    tree = ast.parse(source)
    assert not {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & {"os", "SystemExit"}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"csv", "keras", "numpy"}
    assert evil in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


@pytest.mark.parametrize("name", ["diabetes, target standardised", "targets standardised, no validation", "file order, standardised"])
def test_the_script_shows_how_to_predict_a_new_row(name: str) -> None:
    experiment = CASES[name]
    left, printed = run(keras_script(experiment))
    events = list(train(experiment))
    last = [event for event in events if isinstance(event, Snapshot)][-1].predictions
    # The new row is the table's first, which the run showed at its place.
    place = split_rows(experiment.data).tolist().index(0)
    answer = np.asarray(left["answer"], np.float64)
    np.testing.assert_allclose(answer, last[place][None], rtol=1e-4)
    said = printed.rpartition("a new row: ")[2]
    if experiment.data.task == "classification":
        assert said.split()[0] == experiment.data.class_names[last[place].argmax()]
    else:
        assert ast.literal_eval(said) == pytest.approx(dict(zip(experiment.data.targets, last[place].tolist(), strict=True)), rel=1e-4)


def test_the_script_names_the_class_of_one_output() -> None:
    for name in ("circle, hinge", "breast cancer, one output"):
        left, printed = run(keras_script(CASES[name]))
        border = 0.0 if "hinge" in name else 0.5
        second = bool(left["answer"][0, 0] > border)  # type: ignore[index]
        assert printed.rpartition("a new row: ")[2].split()[0] == CASES[name].data.class_names[second]


def test_the_script_runs_on_its_own(tmp_path: Path) -> None:
    edits = Change(2, weights=(WeightEdit(2, 3, 1, 0.5),), silenced=(Neuron(1, 2),))
    experiment = Experiment(training=Training(epochs=2, changes=(edits,)))
    script = tmp_path / "script.py"
    script.write_text(keras_script(experiment), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, cwd=tmp_path)  # noqa: S603
    assert "Epoch 2/2" in done.stdout
    test = ast.literal_eval(done.stdout.rpartition("test: ")[2].splitlines()[0])
    finished = told(experiment).finished
    assert test["loss"] == pytest.approx(finished.test["loss"], rel=1e-5)
    rmse = [finished.test[f"rmse[{name}]"] for name in experiment.data.targets]
    printed = done.stdout.rpartition("RMSE of each target: [")[2].partition("]")[0].split()
    assert [float(value) for value in printed] == pytest.approx(rmse, rel=1e-5)


def test_the_script_shows_what_it_trains() -> None:
    source = keras_script(Experiment())
    assert 'h = layers.Dense(64, "relu", kernel_initializer=GlorotUniform(seed=6002), name="hidden2")(h)' in source
    assert "keras.optimizers.SGD(0.01)" in source
    assert "playground" not in source


def test_the_script_says_which_weights_are_edited() -> None:
    weights = (WeightEdit(2, 3, 1, 0.5), WeightEdit(4, 0, 2, -1.0))
    source = keras_script(Experiment(training=Training(changes=(Change(12, weights=weights, silenced=(Neuron(1, 5),)),))))
    assert (
        """
def edit_weights(epoch, logs):  # as somebody did; epochs, inputs and units count from 0
    if epoch == 11:
        kernel, bias = model.get_layer("hidden2").get_weights()
        kernel[4] = 0.0  # silences a neuron of hidden1
        kernel[2, 0] = 0.5
        model.get_layer("hidden2").set_weights([kernel, bias])
        kernel, bias = model.get_layer("output").get_weights()
        bias[1] = -1.0
        model.get_layer("output").set_weights([kernel, bias])


model.compile(keras.optimizers.SGD(0.01), loss="mse")
callbacks = [keras.callbacks.LambdaCallback(on_epoch_begin=edit_weights)]
"""
        in source
    )


def test_the_script_says_which_neurons_are_frozen() -> None:
    edits = Change(20, weights=(WeightEdit(1, 1, 5, 0.5),), silenced=(Neuron(2, 1),), frozen=(Neuron(3, 2),))
    source = keras_script(Experiment(training=Training(changes=(Change(12, frozen=(Neuron(1, 5), Neuron(1, 7))), edits))))
    assert (
        """
def edit_weights(epoch, logs):  # as somebody did; epochs, inputs and units count from 0
    if epoch == 11:
        freeze("hidden1", [4, 6])
    if epoch == 19:
        kernel, bias = model.get_layer("hidden1").get_weights()
        kernel[0, 4] = 0.5
        model.get_layer("hidden1").set_weights([kernel, bias])
        kernel, bias = model.get_layer("hidden3").get_weights()
        kernel[0] = 0.0  # silences a neuron of hidden2
        model.get_layer("hidden3").set_weights([kernel, bias])
        freeze("hidden1", [])
        freeze("hidden3", [1])
"""
        in source
    )


@pytest.mark.parametrize(
    "word",
    ["penalty", "edit_weights", "Freeze", "callbacks", "StandardScaler", "Dropout", "momentum", "clipnorm", "accuracy", "spread", "csv"],
)
def test_only_what_is_used_appears(word: str) -> None:
    assert (word in keras_script(Experiment())) == (word == "spread")


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(experiment=experiments())
def test_every_script_is_narrow_python_with_the_imports_that_it_uses(experiment: Experiment) -> None:
    source = keras_script(experiment)
    tree = ast.parse(source)
    _, *others = program(experiment)
    assert [line for section in others for line in section.code.splitlines() if len(line) > WIDTH] == []
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {alias.asname or alias.name for node in imports for alias in node.names} <= used
