"""From a setting's rule to its control: label, help, bounds and steps are the declaration's, the key is the name in the link."""

import math
from contextlib import suppress
from typing import Literal, cast

import streamlit as st

from playground.settings import ExperimentError, OneOf, Real, Whole
from playground.ui.link import plain, read
from playground.ui.link_fields import FIELDS, Columns

# A whole number with at most this many values is a slider; one with more is typed.
SLIDER_VALUES = 20
# So few options stand side by side.
BUTTONS = 2


def show(key: str, step: int = 1, label: str | None = None) -> object:
    """Show the control of a setting, bound to the address bar.

    Args:
        key: the setting's name in the link.
        step: what a click on + adds to a typed number.
        label: what to show instead of the rule's label, where the surroundings say the rest.

    Returns:
        What is set. The browser alone enforces bounds: the experiment checks the value again.
    """
    rule = FIELDS[key].rule
    label = label or rule.label
    if isinstance(rule, Whole):
        return _whole(key, rule, label, step)
    if isinstance(rule, Real):
        return _real(key, rule, label)
    if isinstance(rule, OneOf):
        return _one_of(key, rule, label)
    if isinstance(rule, Columns):
        return _columns(key, rule, label)
    raise TypeError(f"No control for {rule!r}.")


def is_infinite(key: str) -> bool:
    """Return whether the address says that a whole number is infinite."""
    if key not in FIELDS or not isinstance(FIELDS[key].rule, Whole):
        return False
    try:
        return math.isinf(float(st.query_params.get(key, "0")))
    except ValueError:
        return False


def _whole(key: str, rule: Whole, label: str, step: int) -> int:
    default = cast("int", FIELDS[key].default)
    if rule.high - rule.low < SLIDER_VALUES:
        return st.slider(label, rule.low, rule.high, default, key=key, bind="query-params", help=rule.help)
    # Streamlit fails to convert an infinite number. A control without a binding takes its parameter out of the address.
    bind: Literal["query-params"] | None = None if is_infinite(key) else "query-params"
    return st.number_input(label, rule.low, rule.high, default, step, key=key, bind=bind, help=rule.help)


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


def _one_of(key: str, rule: OneOf, label: str) -> str:
    names = list(rule.options)
    default = cast("str", FIELDS[key].default)
    explained = "\n".join(f"- **{option.label}**: {option.help}" for option in rule.options.values())
    words = f"{rule.help}\n\n{explained}"

    def shown_as(name: str) -> str:
        return rule.options[name].label

    if len(names) <= BUTTONS:
        return st.segmented_control(
            label, names, default=default, required=True, format_func=shown_as, key=key, bind="query-params", help=words, width="stretch"
        )
    return st.selectbox(
        label, names, names.index(default), format_func=shown_as, key=key, bind="query-params", help=words, filter_mode=None
    )


def _columns(key: str, rule: Columns, label: str) -> list[str]:
    default = cast("tuple[str, ...]", FIELDS[key].default)
    return st.multiselect(label, rule.options, default, key=key, bind="query-params", help=rule.help)
