"""The network on paper: the model summary with the arithmetic behind it, and the same experiment in plain Keras."""

import streamlit as st

from playground.experiment import Experiment
from playground.export.script import keras_script
from playground.summary import layer_summary, parameter_count


def show_network(experiment: Experiment) -> None:
    """Show the layers of the experiment's network, and the script that trains it behind an expander."""
    with st.expander(f"Model summary: {parameter_count(experiment):,} parameters", icon=":material/account_tree:"):
        st.markdown(_table(experiment))
        st.caption(
            "Each unit has a weight for every output of the layer before, and a bias: "
            "parameters = units before × units + units. None stands for any number of rows."
        )
    _show_script(experiment)


@st.fragment
def _show_script(experiment: Experiment) -> None:
    """Show the script once somebody opens it: colouring its words takes a browser longer than drawing the charts."""
    box = st.expander("The same in plain Keras", icon=":material/code:", key="plain_keras", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption("Run it anywhere with Keras: `history` then holds the losses that you see here, epoch by epoch.")
        st.code(keras_script(experiment), language="python")


def _table(experiment: Experiment) -> str:
    """Return the summary in Markdown: `st.table` would import pandas, which is half a second of the first page."""
    layers = layer_summary(experiment)
    rows = [("Layer", "Output shape", "Parameters", "Why"), ("---", "---", "---:", "---")]
    rows += [(f"{row.name} ({row.kind})", row.shape, f"{row.parameters:,}", row.formula) for row in layers]
    terms = " + ".join(f"{row.parameters}" for row in layers if row.parameters)
    rows.append(("**Total**", "", f"**{parameter_count(experiment):,}**", terms))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
