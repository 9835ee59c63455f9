"""A choice of several names out of a registry, or of none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from playground.settings import ExperimentError, shown


class Labelled(Protocol):
    """What has a label on its control."""

    @property
    def label(self) -> str:
        """What the learner reads."""


@dataclass(frozen=True)
class Several:
    """Up to `most` different names out of a registry, in the order of choosing; none is allowed."""

    label: str
    help: str
    options: Mapping[str, Labelled]
    most: int

    def check(self, value: object) -> tuple[str, ...]:
        """Return `value` as a tuple; raises `ExperimentError` for a name that the registry lacks, one twice, or too many."""
        received = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        names = [name for name in received if isinstance(name, str) and name in self.options]
        if len(names) < len(received):
            strange = next(name for name in received if name not in names)
            labels = ", ".join(option.label for option in self.options.values())
            raise ExperimentError(f"{self.label} must be among {labels}. Received: {shown(strange)}.")
        if len(set(names)) < len(names):
            raise ExperimentError(f"{self.label} must be named once each. Received: {self.words(names)}.")
        if len(names) > self.most:
            raise ExperimentError(f"{self.label} must be at most {self.most}. Received: {len(names)}.")
        return tuple(names)

    def usable(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return what can be taken of names that break the rule: the first `most` that there are, each once."""
        return tuple(dict.fromkeys(name for name in names if name in self.options))[: self.most]

    def words(self, names: Sequence[str]) -> str:
        """Return the labels of the names, short enough for a sentence."""
        labels = ", ".join(self.options[name].label for name in names[: self.most + 1])
        return f"{labels} and {len(names) - self.most - 1} more" if len(names) > self.most + 1 else labels
