"""The runs beside each other on the page on activation functions, the lecture's figure 5: one network with linear and with ReLU units."""

from collections.abc import Mapping
from types import MappingProxyType

from playground.datasets import DATASETS
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.settings import Option
from playground.summary import parameter_count
from playground.ui.lessons.lesson import Reel

PROBLEMS: Mapping[str, Option] = MappingProxyType({name: DATASETS[name] for name in ("circle", "xor", "moons", "spiral", "gauss")})
HIDDEN = 2
UNITS = 16
EPOCHS = 80


def linear_and_relu(dataset: str) -> tuple[Reel, ...]:
    """Return the same network with linear and with ReLU units in its hidden layers, on the same rows of two classes."""
    linear, relu = (_experiment(dataset, activation) for activation in ("linear", "relu"))
    words = f"{HIDDEN} hidden layers of {UNITS} {{}} units: {parameter_count(linear):,} parameters"
    return Reel("Linear", words.format("linear"), linear), Reel("ReLU", words.format("ReLU"), relu)


def _experiment(dataset: str, activation: str) -> Experiment:
    data = Data(dataset, samples=200, noise=0.1, validation_split=0.2, seed=0)
    training = Training("adam", 0.01, loss="binary_crossentropy", batch_size=16, epochs=EPOCHS, seed=0)
    return Experiment(data, Network((Layer(UNITS, activation),) * HIDDEN, "sigmoid"), training)
