"""Workers that are gone for good are replaced: Dask's cluster waits a minute for a nanny that has given up, and for some for ever."""

import asyncio

from distributed import LocalCluster, Nanny, Status
from tornado.ioloop import PeriodicCallback

LOOK_MILLISECONDS = 500
# A nanny that replaces its worker has none for a moment, on a busy machine for a second or two: so often in a row it is seen without
# before somebody takes its place.
PATIENCE_LOOKS = 6

_OVER = (Status.failed, Status.closing, Status.closed)
_STARTING = (Status.init, Status.starting)


class Revival:
    """Looks after a cluster's workers on its event loop.

    A nanny starts a new worker for one that was lost. Where that one is killed while it starts, the nanny gives up, and Dask forgets it
    only after `lost-worker-timeout`, or never if the worker had not joined the scheduler by then.
    """

    def __init__(self, cluster: LocalCluster, count: int) -> None:
        """Prepare to hold the cluster at so many workers."""
        self._cluster = cluster
        self._count = count
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
                self._close(nanny)
        self._cluster.scale(self._count)

    def _close(self, nanny: Nanny) -> None:
        closing = asyncio.ensure_future(nanny.close())
        self._errands.add(closing)
        closing.add_done_callback(self._closed)

    def _closed(self, closing: "asyncio.Future[object]") -> None:
        self._errands.discard(closing)
        if not closing.cancelled():
            # What cannot be closed any more needs not be: its place is taken. Asked for, an error is not complained of.
            closing.exception()


def _lacks_worker(nanny: Nanny) -> bool:
    return nanny.status not in _STARTING and not nanny.is_alive()
