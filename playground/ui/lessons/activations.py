"""The page on activation functions: curves under a cursor, a card for each function, softmax and its Jacobian."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
import streamlit as st

from playground.figures.lessons.activations import (
    MOST_CURVES,
    derivative_figure,
    function_figure,
    jacobian_figure,
    softmax_figure,
)
from playground.figures.lessons.curves import REACH, Reading, curve_of, read
from playground.lessons.activations import ACTIVATIONS, SOFTMAX, Activation, FloatArray, softmax, softmax_jacobian
from playground.lessons.saturation import THRESHOLD, ranges_in_words, saturated_ranges
from playground.link.fields import Field
from playground.link.several import Several
from playground.settings import Real
from playground.ui.address import say_controls

STEP = 0.1
DEFAULT_CURSOR = 1.0
DEFAULT_FUNCTIONS = ("relu", "sigmoid", "tanh")
DEFAULT_LOGITS = (2.0, 1.0, -1.0)
CHART_CONFIG = {"displayModeBar": False}

CURSOR = Real("Cursor s", "The weighted sum at the vertical line: the table reads every curve there.", -REACH, REACH, steps=())
LOGITS = tuple(
    Real(f"Logit s{subscript}", f"What output unit {place} sums up, before softmax makes it a probability.", -REACH, REACH, steps=())
    for place, subscript in enumerate("₁₂₃", start=1)
)
FIELDS: Mapping[str, Field] = {
    "act_functions": Field(Several("Functions", "Which curves are drawn.", ACTIVATIONS, MOST_CURVES), DEFAULT_FUNCTIONS),
    "act_s": Field(CURSOR, DEFAULT_CURSOR),
    **{f"act_z{place}": Field(rule, start) for place, (rule, start) in enumerate(zip(LOGITS, DEFAULT_LOGITS, strict=True), start=1)},
}


@st.fragment
def compare_functions() -> None:
    """Ask for up to four functions and a cursor; show the curves, what the cursor reads, and a card for each function."""
    left, right = st.columns([3, 2])
    with left:
        names = choose_functions()
    with right:
        cursor = _slider(CURSOR, DEFAULT_CURSOR, "act_s")
    say_controls(FIELDS)
    if not names:
        st.info("Choose at least one function to see its curve, its derivative and what it is used for.")
        return
    show_curves(names, cursor)
    show_cards(names)


def choose_functions() -> tuple[str, ...]:
    """Ask which functions to compare; returns up to four names of the registry, in the order of choosing."""
    chosen = st.multiselect(
        f"Functions to compare, up to {MOST_CURVES}",
        list(ACTIVATIONS),
        list(DEFAULT_FUNCTIONS),
        format_func=lambda name: ACTIVATIONS[name].label if name in ACTIVATIONS else str(name),
        max_selections=MOST_CURVES,
        select_all=False,
        key="act_functions",
        persist_state="session",
    )
    # Options and their number are enforced in the browser only.
    return tuple(name for name in chosen if name in ACTIVATIONS)[:MOST_CURVES]


def show_curves(names: Sequence[str], cursor: float) -> None:
    """Show function and derivative of the named activations side by side, and a table of what the cursor reads."""
    curves = [curve_of(name) for name in names]
    readings = [read(ACTIVATIONS[name], cursor) for name in names]
    listed = ", ".join(curve.label for curve in curves)
    left, right = st.columns(2)
    functions, derivatives = function_figure(curves, cursor, readings), derivative_figure(curves, cursor, readings, THRESHOLD)
    left.plotly_chart(functions, key="act_function_chart", config=CHART_CONFIG, alt=f"Activation functions: {listed}")
    right.plotly_chart(derivatives, key="act_derivative_chart", config=CHART_CONFIG, alt=f"Their derivatives, saturation marked: {listed}")
    st.table(readings_table(names, cursor, readings), hide_index=True, alt=f"Values at s = {cursor:g}")


def show_cards(names: Sequence[str]) -> None:
    """Show a card for each of the named activations: formulas, range, where it is used and what to watch."""
    grid = st.grid(2 if len(names) == 4 else len(names), min_column_width=280, border=True)
    for name in names:
        with grid.cell():
            st.markdown(f"#### {ACTIVATIONS[name].label}")
            show_card(ACTIVATIONS[name])


def show_softmax_card() -> None:
    """Show softmax's card, as wide as the page."""
    with st.container(border=True):
        show_card(SOFTMAX)


def show_card(activation: Activation) -> None:
    """Show one activation in words and formulas."""
    st.latex(activation.formula)
    st.latex(activation.derivative_formula)
    st.markdown(f"**Range:** ${activation.range}$")
    st.markdown(f"**Used for:** {activation.used}")
    st.markdown(f"**Watch out:** {activation.watch}")
    st.caption(activation.source)


@st.fragment
def show_softmax() -> None:
    """Show what softmax makes of three logits, and how each probability answers to each logit."""
    controls, left, right = st.columns([3, 4, 5])
    with controls:
        logits = np.array(
            [_slider(rule, start, f"act_z{place}") for place, (rule, start) in enumerate(zip(LOGITS, DEFAULT_LOGITS, strict=True), 1)]
        )
    say_controls(FIELDS)
    probabilities, jacobian = softmax(logits), softmax_jacobian(logits)
    left.plotly_chart(softmax_figure(probabilities), key="act_softmax_chart", config=CHART_CONFIG, alt="Probabilities of the three classes")
    right.plotly_chart(jacobian_figure(jacobian), key="act_jacobian_chart", config=CHART_CONFIG, alt="Jacobian of softmax, three by three")
    st.markdown(jacobian_in_words(jacobian))


@cache
def saturation_of(name: str) -> str:
    """Say where the named activation is saturated."""
    return ranges_in_words(saturated_ranges(ACTIVATIONS[name]))


def readings_table(names: Sequence[str], cursor: float, readings: Sequence[Reading]) -> pd.DataFrame:
    """Return a row for each named activation: its values at the cursor and where it is saturated, as text."""
    return pd.DataFrame(
        {
            "Function": [ACTIVATIONS[name].label for name in names],
            f"a(s) at s = {_decimal(cursor, 'g')}": [_decimal(reading.a, ".4f") for reading in readings],
            f"a′(s) at s = {_decimal(cursor, 'g')}": [_decimal(reading.derivative, ".4f") for reading in readings],
            f"Saturated, |a′(s)| < {THRESHOLD:g}": [saturation_of(name) for name in names],
        }
    )


def jacobian_in_words(jacobian: FloatArray) -> str:
    """Say, in Markdown, what the first column of a 3 × 3 softmax Jacobian means and what all its rows have in common."""
    first, second, third = (f"{abs(float(entry)):.3f}" for entry in jacobian[:, 0])
    return (
        f"Read down the first column: a little more s₁ **raises** a₁, by {first} for each unit of s₁, and **lowers** a₂ by {second} "
        f"and a₃ by {third}. What one class gains the others lose, so every column adds up to 0; and because adding the same "
        "number to every logit changes nothing, so does every row."
    )


def _slider(rule: Real, start: float, key: str) -> float:
    return st.slider(rule.label, rule.low, rule.high, start, STEP, format="%.2f", help=rule.help, key=key, persist_state="session")


def _decimal(value: float, spec: str) -> str:
    text = format(value, spec)
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")
