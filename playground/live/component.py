"""The live view as a Streamlit component: a toolbar, the panels of an experiment, and the film of a run."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from playground.events import MOST_WEIGHTS
from playground.experiment import Experiment
from playground.limits import LIMITS
from playground.live.assets import source, version
from playground.live.first_look import NOTHING, FirstLook
from playground.live.network import NetworkData
from playground.live.screen import screen_of
from playground.summary import parameter_count

# Not isolated: Plotly puts its styles into the document's head, where a shadow root does not see them.
_COMPONENT = st.components.v2.component(
    "neural_playground_live_view",
    html=source("live.html").replace("<!-- keys -->", source("keys.html")),
    css="\n".join(
        map(
            source,
            ("live.css", "change.css", "steps/steps.css", *(f"network/{name}.css" for name in ("network", "sizes", "backward", "edits"))),
        )
    ),
    js=source("mount.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Sizes:
    """The hidden layers that the controls say, for who makes them larger or smaller in the picture.

    Attributes:
        units: of each hidden layer.
        heard: the number of the last word from the picture that the controls have followed; 0 before the first.
    """

    units: tuple[int, ...]
    heard: int = 0


@dataclass(frozen=True)
class Ahead:
    """The network that the controls say while a run of another one is shown: the picture shows it as it is before training.

    Attributes:
        parameters: how many it has.
        network: None of one that is too large to be drawn.
    """

    parameters: int
    network: NetworkData | None


@dataclass(frozen=True)
class Showing:
    """What a view is to show.

    Attributes:
        experiment: of the run; without a run, the one that the controls say.
        run_id: the run to show; None before the first.
        start: the epoch at which the film of a new run begins, all before it already shown; from there it plays on as soon as the
            run has come so far. None for the beginning.
        first_look: the rows and the untrained network, which stand there until the run has said its first word; the network as it is
            before training is told as long as there is one to show.
        invitation: what empty charts say until there is a run.
        sizes: None where nobody can change them in the picture.
        ahead: the next network, where it is drawn otherwise than the run's.
    """

    experiment: Experiment
    run_id: str | None = None
    start: int | None = None
    first_look: FirstLook = NOTHING
    invitation: str = "Press Train"
    sizes: Sizes | None = None
    ahead: Ahead | None = None


def live_view(  # noqa: PLR0913 - a callback for each thing that a viewer can ask for
    showing: Showing,
    *,
    key: str,
    on_ended: Callable[[], None],
    on_stop: Callable[[], None],
    on_change: Callable[[], None],
    on_sizes: Callable[[], None],
) -> None:
    """Show the film of a run, or, before there is one, the panels of an experiment with its rows where they are worth seeing.

    A rerun with the same `run_id` leaves alone the film on the screen, whatever else has changed; another one starts its film.

    Args:
        showing: the run, or what stands there before it.
        key: names this view in the session; `st.session_state[key].ended` and `.stop` hold the run's id in the callbacks, `.change`
            and `.sizes` what was asked for.
        on_ended: called once a run: when the film has reached the end of a completed run, or a stopped or failed one is over.
        on_stop: called when the viewer presses Stop while the run may be live.
        on_change: called when the viewer asks for other settings or weights from an epoch on. Asked for is a mapping of `runId`, None
            for what is trained next, `epoch`, the last one that stays, `live`, whether the run is on and the film follows it, of each
            changed setting to its value, and of `weights`, `silenced` and `frozen` to lists of what `WeightEdit` and `Neuron` say.
        on_sizes: called when the viewer asks for other hidden layers: for a mapping of `number`, which `Sizes.heard` repeats, and
            `units`, a list of a number of units for each, or None where that is left to its control.
    """
    # Streamlit imports it below, which takes a third of a second. Plotly, meanwhile in another thread, would use half of it and fail.
    import pandas  # noqa: F401, PLC0415

    screen = {**screen_of(showing.experiment), "invitation": showing.invitation}
    look = showing.first_look
    drawn = showing.ahead or Ahead(parameter_count(showing.experiment), look.network)
    data = {
        "screen": screen,
        "firstLook": look.frame,
        "network": drawn.network,
        "size": {"parameters": drawn.parameters, "most": MOST_WEIGHTS},
        "ahead": showing.ahead is not None,
        "frozen": _frozen_data(showing.experiment),
        "sizes": None if showing.sizes is None else _sizes_data(showing.sizes),
        "runId": showing.run_id,
        "start": showing.start,
        "version": version(),
    }
    _COMPONENT(key=key, data=data, on_ended_change=on_ended, on_stop_change=on_stop, on_change_change=on_change, on_sizes_change=on_sizes)


def _frozen_data(experiment: Experiment) -> list[dict[str, int]]:
    """Return which neurons a run of the experiment freezes, and from the beginning of which epoch on."""
    changes = experiment.training.changes
    return [{"epoch": change.epoch, "layer": neuron.layer, "unit": neuron.unit} for change in changes for neuron in change.frozen]


def _sizes_data(sizes: Sizes) -> dict[str, object]:
    most = {"layers": LIMITS.max_hidden_layers, "units": LIMITS.max_units}
    return {"units": list(sizes.units), "heard": sizes.heard, "most": most}
