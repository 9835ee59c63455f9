"""From the values of the controls to the experiment that they ask for, and back."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.link.changes import changes_in, written
from playground.link.columns import DIRECTIONS, OWN_CHOICE, column_keys
from playground.link.fields import FIELDS, settings_of
from playground.link.sight import Sight, Values, data_of, sight_of
from playground.settings import ExperimentError

Part = TypeVar("Part")

# What others come into sight by.
_FIRST = ("dataset", "direction", "hidden_layers", "optimizer", "momentum", "schedule", "early_stopping", "validation_split")


def experiment_of(values: Values, upload: Data | None = None) -> Experiment:
    """Return the experiment that the controls ask for; controls that are out of sight take no part.

    Args:
        values: of the controls; those that are missing have their defaults.
        upload: the learner's own table and its columns, if the data set is that.

    Raises:
        ExperimentError: if the values break a rule, alone or together.
    """
    known = {key: values.get(key, field.default) for key, field in FIELDS.items()}
    # Widgets hold their bounds in the browser only.
    known |= {key: FIELDS[key].rule.check(known[key]) for key in _FIRST}
    sight = sight_of(_checked(known, upload), upload)
    data = data_of(sight.values, upload)
    hidden = tuple(_layer(sight, index) for index in range(1, cast("int", sight.values["hidden_layers"]) + 1))
    network = replace(_part(Network, sight), hidden=hidden, augmentation=_part(Augmentation, sight))
    training = replace(_part(Training, sight), changes=changes_in(sight.values["changes"]))
    return Experiment(data, network, training)


def values_of(experiment: Experiment) -> dict[str, object]:
    """Return a value for each control that the sidebar shows for the experiment."""
    data, network = experiment.data, experiment.network
    values: dict[str, object] = {"hidden_layers": len(network.hidden), "changes": written(experiment.training.changes)}
    values |= _columns(data)
    for part in (data, network, network.augmentation, experiment.training):
        values |= {key: getattr(part, name) for key, name in settings_of(type(part)).items()}
    for index, layer in enumerate(network.hidden, start=1):
        values |= {f"{name}_{index}": getattr(layer, name) for name in settings_of(Layer).values()}
    sight = sight_of(values, data if data.upload else None)
    return {key: values[key] for key in FIELDS if key in values and sight.shows(key)}


def _checked(known: Mapping[str, object], upload: Data | None) -> Values:
    """Return the values in sight by their rules, the defaults of the others."""
    sight = sight_of(known, upload)
    return {
        key: field.rule.check(known[key]) if sight.shows(key) and known[key] is not None else field.default for key, field in FIELDS.items()
    }


def _columns(data: Data) -> dict[str, object]:
    if data.upload:
        return {}
    inputs, targets = column_keys(data.dataset)
    columns = {inputs: data.inputs, targets: data.targets}
    if data.dataset != "iris":
        return {**columns}
    ready = (name for name, item in DIRECTIONS.items() if (item.inputs, item.targets) == (data.inputs, data.targets))
    return {"direction": next(ready, OWN_CHOICE), **columns}


def _layer(sight: Sight, index: int) -> Layer:
    settings: dict[str, Any] = {item.name: sight.values[f"{item.name}_{index}"] for item in fields(Layer)}
    try:
        return Layer(**settings)
    except ExperimentError as error:
        raise ExperimentError(f"Layer {index}: {error}") from error


def _part(cls: type[Part], sight: Sight) -> Part:
    """Return a part of the experiment; what takes no part keeps its default."""
    settings = {name: sight.value(key) for key, name in settings_of(cls).items() if sight.counts(key)}
    return cls(**settings)
