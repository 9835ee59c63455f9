"""What a run is: a frozen value that says everything a run depends on. Standard library only."""

import dataclasses
import json
from dataclasses import dataclass
from itertools import pairwise

from playground.choices import LOSSES
from playground.datasets import DATASETS
from playground.experiment.change import CHANGEABLE, MAX_CHANGES, Change
from playground.experiment.data import MAX_SEED, MAX_SHOWN, Data, Task, Upload
from playground.experiment.edits import MAX_EDITS, MAX_EDITS_AT_ONCE, Neuron, WeightEdit, check_edits
from playground.experiment.network import HIDDEN_LAYERS, Augmentation, Layer, Network, layer_seed
from playground.experiment.reading import known, read_data, read_edits, read_network, read_training
from playground.experiment.training import Training, learning_rate_at, strengths_at
from playground.settings import ExperimentError, shown

__all__ = [
    "CHANGEABLE",
    "HIDDEN_LAYERS",
    "MAX_CHANGES",
    "MAX_EDITS",
    "MAX_EDITS_AT_ONCE",
    "MAX_SEED",
    "MAX_SHOWN",
    "Augmentation",
    "Change",
    "Data",
    "Experiment",
    "Layer",
    "Network",
    "Neuron",
    "Task",
    "Training",
    "Upload",
    "WeightEdit",
    "layer_seed",
    "learning_rate_at",
    "read_edits",
    "strengths_at",
]


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
        self._check_monitor()
        self._check_augmentation()
        for change in self.training.changes:
            check_edits(change.weights, (*change.silenced, *change.frozen), self.layer_sizes)

    @property
    def output_names(self) -> tuple[str, ...]:
        """What each output unit stands for: a target, a class, or the second of two classes."""
        if self.data.task == "regression":
            return self.data.targets
        return self.data.class_names[1:] if LOSSES[self.training.loss].single else self.data.class_names

    @property
    def layer_sizes(self) -> tuple[tuple[int, int], ...]:
        """Inputs and units of each layer, the output layer's last."""
        hidden = (layer.units for layer in self.network.hidden)
        return tuple(pairwise([len(self.data.inputs), *hidden, len(self.output_names)]))

    def _check_output(self) -> None:
        output, loss, task = self.network.output, self.training.loss, self.data.task
        if LOSSES[loss].task != task:
            suited = ", ".join(name for name, item in LOSSES.items() if item.task == task)
            raise ExperimentError(f"The losses of a {task} are {suited}. Received: {loss}.")
        if LOSSES[loss].single and len(self.data.class_names) != 2:
            raise ExperimentError(f"The loss {loss} is for two classes. Received: {len(self.data.class_names)} classes.")
        fitting = LOSSES[loss].outputs
        if fitting and output not in fitting:
            raise ExperimentError(f"With the loss {loss} the output activation is {' or '.join(fitting)}. Received: {output}.")
        if output == "softmax" and len(self.output_names) == 1:
            raise ExperimentError("A softmax output needs at least 2 units, for with one its output is always 1. Received: 1 target.")

    def _check_monitor(self) -> None:
        training = self.training
        if not training.early_stopping:
            return
        if training.monitor.startswith("val_") and not self.data.split_rows[1]:
            raise ExperimentError(f"Early stopping on {training.monitor} needs validation rows. Received: validation_split=0.")
        if training.monitor.endswith("accuracy") and self.data.task != "classification":
            raise ExperimentError(f"Only a classification has an accuracy to stop on. Received: monitor={training.monitor}.")

    def _check_augmentation(self) -> None:
        pixels = DATASETS["digits"].measurements
        if self.network.augmentation.moves_pictures and (self.data.dataset != "digits" or self.data.inputs != pixels):
            raise ExperimentError(
                "Rotation, shift and zoom are for pictures: the digits with all 64 pixels. "
                f"Received: {self.data.info.label} with {len(self.data.inputs)} inputs."
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
        parts = known(cls, content)
        data, network, training = (parts.get(name, {}) for name in ("data", "network", "training"))
        return cls(data=read_data(data), network=read_network(network), training=read_training(training))
