"""A run that diverges says which update blew up."""

import numpy as np
import pytest

from playground.experiment import Layer
from playground.training import train
from playground.training.plan import StepTrace
from playground.training.pool import finish_preparing
from tests.training.comparison import last
from tests.training.experiments import regression
from tests.training.plain import network, optimizer
from tests.training.plain_rows import plain_rows

INF, NAN = np.inf, np.nan


def test_a_blow_up_names_its_step_and_weights() -> None:
    experiment = regression(Layer(8, "linear"), Layer(8, "linear"), Layer(8, "linear"), learning_rate=0.5, epochs=50, batch_size=16)
    finished = last(list(train(experiment)))
    blow_up = finished.blow_up
    assert finished.reason == "diverged"
    assert blow_up is not None
    assert blow_up.epoch == finished.epochs + 1
    # The step after which fit's own weights are no longer finite, trained batch by batch.
    model = network(experiment)
    model.compile(optimizer=optimizer(experiment.training), loss="mse")
    rows = plain_rows(experiment, None)
    generator = np.random.default_rng(experiment.training.seed)
    orders = [generator.permutation(len(rows.x)) for _ in range(blow_up.epoch)]
    batches = [order[begin : begin + 16] for order in orders for begin in range(0, len(order), 16)]
    with np.errstate(over="ignore", invalid="ignore"):
        steps, broken = 0, [False]
        while not any(broken):
            model.train_on_batch(rows.x[batches[steps]], rows.y[batches[steps]])
            broken = [not np.isfinite(weight).all() for weight in model.get_weights()]
            steps += 1
    per_epoch = len(batches) // blow_up.epoch
    assert (blow_up.epoch - 1) * per_epoch + blow_up.step == steps
    names = [f"{layer} {part}" for layer in ("hidden1", "hidden2", "hidden3", "output") for part in ("kernel", "bias")]
    assert broken[names.index(blow_up.weights)]
    assert blow_up.learning_rate == 0.5
    assert not blow_up.gradient < 1e18


def test_an_architecture_that_comes_back_diverges_in_its_first_epoch_as_before() -> None:
    experiment = regression(Layer(32), Layer(64), Layer(32), learning_rate=0.3, epochs=20)
    found = []
    # New, seen before, and then compiled if this processor can.
    for _ in range(3):
        end = last(list(train(experiment)))
        assert end.blow_up is not None
        found.append((end.reason, end.epochs, end.blow_up.epoch, end.blow_up.step, end.blow_up.weights, end.test))
        finish_preparing()
    assert found == [("diverged", 0, 1, *found[0][3:])] * 3


def test_no_blow_up_where_nothing_diverged() -> None:
    assert last(list(train(regression(Layer(4), epochs=1)))).blow_up is None


@pytest.mark.parametrize(
    ("loss", "norms", "finite", "guilty"),
    [
        # The first step after which weights are no numbers, and the first of those.
        ([9.0, 99.0, NAN], [[1.0, 2.0], [INF, INF], [NAN, NAN]], [[True, True], [True, False], [False, False]], (1, 1)),
        # All are, but a loss is not: the weights with the longest gradient.
        ([9.0, INF, 1.0], [[1.0, 2.0], [7.0, 3.0], [1.0, 1.0]], [[True, True]] * 3, (1, 0)),
        ([9.0, NAN], [[1.0, 2.0], [5.0, NAN]], [[True, True]] * 2, (1, 1)),
        # Nothing is wrong yet: the last step.
        ([9.0, 9.0], [[1.0, 2.0], [1.0, 2.0]], [[True, True]] * 2, (1, 1)),
    ],
)
def test_the_guilty_step(loss: list[float], norms: list[list[float]], finite: list[list[bool]], guilty: tuple[int, int]) -> None:
    trace = StepTrace(("a", "b"), np.array(loss, np.float32), np.array(norms, np.float32), np.array(finite))
    assert trace.guilty() == guilty
