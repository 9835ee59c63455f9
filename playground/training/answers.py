"""Questions about runs, answered by training again."""

from collections.abc import Callable
from typing import cast

from playground.data.tables import Table
from playground.experiment import Experiment
from playground.training.gradients import gradients
from playground.training.questions import A, Gradients, NetworkFile, Question, StepsOfEpoch
from playground.training.run import StoppedError
from playground.training.saving import saved
from playground.training.walking import walked


def answered(experiment: Experiment, table: Table | None, question: Question[A], should_stop: Callable[[], bool]) -> A | None:
    """Return the answer to a question; None if nobody waits for it any more."""
    try:
        return cast("A", _answer(experiment, table, question, should_stop))
    except StoppedError:
        return None


def _answer(experiment: Experiment, table: Table | None, question: Question[A], should_stop: Callable[[], bool]) -> object:
    match question:
        case NetworkFile(epochs=epochs, restored=restored):
            return saved(experiment, table, epochs, restored=restored, should_stop=should_stop)
        case Gradients():
            return gradients(experiment, table, question, should_stop)
        case StepsOfEpoch():
            return walked(experiment, table, question, should_stop)
        case _:
            raise TypeError(f"A question must be one of those in questions.py. Received: {question!r}.")
