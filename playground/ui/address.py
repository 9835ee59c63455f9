"""The address bar and the controls of a page: each says what the other says, and one changed control is one step of the history.

Streamlit's own binding (`bind="query-params"`) replaces the address, so that Back would leave the page. What is written to
`st.query_params`, on the other hand, is a step of the history, and Back and Forward run the page again with the flag that is read here.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.link.fields import Field
from playground.link.rules import said, taken
from playground.ui.notices import warn_of_link
from playground.ui.session import session

Parameters: TypeAlias = dict[str, tuple[str, ...]]

# How the app stands in another page: no business of ours.
_STREAMLITS = ("embed", "embed_options")
_COMPONENT = st.components.v2.component("neural_playground_browser", js=Path(__file__).with_name("browser.js").read_text(encoding="utf-8"))


def take_address(fields: Mapping[str, Field]) -> None:
    """Set a page's controls to what the address says where that is news; called before they are made.

    What a control cannot take is told at the place of the call.

    Args:
        fields: the settings of the page by the keys of their controls.
    """
    if not is_news(fields):
        return
    found = taken(received(), fields)
    for key, value in found.values.items():
        set_control(key, value)
    warn_of_link(found.notices)


def say_controls(fields: Mapping[str, Field]) -> None:
    """Put into the address what a page's controls say; called once they are made, in a fragment at its end."""
    values = {key: st.session_state.get(key, field.default) for key, field in fields.items()}
    say(said({key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}, fields), fields)


def set_control(key: str, value: object) -> None:
    """Set a control that is not made yet; a multiselect speaks of lists and would not recognise its default in a tuple."""
    st.session_state[key] = list(value) if isinstance(value, tuple) else value


def is_news(keys: Collection[str]) -> bool:
    """Return whether the address counts, and not what the controls said last; every page asks once, before it makes its controls.

    It counts when a page opens for the first time, when another page's link leads to it, and when the browser goes back or forward.

    Args:
        keys: the parameters of the page. A link without any of them leads to the page as it was left.
    """
    page, bar = _page(), session().bar
    stepped, arrived, first = _is_step(), page != bar.page, page not in bar.said
    if arrived:
        bar.left = bar.said.get(bar.page)
    bar.page = page
    bar.settled = bar.settled and not (stepped or arrived or first)
    return stepped or first or (arrived and not set(keys).isdisjoint(st.query_params))


def received() -> Parameters:
    """Return the parameters of the address as the browser sent them; it may not have heard yet of what the last run said."""
    context = get_script_run_ctx()
    # To ask `st.query_params` for each of a thousand names takes a tenth of a second.
    found = parse_qs("" if context is None else context.query_string, keep_blank_values=True)
    return {key: tuple(texts) for key, texts in found.items() if key.lower() not in _STREAMLITS}


def say(parameters: Mapping[str, tuple[str, ...]], keys: Collection[str], *, step: bool = True) -> None:
    """Put a page's parameters into the address, all in one step; those of others stay.

    Args:
        parameters: what the address should say.
        keys: every parameter that the page may have.
        step: whether somebody has changed a control, which Back should undo. What the page itself mends is none, such as the
            words of a link that has just been opened.
    """
    bar, heard = session().bar, received()
    wanted = {key: texts for key, texts in heard.items() if key not in keys} | dict(parameters)
    last = bar.said.get(bar.page)
    bar.said[bar.page] = wanted
    if not (step and bar.settled):
        # To replace what is the same changes nothing; and what an earlier run said may have come after the browser went back.
        bar.replacements += 1
        bar.replacement = wanted
        bar.replaceable = tuple(known for known in (heard, last, bar.left) if known is not None)
    elif dict(parameters) != {key: texts for key, texts in (last or {}).items() if key in keys}:
        # The others are the browser's own doing, such as presenter mode: no step.
        st.query_params.from_dict(wanted)
    bar.settled = True


def is_said(key: str) -> bool:
    """Return whether the address was last told to say something about a setting: one that it leaves out is the usual one."""
    bar = session().bar
    return key in bar.said.get(bar.page, {})


def tell_browser(path: str) -> None:
    """Have the browser replace the address where need be, and ask before it leaves the app while the session keeps a table.

    Called at the end of every page.

    Args:
        path: the page's, behind the app's own; empty for the first page.
    """
    bar = session().bar
    bar.page = _page()
    # A page that has not said anything here has an address of its own making.
    data = {
        "number": bar.replacements if bar.page in bar.said else 0,
        "path": path,
        "query": urlencode(bar.replacement, doseq=True),
        "replaceable": [urlencode(known, doseq=True) for known in bar.replaceable],
        "ask": session().kept is not None,
    }
    _COMPONENT(key="browser", data=data, height=1)


def _page() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


def _is_step() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
