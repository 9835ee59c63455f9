"""The engine against `model.fit` over sizes: what changes when the data, the network or the batches do, one at a time."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from benchmarks.progress import say
from benchmarks.rows import Row, at_least, at_most, row_of
from benchmarks.sizes_job import LARGEST, SIZES, Pair
from playground.compute.plugins import QUIET

ROOT = Path(__file__).parents[1]
ROUNDS = 2


def sizes_rows() -> list[Row]:
    """Measure in a fresh process and return the rows."""
    say(f"sizes: {len(SIZES)} jobs by fit and by the playground, {ROUNDS} times")
    command = [sys.executable, "-m", "benchmarks.sizes_job", str(ROUNDS)]
    # When this process is interrupted, subprocess.run kills the other one.
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return rows_of(cast("dict[str, list[Pair]]", json.loads(done.stdout)))


def rows_of(pairs: Mapping[str, Sequence[Pair]]) -> list[Row]:
    """Return the rows of what was measured.

    Args:
        pairs: name in `SIZES` -> seconds of each round.
    """
    ratios = {name: [pair["fit"] / pair["playground"] for pair in rounds] for name, rounds in pairs.items()}
    # Where arithmetic is all, nobody who keeps every bit of it can be much faster.
    counted = [statistics.median(rounds) for name, rounds in ratios.items() if name != LARGEST]
    fewer, more = ([pair["playground_epoch"] / SIZES[name].rows for pair in pairs[name]] for name in ("1,000 rows", "100,000 rows"))
    return [
        *(row_of(f"100 epochs, faster than `model.fit`: {name}", rounds, "×") for name, rounds in ratios.items()),
        Row("– median of these, the last one left out", statistics.median(counted), "×", at_least(14)),
        Row("– least of these, the last one left out", min(counted), "×", at_least(1.5)),
        row_of(
            "time of an epoch for each row, 100,000 rows against 1,000",
            [more / fewer for fewer, more in zip(fewer, more, strict=True)],
            "×",
            at_most(2),
        ),
    ]
