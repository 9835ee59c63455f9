"""Download: everything about a run as files, and an experiment from a file back into the controls."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from playground.compute.run import Run
from playground.events import Finished
from playground.experiment import Experiment
from playground.export.history import history_csv
from playground.export.notebook import keras_notebook
from playground.export.prepared import prepared_csv, prepared_name, prepared_stem
from playground.export.script import keras_script
from playground.export.words import named
from playground.settings import ExperimentError
from playground.summary import answers_in_words
from playground.training.questions import NetworkFile
from playground.ui.notices import literal
from playground.ui.services import services
from playground.ui.sidebar.controls import in_short, put
from playground.ui.sidebar.upload import uploaded, uploaded_data

# Larger than any experiment that fits the limits.
MOST_MEGABYTES = 1


@dataclass(frozen=True)
class File:
    """A kind of file: what its button says, and what the file's name adds to the run's."""

    label: str
    icon: str
    help: str
    ending: str
    mime: str


FILES = MappingProxyType(
    {
        "script": File("Keras script", "code", "Plain Keras, which trains the same network to the same curve.", ".py", "text/x-python"),
        "notebook": File(
            "Notebook",
            "book",
            "The same for Jupyter, with words between the cells and the curves drawn.",
            ".ipynb",
            "application/x-ipynb+json",
        ),
        "experiment": File("Experiment", "tune", "Every setting as JSON, to be opened here again.", ".json", "application/json"),
        "model": File(
            "Trained model",
            "neurology",
            "For `keras.models.load_model`: rows go in as they stand in the table, answers come out in the target's own unit. "
            "It is trained once more for you, so it takes about as long as the run did.",
            ".keras",
            "application/octet-stream",
        ),
        "history": File("History", "show_chart", "Loss and metrics of every epoch as CSV.", "-history.csv", "text/csv"),
        "report": File(
            "Report",
            "description",
            "One HTML file with the charts, the scores and the script; it opens anywhere, without a network.",
            "-report.html",
            "text/html",
        ),
        "table": File(
            "Prepared table",
            "table",
            "Your table as the network sees it, as CSV: the script and the notebook read this file.",
            # Its name is the one by which the script reads it.
            "",
            "text/csv",
        ),
    }
)


@dataclass(frozen=True)
class Offer:
    """A file to take along: its kind in `FILES`, its name, and what makes it, called on a thread of its own when somebody asks for it."""

    kind: str
    file_name: str
    make: Callable[[], str | bytes]


def show_downloads(run: Run | None, experiment: Experiment | None) -> None:
    """Show what can be taken along, and the way back in.

    Args:
        run: the run that is shown and over; None while there is none.
        experiment: what the controls ask for, which counts without a run; None if they do not go together.
    """
    subject = experiment if run is None else run.experiment
    with st.expander("Download", icon=":material/download:", key="downloads"):
        if subject is not None:
            st.caption(in_short(subject))
            with st.container(horizontal=True):
                for offer in offers(run, subject):
                    _show_offer(offer)
            if run is not None and isinstance(run.outcome, Finished):
                st.caption(literal(model_in_words(run.experiment)))
            if run is None:
                st.caption("When the run is over, its history, its report and the trained model can be downloaded here too.")
        _show_way_back()


def offers(run: Run | None, experiment: Experiment) -> tuple[Offer, ...]:
    """Return the files of a run that is over; without one, those of an experiment that nobody has trained."""
    makers: dict[str, Callable[[], str | bytes]] = {
        "script": lambda: keras_script(experiment),
        "notebook": lambda: keras_notebook(experiment),
        "experiment": experiment.to_json,
    }
    if run is not None:
        makers |= _of_run(run)
    stem, upload = file_stem(experiment), experiment.data.upload
    found = [Offer(kind, stem + FILES[kind].ending, make) for kind, make in makers.items()]
    table = uploaded() if run is None else run.table
    if upload is not None and table is not None:
        # The name by which the script reads it, whatever the network.
        found.append(Offer("table", prepared_name(upload), lambda: prepared_csv(experiment, table)))
    return tuple(found)


def model_in_words(experiment: Experiment) -> str:
    """Say what the saved model takes and what it returns, in their order."""
    return f"The trained model takes {named(experiment.data.inputs)}, in this order, and returns {answers_in_words(experiment)}."


def file_stem(experiment: Experiment) -> str:
    """Return what the files are called: the data set and the widths of the hidden layers."""
    upload = experiment.data.upload
    name = experiment.data.dataset.replace("_", "-") if upload is None else prepared_stem(upload)
    return "-".join((name, *(str(layer.units) for layer in experiment.network.hidden)))


def opened(content: bytes) -> Experiment:
    """Return the experiment of a file.

    Raises:
        ExperimentError: for a file that holds none, or one about a table that this session does not have.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExperimentError("An experiment's file must be text: the JSON that this page gives. Received: other bytes.") from error
    experiment = Experiment.from_json(text)
    upload = experiment.data.upload
    if upload is not None:
        here = uploaded_data()
        if here is None or here.upload != upload:
            raise ExperimentError(
                "Your own table has to be uploaded again, under Data and with the same columns, before an experiment about it is opened: "
                f"files do not carry it. Received: an experiment about {upload.name}."
            )
    return experiment


def _of_run(run: Run) -> dict[str, Callable[[], str | bytes]]:
    makers: dict[str, Callable[[], str | bytes]] = {"history": lambda: _history(run), "report": lambda: _report(run)}
    if not isinstance(run.outcome, Finished):
        # A run that failed has no network to download.
        return makers
    question = NetworkFile(run.outcome.epochs, run.outcome.restored)
    return {"model": lambda: services().hub.replay(run.id, question).result(), **makers}


def _history(run: Run) -> str:
    return history_csv(run.experiment, run.history())


def _report(run: Run) -> str:
    from playground.export.report import report_html  # noqa: PLC0415 - nothing that the first page waits for
    from playground.live.developed import developed  # noqa: PLC0415 - as above

    return report_html(run.experiment, developed(run.experiment, run.entries(0)), run.outcome)


def _show_offer(offer: Offer) -> None:
    file = FILES[offer.kind]
    # Taking a file changes nothing, so nothing is drawn anew.
    st.download_button(
        file.label,
        offer.make,
        offer.file_name,
        file.mime,
        key=f"download_{offer.kind}",
        help=file.help,
        on_click="ignore",
        icon=f":material/{file.icon}:",
    )


def _show_way_back() -> None:
    turn = st.session_state.get("opened_files", 0)
    key = f"open_experiment_{turn}"
    st.file_uploader(
        "Open an experiment",
        "json",
        key=key,
        on_change=_open,
        args=(key,),
        max_upload_size=MOST_MEGABYTES,
        help="A JSON file that was saved here: it sets every control.",
    )
    problem, told = st.session_state.pop("open_problem", None), st.session_state.pop("open_word", None)
    if problem:
        st.error(literal(problem), icon=":material/error:")
    if told:
        st.success(told, icon=":material/check:")


def _open(key: str) -> None:
    """Set the controls to what the file says, or tell why not; another place for a file takes the place of this one."""
    file = cast("UploadedFile | None", st.session_state[key])
    if file is None:
        return
    st.session_state["opened_files"] = st.session_state.get("opened_files", 0) + 1
    try:
        put(opened(file.getvalue()))
    except ExperimentError as error:
        st.session_state["open_problem"] = str(error)
    else:
        st.session_state["open_word"] = f"Every control is set as {literal(file.name)} says. Press Train."
        # The controls stand outside of the fragment that runs after a callback.
        st.session_state["controls_set"] = True
