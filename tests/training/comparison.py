"""A run held against the oracle."""

import numpy as np
import pytest

from playground.data.tables import Table
from playground.events import EpochEnd, Event, Finished, Snapshot
from playground.experiment import Experiment
from playground.training import train
from tests.training.fit import Fit, by_fit

# Of every number but the weights, relative.
TOLERANCE = 1e-5


def ends(events: list[Event]) -> list[EpochEnd]:
    """Return the epochs that a run tells."""
    return [event for event in events if isinstance(event, EpochEnd)]


def snapshots(events: list[Event]) -> dict[int, Snapshot]:
    """Return epoch -> snapshot."""
    return {event.epoch: event for event in events if isinstance(event, Snapshot)}


def last(events: list[Event]) -> Finished:
    """Return a run's last word."""
    assert isinstance(events[-1], Finished)
    return events[-1]


def assert_equals_fit(experiment: Experiment, table: Table | None = None) -> None:
    """Train by `fit` and by the engine; hold every epoch, the end and the score of the test rows against each other."""
    expected = by_fit(experiment, table)
    events = list(train(experiment, table=table))
    told, finished = ends(events), last(events)
    assert [event.epoch for event in told] == list(range(1, len(expected.weights) + 1))
    _assert_scores(told, expected)
    for epoch, weights in enumerate(expected.weights, start=1):
        for ours, theirs in zip(snapshots(events)[epoch].weights, weights, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE, atol=1e-7, err_msg=f"weights after epoch {epoch}")
    training = experiment.training
    assert finished.reason == ("early_stopping" if expected.stopped else "completed")
    assert finished.restored == (training.early_stopping and training.restore_best_weights and expected.best_epoch < len(told))
    if training.early_stopping:
        assert finished.best_epoch == expected.best_epoch
    for metric in set(expected.evaluation) - {"data_loss"}:
        assert finished.test[metric] == pytest.approx(expected.evaluation[metric], rel=TOLERANCE)


def _assert_scores(told: list[EpochEnd], expected: Fit) -> None:
    scores = [{"loss": event.loss, "val_loss": event.val_loss, **event.metrics} for event in told]
    names = {name for name, value in scores[0].items() if value is not None}
    assert names == set(expected.history) - {"data_loss", "val_data_loss", "penalty", "learning_rate"}
    for name in names:
        ours = [score[name] for score in scores]
        np.testing.assert_allclose(np.array(ours, float), expected.history[name], rtol=TOLERANCE, err_msg=name)
    # A difference of two losses, so as exact as they are.
    penalties = [event.penalty for event in told]
    np.testing.assert_allclose(penalties, expected.history["penalty"], atol=TOLERANCE * max(expected.history["loss"]), err_msg="penalty")
