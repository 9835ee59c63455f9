"""What can be taken along before and after a run, and an experiment's file that is opened again."""

import csv
import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import FileUploader

from playground import train
from playground.compute.run import Run
from playground.data.tables import Table
from playground.events import EpochEnd, Failed, Finished
from playground.experiment import Change, Data, Experiment, Layer, Network, Training, Upload
from playground.export.notebook import keras_notebook
from playground.export.prepared import prepared_csv
from playground.export.script import keras_script
from playground.live.film import Film
from playground.settings import ExperimentError
from playground.training.questions import NetworkFile
from playground.ui.run import downloads
from playground.ui.run.downloads import FILES, file_stem, offers, opened

SHORT = Experiment(network=Network((Layer(4),)), training=Training(epochs=3))
UPLOAD = Upload("My Table.csv", "0" * 64, 30, ("a", "b"), (("kind", ("no", "yes")),))
OWN = Experiment(
    Data("upload", ("a", "b"), ("kind",), upload=UPLOAD), Network((Layer(4),), "sigmoid"), Training(loss="binary_crossentropy", epochs=2)
)


def own_table() -> Table:
    rng = np.random.default_rng(0)
    return Table({name: rng.standard_normal(30).astype(np.float32) for name in ("a", "b")}, {"kind": np.arange(30) % 2})


def trained(experiment: Experiment, table: Table | None = None, stop_after: int | None = None) -> Run:
    """Return a run that is over, or was stopped from here, as the hub keeps it."""
    run = Run(experiment, "me", Film(experiment).record, clock=lambda: 0.0, table=table)
    for event in train(experiment, table=table):
        run.receive([event])
        if stop_after is not None and run.epoch == stop_after:
            run.stop()
    return run


def made(run: Run | None, experiment: Experiment) -> dict[str, tuple[str, Callable[[], str | bytes]]]:
    return {offer.kind: (offer.file_name, offer.make) for offer in offers(run, experiment)}


def history(run: Run) -> list[list[str]]:
    text = made(run, run.experiment)["history"][1]()
    assert isinstance(text, str)
    return list(csv.reader(text.splitlines()))


def test_before_a_run_there_are_script_notebook_and_experiment() -> None:
    found = made(None, SHORT)
    assert {kind: name for kind, (name, _) in found.items()} == {
        "script": "iris-4.py",
        "notebook": "iris-4.ipynb",
        "experiment": "iris-4.json",
    }
    assert found["script"][1]() == keras_script(SHORT)
    assert found["notebook"][1]() == keras_notebook(SHORT)
    assert found["experiment"][1]() == SHORT.to_json()


def test_a_run_leaves_history_and_report_too() -> None:
    run = trained(SHORT)
    found = made(run, SHORT)
    assert set(found) == set(FILES) - {"table"}
    assert found["model"][0] == "iris-4.keras"
    losses = [event.loss for event in train(SHORT) if isinstance(event, EpochEnd)]
    head, *rows = history(run)
    assert head == ["epoch", "learning_rate", "loss", "val_loss"]
    assert [float(np.float32(row[2])) for row in rows] == losses
    report = found["report"][1]()
    assert isinstance(report, str)
    assert report.count("<figure>") == len(run_charts(run))
    assert "Trained for all 3 epochs." in report


def run_charts(run: Run) -> tuple[object, ...]:
    from playground.live.developed import developed

    return developed(run.experiment, run.entries(0))


@pytest.mark.parametrize(
    ("experiment", "stop_after", "reason"),
    [
        (SHORT, 2, "stopped"),
        (replace(SHORT, training=Training(epochs=30, learning_rate=10.0)), None, "diverged"),
        (replace(SHORT, training=Training(epochs=30, early_stopping=True, patience=0, min_delta=1.0)), None, "early_stopping"),
    ],
)
def test_runs_that_ended_before_their_time_leave_what_there_was(experiment: Experiment, stop_after: int | None, reason: str) -> None:
    run = trained(experiment, stop_after=stop_after)
    assert isinstance(run.outcome, Finished)
    assert run.outcome.reason == reason
    assert len(history(run)) == 1 + run.outcome.epochs
    assert "<figure>" in str(made(run, experiment)["report"][1]())


def test_a_run_that_was_changed_leaves_with_the_change() -> None:
    experiment = replace(SHORT, training=Training(epochs=400))
    run = Run(experiment, "me", Film(experiment).record, clock=lambda: 0.0)
    words = iter([None, Change(1, learning_rate=0.001, l2=0.1)])
    for event in train(experiment, next_change=lambda: next(words, None)):
        run.receive([event])
    (change,) = run.experiment.training.changes
    assert 1 < change.epoch < 400
    head, *rows = history(run)
    assert head == ["epoch", "learning_rate", "loss", "val_loss", "penalty"]
    assert [row[1] for row in rows] == ["0.01"] * (change.epoch - 1) + ["0.001"] * (401 - change.epoch)
    assert [float(row[4]) > 0 for row in rows] == [False] * (change.epoch - 1) + [True] * (401 - change.epoch)
    found = made(run, run.experiment)
    assert f"if epoch == {change.epoch - 1}:\n        l2.assign(0.1)" in str(found["script"][1]())
    assert f"From epoch {change.epoch} on" in str(found["report"][1]())
    assert opened(str(found["experiment"][1]()).encode()) == run.experiment


def test_a_run_that_failed_has_no_model_to_leave_with() -> None:
    run = Run(SHORT, "me", Film(SHORT).record, clock=lambda: 0.0)
    run.receive([Failed("The worker is gone.")])
    found = made(run, SHORT)
    assert "model" not in found
    assert history(run) == [["epoch", "learning_rate", "loss", "val_loss"]]
    assert "The worker is gone." in str(found["report"][1]())


def test_the_model_is_the_hubs(monkeypatch: pytest.MonkeyPatch) -> None:
    run = trained(SHORT)
    asked = []

    @dataclass
    class Hub:
        """Stands in for services and hub."""

        @property
        def hub(self) -> "Hub":
            """Itself."""
            return self

        def replay(self, run_id: str, question: NetworkFile) -> Future[bytes]:
            """Remember who asked."""
            asked.append((run_id, question))
            answer: Future[bytes] = Future()
            answer.set_result(b"keras")
            return answer

    monkeypatch.setattr(downloads, "services", Hub)
    make = made(run, SHORT)["model"][1]
    assert asked == []
    assert make() == b"keras"
    assert asked == [(run.id, NetworkFile(run.epoch, restored=False))]


def test_an_upload_leaves_its_prepared_table() -> None:
    table = own_table()
    run = trained(OWN, table)
    name, make = made(run, OWN)["table"]
    assert name == "my-table-prepared-00000000.csv"
    assert make() == prepared_csv(OWN, table)
    assert name in keras_script(OWN)


@pytest.mark.parametrize(
    ("experiment", "stem"),
    [
        (Experiment(), "iris-32-64-32"),
        (Experiment(Data("breast_cancer"), Network((), "sigmoid"), Training(loss="binary_crossentropy")), "breast-cancer"),
        (OWN, "my-table-4"),
    ],
)
def test_files_are_called_after_data_and_network(experiment: Experiment, stem: str) -> None:
    assert file_stem(experiment) == stem


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{", b"[1]", b'{"data": {"dataset": "cats"}}', b"[" * 100_000, b"null"])
def test_a_file_that_holds_no_experiment_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(ExperimentError, match="Received: "):
        opened(content)


def test_a_saved_experiment_opens_with_or_without_a_byte_order_mark() -> None:
    assert opened(SHORT.to_json().encode()) == SHORT
    assert opened(b"\xef\xbb\xbf" + SHORT.to_json().encode()) == SHORT


def test_an_experiment_about_the_table_that_is_here_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "uploaded_data", lambda: OWN.data)
    assert opened(OWN.to_json().encode()) == OWN
    other = replace(OWN, data=replace(OWN.data, upload=replace(UPLOAD, digest="1" * 64)))
    with pytest.raises(ExperimentError, match="has to be uploaded again"):
        opened(other.to_json().encode())


def page() -> None:
    """The sidebar, and what can be taken along of what it says."""
    import streamlit as st

    from playground.ui.run.downloads import show_downloads
    from playground.ui.sidebar.controls import sidebar

    @st.fragment
    def show(experiment: object) -> None:
        if st.session_state.pop("controls_set", False):
            st.rerun()
        show_downloads(st.session_state.get("run"), experiment)  # type: ignore[arg-type]

    show(sidebar())


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.download_button]


def uploader(app: AppTest) -> FileUploader:
    return next(item for item in app.file_uploader if item.label == "Open an experiment")


def test_the_page_offers_what_there_is(app: AppTest) -> None:
    assert not app.exception
    assert labels(app) == ["Keras script", "Notebook", "Experiment"]
    app.session_state["run"] = trained(SHORT)
    app.run()
    assert not app.exception
    assert labels(app) == [
        "Keras script",
        "Notebook",
        "Experiment",
        "Trained model",
        "History",
        "Report",
    ]


def test_an_opened_file_sets_every_control(app: AppTest) -> None:
    uploader(app).set_value(("mine.json", SHORT.to_json().encode(), "application/json")).run()
    assert not app.exception
    assert len(app.error) == 0
    assert any("mine" in item.value for item in app.success)
    assert app.session_state["hidden_layers"] == 1
    assert app.session_state["epochs"] == 3


def test_a_wrong_file_gets_a_sentence_and_changes_nothing(app: AppTest) -> None:
    app.number_input(key="epochs").set_value(7).run()
    uploader(app).set_value(("evil.json", b'{"![x](http://y)": 1}', "application/json")).run()
    assert not app.exception
    (error,) = app.error
    assert "The fields of Experiment are" in error.value.replace("\\", "")
    assert "`'![x](http://y)'`" in error.value
    assert app.session_state["epochs"] == 7
    # Another try, and the sentence is gone.
    uploader(app).set_value(("mine.json", json.dumps({}).encode(), "application/json")).run()
    assert len(app.error) == 0
    assert app.session_state["epochs"] == 100


def test_an_experiment_about_a_table_asks_for_the_table(app: AppTest) -> None:
    uploader(app).set_value(("own.json", OWN.to_json().encode(), "application/json")).run()
    assert not app.exception
    (error,) = app.error
    assert "has to be uploaded again" in error.value
    assert "My Table.csv" in error.value
    assert app.session_state["dataset"] == "iris"


@pytest.fixture(autouse=True)
def _no_services() -> None:
    st.cache_resource.clear()
