"""The network on paper: the model summary with the arithmetic behind it, and the same experiment in plain Keras."""

import pandas as pd
import streamlit as st

from playground.experiment import Experiment
from playground.export.script import keras_script
from playground.summary import layer_summary, parameter_count


def show_network(experiment: Experiment) -> None:
    """Show the layers of the experiment's network and the script that trains it."""
    with st.expander(f"Model summary: {parameter_count(experiment):,} parameters", icon=":material/account_tree:"):
        st.table(_table(experiment), hide_index=True, alt="The layers with their output shapes and parameters")
        st.caption(
            "Each unit has a weight for every output of the layer before, and a bias: "
            "parameters = units before × units + units. None stands for any number of rows."
        )
    with st.expander("The same in plain Keras", icon=":material/code:"):
        st.caption("Run it anywhere with Keras: `history` then holds the losses that you see here, epoch by epoch.")
        st.code(keras_script(experiment), language="python")


def _table(experiment: Experiment) -> pd.DataFrame:
    rows = layer_summary(experiment)
    table = pd.DataFrame(
        {
            "Layer": [f"{row.name} ({row.kind})" for row in rows],
            "Output shape": [row.shape for row in rows],
            "Parameters": [row.parameters for row in rows],
            "Why": [row.formula for row in rows],
        }
    )
    total = {"Layer": "Total", "Output shape": "", "Parameters": parameter_count(experiment), "Why": " + ".join(_terms(experiment))}
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)


def _terms(experiment: Experiment) -> list[str]:
    return [str(row.parameters) for row in layer_summary(experiment) if row.parameters]
