"""The runs of the page on the worked example: one a direction, shared by all who ask for it; the browser reads its stream."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.compute.hub import ComputeUnavailable, UnknownRun
from playground.compute.run import Recorder, Run
from playground.experiment import Data, Experiment
from playground.link.columns import DIRECTIONS
from playground.live.film import Film
from playground.ui.lessons.lesson import Live, State
from playground.ui.services import services
from playground.ui.session import session

# The lecture's code and its prose: one takes sepals in, the other petals.
WAYS = ("sepal_to_petal", "petal_to_sepal")
_PROBLEM = "worked_example_problem"


def experiment_of(way: str) -> Experiment:
    """Return the lecture's experiment in one of its directions."""
    return Experiment(Data(inputs=DIRECTIONS[way].inputs, targets=DIRECTIONS[way].targets))


def told(state: State) -> Mapping[str, Any]:
    """Return what the browser is told: the run of the state's direction, if there is one, and what stood in the way of starting it."""
    way = state["direction"]
    run = _run(way)
    return {"direction": way, "runId": run.id if run else None, "problem": st.session_state.get(_PROBLEM)}


def asked(word: Mapping[str, Any]) -> None:
    """Train the direction that the browser names, unless somebody has had it trained before."""
    way = word.get("train")
    if way not in WAYS:
        return
    st.session_state[_PROBLEM] = None
    try:
        (run,) = services().hub.films_for([experiment_of(way)], session().id, _recorder_of)
        st.session_state[_slot(way)] = run.id
    except ComputeUnavailable as error:
        st.session_state[_PROBLEM] = str(error)


def _recorder_of(experiment: Experiment) -> Recorder:
    return Film(experiment, keeps_result=True).record


LIVE = Live(told, asked)


def _run(way: str) -> Run | None:
    """Return the session's run of a direction; None before the first, and once it is no longer kept."""
    run_id = st.session_state.get(_slot(way))
    if run_id is None:
        return None
    try:
        return services().hub.run(run_id)
    except UnknownRun:
        return None


def _slot(way: str) -> str:
    return f"worked_example_{way}"
