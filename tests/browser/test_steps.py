"""The steps of an epoch in the browser: opened, walked through by buttons and keys, lit in the charts, closed; the film goes on."""

import re
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from playground.data.split import split
from playground.experiment import Data, Experiment, Layer, Network, Training
from playground.training import answer, train
from playground.training.questions import MOST_STEPS, StepsOfEpoch, Walk
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Server
from tests.browser.network_view import DIGITS, Panel, number_behind, numbers
from tests.browser.test_accessibility import violations
from tests.training.comparison import snapshots
from tests.training.test_walking import flat

STEPS = re.compile(r"/steps\?")
RING = Experiment(
    Data("circle", samples=120, seed=3),
    Network((Layer(4, "tanh", 0.2), Layer(3, "tanh", 0.0, True)), "sigmoid"),
    Training("adam", 0.02, loss="binary_crossentropy", epochs=12, batch_size=20, seed=5),
)
EPOCH = 5
COUNT = -(-RING.data.split_rows[0] // 20)


class Steps:
    """The steps on the page, in the words of a person who walks through them."""

    def __init__(self, app: App) -> None:
        """Look at a page."""
        self.app, self.page = app, app.page
        self.box = app.page.get_by_test_id("steps")
        self.place = self.box.locator(".np-step-place")
        self.scrubber = app.page.get_by_label("Epoch", exact=True)

    def button(self, name: str) -> Locator:
        """A button of the page."""
        return self.page.get_by_role("button", name=name, exact=True)

    def seek(self, epoch: int) -> None:
        """Drag the scrubber to an epoch, and point elsewhere."""
        self.scrubber.fill(str(epoch))
        expect(self.app.details).to_contain_text(f"epoch {epoch} of")

    def open(self) -> None:
        """Press the button, and wait for the first step."""
        self.button("Steps").click()
        self.at(1)

    def at(self, number: int, count: int = COUNT, epoch: int = EPOCH) -> None:
        """Wait for a step."""
        expect(self.place).to_have_text(f"Step {number} of {count:,} of epoch {epoch}.")

    def lit(self, panel: str = "map", trace: int = 0) -> list[int] | None:
        """Which dots of a chart stand out; None where none stands back."""
        script = "(chart, trace) => chart.data[trace].selectedpoints ?? null"
        return cast("list[int] | None", self.page.get_by_test_id(f"panel-{panel}").evaluate(script, trace))

    def wait_for_light(self, points: list[int]) -> None:
        """Wait until just these dots of the training rows stand out."""
        script = (
            "wanted => JSON.stringify(document.querySelector('[data-testid=panel-map]').data[0].selectedpoints) === JSON.stringify(wanted)"
        )
        self.page.wait_for_function(script, arg=points)


def trained(app_server: Server, open_page: OpenPage, experiment: Experiment = RING, **view: object) -> Steps:
    app = App(open_page(link_to(app_server.url, experiment), **{"width": 1280, "height": 720, **view}))
    app.train()
    app.wait_for("finished")
    app.settle()
    return Steps(app)


def walked(epoch: int = EPOCH) -> Walk:
    walk = answer(RING, StepsOfEpoch(epoch))
    assert walk is not None
    return walk


def check(steps: Steps, walk: Walk, number: int) -> None:
    """Hold what is said and lit of a step against what training does."""
    steps.at(number, walk.count, walk.epoch)
    step = walk.steps[number - 1]
    rows = sorted(int(row) for row in step.rows)
    # All rows are on the page and in the chart, in the order of the split.
    steps.wait_for_light(rows)
    assert steps.lit(trace=1) == steps.lit(trace=2) == []
    said = steps.box.locator(".np-step-batch").inner_text()
    assert number_behind("loss", said) == pytest.approx(step.loss, rel=DIGITS)
    assert number_behind("|Δw|", said) == pytest.approx(step.moved, rel=DIGITS)
    first, behind = rows[:8], len(rows) - 8
    names = [*(str(row + 1) for row in first), *([f"{behind} more"] if behind > 0 else [])]
    assert said.startswith(f"{len(rows)} rows, ")
    assert said.endswith(f"Rows {', '.join(names[:-1])} and {names[-1]}.")
    check_moves(steps, walk, number)
    panel = Panel(steps.page)
    expect(panel.words).to_contain_text(f"The network after step {number} of epoch {walk.epoch}: ")
    panel.point_at_line("hidden 2, neuron 2", "output B")
    expect(panel.tip).to_contain_text("before the step")
    told = panel.tip.inner_text()
    before = walk.steps[number - 2].weights if number > 1 else walk.before
    # Before the output's kernel: 8 + 4, 12 + 3, and four times 3 of the normalization.
    assert number_behind("weight", told) == pytest.approx(step.weights[40], rel=DIGITS, abs=1e-4)
    assert number_behind("before the step", told) == pytest.approx(before[40], rel=DIGITS, abs=1e-4)


def check_moves(steps: Steps, walk: Walk, number: int) -> None:
    """Hold the weight that is said to have moved most against all that moved."""
    kernels = [array.size for array in snapshots(list(train(replace(RING, training=replace(RING.training, epochs=1)))))[0].weights]
    before = walk.steps[number - 2].weights if number > 1 else walk.before
    moves = np.split(np.abs(walk.steps[number - 1].weights - before), np.cumsum(kernels)[:-1])
    # Kernel and bias of the first layer, of the second, before γ, β and the statistics of its normalization, and of the output.
    furthest = max(moves[place].max() for place in (0, 1, 2, 3, 8, 9))
    first = steps.box.locator(".np-step-moves").inner_text().split("; ")[0]
    start, end = numbers(first.split("from")[1])
    assert abs(end - start) == pytest.approx(furthest, abs=0.01 * max(abs(start), abs(end)))


def test_a_lecturer_walks_through_an_epoch_and_the_film_goes_on(app_server: Server, open_page: OpenPage) -> None:
    steps = trained(app_server, open_page)
    steps.seek(EPOCH)
    requests: list[str] = []
    steps.page.on("request", lambda request: requests.append(request.url.split("?")[1]) if STEPS.search(request.url) else None)
    steps.open()
    walk, press = walked(), steps.page.keyboard.press
    expect(steps.box).to_have_role("group")
    expect(steps.box).to_have_accessible_name(f"Steps of epoch {EPOCH}")
    expect(steps.button("One step back")).to_be_disabled()
    check(steps, walk, 1)
    steps.button("One step forward").click()
    check(steps, walk, 2)
    press("ArrowRight")
    check(steps, walk, 3)
    press("ArrowLeft")
    steps.at(2)
    steps.button("One step back").click()
    steps.at(1)
    press("End")
    check(steps, walk, COUNT)
    expect(steps.button("One step forward")).to_be_disabled()
    # The film has not moved meanwhile; behind the last step the network is the film's own.
    assert steps.scrubber.input_value() == str(EPOCH)
    np.testing.assert_array_equal(walk.steps[-1].weights, flat(snapshots(list(train(RING)))[EPOCH].weights))
    press("Escape")
    expect(steps.box).to_be_hidden()
    steps.page.wait_for_function("() => !document.querySelector('[data-testid=panel-map]').data.some((trace) => trace.selectedpoints)")
    expect(Panel(steps.page).words).to_contain_text(f"The network after epoch {EPOCH}: ")
    # What was told last is kept.
    steps.open()
    assert requests == [f"epoch={EPOCH}"]
    steps.button("Close the steps").click()
    expect(steps.box).to_be_hidden()
    press("ArrowRight")
    expect(steps.scrubber).to_have_js_property("value", str(EPOCH + 1))
    press("Space")
    steps.app.wait_for("finished")


def test_the_key_opens_them_and_play_walks_to_the_last_step_while_the_film_stands(app_server: Server, open_page: OpenPage) -> None:
    steps = trained(app_server, open_page)
    steps.seek(EPOCH)
    steps.page.keyboard.press("s")
    steps.at(1)
    steps.page.keyboard.press("End")
    steps.at(COUNT)
    steps.page.keyboard.press("Space")
    steps.at(1)
    expect(steps.button("Pause the steps")).to_be_visible()
    steps.at(2)
    steps.page.keyboard.press("Space")
    expect(steps.button("Play the steps")).to_be_visible()
    for _ in range(COUNT - 3):
        steps.page.keyboard.press("ArrowRight")
    steps.at(COUNT - 1)
    steps.button("Play the steps").click()
    steps.at(COUNT)
    # It stands there.
    expect(steps.button("Play the steps")).to_be_visible()
    assert steps.scrubber.input_value() == str(EPOCH)
    steps.page.keyboard.press("s")
    expect(steps.box).to_be_hidden()


def test_who_came_by_the_keyboard_is_led_back_to_the_button(app_server: Server, open_page: OpenPage) -> None:
    steps = trained(app_server, open_page)
    steps.seek(EPOCH)
    steps.button("Steps").focus()
    steps.page.keyboard.press("Enter")
    steps.at(1)
    expect(steps.box).to_be_focused()
    expect(steps.button("Steps")).to_have_attribute("aria-expanded", "true")
    steps.button("One step forward").focus()
    steps.page.keyboard.press("Enter")
    steps.at(2)
    # The button at the last step is disabled: the focus is not lost.
    for number in range(3, COUNT + 1):
        steps.page.keyboard.press("Enter")
        steps.at(number)
    expect(steps.box).to_be_focused()
    steps.page.keyboard.press("Escape")
    expect(steps.button("Steps")).to_be_focused()
    expect(steps.button("Steps")).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("way", ["scrubber", "Play", "One epoch forward", "edit"])
def test_steps_close_where_the_film_moves_or_the_network_is_edited(app_server: Server, open_page: OpenPage, way: str) -> None:
    steps = trained(app_server, open_page)
    panel = Panel(steps.page)
    steps.seek(EPOCH)
    if way == "edit":
        panel.neuron("output B").click()
    steps.open()
    if way == "edit":
        expect(panel.card).to_contain_text("Gradients are those after a whole epoch. Close its steps to see them.")
        panel.field("Weight from hidden 2, neuron 2").fill("0.5")
        steps.page.keyboard.press("Enter")
        expect(panel.edits).to_contain_text("1 weight")
    elif way == "scrubber":
        steps.scrubber.fill("6")
    else:
        steps.button(way).click()
    expect(steps.box).to_be_hidden()
    if way == "edit":
        # Of the whole epoch, with the edit.
        expect(panel.words).to_contain_text(f"The network after epoch {EPOCH}: ")
        panel.card.get_by_label("Close").click()
        panel.point_at_line("hidden 2, neuron 2", "output B")
        expect(panel.tip).to_contain_text("weight 0.500")


def test_what_is_on_its_way_and_what_is_refused_are_sentences(app_server: Server, open_page: OpenPage) -> None:
    steps = trained(app_server, open_page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    steps.page.route(STEPS, hold)
    steps.seek(EPOCH)
    with steps.page.expect_request(STEPS):
        steps.button("Steps").click()
    expect(steps.place).to_have_text(f"Training again up to epoch {EPOCH}, step by step, as soon as a worker is free …")
    for name in ("One step back", "Play the steps", "One step forward"):
        expect(steps.button(name)).to_be_disabled()
    # Who closes them no longer waits: the browser gives the request up.
    with steps.page.expect_event("requestfailed", lambda request: STEPS.search(request.url) is not None):
        steps.page.keyboard.press("Escape")
    held.clear()
    with steps.page.expect_request(STEPS):
        steps.page.keyboard.press("s")
    held.pop().fulfill(status=404, body="There is no such run any more. Press Train to run it again.", content_type="text/plain")
    expect(steps.place).to_have_text("There is no such run any more. Press Train to run it again.")
    steps.page.unroute(STEPS)
    steps.button("Ask again").click()
    steps.at(1)


def test_without_a_run_and_before_training_there_are_none(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(app_server.url, RING), width=1280, height=720))
    steps = Steps(app)
    expect(steps.button("Steps")).to_be_disabled()
    expect(steps.button("Steps")).to_have_attribute("title", "Press Train first: steps are those of a run.")
    app.train()
    app.wait_for("finished")
    expect(steps.button("Steps")).to_be_enabled()
    steps.seek(0)
    expect(steps.button("Steps")).to_have_attribute("title", "Before training there are no steps. Go to a later epoch.")
    steps.page.keyboard.press("s")
    expect(steps.box).to_be_hidden()
    steps.page.keyboard.press("?")
    expect(app.page.get_by_role("dialog", name="Keys").get_by_role("row", name="S the steps of this epoch")).to_be_visible()


def test_of_very_many_steps_the_first_are_shown(app_server: Server, open_page: OpenPage) -> None:
    experiment = replace(RING, data=replace(RING.data, samples=400), training=replace(RING.training, batch_size=1, epochs=2))
    count = experiment.data.split_rows[0]
    steps = trained(app_server, open_page, experiment)
    steps.button("Steps").click()
    steps.at(1, count, 2)
    expect(steps.box).to_contain_text(f"Only the first {MOST_STEPS} of its {count} steps are shown.")
    steps.page.keyboard.press("End")
    steps.at(MOST_STEPS, count, 2)
    expect(steps.button("One step forward")).to_be_disabled()
    walk = answer(experiment, StepsOfEpoch(2))
    assert walk is not None
    row = int(walk.steps[-1].rows[0])
    expect(steps.box).to_contain_text(f"1 row, loss {numbers_of(walk)} before the step")
    expect(steps.box).to_contain_text(f"Row {row + 1}.")
    steps.wait_for_light([int(np.flatnonzero(split(experiment).shown == row)[0])])


def numbers_of(walk: Walk) -> str:
    """Return the last step's loss in three digits, as the page writes it."""
    power = int(f"{walk.steps[-1].loss:.2e}".split("e")[1])
    return (
        f"{walk.steps[-1].loss:.{max(0, 2 - power)}f}"
        if power >= -4
        else f"{walk.steps[-1].loss:.2e}".replace("e-0", "e−").replace("e-", "e−")
    )


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1200, 720), (1280, 720)])
def test_they_fit_and_nothing_moves_from_step_to_step(app_server: Server, open_page: OpenPage, width: int, height: int) -> None:
    steps = trained(app_server, open_page, width=width, height=height)
    steps.seek(EPOCH)
    steps.open()
    heights = set()
    for number in range(1, COUNT + 1):
        steps.at(number)
        heights.add(height_of(steps.page))
        steps.page.keyboard.press("ArrowRight")
    assert len(heights) == 1
    assert steps.page.evaluate("document.documentElement.scrollWidth") <= width
    expect(steps.box).to_be_in_viewport(ratio=0.99)
    # Half of the screen is left for what is looked at.
    steps.page.get_by_test_id("panel-map").scroll_into_view_if_needed()
    assert steps.page.evaluate("document.querySelector('.np-head').getBoundingClientRect().bottom") < height / 2


def height_of(page: Page) -> float:
    return cast("float", page.get_by_test_id("steps").evaluate("box => box.getBoundingClientRect().height"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_presenter_mode_has_them_and_axe_finds_nothing_grave(app_server: Server, open_page: OpenPage, scheme: str) -> None:
    steps = trained(app_server, open_page, scheme=scheme)
    steps.seek(EPOCH)
    steps.open()
    steps.page.keyboard.press("p")
    expect(steps.box).to_be_in_viewport(ratio=0.99)
    steps.page.keyboard.press("ArrowRight")
    steps.at(2)
    steps.page.keyboard.press("p")
    expect(steps.box).to_be_visible()
    assert violations(steps.page) == []
