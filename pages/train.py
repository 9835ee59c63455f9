"""The playground: an experiment from the controls, trained live, and what came of it."""

from playground.ui.run.network import show_network
from playground.ui.run.rows import show_rows
from playground.ui.run.training import show_training
from playground.ui.sidebar.controls import sidebar
from playground.ui.sidebar.upload import uploaded

experiment = sidebar()
show_training(experiment)
if experiment is not None:
    show_rows(experiment, uploaded)
    show_network(experiment)
