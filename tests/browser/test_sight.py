"""What a viewer has hidden or zoomed into outlives everything that draws a chart anew."""

from typing import cast

import pytest
from playwright.sync_api import Page, expect

from playground.experiment import Experiment, Training
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, CLASSES, Script, View, watch

CHART = "document.querySelector('[data-testid=panel-loss]')"


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def finished(open_page: OpenPage, server: Server, epochs: int = 100) -> View:
    """Open a run that is over."""
    script = Script(server, Experiment(training=Training(epochs=epochs)))
    script("train", epochs, batch=20)
    script("complete")
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    return view


def show(view: View, script: Script) -> None:
    """Have the page show another run, to its end."""
    view.page.get_by_role("textbox", name="Run").fill(script.id)
    view.page.keyboard.press("Enter")
    script("train", script.experiment.training.epochs, batch=20)
    script("complete")
    expect(view.page.get_by_text(f"ended {script.id}")).to_be_visible()


def hide(page: Page, name: str) -> None:
    """Click on a name in the legend of the loss, and wait for what that does."""
    number = page.evaluate(f"name => {CHART}.data.findIndex((trace) => trace.name === name)", name)
    page.get_by_test_id("panel-loss").locator(".legendtoggle").nth(number).click()
    page.wait_for_function(f"n => {CHART}.data[n].visible === 'legendonly'", arg=number)


def hidden(page: Page) -> list[str]:
    """Names of the loss's traces that are hidden."""
    script = f"{CHART}.data.filter((trace) => trace.visible === 'legendonly').map(({{ name }}) => name)"
    return cast("list[str]", page.evaluate(script))


def zoom(page: Page) -> None:
    """Drag over the middle of the loss, and wait until it is zoomed."""
    chart = page.get_by_test_id("panel-loss")
    box = chart.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.9, steps=4)
    page.mouse.up()
    page.wait_for_function(f"{CHART}._fullLayout.xaxis.range[0] > 10")


def ranges(page: Page) -> list[list[float]]:
    """The ranges of the loss's axes, the logarithmic one as numbers."""
    script = f"[{CHART}._fullLayout.xaxis, {CHART}._fullLayout.yaxis]"
    script += ".map(({ range, type }) => range.map((end) => type === 'log' ? 10 ** end : end))"
    return cast("list[list[float]]", page.evaluate(script))


def test_a_hidden_curve_stays_hidden_on_the_other_scale_and_in_the_next_run(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    hide(view.page, "Validation")
    view.button("log scale").click()
    view.page.wait_for_function(f"{CHART}.layout.yaxis.type === 'log'")
    assert hidden(view.page) == ["Validation"]
    show(view, Script(server))
    assert hidden(view.page) == ["Validation"]
    show(view, Script(server, CLASSES))
    assert hidden(view.page) == ["Validation"]


def test_a_hidden_mark_stays_hidden_when_the_end_brings_it(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    view.page.get_by_test_id("panel-loss").locator(".legendtoggle").last.click()
    view.page.wait_for_function(f"{CHART}.data.some(({{ visible }}) => visible === 'legendonly')")
    assert hidden(view.page) == ["Best epoch"]
    show(view, Script(server))
    assert hidden(view.page) == ["Best epoch"]


def test_a_zoom_stays_on_the_other_scale_and_in_the_next_run_until_a_double_click(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    whole = ranges(view.page)
    zoom(view.page)
    zoomed = ranges(view.page)
    view.button("log scale").click()
    view.page.wait_for_function(f"{CHART}.layout.yaxis.type === 'log'")
    assert ranges(view.page) == [pytest.approx(range_) for range_ in zoomed]
    view.button("log scale").click()
    view.page.wait_for_function(f"{CHART}.layout.yaxis.type !== 'log'")
    show(view, Script(server))
    assert ranges(view.page) == [pytest.approx(range_) for range_ in zoomed]
    view.page.get_by_test_id("panel-loss").locator(".nsewdrag").first.dblclick()
    view.page.wait_for_function(f"{CHART}._fullLayout.xaxis.range[0] === 0")
    assert ranges(view.page) == [pytest.approx(range_) for range_ in whole]
    show(view, Script(server))
    assert ranges(view.page) == [pytest.approx(range_) for range_ in whole]


def test_a_zoom_into_epochs_that_the_next_run_lacks_goes(server: Server, open_page: OpenPage) -> None:
    view = finished(open_page, server)
    zoom(view.page)
    show(view, Script(server, Experiment(training=Training(epochs=20))))
    assert ranges(view.page)[0] == pytest.approx([0, 20.4])
