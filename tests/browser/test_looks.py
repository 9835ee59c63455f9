"""What a person reads, and whether they can: contrast, headings, and sentences where something is missing or wrong."""

import re
from itertools import pairwise
from typing import cast

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app_view import App
from tests.browser.conftest import OpenPage, Scheme, Server

# WCAG 2.1, success criterion 1.4.3.
READABLE = 4.5
# Colours as red, green, blue and opacity: of a text, with the opacity of all around it, and of the first opaque background behind it.
COLOURS = """element => {
    const parts = (colour) => { const found = colour.match(/[\\d.]+/g).map(Number); return found.length === 3 ? [...found, 1] : found; };
    let opacity = 1;
    let behind = null;
    for (let e = element; e; e = e.parentElement) {
        if (!behind && parts(getComputedStyle(e).backgroundColor)[3] === 1) behind = parts(getComputedStyle(e).backgroundColor);
        if (!behind) opacity *= Number(getComputedStyle(e).opacity);
    }
    const text = parts(getComputedStyle(element).color);
    text[3] *= opacity;
    return [text, behind ?? [255, 255, 255, 1]];
}"""


def contrast(text: Locator) -> float:
    """Return the contrast ratio of a text and its background, as WCAG defines it."""
    (*colour, opacity), (*behind, _) = cast("list[list[float]]", text.evaluate(COLOURS))
    seen = [opacity * front + (1 - opacity) * back for front, back in zip(colour, behind, strict=True)]
    dark, light = sorted((_luminance(seen), _luminance(behind)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    shares = [channel / 255 for channel in colour]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_captions_and_train_can_be_read(app_server: Server, open_page: OpenPage, scheme: Scheme) -> None:
    app = App(open_page(app_server.url, scheme=scheme))
    app.train()
    app.wait_for("finished")
    expect(app.page.get_by_text("On the test rows")).to_be_visible()
    app.page.mouse.move(0, 0)
    captions = [*app.page.get_by_test_id("stCaptionContainer").locator("p").all(), *app.page.locator(".np-panel header p").all()]
    captions += [app.details, app.page.locator(".np-change-button")]
    assert len(captions) > 6
    assert [text.inner_text() for text in captions if text.is_visible() and contrast(text) < READABLE] == []
    # Its colour changes slowly.
    app.page.wait_for_function("document.querySelector('.st-key-train button').getAnimations().length === 0")
    assert contrast(app.train_button.locator("p")) >= READABLE
    app.train_button.hover()
    app.page.wait_for_function("document.querySelector('.st-key-train button').getAnimations().length === 0")
    assert contrast(app.train_button.locator("p")) >= READABLE


def test_headings_leave_out_no_level(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(app_server.url))
    app.train()
    app.wait_for("finished")
    expect(app.page.get_by_text("On the test rows")).to_be_visible()
    for place in ("stSidebar", "stMain"):
        script = "place => [...place.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName[1]))"
        levels = cast("list[int]", app.page.get_by_test_id(place).evaluate(script))
        assert levels[0] == (1 if place == "stMain" else 2)
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), levels
    assert app.page.get_by_role("heading", level=1).count() == 1


def test_on_a_phone_no_button_lies_on_a_legend(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(app_server.url, width=390, height=844))
    app.train()
    app.wait_for("finished")
    assert app.page.locator(".modebar-btn").count() == 0
    app.page.set_viewport_size({"width": 1280, "height": 844})
    expect(app.page.get_by_test_id("panel-loss").locator(".modebar-btn")).not_to_have_count(0)


def test_a_number_beyond_its_bounds_is_told_the_rule(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(app_server.url))
    units = app.page.get_by_role("spinbutton", name="Layer 1: units")
    units.fill("0")
    units.press("Enter")
    said = app.page.get_by_test_id("stNumberInput").get_by_role("alert")
    expect(said).to_have_text(re.compile("between 1 and 512"))
    box, sidebar = said.bounding_box(), app.page.get_by_test_id("stSidebar").bounding_box()
    assert box is not None
    assert sidebar is not None
    # Large enough for its words, and none of it cut off.
    assert box["width"] > 80
    assert box["height"] > 30
    assert said.evaluate("e => e.scrollHeight <= e.clientHeight + 1 && e.parentElement.scrollHeight <= e.parentElement.clientHeight + 1")
    assert box["x"] + box["width"] <= sidebar["x"] + sidebar["width"]


def test_charts_of_a_table_that_is_not_there_ask_for_it(app_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{app_server.url}/?dataset=Your+own+CSV")
    chart = page.get_by_test_id("panel-loss")
    expect(chart.get_by_text("Upload a file", exact=True)).to_be_visible()
    expect(page.get_by_text("Press Train", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()


def test_charts_of_settings_that_do_not_go_together_ask_for_others(app_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{app_server.url}/?test_size=0.9&validation_split=0.9&dataset=Spiral&samples=10")
    expect(page.get_by_test_id("panel-loss").get_by_text("Correct the settings", exact=True)).to_be_visible()


def test_scores_stand_in_tiles_of_one_size_with_their_values_in_one_line(app_server: Server, open_page: OpenPage) -> None:
    app = App(open_page(app_server.url, width=1280, height=720))
    app.train()
    app.wait_for("finished")
    expect(app.metric("Best epoch")).to_be_visible()
    script = """() => [...document.querySelectorAll("[data-testid=stMetric]")].map((tile) => {
        const [whole, value] = [tile, tile.querySelector("[data-testid=stMetricValue]")].map((part) => part.getBoundingClientRect());
        return [whole.width, whole.height, value.top - whole.top].map(Math.round).join();
    })"""
    assert len(set(cast("list[str]", app.page.evaluate(script)))) == 1
