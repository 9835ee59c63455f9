"""What came of a run: the scores on the test rows, and what they mean."""

import streamlit as st

from playground.compute.run import Run
from playground.events import Finished
from playground.experiment import Experiment
from playground.figures.units import common_unit

MEANINGS = {
    "mse": "The mean of (y − ŷ)² over test rows and targets, in squared units: the loss, on rows that the network has never seen.",
    "rmse": "The square root of the mean squared error: the size of a typical error, in the targets' own unit.",
    "loss": "The loss on rows that the network has never seen.",
    "accuracy": "The share of test rows whose most probable class is the true one.",
    "r2": "1 is perfect, 0 is no better than always predicting the mean, and below 0 is worse than that.",
}


def show_results(run: Run) -> None:
    """Show the test scores of a run that is over, and its best epoch."""
    outcome = run.outcome
    if not isinstance(outcome, Finished):
        return
    st.subheader("On the test rows", anchor=False)
    st.caption(in_words(run.experiment, outcome))
    with st.container(horizontal=True):
        for label, value, help_text in scores(run.experiment, outcome):
            st.metric(label, value, help=help_text, width="content", border=True)


def scores(experiment: Experiment, outcome: Finished) -> list[tuple[str, str, str]]:
    """Return label, value and meaning of each score that is shown."""
    test = outcome.test
    if experiment.data.task == "classification":
        found = [("Test loss (cross-entropy)", "loss", "{:.4f}"), ("Test accuracy", "accuracy", "{:.1%}")]
    else:
        unit = common_unit(experiment.data.targets)
        squared, plain = (f" {unit}²", f" {unit}") if unit else ("", "")
        found = [("Test loss (mean squared error)", "mse", "{:.4f}" + squared), ("RMSE", "rmse", "{:.3f}" + plain)]
        found += [(f"R² {name}", f"r2[{name}]", "{:.3f}") for name in experiment.data.targets]
    shown = [(label, form.format(test[name]), MEANINGS[name.partition("[")[0]]) for label, name, form in found if name in test]
    if outcome.best_epoch:
        shown.append(("Best epoch", f"{outcome.best_epoch:,}", _best(experiment)))
    return shown


def in_words(experiment: Experiment, outcome: Finished) -> str:
    """Say which network was scored, and on how many rows."""
    rows = experiment.data.split_rows[2]
    if not outcome.test:
        return f"Stopped after {outcome.epochs:,} epochs, before the test could be scored. Train again and let it finish for the scores."
    if not outcome.epochs:
        return f"The {rows} test rows, predicted by the untrained network."
    return f"The {rows} rows that were put aside, predicted by the network as it stood after epoch {outcome.epochs:,}."


def _best(experiment: Experiment) -> str:
    watched = "validation" if experiment.data.split_rows[1] else "training"
    return f"The epoch with the lowest {watched} loss. Later epochs that only lower the training loss are over-fitting."
