"""The sidebar: the controls that say what to train, and the experiment that they say."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from playground.choices import ACTIVATIONS, LOSSES
from playground.experiment import HIDDEN_LAYERS, Data, Experiment
from playground.settings import ExperimentError
from playground.summary import parameter_count
from playground.ui.fields import is_infinite, show
from playground.ui.link import Values, columns_of, experiment_of, loss_of, output_of, read_link, texts_of, values_of
from playground.ui.link_fields import FIELDS, OWN_CHOICE
from playground.ui.link_notice import literal

EPOCHS_STEP = 50
UNITS_STEP = 8


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
    with st.sidebar:
        problem = st.container()
        values = _show_data()
        task = _task_of(values)
        values |= _show_network(task) | _show_training(task)
        experiment = _tell_experiment(values, problem)
        st.button(
            "Back to the lecture's example",
            on_click=put,
            args=(Experiment(),),
            icon=":material/restart_alt:",
            width="stretch",
            help="Sets every control back. Your browser's Back button brings your settings back one by one.",
        )
    if infinite:
        st.rerun()
    _tell_notice(values)
    return experiment


def put(experiment: Experiment) -> None:
    """Set every control to the experiment; for callbacks, since controls that stand on the page cannot be set any more.

    Raises:
        ExperimentError: if the output activation is not the task's own, which the sidebar has no control for.
    """
    values = values_of(experiment)
    for key, field in FIELDS.items():
        value = values.get(key, field.default)
        # A multiselect speaks of lists: it would not recognise its default in a tuple.
        st.session_state[key] = list(value) if isinstance(value, tuple) else value
        # Streamlit refuses to touch what is bound to a control on the page, and writes that itself.
        with suppress(StreamlitAPIException):
            if value != field.default:
                st.query_params[key] = texts_of(field.rule, value)
            elif key in st.query_params:
                del st.query_params[key]


def chosen() -> Experiment:
    """Return the experiment that the controls ask for at this moment; for callbacks, which run before the controls are drawn again.

    Raises:
        ExperimentError: if the values break a rule, alone or together.
    """
    return experiment_of({key: st.session_state.get(key, field.default) for key, field in FIELDS.items()})


def in_short(experiment: Experiment) -> str:
    """Return the network and the split in one line: widths from input to output, parameters, rows."""
    widths = (len(experiment.data.inputs), *(layer.units for layer in experiment.network.hidden), len(experiment.output_names))
    train, validation, test = experiment.data.split_rows
    rows = f"{train} rows train, {validation} validate, {test} test"
    return f"{' → '.join(map(str, widths))} · {parameter_count(experiment):,} parameters · {rows}"


def _mend_link() -> None:
    """Read the link when the session begins and put what is readable into the words that Streamlit understands."""
    if "link_notice" in st.session_state:
        return
    received = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    link = read_link(received)
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


def _tell_notice(values: dict[str, object]) -> None:
    notice: _Notice = st.session_state["link_notice"]
    if not notice.sentences:
        return
    if notice.values not in (None, values):
        st.session_state["link_notice"] = _Notice(())
        return
    st.session_state["link_notice"] = _Notice(notice.sentences, values)
    st.warning("\n\n".join(literal(sentence) for sentence in notice.sentences), icon=":material/link_off:")


def _tell_experiment(values: Values, problem: DeltaGenerator) -> Experiment | None:
    try:
        experiment = experiment_of(values)
    except ExperimentError as error:
        problem.error(literal(str(error)))
        return None
    st.caption(in_short(experiment))
    return experiment


def _show_data() -> dict[str, object]:
    st.subheader("Data", anchor=False)
    values = {"direction": show("direction")}
    if values["direction"] == OWN_CHOICE:
        values |= {key: show(key) for key in ("inputs", "targets")}
    else:
        inputs, targets = columns_of(values)
        st.caption(f"x: {', '.join(inputs)}  \ny: {', '.join(targets)}")
    with st.expander("Test and validation split"):
        return values | {key: show(key) for key in ("test_size", "validation_split", "split_seed")}


def _show_network(task: Data | None) -> dict[str, object]:
    st.subheader("Network", anchor=False)
    values = {"hidden_layers": show("hidden_layers")}
    layers = range(1, HIDDEN_LAYERS.check(values["hidden_layers"]) + 1)
    # A grid, not columns, which a telephone stacks.
    with st.grid(2, min_column_width=100, gap=("small", "xsmall")):
        for index in layers:
            values[f"units_{index}"] = show(f"units_{index}", step=UNITS_STEP, label=f"Layer {index}: units")
            values[f"activation_{index}"] = show(f"activation_{index}", label="Activation")
    if layers:
        with st.expander("Dropout"):
            values |= {key: show(key) for key in (f"dropout_{index}" for index in layers)}
    if task:
        output = ACTIVATIONS[output_of(task)]
        st.caption(
            f"Output: {len(task.class_names or task.targets)} × {output.label.lower()}", help=f"Set by the task, {task.task}. {output.help}"
        )
    return values


def _show_training(task: Data | None) -> dict[str, object]:
    st.subheader("Training", anchor=False)
    values = {key: show(key) for key in ("optimizer", "learning_rate")}
    with st.grid(2, min_column_width=100, gap="xsmall"):
        values |= {"batch_size": show("batch_size"), "epochs": show("epochs", step=EPOCHS_STEP)}
    if task:
        loss = LOSSES[loss_of(task)]
        st.caption(f"Loss: {loss.label.lower()}", help=f"Set by the task, {task.task}. {loss.help}")
    with st.expander("Momentum and seed" if values["optimizer"] == "sgd" else "Seed", key="more_training"):
        if values["optimizer"] == "sgd":
            values["momentum"] = show("momentum")
        values["seed"] = show("seed")
    return values


def _task_of(values: Values) -> Data | None:
    """Return the chosen columns as data; None where they do not go together."""
    try:
        inputs, targets = columns_of(values)
        return Data(inputs=inputs, targets=targets)
    except ExperimentError:
        return None
