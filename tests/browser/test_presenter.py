"""Presenter mode: for a room that looks at a projector, by key, by button and by link."""

import re

from playwright.sync_api import Locator, Page, expect

from playground.experiment import Data, Experiment, Layer, Network, Training
from tests.browser.app_view import App, expect_query, link_to
from tests.browser.conftest import OpenPage, Server

CIRCLE = Experiment(
    Data("circle", samples=200),
    Network((Layer(4, "tanh"),), "softmax"),
    Training("adam", 0.03, loss="categorical_crossentropy", epochs=20),
)


def opened(app_server: Server, open_page: OpenPage, query: str = "", **view: object) -> App:
    """Open the circle on a projector and train."""
    app = App(open_page(f"{link_to(app_server.url, CIRCLE)}{query}", width=1280, height=720, **view))
    app.train()
    app.wait_for("finished")
    return app


def charts(page: Page) -> list[str]:
    """Return the titles of the charts on the screen."""
    found: list[str] = page.locator(".np-panel:visible h2").all_inner_texts()
    return found


def letters(chart: Locator) -> float:
    """Return the size of the numbers at a chart's axis in pixels."""
    size = chart.locator(".xtick text").first.evaluate("text => parseFloat(getComputedStyle(text).fontSize)")
    return float(size)


def test_the_key_takes_settings_away_and_makes_charts_large_and_back(app_server: Server, open_page: OpenPage) -> None:
    app = opened(app_server, open_page)
    page, loss = app.page, app.page.get_by_test_id("panel-loss")
    steps, small, before = page.evaluate("history.length"), letters(loss), charts(page)
    width = loss.evaluate("chart => chart._fullData[0].line.width")
    page.keyboard.press("p")
    expect(page.get_by_test_id("presenter")).to_be_visible()
    for away in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(away)).to_be_hidden()
    page.wait_for_function("chart => chart.getBoundingClientRect().bottom <= innerHeight", arg=loss.element_handle())
    # Six pixels a metre of distance: at the back row's 12 m, numbers are read from 20 pixels on.
    assert letters(loss) > 1.5 * small >= 1.5 * 12
    assert loss.evaluate("chart => chart._fullData[0].line.width") > 1.5 * width
    assert len(charts(page)) == 2
    expect(app.train_button).to_be_in_viewport(ratio=1)
    expect(app.status).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Presenter mode").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page.get_by_test_id("presenter")).to_be_hidden()
    assert letters(loss) == small
    assert charts(page) == before
    assert page.evaluate("history.length") == steps


def test_the_link_says_it_and_trains_on(app_server: Server, open_page: OpenPage) -> None:
    app = opened(app_server, open_page, "&presenter=1", scheme="dark")
    expect(app.page.get_by_test_id("presenter")).to_be_visible()
    expect(app.page.get_by_test_id("stSidebar")).to_be_hidden()
    assert re.search(r"[?&]presenter=1\b", app.page.url)
    app.train("100")
    app.wait_for("finished")
    app.page.keyboard.press("P")
    expect_query(app.page, CIRCLE)


def test_one_or_two_charts_are_chosen_and_the_last_one_stays(app_server: Server, open_page: OpenPage) -> None:
    app = opened(app_server, open_page, "&presenter=1")
    shown = app.page.get_by_role("group", name="Charts on the screen")
    titles = shown.get_by_role("button").all_inner_texts()
    first, second, third = titles[:3]
    assert charts(app.page) == [first, second]
    shown.get_by_role("button", name=third, exact=True).click()
    assert set(charts(app.page)) == {second, third}
    shown.get_by_role("button", name=second, exact=True).click()
    assert charts(app.page) == [third]
    box = app.page.locator(".np-panel:visible").bounding_box()
    assert box is not None
    assert box["width"] > 1100
    shown.get_by_role("button", name=third, exact=True).click()
    assert charts(app.page) == [third]


def test_another_page_has_its_navigation(app_server: Server, open_page: OpenPage) -> None:
    app = opened(app_server, open_page, "&presenter=1")
    app.page.keyboard.press("p")
    app.page.get_by_test_id("stTopNav").get_by_role("link", name="1.3 Perceptron").click()
    expect(app.page.get_by_test_id("lesson-picture")).to_be_visible()
    expect(app.page.get_by_test_id("stHeader")).to_be_visible()
    app.page.keyboard.press("p")
    expect(app.page.get_by_test_id("stHeader")).to_be_visible()
