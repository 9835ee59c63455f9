"""Starts the embedded cluster beside the web process, and ends it with the web process."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playground.compute.contracts import UnreachableError

START_SECONDS = 60.0
CLOSE_SECONDS = 5.0

# Gives memory back to the system as soon as it is free, as Dask has it for workers: a table that passed through the scheduler
# would otherwise keep its 40 MB for the next one.
FRUGAL = {"MALLOC_TRIM_THRESHOLD_": "65536"}


@asynccontextmanager
async def embedded_cluster(workers: int | None) -> AsyncIterator[str]:
    """Run `python -m playground.compute` with `workers` workers (None: one a core) for the length of the context.

    Yields:
        The scheduler's address, as soon as it listens; the workers follow.

    Raises:
        UnreachableError: if the process ends, or is silent for a minute, before it has said its address.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "playground.compute",
        *([] if workers is None else [str(workers)]),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**FRUGAL, **os.environ, "PYTHONPATH": _python_path()},
    )
    try:
        yield await _address(process)
    finally:
        await _end(process)


def _python_path() -> str:
    """Where this process found the package: the app is run from its folder, not installed."""
    root = str(Path(__file__).parents[2])
    return os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None  # noqa: S101 - asked for above
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await process.stdout.readline()
    except TimeoutError as error:
        raise UnreachableError(f"it was silent for {START_SECONDS:g} seconds") from error
    if not line:
        raise UnreachableError(f"its process ended with status {await process.wait()}; the log says why")
    return line.decode().strip()


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for above
    process.stdin.close()
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await process.wait()
    except TimeoutError:
        # Its workers watch a pipe to it and follow.
        process.kill()
        await process.wait()
