"""Run exported programs, and hold their history against what the playground told."""

import contextlib
import io
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playground import train
from playground.data.tables import Table
from playground.events import EpochEnd, Finished
from playground.experiment import Experiment


@dataclass(frozen=True)
class Told:
    """What the playground said of an experiment."""

    history: Mapping[str, list[float]]
    finished: Finished


def told(experiment: Experiment, table: Table | None = None) -> Told:
    """Train in the playground."""
    history: dict[str, list[float]] = {}
    finished = None
    for event in train(experiment, table=table):
        if isinstance(event, EpochEnd):
            scores = {"loss": event.loss, **({} if event.val_loss is None else {"val_loss": event.val_loss}), **event.metrics}
            for name, value in scores.items():
                history.setdefault(name, []).append(value)
        elif isinstance(event, Finished):
            finished = event
    assert finished is not None
    return Told(history, finished)


def run(source: str) -> tuple[dict[str, object], str]:
    """Run a program; returns its variables and what it printed. Numbers that overflow are its own affair."""
    left: dict[str, object] = {"__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), np.errstate(all="ignore"), warnings.catch_warnings():
        # Keras' own, where it reads a learning rate back.
        warnings.filterwarnings("ignore", "__array__ implementation doesn't accept a copy", DeprecationWarning)
        exec(compile(source, "script.py", "exec"), left)  # noqa: S102 - running it is the point
    return left, printed.getvalue()


def assert_same_curves(history: object, expected: Told) -> None:
    """Assert that every epoch that the playground told is the program's, within 1e-5."""
    assert isinstance(history, dict)
    assert set(history) - {"learning_rate"} == set(expected.history) or not expected.history
    for name, values in expected.history.items():
        assert len(history[name]) == len(values) or expected.finished.reason == "diverged"
        np.testing.assert_allclose(history[name][: len(values)], values, rtol=1e-5, atol=1e-9, err_msg=name)


@contextlib.contextmanager
def folder(path: Path) -> Iterator[None]:
    """Work in another folder for the time of the block."""
    before = Path.cwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)
