"""Train: the button, the live view of the session's run, and its results. A fragment, so that pressing Train redraws nothing else."""

import secrets

import streamlit as st

from playground.compute.hub import ComputeUnavailable, UnknownRun
from playground.compute.run import Run
from playground.experiment import Experiment
from playground.live.component import Showing, live_view
from playground.live.film import Film
from playground.settings import ExperimentError
from playground.ui.controls import chosen, in_short
from playground.ui.results import show_results
from playground.ui.services import services

VIEW = "live_view"
POLL_SECONDS = 1.0


@st.fragment
def show_training(experiment: Experiment | None) -> None:
    """Show the Train button, the film of the session's run and, once it is over, its scores.

    Args:
        experiment: what the controls ask for; None if they do not go together, and then Train waits.
    """
    run = _run()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Neural playground", anchor=False, width="content")
        st.button("Train", type="primary", icon=":material/play_arrow:", on_click=_train, disabled=experiment is None, key="train")
        _show_readiness()
    problem = st.session_state.pop("train_problem", None)
    if problem:
        st.error(problem, icon=":material/cloud_off:")
    if run is not None and experiment not in (None, run.experiment):
        st.caption(f"Shown is the run before: {in_short(run.experiment)}. Press Train for the settings on the left.")
    turn = st.session_state.get("turn", 0)
    showing = Showing(experiment or Experiment(), turn=turn) if run is None else Showing(run.experiment, run.id, turn)
    live_view(showing, key=VIEW, on_ended=_remember_end, on_stop=_stop)
    if run is not None and run.id == st.session_state.get("ended_run"):
        show_results(run)


def _run() -> Run | None:
    """Return the session's run; None before the first, and once it is no longer kept."""
    try:
        return services().hub.run(st.session_state.get("run_id", ""))
    except UnknownRun:
        return None


def _train() -> None:
    # The controls as they are now: what this button was drawn with may be a slider's move behind.
    owner = st.session_state.setdefault("owner", secrets.token_urlsafe(16))
    try:
        experiment = chosen()
        run = services().hub.run_for(experiment, owner, Film(experiment).record)
    except (ComputeUnavailable, ExperimentError) as error:
        st.session_state["train_problem"] = str(error)
    else:
        st.session_state["run_id"] = run.id
        st.session_state["turn"] = st.session_state.get("turn", 0) + 1


def _stop() -> None:
    services().hub.stop(st.session_state["run_id"])


def _remember_end() -> None:
    st.session_state["ended_run"] = st.session_state[VIEW].ended


def _show_readiness() -> None:
    """Say what the workers are at while they cannot train yet; the word goes by itself."""
    ready = services().compute.status.state == "ready"
    st.fragment(_readiness, run_every=None if ready else POLL_SECONDS)()


def _readiness() -> None:
    status = services().compute.status
    if status.state == "ready":
        return
    if status.state != "unreachable":
        st.caption(status.sentence)
    else:
        st.warning(status.sentence, icon=":material/cloud_off:")
        st.button("Try again", on_click=services().compute.retry, icon=":material/refresh:")
