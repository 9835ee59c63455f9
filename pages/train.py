"""The playground: an experiment from the controls, trained live, and what came of it."""

from playground.ui.controls import sidebar
from playground.ui.network import show_network
from playground.ui.rows import show_rows
from playground.ui.training import show_training
from playground.ui.upload import uploaded

experiment = sidebar()
show_training(experiment)
if experiment is not None:
    show_rows(experiment, uploaded)
    show_network(experiment)
