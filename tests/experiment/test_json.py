"""An experiment as JSON: it reads back as it was written, also what older versions wrote, and anything else gets one sentence."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Training, Upload
from playground.settings import ExperimentError
from tests.experiment.refusing import sentence_of
from tests.strategies import experiments

DATA = (
    "dataset, inputs, targets, test_size, validation_split, seed, shuffle, stratify, standardize, standardize_target, "
    "samples, noise, draw, class_count, upload"
)
LAYER = "units, activation, dropout, batch_normalization, initializer"
UPLOAD: dict[str, Any] = {
    "name": "pets.csv",
    "digest": "ab" * 32,
    "rows": 20,
    "measurements": ["age", "weight"],
    "classes": [["kind", ["cat", "dog"]]],
}

# As the first release wrote the lecture's example, and a classification with everything that it knew.
FIRST_RELEASE = """{"data": {"dataset": "iris", "inputs": ["sepal length (cm)", "sepal width (cm)"], "targets": ["petal length (cm)",
"petal width (cm)"], "test_size": 0.2, "validation_split": 0.1, "seed": 0}, "network": {"hidden": [{"units": 32, "activation": "relu",
"dropout": 0.0}, {"units": 64, "activation": "relu", "dropout": 0.0}, {"units": 32, "activation": "relu", "dropout": 0.0}], "output":
"linear"}, "training": {"optimizer": "sgd", "learning_rate": 0.01, "momentum": 0.0, "loss": "mse", "batch_size": 4, "epochs": 100,
"seed": 0}}"""
FIRST_CLASSES = """{"data": {"dataset": "iris", "inputs": ["petal width (cm)"], "targets": ["species"], "test_size": 0.25,
"validation_split": 0.0, "seed": 7}, "network": {"hidden": [{"units": 8, "activation": "tanh", "dropout": 0.2}], "output": "softmax"},
"training": {"optimizer": "sgd", "learning_rate": 0.1, "momentum": 0.9, "loss": "categorical_crossentropy", "batch_size": 16, "epochs":
40, "seed": 3}}"""


@settings(max_examples=200, deadline=None)
@given(experiment=experiments())
def test_json_brings_back_an_equal_experiment(experiment: Experiment) -> None:
    again = Experiment.from_json(experiment.to_json())
    assert again == experiment
    assert hash(again) == hash(experiment)


def test_an_uploads_words_come_back_too() -> None:
    upload = Upload("pets.csv", "ab" * 32, 20, ("age", "weight"), (("kind", ("cat", "dog")),))
    network, training = Network(output="softmax"), Training(loss="categorical_crossentropy")
    experiment = Experiment(Data("upload", ("age",), ("kind",), upload=upload), network, training)
    assert json.loads(experiment.to_json())["data"]["upload"] == UPLOAD
    assert Experiment.from_json(experiment.to_json()) == experiment


def test_json_of_the_first_release_still_reads() -> None:
    assert Experiment.from_json(FIRST_RELEASE) == Experiment(Data(seed=0), training=Training(seed=0))
    assert Experiment.from_json(FIRST_CLASSES) == Experiment(
        Data(inputs=("petal width (cm)",), targets=("species",), test_size=0.25, validation_split=0.0, seed=7),
        Network((Layer(8, "tanh", 0.2),), "softmax"),
        Training("sgd", 0.1, 0.9, "categorical_crossentropy", 16, 40, 3),
    )


def test_what_json_lacks_takes_its_default() -> None:
    assert Experiment.from_json("{}") == Experiment()
    text = """{"network": {"hidden": [{"units": 5}, {}], "augmentation": {"noise": 0.1}},
        "training": {"epochs": 7, "changes": [{"epoch": 3, "l1": 0.1}]}}"""
    network = Network((Layer(5), Layer()), augmentation=Augmentation(noise=0.1))
    assert Experiment.from_json(text) == Experiment(network=network, training=Training(epochs=7, changes=(Change(3, l1=0.1),)))


def test_json_is_plain_json_with_true_column_names() -> None:
    content = json.loads(Experiment().to_json())
    assert content["data"]["inputs"] == ["sepal length (cm)", "sepal width (cm)"]
    assert content["network"]["hidden"][1] == {
        "units": 64,
        "activation": "relu",
        "dropout": 0.0,
        "batch_normalization": False,
        "initializer": "glorot_uniform",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "An experiment must be JSON. Received: ''."),
        ("{", "An experiment must be JSON. Received: '{'."),
        ("[" * 100_000, f"An experiment must be JSON. Received: '{'[' * 56}…."),
        (
            '{"data": ' + "9" * 5_000 + "}",
            'An experiment must be JSON. Received: \'{"data": ' + "9" * 47 + "….",
        ),
        ("[]", "Experiment must be an object with the fields data, network, training. Received: []."),
        ("null", "Experiment must be an object with the fields data, network, training. Received: None."),
        ('{"optimiser": 1}', "The fields of Experiment are data, network, training. Received: 'optimiser'."),
        ('{"data": 3}', f"Data must be an object with the fields {DATA}. Received: 3."),
        ('{"network": {"hidden": 3}}', "Hidden layers must be a list of Layer. Received: 3."),
        ('{"network": {"hidden": [3]}}', f"Layer must be an object with the fields {LAYER}. Received: 3."),
        ('{"network": {"hidden": [{"unit": 3}]}}', f"The fields of Layer are {LAYER}. Received: 'unit'."),
        (
            '{"network": {"augmentation": null}}',
            "Augmentation must be an object with the fields noise, jitter, rotation, shift, zoom. Received: None.",
        ),
        ('{"training": {"learning_rate": NaN}}', "Learning rate must be a number above 0 and at most 10. Received: nan."),
        ('{"training": {"learning_rate": 1e999}}', "Learning rate must be a number above 0 and at most 10. Received: inf."),
        ('{"training": {"epochs": "5"}}', "Epochs must be a whole number from 1 to 10,000. Received: '5'."),
        ('{"training": {"changes": 5}}', "Changes must be a list of Change. Received: 5."),
        (
            '{"training": {"changes": [5]}}',
            "Change must be an object with the fields epoch, learning_rate, l1, l2, weights, silenced, frozen. Received: 5.",
        ),
        ('{"training": {"changes": [{"epoch": 1, "weights": 5}]}}', "Edits must be a list of WeightEdit. Received: 5."),
        (
            '{"training": {"changes": [{"epoch": 1, "weights": [{"layer": 1, "unit": 2, "value": 3}]}]}}',
            "The source of an edited weight must be a whole number from 0 to 512. Received: None.",
        ),
        (
            '{"training": {"changes": [{"epoch": 1, "silenced": [{"layer": 1, "neuron": 2}]}]}}',
            "The fields of Neuron are layer, unit. Received: 'neuron'.",
        ),
        ('{"training": {"changes": [{"l1": 0.1}]}}', "The epoch of a change must be a whole number from 1 to 10,000. Received: None."),
        ('{"data": {"inputs": "species"}}', "Inputs must be a list of column names. Received: 'species'."),
        (
            '{"data": {"inputs": ["\\ud800", "\\ud800"]}}',
            "Inputs must name each column once. Received: \\ud800, \\ud800.",
        ),
        (
            '{"data": {"upload": []}}',
            "Upload must be an object with the fields name, digest, rows, measurements, classes. Received: [].",
        ),
        (
            '{"data": {"upload": {"name": "a.csv"}}}',
            "An upload must be described by its columns and rows. Received: {'name': 'a.csv'}.",
        ),
        (
            '{"data": {"dataset": "upload"}}',
            "Your own table has to be uploaded again: neither links nor files carry it. Received: no table.",
        ),
    ],
)
def test_json_that_says_no_experiment_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    assert sentence_of(Experiment.from_json, text) == sentence


@pytest.mark.parametrize("classes", [5, [5], ["k"], [["k"]], [["k", 5]], [["k", ["a"], 1]], [[[], ["a"]]], [{}], {"k": ["a"]}, None])
def test_classes_that_are_no_pairs_of_a_column_and_its_names_are_refused(classes: object) -> None:
    text = json.dumps({"data": {"dataset": "upload", "upload": UPLOAD | {"classes": classes}}})
    assert ". Received: " in sentence_of(Experiment.from_json, text)


def test_what_is_no_text_at_all_is_no_json_either() -> None:
    assert sentence_of(Experiment.from_json, None) == "An experiment must be JSON. Received: None."


ANY_TEXT = st.text(st.characters(codec=None), max_size=8)  # halves of surrogate pairs too, as JSON can write them
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.sampled_from(("iris", "upload", "class", "x²", "relu", "mse")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(text=st.text() | ANY_JSON.map(json.dumps))
def test_any_text_and_any_json_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


@settings(max_examples=300, deadline=None)
@given(part=st.sampled_from(("data", "network", "training")), content=ANY_JSON)
def test_any_part_is_read_or_refused(part: str, content: object) -> None:
    _read_or_refused(json.dumps({part: content}))


@settings(max_examples=400, deadline=None)
@given(experiment=experiments(), draw=st.data())
def test_an_experiment_with_anything_anywhere_is_read_or_refused(experiment: Experiment, draw: st.DataObject) -> None:
    content = json.loads(experiment.to_json())
    if draw.draw(st.booleans()):
        content["data"] |= {"dataset": "upload", "upload": json.loads(json.dumps(UPLOAD)), "inputs": ["age"], "targets": ["kind"]}
        for name in ("samples", "noise", "draw", "class_count"):
            del content["data"][name]
    for _ in range(draw.draw(st.integers(1, 3))):
        holder, key = draw.draw(st.sampled_from(list(_places(content))))
        if isinstance(holder, dict) and draw.draw(st.booleans()):
            holder.pop(key, None)
        else:
            holder[key] = draw.draw(ANY_JSON)
    _read_or_refused(json.dumps(content))


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"data": ', "}"), ('{"a": ', "}")])
def test_however_deep_it_nests_it_is_refused(opening: str, closing: str) -> None:
    for depth in range(1, 1_200, 7):
        assert sentence_of(Experiment.from_json, f'{{"network": {opening * depth}1{closing * depth}}}')


def _places(content: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - JSON, of any shape
    keys = list(content) if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
    for key in keys:
        yield content, key
        yield from _places(content[key])


def _read_or_refused(text: str) -> None:
    try:
        experiment = Experiment.from_json(text)
    except ExperimentError as error:
        sentence = str(error)
        assert ". Received: " in sentence
        assert len(sentence) < 1_000
        assert sentence.encode()  # which halves of surrogate pairs have no bytes for: no page could show them
        return
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert {experiment: experiment.output_names}
