"""Dask's own programs, started as a person would start them."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def dask(*arguments: str, path: str = str(ROOT)) -> Iterator[None]:
    """Run one of the programs, with `path` for its PYTHONPATH, in a folder that holds no package."""
    process = subprocess.Popen(  # noqa: S603 - Dask's own programs
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT / "docs",
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def cluster(port: int, scheduler_path: str = str(ROOT), worker_path: str = str(ROOT)) -> Iterator[str]:
    """Run a scheduler and one worker."""
    address = f"tcp://127.0.0.1:{port}"
    with (
        dask("scheduler", "--host", "127.0.0.1", "--port", str(port), path=scheduler_path),
        dask("worker", address, "--nthreads", "1", "--host", "127.0.0.1", path=worker_path),
    ):
        yield address
