"""Which questions about runs may be asked, how many at a time, and which answers are kept; no process is started here."""

from concurrent.futures import Future
from typing import Any, cast

import pytest

from playground.compute.contracts import ComputeUnavailable
from playground.compute.replays import MOST_AT_A_TIME, Replays
from playground.compute.run import Run
from playground.data.tables import Table
from playground.experiment import Experiment, Layer, Network, Training
from playground.settings import ExperimentError
from playground.training.questions import A, Gradients, NetworkFile, Question, StepsOfEpoch
from tests.compute.fakes import about, epoch_end, record, started, table


class Desk:
    """Where questions lie until the test answers them."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.asked: list[Future[Any]] = []

    def replay(self, run: Run, question: Question[A]) -> Future[A]:
        """Remember the question."""
        future: Future[A] = Future()
        self.asked.append(future)
        return future


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def replays(desk: Desk) -> Replays:
    return Replays(desk, most_bytes=100)


def run_of(experiment: Experiment | None = None, epochs: int = 3, own: Table | None = None, *, over: bool = True) -> Run:
    run = Run(experiment or Experiment(), "me", record, lambda: 0.0, own)
    run.receive((started(), *map(epoch_end, range(1, epochs + 1))))
    if over:
        run.stop()
    return run


FILE = NetworkFile(3, restored=False)


def test_an_answer_that_is_kept_is_there_at_once_for_every_equal_run(desk: Desk, replays: Replays) -> None:
    first = replays.ask(run_of(), FILE)
    desk.asked[0].set_result(b"file")
    again = replays.ask(run_of(), FILE)
    assert first.result() == again.result() == b"file"
    assert len(desk.asked) == 1
    replays.ask(run_of(Experiment(training=Training(seed=7))), FILE)
    replays.ask(run_of(), NetworkFile(2, restored=False))
    assert len(desk.asked) == 3


def test_the_longest_unused_answers_give_way(desk: Desk, replays: Replays) -> None:
    questions = [NetworkFile(epochs, restored=False) for epochs in range(1, 4)]
    for question in questions[:2]:
        replays.ask(run_of(), question)
        desk.asked[-1].set_result(b"x" * 50)
    replays.ask(run_of(), questions[0])
    replays.ask(run_of(), questions[2])
    desk.asked[-1].set_result(b"x" * 50)
    before = len(desk.asked)
    assert replays.ask(run_of(), questions[0]).done()
    assert replays.ask(run_of(), questions[2]).done()
    assert not replays.ask(run_of(), questions[1]).done()
    assert len(desk.asked) == before + 1


def test_an_answer_larger_than_all_that_is_kept_is_not(desk: Desk, replays: Replays) -> None:
    replays.ask(run_of(), FILE)
    desk.asked[0].set_result(b"x" * 101)
    assert not replays.ask(run_of(), FILE).done()


def test_neither_failures_nor_what_tells_of_a_learners_own_rows_are_kept(desk: Desk, replays: Replays) -> None:
    own = table(rows=30, columns=3)
    for run, fails in ((run_of(), True), (run_of(about(own, 0), own=own), False)):
        replays.ask(run, FILE)
        if fails:
            desk.asked[-1].set_exception(ComputeUnavailable("busy"))
        else:
            desk.asked[-1].set_result(b"file")
        assert not replays.ask(run, FILE).done()


def test_a_run_is_asked_only_so_much_at_a_time(desk: Desk, replays: Replays) -> None:
    run, other = run_of(), run_of()
    futures = [replays.ask(run, Gradients(0, row)) for row in range(MOST_AT_A_TIME)]
    with pytest.raises(ComputeUnavailable, match=f"At most {MOST_AT_A_TIME} questions about a run"):
        replays.ask(run, FILE)
    replays.ask(other, FILE)
    futures[0].cancel()
    replays.ask(run, FILE)
    desk.asked[1].set_exception(RuntimeError("lost"))
    replays.ask(run, Gradients(1, 0))
    with pytest.raises(ComputeUnavailable, match="At most"):
        replays.ask(run, Gradients(1, 1))


def test_a_run_that_has_trained_no_epoch_has_no_steps(replays: Replays) -> None:
    with pytest.raises(ExperimentError, match=r"this run has trained none yet\. Received: 1\."):
        replays.ask(run_of(epochs=0, over=False), StepsOfEpoch(1))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (Gradients(4, 0), "Epoch must be a whole number from 0 to 3. Received: 4."),
        (Gradients(-1, 0), "Epoch must be a whole number from 0 to 3. Received: -1."),
        (Gradients(3, 150), "Row must be a whole number from 0 to 149. Received: 150."),
        (StepsOfEpoch(0), "Epoch must be a whole number from 1 to 3. Received: 0."),
        (StepsOfEpoch(4), "Epoch must be a whole number from 1 to 3. Received: 4."),
    ],
)
def test_what_a_run_does_not_have_is_refused_by_the_rule(replays: Replays, question: Gradients, sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        replays.ask(run_of(), question)
    assert str(refused.value) == sentence


def test_what_cannot_be_asked_is_refused_with_a_sentence(desk: Desk, replays: Replays) -> None:
    live = run_of(over=False)
    with pytest.raises(ComputeUnavailable, match="has trained to its end, or was stopped"):
        replays.ask(live, FILE)
    replays.ask(live, Gradients(3, 0))
    large = run_of(Experiment(network=Network((Layer(140), Layer(140)))))
    with pytest.raises(ComputeUnavailable, match=r"This network has 20,442 parameters\. Gradients are shown for networks of up to 20,000"):
        replays.ask(large, Gradients(0, 0))
    with pytest.raises(ComputeUnavailable, match=r"This network has 20,442 parameters\. Steps are shown for networks of up to 20,000"):
        replays.ask(large, StepsOfEpoch(1))
    own = table(rows=30, columns=3)
    forgotten = run_of(about(own, 0))
    for question in (FILE, Gradients(0, 0), StepsOfEpoch(1)):
        with pytest.raises(ComputeUnavailable, match="The table of this run is not kept any more"):
            replays.ask(forgotten, cast("Question[object]", question))
    assert len(desk.asked) == 1
