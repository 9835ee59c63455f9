"""The Train button on a page of Streamlit's own test harness, with a hub that trains nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.compute.cluster import Status
from playground.compute.hub import ComputeUnavailable, UnknownRun
from playground.compute.run import Recorder, Run
from playground.events import Finished
from playground.experiment import Experiment, Layer, Network, Training
from playground.ui import training

READY = Status("ready", "Ready to train; workers: 2.")


@dataclass
class FakeServices:
    """Stands in for compute and hub, as one object for both."""

    status: Status = READY
    runs: dict[str, Run] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    retries: int = 0

    @property
    def hub(self) -> "FakeServices":
        """Itself."""
        return self

    @property
    def compute(self) -> "FakeServices":
        """Itself."""
        return self

    def run_for(self, experiment: Experiment, owner: str, record: Recorder) -> Run:
        """Keep a run that says nothing."""
        if self.status.state == "unreachable":
            raise ComputeUnavailable(self.status.sentence)
        run = Run(experiment, owner, record, clock=lambda: 0.0)
        self.runs[run.id] = run
        return run

    def run(self, run_id: str) -> Run:
        """Find a run."""
        if run_id not in self.runs:
            raise UnknownRun("gone")
        return self.runs[run_id]

    def stop(self, run_id: str) -> None:
        """Remember who was stopped."""
        self.stopped.append(run_id)

    def retry(self) -> None:
        """Count."""
        self.retries += 1


def page() -> None:
    """The sidebar and the training view, as on the real page."""
    from playground.ui.controls import sidebar
    from playground.ui.training import show_training

    show_training(sidebar())


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServices]:
    fake = FakeServices()
    monkeypatch.setattr(training, "services", lambda: fake)
    yield fake
    st.cache_resource.clear()


@pytest.fixture
def app(services: FakeServices) -> Callable[..., AppTest]:
    def opened(**query: str) -> AppTest:
        test = AppTest.from_function(page, default_timeout=30)
        for key, value in query.items():
            test.query_params[key] = value
        return test.run()

    del services
    return opened


def only(services: FakeServices) -> Run:
    (run,) = services.runs.values()
    return run


def test_train_starts_what_the_controls_ask_for(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app(hidden_layers="1", units_1="8", epochs="7")
    opened.button(key="train").click().run()
    assert not opened.exception
    assert only(services).experiment == Experiment(network=Network((Layer(8),)), training=Training(epochs=7))


def test_a_slider_moved_just_before_the_click_counts(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.slider(key="hidden_layers").set_value(2)
    opened.button(key="train").click()
    opened.run()
    assert len(only(services).experiment.network.hidden) == 2


def test_settings_that_do_not_go_together_make_train_wait(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app(units_1="1", activation_1="Softmax")
    assert opened.button(key="train").disabled
    assert services.runs == {}


def test_a_cluster_that_is_away_is_a_sentence_and_another_try(app: Callable[..., AppTest], services: FakeServices) -> None:
    services.status = Status("unreachable", "The scheduler at tcp://far:1 cannot be reached: refused.")
    opened = app()
    assert [warning.value for warning in opened.warning] == [services.status.sentence]
    next(button for button in opened.main.button if button.label == "Try again").click().run()
    assert services.retries == 1
    opened.button(key="train").click().run()
    assert [error.value for error in opened.error] == ["The scheduler at tcp://far:1 cannot be reached: refused."]
    services.status = READY
    opened.button(key="train").click().run()
    assert len(opened.error) == 0
    assert len(services.runs) == 1


def test_other_settings_than_the_runs_are_said(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.button(key="train").click().run()
    assert not [caption for caption in opened.main.caption if "Press Train" in caption.value]
    opened.slider(key="hidden_layers").set_value(1).run()
    (said,) = [caption.value for caption in opened.main.caption if "Press Train" in caption.value]
    assert "2 → 32 → 64 → 32 → 2" in said
    assert only(services).experiment == Experiment()


def test_scores_come_when_the_film_has_ended(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.button(key="train").click().run()
    run = only(services)
    run.receive([Finished("completed", 100, 93, {"loss": 0.2, "mse": 0.2, "rmse": 0.447}, 0.1)])
    assert len(opened.run().metric) == 0
    opened.session_state["ended_run"] = run.id
    assert [(metric.label, metric.value) for metric in opened.run().metric] == [
        ("Test loss (mean squared error)", "0.2000 cm²"),
        ("RMSE", "0.447 cm"),
        ("Best epoch", "93"),
    ]


def test_a_run_that_has_expired_leaves_an_empty_view(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.button(key="train").click().run()
    services.runs.clear()
    assert not opened.run().exception
    assert len(opened.metric) == 0
