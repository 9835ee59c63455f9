"""The lecture's pages in the lecture's order; navigation, neighbours and links to a section read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import streamlit as st
from streamlit.navigation.page import Page

PAGES = Path(__file__).parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """A page of the lecture.

    Attributes:
        section: of the lecture, the first that the page is about.
        title: what the page is about.
        icon: of links to it; not in the navigation, which would hide its last pages behind "more" beside the controls at 1280 pixels.
        help: what one can do there.
    """

    section: str
    title: str
    icon: str
    help: str

    @property
    def label(self) -> str:
        """The section and the title."""
        return f"{self.section} {self.title}"


# The name of its script, which is its address too, with hyphens -> the page.
CONTENTS: Mapping[str, Entry] = MappingProxyType(
    {
        "perceptron": Entry(
            "1.3",
            "Perceptron",
            ":material/linear_scale:",
            "Lecture 1.2 and 1.3: drag the weights of a single unit, see its decision line move, and let it learn.",
        ),
        "gradient_descent": Entry(
            "1.4",
            "Gradient descent",
            ":material/trending_down:",
            "Lecture 1.4: walk down an error surface step by step, with a learning rate that is too small, right or too large.",
        ),
        "back_propagation": Entry(
            "1.5",
            "Back-propagation",
            ":material/keyboard_double_arrow_left:",
            "Lecture 1.5: follow every path from a weight to the error, factor by factor, and see gradients vanish and explode.",
        ),
        "activations": Entry(
            "1.6",
            "Activation functions",
            ":material/show_chart:",
            "Lecture 1.6: compare activation functions and their derivatives, and see where they saturate.",
        ),
        "regularizers": Entry(
            "1.7",
            "Regularizers",
            ":material/compress:",
            "Lecture 1.7: watch networks under-fit and over-fit side by side, and what each regularizer does about it.",
        ),
        "worked_example": Entry(
            "1.8",
            "The worked example",
            ":material/integration_instructions:",
            "Lecture 1.8: a network in Keras line by line, from the data to a prediction for a flower of your own.",
        ),
    }
)


def playground_page() -> Page:
    """Return the page that opens first."""
    return st.Page(
        PAGES / "train.py",
        title="Playground",
        default=True,
        help="Set up a small neural network, press Train and watch it learn, epoch by epoch.",
    )


def lecture_page(name: str) -> Page:
    """Return a page of the lecture."""
    entry = CONTENTS[name]
    return st.Page(PAGES / f"{name}.py", title=entry.label, url_path=name.replace("_", "-"), help=entry.help)


def page_on(section: str) -> str | None:
    """Return the name of the page about a section of the lecture; None if there is none."""
    return next((name for name, entry in CONTENTS.items() if entry.section == section), None)


def neighbours(name: str) -> tuple[str | None, str | None]:
    """Return the names of the page before and the page after; None at the ends."""
    names = list(CONTENTS)
    place = names.index(name)
    return names[place - 1] if place else None, names[place + 1] if place + 1 < len(names) else None
