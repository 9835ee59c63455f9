"""What the page says about a garbled link."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from playground.ui.notices import warn_of_link

    warn_of_link(st.session_state["sentences"])


def warnings(*sentences: str) -> list[str]:
    app = AppTest.from_function(page)
    app.session_state["sentences"] = sentences
    app.run()
    assert not app.exception
    assert {warning.icon for warning in app.warning} <= {":material/link_off:"}
    return [warning.value for warning in app.warning]


def test_what_the_link_carries_is_quoted_to_the_letter() -> None:
    assert warnings("Rate must be at most 1. The default 0.5 is used. Received: '![*x*](http://a.b/c.png)`'.") == [
        "Part of the link could not be used:\n\n"
        "- Rate must be at most 1\\. The default 0\\.5 is used\\. Received: `'![*x*](http://a.b/c.png)''`."
    ]


def test_a_link_in_order_shows_no_notice() -> None:
    assert warnings() == []
