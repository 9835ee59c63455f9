"""A setting's value and the texts that say it in an address, in both directions.

An address names a choice by its key in the registry, whose words may change and be translated. The words on the control are read too.
"""

from collections.abc import Sequence
from typing import cast

from playground.link.columns import Columns
from playground.link.numbers import NUMBER, plain, whole_or_not
from playground.link.several import Several
from playground.settings import ExperimentError, Flag, OneOf, Real, Rule, Whole, shown

_ON, _OFF = ("true", "on", "yes", "1"), ("false", "off", "no", "0")


def read(rule: Rule, texts: Sequence[str]) -> object:
    """Return the value that a parameter's texts mean.

    Raises:
        ExperimentError: if they break the rule.
    """
    if isinstance(rule, Columns):
        return rule.check([text for text in texts if text])
    if isinstance(rule, Several):
        return rule.check(names_of(rule, texts))
    text = texts[-1].strip()
    if isinstance(rule, OneOf):
        return _name(rule, text)
    if isinstance(rule, Flag):
        return rule.check(_flag(text))
    if isinstance(rule, Real | Whole) and NUMBER.fullmatch(text):
        return rule.check(float(text) if isinstance(rule, Real) else whole_or_not(text))
    return rule.check(text)


def texts_of(rule: Rule, value: object) -> tuple[str, ...]:
    """Return what the address says for a value: one text, or several for a choice of several; an empty one says that nothing is chosen.

    A value that breaks its rule is said too, so that what is on a control is in the address.
    """
    if isinstance(rule, Columns | Several):
        return tuple(cast("Sequence[str]", value)) or ("",)
    if isinstance(rule, Real):
        return (plain(cast("float", value)),)
    if isinstance(rule, Flag):
        return (str(value).lower(),)
    return (str(value),)


def words_of(rule: Rule, value: object) -> str:
    """Return what a person reads for a value: labels for keys, and for all else what the address says."""
    if isinstance(rule, OneOf):
        return rule.options[rule.check(value)].label
    if isinstance(rule, Several):
        return rule.words(rule.check(value))
    return ", ".join(texts_of(rule, value))


def names_of(rule: OneOf | Several, texts: Sequence[str]) -> list[str]:
    """Return the keys that texts mean, in whatever case and whether key or label; a text that means none stays as it is."""
    meant = {option.label.casefold(): name for name, option in rule.options.items()}
    meant |= {name.casefold(): name for name in rule.options}
    return [meant.get(text.strip().casefold(), text) for text in texts if text]


def refusal(error: ExperimentError, used: str) -> str:
    """Return the sentence about a parameter that breaks its rule: what it must be, what is used instead of it, what was received."""
    broken, _, received = str(error).partition(" Received: ")
    return f"{broken} {used} Received: {received}"


def _name(rule: OneOf, text: str) -> str:
    (name,) = names_of(rule, [text]) or [text]
    if name not in rule.options:
        labels = ", ".join(option.label for option in rule.options.values())
        raise ExperimentError(f"{rule.label} must be one of {labels}. Received: {shown(text)}.")
    return name


def _flag(text: str) -> object:
    return text.casefold() in _ON if text.casefold() in (*_ON, *_OFF) else text
