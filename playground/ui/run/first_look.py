"""The first look at an experiment's rows: taken once for equal data, and never in the page's way."""

import threading

import streamlit as st

from playground.data.tables import LOADERS, Table, load
from playground.experiment import Data
from playground.live.first_look import Looks, first_look

KEPT = "first_look"
# Enough to read a table, but not to import scikit-learn first.
AT_ONCE_SECONDS = 0.03
POLL_SECONDS = 0.25


def first_look_of(data: Data, table: Table | None) -> Looks:
    """Return what the panels show of the data's rows before a run; a session keeps what it saw last.

    scikit-learn, which has some of the tables, takes a second to import. Until it is there, that is nothing; then the page is drawn again.

    Args:
        data: which rows.
        table: the values of the learner's own table, if they are about one.
    """
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == data:
        look: Looks = kept[1]
        return look
    if not data.axes or (data.upload is not None and table is None):
        return {}
    if not await_table(data.dataset):
        return {}
    look = first_look(data, table)
    # Not for all sessions: a learner's table stays in its own.
    st.session_state[KEPT] = (data, look)
    return look


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
