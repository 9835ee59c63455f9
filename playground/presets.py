"""The presets: experiments that show one thing each, and the sentences that say what to watch, number by number."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType

from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.settings import ExperimentError, Option


@dataclass(frozen=True)
class Fact:
    """A number that the sentences of a preset say about its run; the tests hold it against the run.

    Attributes:
        of: a score by its name in Keras' history or among those of the test rows (`test loss`), or what else the tests measure;
            `, at most` or `, at least` behind it for a bound.
        value: as the sentences round it.
        epoch: after which the score is meant; None for the end of the run.
        preset: whose run it is, if that of another preset.
    """

    of: str
    value: float
    epoch: int | None = None
    preset: str = ""


@dataclass(frozen=True)
class Preset(Option):
    """An experiment that shows something; `help` says what to watch.

    Attributes:
        experiment: to be trained.
        section: of the lecture, which it belongs to.
        facts: the numbers about the run in `help`.
    """

    experiment: Experiment
    section: str
    facts: tuple[Fact, ...] = ()


# The sections of the lecture in their order; the example, from which all settings start, comes first.
SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "1.8": "Example of a network",
        "1.3": "Perceptron",
        "1.4": "Gradient descent",
        "1.5": "Back-propagation",
        "1.6": "Activation functions",
        "1.7": "Regularizers",
        "+": "Beyond the lecture",
    }
)


def _fit(*hidden: Layer, learning_rate: float = 0.003) -> Experiment:
    """Forty points of a sine wave under noise of variance 0.09: a network that gets below that has learned the noise.

    Here and below seeds are said where the sentences were written for them; what differs in one thing from the lecture's example
    has the lecture's.
    """
    data = Data("sine", samples=40, noise=0.3, validation_split=0.3, seed=0, standardize=True)
    return Experiment(data, Network(hidden), Training("adam", learning_rate, batch_size=8, epochs=300, seed=0))


def _over_fitted() -> Experiment:
    return _fit(Layer(128), Layer(128), Layer(64))


def _stopped() -> Experiment:
    over = _over_fitted()
    return replace(over, training=replace(over.training, early_stopping=True, patience=30))


def _dropping_out() -> Experiment:
    over = _over_fitted()
    return replace(over, network=Network(tuple(replace(layer, dropout=0.2) for layer in over.network.hidden)))


def _noisy() -> Experiment:
    over = _over_fitted()
    return replace(over, network=replace(over.network, augmentation=Augmentation(noise=0.2)))


def _deep(activation: str) -> Experiment:
    network = Network((Layer(16, activation),) * 6, "softmax")
    training = Training(learning_rate=0.1, loss="categorical_crossentropy", batch_size=16, epochs=100, seed=0)
    return Experiment(Data("circle", samples=300, noise=0.0, seed=0), network, training)


def _bowl(learning_rate: float) -> Experiment:
    """Without hidden layers the loss is a bowl with one lowest point: what happens is the learning rate's doing alone."""
    return Experiment(network=Network(()), training=Training(learning_rate=learning_rate, epochs=60))


def _zeros() -> Experiment:
    hidden = tuple(Layer(layer.units, initializer="zeros") for layer in Network().hidden)
    return Experiment(network=Network(hidden, output_initializer="zeros"))


def _exclusive_or(*hidden: Layer) -> Experiment:
    training = Training(learning_rate=0.1, loss="binary_crossentropy", batch_size=10, epochs=100, seed=0)
    return Experiment(Data("xor", noise=0.0, seed=0), Network(hidden, "sigmoid"), training)


def _spiral() -> Experiment:
    training = Training("adam", loss="categorical_crossentropy", batch_size=20, epochs=150, seed=0)
    return Experiment(Data("spiral", seed=0), Network((Layer(32), Layer(32)), "softmax"), training)


def _digits() -> Experiment:
    training = Training("adam", 0.001, loss="categorical_crossentropy", batch_size=32, epochs=30, seed=0)
    network = Network((Layer(64, dropout=0.2), Layer(32)), "softmax")
    return Experiment(Data("digits", seed=0, standardize=True), network, training)


@dataclass(frozen=True)
class _Words:
    """A preset before its experiment is made, which the limits of an installation may not allow."""

    section: str
    label: str
    help: str
    make: Callable[[], Experiment]
    facts: tuple[Fact, ...] = ()


_ALL: Mapping[str, _Words] = MappingProxyType(
    {
        "lecture": _Words(
            "1.8",
            "The lecture's example",
            "The lecture's network learns to tell a flower's petals from its sepals. Watch the loss fall to about 0.4 within 10 epochs, "
            "and then slowly to about 0.2, while the dots come closer to the diagonal.",
            Experiment,
            (Fact("loss", 0.4, 10), Fact("loss", 0.2), Fact("val_loss", 0.2)),
        ),
        "xor_perceptron": _Words(
            "1.3",
            "Exclusive or: a perceptron",
            "A network without a hidden layer can only cut the plane in two by a straight line, and no line separates these classes. "
            "Watch the line wander without end, and the loss stay near 0.7: guessing between two classes gives 0.69.",
            _exclusive_or,
            (Fact("loss", 0.7, 10), Fact("loss", 0.7), Fact("guessing", 0.69)),
        ),
        "rate_too_small": _Words(
            "1.4",
            "Learning rate too small",
            "A network without hidden layers, so that the loss is a simple bowl, and steps of 0.0001. Watch the loss fall in every epoch "
            "and still be about 1.6 after the last: the bottom is near 0.3.",
            lambda: _bowl(0.0001),
            (Fact("loss", 1.6), Fact("loss", 0.3, preset="rate_right")),
        ),
        "rate_right": _Words(
            "1.4",
            "Learning rate about right",
            "The same bowl with steps of 0.01. Watch the loss reach the bottom, near 0.3, after some 30 epochs and tremble there.",
            lambda: _bowl(0.01),
            (Fact("loss", 0.3, 30), Fact("loss", 0.3)),
        ),
        "rate_too_large": _Words(
            "1.4",
            "Learning rate too large",
            "The same bowl with steps of 0.05: each leaps over the bottom and lands higher on the other side. Watch the loss grow "
            "more than 10,000-fold from epoch to epoch, until no number can hold it; on a “log scale” its curve is nearly a straight line.",
            lambda: _bowl(0.05),
            (Fact("growth, at least", 10_000),),
        ),
        "zero_weights": _Words(
            "1.5",
            "All weights zero",
            "The lecture's network with every weight 0 at the start: no unit passes anything on, and no gradient comes back through zeros. "
            "Watch the loss stop near 2, the variance of the targets: only the output's two biases learn, so every prediction is the mean.",
            _zeros,
            (Fact("loss", 2), Fact("variance", 2)),
        ),
        "vanishing_gradients": _Words(
            "1.5",
            "Vanishing gradients: six sigmoid layers",
            "On its way back through six sigmoid layers the gradient is multiplied by at most ¼ in each, and nearly nothing arrives. "
            "Watch the loss stay near 0.69, which is guessing between two classes.",
            lambda: _deep("sigmoid"),
            (Fact("loss", 0.69, 10), Fact("loss", 0.69), Fact("guessing", 0.69)),
        ),
        "relu_instead": _Words(
            "1.6",
            "… the same with ReLU",
            "Nothing but the activation is different: a ReLU passes the gradient on as it is wherever its sum is positive. "
            "Watch the loss fall below 0.05 within 20 epochs, and the circle appear.",
            lambda: _deep("relu"),
            (Fact("loss, at most", 0.05, 20),),
        ),
        "dead_relus": _Words(
            "1.6",
            "Dead ReLUs",
            "The lecture's example with a learning rate of 0.05: a few large steps push the sums of every unit of the first layer below 0. "
            "Watch all predictions become the same, and the loss stand still near 2: where a ReLU's output is 0, so is its gradient.",
            lambda: Experiment(training=Training(learning_rate=0.05)),
            (Fact("loss", 2), Fact("loss", 2, 20)),
        ),
        "xor_hidden": _Words(
            "1.6",
            "Exclusive or: one hidden layer",
            "The perceptron's problem with one hidden layer of eight units, whose lines together bound the four quadrants. "
            "Watch the loss leave 0.69, fall below 0.4 within 10 epochs, and the corners take their colours.",
            lambda: _exclusive_or(Layer(8, "tanh")),
            (Fact("loss", 0.69, 1), Fact("loss, at most", 0.4, 10)),
        ),
        "under_fitted": _Words(
            "1.7",
            "Under-fitting: one unit for a sine wave",
            "One unit can bend the line once, and a sine wave bends more often. "
            "Watch both losses end high together, near 0.63 and 0.67: more epochs do not help, more units do.",
            lambda: _fit(Layer(1, "tanh")),
            (Fact("loss", 0.63), Fact("val_loss", 0.67)),
        ),
        "well_fitted": _Words(
            "1.7",
            "Well fitted: sixteen units",
            "Sixteen units follow the wave and leave the noise alone, whose variance is 0.09. "
            "Watch both losses fall together and stay near that: training at about 0.13, validation at about 0.07.",
            lambda: _fit(Layer(16, "tanh"), learning_rate=0.01),
            (Fact("noise", 0.09), Fact("loss", 0.13), Fact("val_loss", 0.07), Fact("val_loss", 0.07, 150)),
        ),
        "over_fitted": _Words(
            "1.7",
            "Over-fitting: far too many units",
            "25,089 weights for 22 rows are enough to learn the noise by heart. Watch the training loss keep falling to about 0.04, "
            "while the validation loss turns near 0.06 and rises to about 0.2: from there on more epochs make it worse.",
            _over_fitted,
            (Fact("loss", 0.04), Fact("lowest val_loss", 0.06), Fact("val_loss", 0.2)),
        ),
        "early_stopping": _Words(
            "1.7",
            "… with early stopping",
            "The over-fitted network, stopped when the validation loss has not improved for 30 epochs. Watch the run end after some 60 "
            "epochs and go back to its best: the test loss is about 0.14 instead of 0.27.",
            _stopped,
            (Fact("epochs", 60), Fact("test loss", 0.14), Fact("test loss", 0.27, preset="over_fitted")),
        ),
        "dropout": _Words(
            "1.7",
            "… with dropout",
            "The over-fitted network with a dropout of 0.2 in every hidden layer. Watch the training loss tremble, since other units are "
            "missing in each step: validation ends near 0.13 instead of 0.2, and the test loss near 0.2 instead of 0.27.",
            _dropping_out,
            (
                Fact("val_loss", 0.13),
                Fact("val_loss", 0.2, preset="over_fitted"),
                Fact("test loss", 0.2),
                Fact("test loss", 0.27, preset="over_fitted"),
            ),
        ),
        "noise": _Words(
            "1.7",
            "… with noise on the inputs",
            "The over-fitted network with Gaussian noise of 0.2 on its inputs, drawn anew in each step: no row comes twice, so none can be "
            "learned by heart. Watch validation end near 0.15 instead of 0.2, and the test loss near 0.16 instead of 0.27.",
            _noisy,
            (
                Fact("val_loss", 0.15),
                Fact("val_loss", 0.2, preset="over_fitted"),
                Fact("test loss", 0.16),
                Fact("test loss", 0.27, preset="over_fitted"),
            ),
        ),
        "spiral": _Words(
            "+",
            "Spiral",
            "Two arms wound around each other, the hardest of the sets in the plane. Watch the ends of the arms come out right within "
            "15 epochs, and the windings between them only between 20 and 40: in the end about 97 % of the test rows are right.",
            _spiral,
            (
                Fact("ends, at least", 0.9, 15),
                Fact("windings, at most", 0.6, 20),
                Fact("windings, at least", 0.9, 40),
                Fact("test accuracy", 0.97),
            ),
        ),
        "digits": _Words(
            "+",
            "Handwritten digits",
            "From 64 grey pixels to one of ten digits, by two hidden layers and some dropout. Watch the confusion matrix: about 97 % of "
            "the test rows come out right, and which digits does it take for which?",
            _digits,
            (Fact("test accuracy", 0.97),),
        ),
    }
)


def _within_limits() -> Iterator[tuple[str, Preset]]:
    for name, words in _ALL.items():
        # The limits of an installation may be narrower than what one of them needs.
        with suppress(ExperimentError):
            yield name, Preset(words.label, words.help, words.make(), words.section, words.facts)


PRESETS: Mapping[str, Preset] = MappingProxyType(dict(_within_limits()))
