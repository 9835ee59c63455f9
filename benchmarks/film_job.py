"""`python -m benchmarks.film_job`: what a recorded run costs beside one without a word, in a process that is set up as a worker.

What was measured goes to stdout as JSON.
"""

import json
import pickle
import time
from contextlib import ExitStack
from typing import TypedDict

from playground import Experiment, Training, train
from playground.compute.job import lightened
from playground.data.split import split
from playground.live.film import Film
from playground.training import train_in_chunks

ROUNDS = 15
LONG = Experiment(training=Training(epochs=10_000))


class Recorded(TypedDict):
    """What the process writes.

    Attributes:
        silent: seconds of the lecture's job without snapshots, of each round.
        told: seconds of the same with all its events, as they leave the worker.
        encoded: seconds in which the web process makes the film of these.
        bytes: of the lecture's film.
        long_bytes: of a film of 10,000 epochs.
    """

    silent: list[float]
    told: list[float]
    encoded: list[float]
    bytes: int
    long_bytes: int


def recorded(experiment: Experiment, long: Experiment, rounds: int) -> Recorded:
    """Train both ways in turns, on an architecture that is known and compiled where it can be."""
    # TensorFlow takes seconds to import, and a test that only reads the rows needs none.
    from playground.training.pool import finish_preparing  # noqa: PLC0415

    for _ in range(2):
        list(train(experiment))
        finish_preparing()
    result: Recorded = {"silent": [], "told": [], "encoded": [], "bytes": 0, "long_bytes": film_bytes(long)}
    for _ in range(rounds):
        result["silent"].append(_silent(experiment))
        begun = time.perf_counter()
        batches = [pickle.dumps(lightened(batch), protocol=pickle.HIGHEST_PROTOCOL) for batch in train_in_chunks(experiment)]
        told = time.perf_counter()
        film = Film(experiment)
        result["bytes"] = sum(len(film.record(pickle.loads(batch))) for batch in batches)  # noqa: S301 - written above
        result["told"].append(told - begun)
        result["encoded"].append(time.perf_counter() - told)
    return result


def film_bytes(experiment: Experiment) -> int:
    """Return how long a run's film is on the wire."""
    film = Film(experiment)
    return sum(len(film.record(batch)) for batch in train_in_chunks(experiment))


def _silent(experiment: Experiment) -> float:
    from playground.training.run import Run  # noqa: PLC0415 - as above

    begun = time.perf_counter()
    with ExitStack() as loans:
        Run(experiment, split(experiment), loans).weights_after(experiment.training.epochs, best=False, should_stop=lambda: False)
    return time.perf_counter() - begun


def main() -> None:
    """Measure, and write what came of it."""
    from playground.training.setup import set_up_worker  # noqa: PLC0415 - as above

    set_up_worker()
    print(json.dumps(recorded(Experiment(), LONG, ROUNDS)))


if __name__ == "__main__":
    main()
