"""What a stranger's file or link says is shown to the letter: no formatting, no picture from elsewhere, nothing to click on."""

import random
import string

from tests.browser.conftest import OpenPage, Serve

FAMOUS = (
    "The scheduler at tcp://127.0.0.1:8786 cannot be reached: an address looks like tcp://host:8786 (no port). It is tried again.",
    "Epochs must be a whole number. Received: 'http://evil.example/`x`'.",
    "see http://evil.example/x_y_z, https://a.b, www.evil.com and me@evil.com",
    "*c* _d_ `e` <b>f</b> [g](http://h) ![i](//j) :red[k] :smile: $x$ $$y$$ ~~l~~ &amp; &#42; a|b \\*",
    "# no heading",
    "- no list",
    "+ no list",
    "1. no list",
    "12) no list",
    "> no quotation",
    "--- no line",
    "=== no heading",
    ":material/home: :100: :+1: :small[x] a:b",
    "[^1] [x] [a]: b",
)


def strange(number: int) -> str:
    """Return some signs and words in any order."""
    chance = random.Random(number)  # noqa: S311 - no secret
    pieces = [*string.punctuation, "a", "b1", "http://x.y", "://", "www.x.y", "red", "smile", "1", "](", "**", "__", "$$", " "]
    return "a" + "".join(chance.choices(pieces, k=14)) + "b"


def as_seen(text: str) -> str:
    """Return the text with one space for several, and with an apostrophe for a grave accent, which cannot stand in code."""
    return " ".join(text.split()).replace("`", "'")


SENTENCES = (*FAMOUS, *(strange(number) for number in range(150)))


def test_sentences_of_strangers_are_shown_to_the_letter(serve: Serve, open_page: OpenPage) -> None:
    page = open_page(serve("tests/browser/literal_page.py").url)
    boxes = page.get_by_test_id("stMarkdownContainer")
    boxes.nth(len(SENTENCES) - 1).wait_for()
    # Their words come with a file of Streamlit's that is loaded later.
    page.wait_for_function("() => [...document.querySelectorAll('[data-testid=stMarkdownContainer]')].every((box) => box.innerText)")
    pairs = zip(boxes.all_inner_texts(), SENTENCES, strict=True)
    assert [(text, sentence) for text, sentence in pairs if as_seen(text) != as_seen(sentence)] == []
    for tag in ("a", "img", "strong", "em", "h1", "h2", "li", "del", "blockquote", "table", "hr", ".katex", "[data-testid=stIconMaterial]"):
        assert boxes.locator(tag).count() == 0, tag
