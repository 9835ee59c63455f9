"""The sidebar: the controls that say what to train, and the experiment that they say."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.data.split import check_strata
from playground.datasets import UPLOAD
from playground.experiment import Data, Experiment
from playground.link.address import query_of, read_link
from playground.link.changes import ChangeList
from playground.link.fields import FIELDS
from playground.link.sight import Sight, Values, sight_of
from playground.link.values import experiment_of, values_of
from playground.settings import ExperimentError
from playground.summary import parameter_count
from playground.ui.address import is_news, received, say, set_control
from playground.ui.notices import literal, warn_of_link
from playground.ui.sidebar.presets import show_presets
from playground.ui.sidebar.sections import show_data, show_network, show_regularization, show_training
from playground.ui.sidebar.upload import uploaded, uploaded_data


@dataclass(frozen=True)
class _Notice:
    """What could not be taken from the link, and the settings that were taken instead: it is told until they change."""

    sentences: tuple[str, ...]
    values: Values | None = None


def sidebar() -> Experiment | None:
    """Show the controls and return the experiment that they ask for.

    What the link says and the controls cannot take is told on the page itself, at the place of the call.

    Returns:
        The experiment; None where the settings do not go together, which the sidebar then says. Every control keeps its value.
    """
    if is_news(FIELDS):
        _take_link()
    sight = _current()
    with st.sidebar:
        presets, problem, front, regularizers, words = (st.container() for _ in range(5))
        for section, place in ((show_data, front), (show_network, front), (show_training, front), (show_regularization, regularizers)):
            sight = section(sight, place)
        experiment = _tell_experiment(sight, problem, words)
        with presets:
            show_presets(experiment, put)
        st.button(
            "Back to the lecture's example",
            on_click=put,
            args=(Experiment(),),
            icon=":material/restart_alt:",
            width="stretch",
            help="Sets every control back. Your browser's Back button brings your settings back.",
        )
    # What another table brings into sight is nobody's change of a setting.
    same_table = st.session_state.get("said_table") == sight.upload
    st.session_state["said_table"] = sight.upload
    say(query_of(sight), FIELDS, step=same_table)
    values = {key: sight.values[key] for key in FIELDS if sight.shows(key)}
    _tell_notice(values | {"table": sight.upload})
    return experiment


def put(experiment: Experiment) -> None:
    """Set every control to the experiment; for callbacks, since controls that stand on the page cannot be set any more.

    Raises:
        ExperimentError: if the experiment is about an uploaded table other than the session's. No control is set then.
    """
    _check_table(experiment.data)
    _set(sight_of(values_of(experiment), experiment.data if experiment.data.upload else None))


def put_layers(units: Sequence[object]) -> None:
    """Set how many hidden layers there are and how many units they have, as if the controls had been moved; for callbacks, as `put`.

    Args:
        units: of each hidden layer, from the first; None leaves a layer to its control.

    Raises:
        ExperimentError: if there are too many layers, or too many or too few units. No control is set then.
    """
    keys = {f"units_{index}": count for index, count in enumerate(units, start=1) if count is not None}
    values = {key: FIELDS[key].rule.check(value) for key, value in {"hidden_layers": len(units), **keys}.items() if key in FIELDS}
    for key, value in values.items():
        set_control(key, value)


def chosen() -> Experiment:
    """Return the experiment that the controls ask for at this moment; for callbacks, which run before the controls are drawn again.

    Raises:
        ExperimentError: if the values break a rule, alone or together.
    """
    values = {key: st.session_state.get(key, field.default) for key, field in FIELDS.items()}
    return experiment_of(values, uploaded_data())


def in_short(experiment: Experiment) -> str:
    """Return the network and the split in one line: widths from input to output, parameters, rows."""
    widths = (len(experiment.data.inputs), *(layer.units for layer in experiment.network.hidden), len(experiment.output_names))
    train, validation, test = experiment.data.split_rows
    rows = f"{train:,} rows train, {validation:,} validate, {test:,} test"
    return f"{' → '.join(map(str, widths))} · {parameter_count(experiment):,} parameters · {rows}"


def _take_link() -> None:
    """Set the controls to what the address says, and remember what could not be taken."""
    link = read_link(received(), _upload())
    _set(sight_of(link.values, _upload()))
    st.session_state["link_notice"] = _Notice(link.notices)


def _set(sight: Sight) -> None:
    """Give every control its value; those that are out of sight, or that nothing is known about, forget theirs."""
    for key in FIELDS:
        if sight.shows(key) and (value := sight.value(key)) is not None:
            set_control(key, value)
        else:
            # Every entry of the session's state makes every control a little slower.
            st.session_state.pop(key, None)


def _current() -> Sight:
    """Return what the controls say; those that have not been made yet say the default."""
    found: dict[str, object] = {}
    state = st.session_state.to_dict()
    for key, field in FIELDS.items():
        if key in state:
            with suppress(ExperimentError):
                # A slip in a text stays on the page, so that it can be corrected.
                found[key] = state[key] if isinstance(field.rule, ChangeList) else field.rule.check(state[key])
    return sight_of(found, _upload())


def _tell_notice(values: Values) -> None:
    notice: _Notice = st.session_state["link_notice"]
    if not notice.sentences:
        return
    if notice.values not in (None, values):
        st.session_state["link_notice"] = _Notice(())
        return
    st.session_state["link_notice"] = _Notice(notice.sentences, values)
    warn_of_link(notice.sentences)


def _tell_experiment(sight: Sight, problem: DeltaGenerator, words: DeltaGenerator) -> Experiment | None:
    if sight.values["dataset"] == UPLOAD and sight.upload is None:
        # The place where a file is dropped says itself what is missing.
        return None
    try:
        experiment = experiment_of(sight.values, sight.upload)
        check_strata(experiment.data, uploaded())
    except ExperimentError as error:
        problem.error(literal(str(error)))
        return None
    words.caption(in_short(experiment))
    return experiment


def _check_table(data: Data) -> None:
    upload = _upload()
    if data.upload is None or (upload and (data.upload, data.inputs, data.targets) == (upload.upload, upload.inputs, upload.targets)):
        return
    raise ExperimentError(
        "The controls can be set to an experiment about the table that is uploaded here, with the columns that are chosen here. "
        f"Received: {data.upload.name}."
    )


def _upload() -> Data | None:
    """Return the learner's own table, if there is one that can be used."""
    try:
        return uploaded_data()
    except ExperimentError:
        return None
