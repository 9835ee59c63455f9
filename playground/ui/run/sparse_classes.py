"""Classes that a part of the rows lacks, or has a single row of: said beside the charts, which would not show it."""

import streamlit as st

from playground.data.tables import Table
from playground.experiment import Data
from playground.ui.notices import literal

KEPT = "sparse_classes"


def show_sparse_classes(data: Data, table: Table | None) -> None:
    """Show the sentences about such classes, if there are any.

    Args:
        data: which rows, and how they are split.
        table: the values of the learner's own table, if they are about one.
    """
    words = " ".join(_sentences(data, table))
    if words:
        st.caption(f":material/warning: {literal(words)}")


def _sentences(data: Data, table: Table | None) -> tuple[str, ...]:
    kept = st.session_state.get(KEPT)
    if kept is not None and kept[0] == data:
        found: tuple[str, ...] = kept[1]
        return found
    if data.task != "classification" or (data.upload is not None and table is None):
        return ()
    from playground.data.parts import parts_of, sparse_in_words  # noqa: PLC0415 - nothing that the first page waits for

    found = sparse_in_words(data, parts_of(data, table))
    st.session_state[KEPT] = (data, found)
    return found
