"""The embedded cluster: `python -m playground.compute` runs a scheduler and workers until its standard input closes.

One worker a core, or as many as the argument says.

It is a process of its own, so that the scheduler takes no time and no memory from the web process, the workers do not import
Streamlit (a spawned process imports its parent's main module), and a web process that is killed closes the pipe and takes all of it along.
"""

import logging
import multiprocessing
import os
import signal
import sys

import dask
from dask.system import CPU_COUNT
from distributed import LocalCluster

from playground.compute.revival import Revival

CONFIG = {
    # Tasks are few and long: nothing to learn from a profile every 10 ms, a copy of data to tidy away, or a long history.
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.admin.low-level-log-length": 1_000,
    # A nanny replaces a lost worker, which takes a second or two, but on a machine that is very busy longer than the 15 s after which
    # Dask would give the two of them up.
    "distributed.deploy.lost-worker-timeout": "60s",
    # A run that waits behind a long one moves to an idle worker within this time.
    "distributed.scheduler.work-stealing-interval": "100ms",
}


def main() -> None:
    """Write the scheduler's address to standard output, then serve until standard input ends."""
    _step_back()
    # Ctrl-C reaches every process of the terminal; the web process decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    address_out = os.fdopen(os.dup(1), "w")
    # Nobody reads the pipe after the address: what libraries print goes to stderr instead of filling it up.
    os.dup2(2, 1)
    dask.config.set(CONFIG)
    with LocalCluster(
        n_workers=0,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
        # Dask's own default opens port 8787 even without a dashboard.
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        # By default a worker pauses at 80 % of its share: on a small machine TensorFlow alone is more than that.
        memory_limit=None,
        silence_logs="ERROR",
    ) as cluster:
        with address_out:
            address_out.write(f"{cluster.scheduler_address}\n")
        count = int(sys.argv[1]) if len(sys.argv) > 1 else CPU_COUNT
        cluster.scale(count)
        revival = Revival(cluster, count)
        cluster.loop.add_callback(revival.start)
        sys.stdin.buffer.read()
        cluster.loop.add_callback(revival.stop)
        # Nobody needs to hear what a cluster complains of while it is killed.
        logging.disable()
        _kill_workers(cluster)


def _kill_workers(cluster: LocalCluster) -> None:
    """End the workers at once: asked politely, one that is loading TensorFlow or deep in an epoch takes seconds."""
    for nanny in cluster.workers.values():
        cluster.loop.add_callback(nanny.close_gracefully)  # which means: start no new worker for a lost one
    for worker in multiprocessing.active_children():
        worker.kill()


def _step_back() -> None:
    # Pages and browser go first: while TensorFlow loads, somebody wants to see the page.
    if hasattr(os, "nice"):
        os.nice(5)


if __name__ == "__main__":
    main()
