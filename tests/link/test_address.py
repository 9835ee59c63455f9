"""Links: what the address says is what the experiment is, in both directions."""

import pytest
from hypothesis import given, settings

from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Neuron, Training, WeightEdit
from playground.link.address import Link, query_for, read_link
from playground.link.sight import sight_of
from playground.link.values import experiment_of, values_of
from playground.presets import PRESETS
from playground.settings import ExperimentError
from tests.strategies import experiments


def received(query: dict[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    """Return the query as the address bar hands it over."""
    return {key: (texts,) if isinstance(texts, str) else tuple(texts) for key, texts in query.items()}


def link(**texts: str) -> Link:
    """Read a link with one value for each parameter."""
    return read_link(received(dict(texts)))


def test_a_bare_address_is_the_lectures_example() -> None:
    bare = read_link({})
    assert experiment_of(bare.values) == Experiment()
    assert query_for(Experiment()) == {}
    assert (dict(bare.query), bare.notices) == ({}, ())


def test_a_link_names_choices_by_their_keys() -> None:
    experiment = Experiment(
        Data(inputs=("petal length (cm)", "sepal width (cm)"), targets=("species",), validation_split=0.0, seed=8),
        Network((Layer(32), Layer(5, "tanh", dropout=0.25), Layer(32), Layer(16)), "softmax"),
        Training("adam", 1e-5, loss="categorical_crossentropy", epochs=5000),
    )
    assert query_for(experiment) == {
        "direction": "own",
        "inputs": ["petal length (cm)", "sepal width (cm)"],
        "targets": "species",
        "validation_split": "0",
        "split_seed": "8",
        "hidden_layers": "4",
        "units_2": "5",
        "activation_2": "tanh",
        "dropout_2": "0.25",
        "units_4": "16",
        "optimizer": "adam",
        "learning_rate": "0.00001",
        "epochs": "5000",
    }


def test_ready_directions_need_no_columns_in_the_link() -> None:
    lecture = Data()
    assert query_for(Experiment(Data(inputs=lecture.targets, targets=lecture.inputs))) == {"direction": "petal_to_sepal"}
    everything = Data(inputs=lecture.info.measurements, targets=("species",))
    species = Experiment(everything, Network(output="softmax"), Training(loss="categorical_crossentropy"))
    assert query_for(species) == {"direction": "species"}


@settings(max_examples=200, deadline=None)
@given(experiment=experiments())
def test_the_link_of_an_experiment_opens_exactly_that_experiment(experiment: Experiment) -> None:
    query = received(query_for(experiment))
    opened = read_link(query)
    assert experiment_of(opened.values) == experiment
    assert (dict(opened.query), opened.notices) == (query, ())
    sight = sight_of(opened.values)
    assert {key: sight.value(key) for key in values_of(experiment)} == values_of(experiment)


def test_keys_and_labels_mean_the_same_in_any_case_and_become_keys() -> None:
    for text in ("adam", "Adam", "ADAM", " adam "):
        assert link(optimizer=text).values["optimizer"] == "adam"
        assert link(optimizer=text).query == {"optimizer": ("adam",)}
    assert link(direction="Petal to sepal").query == {"direction": ("petal_to_sepal",)}


def test_numbers_between_the_steps_of_a_slider_count() -> None:
    for text in ("0.02", "2e-2", ".02", "0.0200", "+0.02"):
        assert link(learning_rate=text).values["learning_rate"] == 0.02
        assert link(learning_rate=text).query == {"learning_rate": ("0.02",)}
        assert link(learning_rate=text).notices == ()


def test_what_says_the_default_leaves_the_address() -> None:
    assert link(epochs="100", learning_rate="1e-2", optimizer="SGD").query == {}


def test_of_several_values_the_last_counts() -> None:
    assert read_link({"epochs": ("5", "6")}).values["epochs"] == 6


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        (
            "learning_rate",
            "abc",
            "Learning rate must be a number above 0 and at most 10. The default 0.01 is used. Received: 'abc'.",
        ),
        (
            "learning_rate",
            "nan",
            "Learning rate must be a number above 0 and at most 10. The default 0.01 is used. Received: 'nan'.",
        ),
        ("learning_rate", "", "Learning rate must be a number above 0 and at most 10. The default 0.01 is used. Received: ''."),
        (
            "learning_rate",
            "1e999",
            "Learning rate must be a number above 0 and at most 10. The default 0.01 is used. Received: inf.",
        ),
        ("epochs", "10001", "Epochs must be a whole number from 1 to 10,000. The default 100 is used. Received: 10001."),
        ("epochs", "2.5", "Epochs must be a whole number from 1 to 10,000. The default 100 is used. Received: 2.5."),
        ("epochs", "inf", "Epochs must be a whole number from 1 to 10,000. The default 100 is used. Received: 'inf'."),
        ("epochs", "1_000", "Epochs must be a whole number from 1 to 10,000. The default 100 is used. Received: '1_000'."),
        ("epochs", "9" * 5000, "Epochs must be a whole number from 1 to 10,000. The default 100 is used. Received: inf."),
        (
            "hidden_layers",
            "1970-01-01",
            "Hidden layers must be a whole number from 0 to 8. The default 3 is used. Received: '1970-01-01'.",
        ),
        ("units_2", "-1", "Units of layer 2 must be a whole number from 1 to 512. The default 64 is used. Received: -1."),
        (
            "optimizer",
            "adadelta",
            "Optimizer must be one of SGD, RMSprop, Adagrad, Adam, AdamW, Nadam. The default SGD is used. Received: 'adadelta'.",
        ),
        (
            "early_stopping",
            "perhaps",
            "Early stopping must be on or off: true or false. The default false is used. Received: 'perhaps'.",
        ),
        (
            "l1",
            "-1",
            "L1 must be a number of at least 0 and at most 10. The default 0 is used. Received: -1.0.",
        ),
        (
            "loss",
            "mode",
            "Loss must be one of Mean squared error, Mean absolute error, Huber, Cross-entropy, Binary cross-entropy, Hinge. "
            "The usual one is used. Received: 'mode'.",
        ),
        (
            "loss",
            "hinge",
            "With the other settings, loss must be one of Mean squared error, Mean absolute error, Huber. The first is used. "
            "Received: Hinge.",
        ),
        (
            "changes",
            "soon",
            "Changes while training must be written as 12:learning_rate=0.001, 30:l2=0.01 or 30:w1.3.2=0.5, with a comma between two. "
            "The default none is used. Received: 'soon'.",
        ),
        (
            "inputs",
            "age",
            "Inputs must be out of sepal length (cm), sepal width (cm), petal length (cm), petal width (cm). "
            "The default sepal length (cm), sepal width (cm) is used. Received: 'age'.",
        ),
        (
            "targets",
            "",
            "Targets must name at least one column. The default petal length (cm), petal width (cm) is used. Received: none.",
        ),
    ],
)
def test_what_breaks_a_rule_falls_back_with_a_word_about_it(key: str, text: str, sentence: str) -> None:
    garbled = link(**{key: text})
    assert garbled.notices == (sentence,)
    assert garbled.query == {}
    assert experiment_of(garbled.values) == Experiment()


def test_a_mistyped_setting_is_told_and_the_parameters_of_others_are_let_be() -> None:
    foreign = {"act_functions": "tanh", "utm_source": "mail", "x": "1", "epoch_of_the_universe_in_years_since_the_start": "1"}
    assert link(**foreign).notices == ()
    assert link(**foreign).query == received(dict(foreign))
    assert link(learnig_rate="3").notices == ("'learnig_rate' is not a setting and was ignored. Did you mean learning_rate?",)
    assert link(units_9="3").notices[0].startswith("'units_9' is not a setting and was ignored.")


def test_two_rules_that_do_not_go_together_name_the_layer() -> None:
    with pytest.raises(ExperimentError, match=r"^Layer 2: A softmax layer needs at least 2 units"):
        experiment_of(link(units_2="1", activation_2="Softmax").values)


def test_controls_out_of_sight_take_no_part_and_leave_the_address() -> None:
    opened = link(optimizer="adam", momentum="0.9", inputs="petal length (cm)", units_7="3")
    assert experiment_of(opened.values) == Experiment(training=Training("adam"))
    assert opened.query == {"optimizer": ("adam",)}


def test_values_out_of_bounds_are_refused_whatever_the_browser_sent() -> None:
    with pytest.raises(ExperimentError, match=r"^Hidden layers must be a whole number from 0 to 8\. Received: 1000000000\.$"):
        experiment_of({**read_link({}).values, "hidden_layers": 10**9})


def test_every_knob_has_its_word_in_the_link() -> None:
    experiment = Experiment(
        Data(
            "gauss", ("x", "y", "x²", "sin y"), ("class",), shuffle=False, standardize=True, samples=1_200, noise=0.3, draw=9, class_count=2
        ),
        Network(
            (Layer(8, "elu", dropout=0.1, batch_normalization=True, initializer="he_normal"),),
            "linear",
            output_initializer="zeros",
            augmentation=Augmentation(noise=0.05, jitter=0.1),
        ),
        Training(
            "adamw",
            loss="hinge",
            weight_decay=0.01,
            schedule="warm_up",
            schedule_epochs=5,
            clipnorm=1.0,
            l1=0.001,
            l2=0.01,
            early_stopping=True,
            monitor="accuracy",
            patience=3,
            min_delta=0.001,
            restore_best_weights=False,
            changes=(
                Change(12, learning_rate=0.001, silenced=(Neuron(1, 5),)),
                Change(30, l1=0.0, l2=0.3, weights=(WeightEdit(1, 3, 2, 0.5), WeightEdit(2, 0, 1, -1.0))),
            ),
        ),
    )
    assert query_for(experiment) == {
        "dataset": "gauss",
        "inputs_points": ["x", "y", "x²", "sin y"],
        "shuffle": "false",
        "standardize": "true",
        "samples": "1200",
        "noise": "0.3",
        "data_seed": "9",
        "hidden_layers": "1",
        "units_1": "8",
        "activation_1": "elu",
        "dropout_1": "0.1",
        "batch_normalization_1": "true",
        "initializer_1": "he_normal",
        "output": "linear",
        "output_initializer": "zeros",
        "input_noise": "0.05",
        "jitter": "0.1",
        "optimizer": "adamw",
        "loss": "hinge",
        "weight_decay": "0.01",
        "schedule": "warm_up",
        "schedule_epochs": "5",
        "clipnorm": "1",
        "l1": "0.001",
        "l2": "0.01",
        "early_stopping": "true",
        "monitor": "accuracy",
        "patience": "3",
        "min_delta": "0.001",
        "restore_best_weights": "false",
        "changes": "12:learning_rate=0.001,12:n1.5=0,30:l1=0,30:l2=0.3,30:w1.3.2=0.5,30:b2.1=-1",
    }


def test_a_link_with_an_edit_of_a_neuron_that_is_not_there_loses_nothing() -> None:
    opened = link(changes="12:w1.3.2=0.5,20:l2=0.01", hidden_layers="1", epochs="50")
    assert opened.notices == ()
    assert opened.query["changes"] == ("12:w1.3.2=0.5,20:l2=0.01",)
    with pytest.raises(
        ExperimentError, match=r"^Each unit of layer 1 has weights from 2 inputs\. Received: an edit of the weight from input 3\.$"
    ):
        experiment_of(opened.values)
    others = experiment_of({**opened.values, "changes": ""})
    assert (len(others.network.hidden), others.training.epochs) == (1, 50)


def test_every_preset_is_a_link() -> None:
    for preset in PRESETS.values():
        opened = read_link(received(query_for(preset.experiment)))
        assert (experiment_of(opened.values), opened.notices) == (preset.experiment, ())
