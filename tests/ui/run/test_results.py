"""The scores that are shown are the run's, in the words and units of the experiment."""

import pytest

from playground.events import BlowUp, Finished, Reason
from playground.experiment import Change, Data, Experiment, Network, Training, Upload
from playground.ui.run.results import blown_up, ended_in_words, kept, left_out_in_words, scores

LECTURE = Finished(
    "completed",
    epochs=100,
    best_epoch=93,
    test={
        "loss": 0.2216,
        "mse": 0.22164,
        "rmse": 0.47079,
        "mae": 0.36124,
        "rmse[petal length (cm)]": 0.6,
        "rmse[petal width (cm)]": 0.3,
        "r2[petal length (cm)]": 0.897,
        "r2[petal width (cm)]": 0.6744,
    },
    seconds=0.1,
)
CLASSES = Experiment(Data(targets=("species",)), Network(output="softmax"), Training(loss="categorical_crossentropy"))


def test_a_regression_shows_error_and_r2_with_units() -> None:
    assert [(label, value) for label, value, _ in scores(Experiment(), LECTURE)] == [
        ("Test loss (mean squared error)", "0.222 cm²"),
        ("RMSE", "0.471 cm"),
        ("MAE", "0.361 cm"),
        ("R² petal length (cm)", "0.897"),
        ("R² petal width (cm)", "0.674"),
        ("Best epoch", "93"),
    ]


def test_a_huge_error_is_read_at_one_glance() -> None:
    outcome = Finished(
        "diverged", epochs=3, best_epoch=1, test={"mse": 3.54143003876700637e32, "rmse": 1.88e16, "mae": float("inf")}, seconds=0.1
    )
    assert [value for _, value, _ in scores(Experiment(), outcome)][:3] == ["3.54e32 cm²", "1.88e16 cm", "not finite"]


def test_a_classification_shows_loss_and_accuracy() -> None:
    outcome = Finished("completed", epochs=9, best_epoch=1_234, test={"loss": 0.25, "accuracy": 29 / 30}, seconds=0.1)
    assert [(label, value) for label, value, _ in scores(CLASSES, outcome)] == [
        ("Test loss (cross-entropy)", "0.250"),
        ("Test accuracy", "96.7%"),
        ("Best epoch", "1,234"),
    ]


def test_every_score_says_what_it_means() -> None:
    for experiment, outcome in ((Experiment(), LECTURE), (CLASSES, Finished("completed", 9, 1, {"loss": 0.2, "accuracy": 1.0}, 0.1))):
        assert all(meaning.endswith((".", "that.")) and len(meaning) > 30 for _, _, meaning in scores(experiment, outcome))


def test_the_best_epoch_names_the_loss_that_is_watched() -> None:
    unwatched = Experiment(data=Data(validation_split=0.0))
    assert "lowest validation loss" in scores(Experiment(), LECTURE)[-1][2]
    assert "lowest training loss" in scores(unwatched, LECTURE)[-1][2]


def test_what_was_scored_is_said_in_words() -> None:
    rows = "The 30 rows that were set aside, predicted by the network of epoch"
    assert ended_in_words(Experiment(), LECTURE) == f"{rows} 100: the run trained for all 100 epochs."
    untrained = Finished("stopped", epochs=0, best_epoch=0, test={"mse": 5.0}, seconds=0.0)
    assert ended_in_words(Experiment(), untrained) == "The 30 test rows, predicted by the untrained network."
    unscored = Finished("stopped", epochs=1_500, best_epoch=7, test={}, seconds=0.0)
    assert ended_in_words(Experiment(), unscored).startswith("Stopped after 1,500 epochs, without test scores: the worker was busy")


def test_the_scores_say_which_targets_have_no_r2_of_their_own() -> None:
    upload = Upload("mine.csv", "0" * 64, 200, tuple("abcdefgh"))
    many = Experiment(Data("upload", ("a", "b"), tuple("cdefgh"), upload=upload))
    test = {"loss": 1.0, "mse": 1.0, "rmse": 1.0, "mae": 0.8, **{f"r2[{name}]": 0.5 for name in "cdefgh"}}
    shown = [label for label, _, _ in scores(many, Finished("completed", 9, 0, test, 0.1))]
    assert shown[3:] == ["R² c", "R² d", "R² e", "R² f"]
    assert left_out_in_words(many) == "Showing R² of the first 4 of 6 targets. The report has it for all."
    assert left_out_in_words(Experiment()) == left_out_in_words(CLASSES) == ""


ENDS: list[tuple[Reason, str]] = [
    ("completed", "the run trained for all 43 epochs"),
    ("stopped", "the run was stopped after epoch 43"),
    ("early_stopping", "early stopping ended the run after epoch 43"),
    ("diverged", "the run diverged after epoch 43"),
]


@pytest.mark.parametrize(("reason", "words"), ENDS)
@pytest.mark.parametrize("restored", [True, False])
def test_the_sentence_says_how_the_run_ended_and_which_epoch_was_scored(reason: Reason, words: str, restored: bool) -> None:
    outcome = Finished(reason, epochs=43, best_epoch=33, test={"mse": 0.2}, seconds=0.0, restored=restored)
    back = ", and the network went back to its best epoch" if restored else ""
    epoch = 33 if restored else 43
    assert (
        ended_in_words(Experiment(), outcome)
        == f"The 30 rows that were set aside, predicted by the network of epoch {epoch}: {words}{back}."
    )


@pytest.mark.parametrize(("restored", "epoch"), [(True, 33), (False, 43)])
def test_what_is_kept_of_a_run_that_diverged_is_what_is_scored(restored: bool, epoch: int) -> None:
    outcome = Finished("diverged", epochs=43, best_epoch=33, test={"mse": 0.2}, seconds=0.0, restored=restored)
    assert f"the network of epoch {epoch}," in kept(outcome)
    assert f"the network of epoch {epoch}:" in ended_in_words(Experiment(), outcome)


def test_what_is_kept_of_a_run_that_diverged_at_once_is_the_untrained_network() -> None:
    assert kept(Finished("diverged", epochs=0, best_epoch=0, test={}, seconds=0.0)).startswith("The run keeps the untrained network,")


def test_a_penalized_loss_is_not_called_an_error_in_squared_units() -> None:
    experiment = Experiment(training=Training(l2=0.01))
    label, value, _ = scores(experiment, Finished("completed", 9, 1, {"loss": 0.5, "mse": 0.25}, 0.1))[0]
    assert (label, value) == ("Test loss (mean squared error + penalty)", "0.500")


def test_two_classes_have_an_area_under_the_curve() -> None:
    data = Data("xor", samples=60)
    experiment = Experiment(data, Network(output="sigmoid"), Training(loss="binary_crossentropy"))
    outcome = Finished("completed", epochs=9, best_epoch=0, test={"loss": 0.25, "accuracy": 0.5, "auc": 0.75}, seconds=0.1)
    assert [(label, value) for label, value, _ in scores(experiment, outcome)] == [
        ("Test loss (binary cross-entropy)", "0.250"),
        ("Test accuracy", "50.0%"),
        ("AUC", "0.750"),
    ]


def test_a_gradient_that_is_no_number_is_said_as_such() -> None:
    said = blown_up(BlowUp(epoch=1, step=1_200, weights="output bias", gradient=float("nan"), learning_rate=10.0))
    assert said.startswith("Update 1,200 of epoch 1 blew up: the gradient for the biases of output was no longer a number")
    assert "learning rate, 10, times" in said


def test_a_blow_up_names_the_change_in_its_epoch() -> None:
    blow_up = BlowUp(epoch=13, step=2, weights="hidden1 kernel", gradient=1e20, learning_rate=3.0)
    said = blown_up(blow_up, Change(13, learning_rate=3.0, l2=0.1))
    assert said.startswith("Update 2 of epoch 13, the first with learning rate 3, L2 0.1, blew up: the gradient for the weights of hidden1")
    assert blown_up(blow_up).startswith("Update 2 of epoch 13 blew up: ")


def test_the_loss_of_a_standardised_target_has_no_unit_and_is_called_that() -> None:
    experiment = Experiment(Data(standardize_target=True))
    assert [(label, value) for label, value, _ in scores(experiment, LECTURE)][:2] == [
        ("Test loss (mean squared error, standardised target)", "0.222"),
        ("RMSE", "0.471 cm"),
    ]
