"""`python -m benchmarks`: measure all, or the parts named: `python -m benchmarks engine sizes browser film lessons memory`."""

import os
import platform
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version

from benchmarks.browser import browser_rows
from benchmarks.engine import engine_rows
from benchmarks.film import film_rows
from benchmarks.lessons import lesson_rows
from benchmarks.memory import memory_rows
from benchmarks.rows import Row, table
from benchmarks.sizes import sizes_rows

PARTS: dict[str, Callable[[], list[Row]]] = {
    "engine": engine_rows,
    "sizes": sizes_rows,
    "browser": browser_rows,
    "film": film_rows,
    "lessons": lesson_rows,
    "memory": memory_rows,
}


def main(parts: Sequence[str]) -> None:
    """Measure the named parts, all without a name, and print one table; what was measured before an interruption is printed, too.

    Raises:
        SystemExit: if there is no such part.
    """
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise SystemExit(f"A part of the benchmarks is one of {', '.join(PARTS)}. Received: {', '.join(unknown)}.")
    # As Ctrl-C does: what was started is stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Terminated."))
    load = os.getloadavg()[0]
    rows: list[Row] = []
    try:
        for part in parts or PARTS:
            rows += PARTS[part]()
    finally:
        print(table(rows))
        print(f"\n{machine()}. Before the start the machine's load was {load:.1f}: far above 0, times are too long.")


def machine() -> str:
    """Say what the numbers were measured on, without a name."""
    keras, tensorflow = version("keras"), _tensorflow()
    return f"{os.cpu_count()} cores, CPU only; Python {platform.python_version()}, Keras {keras}, TensorFlow {tensorflow}"


def _tensorflow() -> str:
    try:
        return version("tensorflow-cpu")
    except ModuleNotFoundError:
        return version("tensorflow")


if __name__ == "__main__":
    main(sys.argv[1:])
