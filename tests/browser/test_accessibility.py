"""What axe-core finds on every page, in light and in dark: nothing that it calls serious or critical."""

from importlib.metadata import distribution
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect

from playground.ui.contents import CONTENTS
from tests.browser.app_view import App
from tests.browser.conftest import OpenPage, Scheme, Server
from tests.browser.lessons.lesson_view import LessonView

# From the file: what comes with it would only hand it to the page.
AXE = str(distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js"))
GRAVE = ("serious", "critical")
RUN = "async () => { const { violations, passes } = await axe.run(document); return { violations, kept: passes.map(({ id }) => id) }; }"
# What fades in has another contrast; what turns for ever has not.
STILL = "document.getAnimations().every((a) => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"


def violations(page: Page) -> list[str]:
    """Return rule, element and words of each grave violation."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.mouse.move(0, 0)
    # As tall as what is on it: of what lies outside the window axe-core cannot tell the contrast.
    height = cast("int", page.get_by_test_id("stMain").evaluate("main => main.scrollHeight + 100"))
    page.set_viewport_size({"width": 1280, "height": height})
    page.wait_for_function(STILL)
    page.add_script_tag(path=AXE)
    found = cast("dict[str, Any]", page.evaluate(RUN))
    # It has looked at texts, buttons and links.
    assert {"color-contrast", "button-name", "link-name"} <= set(found["kept"])
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
        if violation["impact"] in GRAVE
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_on_any_page(app_server: Server, open_page: OpenPage, scheme: Scheme) -> None:
    found: dict[str, list[str]] = {}
    # First, so that its run waits for none of the other pages' films.
    app = App(open_page(app_server.url, width=1280, height=720, scheme=scheme))
    found["playground"] = violations(app.page)
    app.train()
    app.wait_for("finished")
    expect(app.page.get_by_text("On the test rows")).to_be_visible()
    found["playground with a run"] = violations(app.page)
    for name in CONTENTS:
        view = LessonView(open_page(f"{app_server.url}/{name.replace('_', '-')}", width=1280, height=720, scheme=scheme))
        found[name] = violations(view.page)
    assert {name: broken for name, broken in found.items() if broken} == {}
