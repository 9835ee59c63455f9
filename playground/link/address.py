"""The address and the experiment: what each setting is called in a link, and what a link says. No Streamlit here.

The address says the settings that differ from the lecture's example, choices by their keys. This module reads it, by the rules of the
experiment, and says what it should be, so that a link can be made without a browser.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, cast

from playground.datasets import UPLOAD
from playground.experiment import Data, Experiment
from playground.link.fields import DEPENDENT, FIELDS
from playground.link.rules import taken
from playground.link.sight import Sight, Values, sight_of
from playground.link.texts import texts_of
from playground.link.values import values_of
from playground.settings import OneOf, shown

Query: TypeAlias = dict[str, str | list[str]]

FOREIGN = ("act_", "bp_", "gd_", "per_", "reg_", "we_")  # how the parameters of other pages begin
# So many names of a link that are not settings are looked at.
MOST_STRANGE = 20
LONGEST_KEY = 40  # longer names are nobody's typing mistake
UPLOAD_NOTICE = "It is about somebody's own table, which no link carries: upload the file on the left. Its other settings are set."


@dataclass(frozen=True)
class Link:
    """What a link says.

    Attributes:
        values: a value for every field, the default where the link says nothing or nothing sensible.
        query: the address that says the same about the controls in sight; parameters of others stay.
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
    others = {key: tuple(texts) for key, texts in query.items() if key not in FIELDS}
    found = taken(query, FIELDS)
    sight = sight_of(found.values, upload)
    unsuited = [notice for key in DEPENDENT if (notice := _unsuited(key, sight))]
    strange = [key for key in others if not key.startswith(FOREIGN)]
    notices = [*_mistyped_ones(strange), *found.notices, *unsuited]
    if found.values["dataset"] == UPLOAD and upload is None:
        notices.append(UPLOAD_NOTICE)
    return Link(MappingProxyType(dict(found.values)), MappingProxyType(others | query_of(sight)), tuple(notices))


def query_for(experiment: Experiment) -> Query:
    """Return the query of the link that opens the experiment: what the address bar shows when the sidebar is set to it.

    An uploaded table is not in it: the link only says that there was one.
    """
    values = values_of(experiment)
    sight = sight_of(values, experiment.data if experiment.data.upload else None)
    return {key: list(texts) if len(texts) > 1 else texts[0] for key, texts in query_of(sight).items()}


def query_of(sight: Sight) -> dict[str, tuple[str, ...]]:
    """Return the parameters of the link that says what the controls in sight say."""
    said = ((key, sight.value(key)) for key in FIELDS if sight.shows(key))
    return {key: texts_of(FIELDS[key].rule, value) for key, value in said if value != sight.default(key)}


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
    if len(key) > LONGEST_KEY:
        return None
    close = difflib.get_close_matches(key.lower(), FIELDS, n=1, cutoff=0.8)
    return f"{shown(key)} is not a setting and was ignored. Did you mean {close[0]}?" if close else None
