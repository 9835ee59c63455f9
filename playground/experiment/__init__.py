"""What a run is: a frozen value that says everything a run depends on. Standard library only."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.choices import LOSSES
from playground.datasets import DATASETS
from playground.experiment.data import MAX_SEED, MAX_SHOWN, Data, Task, Upload
from playground.experiment.network import HIDDEN_LAYERS, Augmentation, Layer, Network, layer_seed
from playground.experiment.training import CHANGEABLE, MAX_CHANGES, Change, Training, learning_rate_at, strengths_at
from playground.settings import ExperimentError, shown

__all__ = [
    "CHANGEABLE",
    "HIDDEN_LAYERS",
    "MAX_CHANGES",
    "MAX_SEED",
    "MAX_SHOWN",
    "Augmentation",
    "Change",
    "Data",
    "Experiment",
    "Layer",
    "Network",
    "Task",
    "Training",
    "Upload",
    "layer_seed",
    "learning_rate_at",
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

    @property
    def output_names(self) -> tuple[str, ...]:
        """What each output unit stands for: a target, a class, or the second of two classes."""
        if self.data.task == "regression":
            return self.data.targets
        return self.data.class_names[1:] if LOSSES[self.training.loss].single else self.data.class_names

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
        parts = _known(cls, content)
        data = _known(Data, parts.get("data", {}))
        if data.get("upload") is not None:
            data["upload"] = _upload(data["upload"])
        training = _known(Training, parts.get("training", {}))
        if isinstance(training.get("changes"), list):
            training["changes"] = tuple(_change(change) for change in training["changes"])
        return cls(data=Data(**data), network=_network(parts.get("network", {})), training=Training(**training))


def _upload(content: object) -> Upload:
    known = _known(Upload, content)
    try:
        return Upload(**known)
    except ExperimentError:
        raise
    except (TypeError, ValueError) as error:
        raise ExperimentError(f"An upload must be described by its columns and rows. Received: {shown(content)}.") from error


def _change(content: object) -> Change:
    known = _known(Change, content)
    return Change(known.pop("epoch", None), **known)


def _network(content: object) -> Network:
    network = _known(Network, content)
    if isinstance(network.get("hidden"), list):
        network["hidden"] = tuple(Layer(**_known(Layer, layer)) for layer in network["hidden"])
    if "augmentation" in network:
        network["augmentation"] = Augmentation(**_known(Augmentation, network["augmentation"]))
    return Network(**network)


def _known(cls: type, content: object) -> dict[str, Any]:
    names = [item.name for item in dataclasses.fields(cls)]
    if not isinstance(content, Mapping):
        raise ExperimentError(f"{cls.__name__} must be an object with the fields {', '.join(names)}. Received: {shown(content)}.")
    for name in content:
        if name not in names:
            raise ExperimentError(f"The fields of {cls.__name__} are {', '.join(names)}. Received: {shown(name)}.")
    return dict(content)
