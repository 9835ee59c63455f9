"""An open connection to a Dask cluster: runs go out, their events come in. Everything here happens on one event loop."""

import asyncio
import logging
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from distributed import Client, Future
from distributed.scheduler import KilledWorker

from playground.compute.contracts import Engine, Listener, UnreachableError
from playground.compute.job import Order, train_on_worker
from playground.compute.plugins import TOPIC_PREFIX, WORKERS_TOPIC, Topics, WarmUp, warm_up_state
from playground.experiment import Experiment

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
PREPARE_SECONDS = 20.0
CLOSE_SECONDS = 2.0
CHECK_SECONDS = 0.2

LOST = "The connection to the machines that train was lost. What came so far is kept; train again for the rest."
KILLED = "The worker that trained this run was lost several times in a row. A smaller network or batch needs less memory."
ODD = "The run ended without a result; the playground's log has the details."


class Link:
    """A connected client.

    Attributes:
        workers: worker address -> importing, ready or failed.
    """

    def __init__(self, client: Client, engine: Engine, listener: Listener) -> None:
        """Wrap `client`; `open_link` makes it ready."""
        self._client = client
        self._engine = engine
        self._listener = listener
        self._topic = f"{TOPIC_PREFIX}{client.id}"
        self._tasks: dict[str, tuple[Future, asyncio.Task[None]]] = {}
        self.workers: dict[str, str] = {}

    async def prepare(self) -> None:
        """Install the plugins and listen. One topic serves all runs: a subscription for each would cost a message and leave a topic."""
        # Another web process may have installed them already; they are idempotent.
        await self._client.register_plugin(Topics())
        self._client.subscribe_topic(WORKERS_TOPIC, self._on_worker)
        self._client.subscribe_topic(self._topic, self._on_batch)
        await self._client.register_plugin(WarmUp(self._engine.warm_up))
        states = await self._client.run(warm_up_state, on_error="ignore")
        self.workers = {**states, **self.workers}  # never changed in place: other threads read it

    def submit(self, run_id: str, experiment: Experiment) -> None:
        """Queue a run; the scheduler gives it to a worker that is free."""
        order = Order(run_id, self._topic, experiment, self._engine.train)
        # The scheduler keeps statistics for every first part of a key, for ever: all runs share one.
        future = self._client.submit(train_on_worker, order, key=("train", run_id), pure=False)
        self._tasks[run_id] = (future, asyncio.create_task(self._watch(run_id, future)))

    def release(self, run_id: str) -> None:
        """Forget a run's task: unstarted it never starts, running it ends after its chunk; what it still says is delivered."""
        future, watcher = self._tasks.pop(run_id, (None, None))
        if future is not None and watcher is not None:
            watcher.cancel()
            future.release()

    async def until_lost(self) -> None:
        """Return once the scheduler is gone. A look at two attributes five times a second: Dask has no call-back for it."""
        while self._client.status == "running" and not self._client.scheduler_comm.comm.closed():
            await asyncio.sleep(CHECK_SECONDS)

    async def close(self) -> None:
        """Close the connection; the scheduler cancels what this client had asked for."""
        for run_id in list(self._tasks):
            self._give_up(run_id, LOST)
        await _close(self._client)

    def _on_worker(self, event: tuple[float, tuple[str, str]]) -> None:
        address, state = event[1]
        others = {other: its for other, its in self.workers.items() if other != address}
        self.workers = others if state == "gone" else {**others, address: state}

    def _on_batch(self, event: tuple[float, tuple[str, bytes]]) -> None:
        run_id, batch = event[1]
        # Pickle is what every message of Dask is: whoever reaches the scheduler may run code anyway.
        self._listener.received(run_id, pickle.loads(batch))  # noqa: S301

    async def _watch(self, run_id: str, future: Future) -> None:
        """Report a task that is over; events travel in order before that news, so a good end has been heard by then."""
        error = await future.exception()
        if future.status == "error":
            logger.error("The task of run %s failed: %s", run_id, error)
            self._give_up(run_id, KILLED if isinstance(error, KilledWorker) else ODD)
        else:
            self._give_up(run_id, ODD if future.status == "finished" else LOST)

    def _give_up(self, run_id: str, sentence: str) -> None:
        self._listener.lost(run_id, sentence)
        self.release(run_id)


@asynccontextmanager
async def open_link(address: str, engine: Engine, listener: Listener) -> AsyncIterator[Link]:
    """Connect to the scheduler at `address` for the length of the context.

    Raises:
        UnreachableError: after about `CONNECT_SECONDS` if nobody answers, or if the cluster cannot load the playground's code.
    """
    client = await _connect(address)
    link = Link(client, engine, listener)
    try:
        try:
            async with asyncio.timeout(PREPARE_SECONDS):
                await link.prepare()
        except Exception as error:
            logger.exception("The cluster at %s could not be prepared.", address)
            raise UnreachableError(f"its scheduler or a worker could not load the playground's code ({type(error).__name__})") from error
        yield link
    finally:
        await link.close()


async def _connect(address: str) -> Client:
    client = Client(address, asynchronous=True, timeout=CONNECT_SECONDS, set_as_default=False)
    try:
        # A server that accepts and then says nothing would hold Dask's own time-out up for ever.
        async with asyncio.timeout(CONNECT_SECONDS + 1.0):
            return await client
    except BaseException as error:
        await _close(client)
        # Whatever answers there may send anything, and Dask may fail on it in any way; but a cancelled attempt is none.
        if isinstance(error, Exception):
            raise UnreachableError(_reason(error)) from error
        raise


async def _close(client: Client) -> None:
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await client.close()


def _reason(error: Exception) -> str:
    cause = f"{error.__cause__!r} {error!r}".lower()
    if "refused" in cause:
        return "nothing listens there"
    if "gaierror" in cause:
        return "there is no host of that name"
    if isinstance(error, ValueError):
        return f"an address looks like tcp://host:8786 ({error})"
    if isinstance(error, OSError):
        return f"no scheduler answered within {CONNECT_SECONDS:g} seconds"
    return "what answers there is no Dask scheduler of this version"
