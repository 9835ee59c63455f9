"""Links from before: with the labels of the controls, and from before some settings were there."""

from hypothesis import given, settings

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.link.address import query_for, read_link
from playground.link.fields import FIELDS
from playground.link.texts import read, texts_of
from playground.link.values import experiment_of
from playground.settings import OneOf
from tests.link.test_address import received
from tests.strategies import experiments


def test_links_from_before_the_data_sets_still_open_what_they_said() -> None:
    old = {
        "direction": ["Own choice"],
        "inputs": ["petal length (cm)"],
        "targets": ["species"],
        "test_size": ["0.3"],
        "validation_split": ["0.2"],
        "split_seed": ["4"],
        "hidden_layers": ["1"],
        "units_1": ["16"],
        "activation_1": ["Sigmoid"],
        "dropout_1": ["0.5"],
        "momentum": ["0.9"],
        "learning_rate": ["0.1"],
        "batch_size": ["8"],
        "epochs": ["20"],
        "seed": ["3"],
    }
    opened = read_link(old)
    assert opened.notices == ()
    assert experiment_of(opened.values) == Experiment(
        Data(inputs=("petal length (cm)",), targets=("species",), test_size=0.3, validation_split=0.2, seed=4),
        Network((Layer(16, "sigmoid", dropout=0.5),), "softmax"),
        Training(learning_rate=0.1, momentum=0.9, loss="categorical_crossentropy", batch_size=8, epochs=20, seed=3),
    )


@settings(max_examples=50, deadline=None)
@given(experiment=experiments())
def test_an_old_link_with_the_labels_of_the_controls_opens_the_same_experiment(experiment: Experiment) -> None:
    old = {key: tuple(label_of(key, text) for text in texts) for key, texts in received(query_for(experiment)).items()}
    opened = read_link(old)
    assert experiment_of(opened.values) == experiment
    assert (dict(opened.query), opened.notices) == (received(query_for(experiment)), ())


def label_of(key: str, text: str) -> str:
    """Return the words on the control for a text of a link, as links carried them before."""
    rule = FIELDS[key].rule
    return rule.options[text].label if isinstance(rule, OneOf) else text


def test_every_key_of_a_choice_is_read_as_itself_whatever_the_labels_say() -> None:
    for field in FIELDS.values():
        if isinstance(field.rule, OneOf):
            for name, option in field.rule.options.items():
                assert read(field.rule, [name]) == read(field.rule, [option.label]) == name
                assert texts_of(field.rule, name) == (name,)
