"""What can be asked about a run that has trained: answered by training again, for runs repeat to the last bit. Without TensorFlow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.events import Floats

A = TypeVar("A")

# Nobody walks through more steps of an epoch one by one, and a browser has no room for so many weights as often as there are steps:
# a million numbers are four megabytes on the way to it.
MOST_STEPS = 200
MOST_NUMBERS = 1_000_000


class Question(Generic[A]):
    """A question about a run, whose answer is an `A`; equal questions about equal experiments have equal answers.

    Attributes:
        failed: the sentence for the learner if there is no answer because of an error.
    """

    failed: ClassVar[str]

    def size(self, answer: A) -> int:
        """Return how many bytes an answer takes, about."""
        raise NotImplementedError


@dataclass(frozen=True)
class NetworkFile(Question[bytes]):
    """The trained network as a `.keras` file, such as `keras.models.load_model` reads.

    Attributes:
        epochs: how many epochs the run had; the network is the one after them.
        restored: whether the run went back to its best epoch; the network is the one after that.
    """

    failed: ClassVar[str] = "The network could not be made into a file; the playground's log has the details."

    epochs: int
    restored: bool

    def size(self, answer: bytes) -> int:
        """Return the file's size."""
        return len(answer)


@dataclass(frozen=True, eq=False)
class FirstStep:
    """What the first step of an epoch does to the network.

    Attributes:
        rows: which training rows are in the batch, by their positions in the split; shape (batch,).
        gradients: of the batch's mean loss with its penalty, before they are clipped, in Keras' order of weights; 0 for moving statistics.
        updates: weights after the step minus weights before it, in the same order.
    """

    rows: NDArray[np.int32]
    gradients: tuple[Floats, ...]
    updates: tuple[Floats, ...]

    @property
    def size(self) -> int:
        """How many bytes that takes."""
        return self.rows.nbytes + bytes_of((*self.gradients, *self.updates))


@dataclass(frozen=True, eq=False)
class Backward:
    """The backward pass of one row through the network as it stands after an epoch, and what training does next.

    Attributes:
        error: E, the loss of the row alone, without penalties.
        inputs: the row as the network receives it, shape (inputs,).
        targets: the row's targets as the network learns them, shape (outputs,).
        sums: ∂E/∂s of each dense layer, s being the sum before the activation; shapes (units,).
        weights: ∂E/∂w of all arrays in Keras' order; 0 for moving statistics, which no gradient changes.
        step: the first step of the next epoch; None behind the last epoch that the experiment has.
    """

    error: float
    inputs: Floats
    targets: Floats
    sums: tuple[Floats, ...]
    weights: tuple[Floats, ...]
    step: FirstStep | None


@dataclass(frozen=True)
class Gradients(Question[Backward]):
    """The backward pass of a row.

    Attributes:
        epoch: after which the network is asked; 0 is the untrained one.
        row: which of the rows that events carry, in the order of `Started.truth`, from 0.
    """

    failed: ClassVar[str] = "The gradients could not be computed; the playground's log has the details."

    epoch: int
    row: int

    def size(self, answer: Backward) -> int:
        """Return the size of the arrays."""
        return bytes_of((answer.inputs, answer.targets, *answer.sums, *answer.weights)) + (answer.step.size if answer.step else 0)


@dataclass(frozen=True, eq=False)
class Step:
    """One step of training: a batch goes forward and back, and the optimizer moves the weights once.

    Attributes:
        rows: which training rows are in the batch, by their positions in the split, in the order in which they are fed; shape (batch,).
        loss: of the batch, as Keras reports it: its mean with the penalty, by the weights before the step.
        moved: the mean of |Δw| over the weights that gradients change; moving statistics are none of them.
        weights: after the step, flat, in Keras' order; shape (parameters,).
    """

    rows: NDArray[np.int32]
    loss: float
    moved: float
    weights: Floats


@dataclass(frozen=True, eq=False)
class Walk:
    """An epoch step by step.

    Attributes:
        epoch: from 1.
        count: how many steps it has.
        before: the weights before the first step, with what is edited there; flat, in Keras' order, shape (parameters,).
        steps: all of them, or the first `StepsOfEpoch.most`.
    """

    epoch: int
    count: int
    before: Floats
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class StepsOfEpoch(Question[Walk]):
    """What each step of an epoch does.

    Attributes:
        epoch: from 1.
    """

    failed: ClassVar[str] = "The steps of this epoch could not be trained again; the playground's log has the details."

    epoch: int

    def size(self, answer: Walk) -> int:
        """Return the size of the arrays."""
        return answer.before.nbytes + sum(step.rows.nbytes + step.weights.nbytes for step in answer.steps)

    @staticmethod
    def most(parameters: int) -> int:
        """Return how many steps of a network with so many weights and biases are told at most."""
        return min(MOST_STEPS, max(1, MOST_NUMBERS // parameters))


def bytes_of(arrays: Sequence[Floats]) -> int:
    """Return how many bytes arrays take."""
    return sum(array.nbytes for array in arrays)
