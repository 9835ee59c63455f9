"""The sidebar in a Streamlit session: every control makes its mark on the experiment, and what does not go together is said."""

import pytest

from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.link.address import Query
from playground.link.columns import Columns
from playground.link.fields import DEPENDENT, FIELDS
from playground.link.sight import sight_of
from playground.settings import OneOf, Real, Whole
from playground.ui.sidebar.controls import in_short
from tests.ui.sidebar.page import address, controls, made, opened, rerun, titles, within

LECTURE = Experiment()


def test_a_bare_address_shows_the_lectures_example_and_stays_bare() -> None:
    app = opened()
    assert made(app) == LECTURE
    assert address(app) == {}
    assert len(app.warning) == len(app.error) == 0


# Together they bring every control into sight.
SETS = ("Plane", "Noisy sine", "Wine", "Breast cancer", "Diabetes", "Digits")


EVERYTHING: tuple[Query, ...] = (
    {"direction": "Own choice", "hidden_layers": "8", "momentum": "0.9", "schedule": "Step", "early_stopping": "true", "changes": "5:l2=1"},
    {"optimizer": "AdamW", "dataset": "Spiral", "loss": "Hinge"},
    *tuple[Query, ...]({"dataset": name} for name in SETS),
)


def test_the_sidebar_has_a_control_for_every_setting_and_help_on_each() -> None:
    shown = {key: control for query in EVERYTHING for key, control in controls(opened(query)).items()}
    assert set(shown) == set(FIELDS)
    for key, control in shown.items():
        help_text = getattr(control, "help", None) or control.proto.help  # type: ignore[attr-defined]
        assert help_text.startswith(FIELDS[key].rule.help)


@pytest.mark.parametrize("query", EVERYTHING)
def test_the_controls_on_the_page_are_those_in_sight(query: Query) -> None:
    app = opened(query)
    experiment = made(app)
    assert experiment is not None
    wanted = {key for key in FIELDS if sight_of({key: app.session_state[key] for key in controls(app)}).shows(key)}
    assert set(controls(app)) == (wanted if "changes" in query else wanted - {"changes"})


def test_bounds_steps_and_options_are_those_of_the_declaration() -> None:
    for query in EVERYTHING:
        app = opened(query)
        for key in set(controls(app)) - set(DEPENDENT):
            rule = FIELDS[key].rule
            if isinstance(rule, Whole):
                control = app.slider(key=key) if rule.high - rule.low < 20 else app.number_input(key=key)
                assert (control.min, control.max) == (rule.low, rule.high)
            elif isinstance(rule, Real):
                assert [float(option) for option in app.select_slider(key=key).options] == list(rule.steps)
            elif isinstance(rule, Columns):
                assert tuple(getattr(controls(app)[key], "options")) == rule.options  # noqa: B009 - multiselects and pills alike
            elif isinstance(rule, OneOf):
                assert app.selectbox(key=key).options == [option.label for option in rule.options.values()]


def test_a_newcomer_sees_the_controls_that_matter_and_nothing_else() -> None:
    app = opened()
    folded = {str(control.key) for section in app.sidebar.expander for control in within(section)}
    layers = [f"{name}_{index}" for index in (1, 2, 3) for name in ("units", "activation", "dropout")]
    assert set(controls(app)) - folded == {"dataset", "direction", "hidden_layers", *layers, "learning_rate", "epochs"}
    assert titles(app) == [
        "More regularization",
        "Split and scaling",
        "Initial weights",
        "Output and loss",
        "Optimizer, batches, seed",
        "Learning-rate schedule",
    ]


@pytest.mark.parametrize(("key", "value"), [("units_1", 8), ("units_1", 2), ("epochs", 30), ("samples", 20)])
def test_a_stepper_moves_in_both_directions_from_any_value_between_the_bounds(key: str, value: int) -> None:
    app = opened({"dataset": "Spiral", key: str(value)})
    control = app.number_input(key=key)
    assert control.decrement().value == value - 1
    assert control.increment().value == value
    rerun(app)
    assert not app.sidebar.error


def test_typed_numbers_reach_the_experiment_and_the_link() -> None:
    app = opened()
    app.number_input(key="epochs").set_value(5000)
    app.number_input(key="batch_size").set_value(4096)
    app.number_input(key="split_seed").set_value(3)
    app.number_input(key="seed").set_value(999_999)
    app.number_input(key="units_2").set_value(13)
    wanted = Experiment(Data(seed=3), Network((Layer(32), Layer(13), Layer(32))), Training(batch_size=4096, epochs=5000, seed=999_999))
    assert made(rerun(app)) == wanted


def test_sliders_and_choices_reach_the_experiment() -> None:
    app = opened()
    app.slider(key="hidden_layers").set_value(1)
    app.select_slider(key="learning_rate").set_value(0.1)
    app.select_slider(key="momentum").set_value(0.9)
    app.select_slider(key="dropout_1").set_value(0.5)
    app.select_slider(key="test_size").set_value(0.4)
    app.select_slider(key="validation_split").set_value(0.0)
    app.selectbox(key="activation_1").set_value("sigmoid")
    app.selectbox(key="direction").set_value("petal_to_sepal")
    lecture = Data()
    wanted = Experiment(
        Data(inputs=lecture.targets, targets=lecture.inputs, test_size=0.4, validation_split=0.0),
        Network((Layer(32, "sigmoid", dropout=0.5),)),
        Training(learning_rate=0.1, momentum=0.9),
    )
    assert made(rerun(app)) == wanted


def test_species_sets_output_and_loss() -> None:
    app = opened()
    app.selectbox(key="direction").set_value("species")
    experiment = made(rerun(app))
    assert experiment is not None
    assert (experiment.network.output, experiment.training.loss) == ("softmax", "categorical_crossentropy")
    assert "Output: 3 × softmax  \nLoss: cross-entropy" in [caption.value for caption in app.sidebar.caption]
    assert {"loss", "output"} & set(controls(app)) == set()


def test_two_classes_have_a_choice_of_losses_each_with_its_outputs() -> None:
    app = opened({"dataset": "Two moons"})
    assert app.selectbox(key="loss").options == ["Cross-entropy", "Binary cross-entropy", "Hinge"]
    app.selectbox(key="loss").set_value("binary_crossentropy")
    experiment = made(rerun(app))
    assert experiment is not None
    assert (experiment.network.output, experiment.output_names) == ("sigmoid", ("B",))
    assert "output" not in controls(app)
    app.selectbox(key="loss").set_value("hinge")
    assert rerun(app).selectbox(key="output").options == ["Tanh", "Linear"]
    app.selectbox(key="output").set_value("linear")
    experiment = made(rerun(app))
    assert experiment is not None
    assert (experiment.network.output, experiment.training.loss) == ("linear", "hinge")
    assert "Output and loss · Hinge, Linear" in titles(app)


def test_a_loss_that_does_not_suit_other_data_gives_way_to_the_usual_one() -> None:
    app = opened({"loss": "Huber"})
    app.selectbox(key="dataset").set_value("spiral")
    experiment = made(rerun(app))
    assert experiment is not None
    assert experiment.training.loss == "categorical_crossentropy"
    assert len(app.sidebar.error) == 0
    app.selectbox(key="dataset").set_value("sine")
    assert rerun(app).selectbox(key="loss").value in ("mse", "huber")
    assert made(app) is not None


def test_a_network_without_hidden_layers_is_possible() -> None:
    app = opened({"hidden_layers": "0"})
    assert made(app) == Experiment(network=Network(()))
    assert "units_1" not in controls(app)


def test_momentum_is_offered_for_sgd_alone_and_remembered() -> None:
    app = opened({"momentum": "0.9"})
    app.selectbox(key="optimizer").set_value("adam")
    assert made(rerun(app)) == Experiment(training=Training("adam"))
    assert "momentum" not in controls(app)
    app.selectbox(key="optimizer").set_value("sgd")
    assert made(rerun(app)) == Experiment(training=Training(momentum=0.9))


def test_layers_that_were_taken_away_come_back_as_they_were() -> None:
    app = opened()
    app.slider(key="hidden_layers").set_value(5)
    rerun(app).number_input(key="units_5").set_value(10)
    deep = made(rerun(app))
    app.slider(key="hidden_layers").set_value(3)
    assert made(rerun(app)) == LECTURE
    app.slider(key="hidden_layers").set_value(5)
    assert made(rerun(app)) == deep
    assert deep is not None
    assert deep.network.hidden[4].units == 10
    assert address(app)["units_5"] == "10"


def test_an_own_choice_of_columns_survives_another_direction() -> None:
    app = opened()
    app.selectbox(key="direction").set_value("own")
    rerun(app).multiselect(key="inputs").set_value(["petal width (cm)", "sepal length (cm)"])
    app.multiselect(key="targets").set_value(["petal length (cm)"])
    own = made(rerun(app))
    assert own == Experiment(Data(inputs=("petal width (cm)", "sepal length (cm)"), targets=("petal length (cm)",)))
    app.selectbox(key="direction").set_value("species")
    assert made(rerun(app)) != own
    app.selectbox(key="direction").set_value("own")
    assert made(rerun(app)) == own


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"direction": "own", "inputs": "petal width (cm)"},
            r"A column is either an input or a target\, not both\. Received: `petal width (cm) as both`.",
        ),
        (
            {"units_1": "1", "activation_1": "softmax"},
            r"Layer 1\: A softmax layer needs at least 2 units\, for with one its output is always 1\. Received: `units=1`.",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_said_and_kept(query: Query, sentence: str) -> None:
    app = opened(query)
    assert made(app) is None
    assert [error.value for error in app.sidebar.error] == [sentence]
    assert address(app) == query
    assert address(rerun(app)) == query


def test_cleared_columns_are_said_and_can_be_chosen_again() -> None:
    app = opened({"direction": "Own choice"})
    app.multiselect(key="inputs").set_value([])
    assert made(rerun(app)) is None
    assert app.sidebar.error[0].value == r"Inputs must name at least one column\. Received: `none`."
    app.multiselect(key="inputs").set_value(["sepal width (cm)"])
    assert made(rerun(app)) == Experiment(Data(inputs=("sepal width (cm)",)))


def test_the_experiment_in_short() -> None:
    assert in_short(LECTURE) == "2 → 32 → 64 → 32 → 2 · 4,354 parameters · 108 rows train, 12 validate, 30 test"
    assert in_short(LECTURE) in [caption.value for caption in opened().sidebar.caption]
