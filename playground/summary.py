"""What `model.summary()` says, and why: the layers of an experiment's network with the arithmetic behind their parameters."""

from dataclasses import dataclass

from playground.experiment import Experiment


@dataclass(frozen=True)
class LayerRow:
    """One line of the summary.

    Attributes:
        name: the layer's name, unique in the network.
        kind: the Keras class.
        shape: output shape as Keras writes it; `None` stands for any number of rows.
        parameters: weights and biases that training changes.
        formula: how they add up; empty for a layer without any.
    """

    name: str
    kind: str
    shape: str
    parameters: int
    formula: str


def layer_summary(experiment: Experiment) -> tuple[LayerRow, ...]:
    """Return the network's layers from input to output.

    A dense layer of n units behind m units has m × n weights and n biases. Lecture, worked example: 96 + 2112 + 2080 + 66 = 4354.

    Returns:
        A row for the input, one for each hidden layer, one for each dropout, one for the output.
    """
    width = len(experiment.data.inputs)
    rows = [LayerRow("input", "InputLayer", _shape(width), 0, "")]
    for index, layer in enumerate(experiment.network.hidden, start=1):
        rows.append(_dense(f"hidden_{index}", width, layer.units))
        width = layer.units
        if layer.dropout > 0:
            rows.append(LayerRow(f"dropout_{index}", "Dropout", _shape(width), 0, ""))
    rows.append(_dense("output", width, len(experiment.output_names)))
    return tuple(rows)


def parameter_count(experiment: Experiment) -> int:
    """Return how many weights and biases the network has."""
    return sum(row.parameters for row in layer_summary(experiment))


def _dense(name: str, before: int, units: int) -> LayerRow:
    parameters = before * units + units
    return LayerRow(name, "Dense", _shape(units), parameters, f"{before} × {units} + {units} = {parameters}")


def _shape(units: int) -> str:
    return f"(None, {units})"
