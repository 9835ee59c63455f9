"""A Keras network with its optimizer between steps: its weights, its state, its predictions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import EllipsisType
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.split import Split
from playground.events import Floats
from playground.experiment import Change, Experiment, Network
from playground.training.freezing import freezable
from playground.training.losses import Penalty, build_loss, penalty_uses
from playground.training.model import build_model, build_optimizer, reseed
from playground.training.view import view_of, view_shape

# Predictions for more rows than this come block by block, so that no layer's outputs take more than some megabytes.
BLOCK_ROWS = 8_192


@dataclass(frozen=True, eq=False)
class State:
    """Everything that training changes, as it was at one moment."""

    arrays: tuple[NDArray[np.generic], ...]
    best_score: Floats
    best_weights: Floats


class Rows(NamedTuple):
    """The rows of a split as the graph takes them: inputs and targets of all, and the inputs of the view."""

    x: tf.Tensor
    y: tf.Tensor
    view: tf.Tensor


NO_ROWS = Rows(*[tf.zeros([0])] * 3)


def _read(variable: keras.Variable) -> NDArray[np.generic]:
    """Return a copy of a variable's value; Keras' own way there takes ten times as long."""
    held = variable.value
    # The type as TensorFlow has it: its name would take TensorFlow three times as long.
    value: NDArray[np.generic] = tf.raw_ops.ReadVariableOp(resource=held.handle, dtype=held.dtype).numpy()
    return value


def _write(variable: keras.Variable, value: NDArray[np.generic]) -> None:
    tf.raw_ops.AssignVariableOp(resource=variable.value.handle, value=value)


def _set(variable: keras.Variable, place: tuple[int | EllipsisType, ...], value: float) -> None:
    array = _read(variable)
    array[place] = value
    _write(variable, array)


class TrainedNetwork:
    """Model, optimizer and the rows that a run has lent them.

    Attributes:
        model: built and compiled.
        optimizer: built for it.
        trainable: the weights that gradients change.
        penalty: of L1 and L2, for each kernel.
        handles: of everything that training changes, model before optimizer.
    """

    def __init__(self, experiment: Experiment) -> None:
        """Build the model and optimizer."""
        self.model = build_model(experiment)
        # With batch normalization, not all weights are trained by gradients: the moving statistics are not.
        self._weights, self.trainable = self.model.weights, self.model.trainable_variables
        self._dense = [layer for layer in self.model.layers if isinstance(layer, keras.layers.Dense)]
        self._shapes = [tuple(weight.shape) for weight in self._weights]
        self._ends = np.cumsum([int(np.prod(shape)) for shape in self._shapes]).tolist()
        self.optimizer = build_optimizer(experiment.training)
        self.optimizer.build(self.trainable)
        self._freezes = experiment.training.freezes
        beside = [*self.optimizer.variables, *(freezable(self._dense[:-1]) if self._freezes else ())]
        # Not all of these begin with 0.
        self._beside_start = tuple((variable, _read(variable)) for variable in beside)
        # The model's own include what its random layers draw from. What is frozen stands at the end: see `restore`.
        self._variables = [*self.model.variables, *beside]
        self.handles = [variable.value.handle for variable in self._variables]
        self.penalty = Penalty(penalty_uses(experiment.training))
        if any(self.penalty.uses):
            for layer in self._dense:
                layer.kernel.regularizer = self.penalty
        self.model.compile(self.optimizer, build_loss(experiment.training))
        self._classifies = experiment.data.task == "classification"
        self._view_shape = view_shape(experiment)
        self._start: tuple[tuple[int, Network], State] | None = None
        self._rows = NO_ROWS

    def variable_places(self, variables: Sequence[keras.Variable]) -> list[int]:
        """Return which of `handles` those of some variables are."""
        known = {id(variable): place for place, variable in enumerate(self._variables)}
        return [known[id(variable)] for variable in variables]

    @property
    def parameters(self) -> int:
        """How many weights and biases the network has."""
        return int(self._ends[-1])

    def begin(self, experiment: Experiment, split: Split) -> None:
        """Go back to the start that the experiment's seed gives, with its rows and its learning rate."""
        # What the initial weights are drawn from; the rest of the network is the same in all experiments that come here.
        drawn = experiment.training.seed, experiment.network
        if self._start is None or self._start[0] != drawn:
            reseed(self.model, experiment)
            for variable, start in self._beside_start:
                _write(variable, start)
            self._best_score = np.full((), np.inf, np.float32)
            self._best_weights = self._flat()
            self._start = drawn, self.state()
        # Drawing the weights again takes as long as ten epochs.
        self.restore(self._start[1])
        self._hold(split)

    def release(self) -> None:
        """Let go of the rows."""
        self._rows = NO_ROWS

    def weights(self) -> tuple[Floats, ...]:
        """Return copies of the weights in Keras' order."""
        return tuple(_read(weight).astype(np.float32, copy=False) for weight in self._weights)

    @cached_property
    def _is_trained(self) -> NDArray[np.bool_]:
        """Whether gradients change each of the flat weights."""
        trained = {id(weight) for weight in self.trainable}
        sizes = np.diff([0, *self._ends])
        return np.repeat([id(weight) in trained for weight in self._weights], sizes)

    def _flat(self) -> Floats:
        """Return a copy of the weights in Keras' order, shape (parameters,)."""
        return np.concatenate([weight.ravel() for weight in self.weights()])

    def _is_finite(self) -> bool:
        return all(np.isfinite(weight).all() for weight in self.weights())

    def unflatten(self, flat: Floats) -> tuple[Floats, ...]:
        """Return flat weights, shape (parameters,), as arrays in Keras' order."""
        begins = [0, *self._ends[:-1]]
        return tuple(flat[begin:end].reshape(shape) for begin, end, shape in zip(begins, self._ends, self._shapes, strict=True))

    def predict(self) -> tuple[Floats, Floats | None]:
        """Return the predictions for the shown rows, shape (shown, outputs), and over the grid, if there is one."""
        return self._parted(self._predicted(self._rows.view))

    def predict_rows(self, rows: slice) -> Floats:
        """Return the predictions for some rows of the split, shape (rows, outputs)."""
        return self._predicted(self._rows.x[rows])

    @contextmanager
    def best(self) -> Iterator[None]:
        """Give the network the weights of its best epoch for the time of the block."""
        before = self.weights()
        self._assign(self.unflatten(self._best_weights))
        yield
        self._assign(before)

    def edit(self, change: Change | None) -> None:
        """Silence neurons, set weights and freeze neurons as a change says, if it says so; what the optimizer remembers stays."""
        if change is None:
            return
        self._set_weights(change)
        if self._freezes:
            self._freeze(change)

    def _set_weights(self, change: Change) -> None:
        for neuron in change.silenced:
            # What leaves a neuron belongs to the layer behind its own.
            _set(self._dense[neuron.layer].kernel, (neuron.unit - 1,), 0.0)
        for edit in change.weights:
            layer = self._dense[edit.layer - 1]
            if edit.source:
                _set(layer.kernel, (edit.source - 1, edit.unit - 1), edit.value)
            else:
                _set(layer.bias, (edit.unit - 1,), edit.value)

    def _freeze(self, change: Change) -> None:
        """Freeze neurons with the weights as they now are; what was frozen before may just have been edited."""
        for neuron in change.frozen:
            layer = self._dense[neuron.layer - 1]
            for weights in (layer.kernel, layer.bias):
                _set(weights.constraint.frozen, (..., neuron.unit - 1), value=True)
        for layer in self._dense[:-1]:
            for weights in (layer.kernel, layer.bias):
                _write(weights.constraint.values, _read(weights))

    def state(self) -> State:
        """Return copies of everything that training changes."""
        return State(tuple(map(_read, self._variables)), self._best_score, self._best_weights)

    def restore(self, state: State) -> None:
        """Go back to a state that `state` returned, here or in a trainer in which nothing can be frozen: then nothing is."""
        self._best_score, self._best_weights = state.best_score, state.best_weights
        missing = len(self._variables) - len(state.arrays)
        unfrozen = [start for _, start in self._beside_start[len(self._beside_start) - missing :]]
        for variable, array in zip(self._variables, (*state.arrays, *unfrozen), strict=True):
            _write(variable, array)

    def _hold(self, split: Split) -> None:
        self._rows = Rows(*map(tf.constant, (split.x, split.y, view_of(split))))

    def _predicted(self, x: tf.Tensor) -> Floats:
        blocks = [self.model(x[begin : begin + BLOCK_ROWS], training=False).numpy() for begin in range(0, len(x), BLOCK_ROWS)]
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def _parted(self, predictions: Floats) -> tuple[Floats, Floats | None]:
        """Part the predictions of a view into those for the shown rows and those over the grid."""
        shown = self._view_shape.shown
        return predictions[:shown], predictions[shown:] if self._view_shape.grid else None

    def _assign(self, weights: tuple[Floats, ...]) -> None:
        for variable, weight in zip(self._weights, weights, strict=True):
            _write(variable, weight)
