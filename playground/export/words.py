"""An experiment in words: what a report says about it, the settings that matter and those that differ from the default."""

from collections.abc import Collection, Iterator
from dataclasses import fields

from playground.choices import ACTIVATIONS, INITIALIZERS
from playground.experiment import CHANGEABLE, Augmentation, Change, Data, Experiment, Layer, Network, Training
from playground.settings import Flag, OneOf, Rule, rule_of

Row = tuple[str, str]
_ALWAYS = ("optimizer", "learning_rate", "loss", "batch_size", "epochs")


def experiment_in_words(experiment: Experiment) -> tuple[Row, ...]:
    """Return label and value of each setting worth a word, in the order data, network, training."""
    data, network, training = experiment.data, experiment.network, experiment.training
    train, validation, test = data.split_rows
    rows = [
        ("Data set", data.info.label),
        (rule_of(Data, "inputs").label, named(data.inputs)),
        (rule_of(Data, "targets").label, named(data.targets)),
        ("Rows", f"{train:,} train, {validation:,} validate, {test:,} test"),
        *_different(data, ("dataset", "inputs", "targets")),
        *_different(network.augmentation, ()),
    ]
    rows += [(f"Hidden layer {number}", _layer(layer)) for number, layer in enumerate(network.hidden, start=1)]
    rows.append(("Output", f"{len(experiment.output_names)} × {ACTIVATIONS[network.output].label}"))
    rows += _different(network, ("output",))
    rows += [(rule_of(Training, name).label, shown(rule_of(Training, name), getattr(training, name))) for name in _ALWAYS]
    rows += _different(training, _ALWAYS)
    return (*rows, *(row for change in training.changes for row in _change(change)))


def shown(rule: Rule, value: object) -> str:
    """Return a setting's value as a learner reads it."""
    if isinstance(rule, OneOf):
        return rule.options[str(value)].label
    if isinstance(rule, Flag):
        return "on" if value else "off"
    return f"{value}"


def named(names: Collection[str], most: int = 12) -> str:
    """Return the first names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def _different(part: Data | Network | Augmentation | Training, known: Collection[str]) -> Iterator[Row]:
    """Yield the settings that are not as by default."""
    for item in fields(part):
        value = getattr(part, item.name)
        if "rule" in item.metadata and item.name not in known and value != item.default:
            rule = item.metadata["rule"]
            yield rule.label, shown(rule, value)


def _layer(layer: Layer) -> str:
    words = [f"{layer.units} × {ACTIVATIONS[layer.activation].label}"]
    if layer.batch_normalization:
        words.append("batch normalization")
    if layer.dropout:
        words.append(f"dropout {layer.dropout}")
    if layer.initializer != Layer.initializer:
        words.append(f"initial weights {INITIALIZERS[layer.initializer].label}")
    return ", ".join(words)


def _change(change: Change) -> Iterator[Row]:
    if change.values:
        yield f"From epoch {change.epoch:,} on", ", ".join(f"{CHANGEABLE[name].label} {value}" for name, value in change.values.items())
    if change.edits:
        yield f"Before epoch {change.epoch:,}", change.edit_words
