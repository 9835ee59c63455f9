"""The titles of the sidebar's folded sections: what in them differs from the default can be seen without opening them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from playground.experiment import Experiment
from playground.limits import LIMITS
from playground.link.changes import ChangeList, changes_in
from playground.link.columns import Columns
from playground.link.fields import FIELDS
from playground.link.numbers import plain
from playground.link.sight import Sight
from playground.link.values import values_of
from playground.settings import Flag, OneOf
from playground.ui.notices import literal

# Shorter than the labels on the controls, where those need their surroundings; {} is the value.
_SHORT = {
    "test_size": "test {}",
    "validation_split": "validation {}",
    "standardize": "standardised",
    "standardize_target": "target standardised",
    "shuffle": "not shuffled",
    "stratify": "stratified",
    "samples": "{} rows",
    "classes": "{} classes",
    "clipnorm": "clipped at {}",
    "nesterov": "Nesterov",
    "schedule_factor": "× {}",
    "schedule_epochs": "{} epochs",
    "l1": "L1 {}",
    "l2": "L2 {}",
    "input_noise": "noise {}",
    "patience": "patience {}",
    "min_delta": "by {}",
    "restore_best_weights": "keeping the last epoch",
}
FEW_NAMES = 3
FEW_CHANGES = 4
LONGEST = 40  # of changes that are repeated to the letter


def title(words: str, keys: Iterable[str], sight: Sight) -> str:
    """Return the title of a section: what it is about, and what is set in it other than by default."""
    return titled(words, differences(keys, sight))


def layers_title(words: str, names: Iterable[str], sight: Sight) -> str:
    """Return the title of a section about settings of every layer: "… · Zeros in layers 1, 3"."""
    return titled(words, layers_differences(names, sight))


def titled(words: str, found: Iterable[str]) -> str:
    """Return what a section is about, and what was found in it."""
    return " · ".join(filter(None, (words, ", ".join(found))))


def differences(keys: Iterable[str], sight: Sight) -> list[str]:
    """Return what is set other than by default."""
    return [brief(key, sight.value(key)) for key in keys if sight.shows(key) and sight.value(key) != sight.default(key)]


def layers_differences(names: Iterable[str], sight: Sight) -> list[str]:
    """Return what is set in layers other than by default: "batch normalization in layer 2"."""
    found = []
    for name in names:
        where: defaultdict[object, list[int]] = defaultdict(list)
        layers = [index for index in range(1, LIMITS.max_hidden_layers + 1) if sight.shows(f"{name}_{index}")]
        for index in layers:
            key = f"{name}_{index}"
            if sight.value(key) != sight.default(key):
                where[sight.value(key)].append(index)
        found += [f"{_of_layer(name, value)}{_in_layers(some, layers)}" for value, some in where.items()]
    return found


def brief(key: str, value: object) -> str:
    """Return the shortest words for a setting: "L2 0.001"."""
    rule = FIELDS[key].rule
    words = rule.label[:1].lower() + rule.label[1:]
    if isinstance(rule, Flag):
        return _SHORT.get(key, words)
    if isinstance(rule, OneOf):
        return rule.options[cast("str", value)].label
    if isinstance(rule, Columns):
        names = cast("tuple[str, ...]", value)
        return ", ".join(names) if len(names) <= FEW_NAMES and len(rule.options) <= 8 else f"{len(names)} {words}"
    if isinstance(rule, ChangeList):
        text = cast("str", value)
        return f"{words} {text}" if len(text) <= LONGEST else f"{len(changes_in(text))} {words}"
    return _SHORT.get(key, words + " {}").format(plain(value) if isinstance(value, float) else value)


def changed_since(before: Experiment, now: Experiment) -> str:
    """Return what is set otherwise than before: "epochs 200, activation of layer 1 tanh"; of many settings the first few."""
    old, new = values_of(before), values_of(now)
    if old["dataset"] != new["dataset"]:
        # Most else follows from it.
        return literal(_named("dataset", new["dataset"]))
    found = [_named(key, value) for key, value in new.items() if key not in old or old[key] != value]
    # What has gone out of sight is off.
    found = found or [f"without {FIELDS[key].rule.label.lower()}" for key in old if key not in new] or ["the table"]
    more = len(found) - FEW_CHANGES
    return literal(", ".join(found[:FEW_CHANGES]) + (f" and {more} more" if more > 0 else ""))


def _named(key: str, value: object) -> str:
    """Return a choice with the name of its setting, which a title has beside it: "optimizer Adam"."""
    rule = FIELDS[key].rule
    return f"{rule.label[:1].lower()}{rule.label[1:]} {brief(key, value)}" if isinstance(rule, OneOf) else brief(key, value)


def _of_layer(name: str, value: object) -> str:
    rule = FIELDS[f"{name}_1"].rule
    if isinstance(rule, OneOf):
        return rule.options[cast("str", value)].label
    words = name.replace("_", " ")
    return f"{words} {plain(value)}" if isinstance(value, float) else words


def _in_layers(some: list[int], layers: list[int]) -> str:
    if some == layers:
        return ""
    return f" in layer{'s' if len(some) > 1 else ''} {', '.join(map(str, some))}"
