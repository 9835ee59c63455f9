"""The settings as the sidebar and the link name them: key, rule and default, all taken from the declarations of the experiment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import cast

from playground.experiment import HIDDEN_LAYERS, Data, Layer, Network, Training
from playground.limits import LIMITS
from playground.settings import ExperimentError, Names, OneOf, Option, Real, Rule, Whole, rule_of, shown

OWN_CHOICE = "own"


@dataclass(frozen=True)
class Direction(Option):
    """A ready choice of columns; both tuples are empty where the learner chooses."""

    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """A non-empty choice out of `options`; otherwise as `Names`."""

    label: str
    help: str
    options: tuple[str, ...]

    def check(self, value: object) -> tuple[str, ...]:
        """Return `value` as a tuple; raises `ExperimentError` if it is empty, repeats a name or holds one that is no option."""
        names = Names(self.label, self.help).check(value)
        for name in names:
            if name not in self.options:
                raise ExperimentError(f"{self.label} must be out of {', '.join(self.options)}. Received: {shown(name)}.")
        return names


@dataclass(frozen=True)
class Field:
    """A setting as the link knows it: its rule, and the default that a link leaves out."""

    rule: Rule
    default: object


def _directions() -> Mapping[str, Direction]:
    lecture = Data()
    species = tuple(lecture.info.classes)[:1]
    return MappingProxyType(
        {
            "sepal_to_petal": Direction("Sepal to petal", "The lecture's code: sepals in, petals out.", lecture.inputs, lecture.targets),
            "petal_to_sepal": Direction("Petal to sepal", "The lecture's prose: petals in, sepals out.", lecture.targets, lecture.inputs),
            "species": Direction(
                "Species", "Classification: all four measurements in, the species out.", lecture.info.measurements, species
            ),
            OWN_CHOICE: Direction("Own choice", "Any measurements in, any other columns out."),
        }
    )


def _fields() -> Mapping[str, Field]:
    data, training, info = Data(), Training(), Data().info
    names = {name: cast("Names", rule_of(Data, name)) for name in ("inputs", "targets")}
    direction = OneOf("Direction", "Which columns the network receives (x) and which it predicts (y).", DIRECTIONS)
    known = {
        "direction": Field(direction, next(iter(DIRECTIONS))),
        "inputs": Field(Columns(names["inputs"].label, names["inputs"].help, info.measurements), data.inputs),
        "targets": Field(Columns(names["targets"].label, names["targets"].help, info.columns), data.targets),
        "test_size": Field(rule_of(Data, "test_size"), data.test_size),
        "validation_split": Field(rule_of(Data, "validation_split"), data.validation_split),
        "split_seed": Field(rule_of(Data, "seed"), data.seed),
        "hidden_layers": Field(HIDDEN_LAYERS, len(Network().hidden)),
    }
    for index in range(1, LIMITS.max_hidden_layers + 1):
        known |= _layer_fields(index)
    for name in ("optimizer", "learning_rate", "momentum", "batch_size", "epochs", "seed"):
        known[name] = Field(rule_of(Training, name), getattr(training, name))
    return MappingProxyType(known)


def _layer_fields(index: int) -> dict[str, Field]:
    lecture = Network().hidden
    default = lecture[index - 1] if index <= len(lecture) else Layer()
    rules = {item.name: rule_of(Layer, item.name) for item in fields(Layer)}
    return {f"{name}_{index}": Field(_of_layer(rule, index), getattr(default, name)) for name, rule in rules.items()}


def _of_layer(rule: Rule, index: int) -> Rule:
    # Which layer is meant has to be in the sentence that the rule says.
    return replace(cast("Whole | OneOf | Real", rule), label=f"{rule.label} of layer {index}")


DIRECTIONS = _directions()
FIELDS = _fields()
