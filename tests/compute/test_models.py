"""What is asked about runs, above all the trained network as a file: answered by a worker that trains again."""

import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from playground.compute import cluster
from playground.compute.cluster import Compute
from playground.compute.hub import ComputeUnavailable, Hub, UnknownRun
from playground.compute.run import Run
from playground.events import Finished
from playground.experiment import Change, Experiment, Training
from playground.training.questions import NetworkFile
from tests.compute.fakes import BROKEN, DEADLY, FAKE, PACED, QUICK, SLOW, about, epoch_end, experiment, record, started, table
from tests.compute.waiting import unpickled, until, until_ended, until_more_than


def ended(hub: Hub, behaviour: int, epochs: int = 5) -> Run:
    """Return a run that was stopped after its first chunk, whatever its engine would have done next."""
    run = hub.run_for(experiment(behaviour, epochs), "me", record)
    run.receive((started(), epoch_end(1)))
    run.stop()
    return run


def model(hub: Hub, run: Run) -> bytes:
    """Return the run's network as the downloads ask for it."""
    assert isinstance(run.outcome, Finished)
    return hub.replay(run.id, NetworkFile(run.outcome.epochs, run.outcome.restored)).result()


def test_the_network_is_that_of_the_experiment_as_it_ended(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, 10_000), "me", record)
    until_more_than(run, 3)
    hub.change(run.id, Change(1, learning_rate=0.5))
    until(lambda: run.experiment.training.changes)
    with pytest.raises(ComputeUnavailable, match="has trained to its end, or was stopped"):
        hub.replay(run.id, NetworkFile(1, restored=False))
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert unpickled(model(hub, run)) == (run.experiment, None, NetworkFile(run.outcome.epochs, restored=False))


def test_a_stopped_run_goes_back_to_its_best_epoch_if_its_early_stopping_would(hub: Hub) -> None:
    stopping = Experiment(training=Training(seed=QUICK, early_stopping=True, monitor="loss", epochs=10_000))
    run = hub.run_for(stopping, "me", record)
    until_ended(run)
    again = Run(stopping, "me", record, lambda: 0.0)
    again.receive((started(), epoch_end(1), epoch_end(2), epoch_end(3, loss=9.0)))
    again.stop()
    assert isinstance(again.outcome, Finished)
    assert (again.outcome.best_epoch, again.outcome.epochs, again.outcome.restored) == (2, 3, True)


def test_several_callers_get_theirs_at_the_same_time(hub: Hub) -> None:
    runs = [ended(hub, QUICK, epochs) for epochs in range(1, 9)]
    with ThreadPoolExecutor(len(runs)) as threads:
        files = list(threads.map(lambda run: model(hub, run), runs))
    assert [unpickled(file)[0] for file in files] == [run.experiment for run in runs]


def test_a_network_whose_worker_is_lost_is_made_on_another_one(hub: Hub, tmp_path: Path) -> None:
    mine = table(rows=10, columns=2)
    deadly_once = about(mine, DEADLY, name=str(tmp_path / "flag"))
    run = Run(deadly_once, "me", record, lambda: 0.0, mine)
    run.receive((started(), epoch_end(1)))
    run.stop()
    question = NetworkFile(1, restored=False)
    file = hub._compute.replay(run, question).result()
    columns = {name: float(values.sum()) for name, values in mine.measurements.items()}
    assert unpickled(file) == (deadly_once, columns, question)


@pytest.mark.parametrize(("behaviour", "sentence"), [(BROKEN, "could not be made into a file"), (DEADLY, "lost several times in a row")])
def test_a_network_that_cannot_be_made_is_a_sentence(hub: Hub, behaviour: int, sentence: str) -> None:
    # Its training would fail too, perhaps before it is stopped: it has none.
    run = Run(experiment(behaviour), "me", record, lambda: 0.0)
    run.receive((started(), epoch_end(1)))
    run.stop()
    with pytest.raises(ComputeUnavailable, match=sentence):
        hub._compute.replay(run, NetworkFile(1, restored=False)).result()


def test_nobody_waits_for_ever(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "REPLAY_SECONDS", 0.1)
    with pytest.raises(ComputeUnavailable, match="the workers are busy"):
        model(hub, ended(hub, SLOW))


def test_who_does_not_wait_any_longer_frees_the_worker(hub: Hub) -> None:
    asked = [hub.replay(ended(hub, SLOW, epochs).id, NetworkFile(1, restored=False)) for epochs in (1, 2, 3)]
    for future in asked:
        future.cancel()
    # There are two workers, and none of the three would ever have ended.
    assert unpickled(model(hub, ended(hub, QUICK)))


def test_without_a_run_or_its_table_or_a_cluster_there_is_a_sentence(fake_compute: Compute) -> None:
    hub = Hub(fake_compute)
    with pytest.raises(UnknownRun):
        hub.replay("no such run", NetworkFile(1, restored=False))
    mine = table(rows=10, columns=2)
    run = hub.run_for(about(mine, QUICK), "me", record, mine)
    until_ended(run)
    hub.leave("me")
    with pytest.raises(ComputeUnavailable, match="The table of this run is not kept any more"):
        model(hub, run)
    closed = Compute(workers=1, engine=FAKE)
    closed.start()
    closed.close()
    with pytest.raises(ComputeUnavailable, match="shutting down"):
        closed.replay(ended(hub, QUICK), NetworkFile(1, restored=False))


def test_keras_makes_a_file_that_keras_reads(keras_compute: Compute) -> None:
    hub = Hub(keras_compute)
    run = hub.run_for(Experiment(training=Training(epochs=10_000)), "me", record)
    until_more_than(run, 3)
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert run.outcome.reason == "stopped"
    assert run.outcome.epochs == run.epoch < 5_000
    with zipfile.ZipFile(BytesIO(model(hub, run))) as file:
        assert {"config.json", "model.weights.h5"} <= set(file.namelist())
