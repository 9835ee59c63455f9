"""An open connection to a Dask cluster: runs go out, their events come in. Everything here happens on one event loop."""

import asyncio
import logging
import pickle
import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, Literal, TypeVar

import dask
import numpy as np
from distributed import CancelledError, Client, Future
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.scheduler import KilledWorker

from playground.compute.contracts import (
    NEEDED,
    ComputeUnavailable,
    Engine,
    Listener,
    UnpreparedError,
    UnreachableError,
    WorkerState,
)
from playground.compute.dispatch import DISCONNECTED, KILLED
from playground.compute.job import Order, Over, Replay, replay_on_worker, train_on_worker
from playground.compute.plugins import (
    TOPIC_PREFIX,
    WORKERS_TOPIC,
    Jobs,
    Key,
    Topics,
    WarmUp,
    ask_to_park,
    forget_parked,
    put_changes,
    warm_up_state,
)
from playground.compute.submission import Inbox, Submission
from playground.data.tables import Table
from playground.experiment import Experiment
from playground.training.questions import A, Question

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

CONNECT_SECONDS = 3.0
PREPARE_SECONDS = 20.0
CLOSE_SECONDS = 2.0
CHECK_SECONDS = 0.2

# A table travels with its order, so that it is there wherever the run goes on, and nowhere once the run is over. Dask's advice at
# 10 MB is to scatter it: such data dies with its worker, and the run with it.
TRAVEL = {"distributed.admin.large-graph-warning-threshold": "1 GB"}

MISSING = "The worker that had this run does not find the playground's code. Its log, and the playground's, say more."
ODD = "The run ended without a result; the playground's log has the details."


class Link:
    """A connected client.

    Attributes:
        workers: worker address -> importing, ready, failed, or missing if it does not find the playground's code.
    """

    def __init__(self, client: Client, engine: Engine, listener: Listener) -> None:
        """Wrap `client`; `open_link` makes it ready."""
        self._client = client
        self._engine = engine
        self._listener = listener
        self._topic = f"{TOPIC_PREFIX}{client.id}"
        self._tasks: dict[str, tuple[Future, asyncio.Task[None]]] = {}
        # A loop forgets a task that nobody holds.
        self._errands: set[asyncio.Task[Any]] = set()
        self._stints = count()
        self.workers: dict[str, WorkerState] = {}

    async def prepare(self) -> None:
        """Install the plugins and listen. One topic serves all runs: a subscription for each would cost a message and leave a topic."""
        # Another web process may have installed them already; they are idempotent.
        await self._client.register_plugin(Topics())
        self._client.subscribe_topic(WORKERS_TOPIC, self._on_worker)
        self._client.subscribe_topic(self._topic, self._on_report)
        await self._install(Jobs())
        await self._install(WarmUp(self._engine.warm_up))
        answers = await self._client.run(warm_up_state, on_error="return")
        missing: dict[str, WorkerState] = {address: "missing" for address, answer in answers.items() if _missing(answer)}
        states: dict[str, WorkerState] = {address: answer for address, answer in answers.items() if not isinstance(answer, Exception)}
        self.workers = {**missing, **states, **self.workers}  # never changed in place: other threads read it

    def submit(self, submission: Submission, worker: str, *, parked: bool) -> None:
        """Train a run on a worker, from where that has parked it or from the beginning; on another one if that is gone by then."""
        run, attempt = submission.run, submission.attempt
        table = None if parked else _for_travel(run.table)
        order = Order(run.id, attempt, self._topic, submission.experiment, table, self._engine.train, parked)
        # The scheduler keeps statistics for every first part of a key, for ever: all runs share one.
        key = ("train", run.id, next(self._stints))
        with dask.config.set(TRAVEL):
            future = self._client.submit(train_on_worker, order, key=key, workers=[worker], allow_other_workers=True, pure=False)
        self._tasks[run.id] = (future, asyncio.create_task(self._watch(run.id, future)))

    def release(self, run_id: str) -> None:
        """Forget a run's task: unstarted it never starts, running it ends after its chunk; what it still says is delivered."""
        future, watcher = self._tasks.pop(run_id, (None, None))
        if future is not None and watcher is not None:
            watcher.cancel()
            future.release()

    def send_changes(self, submission: Submission, changes: Inbox) -> None:
        """Leave changes for a job on its worker; if that is lost meanwhile, they are sent again to the job that replaces it."""
        self._tell(submission, put_changes, changes)

    def park(self, submission: Submission) -> None:
        """Have a job make room for another after its chunk; it is kept as it is."""
        self._tell(submission, ask_to_park)

    def forget(self, submission: Submission) -> None:
        """Have a worker let go of a run that it has parked."""
        self._tell(submission, forget_parked)

    async def replay(self, experiment: Experiment, table: Table | None, question: Question[A]) -> A:
        """Train a run again on whatever worker is free, and return the answer to a question; who is cancelled ends the training.

        Raises:
            ComputeUnavailable: if that fails.
        """
        replay = Replay(experiment, _for_travel(table), question, self._engine.answer)
        with dask.config.set(TRAVEL):
            future = self._client.submit(replay_on_worker, replay, key=("replay", secrets.token_hex(8)), pure=False)
        waiting = self._begin(_result(future))
        try:
            answer: A | None = await asyncio.shield(waiting)
        except ComputeUnavailable:
            raise
        except KilledWorker as error:
            raise ComputeUnavailable(KILLED) from error
        except (asyncio.CancelledError, CancelledError) as error:
            if not waiting.done():
                raise  # it is the caller who does not wait any longer
            raise ComputeUnavailable(DISCONNECTED) from error
        except Exception as error:
            logger.exception("A question about a run could not be answered.")
            raise ComputeUnavailable(question.failed) from error
        finally:
            waiting.cancel()
            future.release()
        if answer is None:
            raise ComputeUnavailable(DISCONNECTED)
        return answer

    def restart_failed(self) -> None:
        """Start the workers again that could not load TensorFlow: what was missing may be there by now."""
        failed = [address for address, state in self.workers.items() if state == "failed"]
        self.workers = {**self.workers, **dict.fromkeys(failed, "importing")}
        self._begin(self._restart(failed))

    async def until_lost(self) -> None:
        """Return once the scheduler is gone. A look at two attributes five times a second: Dask has no call-back for it."""
        while self._client.status == "running" and not self._client.scheduler_comm.comm.closed():
            await asyncio.sleep(CHECK_SECONDS)

    async def close(self) -> None:
        """Close the connection; the scheduler cancels what this client had asked for."""
        for run_id in list(self._tasks):
            self.release(run_id)
        for errand in self._errands:
            errand.cancel()
        await _close(self._client)

    async def _install(self, plugin: WorkerPlugin) -> None:
        try:
            await self._client.register_plugin(plugin)
        except Exception:
            # One worker without the playground's code does not keep the others from training; its state says that it is missing.
            logger.exception("A worker could not load the playground's code.")

    async def _restart(self, workers: list[str]) -> None:
        try:
            await self._client.restart_workers(workers)
        except Exception:
            logger.exception("The workers that could not load TensorFlow could not be started again.")
            still = [address for address in workers if address in self.workers]
            self.workers = {**self.workers, **dict.fromkeys(still, "failed")}

    def _begin(self, errand: Coroutine[Any, Any, _T]) -> "asyncio.Task[_T]":
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    def _tell(self, submission: Submission, function: Callable[..., None], *arguments: object) -> None:
        key: Key = submission.run.id, submission.attempt
        self._begin(self._client.run(function, key, *arguments, workers=[submission.worker], on_error="ignore"))

    def _on_worker(self, event: tuple[float, tuple[str, WorkerState | Literal["gone"]]]) -> None:
        address, said = event[1]
        before = self.workers.get(address)
        others = {other: its for other, its in self.workers.items() if other != address}
        self.workers = others if said == "gone" else {**others, address: said}
        self._listener.heard_of(address, None if said == "gone" else said, before)

    def _on_report(self, event: tuple[float, bytes]) -> None:
        # Pickle is what every message of Dask is: whoever reaches the scheduler may run code anyway.
        self._listener.received(pickle.loads(event[1]))  # noqa: S301

    async def _watch(self, run_id: str, future: Future) -> None:
        """Report a task that is over; events travel in order before that news, so a good end has been heard by then."""
        error = await future.exception()
        over: Over = await future.result() if future.status == "finished" else "over"
        if over != "over":
            # First: the run may be submitted again at once.
            self.release(run_id)
            (self._listener.parked if over == "parked" else self._listener.not_parked)(run_id)
        elif future.status == "error":
            logger.error("The task of run %s failed: %s", run_id, error)
            self._give_up(run_id, KILLED if isinstance(error, KilledWorker) else MISSING if _missing(error) else ODD)
        else:
            self._give_up(run_id, ODD if future.status == "finished" else DISCONNECTED)

    def _give_up(self, run_id: str, sentence: str) -> None:
        self._listener.lost(run_id, sentence)
        self.release(run_id)


def _for_travel(table: Table | None) -> Table | None:
    """Return the same values in plain dicts and in arrays without gaps: they travel as they lie in memory, 100 times as fast."""
    if table is None:
        return None
    measurements = {name: np.ascontiguousarray(values) for name, values in table.measurements.items()}
    return Table(measurements, {name: np.ascontiguousarray(values) for name, values in table.labels.items()})


async def _result(future: Future) -> Any:  # noqa: ANN401 - Dask has no types
    return await future


@asynccontextmanager
async def open_link(address: str, engine: Engine, listener: Listener) -> AsyncIterator[Link]:
    """Connect to the scheduler at `address` for the length of the context.

    Raises:
        UnreachableError: after about `CONNECT_SECONDS` if nobody answers.
        UnpreparedError: if the scheduler cannot load the playground's code.
    """
    client = await _connect(address)
    link = Link(client, engine, listener)
    try:
        try:
            async with asyncio.timeout(PREPARE_SECONDS):
                await link.prepare()
        except Exception as error:
            logger.exception("The cluster at %s could not be prepared.", address)
            missing = _missing(error)
            reason = (
                f"its Python does not find the package {missing}. {NEEDED}" if missing else f"the playground's code fails there ({error!r})"
            )
            raise UnpreparedError(reason) from error
        yield link
    finally:
        await link.close()


def _missing(answer: object) -> str | None:
    """Return the package that the cluster does not find, if that is what an error says; Dask passes some on as their text alone."""
    found = re.search(r"No module named '(\w+)", str(answer)) if isinstance(answer, Exception) else None
    return found and found[1]


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
