"""The sidebar on a page of Streamlit's own test harness, in the words of the tests."""

from typing import cast
from unittest.mock import patch

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from playground.experiment import Experiment
from playground.link.address import Query
from playground.link.fields import FIELDS
from playground.ui.session import Session


def page() -> None:
    """A page with nothing but the sidebar, and what a preset has to say."""
    import streamlit as st

    from playground.experiment import Experiment, Training
    from playground.ui.sidebar.controls import put, sidebar
    from playground.ui.sidebar.presets import show_what_to_watch

    if not st.checkbox("Another page", key="elsewhere"):
        st.session_state["made"] = sidebar()
        show_what_to_watch(st.session_state["made"])
    st.button("Momentum lesson", key="lesson", on_click=put, args=(Experiment(training=Training(momentum=0.9)),))


def opened(query: Query | None = None) -> AppTest:
    """Open the page in a session of its own, by the link."""
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params.update(query or {})
    return rerun(app)


def address(app: AppTest) -> Query:
    """Return what the browser's address bar was last told to say."""
    bar = cast("Session", app.session_state["session"]).bar
    return {key: list(texts) if len(texts) > 1 else texts[0] for key, texts in bar.said[bar.page].items()}


def stepped(app: AppTest, query: Query) -> AppTest:
    """Go back or forward in the browser's history, to an address."""
    app.query_params = dict(query)
    with patch("playground.ui.address._is_step", return_value=True):
        return rerun(app)


def rerun(app: AppTest) -> AppTest:
    """Run the page and see that it raised nothing."""
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def made(app: AppTest) -> Experiment | None:
    """Return what the sidebar returned."""
    return cast("Experiment | None", app.session_state["made"])


def controls(app: AppTest) -> dict[str, object]:
    """Return every control of the sidebar by its key."""
    side = app.sidebar
    kinds = (side.selectbox, side.slider, side.select_slider, side.number_input, side.multiselect, side.toggle, side.text_input)
    found: dict[str, object] = {str(control.key): control for kind in kinds for control in kind}
    found |= {str(group.key): group for group in side.button_group}
    return {key: control for key, control in found.items() if key in FIELDS}


def within(block: Block) -> list[Element]:
    """Return every element of a block, at any depth."""
    children = block.children.values()
    return [element for child in children for element in (within(child) if isinstance(child, Block) else [child])]


def back(app: AppTest) -> None:
    """Press the button that leads back to the lecture's example."""
    next(button for button in app.sidebar.button if button.label == "Back to the lecture's example").click()


def titles(app: AppTest) -> list[str]:
    """Return the titles of the folded sections."""
    return [section.label for section in app.sidebar.expander]
