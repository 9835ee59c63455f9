"""The sidebar: the controls that say what to train, and the experiment that they say."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from playground.data.split import check_strata
from playground.datasets import UPLOAD
from playground.experiment import Data, Experiment
from playground.link.address import read_link
from playground.link.changes import ChangeList
from playground.link.fields import FIELDS
from playground.link.sight import Sight, Values, sight_of
from playground.link.texts import read, texts_of
from playground.link.values import experiment_of, values_of
from playground.settings import ExperimentError
from playground.summary import parameter_count
from playground.ui.notices import literal, warn_of_link
from playground.ui.sidebar.fields import is_infinite
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
    _mend_link()
    infinite = _drop_infinite()
    before = _current()
    with st.sidebar:
        presets, problem, front, regularizers, words = (st.container() for _ in range(5))
        sight = before
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
            help="Sets every control back. Your browser's Back button brings your settings back one by one.",
        )
    values = {key: sight.values[key] for key in FIELDS if sight.shows(key)}
    if infinite or _titles_were_behind(before, values):
        st.rerun()
    _tell_notice(values | {"table": sight.upload})
    return experiment


def put(experiment: Experiment) -> None:
    """Set every control to the experiment; for callbacks, since controls that stand on the page cannot be set any more.

    Raises:
        ExperimentError: if the experiment is about an uploaded table other than the session's. No control is set then.
    """
    _check_table(experiment.data)
    values = values_of(experiment)
    sight = sight_of(values, experiment.data if experiment.data.upload else None)
    for key in FIELDS:
        if key in values:
            # A multiselect speaks of lists: it would not recognise its default in a tuple.
            st.session_state[key] = list(value) if isinstance(value := values[key], tuple) else value
        else:
            # Every entry of the session's state makes every control a little slower.
            st.session_state.pop(key, None)
        _put_into_link(key, sight)


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


def _put_into_link(key: str, sight: Sight) -> None:
    # Streamlit refuses to touch what is bound to a control on the page, alone or in one call with the rest, and writes that itself when
    # it draws the control: one entry of the browser's history for each.
    with suppress(StreamlitAPIException):
        if sight.shows(key) and sight.value(key) != sight.default(key):
            st.query_params[key] = texts_of(FIELDS[key].rule, sight.value(key))
        elif key in st.query_params:
            del st.query_params[key]


def _mend_link() -> None:
    """Read the link when the session begins and put what is readable into the words that Streamlit understands."""
    if "link_notice" in st.session_state:
        return
    received = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    link = read_link(received, _upload())
    st.session_state["link_notice"] = _Notice(link.notices)
    if link.query != received:
        st.query_params.from_dict(dict(link.query))
        st.rerun()


def _drop_infinite() -> bool:
    """Take infinite numbers out of the address, to which the browser's Back button leads even after `_mend_link`.

    Returns:
        Whether one is bound to a control, which alone may take it out (see `fields.show`) and has to be bound again by another run.
    """
    keys = [key for key in st.query_params if is_infinite(key)]
    try:
        for key in keys:
            del st.query_params[key]
    except StreamlitAPIException:
        return True
    if keys:
        st.rerun()
    return False


def _current() -> Sight:
    """Return what the controls will probably say: what they said last, or the address."""
    found: dict[str, object] = {}
    state, address = st.session_state.to_dict(), set(st.query_params)
    for key, field in FIELDS.items():
        with suppress(ExperimentError):
            if key in state:
                # A slip in a text stays on the page, so that it can be corrected.
                found[key] = state[key] if isinstance(field.rule, ChangeList) else field.rule.check(state[key])
            elif key in address:
                found[key] = read(field.rule, st.query_params.get_all(key))
    return sight_of(found, _upload())


def _titles_were_behind(before: Sight, values: Values) -> bool:
    """Return whether sections were titled, and controls chosen, by values that their controls then did not have.

    The browser's Back button does that: the address counts then, not what the controls said last. Another run puts it right.
    """
    behind = any(value != before.value(key) for key, value in values.items() if not _is_broken(key, value))
    if not behind:
        st.session_state.pop("drawn_again_for", None)
        return False
    # Once is enough: what still differs then will differ for ever.
    again = st.session_state.get("drawn_again_for") != values
    st.session_state["drawn_again_for"] = values
    return again


def _is_broken(key: str, value: object) -> bool:
    try:
        FIELDS[key].rule.check(value)
    except ExperimentError:
        return True
    return False


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
