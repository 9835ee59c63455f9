"""A setting's value and the texts that say it in an address, in both directions."""

from collections.abc import Sequence

from playground.link.columns import Columns
from playground.link.numbers import NUMBER, plain, whole_or_not
from playground.settings import ExperimentError, Flag, OneOf, Real, Rule, Whole, shown

_ON, _OFF = ("true", "on", "yes", "1"), ("false", "off", "no", "0")


def read(rule: Rule, texts: Sequence[str]) -> object:
    """Return the value that a parameter's texts mean.

    Raises:
        ExperimentError: if they break the rule.
    """
    if isinstance(rule, Columns):
        return rule.check([text for text in texts if text])
    text = texts[-1].strip()
    if isinstance(rule, OneOf):
        return _name(rule, text)
    if isinstance(rule, Flag):
        return rule.check(_flag(text))
    if isinstance(rule, Real | Whole) and NUMBER.fullmatch(text):
        return rule.check(float(text) if isinstance(rule, Real) else whole_or_not(text))
    return rule.check(text)


def texts_of(rule: Rule, value: object) -> tuple[str, ...]:
    """Return what the address bar says for a value: the text on its control, several for a choice of columns."""
    if isinstance(rule, Columns):
        return rule.check(value)
    if isinstance(rule, OneOf):
        return (rule.options[rule.check(value)].label,)
    if isinstance(rule, Real):
        return (plain(rule.check(value)),)
    if isinstance(rule, Flag):
        return (str(rule.check(value)).lower(),)
    return (str(value),)


def refusal(error: ExperimentError, used: str) -> str:
    """Return the sentence about a parameter that breaks its rule: what it must be, what is used instead of it, what was received."""
    broken, _, received = str(error).partition(" Received: ")
    return f"{broken} {used} Received: {received}"


def _name(rule: OneOf, text: str) -> str:
    names = [name for name, option in rule.options.items() if text.casefold() in {name.casefold(), option.label.casefold()}]
    if not names:
        labels = ", ".join(option.label for option in rule.options.values())
        raise ExperimentError(f"{rule.label} must be one of {labels}. Received: {shown(text)}.")
    return names[0]


def _flag(text: str) -> object:
    return text.casefold() in _ON if text.casefold() in (*_ON, *_OFF) else text
