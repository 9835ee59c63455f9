"""The trained network as a file, made on a worker."""

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
from tests.compute.fakes import BROKEN, DEADLY, FAKE, PACED, QUICK, SLOW, about, epoch_end, experiment, record, started, table
from tests.compute.waiting import unpickled, until, until_ended, until_more_than


def ended(hub: Hub, behaviour: int, epochs: int = 5) -> Run:
    """Return a run that was stopped after its first chunk, whatever its engine would have done next."""
    run = hub.run_for(experiment(behaviour, epochs), "me", record)
    run.receive((started(), epoch_end(1)))
    run.stop()
    return run


def test_the_network_is_that_of_the_experiment_as_it_ended(hub: Hub) -> None:
    run = hub.run_for(experiment(PACED, 10_000), "me", record)
    until_more_than(run, 3)
    hub.change(run.id, Change(1, learning_rate=0.5))
    until(lambda: run.experiment.training.changes)
    with pytest.raises(ComputeUnavailable, match="has trained to its end, or was stopped"):
        hub.model(run.id)
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert unpickled(hub.model(run.id)) == (run.experiment, None, run.outcome.epochs, False)


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
        files = list(threads.map(lambda run: hub.model(run.id), runs))
    assert [unpickled(file)[0] for file in files] == [run.experiment for run in runs]


def test_a_network_whose_worker_is_lost_is_made_on_another_one(hub: Hub, tmp_path: Path) -> None:
    mine = table(rows=10, columns=2)
    deadly_once = about(mine, DEADLY, name=str(tmp_path / "flag"))
    run = Run(deadly_once, "me", record, lambda: 0.0, mine)
    run.receive((started(), epoch_end(1)))
    run.stop()
    file = hub._compute.model(run)
    columns = {name: float(values.sum()) for name, values in mine.measurements.items()}
    assert unpickled(file) == (deadly_once, columns, 1, False)


@pytest.mark.parametrize(("behaviour", "sentence"), [(BROKEN, "could not be made into a file"), (DEADLY, "lost several times in a row")])
def test_a_network_that_cannot_be_made_is_a_sentence(hub: Hub, behaviour: int, sentence: str) -> None:
    with pytest.raises(ComputeUnavailable, match=sentence):
        hub.model(ended(hub, behaviour).id)


def test_nobody_waits_for_ever(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SAVE_SECONDS", 0.1)
    with pytest.raises(ComputeUnavailable, match="the workers are busy"):
        hub.model(ended(hub, SLOW).id)


def test_without_a_run_or_its_table_or_a_cluster_there_is_a_sentence(fake_compute: Compute) -> None:
    hub = Hub(fake_compute)
    with pytest.raises(UnknownRun):
        hub.model("no such run")
    mine = table(rows=10, columns=2)
    run = hub.run_for(about(mine, QUICK), "me", record, mine)
    until_ended(run)
    hub.leave("me")
    with pytest.raises(ComputeUnavailable, match="The table of this run is not kept any more"):
        hub.model(run.id)
    closed = Compute(workers=1, engine=FAKE)
    closed.start()
    closed.close()
    with pytest.raises(ComputeUnavailable, match="shutting down"):
        closed.model(ended(hub, QUICK))


def test_keras_makes_a_file_that_keras_reads(keras_compute: Compute) -> None:
    hub = Hub(keras_compute)
    run = hub.run_for(Experiment(training=Training(epochs=10_000)), "me", record)
    until_more_than(run, 3)
    hub.stop(run.id)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    assert run.outcome.reason == "stopped"
    assert run.outcome.epochs == run.epoch < 5_000
    with zipfile.ZipFile(BytesIO(hub.model(run.id))) as file:
        assert {"config.json", "model.weights.h5"} <= set(file.namelist())
