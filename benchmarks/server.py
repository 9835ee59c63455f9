"""The app as `streamlit run app.py` serves it, in a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
STARTUP_SECONDS = 60
STOP_SECONDS = 15
CALM_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        port: on 127.0.0.1.
        process: the web process; the workers are its children's children.
        started: `time.perf_counter()` just before it was started.
    """

    port: int
    process: psutil.Process
    started: float

    @property
    def url(self) -> str:
        """Where the app is."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """CPU time that the web process has taken so far; that of the workers does not count."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def wait_for_calm(self) -> None:
        """Return as soon as the workers take less than a tenth of a core: they compile in the background what came back."""
        deadline = time.monotonic() + CALM_SECONDS
        while time.monotonic() < deadline:
            before = self._worker_seconds()
            time.sleep(1.0)
            if self._worker_seconds() - before < 0.1:
                return

    def _worker_seconds(self) -> float:
        times = [child.cpu_times() for child in self.process.children(recursive=True)]
        return float(sum(taken.user + taken.system for taken in times))

    def resident_megabytes(self) -> float:
        """Resident memory of the web process in MB (10⁶ bytes)."""
        return float(self.process.memory_info().rss / 1e6)

    def megabytes(self) -> tuple[float, float, float]:
        """Memory of the web process in MB (10⁶ bytes): resident, its proportional share of what is shared, its own alone."""
        memory = self.process.memory_full_info()
        # Only Linux knows the proportional share.
        return memory.rss / 1e6, getattr(memory, "pss", memory.rss) / 1e6, memory.uss / 1e6


# An edit of a file while the server runs would make Streamlit import it again, and spoil the numbers.
UNWATCHED = "--server.fileWatcherType=none"
# As `make run` sets it.
AS_MADE = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "65536"}


@contextmanager
def running_app(*options: str) -> Iterator[Server]:
    """Start the app; it is listening when the context begins, and gone with all its workers when it ends."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *options]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, **AS_MADE, "PYTHONPATH": str(ROOT)})  # noqa: S603
    try:
        _wait_until_it_listens(process, port)
        yield Server(port, psutil.Process(process.pid), started)
    finally:
        _end(process)


def find_chromium() -> str:
    """Return the Chromium that CHROMIUM names, else the one on PATH.

    Raises:
        SystemExit: if there is none.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("The benchmarks need Chromium: install it, or name it in the environment variable CHROMIUM.")
    return path


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"The app did not come up on port {port}. Its exit code: {process.poll()}.")


def _end(process: subprocess.Popen[bytes]) -> None:
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, left = psutil.wait_procs(family, STOP_SECONDS)
    for child in left:
        child.kill()
