"""`python -m benchmarks.engine_job`: time the engines, in a process of its own, and write the seconds to stdout as JSON.

With the argument `worker` TensorFlow is set up as on one of the playground's workers, and every engine takes its turn; with
`processor` as well, but only `fit` and the compiled trainer do; with `default` it keeps its own number of threads, and only `fit` runs.
"""

import contextlib
import io
import json
import runpy
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeAlias, TypedDict

import numpy as np

from playground import Experiment, keras_script, train
from playground.data.split import split
from playground.events import EpochEnd
from playground.experiment import Network

FIT, AGAIN, STEPS, SCIKIT_LEARN = "fit", "fit again", "fit by steps", "scikit-learn"
NEW, WIDTHS, TRACED, COMPILED = "new", "new widths", "traced", "compiled"
# Of the layers in the networks that are new; the lecture has ReLU.
OTHERS = ("tanh", "elu", "sigmoid", "silu", "selu", "softplus", "gelu", "leaky_relu")

Times: TypeAlias = dict[str, list[float]]
P = ParamSpec("P")


class Measured(TypedDict):
    """What the process writes.

    Attributes:
        times: engine -> seconds of each round.
        differences: `loss` and `val_loss` -> the largest relative difference of any epoch's from `fit`'s; empty if not looked at.
        compiled: whether the lecture's job was trained by the compiled trainer; no, too, if it was not looked at.
    """

    times: Times
    differences: dict[str, float]
    compiled: bool


def times(experiment: Experiment, rounds: int) -> Times:
    """Return engine -> seconds of each round; the engines take turns, so that a busy spell of the machine hits them all.

    Args:
        experiment: the job; a regression.
        rounds: how often each engine trains. The product's own trains the compiled architecture three times a round: it is so
            short that a single time is mostly noise.
    """
    # TensorFlow takes seconds to import, and a test that only reads the rows needs none.
    from benchmarks.rivals import compiled_model, fit, fit_scikit_learn  # noqa: PLC0415
    from playground.training.pool import finish_preparing  # noqa: PLC0415 - as above

    rows = split(experiment)
    batches = -(-rows.train // experiment.training.batch_size)
    result: Times = {name: [] for name in (FIT, AGAIN, STEPS, SCIKIT_LEARN, NEW, WIDTHS, TRACED, COMPILED)}
    _warm_up(experiment)
    for number in range(rounds):
        begun = time.perf_counter()
        model = compiled_model(experiment)
        fit(model, experiment, rows)
        result[FIT].append(time.perf_counter() - begun)
        result[NEW].append(_seconds(_train, _other_layers(experiment, number)))
        stranger = _stranger(experiment, number)
        result[WIDTHS].append(_seconds(_train, stranger))
        result[TRACED].append(_seconds(_train, stranger))
        finish_preparing()
        result[AGAIN].append(_seconds(fit, model, experiment, rows))
        result[COMPILED] += [_seconds(_train, experiment) for _ in range(3)]
        result[STEPS].append(_seconds(lambda: fit(compiled_model(experiment, batches), experiment, rows)))
        result[SCIKIT_LEARN].append(_seconds(fit_scikit_learn, experiment, rows))
    return result


def compiled_times(experiment: Experiment, rounds: int) -> tuple[Times, bool]:
    """Return the seconds of `fit` and of the compiled trainer in each round, and whether there is one on this processor."""
    from benchmarks.rivals import compiled_model, fit  # noqa: PLC0415 - as above
    from playground.training.compiled import CompiledEpochs  # noqa: PLC0415 - as above
    from playground.training.pool import borrowed  # noqa: PLC0415 - as above

    rows = split(experiment)
    _warm_up(experiment)
    result: Times = {FIT: [], COMPILED: []}
    for _ in range(rounds):
        result[FIT].append(_seconds(lambda: fit(compiled_model(experiment), experiment, rows)))
        result[COMPILED] += [_seconds(_train, experiment) for _ in range(3)]
    with borrowed(experiment, rows) as trainer:
        return result, isinstance(trainer, CompiledEpochs)


def _warm_up(experiment: Experiment) -> None:
    """Do what a worker does when it starts: networks of other widths share a program, one that comes back is compiled."""
    from playground.training.pool import finish_preparing  # noqa: PLC0415 - as above

    for job in (experiment, _stranger(experiment, -2), experiment):
        _train(job)
    finish_preparing()


def largest_differences(experiment: Experiment) -> dict[str, float]:
    """Return max |ours − fit| / |fit| over all epochs for `loss` and `val_loss`; `fit` runs as the exported script."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        script = Path(folder) / "script.py"
        script.write_text(keras_script(experiment), encoding="utf-8")
        history = runpy.run_path(str(script))["history"]
    epochs = [event for event in train(experiment) if isinstance(event, EpochEnd)]
    ours = {"loss": [epoch.loss for epoch in epochs], "val_loss": [epoch.val_loss for epoch in epochs]}
    return {name: float(np.max(np.abs(np.array(ours[name]) / np.array(theirs) - 1))) for name, theirs in history.items()}


def _train(experiment: Experiment) -> None:
    for _ in train(experiment):
        pass


def _stranger(experiment: Experiment, number: int) -> Experiment:
    """Return the job on widths that no trainer had before: one unit less in the first layer, then two less …."""
    first, *others = experiment.network.hidden
    hidden = (replace(first, units=first.units - 1 - number), *others)
    return replace(experiment, network=Network(hidden, experiment.network.output))


def _other_layers(experiment: Experiment, number: int) -> Experiment:
    """Return the job with activations that no program has been traced for."""
    hidden = tuple(replace(layer, activation=OTHERS[number % len(OTHERS)]) for layer in experiment.network.hidden)
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


def _seconds(job: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> float:
    begun = time.perf_counter()
    job(*args, **kwargs)
    return time.perf_counter() - begun


def fit_times(experiment: Experiment, rounds: int) -> Times:
    """Return the seconds of `fit` alone."""
    from benchmarks.rivals import compiled_model, fit  # noqa: PLC0415 - as above

    rows = split(experiment)
    return {FIT: [_seconds(lambda: fit(compiled_model(experiment), experiment, rows)) for _ in range(rounds)]}


def main(setting: str, rounds: int) -> None:
    """Measure the lecture's job and write what came of it."""
    if setting == "worker":
        from playground.training.setup import set_up_worker  # noqa: PLC0415 - as above

        set_up_worker()
        result = Measured(times=times(Experiment(), rounds), differences=largest_differences(Experiment()), compiled=False)
    elif setting == "processor":
        from playground.training.setup import set_up_worker  # noqa: PLC0415 - as above

        set_up_worker()
        measured, compiled = compiled_times(Experiment(), rounds)
        result = Measured(times=measured, differences={}, compiled=compiled)
    else:
        result = Measured(times=fit_times(Experiment(), rounds), differences={}, compiled=False)
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
