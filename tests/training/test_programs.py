"""One traced program serves networks of every width, where `fit` does the same for every width."""

from dataclasses import replace

import numpy as np
import pytest

from playground.data.split import split
from playground.experiment import Experiment, Layer, Network, Training
from playground.training.epochs import FusedEpochs
from playground.training.orders import epoch_orders
from playground.training.plan import Plan
from playground.training.programs import MAX_PROGRAMS, Programs


def of(*units: int, **settings: object) -> Experiment:
    layers = tuple(Layer(width, **settings) for width in units)  # type: ignore[arg-type]
    return Experiment(network=Network(layers), training=Training("adam", 0.01, batch_size=16))


def trained(trainer: FusedEpochs, job: Experiment) -> list[np.ndarray]:
    rows, every = split(job), np.ones(6, np.bool_)
    orders = epoch_orders(job, rows.train)
    settings = np.tile(np.array([job.training.learning_rate, 0.0, 0.0], np.float32), (6, 1))
    trainer.begin(job, rows)
    chunk = trainer.run(Plan(np.stack([next(orders) for _ in range(6)]), settings, every, every))
    return [chunk.scores, chunk.weights, chunk.predictions, *trainer.state().arrays]


@pytest.mark.parametrize("settings", [{}, {"activation": "gelu"}, {"dropout": 0.2}])
def test_from_the_second_on_networks_of_all_widths_share_a_program(settings: dict[str, object]) -> None:
    programs = Programs()
    jobs = [of(7, 5, **settings), of(12, 5, **settings), of(3, 30, **settings), of(7, 5, **settings)]
    first, second, third, again = (FusedEpochs(job, programs) for job in jobs)
    assert first.program is not second.program
    assert second.program is third.program
    assert again.program is first.program
    for shared, job in ((second, jobs[1]), (third, jobs[2])):
        for ours, theirs in zip(trained(shared, job), trained(FusedEpochs(job), job), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_networks_of_other_kinds_share_none() -> None:
    programs = Programs()
    base = of(7, 5)
    jobs = [base, of(7, 5, activation="tanh"), of(7, 5, 5), of(7, 1), replace(base, training=replace(base.training, batch_size=8))]
    assert len({id(FusedEpochs(replace(job), programs).program) for job in jobs}) == len(jobs)


def test_with_batch_normalization_each_width_has_its_own_program() -> None:
    programs = Programs()
    jobs = [of(7, 5, batch_normalization=True), of(12, 5, batch_normalization=True), of(13, 8, batch_normalization=True)]
    trainers = [FusedEpochs(job, programs) for job in jobs]
    assert len({id(trainer.program) for trainer in trainers}) == 3
    for trainer, job in zip(trainers, jobs, strict=True):
        for ours, theirs in zip(trained(trainer, job), trained(FusedEpochs(job), job), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_programs_of_large_networks_are_forgotten_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.training.programs.MAX_PARAMETERS", 100)
    programs = Programs()
    small, large = of(4), of(30, activation="tanh")
    first = FusedEpochs(small, programs).program
    assert FusedEpochs(small, programs).program is first
    FusedEpochs(large, programs)
    assert FusedEpochs(small, programs).program is not first


def test_programs_are_forgotten_by_their_last_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.training.programs.MAX_PROGRAMS", 2)
    assert MAX_PROGRAMS > 2
    programs = Programs()
    one, other, third = (of(6, activation=name) for name in ("relu", "tanh", "elu"))
    kept = FusedEpochs(one, programs).program
    gone = FusedEpochs(other, programs).program
    assert FusedEpochs(one, programs).program is kept
    FusedEpochs(third, programs)
    assert FusedEpochs(one, programs).program is kept
    assert FusedEpochs(other, programs).program is not gone
