"""How the weights are found: optimizer, learning rate, loss, regularizers, and when to stop."""

import math
from dataclasses import dataclass, replace

from playground.choices import LOSSES, MONITORS, OPTIMIZERS, SCHEDULES
from playground.experiment.change import CHANGEABLE, MAX_CHANGES, Change
from playground.experiment.data import MAX_SEED
from playground.experiment.edits import MAX_EDITS
from playground.limits import LIMITS
from playground.settings import ExperimentError, Flag, OneOf, Real, Whole, check_settings, setting, shown


@dataclass(frozen=True)
class Training:
    """How the weights are found."""

    optimizer: str = setting("sgd", OneOf("Optimizer", "The rule that turns gradients into weight changes.", OPTIMIZERS))
    learning_rate: float = setting(0.01, CHANGEABLE["learning_rate"])
    momentum: float = setting(
        0.0,
        Real(
            "Momentum",
            "The share of the last step that is added to the next, so that the descent keeps its direction. Only SGD uses it.",
            low=0.0,
            high=1.0,
            steps=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99),
            open_high=True,
        ),
    )
    loss: str = setting("mse", OneOf("Loss", "E in the lecture: the error that training makes small.", LOSSES))
    batch_size: int = setting(
        4,
        Whole(
            "Batch size",
            "How many rows share one weight update. Small batches: many noisy steps an epoch; large ones: few steady steps.",
            1,
            LIMITS.max_batch_size,
        ),
    )
    epochs: int = setting(100, Whole("Epochs", "How many times training passes over all training rows.", 1, LIMITS.max_epochs))
    seed: int = setting(
        6,
        Whole(
            "Training seed",
            "Draws the initial weights, the order of the rows, dropout and augmentation. Same seed, same curve.",
            0,
            MAX_SEED,
        ),
    )
    nesterov: bool = setting(
        False, Flag("Nesterov", "Takes the gradient where momentum is about to lead, not where it stands. Only SGD with momentum uses it.")
    )
    weight_decay: float = setting(
        0.004,
        Real(
            "Weight decay",
            "The share by which each step shrinks every weight, times the learning rate. Only AdamW uses it.",
            low=0.0,
            high=1.0,
            steps=(0.0, 1e-4, 1e-3, 0.004, 0.01, 0.03, 0.1),
        ),
    )
    schedule: str = setting("constant", OneOf("Schedule", "How the learning rate changes from epoch to epoch.", SCHEDULES))
    schedule_factor: float = setting(
        0.5,
        Real(
            "Factor",
            "What the learning rate is multiplied by.",
            low=0.0,
            high=1.0,
            steps=(0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99),
            open_low=True,
        ),
    )
    schedule_epochs: int = setting(
        10, Whole("Every so many epochs", "How often the factor applies, or how long the warm-up lasts.", 1, LIMITS.max_epochs)
    )
    clipnorm: float = setting(
        0.0,
        Real(
            "Gradient clipping",
            "The longest that the gradient of a layer's weights, and that of its biases, may be: longer ones are scaled down. 0 is off.",
            low=0.0,
            high=1_000.0,
            steps=(0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
        ),
    )
    l1: float = setting(0.0, CHANGEABLE["l1"])
    l2: float = setting(0.0, CHANGEABLE["l2"])
    early_stopping: bool = setting(False, Flag("Early stopping", "Ends the run when the monitored number has not improved for a while."))
    monitor: str = setting("val_loss", OneOf("Monitor", "The number that early stopping watches.", MONITORS))
    patience: int = setting(10, Whole("Patience", "For how many epochs without improvement the run goes on.", 0, LIMITS.max_epochs))
    min_delta: float = setting(
        0.0, Real("Smallest improvement", "A smaller one does not count.", low=0.0, high=10.0, steps=(0.0, 1e-4, 1e-3, 0.01, 0.1))
    )
    restore_best_weights: bool = setting(
        True, Flag("Go back to the best epoch", "Whether the network gets back the weights of the best epoch when the run ends.")
    )
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        """Check every field, then what the fields say together."""
        check_settings(self)
        self._check_optimizer()
        self._check_unused("schedule", SCHEDULES[self.schedule].uses, ("schedule_factor", "schedule_epochs"))
        self._check_unused("early_stopping", _STOPPING if self.early_stopping else (), _STOPPING)
        self._check_changes()

    @property
    def penalized(self) -> bool:
        """Whether any epoch has an L1 or L2 penalty."""
        return bool(self.l1 or self.l2) or any(change.l1 or change.l2 for change in self.changes)

    @property
    def freezes(self) -> bool:
        """Whether a neuron is frozen in any epoch."""
        return any(change.frozen for change in self.changes)

    def change_at(self, epoch: int) -> Change | None:
        """Return what changes at the beginning of an epoch, if something does."""
        return next((change for change in self.changes if change.epoch == epoch), None)

    def edit_after(self, epoch: int) -> int | None:
        """Return the first epoch behind that one at whose beginning weights are edited, if there is one."""
        return next((change.epoch for change in self.changes if change.epoch > epoch and change.edits), None)

    def with_change(self, change: Change) -> "Training":
        """Return the same with one more change; of two at the same epoch, the later word counts."""
        before = [other for other in self.changes if other.epoch < change.epoch]
        after = [other for other in self.changes if other.epoch > change.epoch]
        same = self.change_at(change.epoch)
        return replace(self, changes=(*before, change.over(same) if same else change, *after))

    def _check_optimizer(self) -> None:
        if self.momentum > 0 and self.optimizer != "sgd":
            raise ExperimentError(f"Momentum is a setting of SGD. Received: momentum={self.momentum:g} with {self.optimizer}.")
        if self.nesterov and not self.momentum:
            raise ExperimentError(
                f"Nesterov needs SGD with momentum. Received: nesterov=True with {self.optimizer}, momentum={self.momentum:g}."
            )
        self._check_unused("optimizer", ("weight_decay",) if self.optimizer == "adamw" else (), ("weight_decay",))

    def _check_unused(self, owner: str, used: tuple[str, ...], names: tuple[str, ...]) -> None:
        """What takes no part keeps its default, so that equal runs are equal experiments."""
        for name in names:
            value, default = getattr(self, name), getattr(type(self), name)
            if name not in used and value != default:
                raise ExperimentError(
                    f"With {owner}={getattr(self, owner)}, {name} has no effect and stays {default}. Received: {shown(value)}."
                )

    def _check_changes(self) -> None:
        if not isinstance(self.changes, tuple | list) or not all(isinstance(change, Change) for change in self.changes):
            raise ExperimentError(f"Changes must be a list of Change. Received: {shown(self.changes)}.")
        object.__setattr__(self, "changes", tuple(self.changes))
        if len(self.changes) > MAX_CHANGES:
            raise ExperimentError(f"A run can be changed at most {MAX_CHANGES} times. Received: {len(self.changes):,} changes.")
        edits = sum(change.edits for change in self.changes)
        if edits > MAX_EDITS:
            raise ExperimentError(
                f"A run can have at most {MAX_EDITS} edited weights, silenced and frozen neurons. Received: {edits:,} of them."
            )
        epochs = [change.epoch for change in self.changes]
        if epochs != sorted(set(epochs)) or (epochs and epochs[-1] > self.epochs):
            raise ExperimentError(
                f"Changes must be in the order of their epochs, one an epoch, up to epoch {self.epochs}. Received: {shown(epochs)}."
            )


_STOPPING = ("monitor", "patience", "min_delta", "restore_best_weights")


def learning_rate_at(training: Training, epoch: int) -> float:
    """Return the learning rate of an epoch, from 1.

    With t = epoch − 1 epochs done, rate ν, factor f and period p: exponential ν·f^(t/p), step ν·f^⌊t/p⌋, cosine
    ν·(1 + cos(π·t/epochs))/2, warm-up ν·min(1, (t+1)/p).
    """
    done = epoch - 1
    rate = _at(training, epoch, "learning_rate")
    factor, period = training.schedule_factor, training.schedule_epochs
    match training.schedule:
        case "exponential":
            return float(rate * factor ** (done / period))
        case "step":
            return float(rate * factor ** (done // period))
        case "cosine":
            return rate * (1.0 + math.cos(math.pi * done / training.epochs)) / 2.0
        case "warm_up":
            return rate * min(1.0, epoch / period)
        case _:
            return rate


def strengths_at(training: Training, epoch: int) -> tuple[float, float]:
    """Return the strengths of L1 and L2 in an epoch, from 1."""
    return _at(training, epoch, "l1"), _at(training, epoch, "l2")


def _at(training: Training, epoch: int, name: str) -> float:
    value: float = getattr(training, name)
    for change in training.changes:
        changed = getattr(change, name)
        if change.epoch <= epoch and changed is not None:
            value = changed
    return value
