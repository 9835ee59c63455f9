"""Compiled epochs are those of the graph, to the last bit, or they are not used at all."""

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from playground.data.split import split
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.training.additions import Block, InexactError, Order, Tree
from playground.training.compiled import CompiledEpochs, prepared
from playground.training.epochs import FusedEpochs
from playground.training.network import State
from playground.training.orders import epoch_orders
from playground.training.plan import Chunk, Plan
from playground.training.pool import TrainerPool
from playground.training.products import sum_of_vector
from tests.training.test_processors import FLAGS

SEPALS, PETALS = ("sepal length (cm)", "sepal width (cm)"), ("petal length (cm)", "petal width (cm)")
LECTURE = Experiment()


def experiment(*units: int, data: Data = LECTURE.data, **training: object) -> Experiment:
    return Experiment(data, Network(tuple(map(Layer, units))), Training(**training))  # type: ignore[arg-type]


EXPERIMENTS: dict[str, Experiment] = {
    "short last batch": experiment(20, 12, batch_size=5),
    "momentum": experiment(16, momentum=0.9, learning_rate=0.001, batch_size=4),
    "Nesterov": experiment(16, momentum=0.9, nesterov=True, learning_rate=0.001, batch_size=4),
    "validation in several batches": experiment(32, 64, 32, data=Data(validation_split=0.4)),
    "narrow": experiment(10, 8, 6),
    "large batches": experiment(16, 16, batch_size=32),
    "no hidden layer, no validation": experiment(data=Data(validation_split=0.0), batch_size=16),
    "petal to sepal, deep": experiment(32, 16, 16, 32, data=Data(inputs=PETALS, targets=SEPALS, validation_split=0.2), batch_size=12),
}

# In the lecture's widths, and in some where XLA would compute a layer for each unit of the next one.
KINDS: dict[str, dict[str, object]] = {
    "L1": {"l1": 0.01},
    "L2": {"l2": 0.01},
    "L1 and L2, short last batch": {"l1": 0.001, "l2": 0.01, "batch_size": 7},
    "L2 with momentum": {"l2": 0.01, "momentum": 0.9, "learning_rate": 0.001},
    "clipped gradients": {"clipnorm": 0.5, "learning_rate": 0.03},
    "mean absolute error": {"loss": "mae"},
    "Huber": {"loss": "huber"},
    "Adam": {"optimizer": "adam", "learning_rate": 0.003},
    "Adam, with L2, Huber and clipped gradients": {
        **{"optimizer": "adam", "learning_rate": 0.003, "l2": 0.01, "loss": "huber", "clipnorm": 0.5},
    },
    "AdamW": {"optimizer": "adamw", "learning_rate": 0.003, "weight_decay": 0.02},
    "Nadam": {"optimizer": "nadam", "learning_rate": 0.003},
}
EXPERIMENTS |= {name: experiment(16, 12, **training) for name, training in KINDS.items()}  # type: ignore[arg-type]
EXPERIMENTS |= {f"{name}, lecture's network": experiment(32, 64, 32, **KINDS[name]) for name in ("L2", "Adam")}  # type: ignore[arg-type]


def compiled(job: Experiment) -> CompiledEpochs:
    # With the kernels of AVX-512 all of them are exact; on a lesser processor some may stay with the graph.
    give_up = pytest.fail if "avx512dq" in FLAGS else pytest.skip
    trainer = CompiledEpochs(job)
    try:
        exact = trainer.equals_graph(job, split(job))
    except InexactError as error:
        give_up(f"runs stay with the graph: {error}")
    if not exact:
        give_up(f"runs stay with the graph: {job.network.hidden} in batches of {job.training.batch_size} does not give its bits")
    return trainer


def trained(trainer: FusedEpochs, job: Experiment, epochs: int) -> tuple[list[Chunk], State]:
    """Train in two chunks, as a run does."""
    rows = split(job)
    orders = epoch_orders(job, rows.train)
    trainer.begin(job, rows)
    return [trainer.run(plan(job, orders, count)) for count in (epochs // 3, epochs - epochs // 3)], trainer.state()


def plan(job: Experiment, orders: Iterator[NDArray[np.int32]], count: int) -> Plan:
    every = np.ones(count, np.bool_)
    settings = np.tile(np.array([job.training.learning_rate, job.training.l1, job.training.l2], np.float32), (count, 1))
    return Plan(np.stack([next(orders) for _ in range(count)]), settings, every, every)


def assert_equal_bits(job: Experiment, graph: FusedEpochs, other: FusedEpochs, epochs: int) -> None:
    (expected, state), (got, reached) = (trained(trainer, job, epochs) for trainer in (graph, other))
    for theirs, ours in zip(expected, got, strict=True):
        for field in fields(Chunk):
            np.testing.assert_array_equal(getattr(ours, field.name), getattr(theirs, field.name), err_msg=field.name)
    for before, after in zip(state.arrays, reached.arrays, strict=True):
        np.testing.assert_array_equal(after, before)


def test_the_lectures_example_has_every_bit_of_the_graph_from_every_start() -> None:
    trainer, graph = prepared(LECTURE, split(LECTURE)), FusedEpochs(LECTURE)
    # Never skipped: the lecture's example is compiled on every processor.
    assert trainer is not None
    for seed, rate in ((0, 0.01), (1, 0.01), (2, 0.03), (3, 0.001)):
        job = replace(LECTURE, training=replace(LECTURE.training, seed=seed, learning_rate=rate))
        assert_equal_bits(job, graph, trainer, job.training.epochs)
    other_rows = replace(LECTURE, data=replace(LECTURE.data, seed=4, inputs=PETALS, targets=SEPALS))
    assert_equal_bits(other_rows, graph, trainer, 100)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_other_networks_have_every_bit_of_the_graph(name: str) -> None:
    job = EXPERIMENTS[name]
    assert_equal_bits(job, FusedEpochs(job), compiled(job), 150)


def test_what_is_compiled_leaves_the_graph_as_it_was() -> None:
    job = experiment(7, 5, batch_size=9, epochs=2)
    trainer = CompiledEpochs(job)
    program = trainer.program
    parts = [*program.trained.values(), program.scored, program.predicted]
    before = [part.graph.SerializeToString(deterministic=True) for part in parts]
    trainer.equals_graph(job, split(job))
    assert [part.graph.SerializeToString(deterministic=True) for part in parts] == before
    # TensorFlow refuses what has an attribute without a value once it is put into another graph.
    assert all(value.WhichOneof("value") for part in parts for node in part.graph.node for value in node.attr.values())


def test_epochs_that_overflow_are_left_to_the_graph() -> None:
    linear = Network((Layer(16, "linear"), Layer(16, "linear")))
    job = Experiment(network=linear, training=Training(learning_rate=0.3, batch_size=8))
    slow = replace(job, training=replace(job.training, learning_rate=0.01))
    trainer = compiled(slow)
    with np.errstate(over="ignore", invalid="ignore"):
        (_, expected), (_, got) = (trained(one, job, 100) for one in (FusedEpochs(job), trainer))
    for theirs, ours in zip(expected.arrays, got.arrays, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert not all(np.isfinite(array).all() for array in got.arrays)


@pytest.mark.parametrize(
    "job",
    [
        Experiment(network=Network((Layer(8, "relu", 0.2),))),
        Experiment(network=Network((Layer(8, "tanh"),))),
        Experiment(network=Network((Layer(500),))),
        experiment(8, optimizer="rmsprop"),
        experiment(8, optimizer="adagrad"),
        experiment(8, batch_size=512),
    ],
)
def test_what_cannot_be_exact_is_not_compiled(job: Experiment) -> None:
    assert prepared(job, split(job)) is None


def test_a_network_that_rounds_otherwise_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_order(rows: int, inner: int, columns: int, *, turned: tuple[bool, bool] = (False, False)) -> Block:
        backwards: Tree = inner - 1
        for term in reversed(range(inner - 1)):
            backwards = (backwards, term)
        return Block(tuple(range(rows)), tuple(range(columns)), Order(backwards, frozenset()), None, None)

    monkeypatch.setattr("playground.training.spelling.product_blocks", other_order)
    job = experiment(16)
    assert prepared(job, split(job)) is None


@pytest.mark.parametrize("job", [experiment(6), experiment(6, optimizer="adam", l2=0.01)])
def test_an_architecture_that_comes_back_is_compiled(job: Experiment) -> None:
    pool, rows = TrainerPool(), split(job)
    for _ in range(2):
        with pool.borrowed(job, rows) as trainer:
            assert type(trainer) is FusedEpochs
    pool.finish_preparing()
    with pool.borrowed(job, rows) as trainer, pool.borrowed(job, rows) as second:
        assert isinstance(trainer, CompiledEpochs) == (prepared(job, rows) is not None)
        assert type(second) is FusedEpochs


def test_an_architecture_that_was_not_exact_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Experiment] = []
    monkeypatch.setattr("playground.training.pool.prepared", lambda job, rows, programs: tried.append(job))
    pool = TrainerPool()
    for job in (experiment(6), experiment(7)):
        for _ in range(4):
            with pool.borrowed(job, split(job)):
                pass
            pool.finish_preparing()
    assert tried == [experiment(6), experiment(7)]


def test_places_for_compiled_trainers_go_to_those_used_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.training.pool.MAX_COMPILED", 2)
    monkeypatch.setattr("playground.training.pool.prepared", lambda job, rows, programs: CompiledEpochs(job, programs))
    pool = TrainerPool()

    def lent(units: int) -> type[FusedEpochs]:
        job = experiment(units)
        with pool.borrowed(job, split(job)) as trainer:
            kind = type(trainer)
        pool.finish_preparing()
        return kind

    for units in (5, 6):
        assert [lent(units) for _ in range(3)] == [FusedEpochs, FusedEpochs, CompiledEpochs]
    assert lent(5) is CompiledEpochs
    # Two places: the third takes that of the one that was used before the others, and that one may come back.
    assert [lent(7) for _ in range(3)] == [FusedEpochs, FusedEpochs, CompiledEpochs]
    assert [lent(5), lent(7)] == [CompiledEpochs, CompiledEpochs]
    assert lent(6) is FusedEpochs
    assert lent(6) is CompiledEpochs


@pytest.mark.parametrize("numbers", [1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 27, 30, 45, 60, 63, 64, 65, 72, 100, 257, 1_024, 4_096])
def test_a_vector_is_added_as_tensorflow_adds_it(numbers: int) -> None:
    for seed in range(10):
        values = tf.constant(np.random.default_rng(seed).standard_normal(numbers).astype(np.float32))
        assert sum_of_vector(values).numpy() == tf.reduce_sum(values).numpy()
