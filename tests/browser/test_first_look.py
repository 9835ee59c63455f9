"""Before Train is pressed, the page shows the rows of the chosen set, and what the untrained network answers."""

from typing import cast

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from playground.data.split import split
from playground.events import Floats
from playground.experiment import Data, Experiment, Network, Training
from playground.figures.drawing.rows import MOST_DOTS, drawn_rows
from playground.training.model import build_model
from tests.browser.app_view import App, link_to
from tests.browser.conftest import OpenPage, Server

SPIRAL = Data("spiral")
ONE_OUTPUT = (Network(output="sigmoid"), Training(loss="binary_crossentropy"))
SOFTMAX = (Network(output="softmax"), Training(loss="categorical_crossentropy"))
FOUR = Experiment(Data("gauss", class_count=4), *SOFTMAX)
SPECIES = Experiment(Data(targets=("species",)), *SOFTMAX)
# Coordinates travel in three bytes.
DIGITS = 2**-15

STANDS = """([panel, axis, wanted, digits]) => {
  const dots = document.querySelector(`[data-testid=panel-${panel}]`)?.data?.slice(0, 3).flatMap((trace) => Array.from(trace[axis] ?? []));
  return dots?.length === wanted.length && dots.every((value, i) => Math.abs(value - wanted[i]) <= digits * Math.abs(wanted[i]));
}"""
# What every frame shows of the panel: how many dots there are, and where the first one is.
WATCH = """panel => {
  const chart = document.querySelector(`[data-testid=panel-${panel}]`);
  window.seen = { least: Infinity, places: new Set() };
  const look = () => {
    const dots = chart.querySelectorAll(".scatterlayer path.point");
    const box = dots[0]?.getBoundingClientRect();
    window.seen.least = Math.min(window.seen.least, dots.length);
    window.seen.places.add(box && `${Math.round(box.x + scrollX)}, ${Math.round(box.y + scrollY)}`);
    requestAnimationFrame(look);
  };
  look();
}"""
ANSWERED = """([wanted, digits]) => {
  const y = Array.from(document.querySelector("[data-testid=panel-predictions]")?.data?.[0].y ?? []);
  return y.length === wanted.length && y.every((value, i) => Math.abs(value - wanted[i]) <= digits * (1 + Math.abs(wanted[i])));
}"""
RINGS = """([wanted, digits]) => {
  const traces = document.querySelector("[data-testid=panel-loss]")?.data ?? [];
  const rings = traces.filter(({ name, visible }) => name === "Before training" && visible === true);
  return rings.length === wanted.length && rings.every(({ x, y }, i) => x[0] === 0 && Math.abs(y[0] - wanted[i]) <= digits * wanted[i]);
}"""
SEEN_ON_A_LOG_SCALE = """loss => {
  const { type, range } = document.querySelector("[data-testid=panel-loss]").layout.yaxis;
  return type === "log" && range[0] < Math.log10(loss) && Math.log10(loss) < range[1];
}"""
PICTURE = """unlike => {
  const source = document.querySelector("[data-testid=panel-map]").layout?.images[0].source ?? "";
  return source.startsWith("data:image/png") && source !== unlike;
}"""


def points(experiment: Experiment) -> Floats:
    """The shown rows of a split, a column for each axis."""
    rows = split(experiment).points
    assert rows is not None
    return rows


def wait_for_dots(page: Page, panel: str, wanted: Floats) -> None:
    """Wait until the panel's dots stand at these places."""
    for axis, column in zip("xy", wanted.T, strict=False):
        page.wait_for_function(STANDS, arg=[panel, axis, column.tolist(), DIGITS])


def picture(page: Page, unlike: str = "") -> str:
    """Return the address of the map's picture, once it is there and another than that."""
    page.wait_for_function(PICTURE, arg=unlike)
    return cast("str", page.evaluate("document.querySelector('[data-testid=panel-map]').layout.images[0].source"))


def test_a_spiral_is_seen_when_it_is_chosen_when_it_changes_and_while_it_is_learned(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(app_server.url))
    page = app.page
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Spiral", exact=True).click()
    wait_for_dots(page, "map", points(Experiment(SPIRAL, *ONE_OUTPUT)))
    expect(page.get_by_test_id("panel-map").get_by_text("Press Train")).to_have_count(0)
    expect(page.get_by_test_id("panel-loss").get_by_text("Press Train")).to_be_visible()
    untrained = picture(page)
    page.get_by_test_id("stSidebar").get_by_text("Points").click()
    noise = page.get_by_role("slider", name="Noise")
    noise.focus()
    noise.press("ArrowRight")
    noisier = points(Experiment(Data("spiral", noise=0.15), *ONE_OUTPUT))
    assert not np.allclose(noisier, points(Experiment(SPIRAL, *ONE_OUTPUT)), rtol=DIGITS)
    wait_for_dots(page, "map", noisier)
    untrained = picture(page, unlike=untrained)
    page.evaluate(WATCH, "map")
    app.train()
    app.wait_for("finished")
    picture(page, unlike=untrained)
    wait_for_dots(page, "map", noisier)
    least, places = page.evaluate("[window.seen.least, Array.from(window.seen.places)]")
    # Rings around mistakes come and go beside the rows.
    assert least >= len(noisier)
    assert len(places) == 1
    # From here on the panel is the run's.
    answer = picture(page)
    noise.focus()
    noise.press("ArrowRight")
    expect(page.get_by_text("Press Train to apply it.")).to_be_visible()
    wait_for_dots(page, "map", noisier)
    assert picture(page) == answer


@pytest.mark.parametrize(
    ("experiment", "panel"),
    [(FOUR, "map"), (Experiment(Data("plane", noise=0.3)), "map"), (Experiment(Data("sine", samples=80)), "curve"), (SPECIES, "map")],
)
def test_rows_are_seen_by_link_too(app_server: Server, open_page: OpenPage, experiment: Experiment, panel: str) -> None:
    page = App(open_page(link_to(app_server.url, experiment))).page
    wait_for_dots(page, panel, points(experiment))
    expect(page.get_by_test_id(f"panel-{panel}").get_by_text("Press Train")).to_have_count(0)


@pytest.mark.parametrize("dataset", ["iris", "wine", "digits"])
def test_charts_of_predictions_show_what_the_untrained_network_answers(app_server: Server, open_page: OpenPage, dataset: str) -> None:
    experiment = Experiment() if dataset == "iris" else Experiment(Data(dataset, standardize=True), *SOFTMAX)
    page = App(open_page(link_to(app_server.url, experiment))).page
    rows = split(experiment)
    outputs = build_model(experiment).predict(rows.x[rows.shown], verbose=0)
    if dataset == "iris":
        # The first target of the training rows.
        wanted = outputs[: rows.train, 0]
    else:
        # The probability of each row's own class, of as many rows as there are dots.
        own = outputs[np.arange(len(outputs)), rows.y[rows.shown].argmax(axis=1)]
        wanted = own[drawn_rows(experiment.data, MOST_DOTS).rows]
    page.wait_for_function(ANSWERED, arg=[wanted.tolist(), 1e-4])
    expect(page.get_by_test_id("panel-predictions").get_by_text("Press Train")).to_have_count(0)
    if dataset != "iris":
        expect(page.get_by_test_id("panel-confusion").get_by_text("Press Train")).to_have_count(0)


def test_the_loss_before_training_stands_at_epoch_0_and_stays_there(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(app_server.url, width=1280, height=720))
    page, rows, model = app.page, split(Experiment()), build_model(Experiment())
    model.compile(loss="mse")
    theirs = [model.evaluate(rows.x[part], rows.y[part], batch_size=1_000, verbose=0) for part in (rows.train_rows, rows.validation_rows)]
    page.wait_for_function(RINGS, arg=[theirs, 1e-4])
    chart = page.get_by_test_id("panel-loss")
    expect(chart.get_by_text("Press Train")).to_be_visible()
    expect(chart.get_by_text("○ before training")).to_be_visible()
    expect(app.details).to_have_text(f"before training: loss {theirs[0]:.3g} · validation {theirs[1]:.3g}")
    app.train()
    app.wait_for("finished")
    page.wait_for_function(RINGS, arg=[theirs, 1e-4])
    # They are no part of the history, and do not press its curves flat.
    assert list(app.epochs()) == list(range(1, 101))
    most = max(app.curve() + app.curve(trace=1))
    assert max(theirs) > 2 * most
    height = page.evaluate("document.querySelector('[data-testid=panel-loss]').layout.yaxis.range[1]")
    assert most < height < 1.2 * most
    page.get_by_label("Epoch", exact=True).fill("0")
    expect(app.details).to_contain_text(f"epoch 0 of 100 · loss {theirs[0]:.3g} · validation {theirs[1]:.3g}")
    chart.locator("..").get_by_role("button", name="log scale").click()
    page.wait_for_function(SEEN_ON_A_LOG_SCALE, arg=max(theirs))


def test_what_is_changed_while_the_players_files_load_is_what_is_seen(app_server: Server, open_page: OpenPage) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = open_page("about:blank")
    page.route("**/stage.js", hold)
    page.goto(link_to(app_server.url, Experiment(SPIRAL, *ONE_OUTPUT)))
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()
    page.get_by_test_id("stSidebar").get_by_text("Points").click()
    noise = page.get_by_role("slider", name="Noise")
    noise.focus()
    noise.press("ArrowRight")
    expect(page.get_by_test_id("stSidebar").get_by_text("Points · noise 0.15")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    # Two words wait for the file now, and which of them goes on first is the browser's business.
    for route in held:
        route.continue_()
    wait_for_dots(page, "map", points(Experiment(Data("spiral", noise=0.15), *ONE_OUTPUT)))
