"""Who runs what, and for how long it is kept; no process is started here."""

import asyncio
import threading
import weakref
from concurrent.futures import Future
from typing import cast

import pytest

from playground.compute.cluster import Compute
from playground.compute.hub import ComputeUnavailable, Hub, UnknownRun
from playground.compute.letting_go import REMEMBERED_RUNS
from playground.compute.run import RUN_BYTES, Run
from playground.compute.status import CLOSED, State, Status
from playground.data.tables import Table
from playground.events import Failed, Finished
from playground.experiment import Change, Experiment
from playground.limits import Limits
from playground.live.assets import source
from playground.training.questions import A, NetworkFile, Question
from tests.compute.fakes import FAKE, QUICK, Clock, epoch_end, experiment, finished, record, table
from tests.compute.waiting import until


class Desk(Compute):
    """A compute that writes down what it is asked for."""

    def __init__(self) -> None:
        """Be ready."""
        super().__init__(engine=FAKE)
        self.state: State = "ready"
        self.submitted: list[Run] = []
        self.changed: list[tuple[Run, Change]] = []
        self.retries = 0

    @property
    def status(self) -> Status:
        """Whatever the test says."""
        return Status(self.state, "How it is.")

    def submit(self, run: Run) -> None:
        """Remember the run."""
        self.submitted.append(run)

    def stop(self, run: Run) -> None:
        """Stop at once."""
        run.stop()

    def change(self, run: Run, change: Change) -> None:
        """Remember the change."""
        self.changed.append((run, change))

    def replay(self, run: Run, question: Question[A]) -> Future[A]:
        """Answer with the run's id."""
        answer: Future[A] = Future()
        answer.set_result(cast("A", run.id.encode()))
        return answer

    def retry(self) -> None:
        """Count."""
        self.retries += 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def small_hub(desk: Desk, clock: Clock) -> Hub:
    return Hub(desk, Limits(max_live_runs=3, max_run_megabytes=1, run_kept_seconds=60), clock)


def train(hub: Hub, owner: str = "me", table: Table | None = None) -> Run:
    return hub.run_for(Experiment(), owner, record, table)


def test_a_run_is_submitted_and_found_by_its_id(desk: Desk, small_hub: Hub) -> None:
    run = train(small_hub)
    assert desk.submitted == [run]
    assert small_hub.run(run.id) is run
    assert (run.experiment, run.owner, run.ended, run.outcome, run.epoch) == (Experiment(), "me", False, None, 0)


def test_a_new_run_stops_the_owners_old_one_only(small_hub: Hub) -> None:
    mine, others = train(small_hub), train(small_hub, "you")
    train(small_hub)
    assert isinstance(mine.outcome, Finished)
    assert mine.outcome.reason == "stopped"
    assert not others.ended


def test_stop_is_idempotent_and_leaves_unknown_runs_alone(small_hub: Hub) -> None:
    run = train(small_hub)
    run.receive((epoch_end(1),))
    small_hub.stop(run.id)
    small_hub.stop(run.id)
    small_hub.stop("no such run")
    assert len(run.entries(0)) == 2


def test_changes_reach_live_runs_alone(desk: Desk, small_hub: Hub) -> None:
    run = train(small_hub)
    change = Change(1, learning_rate=0.5)
    small_hub.change(run.id, change)
    small_hub.change("no such run", change)
    small_hub.stop(run.id)
    small_hub.change(run.id, change)
    assert desk.changed == [(run, change)]


def test_a_model_is_that_of_a_run_that_is_kept(small_hub: Hub) -> None:
    run, question = train(small_hub), NetworkFile(0, restored=False)
    small_hub.stop(run.id)
    assert small_hub.replay(run.id, question).result() == run.id.encode()
    with pytest.raises(UnknownRun):
        small_hub.replay("no such run", question)


def test_a_table_is_kept_with_its_run_until_its_session_leaves(small_hub: Hub) -> None:
    mine, others = train(small_hub, table=table(10, 2)), train(small_hub, "you", table(10, 2))
    table_of_mine = weakref.ref(mine.table or others)
    small_hub.stop(mine.id)
    assert small_hub.run(mine.id).table is table_of_mine()
    small_hub.leave("me")
    assert table_of_mine() is None
    assert small_hub.run(mine.id) is mine
    assert others.table is not None
    assert not others.ended
    small_hub.leave("you")
    assert others.ended


def test_tables_of_ended_runs_are_bounded_the_oldest_go_first_and_runs_may_share_one(
    small_hub: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.compute.letting_go.MAX_TABLE_BYTES", 10 * 2 * 4)
    old, new = table(10, 2), table(10, 2)
    runs = []
    for owner, its in (("a", old), ("b", new), ("c", new)):
        runs.append(train(small_hub, owner, its))
        small_hub.stop(runs[-1].id)
        clock.now += 1.0
    train(small_hub, "c", old)
    assert [run.table for run in runs[1:]] == [new, new]
    assert runs[0].table is None


def test_a_run_expires_after_its_end_and_never_while_it_is_live(small_hub: Hub, clock: Clock) -> None:
    run = train(small_hub)
    clock.now += 10_000.0
    assert small_hub.run(run.id) is run
    small_hub.stop(run.id)
    clock.now += 60.0
    assert small_hub.run(run.id) is run
    clock.now += 1.0
    with pytest.raises(UnknownRun, match=r"kept for 1 minutes after their end, the newest 1 MB at most"):
        small_hub.run(run.id)


def ended(hub: Hub, clock: Clock, owner: str, size: int) -> Run:
    """Return a run that has ended and takes so many bytes."""
    run = hub.run_for(Experiment(), owner, lambda _: bytes(size - RUN_BYTES))
    run.receive((finished(1),))
    clock.now += 1.0
    return run


def is_kept(hub: Hub, run: Run) -> bool:
    try:
        return hub.run(run.id) is run
    except UnknownRun:
        return False


def test_runs_are_kept_as_long_as_they_fit_and_the_oldest_go_first(small_hub: Hub, clock: Clock) -> None:
    runs = [ended(small_hub, clock, f"{number}", 300_000) for number in range(5)]
    train(small_hub, "another")
    assert [is_kept(small_hub, run) for run in runs] == [False, False, True, True, True]


def test_a_session_has_as_many_runs_kept_as_its_browser_remembers(small_hub: Hub, clock: Clock) -> None:
    other = ended(small_hub, clock, "you", RUN_BYTES)
    runs = [ended(small_hub, clock, "me", RUN_BYTES) for _ in range(REMEMBERED_RUNS + 2)]
    train(small_hub, "another")
    assert [is_kept(small_hub, run) for run in runs] == [False, False] + [True] * REMEMBERED_RUNS
    assert is_kept(small_hub, other)
    assert f"MOST_RUNS = {REMEMBERED_RUNS};" in source("memory.js")


def test_what_another_session_looks_at_is_kept_however_old_it_is(small_hub: Hub, clock: Clock) -> None:
    small_hub.meet("you", lambda: True)
    first = ended(small_hub, clock, "me", RUN_BYTES)
    assert small_hub.take_up(Experiment(), [first.id], "you") is first
    for _ in range(REMEMBERED_RUNS + 1):
        ended(small_hub, clock, "me", RUN_BYTES)
    train(small_hub, "another")
    assert is_kept(small_hub, first)


def test_short_runs_of_others_do_not_drive_out_what_is_on_a_screen(small_hub: Hub, clock: Clock) -> None:
    small_hub.meet("me", lambda: True)
    earlier, mine = (ended(small_hub, clock, "me", 100_000) for _ in range(2))
    for number in range(210):
        ended(small_hub, clock, f"{number}", RUN_BYTES + 1_000)
    assert is_kept(small_hub, mine)
    assert not is_kept(small_hub, earlier)


def test_a_run_that_others_watch_is_not_that_of_a_session_that_is_gone(small_hub: Hub) -> None:
    async def scene() -> None:
        small_hub.meet("gone", lambda: False)
        run = train(small_hub, "gone")
        assert not run.is_there()
        viewer = asyncio.create_task(run.wait(0, 30.0))
        await asyncio.sleep(0)
        assert run.is_there()
        run.receive((epoch_end(1),))
        assert await viewer
        assert not run.is_there()

    asyncio.run(scene())


def test_of_what_is_on_screens_the_oldest_goes_if_it_does_not_fit(small_hub: Hub, clock: Clock) -> None:
    for owner in "abcd":
        small_hub.meet(owner, lambda: True)
    runs = [ended(small_hub, clock, owner, 300_000) for owner in "abcd"]
    ended(small_hub, clock, "nobody", 300_000)
    train(small_hub, "another")
    assert [is_kept(small_hub, run) for run in runs] == [False, True, True, True]


def test_a_run_on_a_screen_outlives_its_time_until_the_session_leaves(small_hub: Hub, clock: Clock) -> None:
    there = True
    small_hub.meet("me", lambda: there)
    run = ended(small_hub, clock, "me", RUN_BYTES)
    clock.now += 100.0
    assert is_kept(small_hub, run)
    there = False
    assert not is_kept(small_hub, run)


def test_a_session_takes_up_a_run_of_its_experiment_alone_and_none_is_started(desk: Desk, small_hub: Hub) -> None:
    run = train(small_hub)
    run.receive((finished(1),))
    other = small_hub.run_for(experiment(QUICK), "me", record)
    other.receive((finished(1),))
    assert small_hub.take_up(Experiment(), ["no such run", other.id, run.id], "new") is run
    assert small_hub.take_up(experiment(QUICK, epochs=7), [other.id, run.id], "new") is None
    # Who does not know a run's name does not get it.
    assert small_hub.take_up(Experiment(), [], "new") is None
    assert desk.submitted == [run, other]


def test_a_run_that_was_taken_up_stays_as_long_as_it_is_on_the_screen(small_hub: Hub, clock: Clock) -> None:
    there = True
    small_hub.meet("new", lambda: there)
    run = ended(small_hub, clock, "old", RUN_BYTES)
    small_hub.take_up(run.experiment, [run.id], "new")
    clock.now += 100.0
    assert is_kept(small_hub, run)
    there = False
    assert not is_kept(small_hub, run)


def test_a_live_run_follows_its_page_into_the_session_after_a_reload(small_hub: Hub) -> None:
    there = {"old", "new"}
    for owner in ("old", "new"):
        small_hub.meet(owner, lambda owner=owner: owner in there)  # type: ignore[misc]
    run = train(small_hub, "old")
    assert small_hub.take_up(run.experiment, [run.id], "new") is run
    # While the first session is there, the second one only watches.
    assert run.owner == "old"
    there.remove("old")
    small_hub.leave("old")
    assert (run.ended, run.owner, run.is_there()) == (False, "new", True)
    train(small_hub, "new")
    assert run.ended


def test_a_live_run_ends_with_the_last_session_that_shows_it(small_hub: Hub) -> None:
    there = {"old", "new"}
    for owner in ("old", "new"):
        small_hub.meet(owner, lambda owner=owner: owner in there)  # type: ignore[misc]
    run = train(small_hub, "old")
    there.remove("old")
    small_hub.take_up(run.experiment, [run.id], "new")
    assert run.owner == "new"
    small_hub.leave("old")
    assert not run.ended
    small_hub.leave("new")
    assert run.ended


def test_live_runs_are_bounded_but_everyone_may_replace_the_own_one(small_hub: Hub) -> None:
    for owner in ("a", "b", "c"):
        train(small_hub, owner)
    with pytest.raises(ComputeUnavailable, match="At most 3 runs train or wait at a time, and as many do"):
        train(small_hub, "d")
    train(small_hub, "c")


def test_runs_of_sessions_that_are_gone_refuse_nobody(small_hub: Hub) -> None:
    for owner in ("a", "b", "c"):
        small_hub.meet(owner, lambda owner=owner: owner == "a")  # type: ignore[misc]
    runs = [train(small_hub, owner) for owner in ("a", "b", "c")]
    train(small_hub, "d")
    assert [run.ended for run in runs] == [False, True, False]


def nobody_packs() -> bool:
    return all(thread.name != "pack runs" for thread in threading.enumerate())


def test_runs_that_ended_a_while_ago_are_packed_and_still_read(small_hub: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.hub.REST_SECONDS", 0.0)
    run = train(small_hub)
    until(nobody_packs)
    for epoch in range(1, 200):
        run.receive((epoch_end(epoch),))
    small_hub.stop(run.id)
    entries, size = run.entries(0), run.size
    clock.now += 11.0
    train(small_hub)
    until(lambda: run.size < size)
    assert run.entries(0) == entries


def test_nobody_who_starts_a_run_waits_for_another_to_be_packed(small_hub: Hub, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.compute.hub.REST_SECONDS", 0.0)
    run = train(small_hub)
    until(nobody_packs)
    small_hub.stop(run.id)
    clock.now += 11.0
    packed_by: list[threading.Thread] = []
    monkeypatch.setattr(run, "pack", lambda: packed_by.append(threading.current_thread()))
    train(small_hub)
    until(lambda: bool(packed_by))
    assert packed_by[0] is not threading.current_thread()


@pytest.mark.parametrize("state", ["unreachable", "closed"])
def test_without_a_cluster_nothing_starts_and_it_is_looked_for(desk: Desk, small_hub: Hub, state: State) -> None:
    desk.state = state
    with pytest.raises(ComputeUnavailable, match="How it is"):
        train(small_hub)
    assert desk.retries == 1
    assert desk.submitted == []


@pytest.mark.parametrize("state", ["starting", "warming_up"])
def test_while_the_cluster_starts_runs_are_accepted(desk: Desk, small_hub: Hub, state: State) -> None:
    desk.state = state
    assert desk.submitted == [train(small_hub)]


def test_closing_the_hub_ends_every_live_run(small_hub: Hub) -> None:
    runs = [train(small_hub, owner) for owner in ("a", "b")]
    small_hub.close()
    assert all(run.ended for run in runs)


def test_statuses_are_sentences() -> None:
    assert CLOSED.sentence.endswith(".")
    assert Compute(engine=FAKE).status.state == "starting"


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", ""])
def test_a_wrong_number_of_workers_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PLAYGROUND_WORKERS", text)
    with pytest.raises(ValueError, match=r"PLAYGROUND_WORKERS must be a whole number of at least 1\. Received:"):
        Compute.from_environment()


def films(hub: Hub, owner: str, *experiments: Experiment) -> tuple[Run, ...]:
    return hub.films_for(experiments, owner, lambda _: record)


def test_equal_films_are_trained_once_whoever_asks(desk: Desk, small_hub: Hub) -> None:
    left, right = films(small_hub, "a", experiment(1), experiment(2))
    assert films(small_hub, "b", experiment(2), experiment(1)) == (right, left)
    for run in (left, right):
        run.receive((finished(10),))
    assert films(small_hub, "c", experiment(1)) == (left,)
    assert desk.submitted == [left, right]


def test_a_film_that_did_not_get_to_its_end_is_trained_again(small_hub: Hub) -> None:
    (run,) = films(small_hub, "a", experiment(1))
    small_hub.stop(run.id)
    (again,) = films(small_hub, "a", experiment(1))
    again.receive((Failed("lost"),))
    (third,) = films(small_hub, "a", experiment(1))
    assert len({run, again, third}) == 3


def test_films_and_a_run_of_the_playground_leave_each_other_alone(desk: Desk, small_hub: Hub) -> None:
    mine = train(small_hub)
    (film,) = films(small_hub, "me", Experiment())
    assert film is not mine
    second = train(small_hub)
    assert (mine.ended, film.ended, second.ended) == (True, False, False)
    assert small_hub.take_up(Experiment(), [second.id], "me") is second
    assert desk.submitted == [mine, film, second]


def test_the_last_films_of_a_session_are_stopped_unless_others_watch_them(small_hub: Hub) -> None:
    shared, alone = films(small_hub, "a", experiment(1), experiment(2))
    films(small_hub, "b", experiment(1))
    (new,) = films(small_hub, "a", experiment(3))
    assert [run.ended for run in (shared, alone, new)] == [False, True, False]
    small_hub.leave("a")
    assert [run.ended for run in (shared, new)] == [False, True]
    assert shared.is_there()
    small_hub.leave("b")
    assert shared.ended


def test_a_session_that_is_gone_watches_nothing(small_hub: Hub) -> None:
    there = {"a", "b"}
    for owner in ("a", "b"):
        small_hub.meet(owner, lambda owner=owner: owner in there)  # type: ignore[misc]
    (run,) = films(small_hub, "a", experiment(1))
    assert run.is_there()
    there.remove("a")
    assert not run.is_there()
    assert films(small_hub, "b", experiment(1)) == (run,)
    small_hub.leave("a")
    assert (run.ended, run.is_there()) == (False, True)


def test_films_on_screens_are_kept(small_hub: Hub, clock: Clock) -> None:
    there = True
    small_hub.meet("me", lambda: there)
    (run,) = films(small_hub, "me", experiment(1))
    run.receive((finished(10),))
    clock.now += 100.0
    assert is_kept(small_hub, run)
    there = False
    assert not is_kept(small_hub, run)


def test_as_many_films_as_there_are_places_for(desk: Desk, small_hub: Hub) -> None:
    train(small_hub, "you")
    with pytest.raises(ComputeUnavailable, match="At most 3 runs train or wait at a time"):
        films(small_hub, "me", experiment(1), experiment(2), experiment(3))
    assert len(desk.submitted) == 1
    assert len(films(small_hub, "me", experiment(1), experiment(2))) == 2
