"""What a setting may be: its label, its help and its rule, declared once and read by validator, widgets, link and tests."""

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Protocol, cast

# Characters of a value that a sentence shows.
LONGEST = 60
# From here on Python would write a bound as 1e+06.
MILLION = 1_000_000


class ExperimentError(ValueError):
    """A setting breaks its rule; the message is one sentence for the learner: the rule, then what was received."""


@dataclass(frozen=True)
class Option:
    """One named choice: what the learner reads on the button and what it means."""

    label: str
    help: str


class Rule(Protocol):
    """A constraint as data: it knows its words, and turns a value into its one canonical form or refuses it."""

    @property
    def label(self) -> str:
        """What the learner reads beside the control."""

    @property
    def help(self) -> str:
        """What the setting does, in the lecture's words."""

    def check(self, value: object) -> object:
        """Return the canonical value.

        Raises:
            ExperimentError: if the value breaks the rule.
        """


@dataclass(frozen=True)
class Whole:
    """A whole number in [low, high]."""

    label: str
    help: str
    low: int
    high: int

    def check(self, value: object) -> int:
        """Return `value` as an `int`; raises `ExperimentError` outside the bounds or for anything but a whole number."""
        # True is an Integral for Python, but never what a learner means by a number.
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or not self.low <= int(value) <= self.high:
            raise ExperimentError(f"{self.label} must be a whole number from {self.low:,} to {self.high:,}. Received: {shown(value)}.")
        return int(value)


@dataclass(frozen=True)
class Real:
    """A finite number between low and high; `open_low` and `open_high` say that the bound itself is excluded.

    `steps` are the values that a slider offers; the rule accepts all others between the bounds too.
    """

    label: str
    help: str
    low: float
    high: float
    steps: tuple[float, ...]
    open_low: bool = False
    open_high: bool = False

    def check(self, value: object) -> float:
        """Return `value` as a `float`; raises `ExperimentError` outside the bounds and for NaN, infinities and text."""
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not self._contains(cast("float", value)):
            raise ExperimentError(f"{self.label} must be a number {self._bounds()}. Received: {shown(value)}.")
        # Plus 0.0, so that a negative zero becomes the zero that it equals.
        return float(value) + 0.0

    def _contains(self, value: float) -> bool:
        # Compared before it is converted: a whole number of 400 digits has no float. NaN fails every comparison.
        return self._within(value) and self._within(float(value))

    def _within(self, value: float) -> bool:
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return bool(above and below)

    def _bounds(self) -> str:
        low, high = (f"{bound:,.0f}" if abs(bound) >= MILLION else f"{bound:g}" for bound in (self.low, self.high))
        lower = f"above {low}" if self.open_low else f"of at least {low}"
        upper = f"below {high}" if self.open_high else f"at most {high}"
        return f"{lower} and {upper}"


@dataclass(frozen=True)
class Flag:
    """On or off."""

    label: str
    help: str

    def check(self, value: object) -> bool:
        """Return `value`; raises `ExperimentError` for anything but true and false."""
        if not isinstance(value, bool):
            raise ExperimentError(f"{self.label} must be on or off: true or false. Received: {shown(value)}.")
        return value


@dataclass(frozen=True)
class OneOf:
    """One name out of a registry."""

    label: str
    help: str
    options: Mapping[str, Option]

    def check(self, value: object) -> str:
        """Return `value`; raises `ExperimentError` for a name that the registry lacks."""
        if not isinstance(value, str) or value not in self.options:
            raise ExperimentError(f"{self.label} must be one of {', '.join(self.options)}. Received: {shown(value)}.")
        return str(value)


@dataclass(frozen=True)
class Names:
    """A non-empty tuple of column names, none of them twice."""

    label: str
    help: str

    def check(self, value: object) -> tuple[str, ...]:
        """Return `value` as a tuple; raises `ExperimentError` if it is empty, repeats a name or holds other than text."""
        if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(name, str) for name in value):
            raise ExperimentError(f"{self.label} must be a list of column names. Received: {shown(value)}.")
        if not value:
            raise ExperimentError(f"{self.label} must name at least one column. Received: none.")
        if len(set(value)) < len(value):
            raise ExperimentError(f"{self.label} must name each column once. Received: {joined(value)}.")
        return tuple(str(name) for name in value)


def setting(default: object, rule: Rule) -> Any:  # noqa: ANN401 - as dataclasses.field: the annotation beside it is the type
    """Declare a dataclass field together with its rule."""
    return field(default=default, metadata={"rule": rule})


def rule_of(cls: type, name: str) -> Rule:
    """Return the rule of the field `name` of the dataclass `cls`."""
    return next(cast("Rule", item.metadata["rule"]) for item in fields(cls) if item.name == name)


def check_settings(instance: object) -> None:
    """Replace every field that has a rule by its canonical value; for `__post_init__` of frozen dataclasses.

    Raises:
        ExperimentError: for the first field, in the order of declaration, that breaks its rule.
    """
    for item in fields(cast("Any", instance)):
        if "rule" in item.metadata:
            value = item.metadata["rule"].check(getattr(instance, item.name))
            object.__setattr__(instance, item.name, value)


def shown(value: object) -> str:
    """Return what was received, short enough for a sentence."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out whole numbers of more than 4,300 digits
        return "a number too long to show"
    except RecursionError:
        return "lists within lists too deep to show"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}…"


def joined(names: Sequence[str]) -> str:
    """Return names in one line, short enough for a sentence; what cannot be seen in them is escaped."""
    text = repr(", ".join(names))[1:-1]
    return text if len(text) <= 4 * LONGEST else f"{text[: 4 * LONGEST - 1]}…"
