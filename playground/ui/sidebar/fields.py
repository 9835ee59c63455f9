"""From a setting's rule to its control: label, help, bounds and steps are the declaration's, the key is the name in the link."""

from collections.abc import Callable
from typing import cast

import streamlit as st

from playground.link.changes import ChangeList
from playground.link.columns import Columns
from playground.link.fields import DEPENDENT, FIELDS
from playground.link.numbers import plain
from playground.link.sight import Sight
from playground.settings import Flag, OneOf, Real, Whole

# A whole number with at most this many values is a slider; one with more is typed.
SLIDER_VALUES = 20
# Columns whose names are together no longer than this stand side by side.
PILLS_LENGTH = 40


def show(key: str, sight: Sight, label: str | None = None, on_change: Callable[[], None] | None = None) -> object:
    """Show the control of a setting. What it says is kept while it is out of sight, and on other pages.

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
        return st.toggle(label, cast("bool", FIELDS[key].default), key=key, persist_state="session", help=rule.help)
    if isinstance(rule, OneOf):
        return _one_of(key, rule, label, sight, on_change)
    if isinstance(rule, Columns):
        return _columns(key, rule, label)
    if isinstance(rule, ChangeList):
        return st.text_input(label, key=key, persist_state="session", help=rule.help)
    raise TypeError(f"No control for {rule!r}.")


def _whole(key: str, rule: Whole, label: str) -> int:
    default = cast("int", FIELDS[key].default)
    if rule.high - rule.low < SLIDER_VALUES:
        return st.slider(label, rule.low, rule.high, default, key=key, persist_state="session", help=rule.help)
    return st.number_input(label, rule.low, rule.high, default, 1, key=key, persist_state="session", help=rule.help)


def _real(key: str, rule: Real, label: str) -> float:
    # The rule allows values between the slider's steps, such as a link's.
    options = sorted({*rule.steps, cast("float", st.session_state.get(key, rule.steps[0]))})
    default = cast("float", FIELDS[key].default)
    return st.select_slider(label, options, default, format_func=plain, key=key, persist_state="session", help=rule.help)


def _one_of(key: str, rule: OneOf, label: str, sight: Sight, on_change: Callable[[], None] | None) -> str:
    names = sight.offers(key) if key in DEPENDENT else tuple(rule.options)
    default = cast("str", sight.default(key))
    if st.session_state.get(key, default) not in names:
        # What went with the settings before.
        st.session_state[key] = default
    explained = "\n".join(f"- **{rule.options[name].label}**: {rule.options[name].help}" for name in names)
    return st.selectbox(
        label,
        names,
        names.index(default),
        format_func=lambda name: rule.options[name].label,
        key=key,
        persist_state="session",
        help=f"{rule.help}\n\n{explained}",
        filter_mode=None,
        on_change=on_change,
    )


def _columns(key: str, rule: Columns, label: str) -> tuple[str, ...]:
    default = cast("tuple[str, ...]", FIELDS[key].default)
    if len(", ".join(rule.options)) <= PILLS_LENGTH:
        found = st.pills(label, rule.options, selection_mode="multi", default=default, key=key, persist_state="session", help=rule.help)
    else:
        found = st.multiselect(label, rule.options, default, key=key, persist_state="session", help=rule.help)
    return tuple(found)
