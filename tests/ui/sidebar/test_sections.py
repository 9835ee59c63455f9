"""The folded sections of the sidebar: what is in them, and what their titles tell while they are closed."""

import pytest

from playground.datasets import DATASETS
from playground.experiment import Augmentation, Change, Data, Experiment, Layer, Network, Neuron, Training, WeightEdit
from playground.link.address import Query, query_for
from playground.link.fields import FIELDS
from playground.ui.sidebar.sections import UNEVEN
from playground.ui.sidebar.titles import brief, changed_since
from tests.ui.sidebar.page import address, controls, made, opened, rerun, titles, within


def test_a_section_without_anything_of_note_says_what_is_in_it() -> None:
    assert not [title for title in titles(opened()) if "·" in title]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"l2": "0.001"}, "More regularization · L2 0.001"),
        ({"l1": "0.00001", "input_noise": "0.05"}, "More regularization · noise 0.05, L1 0.00001"),
        ({"initializer_1": "Zeros", "initializer_3": "Zeros"}, "Initial weights · Zeros in layers 1, 3"),
        (
            {"hidden_layers": "2", "batch_normalization_1": "true", "batch_normalization_2": "true"},
            "More regularization · batch normalization",
        ),
        (
            {"l1": "0.01", "batch_normalization_2": "true"},
            "More regularization · batch normalization in layer 2, L1 0.01",
        ),
        ({"hidden_layers": "1", "batch_normalization_1": "true", "initializer_1": "Zeros"}, "Initial weights · Zeros"),
        ({"momentum": "0.9", "nesterov": "true", "seed": "4"}, "Optimizer, batches, seed · momentum 0.9, Nesterov, training seed 4"),
        (
            {"optimizer": "AdamW", "weight_decay": "0.1", "clipnorm": "1"},
            "Optimizer, batches, seed · AdamW, weight decay 0.1, clipped at 1",
        ),
        ({"optimizer": "Adam", "batch_size": "32"}, "Optimizer, batches, seed · Adam, batch size 32"),
        ({"schedule": "Step", "schedule_factor": "0.1", "schedule_epochs": "30"}, "Learning-rate schedule · Step, × 0.1, 30 epochs"),
        ({"early_stopping": "true"}, "More regularization · early stopping"),
        (
            {"early_stopping": "true", "monitor": "Training loss", "patience": "3", "min_delta": "0.01", "restore_best_weights": "false"},
            "More regularization · early stopping, Training loss, patience 3, by 0.01, keeping the last epoch",
        ),
        ({"shuffle": "false", "test_size": "0.5", "standardize": "true"}, "Split and scaling · test 0.5, not shuffled, standardised"),
        ({"loss": "Huber", "output": "ReLU", "output_initializer": "Zeros"}, "Output and loss · Huber, ReLU, Zeros"),
        ({"dataset": "Spiral", "samples": "1000", "noise": "0.5", "classes": "3"}, "Points · 1000 rows, noise 0.5, 3 classes"),
        ({"dataset": "Spiral", "inputs_points": ["x", "y", "x·y"]}, "Inputs and features · x, y, x·y"),
        ({"dataset": "Wine", "inputs_wine": ["alcohol", "ash"]}, "Columns · 2 inputs"),
    ],
)
def test_a_closed_section_tells_what_differs(query: Query, title: str) -> None:
    app = opened(query)
    assert len(app.sidebar.error) == 0
    assert title in titles(app)


def test_a_title_follows_its_controls_at_once() -> None:
    app = opened()
    app.select_slider(key="l2").set_value(0.01)
    app.toggle(key="early_stopping").set_value(True)
    assert "More regularization · L2 0.01, early stopping" in titles(rerun(app))
    app.select_slider(key="l2").set_value(0.0)
    assert "More regularization · early stopping" in titles(rerun(app))


def test_regularizers_stand_together_in_the_lectures_order() -> None:
    app = opened({"dataset": "Digits", "early_stopping": "true", "hidden_layers": "1"})
    section = next(section for section in app.sidebar.expander if section.label.startswith("More regularization"))
    assert [control.key for control in within(section)] == [
        "batch_normalization_1",
        *("input_noise", "jitter", "rotation", "shift", "zoom"),
        *("l1", "l2"),
        *("early_stopping", "monitor", "patience", "min_delta", "restore_best_weights"),
    ]


def test_every_setting_has_brief_words() -> None:
    for key, field in FIELDS.items():
        if key != "changes" and field.default is not None:
            assert 0 < len(brief(key, field.default)) < 60


def test_every_data_set_can_be_chosen_and_asks_for_its_own_columns() -> None:
    app = opened()
    for name, info in DATASETS.items():
        app.selectbox(key="dataset").set_value(name)
        experiment = made(rerun(app))
        assert experiment is not None
        assert (experiment.data.dataset, experiment.data.inputs, experiment.data.targets) == (name, info.inputs, info.targets)
        assert len(app.sidebar.error) == 0
        assert ("samples" in controls(app)) == info.generated
        assert ("classes" in controls(app)) == (info.most_classes > 2)
        assert ("rotation" in controls(app)) == (name == "digits")


def test_a_set_of_uneven_columns_is_standardised_when_it_is_chosen() -> None:
    app = opened()
    app.selectbox(key="dataset").set_value("wine")
    assert rerun(app).toggle(key="standardize").value
    assert made(app) == Experiment(Data("wine", standardize=True), Network(output="softmax"), Training(loss="categorical_crossentropy"))
    app.selectbox(key="dataset").set_value("iris")
    assert made(rerun(app)) == Experiment()
    assert {"wine", "breast_cancer"} < set(UNEVEN)


def test_the_target_can_be_standardised_where_it_is_a_measurement() -> None:
    app = opened()
    app.toggle(key="standardize_target").set_value(True)
    assert made(rerun(app)) == Experiment(Data(standardize_target=True))
    assert "Split and scaling · target standardised" in titles(app)
    app.selectbox(key="dataset").set_value("wine")
    assert "standardize_target" not in controls(rerun(app))
    assert made(app) == Experiment(Data("wine", standardize=True), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def test_a_set_with_a_large_target_is_learned_standardised_when_it_is_chosen() -> None:
    app = opened()
    app.selectbox(key="dataset").set_value("diabetes")
    assert made(rerun(app)) == Experiment(Data("diabetes", standardize_target=True))
    assert made(opened({"dataset": "Diabetes"})) == Experiment(Data("diabetes"))


def test_a_data_set_that_is_chosen_at_the_same_time_as_a_loss_brings_its_own_loss() -> None:
    app = opened()
    app.selectbox(key="dataset").set_value("circle")
    app.selectbox(key="loss").set_value("mae")
    experiment = made(rerun(app))
    assert experiment is not None
    # The loss was offered for the old columns, and these have classes.
    assert (experiment.data.dataset, experiment.training.loss) == ("circle", "categorical_crossentropy")
    app.selectbox(key="dataset").set_value("upload")
    app.selectbox(key="loss").set_value("hinge")
    assert rerun(app).selectbox(key="dataset").value == "upload"


def test_a_link_to_it_says_itself_whether_it_is_standardised() -> None:
    experiment = made(opened({"dataset": "Wine"}))
    assert experiment is not None
    assert not experiment.data.standardize


def test_features_are_inputs_and_stay_when_the_shape_of_the_data_changes() -> None:
    app = opened({"dataset": "Circle"})
    app.button_group(key="inputs_points").set_value(["x", "x²", "y²"])
    app.selectbox(key="dataset").set_value("xor")
    experiment = made(rerun(app))
    assert experiment is not None
    assert (experiment.data.dataset, experiment.data.inputs) == ("xor", ("x", "x²", "y²"))


def test_without_any_input_it_is_said_and_nothing_else_is_lost() -> None:
    app = opened({"dataset": "Circle", "loss": "Hinge", "epochs": "7"})
    app.button_group(key="inputs_points").set_value([])
    assert made(rerun(app)) is None
    assert "must name at least one column" in app.sidebar.error[0].value
    app.button_group(key="inputs_points").set_value(["x"])
    experiment = made(rerun(app))
    assert experiment is not None
    assert (experiment.training.loss, experiment.training.epochs) == ("hinge", 7)


def test_every_layer_has_its_details_in_the_experiment() -> None:
    app = opened({"hidden_layers": "2"})
    app.select_slider(key="dropout_2").set_value(0.25)
    app.toggle(key="batch_normalization_1").set_value(True)
    app.selectbox(key="initializer_2").set_value("he_normal")
    app.selectbox(key="output_initializer").set_value("zeros")
    hidden = (Layer(32, batch_normalization=True), Layer(64, dropout=0.25, initializer="he_normal"))
    assert made(rerun(app)) == Experiment(network=Network(hidden, output_initializer="zeros"))


def test_training_has_every_knob() -> None:
    app = opened()
    app.selectbox(key="optimizer").set_value("adamw")
    app.selectbox(key="schedule").set_value("exponential")
    app.toggle(key="early_stopping").set_value(True)
    rerun(app).select_slider(key="weight_decay").set_value(0.01)
    app.select_slider(key="schedule_factor").set_value(0.9)
    app.number_input(key="schedule_epochs").set_value(20)
    app.select_slider(key="clipnorm").set_value(1.0)
    app.select_slider(key="l1").set_value(1e-4)
    app.select_slider(key="jitter").set_value(0.1)
    app.number_input(key="patience").set_value(5)
    app.selectbox(key="monitor").set_value("loss")
    training = Training(
        "adamw",
        weight_decay=0.01,
        schedule="exponential",
        schedule_factor=0.9,
        schedule_epochs=20,
        clipnorm=1.0,
        l1=1e-4,
        early_stopping=True,
        monitor="loss",
        patience=5,
    )
    wanted = Experiment(network=Network(augmentation=Augmentation(jitter=0.1)), training=training)
    assert made(rerun(app)) == wanted
    app.selectbox(key="optimizer").set_value("sgd")
    app.selectbox(key="schedule").set_value("constant")
    app.toggle(key="early_stopping").set_value(False)
    plain = Training(clipnorm=1.0, l1=1e-4)
    assert made(rerun(app)) == Experiment(network=wanted.network, training=plain)


CHANGED = Experiment(training=Training(changes=(Change(12, learning_rate=0.001), Change(30, l2=0.01))))


def test_changes_are_listed_and_can_be_removed() -> None:
    app = opened(query_for(CHANGED))
    assert made(app) == CHANGED
    assert "- From epoch 12: Learning rate 0.001\n- From epoch 30: L2 0.01" in [text.value for text in app.sidebar.caption]
    app.button(key="remove_changes").click()
    assert made(rerun(app)) == Experiment()
    assert address(app) == {}
    assert "changes" not in controls(app)


def test_changes_can_be_edited_and_a_slip_is_a_sentence() -> None:
    app = opened(query_for(CHANGED))
    app.text_input(key="changes").set_value("30:l2=0.02, 12:learning_rate=1e-3")
    assert made(rerun(app)) == Experiment(training=Training(changes=(Change(12, learning_rate=0.001), Change(30, l2=0.02))))
    app.text_input(key="changes").set_value("30:momentum=![x](http://a.b)")
    assert made(rerun(app)) is None
    assert "Received: `'30:momentum=![x](http://a.b)'`." in app.sidebar.error[0].value
    app.text_input(key="changes").set_value("30:l2=0.02")
    assert made(rerun(app)) == Experiment(training=Training(changes=(Change(30, l2=0.02),)))


EDITED = Experiment(
    training=Training(changes=(Change(12, weights=(WeightEdit(3, 40, 2, 0.5),)), Change(30, 0.001, silenced=(Neuron(1, 5),))))
)


def test_edited_weights_that_no_longer_fit_the_layers_are_a_sentence_and_nothing_else_is_lost() -> None:
    app = opened(query_for(EDITED))
    assert made(app) == EDITED
    words = (
        "- Before epoch 12: weight from neuron 40 of hidden 2 to unit 2 = 0.5\n- From epoch 30: Learning rate 0.001\n"
        "- Before epoch 30: neuron 5 of hidden 1 silenced"
    )
    assert words in [text.value for text in app.sidebar.caption]
    app.number_input(key="units_2").set_value(32)
    assert made(rerun(app)) is None
    assert [error.value.replace("\\", "") for error in app.sidebar.error] == [
        "Each unit of layer 3 has weights from 32 neurons. Received: `an edit of the weight from neuron 40`."
    ]
    assert address(app)["changes"] == "12:w3.40.2=0.5,30:learning_rate=0.001,30:n1.5=0"
    app.number_input(key="units_2").set_value(64)
    assert made(rerun(app)) == EDITED
    app.button(key="remove_changes").click()
    assert made(rerun(app)) == Experiment()


def test_fewer_epochs_than_a_change_needs_are_said() -> None:
    app = opened(query_for(CHANGED))
    app.number_input(key="epochs").set_value(20)
    assert made(rerun(app)) is None
    assert "up to epoch 20" in app.sidebar.error[0].value
    app.button(key="remove_changes").click()
    assert made(rerun(app)) == Experiment(training=Training(epochs=20))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (Experiment(training=Training(epochs=200)), "epochs 200"),
        (Experiment(training=Training("adam", l2=0.001)), "optimizer Adam, L2 0.001"),
        (Experiment(network=Network((Layer(32), Layer(64, "tanh"), Layer(32)))), "activation of layer 2 Tanh"),
        (Experiment(Data("sine")), "data set Noisy sine"),
        (Experiment(training=Training(changes=(Change(5, l2=0.1),))), "changes while training 5:l2=0.1"),
        (
            Experiment(training=Training(changes=(Change(5, weights=tuple(WeightEdit(2, 3, unit, 0.5) for unit in range(1, 9))),))),
            "1 changes while training",
        ),
        (
            Experiment(data=Data(seed=1, test_size=0.5), training=Training(seed=2, epochs=9, batch_size=8)),
            "test 0.5, split seed 1, batch size 8, epochs 9",
        ),
    ],
)
def test_what_has_changed_since_a_run_is_named(now: Experiment, words: str) -> None:
    said = changed_since(Experiment(), now).replace("\\", "")
    assert said.startswith(words)
    assert said == words or said.endswith(" and 1 more")
