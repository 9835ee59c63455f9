"""The address bar and the experiment: what each setting is called in a link, and what a link says. No Streamlit here.

Streamlit writes the settings that differ from the lecture's example into the address (`bind="query-params"`), each by the text on
its control. This module says the same in both directions, so that a link can be made without a browser and read with the rules of
the experiment.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias, cast

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.settings import ExperimentError, OneOf, Real, Rule, shown
from playground.ui.link_fields import DIRECTIONS, FIELDS, OWN_CHOICE, Columns

Values: TypeAlias = Mapping[str, object]
Query: TypeAlias = dict[str, str | list[str]]

FOREIGN = ("act_",)  # how the parameters of other pages begin
LONGEST_KEY = 40  # longer names are nobody's typing mistake
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """What a link says.

    Attributes:
        values: a value for every field, the default where the link says nothing or nothing sensible.
        query: the address that says the same in the words of the controls in sight; parameters of others stay.
        notices: one sentence for each thing that could not be taken.
    """

    values: Values
    query: Mapping[str, tuple[str, ...]]
    notices: tuple[str, ...]


def read_link(query: Mapping[str, Sequence[str]]) -> Link:
    """Read the parameters of an address; the last of several values counts, as in Streamlit.

    Args:
        query: parameter -> its values, in order of appearance.
    """
    values: dict[str, object] = {}
    address = {key: tuple(texts) for key, texts in query.items() if key not in FIELDS}
    notices = [notice for key in address if (notice := _mistyped(key))]
    for key, field in FIELDS.items():
        values[key] = field.default
        if not query.get(key):
            continue
        try:
            values[key] = read(field.rule, query[key])
        except ExperimentError as error:
            default = ", ".join(texts_of(field.rule, field.default))
            broken, _, received = str(error).partition(" Received: ")
            notices.append(f"The link's {_lowered(broken)} The default {default} is used. Received: {received}")
    for key, field in FIELDS.items():
        if values[key] != field.default and in_sight(key, values):
            address[key] = texts_of(field.rule, values[key])
    return Link(MappingProxyType(values), MappingProxyType(address), tuple(notices))


def in_sight(key: str, values: Values) -> bool:
    """Return whether the sidebar shows the control, given the values of those before it."""
    if key in {"inputs", "targets"}:
        return values["direction"] == OWN_CHOICE
    if key == "momentum":
        return values["optimizer"] == "sgd"
    index = key.rpartition("_")[2]
    return not index.isdecimal() or int(index) <= cast("int", values["hidden_layers"])


def read(rule: Rule, texts: Sequence[str]) -> object:
    """Return the value that a parameter's texts mean.

    Raises:
        ExperimentError: if they break the rule.
    """
    if isinstance(rule, Columns):
        return rule.check([text for text in texts if text])
    text = texts[-1].strip()
    if isinstance(rule, OneOf):
        names = [name for name, option in rule.options.items() if text.casefold() in {name.casefold(), option.label.casefold()}]
        if not names:
            labels = ", ".join(option.label for option in rule.options.values())
            raise ExperimentError(f"{rule.label} must be one of {labels}. Received: {shown(text)}.")
        return names[0]
    if not NUMBER.fullmatch(text):
        return rule.check(text)
    return rule.check(float(text) if isinstance(rule, Real) else _whole(text))


def texts_of(rule: Rule, value: object) -> tuple[str, ...]:
    """Return what the address bar says for a value: the text on its control, several for a choice of columns."""
    if isinstance(rule, Columns):
        return rule.check(value)
    if isinstance(rule, OneOf):
        return (rule.options[rule.check(value)].label,)
    if isinstance(rule, Real):
        return (plain(rule.check(value)),)
    return (str(value),)


def plain(number: float) -> str:
    """Return the shortest text that reads back as the same number, without an exponent for all but the tiniest: 0.00001, 0.01, 10."""
    if number and abs(number) < 1e-9:
        return repr(number)
    text = format(Decimal(repr(number)), "f")
    return text.removesuffix(".0")


def query_for(experiment: Experiment) -> Query:
    """Return the query of the link that opens the experiment: what the address bar shows when the sidebar is set to it.

    Raises:
        ExperimentError: if the output activation is not the task's own, which the sidebar has no control for.
    """
    query: Query = {}
    for key, value in values_of(experiment).items():
        if value != FIELDS[key].default:
            texts = texts_of(FIELDS[key].rule, value)
            query[key] = list(texts) if len(texts) > 1 else texts[0]
    return query


def values_of(experiment: Experiment) -> Values:
    """Return a value for each control that the sidebar shows for the experiment.

    Raises:
        ExperimentError: if the output activation is not the task's own, which the sidebar has no control for.
    """
    data, training = experiment.data, experiment.training
    if experiment.network.output != output_of(data):
        raise ExperimentError(
            f"In a link the task decides on the output activation: {output_of(data)} here. Received: {experiment.network.output!r}."
        )
    columns = (data.inputs, data.targets)
    layers = {
        f"{item.name}_{index}": getattr(layer, item.name)
        for index, layer in enumerate(experiment.network.hidden, start=1)
        for item in fields(Layer)
    }
    values = {
        "direction": next((name for name, item in DIRECTIONS.items() if (item.inputs, item.targets) == columns), OWN_CHOICE),
        "inputs": data.inputs,
        "targets": data.targets,
        "test_size": data.test_size,
        "validation_split": data.validation_split,
        "split_seed": data.seed,
        "hidden_layers": len(experiment.network.hidden),
        **layers,
        "optimizer": training.optimizer,
        "learning_rate": training.learning_rate,
        "momentum": training.momentum,
        "batch_size": training.batch_size,
        "epochs": training.epochs,
        "seed": training.seed,
    }
    return {key: value for key, value in values.items() if in_sight(key, values)}


def experiment_of(values: Values) -> Experiment:
    """Return the experiment that the controls ask for; controls that are out of sight take no part.

    Raises:
        ExperimentError: if the values break a rule, alone or together.
    """
    # Widgets hold their bounds in the browser only. Once each value has passed its rule, the casts below are true.
    values = {key: FIELDS[key].rule.check(value) for key, value in values.items()}
    inputs, targets = columns_of(values)
    data = Data(
        inputs=inputs,
        targets=targets,
        test_size=cast("float", values["test_size"]),
        validation_split=cast("float", values["validation_split"]),
        seed=cast("int", values["split_seed"]),
    )
    layers = [_layer(values, index) for index in range(1, cast("int", values["hidden_layers"]) + 1)]
    training = Training(
        optimizer=cast("str", values["optimizer"]),
        learning_rate=cast("float", values["learning_rate"]),
        momentum=cast("float", values["momentum"]) if values["optimizer"] == "sgd" else 0.0,
        loss=loss_of(data),
        batch_size=cast("int", values["batch_size"]),
        epochs=cast("int", values["epochs"]),
        seed=cast("int", values["seed"]),
    )
    return Experiment(data, Network(tuple(layers), output_of(data)), training)


def columns_of(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return inputs and targets: those of the chosen direction, or the learner's own.

    Raises:
        ExperimentError: if one of the learner's own choices breaks its rule.
    """
    direction = DIRECTIONS[cast("str", FIELDS["direction"].rule.check(values["direction"]))]
    if values["direction"] != OWN_CHOICE:
        return direction.inputs, direction.targets
    inputs, targets = (cast("Columns", FIELDS[key].rule).check(values[key]) for key in ("inputs", "targets"))
    return inputs, targets


def output_of(data: Data) -> str:
    """Return the output activation that suits the task."""
    return "softmax" if data.task == "classification" else "linear"


def loss_of(data: Data) -> str:
    """Return the loss that suits the task."""
    return "categorical_crossentropy" if data.task == "classification" else "mse"


def _layer(values: Values, index: int) -> Layer:
    try:
        return Layer(
            units=cast("int", values[f"units_{index}"]),
            activation=cast("str", values[f"activation_{index}"]),
            dropout=cast("float", values[f"dropout_{index}"]),
        )
    except ExperimentError as error:
        raise ExperimentError(f"Layer {index}: {error}") from error


def _whole(text: str) -> object:
    number = float(text)
    return int(number) if number.is_integer() else number


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _mistyped(key: str) -> str | None:
    """Say which setting was probably meant; None for a parameter that resembles none and so belongs to somebody else."""
    if key.startswith(FOREIGN) or len(key) > LONGEST_KEY:
        return None
    close = difflib.get_close_matches(key.lower(), FIELDS, n=1, cutoff=0.8)
    return f"The link's {shown(key)} is no setting and has no effect. The nearest is {close[0]}." if close else None
