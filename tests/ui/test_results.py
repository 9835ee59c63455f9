"""The scores that are shown are the run's, in the words and units of the experiment."""

from playground.events import Finished
from playground.experiment import Data, Experiment, Network, Training
from playground.ui.results import in_words, scores

LECTURE = Finished(
    "completed",
    epochs=100,
    best_epoch=93,
    test={
        "loss": 0.2216,
        "mse": 0.22164,
        "rmse": 0.47079,
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
        ("Test loss (mean squared error)", "0.2216 cm²"),
        ("RMSE", "0.471 cm"),
        ("R² petal length (cm)", "0.897"),
        ("R² petal width (cm)", "0.674"),
        ("Best epoch", "93"),
    ]


def test_a_classification_shows_loss_and_accuracy() -> None:
    outcome = Finished("completed", epochs=9, best_epoch=1_234, test={"loss": 0.25, "accuracy": 29 / 30}, seconds=0.1)
    assert [(label, value) for label, value, _ in scores(CLASSES, outcome)] == [
        ("Test loss (cross-entropy)", "0.2500"),
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
    assert in_words(Experiment(), LECTURE) == ("The 30 rows that were put aside, predicted by the network as it stood after epoch 100.")
    untrained = Finished("stopped", epochs=0, best_epoch=0, test={"mse": 5.0}, seconds=0.0)
    assert in_words(Experiment(), untrained) == "The 30 test rows, predicted by the untrained network."
    unscored = Finished("stopped", epochs=1_500, best_epoch=7, test={}, seconds=0.0)
    assert in_words(Experiment(), unscored).startswith("Stopped after 1,500 epochs, before the test could be scored.")
