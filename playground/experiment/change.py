"""What may be changed while a run goes on, and what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.experiment.edits import MAX_EDITS_AT_ONCE, Neuron, WeightEdit, checked, edits_in_words
from playground.limits import LIMITS
from playground.settings import ExperimentError, Real, Whole

_RATE = Real(
    "Learning rate",
    "ν in the lecture: the step size of gradient descent. Too small crawls, too large diverges.",
    low=0.0,
    high=10.0,
    open_low=True,
    steps=(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
)
_STRENGTHS = (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0)
_L1 = Real(
    "L1",
    "Adds λ·Σ|w| to the loss: each step pulls every weight towards 0 by the same amount, so useless weights end close to 0. "
    "Not exactly at 0: with Keras' steps they go a little beyond it, and back. Biases are free.",
    0.0,
    10.0,
    _STRENGTHS,
)
_L2 = Real(
    "L2",
    "Adds λ·Σw² to the loss: each step pulls a weight towards 0 in proportion to its size, so large ones shrink most. Biases are free.",
    0.0,
    10.0,
    _STRENGTHS,
)


CHANGEABLE: Mapping[str, Real] = MappingProxyType({"learning_rate": _RATE, "l1": _L1, "l2": _L2})
"""The settings that may change while a run goes on: name -> rule. `Change` has a field for each."""
# More than anybody makes by hand: a link with ten thousand kept a busy machine at work for seconds.
MAX_CHANGES = 500


@dataclass(frozen=True)
class Change:
    """What was changed while the run went on, from the beginning of `epoch` on; None stays as it was.

    A new learning rate replaces the one that a schedule scales. Weights are set once, before the first step of the epoch, those that leave
    a silenced neuron first; training then moves them as all others, but for the weights into a frozen neuron and its bias: after each step,
    up to the end of the run, these go back to what they were.
    """

    epoch: int
    learning_rate: float | None = None
    l1: float | None = None
    l2: float | None = None
    weights: tuple[WeightEdit, ...] = ()
    silenced: tuple[Neuron, ...] = ()
    frozen: tuple[Neuron, ...] = ()

    def __post_init__(self) -> None:
        """Check every value by the rule of what it changes; of two words about a weight the later counts."""
        object.__setattr__(self, "epoch", Whole("The epoch of a change", "", 1, LIMITS.max_epochs).check(self.epoch))
        for name, value in self.values.items():
            object.__setattr__(self, name, CHANGEABLE[name].check(value))
        object.__setattr__(self, "weights", checked(WeightEdit, self.weights))
        object.__setattr__(self, "silenced", checked(Neuron, self.silenced))
        object.__setattr__(self, "frozen", checked(Neuron, self.frozen))
        if not (self.values or self.edits):
            raise ExperimentError("A change must set the learning rate, L1, L2 or weights, or freeze neurons. Received: none of them.")
        if self.edits > MAX_EDITS_AT_ONCE:
            raise ExperimentError(
                f"A change can have at most {MAX_EDITS_AT_ONCE} edited weights, silenced and frozen neurons. "
                f"Received: {self.edits:,} of them."
            )

    @property
    def values(self) -> dict[str, float]:
        """The settings that it sets: name -> new value, in the order of `CHANGEABLE`."""
        return {name: value for name in CHANGEABLE if (value := getattr(self, name)) is not None}

    @property
    def edits(self) -> int:
        """How many weights it sets one by one, and neurons it silences or freezes."""
        return len(self.weights) + len(self.silenced) + len(self.frozen)

    @property
    def edit_words(self) -> str:
        """What happens to weights, in words: `neuron 5 of hidden 1 silenced`; empty without edits."""
        return ", ".join(edits_in_words(self.weights, self.silenced, self.frozen))

    @property
    def words(self) -> str:
        """All of it in words: `learning rate 0.001, L2 0.01, 12 weights edited`."""
        labels = {name: rule.label if rule.label.isupper() else rule.label.lower() for name, rule in CHANGEABLE.items()}
        settings = [f"{labels[name]} {value:g}" for name, value in self.values.items()]
        return ", ".join([*settings, *edits_in_words(self.weights, self.silenced, self.frozen)])

    def over(self, earlier: "Change") -> "Change":
        """Return both changes as one, at this one's epoch; where both set the same, this one counts."""
        standing = (edit for edit in earlier.weights if not any(edit.leaves(neuron) for neuron in self.silenced))
        return Change(
            self.epoch,
            **{**earlier.values, **self.values},
            weights=(*standing, *self.weights),
            silenced=(*earlier.silenced, *self.silenced),
            frozen=(*earlier.frozen, *self.frozen),
        )
