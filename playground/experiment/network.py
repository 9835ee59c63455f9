"""The network: hidden layers, the output's activation, and what disturbs the inputs while it trains."""

from dataclasses import dataclass

from playground.choices import ACTIVATIONS, INITIALIZERS
from playground.limits import LIMITS
from playground.settings import ExperimentError, Flag, OneOf, Real, Whole, check_settings, setting, shown

_INITIALIZER = OneOf("Initial weights", "Where gradient descent starts: how a layer's weights are drawn. Biases start at 0.", INITIALIZERS)


@dataclass(frozen=True)
class Layer:
    """One hidden layer: dense units, batch normalization of their sums' bent values if asked for, and dropout behind them.

    In Keras: `Dense(units, activation)`, then `BatchNormalization()`, then `Dropout(dropout)`.
    """

    units: int = setting(
        32, Whole("Units", "How many neurons the layer has: each sums its weighted inputs and bends the sum.", 1, LIMITS.max_units)
    )
    activation: str = setting("relu", OneOf("Activation", "How a neuron bends its weighted sum: the source of non-linearity.", ACTIVATIONS))
    dropout: float = setting(
        0.0,
        Real(
            "Dropout",
            "The share of this layer's outputs, on average, that is switched off at random in each training step, "
            "so that the network cannot rely on single neurons.",
            low=0.0,
            high=1.0,
            steps=tuple(step / 20 for step in range(19)),
            open_high=True,
        ),
    )
    batch_normalization: bool = setting(
        False,
        Flag(
            "Batch normalization",
            "Shifts and scales the layer's outputs to mean 0 and variance 1 over each batch, then by two learned numbers a unit: "
            "layers depend less on each other, and deep networks often need fewer epochs. Small batches, such as 4, make it noisy.",
        ),
    )
    initializer: str = setting("glorot_uniform", _INITIALIZER)

    def __post_init__(self) -> None:
        """Check every field, then what the fields say together."""
        check_settings(self)
        if self.activation == "softmax" and self.units == 1:
            raise ExperimentError("A softmax layer needs at least 2 units, for with one its output is always 1. Received: units=1.")


@dataclass(frozen=True)
class Augmentation:
    """How the inputs of the training rows are disturbed, anew in every step; 0 is not at all.

    Keras' layers in front of the network, active in training only: `RandomRotation`, `RandomTranslation` and `RandomZoom` for
    pictures, `GaussianNoise` and `GaussianDropout` for any inputs, in this order.
    """

    noise: float = setting(
        0.0,
        Real(
            "Gaussian noise",
            "Standard deviation of a random number added to every input, in the unit of the (standardised) inputs.",
            low=0.0,
            high=1.0,  # Keras takes no more
            steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
        ),
    )
    jitter: float = setting(
        0.0,
        Real(
            "Jitter",
            "Every input is multiplied by a random number around 1 with the standard deviation √(jitter / (1 − jitter)).",
            low=0.0,
            high=1.0,
            steps=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2),
            open_high=True,
        ),
    )
    rotation: float = setting(
        0.0,
        Real("Rotation", "Pictures only: turned by up to this share of a full turn, either way.", 0.0, 0.5, (0.0, 0.02, 0.05, 0.1, 0.2)),
    )
    shift: float = setting(
        0.0,
        Real("Shift", "Pictures only: moved by up to this share of the side, either way.", 0.0, 0.5, (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)),
    )
    zoom: float = setting(
        0.0, Real("Zoom", "Pictures only: made larger or smaller by up to this share.", 0.0, 0.5, (0.0, 0.05, 0.1, 0.15, 0.2, 0.3))
    )

    def __post_init__(self) -> None:
        """Check every field."""
        check_settings(self)

    @property
    def moves_pictures(self) -> bool:
        """Whether the inputs have to be a picture."""
        return bool(self.rotation or self.shift or self.zoom)


@dataclass(frozen=True)
class Network:
    """A stack of hidden layers, the activation of the output layer, and what comes before them in training."""

    hidden: tuple[Layer, ...] = (Layer(32, "relu"), Layer(64, "relu"), Layer(32, "relu"))
    output: str = setting("linear", OneOf("Output activation", "Decides what kind of prediction the network can make.", ACTIVATIONS))
    output_initializer: str = setting("glorot_uniform", OneOf("Initial weights of the output", _INITIALIZER.help, INITIALIZERS))
    augmentation: Augmentation = Augmentation()

    def __post_init__(self) -> None:
        """Check the layers' type and number."""
        if not isinstance(self.hidden, tuple | list) or not all(isinstance(layer, Layer) for layer in self.hidden):
            raise ExperimentError(f"Hidden layers must be a list of Layer. Received: {shown(self.hidden)}.")
        if not isinstance(self.augmentation, Augmentation):
            raise ExperimentError(f"The augmentation must be an Augmentation. Received: {shown(self.augmentation)}.")
        object.__setattr__(self, "hidden", tuple(self.hidden))
        HIDDEN_LAYERS.check(len(self.hidden))
        check_settings(self)


def layer_seed(seed: int, layer: int) -> int:
    """Return the seed of one layer: 1000 × seed + layer.

    Keras' `set_random_seed` is process-wide, so every layer gets a seed of its own. Dense layers count from 1, the output
    included; a layer's weights and its dropout are different streams, so one number serves both. The layers that disturb the
    inputs count from 101.
    """
    return 1000 * seed + layer


HIDDEN_LAYERS = Whole(
    "Hidden layers", "How many layers stand between input and output: more layers, more complex functions.", 0, LIMITS.max_hidden_layers
)
