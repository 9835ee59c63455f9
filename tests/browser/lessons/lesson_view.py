"""What a person does and sees on a page of the lecture, in the words of the tests."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, expect


class LessonView:
    """A page of the lecture, open in a browser."""

    def __init__(self, page: Page) -> None:
        """Wait until the picture is there, and skip the question if it is asked."""
        self.page = page
        self.picture = page.get_by_test_id("lesson-picture")
        self.steps = page.get_by_test_id("lesson-steps")
        self.question = page.get_by_test_id("lesson-question")
        self.words = page.locator(".np-words")
        expect(self.picture.locator("math").first).to_be_visible()

    def choose(self, control: str, option: str) -> None:
        """Choose an option of a control above the picture."""
        self.page.get_by_label(control, exact=True).select_option(label=option)

    def weight(self, name: str) -> Locator:
        """Find a weight in the diagram by its name, such as w₁."""
        return self.picture.get_by_role("slider", name=f"Weight {name}", exact=True)

    def node(self, name: str) -> Locator:
        """Find the number in a node by the node's id."""
        return self.picture.locator(f"[data-node='{name}'] .np-value")

    def drag(self, name: str, pixels: int) -> None:
        """Drag a weight up by so many pixels."""
        box = self.weight(name).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y - pixels / 2)
        mouse.move(x, y - pixels)
        mouse.up()

    def step(self, button: str) -> None:
        """Press a button of the stepper."""
        self.steps.get_by_role("button", name=button).click()

    def expect_step(self, number: int) -> None:
        """Wait until the stepper is at that step."""
        expect(self.steps.locator("output")).to_have_text(f"Step {number}")

    def expect_link(self, **state: str) -> None:
        """Wait until the address says just this."""

        def said(url: str) -> bool:
            return dict(parse_qsl(urlsplit(url).query)) == state

        self.page.wait_for_url(said)

    def table(self) -> Mapping[str, list[str]]:
        """Return the table below the picture: the name of each row and its numbers."""
        rows = self.words.locator("tbody tr").all()
        return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}

    def computed(self, module: str, expression: str, argument: object) -> Any:  # noqa: ANN401 - whatever the page computes
        """Return what an expression makes of a module of the lesson, `m`, and of an argument, `a`."""
        # The version stands in the address of every file that the page has loaded.
        names = cast("list[str]", self.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)"))
        base = next(found.group() for name in names if (found := re.search(r".*/assets/\w+/lesson/", name)))
        script = f"async (a) => {{ const m = await import('{base}{module}'); return {expression}; }}"
        return self.page.evaluate(script, json.loads(json.dumps(argument)))


def number(text: str) -> float:
    """Return the number that a page shows."""
    return float(text.replace("−", "-"))
