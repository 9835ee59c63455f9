"""What passes of what a run's jobs say."""

from playground.compute.filter import Filter
from playground.events import EpochEnd, Finished
from playground.experiment import Experiment
from tests.compute.fakes import epoch_end, finished


def test_training_time_goes_on_where_the_lost_worker_left_it() -> None:
    passed = Filter(Experiment())
    passed.new([epoch_end(1, 1.0), epoch_end(2, 2.0)])
    again = passed.new([epoch_end(1, 0.25), epoch_end(2, 0.5), epoch_end(3, 0.75), finished(3)])
    assert isinstance(again[0], EpochEnd)
    assert again[0].seconds == 2.25
    assert isinstance(again[1], Finished)
    assert again[1].seconds == 1.5
