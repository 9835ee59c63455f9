"""The fused graph: what it takes in memory, whatever is asked of it."""

import subprocess
import sys

import numpy as np
import pytest

from playground.data.split import split
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.training.epochs import MAX_CHUNK_BYTES, FusedEpochs
from playground.training.orders import epoch_orders
from playground.training.plan import Plan

WIDE = Experiment(network=Network((Layer(512),) * 8), training=Training(epochs=10_000))
MANY_ROWS = Experiment(
    Data(dataset="circle", samples=100_000), Network(output="softmax"), Training(loss="categorical_crossentropy", batch_size=4_096)
)


@pytest.mark.parametrize("experiment", [Experiment(), WIDE, MANY_ROWS])
def test_what_a_chunk_returns_is_bounded(experiment: Experiment) -> None:
    fused, rows = FusedEpochs(experiment), split(experiment)
    fused.begin(experiment, rows)
    count = min(fused.most_epochs, 2)
    orders = epoch_orders(experiment, rows.train)
    every = np.ones(count, np.bool_)
    settings = np.tile(np.array([1e-6, 0.0, 0.0], np.float32), (count, 1))
    chunk = fused.run(Plan(np.stack([next(orders) for _ in range(count)]), settings, every, every))
    order_bytes = 4 * rows.train * count
    taken = chunk.weights.nbytes + chunk.predictions.nbytes + chunk.surfaces.nbytes + order_bytes
    assert taken / count * fused.most_epochs <= MAX_CHUNK_BYTES
    assert fused.most_epochs >= 1


MEMORY = """
import resource
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.training import train
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def job(rows): return Experiment(
    Data(dataset="gauss", samples=rows, class_count=4), Network((Layer(64), Layer(64)), "softmax"),
    Training(loss="categorical_crossentropy", batch_size=256, epochs=8))
list(train(job(1_000)))
before = peak()
for _ in train(job(100_000)): pass
print(peak() - before)
"""


def test_a_hundred_thousand_rows_take_no_more_than_a_few_tables() -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, timeout=120)  # noqa: S603
    # The table and its split have 5 MB, a chunk's limit is 64 MB; all 100,000 outputs of a layer at once would be 26 MB each.
    assert float(done.stdout.splitlines()[-1]) < 200
