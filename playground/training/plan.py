"""What some epochs in a row shall do, and what they gave."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.events import Floats
from playground.experiment import Change


@dataclass(frozen=True, eq=False)
class Plan:
    """What some epochs in a row shall do; every array has one entry an epoch.

    Attributes:
        orders: the order of the training rows, shape (epochs, training rows).
        settings: learning rate, strength of L1, strength of L2; shape (epochs, 3).
        shown: whether the predictions after the epoch are to be returned.
        kept: whether the weights after the epoch are.
        edits: what is set before the first epoch's first step; a plan ends before an epoch with other edits.
    """

    orders: NDArray[np.int32]
    settings: Floats
    shown: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    edits: Change | None = None

    def first(self, count: int) -> "Plan":
        """Return the plan of the first epochs alone."""
        return Plan(self.orders[:count], self.settings[:count], self.shown[:count], self.kept[:count], self.edits)


@dataclass(frozen=True, eq=False)
class Chunk:
    """What some epochs in a row gave.

    Attributes:
        scores: loss, val_loss, accuracy and val_accuracy, penalty; shape (epochs, 5). What an experiment does not have is 0.
        weights: flat weights, in Keras' order, after each epoch that was to be kept, shape (kept, parameters).
        predictions: for the shown rows after each epoch that was to be shown, shape (shown epochs, rows, outputs).
        surfaces: over the grid after the same epochs, shape (shown epochs, points, outputs).
        best_score: the best watched score so far, this chunk's included, times the direction of the watch.
        best_weights: flat weights after the epoch of `best_score`, shape (parameters,).
        finite: whether all weights are numbers after the last epoch.
    """

    scores: Floats
    weights: Floats
    predictions: Floats
    surfaces: Floats
    best_score: Floats
    best_weights: Floats
    finite: bool


@dataclass(frozen=True, eq=False)
class StepTrace:
    """What the steps of one epoch did.

    Attributes:
        names: of the trained weights, such as `hidden2 kernel`.
        loss: of each step's batch, before the update; shape (steps,).
        norms: Euclidean norm of the gradient for each of the weights, shape (steps, weights).
        finite: whether each of the weights held only numbers after the update, shape (steps, weights).
    """

    names: tuple[str, ...]
    loss: Floats
    norms: Floats
    finite: NDArray[np.bool_]

    def guilty(self) -> tuple[int, int]:
        """Return the step, from 0, that blew up, and which of the weights.

        The first after which weights are no longer finite; if all are, the first whose loss is not; if that is, too, the last.
        """
        broken = ~self.finite.all(axis=1)
        lost = ~np.isfinite(self.loss)
        step = int(np.argmax(broken)) if broken.any() else int(np.argmax(lost)) if lost.any() else len(self.loss) - 1
        worst = np.argmin(self.finite[step]) if broken.any() else np.argmax(np.nan_to_num(self.norms[step], nan=np.inf, posinf=np.inf))
        return step, int(worst)


class PlanTensors(NamedTuple):
    """A plan as the graph takes it.

    Attributes:
        orders: the order of the training rows, shape (epochs, training rows).
        settings: learning rate, strength of L1, strength of L2; shape (epochs, 3).
        places: where each epoch's weights and predictions go, shape (epochs, 2). One place behind all is for the epochs of
            which nobody wants any.
        sizes: how many places there are for weights and for predictions, shape (2,).
    """

    orders: tf.Tensor
    settings: tf.Tensor
    places: tf.Tensor
    sizes: tf.Tensor

    @classmethod
    def kinds(cls, train: int) -> "PlanTensors":
        """Return shapes and types for so many training rows, and any number of epochs."""
        shapes = (([None, train], tf.int32), ([None, 3], tf.float32), ([None, 2], tf.int32), ([2], tf.int32))
        return cls(*(tf.TensorSpec(*shape) for shape in shapes))


def plan_tensors(plan: Plan) -> PlanTensors:
    """Return a plan as the graph takes it."""
    counts = [int(wanted.sum()) for wanted in (plan.kept, plan.shown)]
    places = [np.where(wanted, np.cumsum(wanted) - 1, count) for wanted, count in zip((plan.kept, plan.shown), counts, strict=True)]
    tables = plan.orders, plan.settings, np.stack(places, axis=1).astype(np.int32), np.array(counts, np.int32) + 1
    return PlanTensors(*map(tf.constant, tables))
