"""From a setting's rule to its control: label, help, bounds and steps are the declaration's, the key is the name in the link."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, cast

import streamlit as st

from playground.link.changes import ChangeList
from playground.link.columns import Columns
from playground.link.fields import DEPENDENT, FIELDS
from playground.link.numbers import plain
from playground.link.sight import Sight
from playground.link.texts import read
from playground.settings import ExperimentError, Flag, OneOf, Real, Whole

# A whole number with at most this many values is a slider; one with more is typed.
SLIDER_VALUES = 20
# Columns whose names are together no longer than this stand side by side.
PILLS_LENGTH = 40


def show(key: str, sight: Sight, label: str | None = None, on_change: Callable[[], None] | None = None) -> object:
    """Show the control of a setting, bound to the address bar.

    Args:
        key: the setting's name in the link.
        sight: what is set; a choice offers what goes with it.
        label: what to show instead of the rule's label, where the surroundings say the rest.
        on_change: called when the learner, not a link, has set another value; choices only.

    Returns:
        What is set. The browser alone enforces bounds: the experiment checks the value again.
    """
    rule = FIELDS[key].rule
    label = label or rule.label
    if isinstance(rule, Whole):
        return _whole(key, rule, label)
    if isinstance(rule, Real):
        return _real(key, rule, label)
    if isinstance(rule, Flag):
        return st.toggle(label, cast("bool", FIELDS[key].default), key=key, bind="query-params", help=rule.help)
    if isinstance(rule, OneOf):
        return _one_of(key, rule, label, sight, on_change)
    if isinstance(rule, Columns):
        return _columns(key, rule, label)
    if isinstance(rule, ChangeList):
        return st.text_input(label, key=key, bind="query-params", help=rule.help)
    raise TypeError(f"No control for {rule!r}.")


def is_infinite(key: str) -> bool:
    """Return whether the address says that a whole number is infinite."""
    if key not in FIELDS or not isinstance(FIELDS[key].rule, Whole):
        return False
    try:
        return math.isinf(float(st.query_params.get(key, "0")))
    except ValueError:
        return False


def _whole(key: str, rule: Whole, label: str) -> int:
    default = cast("int", FIELDS[key].default)
    if rule.high - rule.low < SLIDER_VALUES:
        return st.slider(label, rule.low, rule.high, default, key=key, bind="query-params", help=rule.help)
    # Streamlit fails to convert an infinite number. A control without a binding takes its parameter out of the address.
    bind: Literal["query-params"] | None = None if is_infinite(key) else "query-params"
    return st.number_input(label, rule.low, rule.high, default, 1, key=key, bind=bind, help=rule.help)


def _real(key: str, rule: Real, label: str) -> float:
    options = sorted({*rule.steps, *_between_steps(key, rule)})
    default = cast("float", FIELDS[key].default)
    return st.select_slider(label, options, default, format_func=plain, key=key, bind="query-params", help=rule.help)


def _between_steps(key: str, rule: Real) -> tuple[float, ...]:
    """Return the values that the rule allows though the slider has no step there: the current one and the address's."""
    found = []
    if key in st.session_state:
        found.append(cast("float", st.session_state[key]))
    if key in st.query_params:
        with suppress(ExperimentError):
            found.append(cast("float", read(rule, st.query_params.get_all(key))))
    return tuple(found)


def _one_of(key: str, rule: OneOf, label: str, sight: Sight, on_change: Callable[[], None] | None) -> str:
    names = sight.offers(key) if key in DEPENDENT else tuple(rule.options)
    default = cast("str", sight.default(key))
    if st.session_state.get(key, default) not in names:
        # What went with the settings before. Left to itself, Streamlit would keep its word in the address.
        st.session_state[key] = default
    explained = "\n".join(f"- **{rule.options[name].label}**: {rule.options[name].help}" for name in names)
    return st.selectbox(
        label,
        names,
        names.index(default),
        format_func=lambda name: rule.options[name].label,
        key=key,
        bind="query-params",
        help=f"{rule.help}\n\n{explained}",
        filter_mode=None,
        on_change=on_change,
    )


def _columns(key: str, rule: Columns, label: str) -> tuple[str, ...]:
    default = cast("tuple[str, ...]", FIELDS[key].default)
    if len(", ".join(rule.options)) <= PILLS_LENGTH:
        found = st.pills(label, rule.options, selection_mode="multi", default=default, key=key, bind="query-params", help=rule.help)
    else:
        found = st.multiselect(label, rule.options, default, key=key, bind="query-params", help=rule.help)
    return tuple(found)
