"""Why a run diverged, and other settings with which the same network learns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from playground.choices import OPTIMIZERS
from playground.events import BlowUp
from playground.experiment import Change, Experiment, Training
from playground.settings import rule_of

Cause: TypeAlias = Literal["edits", "target", "inputs", "target and inputs", "depth", "learning rate"]

# Root mean squares beyond this make the gradients of a new network so long that the usual learning rates overshoot.
LARGE = 20.0
# Hidden layers from which on their number alone can make a gradient long.
DEEP = 6
# Of SGD by default, and ten times Keras' own of Adam: larger ones may not diverge and still leave nothing but dead ReLUs.
USUAL_RATE = 0.01
# A target in the hundreds is out of reach of the shorter steps.
CLIPNORM, CLIPNORM_OF_TARGETS = 1.0, 10.0


@dataclass(frozen=True)
class Remedy:
    """What may help: the words on its button, what it does, and the experiment with it."""

    label: str
    help: str
    experiment: Experiment


def cause_of(experiment: Experiment, blow_up: BlowUp) -> Cause:
    """Return what most likely made the gradients too long for the learning rate."""
    change = experiment.training.change_at(blow_up.epoch)
    if change is not None and change.edits:
        return "edits"
    target = blow_up.target_size > LARGE and experiment.data.task == "regression"
    inputs = blow_up.input_size > LARGE
    if target or inputs:
        return "target and inputs" if target and inputs else "target" if target else "inputs"
    return "depth" if len(experiment.network.hidden) >= DEEP else "learning rate"


def cause_in_words(experiment: Experiment, blow_up: BlowUp) -> str:
    """Say what the cause is, and how it makes gradients long."""
    target, inputs = f"the target, around {_rounded(blow_up.target_size)}", f"the inputs, up to around {_rounded(blow_up.input_size)}"
    match cause_of(experiment, blow_up):
        case "edits":
            return "The likely cause is that weights were edited just before: where these led, steps of the same length may be too long."
        case "target":
            return f"The cause is the size of {target}: the first errors, and with them the gradients, are as large."
        case "inputs":
            return f"The cause is the size of {inputs}: the gradient of a weight is an error times an input."
        case "target and inputs":
            return f"The cause is the size of {target}, and of {inputs}: the gradient of a weight is an error times an input."
        case "depth":
            layers = len(experiment.network.hidden)
            return (
                f"The likely cause is the depth: on its way back through {layers} layers the gradient is multiplied by each one's weights."
            )
        case "learning rate":
            return (
                "The likely cause is the learning rate: steps so long leap over the valley and land higher up, "
                "where the next gradient is longer still."
            )


def remedies_for(experiment: Experiment, blow_up: BlowUp) -> tuple[Remedy, ...]:
    """Return what helps against the cause, the best first; each keeps everything else as it is."""
    cause = cause_of(experiment, blow_up)
    found = [*_scaled(experiment, cause)]
    if cause == "edits":
        found.append(_unedited(experiment, blow_up.epoch))
    if cause in ("edits", "learning rate"):
        found.append(_slower(experiment, blow_up.learning_rate))
    # Large inputs alone are scaled better than they are stepped around: the weights of the small ones would hardly learn.
    if cause != "inputs":
        found += _steadier(experiment, blow_up.learning_rate, cause)
    return tuple(found) or (_slower(experiment, blow_up.learning_rate),)


def calmer(rate: float) -> float:
    """Return a tenth of the rate, and not more than the usual one, without the noise of binary fractions: 0.003 of 0.03."""
    return min(USUAL_RATE, float(f"{rate / 10:.6g}"))


def _scaled(experiment: Experiment, cause: Cause) -> Iterator[Remedy]:
    data = experiment.data
    target = cause in ("target", "target and inputs") and not data.standardize_target
    inputs = cause in ("inputs", "target and inputs") and not data.standardize
    if not (target or inputs):
        return
    what = "target and inputs" if target and inputs else "the target" if target else "the inputs"
    scaled = replace(data, standardize=data.standardize or inputs, standardize_target=data.standardize_target or target)
    words = "mean 0 and standard deviation 1 over the training rows. Predictions and scores stay in the target's own unit."
    yield Remedy(f"Standardise {what}", f"Gives them {words}", replace(experiment, data=scaled))


def _unedited(experiment: Experiment, epoch: int) -> Remedy:
    training = experiment.training
    # What else was changed in that epoch stays.
    kept = (change for change in training.changes if change.epoch != epoch or change.values)
    changes = tuple(replace(change, weights=(), silenced=(), frozen=()) if change.epoch == epoch else change for change in kept)
    words = f"Leaves the weights alone that were edited before epoch {epoch:,}."
    return Remedy("Without the edit", words, replace(experiment, training=replace(training, changes=changes)))


def _slower(experiment: Experiment, rate: float) -> Remedy:
    training = replace(experiment.training, learning_rate=calmer(rate), changes=_without_rates(experiment.training))
    words = f"Sets the learning rate to {_plain(calmer(rate))} instead of the {_plain(rate)} that diverged."
    return Remedy(f"A smaller learning rate: {_plain(calmer(rate))}", words, replace(experiment, training=training))


def _steadier(experiment: Experiment, rate: float, cause: Cause) -> Iterator[Remedy]:
    """Yield what keeps steps short however long the gradient is."""
    training = experiment.training
    if training.optimizer != "adam":
        rate = min(rate, USUAL_RATE)
        adam = replace(
            training,
            optimizer="adam",
            learning_rate=rate,
            momentum=0.0,
            nesterov=False,
            weight_decay=Training.weight_decay,
            changes=_without_rates(training),
        )
        words = f"Adam divides each step by the size of the gradients so far: a step is about as long as the learning rate, {_plain(rate)}."
        yield Remedy(OPTIMIZERS["adam"].label, words, replace(experiment, training=adam))
    # With too large a rate, steps of the longest gradient that is allowed leap as far as before.
    if training.optimizer == "sgd" and not training.clipnorm and cause != "learning rate":
        clipnorm = CLIPNORM_OF_TARGETS if "target" in cause else CLIPNORM
        clipped = replace(training, clipnorm=clipnorm)
        words = f"Gradients longer than {clipnorm:g} are scaled down to that, so that no step is too long."
        yield Remedy(rule_of(Training, "clipnorm").label, words, replace(experiment, training=clipped))


def _without_rates(training: Training) -> tuple[Change, ...]:
    """Return the changes without their learning rates, which belong to the old one."""
    kept = (change for change in training.changes if change.edits or set(change.values) != {"learning_rate"})
    return tuple(replace(change, learning_rate=None) for change in kept)


def _plain(rate: float) -> str:
    """Return the rate without an exponent: 0.00003."""
    return f"{Decimal(repr(rate)):f}".removesuffix(".0")


def _rounded(size: float) -> str:
    """Return two digits of it: 220,000 of 216,342."""
    return f"{float(f'{size:.2g}'):,.0f}"
