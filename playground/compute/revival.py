"""Workers that are gone for good are replaced, and so are those that have grown too large."""

import asyncio
from collections.abc import Coroutine, Mapping

import psutil
from distributed import LocalCluster, Nanny, Status
from tornado.ioloop import PeriodicCallback

from playground.limits import LIMITS

LOOK_MILLISECONDS = 500
# A nanny that replaces its worker has none for a moment, on a busy machine for a second or two: so often in a row it is seen without
# before somebody takes its place.
PATIENCE_LOOKS = 6

_OVER = (Status.failed, Status.closing, Status.closed)
_STARTING = (Status.init, Status.starting)


class Revival:
    """Looks after a cluster's workers on its event loop.

    A nanny starts a new worker for one that was lost. Where that one is killed while it starts, the nanny gives up, and Dask's cluster
    forgets it only after `lost-worker-timeout`, or never if the worker had not joined the scheduler by then.

    TensorFlow keeps something of every kind of network that it has traced, however few of them we keep. So a worker that takes more
    memory than it may is renewed as soon as it has nothing to do.
    """

    def __init__(self, cluster: LocalCluster, count: int, most_megabytes: int = LIMITS.max_worker_megabytes) -> None:
        """Prepare to hold the cluster at so many workers of at most that size."""
        self._cluster = cluster
        self._count = count
        self._most_bytes = most_megabytes * 1_000_000
        self._without: dict[str, int] = {}
        self._errands: set[asyncio.Future[object]] = set()
        self._looks = PeriodicCallback(self.look, LOOK_MILLISECONDS)
        self.start, self.stop = self._looks.start, self._looks.stop

    def look(self) -> None:
        """Have those replaced that nobody else will replace."""
        nannies = dict(self._cluster.workers)
        self._without = {name: self._without.get(name, 0) + 1 for name, nanny in nannies.items() if _lacks_worker(nanny)}
        for name, nanny in nannies.items():
            if nanny.status in _OVER or self._without.get(name, 0) >= PATIENCE_LOOKS:
                del self._cluster.workers[name]
                self._send(nanny.close())
        self._cluster.scale(self._count)
        self._renew_largest(nannies)

    def _renew_largest(self, nannies: Mapping[object, Nanny]) -> None:
        """Start a worker anew that has grown and has nothing to do; one at a time, so that the others can train meanwhile."""
        if self._errands or any(nanny.status in _STARTING or _lacks_worker(nanny) for nanny in nannies.values()):
            return
        idle = [nanny for nanny in nannies.values() if self._is_idle(nanny)]
        largest = max(idle, key=_size, default=None)
        if largest is not None and _size(largest) > self._most_bytes:
            self._send(largest.restart())

    def _is_idle(self, nanny: Nanny) -> bool:
        worker = self._cluster.scheduler.workers.get(nanny.worker_address)
        return worker is not None and not worker.processing

    def _send(self, errand: Coroutine[object, object, object]) -> None:
        sent = asyncio.ensure_future(errand)
        self._errands.add(sent)
        sent.add_done_callback(self._done)

    def _done(self, sent: "asyncio.Future[object]") -> None:
        self._errands.discard(sent)
        if not sent.cancelled():
            # What cannot be closed any more needs not be: its place is taken. Asked for, an error is not complained of.
            sent.exception()


def _lacks_worker(nanny: Nanny) -> bool:
    return nanny.status not in _STARTING and not nanny.is_alive()


def _size(nanny: Nanny) -> int:
    """Return the resident memory of a nanny's worker in bytes; 0 if it is gone."""
    try:
        size: int = psutil.Process(nanny.pid).memory_info().rss
    except psutil.Error:
        return 0
    return size
