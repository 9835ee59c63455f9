"""The registries: every name that a setting can take, with the words that explain it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.settings import Option

ACTIVATIONS: Mapping[str, Option] = MappingProxyType(
    {
        "linear": Option(
            "Linear", "a = s: no bend. Stacked linear layers are still one linear function; meant for the output of a regression."
        ),
        "relu": Option(
            "ReLU", "a = max(0, s): cheap, and its gradient does not fade for positive sums. The usual choice for hidden layers."
        ),
        "sigmoid": Option(
            "Sigmoid", "a = 1 / (1 + e⁻ˢ), between 0 and 1. It saturates: discouraged in hidden layers, made for two-class outputs."
        ),
        "tanh": Option(
            "Tanh", "Between −1 and 1, close to the identity around 0. Better than sigmoid in hidden layers, yet it saturates too."
        ),
        "softmax": Option("Softmax", "Turns a layer's sums into probabilities that add up to 1. Made for the output of a classification."),
        "leaky_relu": Option("Leaky ReLU", "As ReLU, but a = 0.2·s below 0: units cannot die, for their gradient is never 0."),
        "elu": Option("ELU", "As ReLU above 0; below it bends to −1, a = eˢ − 1, so that the mean output is nearer to 0 than a ReLU's."),
        "selu": Option(
            "SELU",
            "ELU with a scale that keeps the outputs' spread the same from layer to layer at the start, given LeCun's initial weights.",
        ),
        "gelu": Option("GELU", "a = s·Φ(s): a smooth ReLU, the usual choice in transformers."),
        "silu": Option("SiLU", "a = s·σ(s): a smooth ReLU, also called swish."),
        "softplus": Option("Softplus", "a = ln(1 + eˢ): ReLU with its corner rounded off; always above 0."),
    }
)

INITIALIZERS: Mapping[str, Option] = MappingProxyType(
    {
        "glorot_uniform": Option(
            "Glorot, uniform",
            "Evenly from ±√(6 / (inputs + units)): signals keep about their size from layer to layer with linear units, and fade slowly "
            "with tanh. With sigmoid they fade fast all the same. Keras' default.",
        ),
        "glorot_normal": Option("Glorot, normal", "As Glorot uniform, but bell-shaped: variance 2 / (inputs + units)."),
        "he_uniform": Option(
            "He, uniform", "Evenly from ±√(6 / inputs): made for ReLU, which sets about half of the sums to 0 at the start."
        ),
        "he_normal": Option("He, normal", "As He uniform, but bell-shaped: variance 2 / inputs."),
        "lecun_uniform": Option("LeCun, uniform", "Evenly from ±√(3 / inputs)."),
        "lecun_normal": Option("LeCun, normal", "Bell-shaped with variance 1 / inputs: what SELU is made for."),
        "random_normal": Option("Normal, small", "Bell-shaped with a standard deviation of 0.05, whatever the layer's size."),
        "zeros": Option(
            "Zeros",
            "Every weight 0, so all units of the layer start the same. ReLU units never learn: at a sum of 0 their slope is 0 in Keras. "
            "Others stay equal for ever if the next layer's weights start at 0 too, and become different within a few epochs if those "
            "are drawn. Try it once.",
        ),
    }
)

OPTIMIZERS: Mapping[str, Option] = MappingProxyType(
    {
        "sgd": Option("SGD", "Stochastic gradient descent: each batch moves every weight by −learning rate × gradient."),
        "rmsprop": Option("RMSprop", "Divides each weight's step by the root of a running mean of its squared gradients."),
        "adagrad": Option(
            "Adagrad",
            "Divides each weight's step by the root of the sum of all its squared gradients: the divisor only grows, so it slows down.",
        ),
        "adam": Option(
            "Adam", "Gradient descent with a step size of its own for every weight, from running means of the gradient and its square."
        ),
        "adamw": Option("AdamW", "Adam with weight decay: each step also shrinks every weight by a share of itself."),
        "nadam": Option("Nadam", "Adam with Nesterov's look ahead."),
    }
)


@dataclass(frozen=True)
class Schedule(Option):
    """How the learning rate changes; `uses` are the settings of `Training` that take part."""

    uses: tuple[str, ...] = ()


_BOTH = ("schedule_factor", "schedule_epochs")

SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {
        "constant": Schedule("Constant", "The same in every epoch."),
        "exponential": Schedule("Exponential", "Falls steadily: by the factor every so many epochs.", _BOTH),
        "step": Schedule("Step", "Falls in jumps: by the factor after every so many epochs.", _BOTH),
        "cosine": Schedule("Cosine", "Falls along half a cosine wave, towards 0 at the end: slowly, then fast, then slowly."),
        "warm_up": Schedule("Warm-up", "Rises in a line over the first so many epochs, and then stays.", ("schedule_epochs",)),
    }
)


@dataclass(frozen=True)
class Loss(Option):
    """A loss, and what it goes with.

    Attributes:
        task: regression or classification.
        outputs: the output activations that it suits; empty where any does. The first is the usual one.
        single: whether one output unit stands for the second of two classes.
    """

    task: str = "regression"
    outputs: tuple[str, ...] = ()
    single: bool = False


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "mse": Loss("Mean squared error", "The mean of (y − ŷ)² over rows and targets: large errors count most."),
        "mae": Loss(
            "Mean absolute error",
            "The mean of |y − ŷ| over rows and targets: an error counts by its size, not by its square, so outliers pull less.",
        ),
        "huber": Loss("Huber", "(y − ŷ)² / 2 for errors below 1, |y − ŷ| − ½ above: smooth near 0, calm about outliers."),
        "categorical_crossentropy": Loss(
            "Cross-entropy", "The mean of −log of the probability given to the true class.", "classification", ("softmax",)
        ),
        "binary_crossentropy": Loss(
            "Binary cross-entropy",
            "For two classes and one sigmoid output p: the mean of −log p or −log(1 − p), whichever is the true class's.",
            "classification",
            ("sigmoid",),
            single=True,
        ),
        "hinge": Loss(
            "Hinge",
            "For two classes, −1 and 1, and one output: the mean of max(0, 1 − y·ŷ). Right by a margin of 1 costs nothing.",
            "classification",
            ("tanh", "linear"),
            single=True,
        ),
    }
)

MONITORS: Mapping[str, Option] = MappingProxyType(
    {
        "val_loss": Option("Validation loss", "The loss on the validation rows: it rises when over-fitting begins."),
        "loss": Option("Training loss", "The loss on the training rows: it shows when nothing more is learned, not over-fitting."),
        "val_accuracy": Option("Validation accuracy", "The share of validation rows whose class is right."),
        "accuracy": Option("Training accuracy", "The share of training rows whose class is right."),
    }
)
