"""What the link to a page of few controls may carry: one rule a control, and a sentence for each that is broken."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from playground.link.texts import refusal
from playground.settings import ExperimentError, Rule, shown

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


def _parsed(text: str) -> object:
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text
