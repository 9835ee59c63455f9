"""Which controls are in sight and what they offer, given what is set: everything else takes no part in the experiment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeAlias, cast

from playground.choices import ACTIVATIONS, LOSSES, MONITORS, SCHEDULES
from playground.datasets import DATASETS, UPLOAD
from playground.experiment import Data
from playground.link.columns import DIRECTIONS, OWN_CHOICE, column_choices, column_keys
from playground.link.fields import DEPENDENT, FIELDS, settings_of
from playground.settings import ExperimentError

Values: TypeAlias = Mapping[str, object]

# Settings that only some tasks and splits have; what they are about is known once the others are.
_SUITS: Mapping[str, Callable[[Data], bool]] = MappingProxyType(
    {
        "stratify": lambda data: data.task == "classification" and data.shuffle,
        "standardize_target": lambda data: data.task == "regression",
    }
)
_COLUMN_KEYS = frozenset(column_choices())
_GENERATED_KEYS = frozenset({"samples", "noise", "data_seed"})


@dataclass(frozen=True)
class Sight:
    """What the sidebar shows.

    Attributes:
        values: what is set, a value for every field.
        upload: the learner's own table and its columns, if it is there.
        data: the data that are chosen; None where the columns do not go together or an uploaded table is not there.
    """

    values: Values
    upload: Data | None
    data: Data | None

    def having(self, values: Values) -> "Sight":
        """Return what the sidebar shows with some values set anew."""
        # Nearly always the controls say what they said last.
        return self if values.items() <= self.values.items() else sight_of({**self.values, **values}, self.upload)

    def shows(self, key: str) -> bool:
        """Return whether the control is in sight: whether it counts, and offers a choice as far as the data are known."""
        return self.counts(key) and not (key in DEPENDENT and self.data is not None and len(self.offers(key)) < 2)

    def counts(self, key: str) -> bool:
        """Return whether the setting takes part in the experiment."""
        layer = key.rpartition("_")[2]
        if layer.isdecimal():
            return int(layer) <= cast("int", self.values["hidden_layers"])
        return _data_shows(key, self.values) and (key not in _CONDITIONS or _CONDITIONS[key](self))

    def offers(self, key: str) -> tuple[str, ...]:
        """Return what a dependent setting may be, the usual choice first; nothing where nothing is known of the data."""
        return () if self.data is None else _OFFERS[key](self, self.data)

    def default(self, key: str) -> object:
        """Return what a link leaves out; None for a dependent setting where nothing is known of the data."""
        if key not in DEPENDENT:
            return FIELDS[key].default
        return self.offers(key)[0] if self.data is not None else None

    def value(self, key: str) -> object:
        """Return what is set, or the usual choice where a dependent setting cannot be that."""
        value = self.values[key]
        if key in DEPENDENT and self.data is not None and value not in self.offers(key):
            return self.default(key)
        return value


def sight_of(values: Values, upload: Data | None = None) -> Sight:
    """Return what the sidebar shows for these values; settings that are not among them have their defaults.

    Args:
        values: each by the rule of its field.
        upload: the learner's own table and its columns, if it is there.
    """
    known = {key: values.get(key, field.default) for key, field in FIELDS.items()}
    try:
        return Sight(MappingProxyType(known), upload, data_of(known, upload))
    except ExperimentError:
        return Sight(MappingProxyType(known), upload, None)


def data_of(values: Values, upload: Data | None = None) -> Data:
    """Return the data that the controls ask for.

    Raises:
        ExperimentError: if the values do not go together, or an uploaded table is not there.
    """
    dataset = cast("str", values["dataset"])
    names = {key: name for key, name in settings_of(Data).items() if _data_shows(key, values)}
    shown: dict[str, Any] = {name: values[key] for key, name in names.items() if key not in _SUITS}
    if dataset == UPLOAD:
        data = replace(upload or Data(UPLOAD), **shown)
    else:
        inputs, targets = columns_of(values)
        data = replace(Data(dataset), inputs=inputs, targets=targets, **shown)
    suited: dict[str, Any] = {names[key]: values[key] for key in names if key in _SUITS and _SUITS[key](data)}
    return replace(data, **suited)


def columns_of(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return inputs and targets of a built-in data set: those of the chosen direction, or the learner's own.

    Raises:
        ExperimentError: if one of the learner's own choices breaks its rule.
    """
    dataset, direction = (cast("str", values[key]) for key in ("dataset", "direction"))
    if dataset == "iris" and direction != OWN_CHOICE:
        return DIRECTIONS[direction].inputs, DIRECTIONS[direction].targets
    inputs, targets = (cast("tuple[str, ...]", FIELDS[key].rule.check(values[key])) for key in column_keys(dataset))
    return inputs, targets


def _data_shows(key: str, values: Values) -> bool:
    """Return whether the data set leaves the control in sight."""
    dataset = cast("str", values["dataset"])
    if key == "direction":
        return dataset == "iris"
    if key in _COLUMN_KEYS:
        return key in column_keys(dataset) and dataset != UPLOAD and (dataset != "iris" or values["direction"] == OWN_CHOICE)
    info = DATASETS.get(dataset)
    if key == "classes":
        return info is not None and info.most_classes > 2
    return key not in _GENERATED_KEYS or (info is not None and info.generated)


def _stops_early(sight: Sight) -> bool:
    return bool(sight.values["early_stopping"])


def _takes_pictures(sight: Sight) -> bool:
    pixels = DATASETS["digits"].measurements
    return sight.values["dataset"] == "digits" and (sight.data is None or sight.data.inputs == pixels)


def _scheduled(name: str) -> Callable[[Sight], bool]:
    return lambda sight: name in SCHEDULES[cast("str", sight.values["schedule"])].uses


def _suited(suits: Callable[[Data], bool]) -> Callable[[Sight], bool]:
    return lambda sight: sight.data is None or suits(sight.data)


_CONDITIONS: Mapping[str, Callable[[Sight], bool]] = MappingProxyType(
    {
        "momentum": lambda sight: sight.values["optimizer"] == "sgd",
        "nesterov": lambda sight: sight.values["optimizer"] == "sgd" and sight.values["momentum"] != 0,
        "weight_decay": lambda sight: sight.values["optimizer"] == "adamw",
        **{name: _scheduled(name) for name in ("schedule_factor", "schedule_epochs")},
        **dict.fromkeys(("monitor", "patience", "min_delta", "restore_best_weights"), _stops_early),
        **dict.fromkeys(("rotation", "shift", "zoom"), _takes_pictures),
        **{key: _suited(suits) for key, suits in _SUITS.items()},
    }
)


def _losses(sight: Sight, data: Data) -> tuple[str, ...]:
    classes = len(data.class_names)
    return tuple(name for name, loss in LOSSES.items() if loss.task == data.task and (classes == 2 or not loss.single))


def _outputs(sight: Sight, data: Data) -> tuple[str, ...]:
    fitting = LOSSES[cast("str", sight.value("loss"))].outputs
    return fitting or tuple(name for name in ACTIVATIONS if name != "softmax" or len(data.targets) > 1)


def _monitors(sight: Sight, data: Data) -> tuple[str, ...]:
    suited = (name for name in MONITORS if data.task == "classification" or not name.endswith("accuracy"))
    return tuple(name for name in suited if data.validation_split > 0 or not name.startswith("val_"))


_Offer: TypeAlias = Callable[[Sight, Data], tuple[str, ...]]
_OFFERS: Mapping[str, _Offer] = MappingProxyType({"loss": _losses, "output": _outputs, "monitor": _monitors})
