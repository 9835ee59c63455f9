"""Words from elsewhere, shown to the letter; and a word about a garbled link, the same on every page."""

import re
from collections.abc import Sequence

import streamlit as st


def warn_of_link(sentences: Sequence[str]) -> None:
    """Show what could not be taken from a link, one sentence each: what must be, what is used, what was received."""
    if sentences:
        points = "\n".join(f"- {literal(sentence)}" for sentence in sentences)
        st.warning(f"Part of the link could not be used:\n\n{points}", icon=":material/link_off:")


# What Streamlit makes a link or a picture of though every sign of it is escaped: addresses of pages and of people, names of emoji.
_WORDS = re.compile(r"((?:https?://|www(?=\.))\S+|[-.\w+]+@[-\w]+(?:\.[-\w]+)+|:[\w+-]+:)", re.IGNORECASE)


def literal(sentence: str) -> str:
    """Return the sentence as Markdown that shows it to the letter; what was received is code, and so are addresses and names of emoji.

    What was received stands last: nothing follows it but a full stop.
    """
    # The link may come from anybody: nothing in it may become formatting, an image from elsewhere or a link to click on.
    rule, received, value = sentence.partition("Received: ")
    return _escaped(rule) + received + (f"{_code(value.removesuffix('.'))}." if value else "")


def _escaped(text: str) -> str:
    parts = _WORDS.split(text)
    return "".join(_code(part) if number % 2 else re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", part) for number, part in enumerate(parts))


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"
