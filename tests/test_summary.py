"""The model summary: the lecture's sums, and Keras' own counts."""

import pytest

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.summary import LayerRow, layer_summary, parameter_count

SPECIES = Experiment(
    Data(inputs=("petal width (cm)",), targets=("species",)),
    Network((Layer(7, "tanh", dropout=0.5), Layer(3, "softmax"), Layer(1, "linear", dropout=0.05)), "softmax"),
    Training(loss="categorical_crossentropy"),
)


def test_the_lectures_example_has_4354_parameters() -> None:
    assert layer_summary(Experiment()) == (
        LayerRow("input", "InputLayer", "(None, 2)", 0, ""),
        LayerRow("hidden_1", "Dense", "(None, 32)", 96, "2 × 32 + 32 = 96"),
        LayerRow("hidden_2", "Dense", "(None, 64)", 2112, "32 × 64 + 64 = 2112"),
        LayerRow("hidden_3", "Dense", "(None, 32)", 2080, "64 × 32 + 32 = 2080"),
        LayerRow("output", "Dense", "(None, 2)", 66, "32 × 2 + 2 = 66"),
    )
    assert parameter_count(Experiment()) == 96 + 2112 + 2080 + 66 == 4354


def test_dropout_is_a_row_of_its_own_without_parameters() -> None:
    rows = layer_summary(SPECIES)
    assert [row.name for row in rows] == ["input", "hidden_1", "dropout_1", "hidden_2", "hidden_3", "dropout_3", "output"]
    assert rows[2] == LayerRow("dropout_1", "Dropout", "(None, 7)", 0, "")
    assert rows[-1] == LayerRow("output", "Dense", "(None, 3)", 6, "1 × 3 + 3 = 6")


def test_without_hidden_layers_inputs_and_outputs_meet() -> None:
    rows = layer_summary(Experiment(network=Network(())))
    assert [(row.name, row.parameters) for row in rows] == [("input", 0), ("output", 6)]


@pytest.mark.parametrize("experiment", [Experiment(), SPECIES, Experiment(network=Network(()))], ids=["lecture", "species", "flat"])
def test_types_shapes_and_counts_are_those_of_keras(experiment: Experiment) -> None:
    import keras

    model = keras.Sequential([keras.layers.InputLayer((len(experiment.data.inputs),))])
    for layer in experiment.network.hidden:
        model.add(keras.layers.Dense(layer.units, layer.activation))
        if layer.dropout > 0:
            model.add(keras.layers.Dropout(layer.dropout))
    model.add(keras.layers.Dense(len(experiment.output_names), experiment.network.output))

    first, *rows = layer_summary(experiment)
    assert (first.kind, first.shape) == ("InputLayer", str(model.input_shape))
    assert [row.kind for row in rows] == [type(layer).__name__ for layer in model.layers]
    assert [row.shape for row in rows] == [str(layer.output.shape) for layer in model.layers]
    assert [row.parameters for row in rows] == [layer.count_params() for layer in model.layers]
    assert parameter_count(experiment) == model.count_params()
