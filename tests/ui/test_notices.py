"""What the page says about a garbled link."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from playground.link.rules import number
    from playground.settings import Real
    from playground.ui.notices import show_link_notice

    show_link_notice({"rate": number(Real("Rate", "", low=0.0, high=1.0, steps=()), 0.5)})
    st.slider("Rate", 0.0, 1.0, 0.5, key="rate", bind="query-params")


def test_notice_stands_on_the_page_once_and_what_the_link_carries_is_quoted() -> None:
    app = AppTest.from_function(page)
    app.query_params["rate"] = "![*x*](http://a.b/c.png)`"
    app.run()
    assert not app.exception
    assert app.slider(key="rate").value == 0.5
    assert app.warning[0].value == (
        "Part of the link could not be used:\n\n"
        "- Rate must be a number of at least 0 and at most 1\\. The default 0\\.5 is used\\. Received: `'![*x*](http://a.b/c.png)''`."
    )
    assert app.warning[0].icon == ":material/link_off:"
    app.slider(key="rate").set_value(0.25).run()
    assert not app.warning


def test_link_in_order_shows_no_notice() -> None:
    app = AppTest.from_function(page)
    app.query_params["rate"] = "0.75"
    app.run()
    assert app.slider(key="rate").value == 0.75
    assert not app.warning
