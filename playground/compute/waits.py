"""What a run waits for, in words for the learner who watches it."""

from playground.compute.run import Wait
from playground.compute.submission import Submission

STARTING = Wait("warming up", "The workers that train are starting; then the run begins.")
LOADING = Wait("warming up", "TensorFlow is loading, which takes some seconds; then the run begins.")


def queued(place: int, waiting: int, *, gives_way: bool) -> Wait:
    """Say in which place a run waits for its turn, and whether it would be another one otherwise."""
    why = " This session has trained for long within the last hour, so others go first." if gives_way else ""
    return Wait("queued", f"Place {place:,} of {waiting:,} in the queue.{why}")


def taking_turns(runs: int, workers: int) -> Wait:
    """Say why a run that trains does so more slowly than it could."""
    return Wait("training", f"{runs:,} runs take turns on {workers:,} {'worker' if workers == 1 else 'workers'}")


def restarting(submission: Submission) -> Wait:
    """Say that a lost worker is being replaced, and where the run goes on then."""
    epoch = submission.run.epoch
    then = f"the run goes on from epoch {epoch + 1:,}" if epoch else "the run begins"
    return Wait("workers are restarting", f"The worker of this run was lost. When another is ready and has caught up, {then}.")
