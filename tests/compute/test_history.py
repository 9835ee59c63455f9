"""The numbers of a run's epochs."""

import math

import numpy as np
import pytest

from playground.compute.history import History
from playground.compute.run import Run
from playground.events import EpochEnd
from playground.experiment import Data, Experiment, Network, Training
from tests.compute.fakes import epoch_end, finished, record, started

FLOWERS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
CLASSES = Experiment(Data(inputs=FLOWERS, targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def float32s(count: int, seed: int) -> list[float]:
    """Numbers as the engine says them: float32, of any size."""
    return [float(value) for value in np.exp(np.random.default_rng(seed).normal(0, 8, count)).astype(np.float32)]


def history(experiment: Experiment, *ends: EpochEnd) -> History:
    kept = History(experiment)
    for end in ends:
        kept.add(end)
    return kept


def test_the_very_float32_numbers_are_kept() -> None:
    losses, val_losses, accuracies, val_accuracies = (float32s(50, seed) for seed in range(4))
    metrics = [{"accuracy": one, "val_accuracy": other} for one, other in zip(accuracies, val_accuracies, strict=True)]
    kept = history(CLASSES, *(EpochEnd(i + 1, losses[i], val_losses[i], metrics[i], 0.1) for i in range(50)))
    assert list(kept.scores().items()) == [
        ("loss", losses),
        ("val_loss", val_losses),
        ("accuracy", accuracies),
        ("val_accuracy", val_accuracies),
    ]
    assert kept.size == 50 * 5 * 4


def test_without_validation_rows_there_are_the_training_scores_alone() -> None:
    regression, classes = Experiment(Data(validation_split=0.0)), Data(inputs=FLOWERS, targets=("species",), validation_split=0.0)
    assert history(regression, EpochEnd(1, 0.5, None, {}, 0.1)).scores() == {"loss": [0.5]}
    classification = Experiment(classes, CLASSES.network, CLASSES.training)
    assert history(classification, EpochEnd(1, 0.5, None, {"accuracy": 0.25}, 0.1)).scores() == {"loss": [0.5], "accuracy": [0.25]}


def test_a_penalty_that_came_later_was_nothing_before() -> None:
    penalties = [0.0, 0.0, 0.25, 0.0]
    ends = [EpochEnd(number, 1.0, 2.0, {}, 0.1, penalty=penalty) for number, penalty in enumerate(penalties, start=1)]
    assert history(Experiment(), *ends).scores()["penalty"] == penalties
    assert "penalty" not in history(Experiment(), *ends[:2]).scores()


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_a_number_that_is_not_finite_stays_so(value: float) -> None:
    assert not math.isfinite(history(Experiment(), EpochEnd(1, 1.0, value, {}, 0.1)).scores()["val_loss"][0])


def test_a_run_without_a_word_has_no_history() -> None:
    assert History(Experiment()).scores() == {"loss": [], "val_loss": []}


def test_a_run_keeps_each_epoch_once_and_counts_what_that_takes() -> None:
    run = Run(Experiment(), "me", record, clock=lambda: 0.0)
    run.receive((started(), epoch_end(1), epoch_end(2)))
    size = run.size
    # From a worker that begins again.
    run.receive((started(), epoch_end(1), epoch_end(2), epoch_end(3), finished(3)))
    assert run.history()["loss"] == [float(np.float32(epoch_end(number).loss)) for number in (1, 2, 3)]
    assert run.size == size + len(run.entries(1)[0]) + 3 * 4
