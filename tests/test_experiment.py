"""An experiment is a value: the lecture's example by default, equal by content, refused in one sentence where it makes no sense."""

import dataclasses
import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.settings import ExperimentError
from tests.strategies import experiments

SEPALS = ("sepal length (cm)", "sepal width (cm)")
PETALS = ("petal length (cm)", "petal width (cm)")
COLUMNS = "sepal length (cm), sepal width (cm), petal length (cm), petal width (cm), species"


def test_the_default_is_the_lectures_worked_example() -> None:
    experiment = Experiment()
    assert experiment.data == Data("iris", SEPALS, PETALS, test_size=0.2, validation_split=0.1, seed=0)
    assert experiment.network == Network((Layer(32, "relu"), Layer(64, "relu"), Layer(32, "relu")), output="linear")
    assert experiment.training == Training("sgd", 0.01, 0.0, "mse", batch_size=4, epochs=100, seed=0)
    assert experiment.data.task == "regression"


def test_it_splits_the_150_flowers_as_scikit_learn_and_keras_do() -> None:
    assert Data().split_rows == (108, 12, 30)
    assert Data(validation_split=0.0).split_rows == (120, 0, 30)
    assert Data(test_size=0.33, validation_split=0.25).split_rows == (75, 25, 50)


def test_species_make_it_a_classification_with_a_unit_for_each() -> None:
    data = Data(targets=("species",))
    assert data.task == "classification"
    assert data.class_names == ("setosa", "versicolor", "virginica")
    assert Experiment().output_names == PETALS


def test_equal_experiments_are_one_key() -> None:
    assert len({Experiment(), Experiment(), Experiment(training=Training(epochs=100))}) == 1
    assert Experiment() != Experiment(training=Training(epochs=101))


def test_the_same_numbers_in_other_types_are_the_same_experiment() -> None:
    exotic = Experiment(
        data=Data(inputs=list(SEPALS), test_size=np.float64(0.2), seed=np.int64(0)),  # type: ignore[arg-type]
        network=Network([Layer(np.int32(32)), Layer(np.uint8(64)), Layer(32, np.str_("relu"), dropout=0)]),  # type: ignore[arg-type]
        training=Training(batch_size=np.int64(4), momentum=-0.0),  # type: ignore[arg-type]
    )
    assert exotic == Experiment()
    assert hash(exotic) == hash(Experiment())
    assert exotic.to_json() == Experiment().to_json()


@pytest.mark.parametrize("value", [Experiment(), Data(), Layer(), Network(), Training()])
def test_nothing_of_it_can_be_changed(value: object) -> None:
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)


@settings(max_examples=200, deadline=None)
@given(experiment=experiments())
def test_json_brings_back_an_equal_experiment(experiment: Experiment) -> None:
    again = Experiment.from_json(experiment.to_json())
    assert again == experiment
    assert hash(again) == hash(experiment)


def test_json_of_an_older_version_takes_the_defaults_for_what_it_lacks() -> None:
    assert Experiment.from_json("{}") == Experiment()
    text = '{"network": {"hidden": [{"units": 5}, {}]}, "training": {"epochs": 7}}'
    assert Experiment.from_json(text) == Experiment(network=Network((Layer(5), Layer())), training=Training(epochs=7))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "An experiment must be JSON. Received: ''."),
        ("{", "An experiment must be JSON. Received: '{'."),
        ("[" * 100_000, f"An experiment must be JSON. Received: '{'[' * 56}…."),
        ("[]", "Experiment must be an object with the fields data, network, training. Received: []."),
        ("null", "Experiment must be an object with the fields data, network, training. Received: None."),
        ('{"optimiser": 1}', "The fields of Experiment are data, network, training. Received: 'optimiser'."),
        ('{"data": 3}', "Data must be an object with the fields dataset, inputs, targets, test_size, validation_split, seed. Received: 3."),
        ('{"network": {"hidden": 3}}', "Hidden layers must be a list of Layer. Received: 3."),
        ('{"network": {"hidden": [3]}}', "Layer must be an object with the fields units, activation, dropout. Received: 3."),
        ('{"network": {"hidden": [{"unit": 3}]}}', "The fields of Layer are units, activation, dropout. Received: 'unit'."),
        ('{"training": {"learning_rate": NaN}}', "Learning rate must be a number above 0 and at most 10. Received: nan."),
        ('{"training": {"learning_rate": 1e999}}', "Learning rate must be a number above 0 and at most 10. Received: inf."),
        ('{"training": {"epochs": "5"}}', "Epochs must be a whole number from 1 to 10,000. Received: '5'."),
        ('{"data": {"inputs": "species"}}', "Inputs must be a list of column names. Received: 'species'."),
    ],
)
def test_json_that_says_no_experiment_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        Experiment.from_json(text)
    assert str(refused.value) == sentence


def test_what_is_no_text_at_all_is_no_json_either() -> None:
    with pytest.raises(ExperimentError, match=r"^An experiment must be JSON\. Received: None\.$"):
        Experiment.from_json(None)  # type: ignore[arg-type]


def test_json_is_plain_json_with_true_column_names() -> None:
    content = json.loads(Experiment().to_json())
    assert content["data"]["inputs"] == list(SEPALS)
    assert content["network"]["hidden"][1] == {"units": 64, "activation": "relu", "dropout": 0.0}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dataset": "titanic"}, "Data set must be one of iris. Received: 'titanic'."),
        ({"inputs": ()}, "Inputs must name at least one column. Received: none."),
        ({"targets": ()}, "Targets must name at least one column. Received: none."),
        ({"inputs": ("sepal length (cm)",) * 2}, "Inputs must name each column once. Received: sepal length (cm), sepal length (cm)."),
        ({"inputs": ("age",)}, f"Columns of Iris are {COLUMNS}. Received: 'age'."),
        ({"targets": ("age",)}, f"Columns of Iris are {COLUMNS}. Received: 'age'."),
        ({"inputs": PETALS}, "A column is either an input or a target, not both. Received: petal length (cm) as both."),
        ({"inputs": ("species",)}, "Inputs must be measurements. Received: species, a column of names."),
        (
            {"targets": ("species", "petal width (cm)")},
            "A column of names is predicted on its own. Received: species, petal width (cm).",
        ),
        ({"test_size": 0.0}, "Test fraction must be a number above 0 and below 1. Received: 0.0."),
        ({"test_size": 1.0}, "Test fraction must be a number above 0 and below 1. Received: 1.0."),
        ({"test_size": float("nan")}, "Test fraction must be a number above 0 and below 1. Received: nan."),
        ({"validation_split": 1}, "Validation fraction must be a number of at least 0 and below 1. Received: 1."),
        ({"validation_split": -0.1}, "Validation fraction must be a number of at least 0 and below 1. Received: -0.1."),
        ({"seed": -1}, "Split seed must be a whole number from 0 to 999,999. Received: -1."),
        ({"seed": 1_000_000}, "Split seed must be a whole number from 0 to 999,999. Received: 1000000."),
        (
            {"test_size": 0.999},
            "The split must leave at least one row for training, for the test and, if asked for, for validation. "
            "Received: test_size=0.999, validation_split=0.1: 0 for training, 0 for validation, 150 for the test.",
        ),
        (
            {"test_size": 0.9, "validation_split": 0.99},
            "The split must leave at least one row for training, for the test and, if asked for, for validation. "
            "Received: test_size=0.9, validation_split=0.99: 0 for training, 15 for validation, 135 for the test.",
        ),
    ],
)
def test_data_that_cannot_be_learned_from_is_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        Data(**wrong)  # type: ignore[arg-type]
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"units": 0}, "Units must be a whole number from 1 to 512. Received: 0."),
        ({"units": 513}, "Units must be a whole number from 1 to 512. Received: 513."),
        ({"units": 2.0}, "Units must be a whole number from 1 to 512. Received: 2.0."),
        ({"units": True}, "Units must be a whole number from 1 to 512. Received: True."),
        ({"activation": "swish"}, "Activation must be one of linear, relu, sigmoid, tanh, softmax. Received: 'swish'."),
        ({"activation": None}, "Activation must be one of linear, relu, sigmoid, tanh, softmax. Received: None."),
        ({"dropout": 1.0}, "Dropout must be a number of at least 0 and below 1. Received: 1.0."),
        ({"dropout": -0.1}, "Dropout must be a number of at least 0 and below 1. Received: -0.1."),
        ({"dropout": "0.5"}, "Dropout must be a number of at least 0 and below 1. Received: '0.5'."),
        (
            {"units": 1, "activation": "softmax"},
            "A softmax layer needs at least 2 units, for with one its output is always 1. Received: units=1.",
        ),
    ],
)
def test_a_layer_that_cannot_work_is_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        Layer(**wrong)  # type: ignore[arg-type]
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("hidden", "sentence"),
    [
        ((Layer(),) * 9, "Hidden layers must be a whole number from 0 to 8. Received: 9."),
        (Layer(), "Hidden layers must be a list of Layer. Received: Layer(units=32, activation='relu', dropout=0.0)."),
        ((32, 64), "Hidden layers must be a list of Layer. Received: (32, 64)."),
        (None, "Hidden layers must be a list of Layer. Received: None."),
    ],
)
def test_hidden_layers_are_at_most_eight_layers(hidden: tuple[Layer, ...], sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        Network(hidden)
    assert str(refused.value) == sentence


def test_no_hidden_layer_is_a_network_too() -> None:
    assert Network(()).hidden == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"optimizer": "rmsprop"}, "Optimizer must be one of sgd, adam. Received: 'rmsprop'."),
        ({"optimizer": ["sgd"]}, "Optimizer must be one of sgd, adam. Received: ['sgd']."),
        ({"learning_rate": 0.0}, "Learning rate must be a number above 0 and at most 10. Received: 0.0."),
        ({"learning_rate": -0.01}, "Learning rate must be a number above 0 and at most 10. Received: -0.01."),
        ({"learning_rate": float("inf")}, "Learning rate must be a number above 0 and at most 10. Received: inf."),
        ({"learning_rate": "0.01"}, "Learning rate must be a number above 0 and at most 10. Received: '0.01'."),
        ({"momentum": 1.0}, "Momentum must be a number of at least 0 and below 1. Received: 1.0."),
        ({"optimizer": "adam", "momentum": 0.9}, "Momentum is a setting of SGD. Received: momentum=0.9 with adam."),
        ({"loss": "mae"}, "Loss must be one of mse, categorical_crossentropy. Received: 'mae'."),
        ({"batch_size": 0}, "Batch size must be a whole number from 1 to 4,096. Received: 0."),
        ({"batch_size": 5000}, "Batch size must be a whole number from 1 to 4,096. Received: 5000."),
        ({"epochs": 0}, "Epochs must be a whole number from 1 to 10,000. Received: 0."),
        ({"epochs": 10_001}, "Epochs must be a whole number from 1 to 10,000. Received: 10001."),
        ({"seed": 0.5}, "Training seed must be a whole number from 0 to 999,999. Received: 0.5."),
    ],
)
def test_training_that_cannot_be_done_is_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        Training(**wrong)  # type: ignore[arg-type]
    assert str(refused.value) == sentence


CLASSES = Data(targets=("species",))
CROSS_ENTROPY = Training(loss="categorical_crossentropy")
NEEDS = "Classification needs a softmax output and the loss categorical_crossentropy. Received:"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"data": None}, "data must be a Data. Received: None."),
        ({"network": "32-64-32"}, "network must be a Network. Received: '32-64-32'."),
        ({"training": {}}, "training must be a Training. Received: {}."),
        ({"data": CLASSES}, f"{NEEDS} output='linear', loss='mse'."),
        ({"data": CLASSES, "network": Network(output="softmax")}, f"{NEEDS} output='softmax', loss='mse'."),
        ({"data": CLASSES, "training": CROSS_ENTROPY}, f"{NEEDS} output='linear', loss='categorical_crossentropy'."),
        (
            {"training": CROSS_ENTROPY},
            "Regression needs the loss mse, for cross-entropy compares probabilities. Received: loss='categorical_crossentropy'.",
        ),
        (
            {"data": Data(targets=("petal width (cm)",)), "network": Network(output="softmax")},
            "A softmax output needs at least 2 units, for with one its output is always 1. Received: 1 target.",
        ),
    ],
)
def test_parts_that_do_not_go_together_are_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ExperimentError) as refused:
        Experiment(**wrong)  # type: ignore[arg-type]
    assert str(refused.value) == sentence


def test_classification_with_softmax_and_cross_entropy_is_an_experiment() -> None:
    assert Experiment(CLASSES, Network(output="softmax"), CROSS_ENTROPY).data.task == "classification"


def test_a_huge_learning_rate_is_allowed_for_divergence_is_a_lesson() -> None:
    assert Training(learning_rate=10).learning_rate == 10.0


def test_importing_the_experiment_imports_none_of_the_heavy_libraries() -> None:
    script = "import sys, playground.experiment; print(sorted({'keras', 'tensorflow', 'streamlit', 'plotly'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    assert done.stdout == "[]\n"
