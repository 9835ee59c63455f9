"""The film player in Chromium: what it shows is what the run has said, at the epoch where the playhead stands."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from playground.experiment import Data, Experiment, Network, Training
from playground.figures.panels.class_map import ClassMapPanel
from playground.figures.panels.panel import Restyle
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, LONG, Script, View, expected, watch
from tests.live import scripted

# The mark of the best epoch, behind the curves of training, validation, loss without penalty, and penalty.
BEST, CHANGED = 4, 6


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def test_idle_there_are_axes_and_an_invitation(server: Server, open_page: OpenPage) -> None:
    view = View(open_page(server.url))
    expect(view.status).to_have_text("idle")
    expect(view.page.get_by_test_id("panel-loss").get_by_text("Press Train")).to_be_visible()
    expect(view.page.get_by_test_id("panel-predictions").get_by_text("True petal length (cm)")).to_be_visible()
    assert view.data("loss", 0, "x") == []
    for name in ("Stop", "Play", "One epoch back", "One epoch forward", "Back to the start"):
        expect(view.button(name)).to_be_disabled()


def test_points_arrive_as_the_run_says_them(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    view = watch(open_page, script)
    expect(view.status).to_contain_text("warming up")
    script("train", 1)
    view.wait_for_points(1)
    expect(view.status).to_have_text("training")
    assert view.data("loss", 0, "x") == [1]
    script("train", 99)
    script("complete")
    expect(view.status).to_have_text("finished")
    assert view.data("loss", 0, "x") == list(range(1, 101))
    assert view.data("loss", 0, "y") == expected(scripted.loss, 100)
    assert view.data("loss", 1, "y") == expected(scripted.val_loss, 100)
    assert view.shows_predictions_of(script.experiment, 100)
    assert view.data("predictions", 2, "x") == pytest.approx(scripted.truth(script.experiment)[120:, 0].tolist(), rel=2**-15)
    best = scripted.ending(100).best_epoch
    assert view.data("loss", BEST, "x") == [best]
    assert view.data("loss", BEST, "y") == pytest.approx([scripted.val_loss(best)], rel=2**-15)
    expect(view.details).to_have_text(re.compile(r"^epoch 100 of 100 · loss 0\.328 · validation 0\.448 · 2\.00 ms per epoch$"))
    expect(view.page.get_by_text(f"Events: ended {script.id}", exact=True)).to_be_visible()


def test_five_thousand_epochs_as_they_train(server: Server, open_page: OpenPage) -> None:
    script = Script(server, Experiment(training=Training(epochs=5000)))
    view = watch(open_page, script)
    expect(view.status).to_contain_text("warming up")
    script("train", 5000, batch=200)
    script("complete")
    expect(view.status).to_have_text("finished", timeout=10_000)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 5000)


def test_the_film_keeps_the_chosen_pace(server: Server, open_page: OpenPage) -> None:
    script = Script(server, LONG)
    script("train", 2000, batch=100)
    script("complete")
    view = watch(open_page, script, "100")
    view.wait_for_points(1)
    expect(view.status).to_have_text("replaying")
    expect(view.details).to_contain_text("s left")
    # Timed in the page, by its own clock. Charts may be some epochs behind: what is slow to draw rests.
    pace = view.page.get_by_label("Epoch", exact=True).evaluate(
        """scrubber => new Promise(done => {
            const [epoch, start] = [scrubber.valueAsNumber, performance.now()];
            const look = now => now - start < 2000 ? requestAnimationFrame(look)
                : done((scrubber.valueAsNumber - epoch) / (performance.now() - start) * 1000);
            requestAnimationFrame(look);
        })"""
    )
    assert 80 < pace < 120
    view.speed("live")
    expect(view.status).to_have_text("finished")
    assert view.page.evaluate("localStorage.getItem('neural-playground.speed')") == "live"


def test_scrubbing_shows_what_was(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 60)
    script("complete")
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    view.seek(20)
    expect(view.status).to_have_text("paused")
    expect(view.details).to_contain_text("epoch 20 of 60 · loss 0.637")
    assert view.shows_predictions_of(script.experiment, 20)
    assert len(view.data("loss", 0, "x")) == 60
    cursor = view.page.get_by_test_id("panel-loss").evaluate("chart => chart.layout.shapes[0]")
    assert (cursor["visible"], cursor["x0"], cursor["x1"]) == (True, 20, 20)
    # What the curves have revealed stays, and the mark on them.
    assert view.data("loss", BEST, "x") == [60]
    view.button("One epoch back").click()
    expect(view.details).to_contain_text("epoch 19 of 60")
    assert view.shows_predictions_of(script.experiment, 19)
    view.button("One epoch forward").click()
    expect(view.details).to_contain_text("epoch 20 of 60")
    assert view.shows_predictions_of(script.experiment, 20)
    view.seek(60)
    expect(view.status).to_have_text("finished")
    assert view.shows_predictions_of(script.experiment, 60)
    assert not view.page.get_by_test_id("panel-loss").evaluate("chart => chart.layout.shapes[0].visible")


def test_scrubbing_between_snapshots_shows_the_latest_before(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 60, batch=10)
    script("complete")
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    view.seek(39)
    expect(view.details).to_contain_text("epoch 39 of 60")
    assert view.shows_predictions_of(script.experiment, 30)
    view.seek(3)
    expect(view.details).to_contain_text("epoch 3 of 60")
    assert view.shows_predictions_of(script.experiment, 0)


def test_pause_restart_and_the_space_bar(server: Server, open_page: OpenPage) -> None:
    script = Script(server, LONG)
    script("train", 2000, batch=100)
    script("complete")
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    view.button("Pause").click()
    expect(view.status).to_have_text("paused")
    paused = view.details.text_content()
    view.scrubber.focus()
    view.page.keyboard.press("Space")
    expect(view.status).to_have_text("replaying")
    expect(view.details).not_to_have_text(paused or "")
    view.speed("live")
    expect(view.status).to_have_text("finished")
    view.speed("10")
    view.button("Back to the start").click()
    expect(view.status).to_have_text("replaying")
    # Charts share the frames: the words may have gone back some before them.
    view.page.wait_for_function("document.querySelector('[data-testid=panel-loss]').data[0].x.length < 2000")
    assert view.data("loss", BEST, "x") == []


def test_stop_freezes_the_film_and_keeps_what_was_recorded(server: Server, open_page: OpenPage) -> None:
    script = Script(server, LONG)
    script("train", 1000, batch=100)
    view = watch(open_page, script, "10")
    view.wait_for_points(2)
    view.button("Stop").click()
    expect(view.status).to_have_text("stopped")
    frozen = len(view.data("loss", 0, "x"))
    expect(view.page.get_by_text(f"Events: stop {script.id}", exact=True)).to_be_visible()
    script("stop")
    expect(view.page.get_by_text(f"Events: stop {script.id}, ended {script.id}", exact=True)).to_be_visible()
    assert len(view.data("loss", 0, "x")) == frozen
    expect(view.button("Stop")).to_be_disabled()
    expect(view.scrubber).to_have_attribute("max", "1000")
    view.seek(1000)
    view.wait_for_points(1000)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 1000)


def test_at_the_end_of_an_early_stop_the_network_is_the_one_it_went_back_to(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 43)
    script("go_back", 33)
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    expect(view.details).to_contain_text("epoch 43 of 43")
    expect(view.details).to_contain_text("stopped early at epoch 43, back to epoch 33")
    assert view.shows_predictions_of(script.experiment, 33)
    assert view.data("loss", BEST, "x") == [33]
    expect(view.page.get_by_test_id("panel-loss").get_by_text("Back to epoch 33")).to_be_visible()
    view.seek(42)
    expect(view.details).to_contain_text("epoch 42 of 43")
    assert view.shows_predictions_of(script.experiment, 42)


def test_divergence_is_explained(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 3)
    script("diverge")
    view = watch(open_page, script)
    expect(view.status).to_have_text("diverged")
    expect(view.details).to_contain_text("epoch 3 of 3")
    expect(view.details).to_contain_text("see below the charts for what helps")


@pytest.mark.parametrize("epochs", [20, 0])
def test_a_change_is_marked_though_its_first_epoch_diverged(server: Server, open_page: OpenPage, epochs: int) -> None:
    script = Script(server)
    script("train", epochs, batch=10)
    script("break")
    view = watch(open_page, script)
    expect(view.status).to_have_text("diverged")
    expect(view.details).to_contain_text(f"in epoch {epochs + 1}, the first with learning rate 10, the loss overflowed")
    chart = view.page.get_by_test_id("panel-loss")
    expect(chart.get_by_text("Changed by hand")).to_be_visible()
    assert view.data("loss", CHANGED, "x") == [epochs + 1] * 3
    assert chart.evaluate("chart => chart._fullLayout.xaxis.range[1]") > epochs + 1
    # Its line is drawn, from bottom to top of the plot.
    drawn = chart.evaluate(
        """chart => {
            const [line, plot] = [chart.querySelector(".xy3 .js-line"), chart.querySelector(".xy3 .plotclip, .bglayer .bg, .nsewdrag")];
            return line.getBoundingClientRect().height / plot.getBoundingClientRect().height;
        }"""
    )
    assert drawn > 0.9


def test_a_run_that_diverged_at_once_has_no_epochs_to_count(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("diverge")
    view = watch(open_page, script)
    expect(view.status).to_have_text("diverged")
    expect(view.details).to_have_text("in epoch 1 the loss overflowed: see below the charts for what helps")


def test_a_map_and_its_rings_follow_the_playhead(server: Server, open_page: OpenPage) -> None:
    experiment = Experiment(Data(dataset="moons"), Network(output="sigmoid"), Training(loss="binary_crossentropy", epochs=40))
    script = Script(server, experiment)
    script("train", 40)
    script("complete")
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    chart, panel = view.page.get_by_test_id("panel-map"), ClassMapPanel(experiment)
    panel.patch(scripted.opening(experiment)[0])
    for epoch in (40, 12, 13):
        view.seek(epoch)
        expect(view.details).to_contain_text(f"epoch {epoch} of 40")
        wanted = panel.patch(scripted.snapshot(experiment, epoch))
        assert isinstance(wanted, Restyle)
        assert chart.evaluate("chart => chart.layout.images[0].source") == wanted.layout["images[0].source"]
        rings = wanted.data["x"][0]
        assert isinstance(rings, np.ndarray)
        assert view.data("map", wanted.traces[0], "x") == pytest.approx(rings.tolist(), rel=2**-15)
    assert chart.locator("image").count() == 1


def test_the_loss_has_a_logarithmic_scale(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 20)
    view = watch(open_page, script)
    view.wait_for_points(20)
    view.button("log scale").click()
    expect(view.button("log scale")).to_have_attribute("aria-pressed", "true")
    view.page.wait_for_function("document.querySelector('[data-testid=panel-loss]').layout.yaxis.type === 'log'")
    script("train", 10)
    view.wait_for_points(30)
    assert view.data("loss", 0, "y") == expected(scripted.loss, 30)
