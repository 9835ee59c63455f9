"""The engine against `model.fit`: the lecture's job, 100 epochs, in one process with all engines taking turns."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

from benchmarks.engine_job import AGAIN, COMPILED, FIT, NEW, SCIKIT_LEARN, STEPS, TRACED, WIDTHS, Measured, Times
from benchmarks.progress import say
from benchmarks.rows import Row, at_least, at_most, row_of
from playground.compute.plugins import QUIET

ROOT = Path(__file__).parents[1]
ROUNDS = 3
# How often an engine trains in a round of `engine_job.times`; every one of them is held against that round's fit.
TIMES_A_ROUND = {NEW: 1, WIDTHS: 1, TRACED: 1, COMPILED: 3}
# What oneDNN can be told to be, and the flag of a processor that can play it.
PROCESSORS = {"SSE41": "sse4_1", "AVX": "avx", "AVX2": "avx2", "AVX512_CORE": "avx512dq"}


def engine_rows() -> list[Row]:
    """Measure, each setting of TensorFlow in a fresh process, and return the rows."""
    say("engine: fit and the others, in turns")
    worker = _measured("worker", QUIET)
    say("engine: fit with TensorFlow's own number of threads")
    default = _measured("default", {})
    return [*rows_of(worker["times"], default["times"][FIT], worker["differences"]), *processor_rows()]


def processor_rows() -> list[Row]:
    """Measure the compiled trainer on each kind of processor that this one can play, and return the rows."""
    return [processor_row(name, _measured("processor", {**QUIET, "ONEDNN_MAX_CPU_ISA": name}, rounds=1)) for name in playable()]


def playable() -> list[str]:
    """Return the kinds of processor that this one can play."""
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split() if Path("/proc/cpuinfo").exists() else []
    return [name for name, flag in PROCESSORS.items() if flag in flags]


def processor_row(name: str, measured: Measured) -> Row:
    """Return the row of a kind of processor; only of the two that are common is anything demanded."""
    used = "compiled" if measured["compiled"] else "NOT compiled: runs stay with the graph"
    target = at_least(150) if name in ("AVX2", "AVX512_CORE") else None
    return row_of(f"faster than `model.fit`, with the kernels of {name} ({used})", _ratios(measured["times"], COMPILED), "×", target)


def rows_of(times: Times, default_fit: list[float], differences: dict[str, float]) -> list[Row]:
    """Return the rows of what was measured.

    Args:
        times: engine -> seconds of each round, in a process that is set up as a worker.
        default_fit: seconds of `fit` with TensorFlow's own number of threads.
        differences: `loss` and `val_loss` -> the largest relative difference of any epoch's from `fit`'s.
    """
    return [
        row_of("lecture's job, `model.fit`, model built and compiled", times[FIT], "s"),
        row_of("the same, TensorFlow's own number of threads", default_fit, "s"),
        row_of("`model.fit` again on the same model", times[AGAIN], "s"),
        row_of("`model.fit(steps_per_execution=27)`", times[STEPS], "s"),
        row_of("scikit-learn's `MLPRegressor` (another result)", times[SCIKIT_LEARN], "s"),
        row_of("playground, new kind of network, traced on the way", times[NEW], "s"),
        row_of("playground, new widths of a known kind", times[WIDTHS], "s"),
        row_of("playground, architecture seen once before, so not compiled yet", times[TRACED], "s"),
        row_of("playground, architecture compiled", times[COMPILED], "s"),
        row_of("faster than `model.fit`, new kind of network", _ratios(times, NEW), "×"),
        row_of("faster than `model.fit`, new architecture", _ratios(times, WIDTHS), "×", at_least(28)),
        row_of("faster than `model.fit`, architecture seen once before", _ratios(times, TRACED), "×"),
        row_of("faster than `model.fit`, architecture compiled", _ratios(times, COMPILED), "×", at_least(200)),
        *(
            Row(f"largest relative difference of any epoch's `{name}` from `fit`'s", gap, "", at_most(1e-5))
            for name, gap in differences.items()
        ),
    ]


def _ratios(times: Times, engine: str) -> list[float]:
    """Return how often each training of an engine fits into the `fit` of its own round."""
    each = TIMES_A_ROUND[engine]
    return [times[FIT][number // each] / seconds for number, seconds in enumerate(times[engine])]


def _measured(setting: str, environment: dict[str, str], rounds: int = ROUNDS) -> Measured:
    command = [sys.executable, "-m", "benchmarks.engine_job", setting, str(rounds)]
    # When this process is interrupted, subprocess.run kills the other one.
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return cast("Measured", json.loads(done.stdout))
