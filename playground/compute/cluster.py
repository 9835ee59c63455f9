"""Where training happens: one code path for the cluster that the web process starts itself and for one elsewhere."""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from playground.compute.contracts import KERAS, ComputeUnavailable, Engine, UnpreparedError, UnreachableError
from playground.compute.dispatch import DISCONNECTED, LOOK_SECONDS, Dispatch
from playground.compute.embedded import embedded_cluster
from playground.compute.run import Run
from playground.compute.status import BROKEN, CLOSED, MISSING, NO_WORKERS, STARTING, WARMING_UP, Status
from playground.compute.turns import Turns
from playground.experiment import Change
from playground.limits import LIMITS
from playground.training.questions import A, Question

if TYPE_CHECKING:
    from playground.compute.link import Link

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 15.0
# For training a run again on a worker that may be busy, and how many times the run's own time besides.
REPLAY_SECONDS = 60.0
REPLAY_TIMES = 3.0
# The first page comes first: while workers load TensorFlow on the same cores, it takes twice as long. So an own cluster starts
# when that page stands, or nobody has come for it in this time.
HEAD_START_SECONDS = 3.0
# From the end of the page's script until the browser has drawn it.
DRAWING_SECONDS = 1.0
# Between attempts to find a lost cluster; the last one for ever.
RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0)
LOST = "it has gone away"
TOO_LATE = "The network could not be trained again in {:.0f} seconds: the workers are busy. Try again when they have less to do."


class Compute:
    """The cluster that trains, kept at hand in a background thread: started or found, watched, found again when it was lost.

    Every method may be called from any thread and returns at once, except `close`.
    """

    def __init__(self, scheduler: str | None = None, workers: int | None = None, engine: Engine = KERAS, head_start: float = 0.0) -> None:
        """Say where to train; `start` begins.

        Args:
            scheduler: address of a Dask scheduler, as in `tcp://host:8786`; None for a cluster of this process' own.
            workers: how many workers the own cluster has; None for one a core.
            engine: what the workers run.
            head_start: seconds that an own cluster leaves to the first page, unless it is wanted before.
        """
        self._head_start = head_start if scheduler is None else 0.0
        self._scheduler = scheduler
        self._workers = workers
        self._engine = engine
        self._down = STARTING
        self._link: Link | None = None
        self._dispatch = Dispatch(Turns(LIMITS.max_training_seconds), lambda: self.status)
        self._thread: threading.Thread | None = None
        self._standing = threading.Event()

    @classmethod
    def from_environment(cls) -> "Compute":
        """Read `PLAYGROUND_SCHEDULER` (an address) and `PLAYGROUND_WORKERS` (a whole number).

        Raises:
            ValueError: if the number is not a whole one of at least 1.
        """
        workers = os.environ.get("PLAYGROUND_WORKERS")
        if workers is not None and (not workers.isdecimal() or int(workers) < 1):
            raise ValueError(f"PLAYGROUND_WORKERS must be a whole number of at least 1. Received: {workers!r}.")
        count = None if workers is None else int(workers)
        return cls(os.environ.get("PLAYGROUND_SCHEDULER") or None, count, head_start=HEAD_START_SECONDS)

    @property
    def status(self) -> Status:
        """How training is doing right now."""
        link = self._link
        if link is None:
            return self._down
        states = list(link.workers.values())
        if "ready" in states:
            return Status("ready", f"Ready to train; workers: {states.count('ready')}.")
        if "importing" in states:
            return WARMING_UP
        if "failed" in states:
            return BROKEN
        return MISSING if states else NO_WORKERS

    def start(self) -> None:
        """Begin to start or find the cluster, in the background."""
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), name="compute", daemon=True)
        self._thread.start()
        # Within a millisecond: Dask is imported behind it.
        self._standing.wait()

    def page_stands(self) -> None:
        """Say that a page's script has run: an own cluster that has waited for it starts as soon as the browser has drawn it."""
        self.later(DRAWING_SECONDS, self._wanted.set)

    def retry(self) -> None:
        """Look for a lost cluster now instead of at the next turn, and start workers again that could not load TensorFlow."""
        self._call(self._look_again)

    def submit(self, run: Run) -> None:
        """Train `run` as soon as it is its turn; it ends as failed if the cluster is lost."""
        self._call(lambda: self._submit(run))

    def stop(self, run: Run) -> None:
        """Stop `run`: within `STOP_SECONDS`, however slow its worker; at once if it has not begun."""
        self._call(lambda: self._dispatch.stop(run))

    def change(self, run: Run, change: Change) -> None:
        """Train `run` with other settings or weights from its next epoch on, from the first if it has not begun, never if it has ended."""
        self._call(lambda: self._dispatch.change(run, change))

    def replay(self, run: Run, question: Question[A]) -> Future[A]:
        """Train a run again for the answer to a question; who cancels the future ends that.

        Returns:
            What will be the answer. It raises `ComputeUnavailable` if there is no cluster, or no free worker within a minute and some more.

        Raises:
            ComputeUnavailable: if the playground is shutting down.
        """
        if self._down is CLOSED:
            raise ComputeUnavailable(CLOSED.sentence)
        return asyncio.run_coroutine_threadsafe(self._replay(run, question), self._loop)

    def later(self, seconds: float, action: Callable[[], object]) -> None:
        """Do something in the background after so many seconds; nothing if that is closed by then."""
        self._call(lambda: self._loop.call_later(seconds, action))

    def close(self) -> None:
        """End every live run, the connection and the own cluster; takes about a second."""
        if self._thread is not None:
            self._call(self._shut_down)
            self._thread.join(CLOSE_SECONDS)

    def _call(self, action: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop is closed: so is all that the action could act upon
            self._loop.call_soon_threadsafe(action)

    def _look_again(self) -> None:
        self._retry.set()
        if self._link is not None and self.status is BROKEN:
            self._link.restart_failed()

    def _submit(self, run: Run) -> None:
        self._dispatch.submit(run)
        self._wanted.set()
        if self._down is CLOSED or (self._link is None and self._down is not STARTING):
            self._dispatch.lost(run.id, self._down.sentence)

    async def _replay(self, run: Run, question: Question[A]) -> A:
        if self._link is None:
            self._retry.set()
            raise ComputeUnavailable(self._down.sentence)
        seconds = REPLAY_SECONDS + REPLAY_TIMES * run.seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._link.replay(run.experiment, run.table, question)
        except TimeoutError as error:
            raise ComputeUnavailable(TOO_LATE.format(seconds)) from error
        except asyncio.CancelledError as error:
            if self._down is CLOSED:
                raise ComputeUnavailable(CLOSED.sentence) from error
            raise

    def _give_up(self, status: Status) -> None:
        self._down = status
        self._dispatch.give_up(status.sentence)

    async def _serve(self) -> None:
        self._loop, self._retry, self._wanted = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._linking = asyncio.create_task(self._keep_linked())
        self._standing.set()
        with suppress(asyncio.CancelledError):
            await self._linking

    def _shut_down(self) -> None:
        self._give_up(CLOSED)
        self._linking.cancel()

    async def _keep_linked(self) -> None:
        await _wait(self._wanted, self._head_start)
        attempt = 0
        while True:
            try:
                async with self._linked() as link:
                    attempt = 0
                    await link.until_lost()
                    error: UnreachableError = UnreachableError(LOST)
            except UnreachableError as found:
                error = found
            self._give_up(Status("unreachable", self._sentence(error)))
            await self._pause(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
            attempt += 1

    @asynccontextmanager
    async def _linked(self) -> AsyncIterator["Link"]:
        # Half a second of imports, which the first page need not wait for.
        from playground.compute.link import open_link  # noqa: PLC0415

        async with self._address() as address, open_link(address, self._engine, self._dispatch) as link:
            self._link = link
            self._dispatch.link(link)
            looking = asyncio.create_task(self._keep_looking())
            try:
                yield link
            finally:
                looking.cancel()
                self._link = None
                self._dispatch.give_up(DISCONNECTED)
                self._dispatch.link(None)

    @asynccontextmanager
    async def _address(self) -> AsyncIterator[str]:
        if self._scheduler is not None:
            yield self._scheduler
        else:
            async with embedded_cluster(self._workers) as address:
                yield address

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._dispatch.look()

    async def _pause(self, seconds: float) -> None:
        self._retry.clear()
        await _wait(self._retry, seconds)

    def _sentence(self, error: UnreachableError) -> str:
        if self._scheduler is None:
            return f"The workers that train are not there: {error}. They are started again within seconds."
        what = "cannot train" if isinstance(error, UnpreparedError) else "cannot be reached"
        return f"The scheduler at {self._scheduler} {what}: {error}. It is tried again every few seconds."


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Return once the event is set, or after so many seconds."""
    # Not `asyncio.wait_for`: before Python 3.12 that loses a cancellation that comes together with what it waits for.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
