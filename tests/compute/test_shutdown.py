"""Nothing is left running, however the web process ends."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from playground.compute.cluster import Compute
from playground.compute.hub import ComputeUnavailable, Hub
from playground.events import Failed, Finished
from tests.compute.fakes import FAKE, PACED, QUICK, experiment, record
from tests.compute.waiting import until, until_ended, until_more_than

ROOT = Path(__file__).parents[2]

WEB = """
import signal, sys, threading
from playground.compute.cluster import Compute
from tests.compute.fakes import FAKE
if __name__ == "__main__":
    # A shell that starts something in the background has it ignore Ctrl-C, and all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    compute = Compute(workers=1, engine=FAKE)
    compute.start()
    print("started", flush=True)
    if len(sys.argv) > 1:
        sys.exit()
    threading.Event().wait()
"""


def descendants(process: psutil.Process) -> list[psutil.Process]:
    children: list[psutil.Process] = process.children(recursive=True)
    return children


def assert_gone(processes: list[psutil.Process]) -> None:
    assert psutil.wait_procs(processes, timeout=10.0)[1] == []


def test_close_leaves_no_process_thread_or_socket() -> None:
    before, threads = descendants(psutil.Process()), set(threading.enumerate())
    sockets = len(psutil.Process().net_connections())
    compute = Compute(workers=1, engine=FAKE)
    compute.start()
    until(lambda: compute.status.state == "ready")
    run = Hub(compute).run_for(experiment(PACED, epochs=10_000), "me", record)
    until_more_than(run, 3)
    mine = [process for process in descendants(psutil.Process()) if process not in before]
    assert len(mine) >= 3
    compute.close()
    assert_gone(mine)
    # The hub's timer, which packs runs, ends by itself within two seconds.
    until(lambda: {thread for thread in threading.enumerate() if not thread.name.startswith("Dask-Offload")} <= threads)
    assert len(psutil.Process().net_connections()) == sockets
    assert run.outcome == Failed("The playground is shutting down.")
    assert compute.status.state == "closed"
    compute.close()


@pytest.mark.parametrize("processes", [0, 1, 2])
def test_close_works_while_the_cluster_starts(processes: int) -> None:
    before = descendants(psutil.Process())
    compute = Compute(workers=1, engine=FAKE)
    compute.start()
    until(lambda: len(descendants(psutil.Process())) >= len(before) + processes)
    started = descendants(psutil.Process())
    compute.close()
    # Those too that came while it closed.
    assert_gone([process for process in {*started, *descendants(psutil.Process())} if process not in before])
    assert compute.status.state == "closed"
    with pytest.raises(ComputeUnavailable, match="shut"):
        Hub(compute).run_for(experiment(QUICK), "me", record)


def test_close_works_at_the_very_moment_of_another_try() -> None:
    threads = set(threading.enumerate())
    compute = Compute("no address", engine=FAKE)
    compute.start()
    until(lambda: compute.status.state == "unreachable")
    compute.retry()
    compute.close()
    assert compute.status.state == "closed"
    assert set(threading.enumerate()) <= threads


def test_close_before_start_does_nothing() -> None:
    threads, processes = set(threading.enumerate()), descendants(psutil.Process())
    compute = Compute(engine=FAKE)
    compute.close()
    assert (set(threading.enumerate()), descendants(psutil.Process())) == (threads, processes)
    compute.start()
    run = Hub(compute).run_for(experiment(QUICK), "me", record)
    until_ended(run)
    assert isinstance(run.outcome, Finished)
    compute.close()
    assert compute.status.state == "closed"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_the_cluster_dies_with_a_web_process_that_is_killed(tmp_path: Path, number: signal.Signals) -> None:
    web, children = start_web(tmp_path)
    os.kill(web.pid, number)
    web.communicate()
    assert_gone(children)


def test_the_cluster_dies_with_a_web_process_that_ends_without_closing(tmp_path: Path) -> None:
    web, children = start_web(tmp_path, "and leave")
    assert web.communicate()[1] == ""
    assert web.returncode == 0
    assert_gone(children)


def test_ctrl_c_in_the_terminal_is_left_to_the_web_process_which_takes_the_cluster_along_on_sigterm(tmp_path: Path) -> None:
    web, children = start_web(tmp_path)
    for child in children:
        child.send_signal(signal.SIGINT)
    os.kill(web.pid, signal.SIGTERM)
    assert web.communicate()[1] == ""
    assert_gone(children)


def start_web(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    script = folder / "web.py"
    script.write_text(WEB)
    web = subprocess.Popen(  # noqa: S603 - this test's own script
        [sys.executable, str(script), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert web.stdout is not None
    assert web.stdout.readline() == "started\n"
    if not arguments:
        # The cluster, Python's resource tracker, and a worker.
        until(lambda: len(descendants(psutil.Process(web.pid))) >= 3)
        return web, descendants(psutil.Process(web.pid))
    return web, []
