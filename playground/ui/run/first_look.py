"""The first look at an experiment: taken once for equal rows and networks, and never in the page's way."""

import threading
from dataclasses import replace

import streamlit as st

from playground.choices import LOSSES
from playground.data.shown import Shown, shown_rows
from playground.data.tables import LOADERS, Table, load
from playground.experiment import Data, Experiment, Training
from playground.live.first_look import NOTHING, FirstLook, first_look

KEPT = "first_look"
KEPT_ROWS = "first_look_rows"
# Enough to read a table, but not to import scikit-learn first.
AT_ONCE_SECONDS = 0.03
POLL_SECONDS = 0.25


def first_look_of(experiment: Experiment, table: Table | None) -> FirstLook:
    """Return what there is to see of an experiment before a run; a session keeps what it saw last.

    scikit-learn, which has some of the tables, takes a second to import. Until it is there, that is nothing; then the page is drawn again.

    Args:
        experiment: which rows, and which network.
        table: the values of the learner's own table, if it is about one.
    """
    data, training = experiment.data, experiment.training
    # Most of how it is trained changes nothing before it is.
    seen = replace(experiment, training=Training(loss=training.loss, seed=training.seed))
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == seen:
        look: FirstLook = kept[1]
        return look
    if (data.upload is not None and table is None) or not await_table(data.dataset):
        return NOTHING
    look = first_look(experiment, _shown_rows(experiment, table))
    # Not for all sessions: a learner's table stays in its own.
    st.session_state[KEPT] = (seen, look)
    return look


def _shown_rows(experiment: Experiment, table: Table | None) -> Shown:
    """Return the experiment's rows; another network on the same ones splits nothing anew."""
    rows = experiment.data, LOSSES[experiment.training.loss].single
    kept = st.session_state.get(KEPT_ROWS)
    if kept is not None and kept[0] == rows:
        shown: Shown = kept[1]
        return shown
    shown = shown_rows(experiment, table)
    st.session_state[KEPT_ROWS] = (rows, shown)
    return shown


def await_table(dataset: str) -> bool:
    """Return whether a table of scikit-learn's is there; if it is not, the page is drawn again once it is. Others always are."""
    if not _is_loading(dataset):
        return True
    st.fragment(_draw_again, run_every=POLL_SECONDS)(dataset)
    return False


def _draw_again(dataset: str) -> None:
    if not _is_loading(dataset):
        st.rerun()


def _is_loading(dataset: str) -> bool:
    return dataset in LOADERS and _loading(dataset).is_alive()


@st.cache_resource(show_spinner=False)
def _loading(dataset: str) -> threading.Thread:
    """Return the thread that has loaded a table of scikit-learn's, or is about to."""
    thread = threading.Thread(target=load, args=(Data(dataset=dataset),), name=f"load {dataset}", daemon=True)
    thread.start()
    thread.join(AT_ONCE_SECONDS)
    return thread
