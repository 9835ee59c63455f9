"""A word about a garbled link, the same on every page; and for a page of few controls, what the link carried, held against what they take.

Streamlit fills the bound widgets from the link and drops in silence what they cannot take. So a page calls
`show_link_notice` BEFORE it makes its widgets: then the link still says what was received. Once the widgets have corrected
the link, later runs find nothing to report.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

import streamlit as st

from playground.settings import ExperimentError, Rule, shown
from playground.ui.link_texts import refusal

LinkRule: TypeAlias = Callable[[Sequence[str]], str | None]
"""Takes every value that the link carries under one name; returns the sentence to say about them, or None if they are fine."""


def number(rule: Rule, default: float) -> LinkRule:
    """Accept one number that passes `rule`: for a slider or a number input declared by a `Real` or a `Whole`."""

    def check(values: Sequence[str]) -> str | None:
        try:
            rule.check(_parsed(values[0]) if len(values) == 1 else list(values))
        except ExperimentError as error:
            return refusal(error, f"The default {default:g} is used.")
        return None

    return check


def choices(label: str, options: Collection[str], default: Sequence[str], most: int) -> LinkRule:
    """Accept up to `most` different `options`, or none: for a multiselect.

    Args:
        label: what the learner reads beside the control.
        options: what the link may carry: the words on the options as shown, since those are what Streamlit writes into it.
        default: the options that are chosen if the link names none that there is.
        most: how many may be chosen.
    """

    def check(values: Sequence[str]) -> str | None:
        # An empty value, `?name=`, stands for "none chosen".
        chosen = [value for value in values if value]
        strange = [value for value in chosen if value not in options]
        if strange:
            used = "The others are used." if len(strange) < len(chosen) else f"The default {', '.join(default)} is used."
            return f"{label} must be among {', '.join(options)}. {used} Received: {shown(strange[0])}."
        if len(chosen) > most:
            return f"{label} must be at most {most}. The first {most} are used. Received: {len(chosen)}."
        if len(set(chosen)) < len(chosen):
            return f"{label} must be named once each. Each is used once. Received: {', '.join(chosen)}."
        return None

    return check


def garbled(query: Mapping[str, Sequence[str]], rules: Mapping[str, LinkRule]) -> tuple[str, ...]:
    """Say what is wrong with a link.

    Args:
        query: every value under each name of the link; names without a rule are not looked at.
        rules: the name of each bound control (its widget's key) and what the control takes.

    Returns:
        One sentence for each name whose values break its rule, in the order of `rules`; empty for a link in order.
    """
    sentences = (rule(query[name]) for name, rule in rules.items() if name in query)
    return tuple(sentence for sentence in sentences if sentence is not None)


def show_link_notice(rules: Mapping[str, LinkRule]) -> None:
    """Warn, on the page, about every part of the address bar's link that its control cannot take."""
    warn_of_link(garbled({name: st.query_params.get_all(name) for name in st.query_params}, rules))


def warn_of_link(sentences: Sequence[str]) -> None:
    """Show what could not be taken from a link, one sentence each: what must be, what is used, what was received."""
    if sentences:
        points = "\n".join(f"- {literal(sentence)}" for sentence in sentences)
        st.warning(f"Part of the link could not be used:\n\n{points}", icon=":material/link_off:")


def _parsed(text: str) -> object:
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text


# What Streamlit makes a link or a picture of though every sign of it is escaped: addresses of pages and of people, names of emoji.
_WORDS = re.compile(r"((?:https?://|www(?=\.))\S+|[-.\w+]+@[-\w]+(?:\.[-\w]+)+|:[\w+-]+:)", re.IGNORECASE)


def literal(sentence: str) -> str:
    """Return the sentence as Markdown that shows it to the letter; what was received is code, and so are addresses and names of emoji.

    What was received stands last: nothing follows it but a full stop.
    """
    # The link may come from anybody: nothing in it may become formatting, an image from elsewhere or a link to click on.
    rule, received, value = sentence.partition("Received: ")
    return _escaped(rule) + received + (f"{_code(value.removesuffix('.'))}." if value else "")


def _escaped(text: str) -> str:
    parts = _WORDS.split(text)
    return "".join(_code(part) if number % 2 else re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", part) for number, part in enumerate(parts))


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"
