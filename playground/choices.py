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
    }
)

OPTIMIZERS: Mapping[str, Option] = MappingProxyType(
    {
        "sgd": Option("SGD", "Stochastic gradient descent: each batch moves every weight by −learning rate × gradient."),
        "adam": Option(
            "Adam", "Gradient descent with a step size of its own for every weight, from running means of the gradient and its square."
        ),
    }
)

LOSSES: Mapping[str, Option] = MappingProxyType(
    {
        "mse": Option("Mean squared error", "The mean of (y − ŷ)² over rows and targets: for regression."),
        "categorical_crossentropy": Option(
            "Cross-entropy", "The mean of −log of the probability given to the true class: for classification."
        ),
    }
)


@dataclass(frozen=True)
class Dataset(Option):
    """A data set's words and its columns.

    `measurements` are the numeric columns in file order; `classes` maps a column of names to those names in label order.
    """

    rows: int
    measurements: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column's name."""
        return (*self.measurements, *self.classes)


DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {
        "iris": Dataset(
            label="Iris",
            help="150 flowers of three species, four lengths each: the lecture's worked example.",
            rows=150,
            measurements=("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
            classes=MappingProxyType({"species": ("setosa", "versicolor", "virginica")}),
        ),
    }
)
