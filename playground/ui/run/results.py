"""What came of a run: the scores on the test rows and what they mean, and why it ended as it did."""

import math
from collections.abc import Mapping

import streamlit as st

from playground.choices import LOSSES
from playground.compute.run import Run
from playground.events import BlowUp, Finished, Reason
from playground.experiment import Change, Experiment
from playground.figures.drawing.units import common_unit
from playground.link.numbers import plain, significant
from playground.remedies import cause_in_words, remedies_for
from playground.ui.notices import literal
from playground.ui.run import running

MEANINGS = {
    "mse": "The mean of (y − ŷ)² over test rows and targets, in squared units: the loss, on rows that the network has never seen.",
    "rmse": "The square root of the mean squared error: the size of a typical error, in the targets' own unit.",
    "mae": "The mean of |y − ŷ| over test rows and targets, in the targets' own unit: large errors count no more than their size.",
    "loss": "The loss on rows that the network has never seen.",
    "accuracy": "The share of test rows whose predicted class is the true one.",
    "auc": "The area under the ROC curve: how often a row of the second class gets a higher output than one of the first. 0.5 is guessing.",
    "r2": "1 is perfect, 0 is no better than always predicting the mean, and below 0 is worse than that.",
}
_ENDINGS: Mapping[Reason, str] = {
    "completed": "the run trained for all {epochs:,} epochs",
    "stopped": "the run was stopped after epoch {epochs:,}",
    "early_stopping": "early stopping ended the run after epoch {epochs:,}",
    "diverged": "the run diverged after epoch {epochs:,}",
}
# More boxes than these nobody reads; the report has them all.
MOST_TARGETS = 4
# A value with its unit fits, and two tiles stand side by side on a telephone.
TILE_PIXELS = 165


def show_results(run: Run) -> None:
    """Show the test scores of a run that is over, its best epoch, and, if it diverged, how and what helps."""
    outcome = run.outcome
    if not isinstance(outcome, Finished):
        return
    if outcome.reason == "diverged":
        _show_divergence(run.experiment, outcome)
    st.header("On the test rows", anchor=False)
    st.caption(ended_in_words(run.experiment, outcome))
    with st.grid(min_column_width=TILE_PIXELS):
        for label, value, help_text in scores(run.experiment, outcome):
            st.metric(literal(label), value, help=help_text, height="stretch", border=True)
    left_out = left_out_in_words(run.experiment)
    if left_out and outcome.test:
        st.caption(left_out)


def scores(experiment: Experiment, outcome: Finished) -> list[tuple[str, str, str]]:
    """Return label, value and meaning of each score that is shown."""
    test = outcome.test
    name = LOSSES[experiment.training.loss].label.lower() + (" + penalty" if experiment.training.penalized else "")
    if experiment.data.task == "classification":
        found = [(f"Test loss ({name})", "loss", ""), ("Test accuracy", "accuracy", "%"), ("AUC", "auc", "")]
    else:
        found = _regression_scores(experiment, name)
    shown = [(label, _value(test[key], unit), MEANINGS[key.partition("[")[0]]) for label, key, unit in found if key in test]
    if outcome.best_epoch:
        shown.append(("Best epoch", f"{outcome.best_epoch:,}", _best(experiment)))
    return shown


def left_out_in_words(experiment: Experiment) -> str:
    """Say that only the first targets have an R² of their own here; nothing where all have."""
    targets = experiment.data.targets
    if experiment.data.task == "classification" or len(targets) <= MOST_TARGETS:
        return ""
    return f"Showing R² of the first {MOST_TARGETS} of {len(targets)} targets. The report has it for all."


def ended_in_words(experiment: Experiment, outcome: Finished) -> str:
    """Say which network was scored, and on how many rows."""
    rows = experiment.data.split_rows[2]
    if not outcome.test:
        return (
            f"Stopped after {outcome.epochs:,} epochs, without test scores: the worker was busy with more epochs or with another run. "
            "Train again and let it finish for the scores."
        )
    if not outcome.epochs:
        return f"The {rows:,} test rows, predicted by the untrained network."
    ending = _ENDINGS[outcome.reason].format(epochs=outcome.epochs)
    if outcome.restored:
        ending += ", and the network went back to its best epoch"
    return f"The {rows:,} rows that were set aside, predicted by {_scored(outcome)}: {ending}."


def blown_up(blow_up: BlowUp, change: Change | None = None) -> str:
    """Say which update made the numbers overflow; and what was changed at its epoch, if something was."""
    first = f", the first with {change.words}," if change else ""
    gradient = f"{blow_up.gradient:.2g} long" if math.isfinite(blow_up.gradient) else "no longer a number"
    return (
        f"Update {blow_up.step:,} of epoch {blow_up.epoch:,}{first} blew up: the gradient for {_weights_in_words(blow_up.weights)} "
        f"was {gradient}, and each step goes by the learning rate, {plain(blow_up.learning_rate)}, times the gradient."
    )


def kept(outcome: Finished) -> str:
    """Say which network is left of a run that diverged."""
    why = "the best one, to which early stopping went back" if outcome.restored else "the last one with finite numbers"
    return f"The run keeps {_scored(outcome)}, {why}."


def _scored(outcome: Finished) -> str:
    """Name the network that is kept, and that the scores are about."""
    if not outcome.epochs:
        return "the untrained network"
    return f"the network of epoch {outcome.best_epoch if outcome.restored else outcome.epochs:,}"


def _show_divergence(experiment: Experiment, outcome: Finished) -> None:
    blow_up = outcome.blow_up
    if blow_up is None:
        st.warning(kept(outcome), icon=":material/trending_up:")
        return
    change = experiment.training.change_at(outcome.epochs + 1)
    words = (blown_up(blow_up, change), cause_in_words(experiment, blow_up), kept(outcome))
    st.warning(" ".join(words), icon=":material/trending_up:")
    st.caption("What helps, at one click each, from the same start and with all else unchanged:")
    with st.container(horizontal=True):
        for remedy in remedies_for(experiment, blow_up):
            st.button(remedy.label, on_click=running.train_instead, args=(remedy.experiment,), help=remedy.help, key=f"try {remedy.label}")


def _value(score: float, unit: str) -> str:
    """Return a score with its unit; a share is a percentage."""
    return f"{score:.1%}" if unit == "%" else significant(score) + (unit if math.isfinite(score) else "")


def _regression_scores(experiment: Experiment, loss: str) -> list[tuple[str, str, str]]:
    unit = common_unit(experiment.data.targets)
    squared, simple = (f" {unit}²", f" {unit}") if unit else ("", "")
    if experiment.data.standardize_target:
        first = (f"Test loss ({loss}, standardised target)", "loss", "")
    elif experiment.training.loss == "mse" and not experiment.training.penalized:
        first = (f"Test loss ({loss})", "mse", squared)
    else:
        first = (f"Test loss ({loss})", "loss", "")
    errors = [first, ("RMSE", "rmse", simple), ("MAE", "mae", simple)]
    return errors + [(f"R² {target}", f"r2[{target}]", "") for target in experiment.data.targets[:MOST_TARGETS]]


def _weights_in_words(path: str) -> str:
    """Say `hidden2 kernel` as the learner reads it in the summary."""
    layer, _, kind = path.partition(" ")
    return f"the {'biases' if kind == 'bias' else 'weights'} of {layer}"


def _best(experiment: Experiment) -> str:
    if experiment.training.early_stopping:
        return "The epoch with the best value of what early stopping watches."
    watched = "validation" if experiment.data.split_rows[1] else "training"
    return f"The epoch with the lowest {watched} loss. Later epochs that only lower the training loss are over-fitting."
