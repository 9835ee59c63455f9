"""An epoch step by step: the run trained again up to it, and its batches one after the other as `fit` feeds them."""

from collections.abc import Callable
from contextlib import ExitStack
from itertools import islice

from playground.data.split import split
from playground.data.tables import Table
from playground.experiment import Experiment
from playground.training.questions import StepsOfEpoch, Walk
from playground.training.run import Run, StoppedError


def walked(experiment: Experiment, table: Table | None, question: StepsOfEpoch, should_stop: Callable[[], bool]) -> Walk:
    """Return the steps of an epoch: the weights behind the last one are those that the run has after the epoch, to the last bit.

    Raises:
        StoppedError: if `should_stop` said so on the way.
    """
    rows = split(experiment, table)
    with ExitStack() as loans:
        run = Run(experiment, rows, loans)
        run.weights_after(question.epoch - 1, best=False, should_stop=should_stop)
        count, before, all_steps = run.next_steps()
        steps = []
        for step in islice(all_steps, question.most(len(before))):
            if should_stop():
                raise StoppedError
            steps.append(step)
    return Walk(question.epoch, count, before, tuple(steps))
