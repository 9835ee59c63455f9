"""An experiment is a value: the lecture's example by default, equal by content, refused in one sentence where its parts do not fit."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

from playground.choices import LOSSES
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Training
from tests.experiment.refusing import sentence_of
from tests.strategies import experiments

SEPALS = ("sepal length (cm)", "sepal width (cm)")
PETALS = ("petal length (cm)", "petal width (cm)")

SPECIES = Data(targets=("species",))
TUMOURS = Data("breast_cancer")
CROSS_ENTROPY = Training(loss="categorical_crossentropy")
BINARY = Training(loss="binary_crossentropy")


def test_the_default_is_the_lectures_worked_example() -> None:
    experiment = Experiment()
    assert experiment.data == Data("iris", SEPALS, PETALS, test_size=0.2, validation_split=0.1, seed=7)
    assert experiment.network == Network((Layer(32, "relu"), Layer(64, "relu"), Layer(32, "relu")), output="linear")
    assert experiment.training == Training("sgd", 0.01, 0.0, "mse", batch_size=4, epochs=100, seed=6)
    assert experiment.data.task == "regression"


def test_equal_experiments_are_one_key() -> None:
    assert len({Experiment(), Experiment(), Experiment(training=Training(epochs=100))}) == 1
    assert Experiment() != Experiment(training=Training(epochs=101))


def test_the_same_numbers_in_other_types_are_the_same_experiment() -> None:
    exotic = Experiment(
        data=Data(inputs=list(SEPALS), test_size=np.float64(0.2), seed=np.int64(7)),  # type: ignore[arg-type]
        network=Network([Layer(np.int32(32)), Layer(np.uint8(64)), Layer(32, np.str_("relu"), dropout=0)]),  # type: ignore[arg-type]
        training=Training(batch_size=np.int64(4), momentum=-0.0, changes=[]),  # type: ignore[arg-type]
    )
    assert exotic == Experiment()
    assert hash(exotic) == hash(Experiment())
    assert exotic.to_json() == Experiment().to_json()


@pytest.mark.parametrize("value", [Experiment(), Data(), Layer(), Augmentation(), Network(), Training(), Change(1, 0.1)])
def test_nothing_of_it_can_be_changed(value: object) -> None:
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)


@settings(max_examples=200, deadline=None)
@given(experiment=experiments())
def test_every_output_stands_for_a_target_or_a_class(experiment: Experiment) -> None:
    data, names = experiment.data, experiment.output_names
    if data.task == "regression":
        assert names == data.targets
    elif LOSSES[experiment.training.loss].single:
        assert names == (data.class_names[1],)
    else:
        assert names == data.class_names
    assert not set(data.inputs) & set(data.targets)


def test_one_output_stands_for_the_second_of_two_classes() -> None:
    assert Experiment(TUMOURS, Network(output="sigmoid"), BINARY).output_names == ("benign",)
    assert Experiment(TUMOURS, Network(output="softmax"), CROSS_ENTROPY).output_names == ("malignant", "benign")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"data": None}, "data must be a Data. Received: None."),
        ({"network": "32-64-32"}, "network must be a Network. Received: '32-64-32'."),
        ({"training": {}}, "training must be a Training. Received: {}."),
        (
            {"data": SPECIES},
            "The losses of a classification are categorical_crossentropy, binary_crossentropy, hinge. Received: mse.",
        ),
        ({"training": CROSS_ENTROPY}, "The losses of a regression are mse, mae, huber. Received: categorical_crossentropy."),
        (
            {"data": SPECIES, "training": CROSS_ENTROPY},
            "With the loss categorical_crossentropy the output activation is softmax. Received: linear.",
        ),
        (
            {"data": SPECIES, "network": Network(output="sigmoid"), "training": BINARY},
            "The loss binary_crossentropy is for two classes. Received: 3 classes.",
        ),
        (
            {"data": TUMOURS, "network": Network(output="tanh"), "training": BINARY},
            "With the loss binary_crossentropy the output activation is sigmoid. Received: tanh.",
        ),
        (
            {"data": TUMOURS, "network": Network(output="softmax"), "training": Training(loss="hinge")},
            "With the loss hinge the output activation is tanh or linear. Received: softmax.",
        ),
        (
            {"data": Data(targets=("petal width (cm)",)), "network": Network(output="softmax")},
            "A softmax output needs at least 2 units, for with one its output is always 1. Received: 1 target.",
        ),
        (
            {"data": Data(validation_split=0.0), "training": Training(early_stopping=True)},
            "Early stopping on val_loss needs validation rows. Received: validation_split=0.",
        ),
        (
            {"training": Training(early_stopping=True, monitor="accuracy")},
            "Only a classification has an accuracy to stop on. Received: monitor=accuracy.",
        ),
        (
            {"network": Network(augmentation=Augmentation(rotation=0.1))},
            "Rotation, shift and zoom are for pictures: the digits with all 64 pixels. Received: Iris with 2 inputs.",
        ),
        (
            {
                "data": Data("digits", inputs=("pixel_0_1", "pixel_0_2")),
                "network": Network(output="softmax", augmentation=Augmentation(zoom=0.1)),
                "training": CROSS_ENTROPY,
            },
            "Rotation, shift and zoom are for pictures: the digits with all 64 pixels. Received: Digits with 2 inputs.",
        ),
    ],
)
def test_parts_that_do_not_go_together_are_refused(wrong: dict[str, object], sentence: str) -> None:
    assert sentence_of(Experiment, **wrong) == sentence


def test_classification_with_softmax_and_cross_entropy_is_an_experiment() -> None:
    assert Experiment(SPECIES, Network(output="softmax"), CROSS_ENTROPY).data.task == "classification"


def test_early_stopping_needs_what_it_watches_and_no_more() -> None:
    without = Data(targets=("species",), validation_split=0.0)
    training = Training(loss="categorical_crossentropy", early_stopping=True, monitor="accuracy")
    assert Experiment(without, Network(output="softmax"), training).training.monitor == "accuracy"


def test_importing_the_experiment_imports_none_of_the_heavy_libraries() -> None:
    script = "import sys, playground.experiment; print(sorted({'keras', 'tensorflow', 'streamlit', 'plotly'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    assert done.stdout == "[]\n"
