"""The model summary: the lecture's sums, and Keras' own counts."""

import pytest
from hypothesis import given, settings

from playground.experiment import Augmentation, Data, Experiment, Layer, Network, Training
from playground.summary import LayerRow, layer_summary, parameter_count
from tests.strategies import SMALL, experiments

SPECIES = Experiment(
    Data(inputs=("petal width (cm)",), targets=("species",)),
    Network(
        (Layer(7, "tanh", dropout=0.5), Layer(3, "softmax", batch_normalization=True), Layer(1, "linear", 0.05, True)),
        "softmax",
        augmentation=Augmentation(jitter=0.1),
    ),
    Training(loss="categorical_crossentropy"),
)
DIGITS = Experiment(
    Data("digits"),
    Network((Layer(16),), "softmax", augmentation=Augmentation(noise=0.5, rotation=0.1, shift=0.2, zoom=0.1)),
    Training(loss="categorical_crossentropy"),
)


def test_the_lectures_example_has_4354_parameters() -> None:
    assert layer_summary(Experiment()) == (
        LayerRow("input", "InputLayer", "(None, 2)", 0, ""),
        LayerRow("hidden1", "Dense", "(None, 32)", 96, "2 × 32 + 32 = 96"),
        LayerRow("hidden2", "Dense", "(None, 64)", 2112, "32 × 64 + 64 = 2112"),
        LayerRow("hidden3", "Dense", "(None, 32)", 2080, "64 × 32 + 32 = 2080"),
        LayerRow("output", "Dense", "(None, 2)", 66, "32 × 2 + 2 = 66"),
    )
    assert parameter_count(Experiment()) == 96 + 2112 + 2080 + 66 == 4354


def test_dropout_is_a_row_of_its_own_without_parameters() -> None:
    rows = layer_summary(SPECIES)
    names = ["input", "jitter", "hidden1", "dropout1", "hidden2", "normalization2", "hidden3", "normalization3", "dropout3", "output"]
    assert [row.name for row in rows] == names
    assert rows[3] == LayerRow("dropout1", "Dropout", "(None, 7)", 0, "")
    assert rows[-1] == LayerRow("output", "Dense", "(None, 3)", 6, "1 × 3 + 3 = 6")


def test_batch_normalization_has_four_numbers_a_unit() -> None:
    words = "3 γ + 3 β + 3 means + 3 variances = 12"
    assert layer_summary(SPECIES)[5] == LayerRow("normalization2", "BatchNormalization", "(None, 3)", 12, words)


def test_pictures_are_folded_moved_and_flattened_before_noise_is_added() -> None:
    assert [(row.name, row.kind, row.shape) for row in layer_summary(DIGITS)[:7]] == [
        ("input", "InputLayer", "(None, 64)"),
        ("picture", "Reshape", "(None, 8, 8, 1)"),
        ("rotation", "RandomRotation", "(None, 8, 8, 1)"),
        ("shift", "RandomTranslation", "(None, 8, 8, 1)"),
        ("zoom", "RandomZoom", "(None, 8, 8, 1)"),
        ("pixels", "Reshape", "(None, 64)"),
        ("noise", "GaussianNoise", "(None, 64)"),
    ]


def test_without_hidden_layers_inputs_and_outputs_meet() -> None:
    rows = layer_summary(Experiment(network=Network(())))
    assert [(row.name, row.parameters) for row in rows] == [("input", 0), ("output", 6)]


@pytest.mark.parametrize("experiment", [Experiment(), SPECIES, DIGITS, Experiment(network=Network(()))])
def test_names_types_shapes_and_counts_are_those_of_the_keras_model(experiment: Experiment) -> None:
    _compare(experiment)


@settings(max_examples=25, deadline=None)
@given(experiment=experiments(SMALL))
def test_so_they_are_for_any_experiment(experiment: Experiment) -> None:
    _compare(experiment)


def _compare(experiment: Experiment) -> None:
    from playground.training.model import build_model

    model = build_model(experiment)
    rows = layer_summary(experiment)
    assert [row.name for row in rows] == [layer.name for layer in model.layers]
    assert [row.kind for row in rows] == [type(layer).__name__ for layer in model.layers]
    assert [row.shape for row in rows] == [str(layer.output.shape) for layer in model.layers]
    assert [row.parameters for row in rows] == [layer.count_params() for layer in model.layers]
    assert parameter_count(experiment) == model.count_params()
