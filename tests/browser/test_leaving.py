"""Words to the server wait while the browser leaves a page."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

SITE = "http://app.test"
SCRIPT = files("playground.live").joinpath("static", "leaving.js").read_text(encoding="utf-8")
BODY = """<!doctype html>
<a id="other" href="/other">Other</a> <a id="tab" href="/other" target="_blank">Other, in a tab</a> <a id="same" href="/?epochs=5">Same</a>
<script type="module">
  import { Leaving } from "/leaving.js";
  window.said = [];
  window.leaving = new Leaving();
  // Streamlit takes the click, and asks the server for the page.
  document.addEventListener("click", event => { event.preventDefault(); said.push(`clicked ${event.target.id}`); });
</script>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.route(f"{SITE}/**", lambda route: route.fulfill(body=BODY, content_type="text/html"))
    page.route(f"{SITE}/leaving.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    page.goto(SITE)
    page.wait_for_function("window.leaving")
    yield page
    context.close()


def say(page: Page, word: str) -> None:
    page.evaluate("word => leaving.say(() => said.push(word))", word)


def said(page: Page) -> list[str]:
    found: list[str] = page.evaluate("said.splice(0)")
    return found


def test_words_wait_from_the_click_on(page: Page) -> None:
    say(page, "before")
    page.click("#other")
    say(page, "first")
    say(page, "second")
    page.clock.run_for(4_900)
    assert said(page) == ["before", "clicked other"]
    # The page was not left after all.
    page.clock.run_for(100)
    assert said(page) == ["first", "second"]
    say(page, "after")
    assert said(page) == ["after"]


def test_words_wait_a_moment_while_a_click_is_near(page: Page) -> None:
    page.hover("#other")
    say(page, "hovered")
    assert said(page) == []
    page.clock.run_for(1_000)
    assert said(page) == ["hovered"]
    page.focus("#other")
    say(page, "focused")
    assert said(page) == []
    page.clock.run_for(1_000)
    assert said(page) == ["focused"]


def test_a_page_that_is_left_says_nothing_more(page: Page) -> None:
    page.click("#other")
    say(page, "late")
    assert page.evaluate("leaving.close()") is True
    page.clock.run_for(20_000)
    assert said(page) == ["clicked other"]


def test_nothing_is_left_unsaid_where_nobody_clicks(page: Page) -> None:
    say(page, "before")
    assert page.evaluate("leaving.close()") is False


def test_a_link_that_leaves_the_page_where_it_is_holds_nothing_up(page: Page) -> None:
    page.click("#same")
    say(page, "same")
    page.click("#tab")
    say(page, "tab")
    page.click("#other", modifiers=["Control"])
    say(page, "another tab")
    page.clock.run_for(1_000)
    assert said(page) == ["clicked same", "same", "clicked tab", "tab", "clicked other", "another tab"]


def test_the_keyboard_leaves_a_page_as_well(page: Page) -> None:
    page.focus("#other")
    page.keyboard.press("Enter")
    say(page, "late")
    page.clock.run_for(2_000)
    assert said(page) == ["clicked other"]


def test_back_to_another_page_holds_words_up_and_back_on_the_same_page_does_not(page: Page) -> None:
    page.evaluate("history.pushState({}, '', '/other'); history.pushState({}, '', '/other?epochs=5')")
    say(page, "there")
    page.evaluate("() => new Promise(done => { addEventListener('popstate', done, { once: true }); history.back(); })")
    say(page, "same page")
    page.evaluate("() => new Promise(done => { addEventListener('popstate', done, { once: true }); history.back(); })")
    say(page, "another page")
    assert said(page) == ["there", "same page"]
