"""Films side by side on a page of the lecture: real runs, shared by all who look at the same experiment."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, zip_longest
from types import MappingProxyType
from typing import Any

from playground.compute.hub import ComputeUnavailable
from playground.compute.run import Recorder
from playground.events import Event, Snapshot
from playground.experiment import Data, Experiment
from playground.live.assets import source
from playground.live.film import Film
from playground.live.first_look import Looks, first_look
from playground.live.screen import few_screen_of, legend_of
from playground.settings import ExperimentError
from playground.ui.lessons.lesson import Reel
from playground.ui.services import services
from playground.ui.session import session


def films_of(make: Callable[[], Sequence[Reel]], trained: Mapping[str, Sequence[Experiment]] = MappingProxyType({})) -> Mapping[str, Any]:
    """Return what the browser shows side by side, and have it trained unless somebody has watched it before.

    Whoever opens the page starts nothing that others have not started already: equal experiments share one run.

    Args:
        make: returns the films from left to right, all on data sets that need no upload; an `ExperimentError` of it is shown.
        trained: name -> experiments without a film, of which the browser wants the trained network; none is equal to that of a film.
    """
    problem, reels, ids = "", tuple[Reel, ...](), list[str]()
    silent = [experiment for group in trained.values() for experiment in group]
    try:
        reels = tuple(make())
        shown = [reel.experiment for reel in reels]
        # One group: what a session looked at before is stopped, and all of this it looks at now.
        runs = services().hub.films_for([*shown, *silent], session().id, lambda item: _recorder_of(item, film=item in shown))
        ids = [run.id for run in runs]
    except (ExperimentError, ComputeUnavailable) as error:
        problem = str(error)
    told = [_told(reel, run_id) for reel, run_id in zip_longest(reels, ids[: len(reels)])]
    legend = legend_of(reels[0].experiment) if reels else []
    others = iter(ids[len(reels) :])
    groups = {name: list(islice(others, len(group))) for name, group in trained.items()}
    return {"reels": told, "legend": legend, "keys": source("keys.html"), "problem": problem, "trained": groups}


def _recorder_of(experiment: Experiment, *, film: bool) -> Recorder:
    if film:
        return Film(experiment, few=True).record
    end, last = Film(experiment, few=True, keeps_result=True), experiment.training.epochs

    def record(events: Sequence[Event]) -> bytes:
        # Nobody looks at it while it trains: of its pictures the last one is enough.
        return end.record([event for event in events if not isinstance(event, Snapshot) or event.epoch == last])

    return record


def _told(reel: Reel, run_id: str | None) -> Mapping[str, Any]:
    return {
        "title": reel.title,
        "words": reel.words,
        "facts": dict(reel.facts),
        "screen": few_screen_of(reel.experiment),
        "firstLook": _first_look(reel.experiment.data),
        "runId": run_id,
    }


@lru_cache(maxsize=16)
def _first_look(data: Data) -> Looks:
    return first_look(data)
