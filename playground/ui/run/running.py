"""The session's run: how it is started, stopped and changed. For callbacks: nothing here draws."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

import streamlit as st

from playground.compute.hub import ComputeUnavailable, UnknownRun
from playground.compute.run import Run
from playground.data.split import check_strata
from playground.data.tables import Table
from playground.experiment import CHANGEABLE, Change, Experiment, read_edits
from playground.live.film import Film
from playground.settings import ExperimentError
from playground.ui.notices import literal
from playground.ui.services import services
from playground.ui.session import session
from playground.ui.sidebar.controls import chosen, put, put_layers
from playground.ui.sidebar.upload import uploaded

# As in `static/memory.js`.
COOKIE = "neural-playground-runs"
MOST_REMEMBERED = 8


def current_run() -> Run | None:
    """Return the session's run; None before the first, and once it is no longer kept."""
    try:
        return services().hub.run(st.session_state.get("run_id", ""))
    except UnknownRun:
        return None


def word_about_a_run_that_is_gone() -> str | None:
    """Return why the session's run is no longer there; None if it is, or if there never was one."""
    run_id = st.session_state.get("run_id")
    if run_id is None:
        return None
    try:
        services().hub.run(run_id)
    except UnknownRun as error:
        return str(error.args[0])
    return None


def take_up(experiment: Experiment | None) -> None:
    """Show what the browser showed before its page was loaded anew, if it is a run of what the address says. Starts nothing.

    A new session looks once: later on, settings that somebody has tried before are to show what Train would replace, not its result.
    """
    if "run_id" in st.session_state or st.session_state.get("looked_back"):
        return
    st.session_state["looked_back"] = True
    run = experiment and services().hub.take_up(experiment, _remembered(), session().id)
    if not run:
        return
    st.session_state.update({"run_id": run.id, "film_start": run.epoch})
    if run.ended:
        # The browser has seen that before.
        st.session_state["ended_run"] = run.id


def train() -> None:
    """Train what the controls say at this moment: what the button was drawn with may be a slider's move behind."""
    _attempt(lambda: _start(chosen(), uploaded()))


def stop() -> None:
    """Stop the session's run and keep what there is."""
    services().hub.stop(st.session_state["run_id"])


def train_instead(experiment: Experiment) -> None:
    """Train another experiment on the rows of the session's run; the controls are set to it if they stand as the run's do."""
    run = current_run()
    if run is not None:
        _attempt(lambda: _train_again(run, experiment))


def change(word: Mapping[str, object]) -> None:
    """Do what the viewer asked for beside the film: from the epoch shown on, train with other settings or weights.

    A run that is filmed as it trains takes the change at its next epoch. Otherwise the training is ahead of the film, or over: then
    a new run begins that is the same up to the epoch shown, and its film goes on from there. Before any run, or beside one where the
    picture shows the network that is trained next, what the controls say is trained with the change at epoch 1.

    Args:
        word: what the browser says: runId, epoch, live, a number for any of `CHANGEABLE`, and lists of the fields of edited weights
            and of silenced and frozen neurons, `weights`, `silenced` and `frozen`.
    """
    run = current_run()
    if word.get("runId") is None:
        # Pressed twice, it is heard once: the controls then say what the run trains.
        if run is None or _said() != run.began:
            _attempt(lambda: _train_changed(word))
    elif run is not None and word.get("runId") == run.id:
        _attempt(lambda: _change(run, word))


def resize(word: Mapping[str, object]) -> None:
    """Set the controls of the hidden layers to what somebody asked for in the picture of the network.

    Args:
        word: what the browser says: a number that grows from word to word, and the units of each hidden layer, None for a layer's own.
    """
    number, units = word.get("number"), word.get("units")
    if not isinstance(number, int) or not isinstance(units, list):
        return
    # Heard, also if it cannot be done: the picture then goes back to what the controls say.
    st.session_state["sizes_heard"] = number
    st.session_state["controls_set"] = True
    _attempt(lambda: put_layers(units))


def follow() -> None:
    """Have the controls say what the run was changed to while it trained, unless they say something else already."""
    run = current_run()
    if run is not None and run.experiment != run.began and _said() == run.began:
        _set_controls(run.experiment)


def _change(run: Run, word: Mapping[str, object]) -> None:
    wanted = _wanted(word)
    training = run.experiment.training
    if word.get("live") is True and not run.ended:
        # The worker takes it at an epoch that nobody knows yet; whether the network has what is edited does not depend on that.
        replace(run.experiment, training=training.with_change(replace(wanted, epoch=min(wanted.epoch, training.epochs))))
        services().hub.change(run.id, wanted)
        return
    earlier = replace(training, changes=tuple(other for other in training.changes if other.epoch <= wanted.epoch))
    _train_again(run, replace(run.experiment, training=earlier.with_change(wanted)), start=wanted.epoch - 1)


def _train_changed(word: Mapping[str, object]) -> None:
    experiment = chosen()
    experiment = replace(experiment, training=experiment.training.with_change(_wanted(word)))
    _start(experiment, uploaded())
    _set_controls(experiment)


def _wanted(word: Mapping[str, object]) -> Change:
    epoch = word.get("epoch")
    values = {name: cast("float", word[name]) for name in CHANGEABLE if word.get(name) is not None}
    return Change(epoch + 1 if isinstance(epoch, int) else 0, **values, **read_edits(word))


def _train_again(run: Run, experiment: Experiment, start: int | None = None) -> None:
    follows = _follows(run)
    _start(experiment, run.table, start)
    if follows:
        _set_controls(experiment)


def _follows(run: Run) -> bool:
    return _said() in (run.experiment, run.began)


def _said() -> Experiment | None:
    try:
        return chosen()
    except ExperimentError:
        return None


def _set_controls(experiment: Experiment) -> None:
    put(experiment)
    # The controls stand outside of the fragment that runs after a callback.
    st.session_state["controls_set"] = True


def _start(experiment: Experiment, table: Table | None, start: int | None = None) -> None:
    check_strata(experiment.data, table)
    run = services().hub.run_for(experiment, session().id, Film(experiment).record, table)
    st.session_state.update({"run_id": run.id, "film_start": start})


def _remembered() -> list[str]:
    """Return the runs that the browser has shown, the last one first; `static/memory.js` writes them down."""
    return st.context.cookies.get(COOKIE, "").split(".")[:MOST_REMEMBERED]


def _attempt(action: Callable[[], None]) -> None:
    """Do it; what stands in the way is told by the page that follows."""
    try:
        action()
    except ExperimentError as error:
        # It may quote what a stranger's file or link says; the other's words are all our own.
        st.session_state["train_problem"] = literal(str(error))
    except ComputeUnavailable as error:
        st.session_state["train_problem"] = str(error)
