"""`python -m benchmarks.sizes_job`: jobs of many sizes by `fit` and by the playground, in a process that is set up as a worker.

Seconds go to stdout as JSON.
"""

import json
import sys
import time
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from playground import Data, Experiment, Layer, Network, Training, train
from playground.data.split import Split, split
from playground.data.tables import Table
from playground.events import EpochEnd
from playground.experiment import Upload

# How many epochs a job has. Fewer are trained; for the others the pace of those behind the first is taken.
EPOCHS = 100
INPUTS = tuple(f"x{number}" for number in range(20))


@dataclass(frozen=True)
class Size:
    """A job; `trained` epochs of it are trained."""

    rows: int = 10_000
    units: int = 64
    layers: int = 3
    batch_size: int = 32
    optimizer: str = "sgd"
    dropout: float = 0.0
    trained: int = 12

    def experiment(self) -> Experiment:
        """Return a regression of one target on a table of so many rows and 20 inputs."""
        upload = Upload("table.csv", "0" * 64, self.rows, (*INPUTS, "y"))
        data = Data(dataset="upload", upload=upload, inputs=INPUTS, targets=("y",))
        hidden = (Layer(self.units, "relu", self.dropout),) * self.layers
        rate = 0.01 if self.optimizer in ("sgd", "adagrad") else 0.001
        return Experiment(data, Network(hidden), Training(self.optimizer, rate, batch_size=self.batch_size, epochs=self.trained))

    def table(self) -> Table:
        """Return the values."""
        generator = np.random.default_rng(0)
        values = generator.standard_normal((len(INPUTS), self.rows)).astype(np.float32)
        y = np.tanh(values[:4].sum(axis=0)) + 0.1 * generator.standard_normal(self.rows).astype(np.float32)
        return Table(dict(zip((*INPUTS, "y"), (*values, y.astype(np.float32)), strict=True)), {})


LARGEST = "8 layers of 512 units, batches of 256: hardly anything but arithmetic"
SIZES = {
    "150 rows": Size(rows=150, trained=40),
    "1,000 rows": Size(rows=1_000, trained=40),
    "10,000 rows, 3 × 64 units, batches of 32, SGD": Size(),
    "100,000 rows": Size(rows=100_000, trained=3),
    "8 units": Size(units=8),
    "512 units": Size(units=512, trained=4),
    "1 layer": Size(layers=1),
    "8 layers": Size(layers=8),
    "batches of 4": Size(batch_size=4, trained=4),
    "batches of 256": Size(batch_size=256, trained=25),
    "batches of 4,096": Size(batch_size=4_096, trained=30),
    **{name: Size(optimizer=name) for name in ("rmsprop", "adagrad", "adam", "adamw", "nadam")},
    "dropout": Size(dropout=0.2),
    LARGEST: Size(units=512, layers=8, batch_size=256, trained=3),
}


class Pair(TypedDict):
    """Seconds of a job by `fit` and by the playground: building and tracing included; and of one epoch behind the first."""

    fit: float
    playground: float
    fit_epoch: float
    playground_epoch: float


def measured(size: Size) -> Pair:
    """Train a job both ways, on an architecture that is new to both."""
    experiment, table = size.experiment(), size.table()
    rows = split(experiment, table)
    first, epoch = by_fit(experiment, rows)
    our_first, our_epoch = by_playground(experiment, table)
    left = EPOCHS - size.trained
    return Pair(fit=first + left * epoch, playground=our_first + left * our_epoch, fit_epoch=epoch, playground_epoch=our_epoch)


def by_fit(experiment: Experiment, rows: Split) -> tuple[float, float]:
    """Return the seconds of building, compiling and fitting, and of one of the epochs behind the first."""
    import keras  # noqa: PLC0415 - TensorFlow takes seconds to import, and a test that only reads the rows needs none

    from playground.training.model import build_model, build_optimizer  # noqa: PLC0415 - as above

    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.perf_counter()))
    begun = time.perf_counter()
    model = build_model(experiment)
    model.compile(build_optimizer(experiment.training), experiment.training.loss)
    (x, y), held = ((rows.x[part], rows.y[part]) for part in (rows.train_rows, rows.validation_rows))
    batch, epochs = experiment.training.batch_size, experiment.training.epochs
    model.fit(x, y, batch_size=batch, epochs=epochs, validation_data=held, verbose=0, callbacks=[clock])
    return time.perf_counter() - begun, (ends[-1] - ends[0]) / (epochs - 1)


def by_playground(experiment: Experiment, table: Table) -> tuple[float, float]:
    """Return the seconds of a whole run of an architecture that is new, and of one of the epochs behind the first."""
    begun = time.perf_counter()
    ends = [event.seconds for event in train(experiment, table=table) if isinstance(event, EpochEnd)]
    return time.perf_counter() - begun, (ends[-1] - ends[0]) / (len(ends) - 1)


def main(rounds: int) -> None:
    """Measure every size so many times, in turns, and write what came of it."""
    from playground.training.setup import set_up_worker  # noqa: PLC0415 - as above

    set_up_worker()
    # What TensorFlow does once in a process is not a job's.
    measured(Size(rows=150, units=9, trained=2))
    result: dict[str, list[Pair]] = {name: [] for name in SIZES}
    for number in range(rounds):
        for name, size in SIZES.items():
            # A unit less each time, so that the architecture is new again.
            result[name].append(measured(replace(size, units=size.units - number)))
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
