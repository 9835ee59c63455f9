"""What takes part in an experiment, what is offered and what is usual, given what else is set."""

from playground.link.fields import DEPENDENT, FIELDS
from playground.link.sight import sight_of
from playground.link.values import experiment_of


def test_the_usual_loss_and_output_follow_from_the_task() -> None:
    assert experiment_of({"dataset": "moons"}).training.loss == "categorical_crossentropy"
    hinge = experiment_of({"dataset": "moons", "loss": "hinge"})
    assert (hinge.network.output, hinge.output_names) == ("tanh", ("B",))
    assert experiment_of({"dataset": "moons", "loss": "hinge", "output": "relu"}) == hinge
    assert experiment_of({"dataset": "sine", "loss": "huber", "output": "tanh"}).network.output == "tanh"
    assert experiment_of({"dataset": "sine", "output": "softmax"}).network.output == "linear"


def test_early_stopping_watches_what_there_is() -> None:
    assert experiment_of({"early_stopping": True}).training.monitor == "val_loss"
    assert experiment_of({"early_stopping": True, "validation_split": 0.0}).training.monitor == "loss"
    assert experiment_of({"early_stopping": True, "monitor": "accuracy"}).training.monitor == "val_loss"


def test_rotation_is_for_whole_pictures() -> None:
    assert experiment_of({"dataset": "digits", "rotation": 0.1}).network.augmentation.rotation == 0.1
    assert experiment_of({"dataset": "digits", "rotation": 0.1, "inputs_digits": ("pixel_1_1",)}).network.augmentation.rotation == 0.0
    assert experiment_of({"dataset": "wine", "rotation": 0.1}).network.augmentation.rotation == 0.0


def test_what_depends_on_other_settings_has_no_default_of_its_own() -> None:
    assert {key for key, field in FIELDS.items() if field.default is None} == set(DEPENDENT)


def test_what_the_sight_shows_is_what_counts_for_the_experiment() -> None:
    sight = sight_of({"dataset": "moons", "loss": "binary_crossentropy", "optimizer": "adam", "momentum": 0.9})
    assert sight.counts("output")
    assert not sight.shows("output")
    assert not sight.counts("momentum")
    assert sight.having({"optimizer": "adam"}) is sight
    assert sight.having({"optimizer": "sgd"}).shows("momentum")
