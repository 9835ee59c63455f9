"""A lecture page that is left just after a control was moved: the next page comes, and the control stays where it was moved to."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Server
from tests.browser.lessons.lesson_view import LessonView

# Moves a slider, and some time later leaves by a click without a pointer, as a screen reader does.
LEAVE = """([value, delay]) => {
  const slider = document.querySelector(".np-choices input[type=range]");
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  if (delay !== null) setTimeout(() => [...document.querySelectorAll("a")].find((link) => link.textContent.includes("1.3")).click(), delay);
}"""
STORAGE = {"neural-playground.asked.gradient_descent": "yes", "neural-playground.asked.perceptron": "yes"}


@pytest.mark.parametrize("delay", [None, 0, 245])
def test_a_page_that_is_left_just_after_a_move_makes_way_for_the_next(app_server: Server, open_page: OpenPage, delay: int | None) -> None:
    page = open_page(f"{app_server.url}/gradient-descent", width=1280, height=720, storage=STORAGE)
    LessonView(page)
    slider = page.locator(".np-choices input[type=range]").first
    for moved in ("3", "5"):
        away = page.get_by_role("link", name="1.3 Perceptron", exact=True).first
        if delay is None:
            # On its way already, as a pointer is that clicks a moment after a move.
            away.hover()
        page.evaluate(LEAVE, [moved, delay])
        if delay is None:
            away.click()
        expect(page.get_by_role("heading", name="1.3 Perceptron", level=1)).to_be_visible()
        expect(page.locator(".np-weight").first).to_be_visible()
        expect(page).to_have_url(f"{app_server.url}/perceptron")
        page.get_by_role("link", name="1.4 Gradient descent", exact=True).first.click()
        expect(page.get_by_role("heading", name="1.4 Gradient descent", level=1)).to_be_visible()
        expect(slider).to_have_value(moved)
        # The server hears of it now.
        expect(page).to_have_url(re.compile("gd_rate="))
