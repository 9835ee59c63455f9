"""An experiment's parts from JSON: an unknown field, or anything but an object, is a sentence."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypedDict, TypeVar

from playground.experiment.change import Change
from playground.experiment.data import Data, Upload
from playground.experiment.edits import Neuron, WeightEdit
from playground.experiment.network import Augmentation, Layer, Network
from playground.experiment.training import Training
from playground.settings import ExperimentError, shown

Edit = TypeVar("Edit", WeightEdit, Neuron)


class Edits(TypedDict):
    """What of a change is about single weights and neurons, by the names that `Change` has for it."""

    weights: tuple[WeightEdit, ...]
    silenced: tuple[Neuron, ...]
    frozen: tuple[Neuron, ...]


def known(cls: type, content: object) -> dict[str, Any]:
    """Return the fields that an object of JSON sets; raises `ExperimentError` for one that the class does not have."""
    names = [item.name for item in dataclasses.fields(cls)]
    if not isinstance(content, Mapping):
        raise ExperimentError(f"{cls.__name__} must be an object with the fields {', '.join(names)}. Received: {shown(content)}.")
    for name in content:
        if name not in names:
            raise ExperimentError(f"The fields of {cls.__name__} are {', '.join(names)}. Received: {shown(name)}.")
    return dict(content)


def read_data(content: object) -> Data:
    """Return the data that an object of JSON says."""
    data = known(Data, content)
    if data.get("upload") is not None:
        data["upload"] = _upload(data["upload"])
    return Data(**data)


def read_network(content: object) -> Network:
    """Return the network that an object of JSON says."""
    network = known(Network, content)
    if isinstance(network.get("hidden"), list):
        network["hidden"] = tuple(Layer(**known(Layer, layer)) for layer in network["hidden"])
    if "augmentation" in network:
        network["augmentation"] = Augmentation(**known(Augmentation, network["augmentation"]))
    return Network(**network)


def read_training(content: object) -> Training:
    """Return how an object of JSON says that the weights are found."""
    training = known(Training, content)
    if isinstance(training.get("changes"), list):
        training["changes"] = tuple(_change(change) for change in training["changes"])
    return Training(**training)


def read_edits(content: Mapping[str, object]) -> Edits:
    """Return the edits that an object of JSON says, each kind as a list; none of a kind that it leaves out.

    Raises:
        ExperimentError: for anything but lists of objects with the kind's fields, or a value that breaks its rule.
    """
    weights = _read_edits(WeightEdit, content.get("weights"))
    silenced, frozen = (_read_edits(Neuron, content.get(name)) for name in ("silenced", "frozen"))
    return {"weights": weights, "silenced": silenced, "frozen": frozen}


def _read_edits(kind: type[Edit], content: object) -> tuple[Edit, ...]:
    if content is None:
        return ()
    if not isinstance(content, list | tuple):
        raise ExperimentError(f"Edits must be a list of {kind.__name__}. Received: {shown(content)}.")
    # What is left out breaks its rule, which says what is missing.
    nothing: dict[str, Any] = dict.fromkeys(item.name for item in dataclasses.fields(kind))
    return tuple(kind(**{**nothing, **known(kind, item)}) for item in content)


def _change(content: object) -> Change:
    change = known(Change, content)
    return Change(**{"epoch": None, **change, **read_edits(change)})


def _upload(content: object) -> Upload:
    words = known(Upload, content)
    try:
        return Upload(**words)
    except ExperimentError:
        raise
    except (TypeError, ValueError) as error:
        raise ExperimentError(f"An upload must be described by its columns and rows. Received: {shown(content)}.") from error
