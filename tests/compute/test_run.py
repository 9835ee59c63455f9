"""What a run keeps, passes on and waits for; no process is started here."""

import asyncio
import threading
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from playground.compute.run import RUN_BYTES, UNRECORDED, Run, Wait
from playground.events import BlowUp, Changed, EpochEnd, Event, Failed, Finished, Snapshot
from playground.experiment import Change, Data, Experiment, Network, Training
from tests.compute.fakes import epoch_end, finished, record, started, zeros
from tests.compute.waiting import epochs, events


def new_run() -> Run:
    return Run(Experiment(), "me", record, clock=lambda: 7.0)


def snapshot(epoch: int) -> Snapshot:
    return Snapshot(epoch, (), zeros())


def test_a_job_that_begins_again_adds_only_what_is_new() -> None:
    run = new_run()
    run.receive((started(), snapshot(0), epoch_end(1), epoch_end(2), snapshot(2)))
    run.receive((started(), snapshot(0), epoch_end(1)))
    run.receive((epoch_end(2), snapshot(2), epoch_end(3), snapshot(3)))
    run.receive((epoch_end(4), finished(4)))
    run.receive((finished(4), epoch_end(5)))
    assert [type(event).__name__ for event in events(run)] == [
        "Started",
        "Snapshot",
        "EpochEnd",
        "EpochEnd",
        "Snapshot",
        "EpochEnd",
        "Snapshot",
        "EpochEnd",
        "Finished",
    ]
    assert [event.epoch for event in epochs(run)] == [1, 2, 3, 4]
    assert len(run.entries(0)) == 3
    assert run.entries(1) == run.entries(0)[1:]
    assert run.epoch == 4


def test_a_snapshot_of_an_earlier_epoch_is_new_the_first_time() -> None:
    run = new_run()
    run.receive((epoch_end(1), epoch_end(2), snapshot(2)))
    run.receive((snapshot(1), snapshot(1)))
    assert [event.epoch for event in events(run) if isinstance(event, Snapshot)] == [2, 1]


def test_a_stopped_run_ends_with_what_it_has_seen() -> None:
    run = new_run()
    run.receive((started(), EpochEnd(1, 0.9, 0.5, {}, 0.1), EpochEnd(2, 0.8, 0.7, {}, 0.2)))
    run.stop()
    run.stop()
    assert run.outcome == Finished("stopped", epochs=2, best_epoch=1, test={}, seconds=0.2)
    assert run.ended_at == 7.0
    assert len(run.entries(0)) == 2


def test_the_best_epoch_is_that_of_the_experiments_own_watch() -> None:
    def told(training: Training) -> Run:
        run = Run(replace(classes, training=training), "me", record, lambda: 0.0)
        run.receive((EpochEnd(1, 0.9, 0.5, {"val_accuracy": 0.7}, 0.1), EpochEnd(2, 0.8, 0.4, {"val_accuracy": 0.9}, 0.2)))
        run.receive((EpochEnd(3, 0.7, 0.39, {"val_accuracy": 0.8}, 0.3), EpochEnd(4, 0.8, 0.45, {"val_accuracy": 0.8}, 0.4)))
        run.stop()
        return run

    plain = Training(loss="categorical_crossentropy")
    stopping = replace(plain, early_stopping=True)
    accuracy = replace(stopping, monitor="val_accuracy")
    classes = Experiment(Data(targets=("species",)), Network(output="softmax"), plain)
    found = [
        told(plain),
        told(replace(stopping, min_delta=0.05)),
        told(accuracy),
        told(replace(accuracy, restore_best_weights=False)),
        told(replace(stopping, monitor="loss", patience=3)),
    ]
    outcomes = [run.outcome for run in found]
    assert [(outcome.best_epoch, outcome.restored) for outcome in outcomes if isinstance(outcome, Finished)] == [
        (3, False),
        (2, True),
        (2, True),
        (2, False),
        (3, True),
    ]


def test_a_change_passes_once_and_becomes_part_of_the_experiment() -> None:
    run, change = new_run(), Change(2, learning_rate=0.5)
    run.receive((started(), epoch_end(1), Changed(change), epoch_end(2)))
    run.receive((started(), epoch_end(1), Changed(change), epoch_end(2), epoch_end(3)))
    assert [event for event in events(run) if isinstance(event, Changed)] == [Changed(change)]
    assert run.experiment.training == Experiment().training.with_change(change)
    assert run.epoch == 3


@pytest.mark.parametrize("other", [(), (Changed(Change(2, learning_rate=0.1)),), (Changed(Change(1, learning_rate=0.5)),)])
def test_a_job_that_was_changed_otherwise_ends_the_run_instead_of_bending_its_curve(other: tuple[Event, ...]) -> None:
    run = new_run()
    run.receive((started(), epoch_end(1), Changed(Change(2, learning_rate=0.5)), epoch_end(2)))
    run.receive((started(), *other, epoch_end(1), epoch_end(2), epoch_end(3)))
    assert isinstance(run.outcome, Failed)
    assert "could not be resumed identically" in run.outcome.message
    assert run.epoch == 2


def test_everything_about_the_end_goes_through() -> None:
    run = new_run()
    end = Finished(
        "diverged", 3, 2, {"loss": 0.5}, 0.0, restored=True, confusion=((1, 2), (3, 4)), blow_up=BlowUp(4, 1, "hidden1", 9.0, 1.0)
    )
    run.receive((end,))
    assert run.outcome == end


def test_packed_entries_read_the_same() -> None:
    run = new_run()
    for epoch in range(1, 50):
        run.receive((epoch_end(epoch),))
    run.pack()
    assert not run.ended
    run.stop()
    before = run.entries(0)
    run.pack()
    run.pack()
    assert run.entries(0) == before
    assert run.entries(48) == before[48:]
    assert run.entries(99) == []
    assert run.entries(-1) == before
    # Piece by piece: it is unpacked once.
    assert run.entries(0)[7] is run.entries(7)[0]
    run.pack()
    assert run.entries(0) == before


def answered(ask: Callable[[], object]) -> object:
    """Return what `ask` returns on another thread; None if it has to wait."""
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(ask()), daemon=True)
    thread.start()
    thread.join(5.0)
    return answers[0] if answers else None


def test_nobody_who_reads_waits_for_the_recorder() -> None:
    def slow(batch: Sequence[Event]) -> bytes:
        if batch == [epoch_end(2)]:
            asked.append(answered(lambda: run.entries(0)))
            asked.append(answered(lambda: asyncio.run(run.wait(1, 0.0))))
            asked.append(answered(lambda: asyncio.run(run.wait(0, 0.0))))
        return record(batch)

    asked: list[object] = []
    run = Run(Experiment(), "me", slow, clock=lambda: 0.0)
    run.receive((epoch_end(1),))
    before = run.entries(0)
    run.receive((epoch_end(2),))
    assert asked == [before, False, True]


def test_nobody_who_reads_waits_for_the_packing(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(data: bytes, level: int) -> bytes:
        asked.append(answered(lambda: run.entries(0)))
        return packed(data, level)

    asked: list[object] = []
    packed = zlib.compress
    monkeypatch.setattr(zlib, "compress", slow)
    run = new_run()
    run.receive((epoch_end(1), finished(1)))
    before = run.entries(0)
    run.pack()
    assert asked == [before]
    assert run.entries(0) == before
    assert run.size < RUN_BYTES + 1_000


def test_an_end_appears_together_with_the_entry_that_says_it() -> None:
    def slow(batch: Sequence[Event]) -> bytes:
        seen.append((run.ended, run.outcome))
        return record(batch)

    seen: list[object] = []
    run = Run(Experiment(), "me", slow, clock=lambda: 0.0)
    run.receive((finished(1),))
    assert seen == [(False, None)]
    assert (run.ended, run.outcome, len(run.entries(0))) == (True, finished(1), 1)


def test_what_a_run_waits_for_wakes_who_watches_and_is_nothing_once_it_has_ended() -> None:
    async def scene() -> None:
        run, queued = new_run(), Wait("queued", "Place 2 of 3.")
        watching = asyncio.create_task(run.wait(0, 30.0, None))
        await asyncio.sleep(0)
        assert run.watched
        run.say_waiting(queued)
        assert await watching is True
        assert not run.watched
        assert await run.wait(0, 0.0, queued) is False
        assert await run.wait(0, 0.0) is False
        run.receive((epoch_end(1),))
        assert run.waits_for == queued
        run.say_waiting(None)
        assert run.waits_for is None
        run.say_waiting(queued)
        run.stop()
        run.say_waiting(queued)
        assert run.waits_for is None

    asyncio.run(scene())


def test_run_ids_cannot_be_guessed() -> None:
    ids = {new_run().id for _ in range(100)}
    assert len(ids) == 100
    assert min(map(len, ids)) >= 22


def test_waiters_on_any_loop_wake_when_there_is_more() -> None:
    run = new_run()
    answers: list[bool] = []
    waiting = [threading.Thread(target=lambda: answers.append(asyncio.run(run.wait(0, 30.0)))) for _ in range(3)]
    for thread in waiting:
        thread.start()
    run.receive((epoch_end(1),))
    for thread in waiting:
        thread.join(30.0)
    assert answers == [True] * 3


def test_wait_goes_on_until_the_position_is_reached_or_the_run_ends() -> None:
    async def scene() -> None:
        run = new_run()
        assert await run.wait(0, timeout=0.01) is False
        waiter = asyncio.create_task(run.wait(1, timeout=30.0))
        run.receive((epoch_end(1),))
        assert await run.wait(0, timeout=0.0) is True
        assert not waiter.done()
        run.receive((epoch_end(2),))
        assert await waiter is True
        late = asyncio.create_task(run.wait(10, timeout=30.0))
        await asyncio.sleep(0)
        run.stop()
        assert await late is True

    asyncio.run(scene())


def test_a_waiter_whose_loop_is_gone_disturbs_nobody() -> None:
    run = new_run()
    loop = asyncio.new_event_loop()
    waiter = loop.create_task(run.wait(0, 30.0))
    loop.call_soon(loop.stop)
    loop.run_forever()
    waiter.cancel()
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    run.receive((epoch_end(1),))
    assert run.epoch == 1


def test_a_recorder_that_fails_ends_the_run(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(batch: Sequence[Event]) -> bytes:
        raise ValueError("no room")

    run = Run(Experiment(), "me", refuse, clock=lambda: 0.0)
    run.receive((epoch_end(1),))
    assert isinstance(run.outcome, Failed)
    assert asyncio.run(run.wait(0, 0.0)) is True
    assert run.outcome.message == UNRECORDED
    assert "no room" in caplog.text
