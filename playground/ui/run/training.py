"""Train: the button, the live view of the session's run, and its results. A fragment, so that pressing Train redraws nothing else."""

import streamlit as st

from playground.compute.run import Run
from playground.datasets import UPLOAD
from playground.experiment import Experiment
from playground.live.component import Ahead, Showing, Sizes, live_view
from playground.live.first_look import NOTHING
from playground.summary import parameter_count
from playground.ui.run import running
from playground.ui.run.downloads import show_downloads
from playground.ui.run.first_look import first_look_of
from playground.ui.run.results import show_results
from playground.ui.run.sparse_classes import show_sparse_classes
from playground.ui.services import services
from playground.ui.sidebar.presets import label_of, preset_of, show_what_to_watch
from playground.ui.sidebar.titles import changed_since
from playground.ui.sidebar.upload import uploaded

VIEW = "live_view"
POLL_SECONDS = 1.0


@st.fragment
def show_training(experiment: Experiment | None) -> None:
    """Show the Train button, the rows or the film of the session's run and, once it is over, its scores and what can be taken along.

    Args:
        experiment: what the controls ask for; None if they do not go together, and then Train waits.
    """
    if st.session_state.pop("controls_set", False):
        st.rerun()
    running.take_up(experiment)
    run = running.current_run()
    gone = running.word_about_a_run_that_is_gone()
    with st.container(horizontal=True, vertical_alignment="center", key="train_row"):
        st.title("Neural playground", anchor=False, width="content")
        st.button(
            "Train", type="primary", icon=":material/model_training:", on_click=running.train, disabled=experiment is None, key="train"
        )
        _show_readiness()
    with st.container(key="words"):
        _show_words(run, experiment)
    problem = st.session_state.pop("train_problem", None)
    if problem:
        st.error(problem, icon=":material/error:")
    if gone:
        st.info(gone, icon=":material/history:")
    _show_sparse_classes(run, experiment)
    live_view(_showing(run, experiment), key=VIEW, on_ended=_remember_end, on_stop=running.stop, on_change=_change, on_sizes=_resize)
    over = run is not None and run.id == st.session_state.get("ended_run")
    if run is not None and over:
        show_results(run)
    show_downloads(run if over else None, experiment)
    services().compute.page_stands()


def _show_words(run: Run | None, experiment: Experiment | None) -> None:
    """Say what to watch in the charts; or, while they show a run with other settings, what has been changed since."""
    if run is None or experiment in (None, run.experiment, run.began):
        show_what_to_watch(experiment)
        return
    # A new example's own words would stand above the old one's picture.
    example = preset_of(experiment)
    change = (
        f"Press Train to run “{label_of(example)}”"
        if example
        else f"Changed since: {changed_since(run.began, experiment)}. Press Train to apply it"
    )
    st.caption(f"The charts still show the previous run. {change}.")


def _showing(run: Run | None, experiment: Experiment | None) -> Showing:
    sizes = None if experiment is None else _sizes(experiment)
    if run is None:
        look = NOTHING if experiment is None else first_look_of(experiment, uploaded())
        return Showing(experiment or Experiment(), first_look=look, invitation=_invitation(experiment), sizes=sizes)
    look = first_look_of(run.began, run.table)
    return Showing(run.began, run.id, st.session_state["film_start"], look, sizes=sizes, ahead=_ahead(run.began, experiment))


def _sizes(experiment: Experiment) -> Sizes:
    return Sizes(tuple(layer.units for layer in experiment.network.hidden), st.session_state.get("sizes_heard", 0))


def _ahead(shown: Experiment, next_one: Experiment | None) -> Ahead | None:
    """Return the network that Train would train, if a picture of it has other neurons or other first weights than that of the run."""
    if next_one is None or _drawn(next_one) == _drawn(shown):
        return None
    return Ahead(parameter_count(next_one), first_look_of(next_one, uploaded()).network)


def _drawn(experiment: Experiment) -> tuple[object, ...]:
    network = experiment.network
    return experiment.data.inputs, network.hidden, network.output, experiment.output_names


def _invitation(experiment: Experiment | None) -> str:
    """Say what has to be done before charts can show something."""
    if experiment is not None:
        return "Press Train"
    if st.session_state.get("dataset") == UPLOAD and uploaded() is None:
        return "Upload a file"
    return "Correct the settings"


def _show_sparse_classes(run: Run | None, experiment: Experiment | None) -> None:
    """Say which classes the parts of the rows lack: those of the run that is shown or, without one, of what the controls ask for."""
    if run is not None:
        show_sparse_classes(run.experiment.data, run.table)
    elif experiment is not None:
        show_sparse_classes(experiment.data, uploaded())


def _change() -> None:
    running.change(st.session_state[VIEW].change)


def _resize() -> None:
    running.resize(st.session_state[VIEW].sizes)


def _remember_end() -> None:
    st.session_state["ended_run"] = st.session_state[VIEW].ended
    running.follow()


def _show_readiness() -> None:
    """Say what the workers are at while they cannot train yet; the word goes by itself."""
    if services().compute.status.state != "ready":
        st.fragment(_unready, run_every=POLL_SECONDS)()


def _unready() -> None:
    status = services().compute.status
    if status.state == "ready":
        # The browser asks again every second until the page is drawn without this fragment.
        st.rerun()
    if status.state != "unreachable":
        st.caption(status.sentence)
    else:
        st.warning(status.sentence, icon=":material/cloud_off:")
        st.button("Try again", on_click=services().compute.retry, icon=":material/refresh:")
