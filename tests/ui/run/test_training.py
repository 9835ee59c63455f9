"""The Train button on a page of Streamlit's own test harness, with a hub that trains nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.compute.hub import ComputeUnavailable, UnknownRun
from playground.compute.run import Recorder, Run
from playground.compute.status import Status
from playground.data.tables import Table, load
from playground.events import BlowUp, EpochEnd, Finished
from playground.experiment import Change, Data, Experiment, Layer, Network, Neuron, Training, WeightEdit
from playground.live.component import Showing, Sizes
from playground.presets import PRESETS
from playground.ui.run import running, training
from tests.ui.fakes import OneForBoth

READY = Status("ready", "Ready to train; workers: 2.")


@dataclass
class FakeServices(OneForBoth):
    """Remembers what it is asked for, and trains nothing."""

    status: Status = READY
    runs: dict[str, Run] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    changes: list[tuple[str, Change]] = field(default_factory=list)
    retries: int = 0

    def run_for(self, experiment: Experiment, owner: str, record: Recorder, table: Table | None = None) -> Run:
        """Keep a run that says nothing."""
        if self.status.state == "unreachable":
            raise ComputeUnavailable(self.status.sentence)
        run = Run(experiment, owner, record, clock=lambda: 0.0, table=table)
        self.runs[run.id] = run
        return run

    def take_up(self, experiment: Experiment, run_ids: Iterable[str], owner: str) -> Run | None:
        """Find a run of the experiment."""
        del owner
        return next((run for run_id in run_ids if (run := self.runs.get(run_id)) and run.experiment == experiment), None)

    def change(self, run_id: str, change: Change) -> None:
        """Remember what was changed."""
        self.changes.append((run_id, change))

    def run(self, run_id: str) -> Run:
        """Find a run."""
        if run_id not in self.runs:
            raise UnknownRun("gone")
        return self.runs[run_id]

    def stop(self, run_id: str) -> None:
        """Remember who was stopped."""
        self.stopped.append(run_id)

    def page_stands(self) -> None:
        """Need not know."""

    def retry(self) -> None:
        """Count."""
        self.retries += 1


def page() -> None:
    """The sidebar and the training view, as on the real page; counts how often it is drawn."""
    import streamlit as st

    from playground.ui.run.training import show_training
    from playground.ui.sidebar.controls import sidebar

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    show_training(sidebar())


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServices]:
    fake = FakeServices()
    for module in (running, training):
        monkeypatch.setattr(module, "services", lambda: fake)
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


def plain(markdown: str) -> str:
    """Return the text that Markdown shows in which every sign is escaped."""
    return markdown.replace("\\", "")


def newest(services: FakeServices) -> Run:
    return list(services.runs.values())[-1]


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
    # As it stands: none of it is escaped, and none of it set as code.
    assert [error.value for error in opened.error] == ["The scheduler at tcp://far:1 cannot be reached: refused."]
    services.status = READY
    opened.button(key="train").click().run()
    assert len(opened.error) == 0
    assert len(services.runs) == 1


def test_a_page_that_was_opened_early_stops_asking_once_workers_are_ready(
    app: Callable[..., AppTest], services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float | None] = []
    fragment = st.fragment

    def noted(function: Callable[[], None], *, run_every: float | None = None) -> Callable[[], None]:
        asked.append(run_every)
        # They are ready by the time that the browser asks for the first time.
        services.status = READY
        return fragment(function, run_every=run_every)

    monkeypatch.setattr(st, "fragment", noted)
    services.status = Status("warming_up", "TensorFlow is loading.")
    opened = app()
    assert not opened.exception
    assert asked == [training.POLL_SECONDS]
    assert "TensorFlow is loading." not in [caption.value for caption in opened.caption]
    runs = opened.session_state["runs"]
    assert runs == 2
    assert opened.run().session_state["runs"] == 3


def test_other_settings_than_the_runs_are_said(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.button(key="train").click().run()
    assert not [caption for caption in opened.main.caption if "Press Train" in caption.value]
    opened.slider(key="hidden_layers").set_value(1).run()
    (said,) = [caption.value for caption in opened.main.caption if "Press Train" in caption.value]
    assert said == "The charts still show the previous run. Changed since: hidden layers 1. Press Train to apply it."
    assert only(services).experiment == Experiment()


def test_a_new_examples_words_wait_for_its_picture(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    assert PRESETS["lecture"].help in [caption.value for caption in opened.main.caption]
    opened.button(key="train").click().run()
    opened.selectbox(key="preset").set_value("over_fitted").run()
    words = [caption.value for caption in opened.main.caption]
    assert PRESETS["over_fitted"].help not in words
    assert any(said.startswith("The charts still show the previous run.") for said in words)
    opened.button(key="train").click().run()
    words = [caption.value for caption in opened.main.caption]
    assert PRESETS["over_fitted"].help in words
    assert not any("previous run" in said for said in words)


def test_scores_come_when_the_film_has_ended(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.button(key="train").click().run()
    run = only(services)
    run.receive([Finished("completed", 100, 93, {"loss": 0.2, "mse": 0.2, "rmse": 0.447}, 0.1)])
    assert len(opened.run().metric) == 0
    opened.session_state["ended_run"] = run.id
    assert [(plain(metric.label), metric.value) for metric in opened.run().metric] == [
        ("Test loss (mean squared error)", "0.200 cm²"),
        ("RMSE", "0.447 cm"),
        ("Best epoch", "93"),
    ]


def test_after_a_reload_the_finished_run_and_its_scores_are_there_at_once(
    app: Callable[..., AppTest], services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = services.run_for(Experiment(), "before the reload", lambda _: b"")
    run.receive([EpochEnd(1, 0.3, None, {}, 0.1), Finished("completed", 1, 1, {"loss": 0.2, "mse": 0.2, "rmse": 0.447}, 0.1)])
    monkeypatch.setattr(running, "_remembered", lambda: ["long gone", run.id])
    opened = app()
    assert len(opened.metric) == 3
    assert (opened.session_state["run_id"], opened.session_state["film_start"]) == (run.id, 1)
    # A page that is open shows what Train did, not what it once did.
    opened.slider(key="hidden_layers").set_value(1).run()
    assert opened.session_state["run_id"] == run.id
    other = app(hidden_layers="1")
    assert "run_id" not in other.session_state
    assert len(other.metric) == 0
    other.slider(key="hidden_layers").set_value(3).run()
    assert "run_id" not in other.session_state
    assert only(services) is run


def test_after_a_reload_a_live_run_is_watched_from_where_it_is(
    app: Callable[..., AppTest], services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = services.run_for(Experiment(), "before the reload", lambda _: b"")
    run.receive([EpochEnd(epoch, 0.3, None, {}, 0.1) for epoch in (1, 2, 3)])
    monkeypatch.setattr(running, "_remembered", lambda: [run.id])
    opened = app()
    assert (opened.session_state["run_id"], opened.session_state["film_start"]) == (run.id, 3)
    assert len(opened.metric) == 0
    opened.button(key="train").click().run()
    assert len(services.runs) == 2
    assert opened.session_state["film_start"] is None


def test_a_run_that_has_expired_leaves_an_empty_view(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app()
    opened.button(key="train").click().run()
    services.runs.clear()
    assert not opened.run().exception
    assert len(opened.metric) == 0
    assert [info.value for info in opened.info] == ["gone"]
    opened.button(key="train").click().run()
    assert len(opened.info) == 0


def page_that_changes() -> None:
    """The page, and a button that stands for the control beside the film."""
    import streamlit as st

    from playground.ui.run import running
    from playground.ui.run.training import show_training
    from playground.ui.sidebar.controls import sidebar

    st.button("Change", on_click=lambda: running.change(st.session_state["word"]), key="change")
    show_training(sidebar())


@pytest.fixture
def changing(services: FakeServices) -> AppTest:
    opened = AppTest.from_function(page_that_changes, default_timeout=30).run()
    opened.button(key="train").click().run()
    del services
    return opened


def say(opened: AppTest, **word: object) -> AppTest:
    """Change a setting of the session's run."""
    opened.session_state["word"] = {"runId": opened.session_state["run_id"], **word}
    return opened.button(key="change").click().run()


def test_a_change_to_a_run_that_is_filmed_as_it_trains_goes_to_the_worker(changing: AppTest, services: FakeServices) -> None:
    say(changing, epoch=20, live=True, learning_rate=0.001)
    assert services.changes == [(only(services).id, Change(21, learning_rate=0.001))]


def test_a_change_behind_the_training_is_a_run_of_its_own_from_the_epoch_shown(changing: AppTest, services: FakeServices) -> None:
    first = only(services)
    say(changing, epoch=20, live=False, l2=0.01)
    assert not changing.exception
    assert newest(services) is not first
    assert newest(services).experiment == Experiment(training=Training(changes=(Change(21, l2=0.01),)))
    assert changing.session_state["film_start"] == 20
    # The controls say the same, so that Train repeats it.
    changing.button(key="train").click().run()
    assert newest(services).experiment.training.changes == (Change(21, l2=0.01),)
    assert changing.session_state["film_start"] is None


EDITS = {
    "weights": [{"layer": 1, "source": 2, "unit": 3, "value": 0.5}],
    "silenced": [{"layer": 2, "unit": 4}],
    "frozen": [{"layer": 1, "unit": 3}],
}


def edited(epoch: int) -> Change:
    return Change(epoch, weights=(WeightEdit(1, 2, 3, 0.5),), silenced=(Neuron(2, 4),), frozen=(Neuron(1, 3),))


def test_weights_are_edited_in_every_state_of_a_run(changing: AppTest, services: FakeServices) -> None:
    say(changing, epoch=20, live=True, **EDITS)
    assert services.changes == [(only(services).id, edited(21))]
    say(changing, epoch=20, live=False, **EDITS)
    assert not changing.exception
    assert newest(services).experiment == Experiment(training=Training(changes=(edited(21),)))
    assert changing.text_input(key="changes").value == "21:n2.4=0,21:f1.3=1,21:w1.2.3=0.5"
    changing.button(key="remove_changes").click().run()
    changing.button(key="train").click().run()
    assert newest(services).experiment == Experiment()


def test_weights_that_are_edited_before_any_run_are_those_of_the_first_epoch(services: FakeServices) -> None:
    opened = AppTest.from_function(page_that_changes, default_timeout=30).run()
    opened.number_input(key="epochs").set_value(50).run()
    opened.session_state["word"] = {"runId": None, "epoch": 0, "live": False, **EDITS}
    opened.button(key="change").click().run()
    assert not opened.exception
    assert only(services).experiment == Experiment(training=Training(epochs=50, changes=(edited(1),)))
    assert opened.session_state["film_start"] is None
    assert opened.text_input(key="changes").value == "1:n2.4=0,1:f1.3=1,1:w1.2.3=0.5"
    # An old page that has not heard of the run.
    opened.button(key="change").click().run()
    assert len(services.runs) == 1


def test_weights_that_are_not_there_are_a_sentence_before_any_run_too(services: FakeServices) -> None:
    opened = AppTest.from_function(page_that_changes, default_timeout=30).run()
    opened.session_state["word"] = {"runId": None, "epoch": 0, "live": False, "silenced": [{"layer": 4, "unit": 1}]}
    opened.button(key="change").click().run()
    (error,) = [error.value for error in opened.error]
    assert "only neurons of these can be silenced or frozen" in plain(error)
    assert services.runs == {}


def test_a_change_drops_what_was_changed_later(changing: AppTest, services: FakeServices) -> None:
    for epoch, rate in ((10, 0.001), (50, 0.03), (20, 0.002)):
        say(changing, epoch=epoch, live=False, learning_rate=rate)
    assert newest(services).experiment.training.changes == (Change(11, learning_rate=0.001), Change(21, learning_rate=0.002))


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ({"epoch": 100, "learning_rate": 0.1}, "up to epoch 100"),
        ({"epoch": "last", "learning_rate": 0.1}, "epoch of a change must be a whole number"),
        ({"epoch": 3, "learning_rate": "fast"}, "Learning rate must be a number above 0"),
        ({"epoch": 3, "l1": -1}, "L1 must be a number of at least 0"),
        ({"epoch": 3, "weights": "all"}, "Edits must be a list of WeightEdit. Received: "),
        ({"epoch": 3, "weights": [{"layer": 1}]}, "The source of an edited weight must be a whole number from 0"),
        ({"epoch": 3, "weights": [{"layer": 1, "source": 1, "unit": 1, "value": 1e9}]}, "An edited weight must be a number of at least"),
        ({"epoch": 3, "weights": [{"layer": 9, "source": 1, "unit": 1, "value": 1.0}]}, "This network has 4 layers"),
        ({"epoch": 3, "silenced": [{"layer": 4, "unit": 1}]}, "only neurons of these can be silenced or frozen"),
        ({"epoch": 3, "live": True, "silenced": [{"layer": 4, "unit": 1}]}, "only neurons of these can be silenced or frozen"),
        ({"epoch": 3}, "A change must set the learning rate, L1, L2 or weights"),
    ],
)
def test_a_change_that_cannot_be_is_a_sentence_and_changes_nothing(
    changing: AppTest, services: FakeServices, word: dict[str, object], sentence: str
) -> None:
    say(changing, **{"live": False, **word})
    (error,) = [error.value for error in changing.error]
    assert sentence in plain(error)
    assert only(services).experiment == Experiment()
    assert services.changes == []


def test_a_change_for_another_run_is_not_heard(changing: AppTest, services: FakeServices) -> None:
    changing.session_state["word"] = {"runId": "another", "epoch": 1, "live": False, "l1": 0.1}
    changing.button(key="change").click().run()
    assert len(services.runs) == 1


def test_controls_that_say_something_else_are_left_alone_by_a_change(changing: AppTest, services: FakeServices) -> None:
    changing.slider(key="hidden_layers").set_value(1).run()
    say(changing, epoch=5, live=False, learning_rate=0.1)
    assert newest(services).experiment == Experiment(training=Training(changes=(Change(6, learning_rate=0.1),)))
    assert changing.slider(key="hidden_layers").value == 1


def page_that_resizes() -> None:
    """As above, and a button that does what the picture of the network asks for."""
    import streamlit as st

    from playground.ui.run import running
    from playground.ui.run.training import show_training
    from playground.ui.sidebar.controls import sidebar

    st.session_state["made"] = sidebar()
    show_training(st.session_state["made"])
    st.button("Resize", on_click=lambda: running.resize(st.session_state["word"]), key="resize")


def hidden(app: AppTest, units: list[object], number: int = 1) -> tuple[int, ...]:
    """Ask for hidden layers in the picture, and return those that the controls then say."""
    app.session_state["word"] = {"number": number, "units": units}
    app.button(key="resize").click().run()
    assert not app.exception
    return tuple(layer.units for layer in app.session_state["made"].network.hidden)


def test_the_picture_moves_the_controls_of_the_hidden_layers_and_nothing_else(services: FakeServices) -> None:
    del services
    app = AppTest.from_function(page_that_resizes, default_timeout=30).run()
    app.selectbox(key="activation_2").set_value("tanh").run()
    assert hidden(app, [33, 64, 32]) == (33, 64, 32)
    assert app.number_input(key="units_1").value == 33
    # A new layer is what its own controls say: 32 units of ReLU, unless somebody has said something else.
    grown = hidden(app, [33, 64, 32, None], number=2)
    assert grown == (33, 64, 32, app.number_input(key="units_4").value)
    assert app.slider(key="hidden_layers").value == 4
    assert hidden(app, [], number=3) == ()
    assert hidden(app, [33, 64], number=4) == (33, 64)
    assert app.session_state["made"].network.hidden[1].activation == "tanh"
    assert app.session_state["sizes_heard"] == 4


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ([0, 64, 32], "must be a whole number from 1 to"),
        ([10**6, 64, 32], "must be a whole number from 1 to"),
        (["many"], "must be a whole number from 1 to"),
        ([8] * 99, "Hidden layers must be a whole number from 0 to"),
    ],
)
def test_sizes_that_cannot_be_are_a_sentence_and_move_nothing(services: FakeServices, units: list[object], sentence: str) -> None:
    del services
    app = AppTest.from_function(page_that_resizes, default_timeout=30).run()
    assert hidden(app, units) == (32, 64, 32)
    (error,) = [error.value for error in app.error]
    assert sentence in plain(error)
    # The picture learns that its word was heard, and goes back to what is said.
    assert app.session_state["sizes_heard"] == 1


def shown_with(monkeypatch: pytest.MonkeyPatch) -> list[Showing]:
    """Everything that the live view is given to show from now on."""
    found: list[Showing] = []

    def view(showing: Showing, **_: object) -> None:
        found.append(showing)

    monkeypatch.setattr(training, "live_view", view)
    return found


def test_the_picture_shows_the_next_network_where_that_is_another_than_the_runs(
    app: Callable[..., AppTest], services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_with(monkeypatch)
    opened = app()
    assert (shown[-1].ahead, shown[-1].sizes) == (None, Sizes((32, 64, 32)))
    opened.button(key="train").click().run()
    run = only(services)
    assert (shown[-1].run_id, shown[-1].ahead) == (run.id, None)
    # Another learning rate is not another network.
    opened.number_input(key="epochs").set_value(50).run()
    assert shown[-1].ahead is None
    opened.number_input(key="units_1").set_value(33).run()
    ahead = shown[-1].ahead
    assert ahead is not None
    assert ahead.network is not None
    # 2 · 33 + 33, 33 · 64 + 64, 64 · 32 + 32, 32 · 2 + 2
    assert ahead.parameters == ahead.network["parameters"] == 99 + 2_176 + 2_080 + 66
    assert (shown[-1].run_id, shown[-1].sizes) == (run.id, Sizes((33, 64, 32)))
    opened.number_input(key="units_1").set_value(32).run()
    assert shown[-1].ahead is None
    opened.selectbox(key="activation_1").set_value("tanh").run()
    opened.button(key="train").click().run()
    assert (shown[-1].run_id, shown[-1].ahead) == (newest(services).id, None)


def test_a_large_target_is_standardised_at_one_click(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app(dataset="Diabetes")
    opened.button(key="train").click().run()
    run = only(services)
    blow_up = BlowUp(1, 4, "hidden1 kernel", 1e20, 0.01, input_size=0.05, target_size=170.0)
    run.receive([Finished("diverged", 0, 0, {"loss": 9.0, "mse": 9.0, "rmse": 3.0}, 0.1, blow_up=blow_up)])
    opened.session_state["ended_run"] = run.id
    opened.run()
    assert "The cause is the size of the target, around 170" in opened.warning[0].value
    next(button for button in opened.main.button if button.label == "Standardise the target").click().run()
    assert not opened.exception
    assert newest(services).experiment == Experiment(Data("diabetes", standardize_target=True))
    assert opened.sidebar.toggle(key="standardize_target").value


def test_a_run_that_diverged_offers_a_tenth_of_its_learning_rate(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app(learning_rate="0.3", epochs="7")
    opened.button(key="train").click().run()
    run = only(services)
    blow_up = BlowUp(epoch=3, step=12, weights="hidden2 kernel", gradient=4.2e20, learning_rate=0.3)
    run.receive([Finished("diverged", 2, 1, {"loss": 9.0, "mse": 9.0, "rmse": 3.0}, 0.1, blow_up=blow_up)])
    opened.session_state["ended_run"] = run.id
    opened.run()
    (said,) = [warning.value for warning in opened.warning]
    assert "Update 12 of epoch 3 blew up" in said
    assert "the weights of hidden2 was 4.2e+20 long" in said
    assert "The run keeps the network of epoch 2, the last one with finite numbers." in said
    assert "The likely cause is the learning rate" in said
    remedies = {button.label: button for button in opened.main.button}
    assert {"A smaller learning rate: 0.01", "Adam"} < set(remedies)
    remedies["A smaller learning rate: 0.01"].click().run()
    assert not opened.exception
    assert newest(services).experiment == Experiment(training=Training(learning_rate=0.01, epochs=7))
    # The controls follow: Train does the same.
    opened.button(key="train").click().run()
    assert newest(services).experiment.training.learning_rate == 0.01


def test_classes_that_a_part_lacks_are_named_beside_the_charts(app: Callable[..., AppTest], services: FakeServices) -> None:
    opened = app(dataset="Gaussian clusters", samples="30", classes="6", split_seed="0", loss="Cross-entropy", output="Softmax")
    (said,) = [caption.value for caption in opened.main.caption if "No test row" in caption.value]
    assert "No test row is of B or D: the scores do not show how well it is recognised." in said.replace("\\", "")
    assert "“Stratify the test rows”" in said
    opened.sidebar.toggle(key="stratify").set_value(True).run()
    assert not opened.exception
    assert not [caption for caption in opened.main.caption if "No test row" in caption.value]


def test_a_class_of_one_row_cannot_be_stratified_and_the_sidebar_says_so(app: Callable[..., AppTest], services: FakeServices) -> None:
    seed = next(seed for seed in range(99) if np.bincount(load(Data("xor", samples=10, draw=seed)).labels["class"], minlength=2).min() == 1)
    opened = app(dataset="Exclusive or", samples="10", data_seed=str(seed), test_size="0.3", validation_split="0.3", stratify="true")
    assert not opened.exception
    (error,) = [error.value for error in opened.sidebar.error]
    assert "A stratified split needs at least 2 rows of every class. Received: `1 of" in error.replace("\\", "")
    assert opened.button(key="train").disabled
