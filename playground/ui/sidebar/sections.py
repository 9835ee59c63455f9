"""The sidebar's sections. Each draws the controls that are in sight and returns what is set once they are drawn."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.choices import ACTIVATIONS, LOSSES
from playground.datasets import DATASETS, UPLOAD
from playground.experiment import Data
from playground.limits import LIMITS
from playground.link.changes import CHANGES, changes_in, changes_in_words
from playground.link.columns import column_keys
from playground.link.fields import DEPENDENT
from playground.link.sight import Sight, sight_of
from playground.settings import ExperimentError
from playground.ui.address import is_said
from playground.ui.notices import literal
from playground.ui.sidebar.fields import show
from playground.ui.sidebar.titles import differences, layers_differences, layers_title, title, titled
from playground.ui.sidebar.upload import show_upload

# Their columns differ in size so much that the usual learning rates diverge without.
UNEVEN = ("wine", "breast_cancer", "digits", UPLOAD)
# Their targets may be so large that the usual learning rates diverge without.
LARGE = ("diabetes", UPLOAD)
_POINTS = ("samples", "noise", "data_seed", "classes")
_SPLIT = ("test_size", "validation_split", "split_seed", "shuffle", "stratify", "standardize", "standardize_target")
_OUTPUT = ("loss", "output", "output_initializer")
_STEPPING = ("optimizer", "batch_size", "momentum", "nesterov", "weight_decay", "clipnorm", "seed")
_SCHEDULE = ("schedule", "schedule_factor", "schedule_epochs")
_AUGMENTATION = ("input_noise", "jitter", "rotation", "shift", "zoom")
_STOPPING = ("early_stopping", "monitor", "patience", "min_delta", "restore_best_weights")
# In the order of the lecture's section 1.7; batch normalization and dropout, which are a layer's, stand before them.
_REGULARIZERS = (*_AUGMENTATION, "l1", "l2", *_STOPPING)


def show_data(sight: Sight, front: DeltaGenerator) -> Sight:
    """Show which columns of which table are learned from, and how its rows are split.

    Args:
        sight: what is set.
        front: the place for what always matters; the rest is drawn folded, at the place of the call.
    """
    with front:
        sight = _show_source(sight)
    st.header("Data", anchor=False)
    dataset = str(sight.values["dataset"])
    if dataset not in ("iris", UPLOAD):
        sight = _folded(sight, "Inputs and features" if DATASETS[dataset].features else "Columns", column_keys(dataset))
    if sight.shows("samples"):
        sight = _folded(sight, "Points", _POINTS)
    return _folded(sight, "Split and scaling", _SPLIT)


def show_network(sight: Sight, front: DeltaGenerator) -> Sight:
    """Show the layers and what the output layer is for; `front` as above."""
    with front:
        sight, layers = _show_layers(sight)
    st.header("Network", anchor=False)
    if layers:
        with (
            st.expander(layers_title("Initial weights", ("initializer",), sight), key="layers_in_detail"),
            st.grid(2, min_column_width=100, gap=("small", "xsmall")),
        ):
            for index in layers:
                sight = _show_one(sight, f"initializer_{index}", f"Layer {index}")
    return _show_output(sight)


def show_training(sight: Sight, front: DeltaGenerator) -> Sight:
    """Show how the weights are found; `front` as above."""
    with front, st.grid(2, min_column_width=100, gap=("small", "xsmall")):
        sight = _show_all(sight, ("learning_rate", "epochs"))
    st.header("Training", anchor=False)
    sight = _folded(sight, "Optimizer, batches, seed", _STEPPING, key="more_training")
    sight = _folded(sight, "Learning-rate schedule", _SCHEDULE)
    return _show_changes(sight)


def show_regularization(sight: Sight, front: DeltaGenerator) -> Sight:
    """Show what keeps a network from over-fitting, together as in the lecture's section 1.7; all of it is drawn at `front`."""
    with front:
        layers = [index for index in range(1, LIMITS.max_hidden_layers + 1) if sight.shows(f"dropout_{index}")]
        if layers:
            with st.grid(min(3, len(layers)), min_column_width=80, gap=("small", "xsmall")):
                for index in layers:
                    sight = _show_one(sight, f"dropout_{index}", f"Dropout {index}")
        found = [*layers_differences(("batch_normalization",), sight), *differences(_REGULARIZERS, sight)]
        with st.expander(titled("More regularization", found), key="section_regularization"):
            for index in layers:
                sight = _show_one(sight, f"batch_normalization_{index}", f"Layer {index}: batch normalization")
            return _show_all(sight, _REGULARIZERS)


def _show_source(sight: Sight) -> Sight:
    # A grid, not columns, which a telephone stacks.
    with st.grid(2 if sight.shows("direction") else 1, min_column_width=100, gap="xsmall"):
        sight = _show_all(sight, ("dataset", "direction"))
    dataset = str(sight.values["dataset"])
    if dataset == UPLOAD:
        sight = sight_of(sight.values, show_upload())
    elif dataset == "iris":
        sight = _show_all(sight, column_keys(dataset))
    if sight.data is not None and not sight.shows("inputs"):
        st.caption(_in_words(sight.data))
    return sight


def _show_layers(sight: Sight) -> tuple[Sight, list[int]]:
    """Show a row for each layer, and return which layers there are."""
    sight = _show_all(sight, ("hidden_layers",))
    layers = [index for index in range(1, LIMITS.max_hidden_layers + 1) if sight.shows(f"units_{index}")]
    with st.grid(2, min_column_width=100, gap=("small", "xsmall")):
        for index in layers:
            sight = _show_one(sight, f"units_{index}", f"Layer {index}: units")
            sight = _show_one(sight, f"activation_{index}", "Activation")
    return sight, layers


def _folded(sight: Sight, words: str, keys: tuple[str, ...], key: str | None = None) -> Sight:
    """Show controls in a section that can be opened; by its key it stays open while its title changes."""
    with st.expander(title(words, keys, sight), key=key or f"section_{keys[0]}"):
        return _show_all(sight, keys)


def _show_all(sight: Sight, keys: tuple[str, ...]) -> Sight:
    for key in keys:
        # Nobody can say what loss suits data that are not there.
        if sight.shows(key) and sight.default(key) is not None:
            sight = sight.having({key: show(key, sight, on_change=_ON_CHANGE.get(key))})
    return sight


def _show_one(sight: Sight, key: str, label: str) -> Sight:
    return sight.having({key: show(key, sight, label)})


def _show_output(sight: Sight) -> Sight:
    words = st.container()
    with st.expander(title("Output and loss", _OUTPUT, sight), key="section_output"):
        sight = _show_all(sight, _OUTPUT)
    data = sight.data
    if data is None:
        return sight
    loss, activation = LOSSES[str(sight.value("loss"))], ACTIVATIONS[str(sight.value("output"))]
    outputs = 1 if loss.single else len(data.class_names or data.targets)
    words.caption(
        f"Output: {outputs} × {activation.label.lower()}  \nLoss: {loss.label.lower()}",
        help=f"By default set by the task, {data.task}.\n\n{activation.help}\n\n{loss.help}",
    )
    return sight


def _show_changes(sight: Sight) -> Sight:
    """Show what was changed while a run trained, once there is something."""
    if not sight.values["changes"]:
        return sight
    with st.expander(CHANGES.label, expanded=True, key="section_changes"):
        sight = _show_one(sight, "changes", "In the link's words")
        try:
            st.caption("\n".join(f"- {words}" for words in changes_in_words(changes_in(sight.values["changes"]))))
        except ExperimentError as error:
            st.caption(literal(str(error)))
        st.button("Remove the changes", key="remove_changes", on_click=_remove_changes, icon=":material/delete:", width="stretch")
    return sight


def _remove_changes() -> None:
    st.session_state["changes"] = ""


def _suit_data() -> None:
    """Standardise where the columns need it: a set that is chosen should learn something with the settings as they are."""
    for key in DEPENDENT:
        # What was usual for the old columns was nobody's choice.
        if not is_said(key):
            st.session_state.pop(key, None)
    st.session_state["standardize"] = st.session_state["dataset"] in UNEVEN
    st.session_state["standardize_target"] = st.session_state["dataset"] in LARGE


def _suit_output() -> None:
    """Take the output activation that is usual for the loss: one that was usual for another loss was nobody's choice."""
    # Chosen together with another data set, it is one that was usual for the old columns.
    loss = LOSSES.get(st.session_state.get("loss", ""))
    if loss is not None:
        st.session_state["output"] = (loss.outputs or ("linear",))[0]


_ON_CHANGE: Mapping[str, Callable[[], None]] = MappingProxyType({"dataset": _suit_data, "loss": _suit_output})


def _in_words(data: Data) -> str:
    inputs = ", ".join(data.inputs) if len(data.inputs) <= 8 else f"{len(data.inputs)} measurements"
    classes = f" ({len(data.class_names)} classes)" if data.class_names else ""
    return f"x: {literal(inputs)}  \ny: {literal(', '.join(data.targets))}{classes}"
