"""Changing settings from the shown epoch on: what the row says, what it tells the page, and a film that begins there."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from playground.experiment import Experiment, Training
from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.film_view import APP, LONG, Script, View, expected, watch
from tests.live import scripted


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve(APP)


def asked(page: Page) -> dict[str, object]:
    """What the page was told, once it was."""
    events = page.get_by_text(re.compile(r"^Events: .*change "))
    expect(events).to_be_visible()
    content: dict[str, object] = json.loads((events.text_content() or "").partition("change ")[2])
    return content


def test_without_a_run_it_waits(server: Server, open_page: OpenPage) -> None:
    page = open_page(server.url, width=1280, height=720)
    button, rate = page.get_by_role("button", name="Change from here on"), page.get_by_role("combobox", name="Learning rate", exact=True)
    expect(rate).to_be_hidden()
    expect(page.get_by_test_id("panel-loss")).to_be_visible()
    places = "['.np-facts', '[data-testid=panel-loss]'].map((one) => document.querySelector(one).getBoundingClientRect().top)"
    before = page.evaluate(places)
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(rate).to_be_disabled()
    expect(page.get_by_text("Press Train first")).to_be_in_viewport(ratio=1)
    # It lies over the heads of the charts: nothing gives way to it.
    assert page.evaluate(places) == before
    scrubber = page.get_by_label("Epoch", exact=True).bounding_box()
    box = button.bounding_box()
    assert scrubber is not None
    assert box is not None
    assert scrubber["y"] <= box["y"] + box["height"] / 2 <= scrubber["y"] + scrubber["height"]
    button.click()
    expect(rate).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_keyboard_alone_changes_a_live_run(server: Server, open_page: OpenPage) -> None:
    script = Script(server, LONG)
    script("train", 10)
    view = watch(open_page, script)
    view.wait_for_points(10)
    page = view.page
    page.get_by_text("Change from here on").focus()
    page.keyboard.press("Enter")
    rate = page.get_by_role("combobox", name="Learning rate", exact=True)
    expect(rate).to_be_enabled()
    expect(page.get_by_role("button", name="Change", exact=True)).to_be_disabled()
    expect(page.get_by_text("From the next epoch on.")).to_be_visible()
    steps = rate.locator("option").all_text_contents()
    assert (steps[0], steps[1], steps[-1]) == ("unchanged", "0.00001", "10")
    rate.select_option("0.003")
    page.get_by_role("combobox", name="L2", exact=True).select_option("0")
    page.get_by_role("button", name="Change", exact=True).focus()
    page.keyboard.press("Enter")
    assert asked(page) == {"runId": script.id, "epoch": 10, "live": True, "learning_rate": 0.003, "l2": 0}
    expect(rate).to_have_value("")
    page.keyboard.press("Escape")
    expect(rate).to_be_hidden()
    expect(page.get_by_role("button", name="Change from here on")).to_be_focused()


def test_a_film_that_has_been_rewound_changes_from_the_shown_epoch(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 100, batch=10)
    script("complete")
    view = watch(open_page, script)
    expect(view.status).to_have_text("finished")
    page = view.page
    page.get_by_text("Change from here on").click()
    expect(page.get_by_text("All epochs are trained.")).to_be_visible()
    expect(page.get_by_role("combobox", name="L1", exact=True)).to_be_disabled()
    view.seek(20)
    expect(page.get_by_text("From epoch 21 on; earlier epochs stay as they are.")).to_be_visible()
    page.get_by_role("combobox", name="L1", exact=True).select_option("0.01")
    page.get_by_role("button", name="Change", exact=True).click()
    told = asked(page)
    assert {name: told[name] for name in ("epoch", "live", "l1")} == {"epoch": 20, "live": False, "l1": 0.01}


def test_a_film_may_begin_in_the_middle(server: Server, open_page: OpenPage) -> None:
    script = Script(server)
    script("train", 20, batch=5)
    view = View(open_page(f"{script.url}&start=40", storage={"neural-playground.speed": "10"}))
    expect(view.status).to_have_text("training")
    # It waits for the run at the epoch where it begins, and shows nothing of a later one.
    script("train", 30, batch=10)
    view.wait_for_points(40)
    expect(view.details).to_contain_text("of 100")
    assert len(view.data("loss", 0, "x")) >= 40
    script("train", 50, batch=10)
    script("complete")
    view.speed("live")
    expect(view.status).to_have_text("finished")
    assert view.data("loss", 0, "y") == expected(scripted.loss, 100)


def test_a_long_runs_axis_grows_with_the_film(server: Server, open_page: OpenPage) -> None:
    script = Script(server, Experiment(training=Training(epochs=5000)))
    script("train", 90, batch=30)
    view = watch(open_page, script)
    view.wait_for_points(90)
    end = "document.querySelector('[data-testid=panel-loss]').layout.xaxis.range[1] / 1.02"
    assert view.page.evaluate(end) == pytest.approx(100)
    script("train", 210, batch=30)
    view.wait_for_points(300)
    assert view.page.evaluate(end) == pytest.approx(400)
    # Zoomed in, a double click leads back to all that is shown, not to what the chart began with.
    box = view.page.get_by_test_id("panel-loss").bounding_box()
    assert box is not None
    mouse = view.page.mouse
    mouse.move(box["x"] + 150, box["y"] + 150)
    mouse.down()
    mouse.move(box["x"] + 250, box["y"] + 250, steps=4)
    mouse.up()
    view.page.wait_for_function(f"{end} < 390")
    mouse.dblclick(box["x"] + 200, box["y"] + 200)
    view.page.wait_for_function(f"Math.abs({end} - 400) < 1e-6")
    script("stop")
    expect(view.status).to_have_text("stopped")
    view.page.wait_for_function(f"Math.abs({end} - 300) < 1e-6")
