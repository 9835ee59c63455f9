"""The presets: experiments that show one thing each, and the two sentences that say what to watch."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.settings import ExperimentError, Option


@dataclass(frozen=True)
class Preset(Option):
    """An experiment that shows something; `help` says what to watch."""

    experiment: Experiment


def _fit(*hidden: Layer) -> Experiment:
    """Forty points of a sine wave under noise of variance 0.09: a network that gets below that has learned the noise."""
    data = Data("sine", samples=40, noise=0.3, validation_split=0.3, standardize=True)
    return Experiment(data, Network(hidden), Training("adam", 0.003, batch_size=8, epochs=300))


def _deep(activation: str) -> Experiment:
    network = Network((Layer(16, activation),) * 6, "softmax")
    training = Training(learning_rate=0.1, loss="categorical_crossentropy", batch_size=16, epochs=100)
    return Experiment(Data("circle", samples=300, noise=0.0), network, training)


def _bowl(learning_rate: float) -> Experiment:
    """Without hidden layers the loss is a bowl with one lowest point: what happens is the learning rate's doing alone."""
    return Experiment(network=Network(()), training=Training(learning_rate=learning_rate, epochs=60))


def _zeros() -> Experiment:
    hidden = tuple(Layer(layer.units, initializer="zeros") for layer in Network().hidden)
    return Experiment(network=Network(hidden, output_initializer="zeros"))


def _exclusive_or(*hidden: Layer) -> Experiment:
    training = Training(learning_rate=0.1, loss="binary_crossentropy", batch_size=10, epochs=100)
    return Experiment(Data("xor", noise=0.0), Network(hidden, "sigmoid"), training)


def _spiral() -> Experiment:
    training = Training("adam", loss="categorical_crossentropy", batch_size=20, epochs=150)
    return Experiment(Data("spiral"), Network((Layer(32), Layer(32)), "softmax"), training)


def _digits() -> Experiment:
    training = Training("adam", 0.001, loss="categorical_crossentropy", batch_size=32, epochs=30)
    return Experiment(Data("digits", standardize=True), Network((Layer(64, dropout=0.2), Layer(32)), "softmax"), training)


_Words: TypeAlias = tuple[str, str, Callable[[], Experiment]]

_ALL: Mapping[str, _Words] = MappingProxyType(
    {
        "lecture": (
            "The lecture's example",
            "The lecture's network learns to tell a flower's petals from its sepals. "
            "Watch the loss fall fast for ten epochs, then slowly, while the dots come closer to the diagonal.",
            Experiment,
        ),
        "under_fitted": (
            "Under-fitting: one unit for a sine wave",
            "One unit can bend the line once, and a sine wave bends more often. "
            "Watch both losses stay high together: more epochs do not help, more units do.",
            lambda: _fit(Layer(1, "tanh")),
        ),
        "well_fitted": (
            "Well fitted: sixteen units",
            "Sixteen units follow the wave and leave the noise alone. "
            "Watch training and validation loss fall together to about the variance of the noise, 0.09, and stay there.",
            lambda: _fit(Layer(16, "tanh")),
        ),
        "over_fitted": (
            "Over-fitting: far too many units",
            "Twenty-five thousand weights for 22 rows are enough to learn the noise by heart. "
            "Watch the training loss keep falling while the validation loss turns and rises: from there on, each epoch makes it worse.",
            lambda: _fit(Layer(128), Layer(128), Layer(64)),
        ),
        "vanishing_gradients": (
            "Vanishing gradients: six sigmoid layers",
            "On its way back through six sigmoid layers the gradient is multiplied by at most ¼ in each, and nearly nothing arrives. "
            "Watch the loss stay at 0.69, which is guessing between two classes.",
            lambda: _deep("sigmoid"),
        ),
        "relu_instead": (
            "… the same with ReLU",
            "Nothing but the activation is different: a ReLU passes the gradient on as it is wherever its sum is positive. "
            "Watch the loss fall to nearly 0 and the circle appear.",
            lambda: _deep("relu"),
        ),
        "dead_relus": (
            "Dead ReLUs",
            "The lecture's example with a learning rate of 0.05: a few large steps push the sums of every unit of the first layer below 0. "
            "Watch all predictions become the same, and the loss stand still: where a ReLU's output is 0, so is its gradient.",
            lambda: Experiment(training=Training(learning_rate=0.05)),
        ),
        "zero_weights": (
            "All weights zero",
            "The lecture's network with every weight 0 at the start: no unit passes anything on, and no gradient comes back through zeros. "
            "Watch the loss stop at the variance of the targets: only the output's two biases learn, so every prediction is the mean.",
            _zeros,
        ),
        "rate_too_small": (
            "Learning rate too small",
            "A network without hidden layers, so that the loss is a simple bowl, and steps of 0.0001. "
            "Watch the loss fall in every epoch and still be far from the bottom after the last.",
            lambda: _bowl(0.0001),
        ),
        "rate_right": (
            "Learning rate about right",
            "The same bowl with steps of 0.01. Watch the loss reach the bottom after some thirty epochs and tremble there.",
            lambda: _bowl(0.01),
        ),
        "rate_too_large": (
            "Learning rate too large",
            "The same bowl with steps of 0.05: each leaps over the bottom and lands higher on the other side. "
            "Watch the loss grow by a factor from epoch to epoch, a line on the logarithmic axis, until no number can hold it.",
            lambda: _bowl(0.05),
        ),
        "xor_perceptron": (
            "Exclusive or: a perceptron",
            "A network without a hidden layer can only cut the plane in two by a straight line. "
            "Watch the line turn and turn, and the loss stay at 0.69, which is guessing.",
            _exclusive_or,
        ),
        "xor_hidden": (
            "Exclusive or: one hidden layer",
            "The same with one hidden layer of eight units, whose lines together bound the four quadrants. "
            "Watch the loss leave 0.69 within a few epochs, and the corners take their colours.",
            lambda: _exclusive_or(Layer(8, "tanh")),
        ),
        "spiral": (
            "Spiral",
            "Two arms wound around each other, the hardest of the sets in the plane. "
            "Watch the ends of the arms come out right within fifteen epochs, and the windings between them only after thirty or so.",
            _spiral,
        ),
        "digits": (
            "Handwritten digits",
            "From 64 grey pixels to one of ten digits, by two hidden layers and some dropout. "
            "Watch the confusion matrix: which digits does it take for which?",
            _digits,
        ),
    }
)


def _within_limits() -> Iterator[tuple[str, Preset]]:
    for name, (label, words, make) in _ALL.items():
        # The limits of an installation may be narrower than what one of them needs.
        with suppress(ExperimentError):
            yield name, Preset(label, words, make())


PRESETS: Mapping[str, Preset] = MappingProxyType(dict(_within_limits()))
