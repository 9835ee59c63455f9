"""How tests wait: for conditions, with a limit that only a broken program reaches."""

import asyncio
import pickle
import time
from collections.abc import Callable

from playground.compute.run import Run
from playground.events import EpochEnd, Event

PATIENCE = 300.0


def until(condition: Callable[[], object]) -> None:
    """Return once `condition` is true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.01)


def until_more_than(run: Run, entries: int) -> None:
    """Return once the run has more than `entries` entries or has ended."""
    assert asyncio.run(run.wait(entries, PATIENCE))


def until_ended(run: Run) -> None:
    """Return once the run has ended."""
    while not run.ended:
        until_more_than(run, 1_000_000)


def events(run: Run) -> list[Event]:
    """Return what the run has said so far."""
    return [event for entry in run.entries(0) for event in pickle.loads(entry)]  # noqa: S301 - written by the test itself


def epochs(run: Run) -> list[EpochEnd]:
    """Return the run's epochs so far."""
    return [event for event in events(run) if isinstance(event, EpochEnd)]


def unpickled(file: bytes) -> tuple[object, ...]:
    """Return what the fake engine was asked: experiment, sums of the table's columns, and the question."""
    content: tuple[object, ...] = pickle.loads(file)  # noqa: S301 - as above
    return content


def worker_of(run: Run) -> int:
    """Return the process that trained the run's last epoch so far, for the engines of `fakes`."""
    until(lambda: run.epoch > 0)
    return int(epochs(run)[-1].metrics["pid"])
