"""What a classification's outputs say, whether every class has one or one stands for the second of two classes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.choices import LOSSES
from playground.events import Floats
from playground.experiment import Experiment
from playground.figures.drawing.text import plain

Labels = NDArray[np.intp]

# One byte says which; beyond that the last word stands for all others.
MOST_NAMES = 256


@dataclass(frozen=True)
class Classes:
    """The classes of a run and how its outputs are read.

    Attributes:
        names: in label order, ready for Plotly.
        single: whether there is one output, for the second of two classes.
        threshold: a single output above it says the second class.
        probable: whether outputs are probabilities; a hinge's are scores.
    """

    names: tuple[str, ...]
    single: bool
    threshold: float
    probable: bool

    def true(self, truth: Floats) -> Labels:
        """Return the label of each row of `Started.truth`."""
        return truth[:, 0].astype(np.intp) if self.single else truth.argmax(axis=1)

    def predicted(self, outputs: Floats) -> Labels:
        """Return the label that each row of outputs, shape (rows, outputs), decides for."""
        return (outputs[:, 0] > self.threshold).astype(np.intp) if self.single else outputs.argmax(axis=1)

    def belief(self, outputs: Floats) -> Floats:
        """Return how far the outputs speak for each class, shape (rows, classes): probabilities, or ∓score of a hinge."""
        if not self.single:
            return outputs
        other = 1 - outputs[:, 0] if self.probable else -outputs[:, 0]
        return np.stack([other, outputs[:, 0]], axis=1)

    def shares(self, outputs: Floats) -> Floats:
        """Return the same as shares that add up to 1: a hinge's scores count from −1, all the one class, to 1, all the other."""
        belief = self.belief(outputs)
        return belief if self.probable else np.clip((belief + 1) / 2, 0.0, 1.0)


def classes_of(experiment: Experiment) -> Classes:
    """Return how the outputs of a classification are read."""
    loss = experiment.training.loss
    names = tuple(plain(name, 24) for name in experiment.data.class_names)
    if len(names) > MOST_NAMES:
        names = (*names[: MOST_NAMES - 1], f"one of {len(names) - MOST_NAMES + 1:,} others")
    return Classes(names, LOSSES[loss].single, 0.0 if loss == "hinge" else 0.5, loss != "hinge")


def named(labels: Labels) -> NDArray[np.uint8]:
    """Return the labels as places in `Classes.names`."""
    return np.minimum(labels, MOST_NAMES - 1).astype(np.uint8)
