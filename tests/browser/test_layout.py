"""The page's layout: charts that follow their room, and controls that stay in view."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app_view import App
from tests.browser.conftest import OpenPage, Server

PANELS = "[...document.querySelectorAll('.np-panel')].filter((panel) => !panel.hidden)"
# What is drawn in a panel ends where the panel ends; a chart that nobody sees is drawn again once somebody does.
FITS = f"""{PANELS}.filter((panel) => panel.getBoundingClientRect().top < innerHeight).every((panel) =>
    [...panel.querySelectorAll('.main-svg')].every((svg) => svg.getBoundingClientRect().right <= panel.getBoundingClientRect().right))"""
# Whether a person would point at it: nothing lies over its middle.
FREE = """control => {
    const box = control.getBoundingClientRect();
    return control.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
}"""


@pytest.fixture
def app(app_server: Server, open_page: OpenPage) -> App:
    app = App(open_page(app_server.url, width=1280, height=720))
    app.train()
    app.wait_for("finished")
    return app


def columns(page: Page) -> int:
    """How many panels stand side by side."""
    count: int = page.evaluate(f"new Set({PANELS}.map((panel) => Math.round(panel.getBoundingClientRect().left))).size")
    return count


def resize(page: Page, width: int, height: int = 720) -> None:
    """Give the window another size and wait until every chart fits."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(f"{FITS} && document.documentElement.scrollWidth <= {width}")


def test_charts_shrink_with_their_room_and_grow_again(app: App) -> None:
    page = app.page
    chart = page.get_by_test_id("panel-loss")
    before = chart.locator(".main-svg").first.evaluate("svg => svg.getBoundingClientRect().width")
    page.get_by_test_id("stSidebar").hover()
    page.get_by_role("button", name="Collapse sidebar").click()
    wider = "was => document.querySelector('[data-testid=panel-loss] .main-svg').getBoundingClientRect().width > was + 10"
    page.wait_for_function(wider, arg=before)
    page.get_by_test_id("stExpandSidebarButton").click()
    narrower = "was => Math.abs(document.querySelector('[data-testid=panel-loss] .main-svg').getBoundingClientRect().width - was) < 2"
    page.wait_for_function(f"was => ({narrower})(was) && {FITS}", arg=before)
    for width in (1900, 1300, 1200, 900, 390, 1280):
        resize(page, width)
    page.wait_for_function(narrower, arg=before)


@pytest.mark.parametrize(("width", "height"), [(1200, 720), (1280, 720), (1440, 900)])
def test_on_a_projector_the_network_and_two_charts_are_seen_whole_side_by_side(app: App, width: int, height: int) -> None:
    resize(app.page, width, height)
    assert columns(app.page) >= 2
    # The network is what the page is about: the two charts stand one above the other beside it.
    network, loss = (app.page.get_by_test_id(f"panel-{name}") for name in ("network", "loss"))
    expect(network).to_be_in_viewport(ratio=0.99)
    places = [chart.bounding_box() for chart in (network, loss)]
    assert places[0] is not None
    assert places[1] is not None
    assert places[0]["x"] + places[0]["width"] <= places[1]["x"]
    assert places[0]["width"] > places[1]["width"]
    for name in ("loss", "predictions"):
        app.page.wait_for_function(
            "name => document.querySelector(`[data-testid=panel-${name}] .main-svg`).getBoundingClientRect().bottom <= innerHeight",
            arg=name,
        )
    legend = app.page.get_by_test_id("panel-predictions")
    expect(legend).to_be_in_viewport(ratio=0.99)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_train_and_the_player_stay_in_view(app: App, width: int, height: int) -> None:
    resize(app.page, width, height)
    app.page.get_by_test_id("stMetric").last.scroll_into_view_if_needed()
    for place in ('[data-testid="panel-predictions"]', '[data-testid="stMetric"]', ".st-key-downloads", '[data-testid="stExpander"]'):
        app.page.get_by_test_id("stMain").locator(place).last.evaluate("element => element.scrollIntoView({ block: 'end' })")
        for name in ("Train", "Play"):
            button = app.page.get_by_role("button", name=name, exact=True)
            expect(button).to_be_in_viewport(ratio=1)
            assert button.evaluate(FREE)
        expect(app.page.get_by_label("Epoch", exact=True)).to_be_in_viewport(ratio=1)
    assert app.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") > 300


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900)])
def test_before_train_network_rows_loss_and_the_button_are_seen_without_a_scroll(
    app_server: Server, open_page: OpenPage, width: int, height: int
) -> None:
    app = App(open_page(app_server.url, width=width, height=height))
    for name in ("network", "loss", "predictions"):
        expect(app.page.get_by_test_id(f"panel-{name}")).to_be_in_viewport(ratio=0.99)
    expect(app.train_button).to_be_in_viewport(ratio=1)
    neurons = app.page.locator(".np-neuron")
    expect(neurons.first).to_be_visible()
    assert neurons.evaluate_all(f"all => all.every((one) => ({FREE})(one) && one.getBoundingClientRect().bottom <= innerHeight)")


def test_on_a_projector_the_controls_of_the_lectures_example_are_seen_down_to_dropout(app: App) -> None:
    for layer in (1, 2, 3):
        expect(app.page.get_by_test_id("stSlider").filter(has_text=f"Dropout {layer}")).to_be_in_viewport(ratio=0.99)


def test_after_train_the_space_bar_plays_the_film_and_starts_no_run(app: App) -> None:
    app.speed("10")
    app.train_button.click()
    expect(app.status).to_have_text("replaying")
    app.page.keyboard.press("Space")
    expect(app.status).to_have_text("paused")
    shown = app.epoch()
    app.page.keyboard.press("Space")
    expect(app.status).to_have_text("replaying")
    assert app.epoch() >= shown
    app.page.keyboard.press("Space")
    expect(app.status).to_have_text("paused")


def test_train_and_play_look_different(app: App) -> None:
    assert app.train_button.get_by_test_id("stIconMaterial").inner_text() == "model_training"


def test_charts_without_room_for_a_plot_draw_nothing_wrong(app: App) -> None:
    wide = "document.querySelector('[data-testid=panel-loss] .main-svg').getBoundingClientRect().width"
    for width in (250, 120, 60, 20):
        app.page.set_viewport_size({"width": width, "height": 700})
        # Two frames: one in which the room changes, and one in which that is drawn.
        app.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
    app.page.set_viewport_size({"width": 1280, "height": 720})
    # Paths without numbers are errors in the browser's console, which `open_page` looks for.
    app.page.wait_for_function(f"{wide} > 380")


def test_a_chart_draws_nothing_wrong_whatever_its_viewer_does_while_it_trains(app: App) -> None:
    page = app.page
    app.speed("10")
    app.train_button.click()
    expect(app.status).to_have_text("replaying")
    for width in (900, 390, 1280):
        resize(page, width)
        page.get_by_role("button", name="log scale").first.click()
        page.get_by_test_id("panel-loss").locator(".legendtoggle").first.click(force=True)
        for epoch in (0, 1):
            page.get_by_label("Epoch", exact=True).fill(str(epoch))
            expect(app.details).to_contain_text(f"epoch {epoch} of")
        page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_test_id("panel-loss").locator(".legendtoggle").first).to_be_attached()


@pytest.mark.parametrize("query", ["epochs=1", "learning_rate=10&epochs=20"])
def test_a_run_of_hardly_any_epoch_draws_nothing_wrong_on_a_telephone(app_server: Server, open_page: OpenPage, query: str) -> None:
    app = App(open_page(f"{app_server.url}/?{query}", width=390, height=844))
    app.train()
    app.wait_for("diverged" if "rate" in query else "finished")
    app.page.get_by_role("button", name="log scale").first.click()
    app.page.get_by_test_id("stMetric").last.scroll_into_view_if_needed()
    app.page.get_by_test_id("panel-predictions").evaluate("chart => chart.scrollIntoView()")
    app.page.get_by_test_id("stExpandSidebarButton").click()
    app.page.get_by_role("button", name="Collapse sidebar").click()
    app.page.wait_for_function(FITS)
