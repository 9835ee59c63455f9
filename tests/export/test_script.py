"""The exported script is plain Keras and reproduces the curve that the playground shows."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground import Data, Experiment, Layer, Network, Training, keras_script, train
from playground.events import EpochEnd, Finished

CLASSES = Data(inputs=("petal length (cm)", "petal width (cm)"), targets=("species",), seed=2)
EXPERIMENTS = {
    "the lecture's example, shorter": Experiment(training=Training(epochs=12)),
    "dropout, momentum, short batch, no validation": Experiment(
        Data(validation_split=0.0, test_size=0.25, seed=3),
        Network((Layer(16, "tanh", 0.25), Layer(8))),
        Training(epochs=5, batch_size=10, momentum=0.9, learning_rate=0.003, seed=42),
    ),
    "classification with Adam": Experiment(
        CLASSES, Network((Layer(12, "sigmoid"),), "softmax"), Training("adam", 0.03, loss="categorical_crossentropy", epochs=6)
    ),
    "no hidden layer": Experiment(network=Network(()), training=Training(epochs=3)),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_script_reproduces_every_epoch(name: str) -> None:
    experiment = EXPERIMENTS[name]
    left: dict[str, object] = {}
    exec(compile(keras_script(experiment), "script.py", "exec"), left)  # noqa: S102 - running it is the point
    history = left["history"]
    assert isinstance(history, dict)
    told = [event for event in train(experiment) if isinstance(event, EpochEnd)]
    np.testing.assert_allclose(history["loss"], [event.loss for event in told], rtol=1e-5)
    if experiment.data.validation_split:
        np.testing.assert_allclose(history["val_loss"], np.array([event.val_loss for event in told], dtype=float), rtol=1e-5)
    else:
        assert "val_loss" not in history
    if experiment.data.task == "classification":
        np.testing.assert_allclose(history["accuracy"], [event.metrics["accuracy"] for event in told], rtol=1e-6)


def test_the_script_runs_on_its_own(tmp_path: Path) -> None:
    experiment = Experiment(training=Training(epochs=2))
    script = tmp_path / "script.py"
    script.write_text(keras_script(experiment), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, cwd=tmp_path)  # noqa: S603
    finished = list(train(experiment))[-1]
    assert isinstance(finished, Finished)
    assert "epoch 2: loss " in done.stdout
    test = ast.literal_eval(done.stdout.rpartition("test: ")[2])
    assert test["loss"] == pytest.approx(finished.test["loss"], rel=1e-5)


def test_the_script_shows_what_it_trains() -> None:
    source = keras_script(Experiment())
    assert 'keras.layers.Dense(64, "relu", kernel_initializer=keras.initializers.GlorotUniform(seed=2), name="hidden2")(h)' in source
    assert "keras.optimizers.SGD(0.01)" in source
    assert "playground" not in source
