"""Which rows train, validate and test: a strip of the table's rows, and what each part is made of."""

from collections.abc import Callable

import streamlit as st

from playground.data.tables import Table
from playground.experiment import Experiment
from playground.ui.notices import literal

CHART_CONFIG = {"displayModeBar": False}


@st.fragment
def show_rows(experiment: Experiment, get_table: Callable[[], Table | None]) -> None:
    """Show the split of the experiment's rows behind an expander; nothing is loaded or drawn while it is closed.

    Args:
        experiment: says which rows.
        get_table: returns the values of the learner's own table, if there is one. Streamlit keeps a fragment's arguments longer than a
            session lasts, so they are asked for here.
    """
    box = st.expander(
        "Which rows train, validate and test", icon=":material/splitscreen_vertical_add:", key="which_rows", on_change="rerun"
    )
    if not box.open:
        return
    table = get_table()
    if experiment.data.upload is not None and table is None:
        return
    from playground.data.parts import parts_of  # noqa: PLC0415 - Plotly costs a second, which the first page need not wait for
    from playground.figures.panels.split_rows import composition, drawn, parts_in_words, strip  # noqa: PLC0415 - as above

    parts = parts_of(experiment.data, table)
    words = parts_in_words(experiment.data, parts)
    rows, cells = len(parts.part), len(drawn(len(parts.part)))
    with box:
        st.markdown(literal(words))
        st.plotly_chart(strip(parts), key="rows_strip", config=CHART_CONFIG, alt=words)
        if cells < rows:
            st.caption(f"Showing {cells:,} of {rows:,} rows, spread evenly over the table.")
        st.plotly_chart(composition(parts), key="rows_composition", config=CHART_CONFIG, alt=words)
