"""What `model.summary()` says, and why: the layers of an experiment's network with the arithmetic behind their parameters."""

from dataclasses import dataclass

from playground.choices import LOSSES
from playground.datasets import DIGIT_SIDE
from playground.experiment import Augmentation, Experiment


@dataclass(frozen=True)
class LayerRow:
    """One line of the summary.

    Attributes:
        name: the layer's name, unique in the network.
        kind: the Keras class.
        shape: output shape as Keras writes it; `None` stands for any number of rows.
        parameters: how many numbers it keeps, as Keras counts: weights and biases, and what batch normalization learns and averages.
        formula: how they add up; empty for a layer without any.
    """

    name: str
    kind: str
    shape: str
    parameters: int
    formula: str


def layer_summary(experiment: Experiment) -> tuple[LayerRow, ...]:
    """Return the network's layers from input to output, under the names that they have in the Keras model.

    A dense layer of n units behind m units has m × n weights and n biases. Lecture, worked example: 96 + 2112 + 2080 + 66 = 4354.
    Batch normalization of n units learns a scale γ and a shift β for each, and keeps a running mean and variance for each.

    Returns:
        A row for the input, one for each layer that disturbs it, one for each hidden layer, its batch normalization and its dropout,
        one for the output.
    """
    width = len(experiment.data.inputs)
    rows = [LayerRow("input", "InputLayer", _shape(width), 0, ""), *_augmentation(experiment.network.augmentation, width)]
    for index, layer in enumerate(experiment.network.hidden, start=1):
        rows.append(_dense(f"hidden{index}", width, layer.units))
        width = layer.units
        if layer.batch_normalization:
            rows.append(_normalization(f"normalization{index}", width))
        if layer.dropout > 0:
            rows.append(LayerRow(f"dropout{index}", "Dropout", _shape(width), 0, ""))
    rows.append(_dense("output", width, len(experiment.output_names)))
    return tuple(rows)


def parameter_count(experiment: Experiment) -> int:
    """Return how many parameters the network has, as Keras counts them."""
    return sum(row.parameters for row in layer_summary(experiment))


def _augmentation(augmentation: Augmentation, width: int) -> list[LayerRow]:
    """Return the layers in front, which learn nothing; pictures are folded for theirs."""
    picture, flat = _shape(DIGIT_SIDE, DIGIT_SIDE, 1), _shape(width)
    moving = augmentation.moves_pictures
    layers = (
        (moving, "picture", "Reshape", picture),
        (augmentation.rotation, "rotation", "RandomRotation", picture),
        (augmentation.shift, "shift", "RandomTranslation", picture),
        (augmentation.zoom, "zoom", "RandomZoom", picture),
        (moving, "pixels", "Reshape", flat),
        (augmentation.noise, "noise", "GaussianNoise", flat),
        (augmentation.jitter, "jitter", "GaussianDropout", flat),
    )
    return [LayerRow(name, kind, shape, 0, "") for used, name, kind, shape in layers if used]


def _dense(name: str, before: int, units: int) -> LayerRow:
    parameters = before * units + units
    return LayerRow(name, "Dense", _shape(units), parameters, f"{before} × {units} + {units} = {parameters}")


def _normalization(name: str, units: int) -> LayerRow:
    words = f"{units} γ + {units} β + {units} means + {units} variances = {4 * units}"
    return LayerRow(name, "BatchNormalization", _shape(units), 4 * units, words)


def _shape(*sides: int) -> str:
    return f"(None, {', '.join(map(str, sides))})"


def answers_in_words(experiment: Experiment) -> str:
    """Say what the network's outputs are, in their order: targets, probabilities of classes, or a score for one of two."""
    data, training = experiment.data, experiment.training
    names = ", ".join(experiment.output_names)
    if data.task == "regression":
        return names
    if not LOSSES[training.loss].single:
        return f"the probabilities of {names}, in this order"
    first, second = data.class_names
    what, border = ("a score", "0") if training.loss == "hinge" else (f"the probability of {second}", "0.5")
    return f"{what}: above {border} means {second}, otherwise {first}"
