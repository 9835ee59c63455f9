"""Films side by side on a page of the lecture: real runs, shared by all who look at the same experiment."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice, zip_longest
from types import MappingProxyType
from typing import Any

from playground.compute.hub import ComputeUnavailable
from playground.compute.run import Recorder
from playground.data.shown import shown_rows
from playground.experiment import Experiment
from playground.live.assets import source
from playground.live.film import Film
from playground.live.first_look import first_look
from playground.live.frame import Frame
from playground.live.screen import few_screen_of, legend_of
from playground.settings import ExperimentError
from playground.ui.lessons.lesson import Reel, Unseen
from playground.ui.lessons.unseen import unseen_recorder
from playground.ui.services import services
from playground.ui.session import session


def films_of(make: Callable[[], Sequence[Reel]], trained: Mapping[str, Sequence[Unseen]] = MappingProxyType({})) -> Mapping[str, Any]:
    """Return what the browser shows side by side, and have it trained unless somebody has watched it before.

    Whoever opens the page starts nothing that others have not started already: equal experiments share one run.

    Args:
        make: returns the films from left to right, all on data sets that need no upload; an `ExperimentError` of it is shown.
        trained: name -> runs without a film, of which the browser wants the trained network; none is of an experiment of the films.
    """
    problem, reels, ids = "", tuple[Reel, ...](), list[str]()
    unseen = {one.experiment: one for group in trained.values() for one in group}
    try:
        reels = tuple(make())
        # One group: what a session looked at before is stopped, and all of this it looks at now.
        wanted = [*(reel.experiment for reel in reels), *unseen]
        runs = services().hub.films_for(
            wanted, session().id, lambda new: unseen_recorder(unseen[new]) if new in unseen else _recorder_of(new)
        )
        ids = [run.id for run in runs]
    except (ExperimentError, ComputeUnavailable) as error:
        problem = str(error)
    told = [_told(reel, run_id) for reel, run_id in zip_longest(reels, ids[: len(reels)])]
    legend = legend_of(reels[0].experiment) if reels else []
    others = iter(ids[len(reels) :])
    groups = {name: list(islice(others, len(group))) for name, group in trained.items()}
    return {"reels": told, "legend": legend, "keys": source("keys.html"), "problem": problem, "trained": groups}


def _recorder_of(experiment: Experiment) -> Recorder:
    return Film(experiment, few=True).record


def _told(reel: Reel, run_id: str | None) -> Mapping[str, Any]:
    return {
        "title": reel.title,
        "words": reel.words,
        "facts": dict(reel.facts),
        "screen": few_screen_of(reel.experiment),
        "firstLook": _first_look(reel.experiment),
        "runId": run_id,
    }


@lru_cache(maxsize=16)
def _first_look(experiment: Experiment) -> Frame:
    return first_look(experiment, shown_rows(experiment)).frame
