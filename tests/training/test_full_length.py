"""To the end of a run, a run is what Keras' `fit` computes: short ones would not show a rounded digit that grows."""

import numpy as np
import pytest

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.presets import PRESETS
from playground.training import train
from tests.training.comparison import ends, last, snapshots
from tests.training.fit import by_fit

EPOCHS = 100
# Without validation rows: `fit` takes longer to validate than to train, and it is held to the end by the others.
DATA = Data(validation_split=0.0)
OPTIMIZERS = {
    "sgd": {"learning_rate": 0.01},
    "momentum": {"learning_rate": 0.01, "momentum": 0.9},
    "nesterov": {"learning_rate": 0.01, "momentum": 0.9, "nesterov": True},
    "clipped": {"learning_rate": 0.03, "clipnorm": 0.5},
    "rmsprop": {"optimizer": "rmsprop", "learning_rate": 0.003},
    "adagrad": {"optimizer": "adagrad", "learning_rate": 0.03},
    "adam": {"optimizer": "adam", "learning_rate": 0.003},
    "adamw": {"optimizer": "adamw", "learning_rate": 0.003},
    "nadam": {"optimizer": "nadam", "learning_rate": 0.003},
}
KINDS = {
    "plain": {},
    "gelu": {"activation": "gelu"},
    "dropout": {"dropout": 0.2},
    "batch normalization": {"batch_normalization": True},
}
LECTURE_UNITS = (32, 64, 32)

OTHERS = {
    "batch normalization in the lecture's network": Experiment(
        network=Network(tuple(Layer(units, batch_normalization=True) for units in LECTURE_UNITS))
    ),
    "GELU in the lecture's network, with Adam": Experiment(
        network=Network(tuple(Layer(units, "gelu") for units in LECTURE_UNITS)), training=Training("adam", 0.01)
    ),
    "batch normalization, GELU and SiLU, Nadam, cross-entropy": Experiment(
        Data(targets=("species",)),
        Network((Layer(16, "gelu", batch_normalization=True), Layer(16, "silu", batch_normalization=True)), "softmax"),
        Training("nadam", 0.003, loss="categorical_crossentropy", batch_size=16),
    ),
    "L1 and L2": Experiment(network=Network((Layer(16, "tanh"), Layer(16))), training=Training("adam", 0.003, l1=1e-3, l2=0.01)),
    "a plateau that ends by one rounded digit": Experiment(
        Data("plane", samples=500, validation_split=0.5, noise=0.3),
        Network(()),
        Training("sgd", 0.05, batch_size=4_096, epochs=1_500, early_stopping=True, patience=3),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_with_every_kind_of_layer(optimizer: str, kind: str) -> None:
    layers = (Layer(16, **KINDS[kind]), Layer(12, **KINDS[kind]))  # type: ignore[arg-type]
    training = Training(batch_size=32, epochs=EPOCHS, **OPTIMIZERS[optimizer])  # type: ignore[arg-type]
    assert_every_bit_of_fit(Experiment(DATA, Network(layers), training))


@pytest.mark.parametrize("name", OTHERS)
def test_what_short_runs_do_not_show(name: str) -> None:
    assert_every_bit_of_fit(OTHERS[name])


@pytest.mark.parametrize("name", PRESETS)
def test_every_example(name: str) -> None:
    assert_every_bit_of_fit(PRESETS[name].experiment)


def assert_every_bit_of_fit(experiment: Experiment) -> None:
    """Hold losses, accuracies and weights of every epoch against `fit`'s, to the last bit; of a run that diverges those before."""
    with np.errstate(over="ignore", invalid="ignore"):
        expected, events = by_fit(experiment), list(train(experiment))
    told, reason = ends(events), last(events).reason
    assert len(told) == len(expected.weights) or reason == "diverged"
    assert reason == ("early_stopping" if expected.stopped else "completed") or not np.isfinite(expected.history["loss"][len(told)])
    for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
        ours = [{"loss": event.loss, "val_loss": event.val_loss, **event.metrics}.get(name) for event in told]
        theirs = expected.history.get(name, [])[: len(told)]
        np.testing.assert_array_equal([value for value in ours if value is not None], theirs, err_msg=name)
    for epoch, snapshot in snapshots(events).items():
        for weights, fits in zip(snapshot.weights if epoch else (), expected.weights[epoch - 1] if epoch else (), strict=True):
            np.testing.assert_array_equal(weights, fits, err_msg=f"weights after epoch {epoch}")
