"""What the playground adds to a Dask cluster: the same plugins for the embedded one and for a remote one."""

import logging
import os
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import dask
from distributed import Scheduler, Worker
from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin

from playground.compute.submission import Inbox
from playground.experiment import Change

logger = logging.getLogger(__name__)

TOPIC_PREFIX = "playground-"
WORKERS_TOPIC = f"{TOPIC_PREFIX}workers"

# Read by TensorFlow when it is imported; without them it greets on stderr from C++.
# oneDNN stays as TensorFlow's default has it, however talkative: switched off, sums round differently and the curve is not `fit`'s.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}

# A first guess, by kind of task; Dask takes the mean of what it sees.
DURATIONS = {"train": "1s", "replay": "1s"}

# Parked jobs keep their trainers: a graph of some megabytes each, and, all together, so many weights.
MAX_PARKED = 32
MAX_PARAMETERS = 8_000_000

# A run, and which submission of it.
Key: TypeAlias = tuple[str, int]


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


class Parkable(Protocol):
    """A job that has made room for another."""

    @property
    def weight(self) -> int:
        """How many parameters its network has."""

    def close(self) -> None:
        """Give back what it holds."""


class Jobs(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """What a worker keeps of its jobs: what their learners have changed meanwhile, and those that have made room, as they were.

    A running job finds both by a look into a dict, never by a message.
    """

    name = f"{TOPIC_PREFIX}jobs"
    idempotent = True

    def __init__(self) -> None:
        """No job runs yet."""
        self._inboxes: dict[Key, dict[int, Change]] = {}
        self._asked: set[Key] = set()
        self._parked: dict[Key, Parkable] = {}

    def open(self, key: Key) -> Inbox:
        """Return a new job's inbox, which is there until the job is forgotten."""
        self._inboxes[key] = {}
        return self._inboxes[key]

    def put(self, key: Key, changes: Inbox) -> None:
        """Leave changes for a job; one that is over has no use for them."""
        self._inboxes.get(key, {}).update(changes)

    def ask(self, key: Key) -> None:
        """Ask a job to make room."""
        if key in self._inboxes:
            self._asked.add(key)

    def is_asked(self, key: Key) -> bool:
        """Whether the job is to make room."""
        return key in self._asked

    def park(self, key: Key, job: Parkable) -> None:
        """Keep a job as it is, and let go of the oldest if that is too much; whoever wants those begins anew."""
        self._asked.discard(key)
        self._parked[key] = job
        while len(self._parked) > 1 and self._is_full():
            self.forget(next(iter(self._parked)))

    def _is_full(self) -> bool:
        return len(self._parked) > MAX_PARKED or sum(job.weight for job in self._parked.values()) > MAX_PARAMETERS

    def take(self, key: Key) -> Parkable | None:
        """Return a job that was parked, to go on with; None if it is not here any more."""
        return self._parked.pop(key, None)

    def forget(self, key: Key) -> None:
        """Let go of all that there is of a job."""
        self._inboxes.pop(key, None)
        self._asked.discard(key)
        job = self._parked.pop(key, None)
        if job is not None:
            job.close()


def put_changes(key: Key, changes: Inbox, dask_worker: Worker) -> None:
    """Leave changes for a job of this worker; run by `Client.run`, which fills in the last argument by its name."""
    dask_worker.plugins[Jobs.name].put(key, changes)


def ask_to_park(key: Key, dask_worker: Worker) -> None:
    """Ask a job of this worker to make room; run as `put_changes` is."""
    dask_worker.plugins[Jobs.name].ask(key)


def forget_parked(key: Key, dask_worker: Worker) -> None:
    """Let go of a job that this worker has parked; run as `put_changes` is."""
    dask_worker.plugins[Jobs.name].forget(key)


def warm_up_state(dask_worker: Worker) -> str:
    """Return what the worker's `WarmUp` says; run by `Client.run`, which fills in the argument by its name."""
    plugin = dask_worker.plugins.get(WarmUp.name)
    return plugin.state if plugin is not None else "importing"
