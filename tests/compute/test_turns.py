"""Who trains and who waits: rounds between sessions, and nobody who is gone holds a place. No process is started here."""

import pytest

from playground.compute.run import Run
from playground.compute.submission import Submission
from playground.compute.turns import GONE_SECONDS, HOUR, SLICE_SECONDS, Turn, Turns
from playground.experiment import Experiment
from tests.compute.fakes import Clock, epoch_end, record

MOST = 600.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns(clock: Clock) -> Turns:
    return Turns(MOST, clock)


def add(turns: Turns, owner: str) -> Run:
    run = Run(Experiment(), owner, record, clock=lambda: 0.0)
    turns.add(Submission(run))
    return run


def owners(found: list[Turn]) -> str:
    return "".join(turn.submission.run.owner for turn in found)


def go_away(run: Run, turns: Turns, clock: Clock) -> None:
    run.is_there = lambda: False
    turns.look()
    clock.now += GONE_SECONDS
    turns.look()


def train_for(run: Run, turns: Turns, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    assert turns.has_to_yield(run.id)
    turns.parked(run.id)


def test_each_worker_has_one_run_and_the_others_wait_in_their_order(turns: Turns) -> None:
    for owner in "abcd":
        add(turns, owner)
    assert [(turn.submission.run.owner, turn.worker) for turn in turns.assign(["x", "y"])] == [("a", "x"), ("b", "y")]
    assert turns.assign(["x", "y"]) == []
    assert owners(turns.waiting()) == "cd"


def test_a_run_trains_a_slice_while_others_wait_and_goes_on_where_it_was_kept(turns: Turns, clock: Clock) -> None:
    first = add(turns, "a")
    turns.assign(["x"])
    clock.now += 100 * SLICE_SECONDS
    assert not turns.has_to_yield(first.id)
    second = add(turns, "b")
    assert turns.has_to_yield(first.id)
    assert not turns.has_to_yield(first.id), "it has been asked already"
    turns.parked(first.id)
    assert owners(turns.assign(["x"])) == "b"
    assert not turns.has_to_yield(second.id), "its slice has just begun"
    train_for(second, turns, clock, SLICE_SECONDS)
    (again,) = turns.assign(["x"])
    assert (again.submission.run, again.home) == (first, "x")


def test_long_runs_go_round_and_a_new_one_has_its_turn_after_those_before_it(turns: Turns, clock: Clock) -> None:
    runs = {owner: add(turns, owner) for owner in "abc"}
    order = ""
    for step in range(7):
        if step == 2:
            runs["d"] = add(turns, "d")
        (turn,) = turns.assign(["x"])
        order += turn.submission.run.owner
        train_for(turn.submission.run, turns, clock, SLICE_SECONDS)
    assert order == "abcabdc"


def test_a_run_that_had_to_begin_anew_gets_further_before_it_makes_room(turns: Turns, clock: Clock) -> None:
    run = add(turns, "a")
    turns.assign(["x"])
    add(turns, "b")
    run.receive((epoch_end(1),))
    turns.got_further(run.id)
    train_for(run, turns, clock, SLICE_SECONDS)
    turns.begin_anew(run.id)
    turns.remove(turns.waiting()[0].submission.run.id)
    turns.assign(["x"])
    add(turns, "c")
    clock.now += 100 * SLICE_SECONDS
    assert not turns.has_to_yield(run.id)
    turns.got_further(run.id)
    clock.now += 99 * SLICE_SECONDS
    assert not turns.has_to_yield(run.id)
    clock.now += SLICE_SECONDS
    assert turns.has_to_yield(run.id)


def test_a_parked_run_does_not_move_to_another_worker_while_its_own_is_there(turns: Turns, clock: Clock) -> None:
    first = add(turns, "a")
    turns.assign(["x"])
    add(turns, "b")
    train_for(first, turns, clock, SLICE_SECONDS)
    assert owners(turns.assign(["x"])) == "b"
    assert turns.assign(["x", "y"]) == []
    assert [owners(found) for found in turns.lost("x")] == ["b", "a"]
    assert [(turn.home, turn.worker) for turn in turns.waiting()] == [(None, None)] * 2
    assert owners(turns.assign(["y"])) == "b", "who was at work keeps the place"


def test_sessions_that_are_gone_lose_their_place_within_seconds(turns: Turns, clock: Clock) -> None:
    runs = [add(turns, owner) for owner in "abc"]
    runs[0].is_there = lambda: False
    turns.look()
    clock.now += GONE_SECONDS / 2
    turns.look()
    assert owners(turns.waiting()) == "abc", "a page that is loaded anew keeps its place"
    clock.now += GONE_SECONDS / 2
    turns.look()
    assert owners(turns.waiting()) == "bca"
    add(turns, "d")
    assert owners(turns.waiting()) == "bcda"
    runs[0].is_there = lambda: True
    turns.look()
    assert owners(turns.waiting()) == "bcda"


def test_a_page_that_is_loaded_anew_keeps_its_place(turns: Turns, clock: Clock) -> None:
    first = add(turns, "a")
    add(turns, "b")
    for there in (False, True, False):
        first.is_there = lambda there=there: there  # type: ignore[misc]
        turns.look()
        clock.now += GONE_SECONDS * 0.9
    turns.look()
    assert owners(turns.waiting()) == "ab"


def test_a_run_at_work_whose_session_is_gone_makes_room_at_once_but_only_for_who_is_there(turns: Turns, clock: Clock) -> None:
    first, second = add(turns, "a"), add(turns, "b")
    for run in (first, second):
        go_away(run, turns, clock)
    assert owners(turns.assign(["x"])) == "a"
    assert not turns.has_to_yield(first.id)
    add(turns, "c")
    assert turns.has_to_yield(first.id)
    turns.parked(first.id)
    assert owners(turns.assign(["x"])) == "c"


def test_two_hundred_sessions_that_are_gone_do_not_keep_anybody_waiting(turns: Turns, clock: Clock) -> None:
    gone = [add(turns, f"gone{number}") for number in range(200)]
    turns.assign(["x", "y"])
    for run in gone:
        run.is_there = lambda: False
    turns.look()
    clock.now += GONE_SECONDS
    turns.look()
    honest = add(turns, "me")
    assert turns.waiting()[0].submission.run is honest
    assert turns.has_to_yield(gone[0].id)
    turns.parked(gone[0].id)
    assert [turn.submission.run for turn in turns.assign(["x", "y"])] == [honest]


def test_who_has_trained_for_long_within_the_hour_lets_others_go_first(turns: Turns, clock: Clock) -> None:
    long = add(turns, "a")
    turns.assign(["x"])
    clock.now += MOST
    other = add(turns, "b")
    train_for(long, turns, clock, 0.0)
    assert owners(turns.assign(["x"])) == "b"
    third = add(turns, "c")
    assert owners(turns.waiting()) == "ca"
    assert turns.lets_others_go_first(turns.waiting()[1])
    # While others have not had as much, it is their turn again and again; and the run ends in its turn when they have gone.
    train_for(other, turns, clock, SLICE_SECONDS)
    assert owners(turns.assign(["x"])) == "c"
    assert owners(turns.waiting()) == "ba"
    for run in (other, third):
        turns.remove(run.id)
    assert owners(turns.assign(["x"])) == "a"
    assert not turns.has_to_yield(long.id)


def test_a_new_run_of_who_has_trained_for_long_waits_too_until_the_hour_is_over(turns: Turns, clock: Clock) -> None:
    turns.assign(["x"])
    first = add(turns, "a")
    turns.assign(["x"])
    clock.now += MOST
    turns.remove(first.id)
    add(turns, "a")
    add(turns, "b")
    assert owners(turns.waiting()) == "ba"
    clock.now += HOUR
    assert owners(turns.waiting()) == "ab"
