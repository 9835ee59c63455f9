"""What a run is: a frozen value that says everything a run depends on. Standard library only."""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from playground.choices import ACTIVATIONS, DATASETS, LOSSES, OPTIMIZERS, Dataset
from playground.limits import LIMITS
from playground.settings import ExperimentError, Names, OneOf, Real, Whole, check_settings, setting, shown

Task: TypeAlias = Literal["regression", "classification"]

# Seeds of single layers are derived as 1000 * seed + layer and must fit 32 bits.
MAX_SEED = 999_999


@dataclass(frozen=True)
class Data:
    """Which columns predict which, and how the rows are split."""

    dataset: str = setting("iris", OneOf("Data set", "The table that the network learns from.", DATASETS))
    inputs: tuple[str, ...] = setting(
        ("sepal length (cm)", "sepal width (cm)"),
        Names("Inputs", "The columns that the input layer receives: x in the lecture."),
    )
    targets: tuple[str, ...] = setting(
        ("petal length (cm)", "petal width (cm)"),
        Names("Targets", "The columns to predict: y in the lecture. Measurements make it a regression, species a classification."),
    )
    test_size: float = setting(
        0.2,
        Real(
            "Test fraction",
            "Rows put aside before training and used only for the score at the end.",
            low=0.0,
            high=1.0,
            steps=(0.1, 0.2, 0.3, 0.4, 0.5),
            open_low=True,
            open_high=True,
        ),
    )
    validation_split: float = setting(
        0.1,
        Real(
            "Validation fraction",
            "Of the rows left for training, the last part: never trained on, its loss is watched after every epoch. "
            "Training loss falling while validation loss rises is over-fitting.",
            low=0.0,
            high=1.0,
            steps=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5),
            open_high=True,
        ),
    )
    seed: int = setting(
        0, Whole("Split seed", "Which rows are drawn for the test. Another seed, another draw, another score.", 0, MAX_SEED)
    )

    def __post_init__(self) -> None:
        """Check every field, then what the fields say together."""
        check_settings(self)
        self._check_columns()
        self._check_rows()

    @property
    def info(self) -> Dataset:
        """The data set's words and columns."""
        return DATASETS[self.dataset]

    @property
    def task(self) -> Task:
        """Regression if the targets are measurements, classification if the target is a column of names."""
        return "classification" if self.targets[0] in self.info.classes else "regression"

    @property
    def output_names(self) -> tuple[str, ...]:
        """What each output unit stands for: a target of the regression, a class of the classification."""
        return self.info.classes[self.targets[0]] if self.task == "classification" else self.targets

    @property
    def split_rows(self) -> tuple[int, int, int]:
        """How many rows train, validate and test; rounded as scikit-learn's `train_test_split` and Keras' `fit` do."""
        test = math.ceil(self.info.rows * self.test_size)
        rest = self.info.rows - test
        train = math.floor(rest * (1.0 - self.validation_split))
        return train, rest - train, test

    def _check_columns(self) -> None:
        for name in (*self.inputs, *self.targets):
            if name not in self.info.columns:
                raise ExperimentError(f"Columns of {self.info.label} are {', '.join(self.info.columns)}. Received: {shown(name)}.")
        for name in self.inputs:
            if name in self.targets:
                raise ExperimentError(f"A column is either an input or a target, not both. Received: {name} as both.")
            if name in self.info.classes:
                raise ExperimentError(f"Inputs must be measurements. Received: {name}, a column of names.")
        names = [target for target in self.targets if target in self.info.classes]
        if names and len(self.targets) > 1:
            raise ExperimentError(f"A column of names is predicted on its own. Received: {', '.join(self.targets)}.")

    def _check_rows(self) -> None:
        train, validation, test = self.split_rows
        received = f"Received: test_size={self.test_size:g}, validation_split={self.validation_split:g}"
        if train < 1 or test < 1 or (self.validation_split > 0 and validation < 1):
            raise ExperimentError(
                "The split must leave at least one row for training, for the test and, if asked for, for validation. "
                f"{received}: {train} for training, {validation} for validation, {test} for the test."
            )


@dataclass(frozen=True)
class Layer:
    """One hidden layer: dense units, their activation, and dropout behind them."""

    units: int = setting(
        32, Whole("Units", "How many neurons the layer has: each sums its weighted inputs and bends the sum.", 1, LIMITS.max_units)
    )
    activation: str = setting("relu", OneOf("Activation", "How a neuron bends its weighted sum: the source of non-linearity.", ACTIVATIONS))
    dropout: float = setting(
        0.0,
        Real(
            "Dropout",
            "The share of this layer's outputs that is switched off at random in each training step, "
            "so that the network cannot rely on single neurons.",
            low=0.0,
            high=1.0,
            steps=tuple(step / 20 for step in range(19)),
            open_high=True,
        ),
    )

    def __post_init__(self) -> None:
        """Check every field, then what the fields say together."""
        check_settings(self)
        if self.activation == "softmax" and self.units == 1:
            raise ExperimentError("A softmax layer needs at least 2 units, for with one its output is always 1. Received: units=1.")


@dataclass(frozen=True)
class Network:
    """A stack of hidden layers and the activation of the output layer."""

    hidden: tuple[Layer, ...] = (Layer(32, "relu"), Layer(64, "relu"), Layer(32, "relu"))
    output: str = setting("linear", OneOf("Output activation", "Decides what kind of prediction the network can make.", ACTIVATIONS))

    def __post_init__(self) -> None:
        """Check the layers' type and number."""
        if not isinstance(self.hidden, tuple | list) or not all(isinstance(layer, Layer) for layer in self.hidden):
            raise ExperimentError(f"Hidden layers must be a list of Layer. Received: {shown(self.hidden)}.")
        object.__setattr__(self, "hidden", tuple(self.hidden))
        HIDDEN_LAYERS.check(len(self.hidden))
        check_settings(self)


HIDDEN_LAYERS = Whole(
    "Hidden layers", "How many layers stand between input and output: more layers, more complex functions.", 0, LIMITS.max_hidden_layers
)


@dataclass(frozen=True)
class Training:
    """How the weights are found."""

    optimizer: str = setting("sgd", OneOf("Optimizer", "The rule that turns gradients into weight changes.", OPTIMIZERS))
    learning_rate: float = setting(
        0.01,
        Real(
            "Learning rate",
            "ν in the lecture: the step size of gradient descent. Too small crawls, too large diverges.",
            low=0.0,
            high=10.0,
            open_low=True,
            steps=(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
        ),
    )
    momentum: float = setting(
        0.0,
        Real(
            "Momentum",
            "The share of the last step that is added to the next, so that the descent keeps its direction. Only SGD uses it.",
            low=0.0,
            high=1.0,
            steps=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
            open_high=True,
        ),
    )
    loss: str = setting("mse", OneOf("Loss", "E in the lecture: the error that training makes small.", LOSSES))
    batch_size: int = setting(
        4,
        Whole(
            "Batch size",
            "How many rows share one weight update. Small batches: many noisy steps an epoch; large ones: few steady steps.",
            1,
            LIMITS.max_batch_size,
        ),
    )
    epochs: int = setting(100, Whole("Epochs", "How many times training passes over all training rows.", 1, LIMITS.max_epochs))
    seed: int = setting(
        0, Whole("Training seed", "Draws the initial weights, the order of the rows and the dropout. Same seed, same curve.", 0, MAX_SEED)
    )

    def __post_init__(self) -> None:
        """Check every field, then what the fields say together."""
        check_settings(self)
        if self.momentum > 0 and self.optimizer != "sgd":
            raise ExperimentError(f"Momentum is a setting of SGD. Received: momentum={self.momentum:g} with {self.optimizer}.")


@dataclass(frozen=True)
class Experiment:
    """Everything that a run depends on; `Experiment()` is the lecture's worked example."""

    data: Data = Data()
    network: Network = Network()
    training: Training = Training()

    def __post_init__(self) -> None:
        """Check the parts' types, and that output and loss suit the task."""
        for name, kind in (("data", Data), ("network", Network), ("training", Training)):
            if not isinstance(getattr(self, name), kind):
                raise ExperimentError(f"{name} must be a {kind.__name__}. Received: {shown(getattr(self, name))}.")
        self._check_output()

    def _check_output(self) -> None:
        output, loss = self.network.output, self.training.loss
        if output == "softmax" and len(self.data.output_names) == 1:
            raise ExperimentError("A softmax output needs at least 2 units, for with one its output is always 1. Received: 1 target.")
        if self.data.task == "classification" and (output, loss) != ("softmax", "categorical_crossentropy"):
            raise ExperimentError(
                f"Classification needs a softmax output and the loss categorical_crossentropy. Received: output={output!r}, loss={loss!r}."
            )
        if self.data.task == "regression" and loss == "categorical_crossentropy":
            raise ExperimentError(
                "Regression needs the loss mse, for cross-entropy compares probabilities. Received: loss='categorical_crossentropy'."
            )

    def to_json(self) -> str:
        """Return the experiment as JSON; `from_json` reads it back to an equal value."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Experiment":
        """Return the experiment that `to_json` wrote; a missing field takes its default, so that old files keep working.

        Raises:
            ExperimentError: for text that is no JSON, an unknown field, or a value that breaks its rule.
        """
        try:
            content = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise ExperimentError(f"An experiment must be JSON. Received: {shown(text)}.") from error
        parts = _known(cls, content)
        network = _known(Network, parts.get("network", {}))
        if isinstance(network.get("hidden"), list):
            network["hidden"] = tuple(Layer(**_known(Layer, layer)) for layer in network["hidden"])
        return cls(
            data=Data(**_known(Data, parts.get("data", {}))),
            network=Network(**network),
            training=Training(**_known(Training, parts.get("training", {}))),
        )


def _known(cls: type, content: object) -> dict[str, Any]:
    names = [item.name for item in dataclasses.fields(cls)]
    if not isinstance(content, Mapping):
        raise ExperimentError(f"{cls.__name__} must be an object with the fields {', '.join(names)}. Received: {shown(content)}.")
    for name in content:
        if name not in names:
            raise ExperimentError(f"The fields of {cls.__name__} are {', '.join(names)}. Received: {shown(name)}.")
    return dict(content)
