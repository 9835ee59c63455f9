"""The settings as the sidebar and the link name them: key, rule and default, all taken from the declarations of the experiment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import cast

from playground.experiment import HIDDEN_LAYERS, Augmentation, Data, Layer, Network, Training
from playground.limits import LIMITS
from playground.link.changes import CHANGES
from playground.link.columns import DIRECTIONS, Columns, column_choices, input_options, target_options
from playground.settings import Flag, Names, OneOf, Real, Rule, Whole, rule_of

# Where the name of a field alone would not say which setting it is.
_RENAMED = {
    (Data, "seed"): "split_seed",
    (Data, "draw"): "data_seed",
    (Data, "class_count"): "classes",
    (Augmentation, "noise"): "input_noise",
}
# What they offer, and which of it is the usual, follows from other settings.
DEPENDENT = ("loss", "output", "monitor")


@dataclass(frozen=True)
class Field:
    """A setting as the link knows it: its rule, and the default that a link leaves out; None where other settings decide on it."""

    rule: Rule
    default: object


def key_of(cls: type, name: str) -> str:
    """Return the name in the link of a setting of the experiment; those of layers get their number behind it."""
    return _RENAMED.get((cls, name), name)


def settings_of(cls: type) -> Mapping[str, str]:
    """Return key -> field name of the settings of a part of the experiment that have a control each; columns have their own ways."""
    names = (item.name for item in fields(cls) if "rule" in item.metadata)
    return {key_of(cls, name): name for name in names if not (cls is Data and name in {"inputs", "targets"})}


def _fields() -> Mapping[str, Field]:
    direction = OneOf("Direction", "Which columns the network receives (x) and which it predicts (y).", DIRECTIONS)
    known = {"dataset": Field(rule_of(Data, "dataset"), Data().dataset), "direction": Field(direction, next(iter(DIRECTIONS)))}
    known |= _column_fields()
    known |= _fields_of(Data, Data())
    known["hidden_layers"] = Field(HIDDEN_LAYERS, len(Network().hidden))
    for index in range(1, LIMITS.max_hidden_layers + 1):
        known |= _layer_fields(index)
    known |= _fields_of(Network, Network()) | _fields_of(Augmentation, Augmentation()) | _fields_of(Training, Training())
    known["changes"] = Field(CHANGES, "")
    return MappingProxyType(known)


def _fields_of(cls: type, lecture: object) -> dict[str, Field]:
    return {key: Field(rule_of(cls, name), None if key in DEPENDENT else getattr(lecture, name)) for key, name in settings_of(cls).items()}


def _column_fields() -> dict[str, Field]:
    found = {}
    for key, (name, info) in column_choices().items():
        rule = cast("Names", rule_of(Data, name))
        options = input_options(info) if name == "inputs" else target_options(info)
        found[key] = Field(Columns(rule.label, rule.help, options), getattr(info, name))
    return found


def _layer_fields(index: int) -> dict[str, Field]:
    lecture = Network().hidden
    default = lecture[index - 1] if index <= len(lecture) else Layer()
    return {
        f"{name}_{index}": Field(_of_layer(rule_of(Layer, name), index), getattr(default, name)) for name in settings_of(Layer).values()
    }


def _of_layer(rule: Rule, index: int) -> Rule:
    # Which layer is meant has to be in the sentence that the rule says.
    return replace(cast("Whole | OneOf | Real | Flag", rule), label=f"{rule.label} of layer {index}")


FIELDS = _fields()
