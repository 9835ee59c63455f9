"""Experiments whose curves can be compared: small, and calm enough that a rounded digit stays one."""

from dataclasses import replace

from playground.experiment import Change, Experiment, Training

MOST_EPOCHS = 4
# Beyond these, one rounded digit of a sum grows within a few steps into another curve: in any two programs, also in two of Keras.
MOST_RATE, MOST_STRENGTH = 0.01, 0.01


def calm(experiment: Experiment) -> Experiment:
    """Return the experiment with learning rates and strengths that do not amplify, for a few epochs."""
    training = experiment.training
    if any(layer.batch_normalization for layer in experiment.network.hidden):
        # A bias in front of batch normalization has a gradient of rounding errors alone, which the others scale up to a full step.
        training = replace(training, optimizer="sgd", weight_decay=Training.weight_decay)
    epochs = min(training.epochs, MOST_EPOCHS)
    return replace(
        experiment,
        training=replace(
            training,
            learning_rate=min(training.learning_rate, MOST_RATE),
            l1=min(training.l1, MOST_STRENGTH),
            l2=min(training.l2, MOST_STRENGTH),
            epochs=epochs,
            clipnorm=max(training.clipnorm, 0.01) if training.clipnorm else 0.0,
            changes=tuple(_calm(change) for change in training.changes if change.epoch <= epochs),
        ),
    )


def _calm(change: Change) -> Change:
    rate, l1, l2 = change.learning_rate, change.l1, change.l2
    return Change(
        change.epoch,
        None if rate is None else min(rate, MOST_RATE),
        None if l1 is None else min(l1, MOST_STRENGTH),
        None if l2 is None else min(l2, MOST_STRENGTH),
    )
