"""What tests read off the picture of the network, and what they do with it."""

import re

from playwright.sync_api import Locator, Page

# Three digits are shown.
DIGITS = 6e-3
SHOWN = r"[−-]?\d+(?:\.\d+)?(?:e[−-]?\d+)?"


class Panel:
    """The picture of the network, in the words of a person who looks at it."""

    def __init__(self, page: Page) -> None:
        """Look at the page's panel."""
        self.page = page
        self.box = page.get_by_test_id("panel-network")
        self.tip = page.get_by_test_id("network-tip")
        self.words = page.get_by_test_id("network-words")
        self.card = page.get_by_test_id("neuron-card")
        self.weight_card = page.get_by_test_id("weight-card")

    @property
    def edits(self) -> Locator:
        """The bar that is there while something is edited."""
        return self.page.get_by_test_id("network-edits")

    def field(self, name: str) -> Locator:
        """Find the number with that name in the card that is open."""
        return self.box.get_by_role("spinbutton", name=re.compile(f"^{re.escape(name)}(, before your edit .*)?$"))

    def number(self, name: str) -> float:
        """Return the number with that name in the card that is open, as it is shown."""
        return numbers(self.field(name).input_value())[0]

    def neuron(self, name: str) -> Locator:
        """Find a neuron by its name."""
        return self.box.get_by_role("button", name=name, exact=True)

    def between(self, one: str, other: str) -> tuple[float, float]:
        """Where on the page the line between two neurons begins: there no other lies on it."""
        start, end = self.neuron(one).bounding_box(), self.neuron(other).bounding_box()
        assert start is not None
        assert end is not None
        right = start["x"] + start["width"]
        return right + 0.06 * (end["x"] - right), start["y"] + start["height"] / 2

    def point_at_line(self, one: str, other: str) -> None:
        """Move the mouse onto the line."""
        self.page.mouse.move(*self.between(one, other))


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(SHOWN, text)]


def number_behind(words: str, text: str) -> float:
    """Return the number that follows these words."""
    found = re.search(f"{re.escape(words)} ({SHOWN})", text)
    assert found is not None, text
    return float(found.group(1).replace("−", "-"))
