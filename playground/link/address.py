"""The address bar and the experiment: what each setting is called in a link, and what a link says. No Streamlit here.

Streamlit writes the settings that differ from the lecture's example into the address (`bind="query-params"`), each by the text on
its control. This module says the same in both directions, so that a link can be made without a browser and read with the rules of
the experiment.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, cast

from playground.datasets import UPLOAD
from playground.experiment import Data, Experiment
from playground.link.fields import DEPENDENT, FIELDS
from playground.link.sight import Sight, Values, sight_of
from playground.link.texts import read, refusal, texts_of
from playground.link.values import values_of
from playground.settings import ExperimentError, OneOf, shown

Query: TypeAlias = dict[str, str | list[str]]

FOREIGN = ("act_", "per_")  # how the parameters of other pages begin
# So many names of a link that are not settings are looked at.
MOST_STRANGE = 20
LONGEST_KEY = 40  # longer names are nobody's typing mistake
UPLOAD_NOTICE = "It is about somebody's own table, which no link carries: upload the file on the left. Its other settings are set."


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


def read_link(query: Mapping[str, Sequence[str]], upload: Data | None = None) -> Link:
    """Read the parameters of an address; the last of several values counts, as in Streamlit.

    Args:
        query: parameter -> its values, in order of appearance.
        upload: the learner's own table and its columns, if it is there.
    """
    values: dict[str, object] = {}
    address = {key: tuple(texts) for key, texts in query.items() if key not in FIELDS}
    notices = _mistyped_ones(tuple(address))
    for key, field in FIELDS.items():
        values[key] = field.default
        if not query.get(key):
            continue
        try:
            values[key] = read(field.rule, query[key])
        except ExperimentError as error:
            notices.append(_refused(key, error))
    sight = sight_of(values, upload)
    notices += [notice for key in DEPENDENT if (notice := _unsuited(key, sight))]
    for key, field in FIELDS.items():
        value = sight.value(key)
        if values[key] != field.default and value != sight.default(key) and sight.shows(key):
            address[key] = texts_of(field.rule, value)
    if values["dataset"] == UPLOAD and upload is None:
        notices.append(UPLOAD_NOTICE)
    return Link(MappingProxyType(values), MappingProxyType(address), tuple(notices))


def query_for(experiment: Experiment) -> Query:
    """Return the query of the link that opens the experiment: what the address bar shows when the sidebar is set to it.

    An uploaded table is not in it: the link only says that there was one.
    """
    values = values_of(experiment)
    sight = sight_of(values, experiment.data if experiment.data.upload else None)
    query: Query = {}
    for key, value in values.items():
        if value != sight.default(key):
            texts = texts_of(FIELDS[key].rule, value)
            query[key] = list(texts) if len(texts) > 1 else texts[0]
    return query


def _refused(key: str, error: ExperimentError) -> str:
    rule, default = FIELDS[key].rule, FIELDS[key].default
    used = "The usual one" if default is None else f"The default {', '.join(texts_of(rule, default)) or 'none'}"
    return refusal(error, f"{used} is used.")


def _unsuited(key: str, sight: Sight) -> str | None:
    """Say that a choice does not go with the other settings; None if it does, or nothing was chosen."""
    if sight.values[key] in (None, sight.value(key)):
        return None
    rule = cast("OneOf", FIELDS[key].rule)
    suited = ", ".join(rule.options[name].label for name in sight.offers(key))
    return (
        f"With the other settings, {_lowered(rule.label)} must be one of {suited}. The first is used. "
        f"Received: {rule.options[cast('str', sight.values[key])].label}."
    )


def _lowered(sentence: str) -> str:
    return sentence if sentence[1:2].isupper() or sentence[1:2].isdigit() else sentence[:1].lower() + sentence[1:]


def _mistyped_ones(keys: Sequence[str]) -> list[str]:
    """Say which settings were probably meant by the first of the names that are none; thousands would keep a browser busy for seconds."""
    found = [notice for key in keys[:MOST_STRANGE] if (notice := _mistyped(key))]
    more = len(keys) - MOST_STRANGE
    return [*found, f"The link has {more:,} more names that are not settings and were ignored."] if more > 0 else found


def _mistyped(key: str) -> str | None:
    """Say which setting was probably meant; None for a parameter that resembles none and so belongs to somebody else."""
    if key.startswith(FOREIGN) or len(key) > LONGEST_KEY:
        return None
    close = difflib.get_close_matches(key.lower(), FIELDS, n=1, cutoff=0.8)
    return f"{shown(key)} is not a setting and was ignored. Did you mean {close[0]}?" if close else None
