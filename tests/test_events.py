"""Events: frozen, and equal where the film is equal, at whatever pace it was made."""

from dataclasses import FrozenInstanceError, replace
from typing import get_args

import numpy as np
import pytest

from playground.events import BlowUp, Changed, EpochEnd, Event, Failed, Finished, Snapshot, Started
from playground.experiment import Change

ZEROS = np.zeros((1, 1), np.float32)
EVENTS = {
    Started: Started(parameters=4354, train_rows=108, validation_rows=12, test_rows=30, truth=ZEROS),
    EpochEnd: EpochEnd(epoch=1, loss=0.5, val_loss=0.6, metrics={"accuracy": 0.9}, seconds=0.1),
    Snapshot: Snapshot(epoch=0, weights=(ZEROS,), predictions=ZEROS),
    Changed: Changed(Change(epoch=3, learning_rate=0.1)),
    Finished: Finished(reason="completed", epochs=100, best_epoch=97, test={"mse": 0.1}, seconds=0.3),
    Failed: Failed("The workers are gone. Try again."),
}


def test_the_samples_are_all_the_events_there_are() -> None:
    assert set(EVENTS) == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: type(event).__name__)
def test_an_event_cannot_be_changed(event: object) -> None:
    name = next(iter(vars(event)))
    with pytest.raises(FrozenInstanceError):
        setattr(event, name, 0)


def test_films_of_different_pace_are_equal() -> None:
    epoch, end = EVENTS[EpochEnd], EVENTS[Finished]
    assert isinstance(epoch, EpochEnd)
    assert isinstance(end, Finished)
    assert replace(epoch, seconds=9.0) == epoch
    assert replace(end, seconds=9.0) == end


@pytest.mark.parametrize(
    "change", [{"epoch": 2}, {"loss": 0.4}, {"val_loss": None}, {"metrics": {}}, {"learning_rate": 0.1}, {"penalty": 0.2}]
)
def test_films_with_another_epoch_are_not(change: dict[str, object]) -> None:
    epoch = EVENTS[EpochEnd]
    assert isinstance(epoch, EpochEnd)
    assert replace(epoch, **change) != epoch  # type: ignore[arg-type]


def test_snapshots_compare_by_identity_for_arrays_have_no_single_truth() -> None:
    snapshot = EVENTS[Snapshot]
    assert isinstance(snapshot, Snapshot)
    assert snapshot != replace(snapshot)
    assert snapshot in [snapshot]


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "stopped"},
        {"restored": True},
        {"confusion": ((10, 0), (1, 9))},
        {"blow_up": BlowUp(epoch=7, step=3, weights="hidden2 kernel", gradient=float("inf"), learning_rate=3.0)},
    ],
)
def test_films_with_another_end_are_not_either(change: dict[str, object]) -> None:
    end = EVENTS[Finished]
    assert isinstance(end, Finished)
    assert replace(end, **change) != end  # type: ignore[arg-type]
