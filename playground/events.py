"""What a run says while it trains: the same events from `train` in this process and from a worker elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.experiment import Change

Floats: TypeAlias = NDArray[np.float32]
Reason: TypeAlias = Literal["completed", "stopped", "early_stopping", "diverged"]

# Of networks of at most so many parameters, the weights reach whoever watches: 120 snapshots of the lecture's 4,354 are 2 MB of a film,
# of 20,000 they would be 10, and no screen has room for more lines than that.
MOST_WEIGHTS = 20_000


@dataclass(frozen=True)
class Started:
    """The run has its data and its network; training begins.

    Attributes:
        parameters: how many weights and biases the network has.
        train_rows: rows that the loss is minimised on.
        validation_rows: rows of Keras' validation tail; 0 without validation.
        test_rows: rows held out for the score at the end.
        truth: targets of the shown rows in the order training, validation, test (`Data.shown_rows` says how many of each);
            shape (shown, outputs). Classification: one-hot, or 0 and 1 where one output stands for two classes.
        points: the shown rows' measurements behind the inputs, as they stand in the table; shape (shown, len(data.axes)),
            None where there are more than two.
        grid: for each of `data.axes` the coordinates, ascending, at which snapshots carry the surface; empty without axes.
    """

    parameters: int
    train_rows: int
    validation_rows: int
    test_rows: int
    truth: Floats
    points: Floats | None = None
    grid: tuple[Floats, ...] = ()


@dataclass(frozen=True)
class EpochEnd:
    """One pass over the training rows is done.

    Attributes:
        epoch: from 1.
        loss: mean training loss over the epoch's batches, as Keras reports it.
        val_loss: loss on the validation rows after the epoch; None without validation rows.
        metrics: further scores by Keras' names, such as accuracy and val_accuracy.
        seconds: training time since the run began; it takes no part in comparisons, since a film is equal at any pace.
        learning_rate: of every step in this epoch; None in events of engines that do not say.
        penalty: the part of `loss` that is the L1 and L2 penalty, a mean over the batches; 0 without.
    """

    epoch: int
    loss: float
    val_loss: float | None
    metrics: Mapping[str, float]
    seconds: float = field(compare=False)
    learning_rate: float | None = None
    penalty: float = 0.0


@dataclass(frozen=True)
class WeightSizes:
    """How large the weights of all kernels are; biases do not count, for no penalty pulls them.

    Attributes:
        count: how many weights there are.
        small: how many of them are smaller than 0.001 in size.
        absolute: Σ|w|, what L1 adds, times its strength.
        squared: Σw², what L2 adds, times its strength.
    """

    count: int
    small: int
    absolute: float
    squared: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network as it stood after an epoch; epoch 0 is the network before training.

    Attributes:
        epoch: from 0.
        weights: arrays in Keras' order (kernel, bias, kernel, bias, …; gamma, beta, moving mean and moving variance behind a layer that is
            normalized); none from a worker that keeps those of a large network to itself.
        predictions: for the shown rows in the order of `Started.truth`; shape (shown, outputs).
        surface: predictions over the grid of `Started.grid`, shape (points of the first axis, outputs) for one axis,
            (points of the second × points of the first, outputs) for two, the first axis running fastest; None without axes.
        sizes: of the weights that a worker has kept to itself; None where these are there, or not known either.
    """

    epoch: int
    weights: tuple[Floats, ...]
    predictions: Floats
    surface: Floats | None = None
    sizes: WeightSizes | None = None


@dataclass(frozen=True)
class Changed:
    """From `change.epoch` on, the run goes on with other settings or weights, as somebody asked for while it trained.

    The experiment with this change, `Training.with_change`, trained from the start gives the same run.
    """

    change: Change


@dataclass(frozen=True)
class BlowUp:
    """The update that made the numbers grow beyond all bounds.

    Attributes:
        epoch: from 1.
        step: of this epoch, from 1.
        weights: which weights were no longer finite after it, or had the longest gradient: `hidden2` kernel and the like.
        gradient: Euclidean norm of the gradient for those weights; infinite or NaN if it was that.
        learning_rate: of the step.
        input_size: root mean square of the largest input over the training rows, as the network receives it; 0 in events of engines
            that do not say.
        target_size: the same of the largest target, as the network learns it.
    """

    epoch: int
    step: int
    weights: str
    gradient: float
    learning_rate: float
    input_size: float = 0.0
    target_size: float = 0.0


@dataclass(frozen=True)
class Finished:
    """Training is over, for the reason given.

    Attributes:
        reason: completed, stopped, early_stopping or diverged.
        epochs: how many epochs were trained and kept.
        best_epoch: the epoch with the lowest validation loss (training loss without validation rows), or, with early stopping,
            the best one of its monitor; 0 if there was none.
        test: metric name -> score on the test rows, of the weights after the last kept epoch, or of the best epoch where early
            stopping went back to it. Names are Keras' and scikit-learn's; a score of one target is `name[target]`, as in
            `r2[petal width (cm)]`.
        seconds: training time; takes no part in comparisons.
        restored: whether the network went back to the weights of `best_epoch`.
        confusion: classification: test rows by true class (rows) and predicted class (columns).
        blow_up: what made the run diverge; None for the other reasons.
    """

    reason: Reason
    epochs: int
    best_epoch: int
    test: Mapping[str, float]
    seconds: float = field(compare=False)
    restored: bool = False
    confusion: tuple[tuple[int, ...], ...] = ()
    blow_up: BlowUp | None = None


@dataclass(frozen=True)
class Failed:
    """The run cannot go on; the message is a sentence for the learner."""

    message: str


Event: TypeAlias = Started | EpochEnd | Snapshot | Changed | Finished | Failed
