"""What a run says while it trains: the same events from `train` in this process and from a worker elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Reason: TypeAlias = Literal["completed", "stopped", "early_stopping", "diverged"]


@dataclass(frozen=True)
class Started:
    """The run has its data and its network; training begins.

    Attributes:
        parameters: how many weights and biases the network has.
        train_rows: rows that the loss is minimised on.
        validation_rows: rows of Keras' validation tail; 0 without validation.
        test_rows: rows held out for the score at the end.
        truth: targets of all rows in the order training, validation, test; shape (rows, outputs).
            Classification: one-hot.
    """

    parameters: int
    train_rows: int
    validation_rows: int
    test_rows: int
    truth: Floats


@dataclass(frozen=True)
class EpochEnd:
    """One pass over the training rows is done.

    Attributes:
        epoch: from 1.
        loss: mean training loss over the epoch's batches, as Keras reports it.
        val_loss: loss on the validation rows after the epoch; None without validation rows.
        metrics: further scores by Keras' names, such as accuracy and val_accuracy.
        seconds: training time since the run began; it takes no part in comparisons, since a film is equal at any pace.
    """

    epoch: int
    loss: float
    val_loss: float | None
    metrics: Mapping[str, float]
    seconds: float = field(compare=False)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network as it stood after an epoch; epoch 0 is the network before training.

    Attributes:
        epoch: from 0.
        weights: arrays in Keras' order (kernel, bias, kernel, bias, …).
        predictions: for all rows in the order training, validation, test; shape (rows, outputs).
    """

    epoch: int
    weights: tuple[Floats, ...]
    predictions: Floats


@dataclass(frozen=True)
class Finished:
    """Training is over, for the reason given.

    Attributes:
        reason: completed, stopped, early_stopping or diverged.
        epochs: how many epochs were trained and kept.
        best_epoch: the epoch with the lowest validation loss (training loss without validation rows); 0 if there was none.
        test: metric name -> score on the test rows, of the weights after the last kept epoch. Names are Keras' and
            scikit-learn's; a score of one target is `name[target]`, as in `r2[petal width (cm)]`.
        seconds: training time; takes no part in comparisons.
    """

    reason: Reason
    epochs: int
    best_epoch: int
    test: Mapping[str, float]
    seconds: float = field(compare=False)


@dataclass(frozen=True)
class Failed:
    """The run cannot go on; the message is a sentence for the learner."""

    message: str


Event: TypeAlias = Started | EpochEnd | Snapshot | Finished | Failed
