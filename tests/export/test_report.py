"""The report: what it says of a run, and that strangers' words stay words. tests/browser/test_report.py opens it."""

import html
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import plotly.graph_objects as go
import pytest

from playground import Data, Experiment, Layer, Network, Training, keras_script
from playground.events import Failed, Finished
from playground.experiment import Augmentation, Change, Neuron, Upload
from playground.export.report import report_html
from playground.export.words import experiment_in_words

EVIL = "</script><img src=x onerror=alert(1)>"
OUTCOME = Finished("completed", 100, 93, {"loss": 0.1016, "rmse[petal width (cm)]": 0.25}, 0.2)


@dataclass(frozen=True)
class Drawn:
    """A chart as `live.developed` gives it."""

    title: str
    caption: str
    figure: go.Figure
    narrow: go.Figure


class Tags(HTMLParser):
    """Collects elements and the text outside of scripts and styles."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text that is read."""
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.text.append(data)


def parsed(report: str) -> Tags:
    tags = Tags()
    tags.feed(report)
    return tags


def charts(name: str = "loss") -> list[Drawn]:
    return [Drawn("Loss", "Lower is better.", go.Figure(go.Scatter(y=[3.0, 1.0], name=name)), go.Figure(layout={"height": 123}))]


def test_it_says_what_came_of_the_run() -> None:
    text = " ".join(parsed(report_html(Experiment(), charts(), OUTCOME)).text)
    for words in (
        "Iris: petal length (cm), petal width (cm) from sepal length (cm), sepal width (cm)",
        "Trained for all 100 epochs. The best was epoch 93.",
        "0.1016",
        "RMSE of petal width (cm)",
        "4,354",
        "32 × 64 + 64 = 2112",
        "Lower is better.",
    ):
        assert words in text


def test_it_has_the_script_and_the_charts() -> None:
    report = report_html(Experiment(), charts(), OUTCOME)
    (script,) = re.findall(r"<code>(.*?)</code>", report, re.DOTALL)
    assert html.unescape(script) == keras_script(Experiment())
    assert report.count("<script type='application/json'>") == 1
    assert go.Figure(go.Scatter(y=[3.0, 1.0], name="loss")).to_json() in report
    assert go.Figure(layout={"height": 123}).to_json() in report


def test_it_needs_nothing_from_elsewhere() -> None:
    tags = parsed(report_html(Experiment(), charts(), OUTCOME)).tags
    loads = [attrs[name] for _, attrs in tags for name in ("src", "href") if name in attrs]
    assert loads == ["data:,"]
    policy = next(attrs["content"] for _, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (None, "The run was still going on"),
        (Failed("The worker is gone."), "The run could not go on: The worker is gone."),
        (Finished("stopped", 7, 0, {}, 0.1), "Stopped by hand after 7 epochs."),
        (Finished("diverged", 3, 1, {"loss": 9.0}, 0.1), "Diverged in epoch 4"),
        (Finished("early_stopping", 30, 20, {"loss": 9.0}, 0.1, restored=True), "The network went back to the best one, epoch 20."),
    ],
)
def test_every_end_has_its_words(outcome: Finished | Failed | None, words: str) -> None:
    text = " ".join(parsed(report_html(Experiment(), (), outcome)).text)
    assert words in text
    scored = isinstance(outcome, Finished) and bool(outcome.test)
    assert ("before the test rows could be scored" in text) != scored


def test_a_change_in_the_epoch_that_diverged_is_named() -> None:
    experiment = Experiment(training=Training(changes=(Change(4, learning_rate=10.0),)))
    text = " ".join(parsed(report_html(experiment, (), Finished("diverged", 3, 1, {"loss": 9.0}, 0.1))).text)
    assert "Diverged in epoch 4, the first with learning rate 10: the numbers overflowed." in text
    later = " ".join(parsed(report_html(experiment, (), Finished("diverged", 4, 1, {"loss": 9.0}, 0.1))).text)
    assert "Diverged in epoch 5: the numbers" in later


def test_strangers_words_stay_words() -> None:
    upload = Upload(EVIL, "0" * 64, 30, (EVIL, "b"), (("c", (f"no{EVIL}", "$title")),))
    data = Data("upload", (EVIL,), ("c",), upload=upload)
    experiment = Experiment(data, Network((), "sigmoid"), Training(loss="binary_crossentropy"))
    plain = parsed(report_html(Experiment(), charts(), OUTCOME)).tags
    report = report_html(experiment, charts(EVIL), Failed(f"Broken: {EVIL}"))
    tags = parsed(report).tags
    assert "img" not in {tag for tag, _ in tags}
    assert len([tag for tag, _ in tags if tag == "script"]) == len([tag for tag, _ in plain if tag == "script"])
    assert EVIL not in report
    assert html.escape(EVIL) in report


def test_words_name_what_differs_from_the_default() -> None:
    assert dict(experiment_in_words(Experiment())) == {
        "Data set": "Iris",
        "Inputs": "sepal length (cm), sepal width (cm)",
        "Targets": "petal length (cm), petal width (cm)",
        "Rows": "108 train, 12 validate, 30 test",
        "Hidden layer 1": "32 × ReLU",
        "Hidden layer 2": "64 × ReLU",
        "Hidden layer 3": "32 × ReLU",
        "Output": "2 × Linear",
        "Optimizer": "SGD",
        "Learning rate": "0.01",
        "Loss": "Mean squared error",
        "Batch size": "4",
        "Epochs": "100",
    }
    other = Experiment(
        Data("digits", standardize=True),
        Network((Layer(8, "tanh", 0.2, True, "zeros"),), "softmax", "he_normal", Augmentation(shift=0.1)),
        Training(
            loss="categorical_crossentropy", l2=0.01, early_stopping=True, changes=(Change(3, 0.1, l1=0.5, silenced=(Neuron(1, 5),)),)
        ),
    )
    words = dict(experiment_in_words(other))
    assert words["Hidden layer 1"] == "8 × Tanh, batch normalization, dropout 0.2, initial weights Zeros"
    assert words["Initial weights of the output"] == "He, normal"
    assert (words["Shift"], words["Standardise the inputs"], words["L2"], words["Early stopping"]) == ("0.1", "on", "0.01", "on")
    assert words["From epoch 3 on"] == "Learning rate 0.1, L1 0.5"
    assert words["Before epoch 3"] == "neuron 5 of hidden 1 silenced"
    assert words["Inputs"].endswith("and 52 more")
    assert "Momentum" not in words


def test_no_setting_that_differs_is_left_out() -> None:
    several = replace(Training(), optimizer="adamw", weight_decay=0.1, clipnorm=1.0, schedule="step", schedule_factor=0.1, seed=5)
    words = experiment_in_words(replace(Experiment(), training=several))
    assert {("Weight decay", "0.1"), ("Gradient clipping", "1.0"), ("Schedule", "Step"), ("Factor", "0.1"), ("Training seed", "5")} <= set(
        words
    )
