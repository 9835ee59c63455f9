"""What a worker does for a run: train in chunks and send each chunk's events as one batch."""

import logging
import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace

from distributed import Worker, get_worker

from playground.compute.contracts import Train
from playground.compute.plugins import WarmUp
from playground.events import Event, Failed, Snapshot
from playground.experiment import Experiment

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """A run on its way to a worker.

    Attributes:
        run_id: names the run in the batches.
        topic: the Dask topic that the web process listens to.
        experiment: what to train.
        train: the engine, importable on the worker.
    """

    run_id: str
    topic: str
    experiment: Experiment
    train: Train


def train_on_worker(order: Order) -> None:
    """Train on the Dask worker that runs this task, and publish the events on the order's topic.

    Stop is `Future.cancel`: the scheduler then forgets the task, so that it neither starts late nor moves to another worker
    when its own is lost, and tells the worker, where the running task turns from `executing` to `cancelled`. Asking for that
    state between chunks is a look into a dict (0.3 µs; asking a `distributed.Event` is a round trip of about 1 ms), and it
    stops the runs of a web process that vanished too, since the scheduler cancels what nobody waits for.
    """
    worker = get_worker()
    key = worker.get_current_task()

    def cancelled() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state != "executing"

    try:
        if _engine_is_loaded(worker, cancelled):
            for batch in order.train(order.experiment, should_stop=cancelled):
                _send(worker, order, batch)
    except Exception:
        logger.exception("Run %s failed on %s.", order.run_id, worker.address)
        message = "Training ran into an error in the playground itself; its log has the details. Your settings are kept: train again."
        _send(worker, order, (Failed(message),))


def _engine_is_loaded(worker: Worker, cancelled: Callable[[], bool]) -> bool:
    """Wait for the worker's warm-up; False if the run was stopped meanwhile.

    Two threads that load TensorFlow at once would build the same graph twice; a failed warm-up fails again in `train`, with its own
    exception.
    """
    warm_up = worker.plugins[WarmUp.name]
    while not warm_up.done.wait(timeout=0.05):
        if cancelled():
            return False
    return True


def _send(worker: Worker, order: Order, batch: tuple[Event, ...]) -> None:
    # Weights stay on the worker: no panel reads them yet, and 120 snapshots of 4,354 floats would be 2 MB a run in the hub.
    light = tuple(replace(event, weights=()) if isinstance(event, Snapshot) else event for event in batch)
    worker.log_event(order.topic, [order.run_id, pickle.dumps(light, protocol=pickle.HIGHEST_PROTOCOL)])
