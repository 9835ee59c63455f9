"""The learning-rate chart: seen only where the rate varies."""

import numpy as np
import pytest

from playground.events import BlowUp, Changed, EpochEnd, Event, Finished, Started
from playground.experiment import Change, Experiment, Training
from playground.figures.panels.learning_rate import LearningRatePanel
from playground.figures.panels.panel import Extend, Restyle, Setup
from tests.live import scripted


def begun(training: Training) -> tuple[LearningRatePanel, bool]:
    """A panel that has heard of the start, and whether it came onto the page then."""
    panel = LearningRatePanel(Experiment(training=training))
    started = scripted.opening(Experiment())[0]
    assert isinstance(started, Started)
    return panel, isinstance(panel.patch(started), Setup)


@pytest.mark.parametrize(
    ("training", "seen"),
    [
        (Training(), False),
        (Training(schedule="cosine"), True),
        (Training(changes=(Change(5, learning_rate=0.1),)), True),
        (Training(changes=(Change(5, l2=0.1),)), False),
    ],
)
def test_it_comes_onto_the_page_where_the_rate_varies(training: Training, seen: bool) -> None:
    assert begun(training)[1] is seen


def test_a_change_brings_it_and_the_epochs_before_are_there() -> None:
    panel, seen = begun(Training())
    said: list[Event] = [EpochEnd(1, 1.0, None, {}, 0.1, learning_rate=0.01), Changed(Change(2, l1=0.5)), Changed(Change(2, 0.001))]
    patches = [panel.patch(event) for event in said]
    assert not seen
    assert patches[:2] == [Extend(1, (0.01,)), None]
    assert isinstance(patches[2], Setup)
    assert panel.patch(Changed(Change(3, 0.1))) is None


@pytest.mark.parametrize(("before", "points"), [((0.01, 0.02), [(2, 0.02, 0), (3, 10.0, 9)]), ((), [(1, 10.0, 9)])])
def test_the_rate_of_the_epoch_that_diverged_is_drawn_apart(before: tuple[float, ...], points: list[tuple[float, ...]]) -> None:
    panel, _ = begun(Training())
    for number, rate in enumerate(before, start=1):
        panel.patch(EpochEnd(number, 1.0, None, {}, 0.1, learning_rate=rate))
    last = len(before)
    look = panel.patch(Finished("diverged", last, last, {}, 0.1, blow_up=BlowUp(last + 1, 1, "output kernel", 1e30, 10.0)))
    assert isinstance(look, Restyle)
    assert (look.epoch, look.traces, look.data["visible"]) == (last, (1,), (True,))
    drawn = [column for column in (look.data[name][0] for name in ("x", "y", "marker.size")) if isinstance(column, np.ndarray)]
    np.testing.assert_allclose(np.transpose(drawn), np.array(points), rtol=1e-6)
    assert panel.figure.data[1].name == "Diverged"
    assert panel.patch(Finished("completed", last, last, {}, 0.1)) is None


def test_a_rate_holds_for_the_whole_epoch_that_it_is_drawn_at() -> None:
    panel, _ = begun(Training(schedule="step"))
    curve = panel.figure.data[0]
    # Upright first, then level up to the epoch's own place.
    assert curve.line.shape == "vh"
    assert panel.figure.layout.yaxis.title.text == "Learning rate ν"
    assert panel.caption.startswith("The step size ν of every epoch. Step: falls in jumps")


def test_a_narrow_layout_is_lower() -> None:
    panel, _ = begun(Training())
    assert panel.narrow.height < panel.figure.layout.height
