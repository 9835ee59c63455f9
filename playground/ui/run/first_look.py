"""The first look at an experiment: taken once for equal rows and networks."""

from dataclasses import replace

import streamlit as st

from playground.choices import LOSSES
from playground.data.shown import Shown, shown_rows
from playground.data.tables import Table
from playground.experiment import Experiment, Training
from playground.live.first_look import NOTHING, FirstLook, first_look

KEPT = "first_look"
KEPT_ROWS = "first_look_rows"
# What the run on the screen began with, and what the controls say.
MOST_KEPT = 2


def first_look_of(experiment: Experiment, table: Table | None) -> FirstLook:
    """Return what there is to see of an experiment before a run; a session keeps what it saw last, and the one before.

    Args:
        experiment: which rows, and which network.
        table: the values of the learner's own table, if it is about one.
    """
    data, training = experiment.data, experiment.training
    # Most of how it is trained changes nothing before it is.
    seen = replace(experiment, training=Training(loss=training.loss, seed=training.seed, l1=training.l1, l2=training.l2))
    kept: tuple[tuple[Experiment, FirstLook], ...] = st.session_state.get(KEPT, ())
    look = next((look for known, look in kept if known == seen), None)
    if look is None:
        if data.upload is not None and table is None:
            return NOTHING
        look = first_look(experiment, _shown_rows(experiment, table))
    # Not for all sessions: a learner's table stays in its own.
    st.session_state[KEPT] = ((seen, look), *(pair for pair in kept if pair[0] != seen))[:MOST_KEPT]
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
