"""What the playground adds to a Dask cluster: the same plugins for the embedded one and for a remote one."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import dask
from distributed import Scheduler, Worker
from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin

from playground.experiment import Change

logger = logging.getLogger(__name__)

TOPIC_PREFIX = "playground-"
WORKERS_TOPIC = f"{TOPIC_PREFIX}workers"

# Read by TensorFlow when it is imported; without them it greets on stderr from C++.
# oneDNN stays as TensorFlow's default has it, however talkative: switched off, sums round differently and the curve is not `fit`'s.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}

# A first guess, by kind of task; Dask takes the mean of what it sees.
DURATIONS = {"train": "1s", "save": "1s"}

# The changes that a running job is to make, by their number from 0; the epoch of each is the earliest that it may hold from.
Inbox: TypeAlias = Mapping[int, Change]


class Topics(SchedulerPlugin):  # type: ignore[misc]  # distributed has no types
    """Keeps the playground's topics from growing: events pass through the scheduler and leave nothing behind.

    Dask keeps up to 100,000 events of every topic for ever and has no call that drops a topic. A subscriber gets each event
    before this plugin sees it, so forgetting it here loses nothing.
    """

    name = f"{TOPIC_PREFIX}topics"
    idempotent = True

    async def start(self, scheduler: Scheduler) -> None:
        """Remember the scheduler, for `log_event` is not given it."""
        self._scheduler = scheduler
        # As long as Dask has no idea how long a kind of task takes, it remembers every one that it ever had, table and all.
        dask.config.set({f"distributed.scheduler.default-task-durations.{kind}": guess for kind, guess in DURATIONS.items()})

    def log_event(self, topic: str, msg: object) -> None:
        """Forget what was just published, and the topic too if nobody listens any more."""
        if topic.startswith(TOPIC_PREFIX):
            self._forget(topic)

    def remove_client(self, scheduler: Scheduler, client: str) -> None:
        """Drop the topics that only this web process listened to."""
        for topic in [name for name in self._topics if name.startswith(TOPIC_PREFIX)]:
            self._topics[topic].unsubscribe(client)
            self._forget(topic)

    def add_worker(self, scheduler: Scheduler, worker: str) -> None:
        """Tell every web process of a new worker; it loads TensorFlow next, and says itself when it has."""
        scheduler.log_event(WORKERS_TOPIC, [worker, "importing"])

    def remove_worker(self, scheduler: Scheduler, worker: str, **details: object) -> None:
        """Tell every web process that a worker is gone."""
        scheduler.log_event(WORKERS_TOPIC, [worker, "gone"])

    @property
    def _topics(self) -> dict[str, Any]:
        return self._scheduler._broker._topics  # type: ignore[no-any-return]

    def _forget(self, name: str) -> None:
        topic = self._topics[name]
        topic.truncate()
        if not topic.subscribers:
            del self._topics[name]


class WarmUp(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Loads TensorFlow on every worker in the background, on those that replace a lost one too.

    Attributes:
        done: set when loading is over, well or badly.
        state: importing, ready or failed.
    """

    name = f"{TOPIC_PREFIX}warm-up"
    idempotent = True

    def __init__(self, warm_up: Callable[[], None]) -> None:
        """Remember what to call on the worker; it must be importable there."""
        self._warm_up = warm_up
        self.state = "importing"

    def setup(self, worker: Worker) -> None:
        """Begin to load; the worker is at work meanwhile, and jobs that come early wait for `done`."""
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self.done = threading.Event()
        threading.Thread(target=self._load, args=(worker,), name="warm-up", daemon=True).start()

    def _load(self, worker: Worker) -> None:
        try:
            self._warm_up()
            self.state = "ready"
        except Exception:
            logger.exception("The worker could not load the training engine.")
            self.state = "failed"
        self.done.set()
        worker.log_event(WORKERS_TOPIC, [worker.address, self.state])


class Changes(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Where a running job finds what its learner has changed meanwhile: a look into a dict, never a message."""

    name = f"{TOPIC_PREFIX}changes"
    idempotent = True

    def __init__(self) -> None:
        """No job runs yet."""
        self._inboxes: dict[tuple[str, int], dict[int, Change]] = {}

    @contextmanager
    def inbox(self, run_id: str, attempt: int) -> Iterator[Inbox]:
        """Open the inbox of a job for as long as it runs."""
        inbox: dict[int, Change] = {}
        self._inboxes[run_id, attempt] = inbox
        try:
            yield inbox
        finally:
            del self._inboxes[run_id, attempt]

    def put(self, run_id: str, attempt: int, changes: Inbox) -> None:
        """Leave changes for a job; one that is over has no use for them."""
        self._inboxes.get((run_id, attempt), {}).update(changes)


def put_changes(run_id: str, attempt: int, changes: Inbox, dask_worker: Worker) -> None:
    """Leave changes for a job of this worker; run by `Client.run`, which fills in the last argument by its name."""
    dask_worker.plugins[Changes.name].put(run_id, attempt, changes)


def warm_up_state(dask_worker: Worker) -> str:
    """Return what the worker's `WarmUp` says; run by `Client.run`, which fills in the argument by its name."""
    plugin = dask_worker.plugins.get(WarmUp.name)
    return plugin.state if plugin is not None else "importing"
