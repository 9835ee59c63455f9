"""How training is doing, in words for the learner."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from playground.compute.contracts import NEEDED

State: TypeAlias = Literal["starting", "warming_up", "ready", "unreachable", "closed"]


@dataclass(frozen=True)
class Status:
    """How training is doing; the sentence is for the learner."""

    state: State
    sentence: str


STARTING = Status("starting", "The workers that train are starting; a run that you start now begins as soon as they are there.")
NO_WORKERS = Status("warming_up", "No worker has joined yet; a run that you start now begins as soon as one has.")
WARMING_UP = Status("warming_up", "TensorFlow is loading, which takes some seconds; a run that you start now begins as soon as it has.")
BROKEN = Status(
    "unreachable",
    "TensorFlow could not be loaded on any worker; the playground's log says why. Train starts the workers again: press it once more "
    "when they have had some seconds.",
)
MISSING = Status("unreachable", f"The workers do not find the playground's code. {NEEDED}.")
CLOSED = Status("closed", "The playground is shutting down.")
