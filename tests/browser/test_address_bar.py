"""The browser's end of the address bar: a word of the server's that comes late leaves another address alone."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

SITE = "http://app.test"
SCRIPT = files("playground.ui").joinpath("browser.js").read_text(encoding="utf-8")
TELL = """async ([number, query, replaceable, path]) => {
  const { default: tell } = await import("/browser.js");
  tell({ data: { number, path, query, replaceable, ask: false } });
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.route(f"{SITE}/**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.route(f"{SITE}/browser.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    yield page
    context.close()


def tell(page: Page, number: int, query: str, replaceable: list[str], path: str = "") -> None:
    """Say to the browser what the server says at the end of a run."""
    page.evaluate(TELL, [number, query, replaceable, path])


def push(page: Page, address: str) -> None:
    """Take a step of the history, as Streamlit does for a changed control."""
    page.evaluate("address => history.pushState({}, '', address)", address)


def test_the_words_of_a_link_are_mended_without_a_step(page: Page) -> None:
    page.goto(f"{SITE}/?epochs=many&loss=Huber")
    steps = page.evaluate("history.length")
    tell(page, 1, "loss=huber", ["epochs=many&loss=Huber"])
    assert page.url == f"{SITE}/?loss=huber"
    assert page.evaluate("history.length") == steps


def test_what_comes_after_a_changed_control_leaves_the_new_address_alone(page: Page) -> None:
    page.goto(f"{SITE}/?epochs=12&momentum=0.90")
    # The control is moved while the page still draws what the first run said.
    push(page, "/?epochs=50")
    tell(page, 1, "epochs=12&momentum=0.9", ["epochs=12&momentum=0.90"])
    assert page.url == f"{SITE}/?epochs=50"
    # Nor does it count later on.
    push(page, "/?epochs=12&momentum=0.90")
    tell(page, 1, "epochs=12&momentum=0.9", ["epochs=12&momentum=0.90"])
    assert page.url == f"{SITE}/?epochs=12&momentum=0.90"


def test_an_address_that_the_server_said_itself_may_be_replaced(page: Page) -> None:
    page.goto(f"{SITE}/?epochs=50")
    tell(page, 4, "epochs=50&dataset=upload", ["epochs=12", "epochs=50"])
    assert page.url == f"{SITE}/?epochs=50&dataset=upload"


def test_columns_are_compared_as_words_and_not_as_they_are_written(page: Page) -> None:
    page.goto(f"{SITE}/?inputs=petal%20length%20(cm)&embed=true")
    tell(page, 1, "inputs=petal+width+%28cm%29", ["inputs=petal+length+%28cm%29"])
    assert page.url == f"{SITE}/?inputs=petal+width+%28cm%29&embed=true"


def test_it_waits_for_streamlit_to_come_to_the_page(page: Page) -> None:
    page.goto(f"{SITE}/?epochs=50")
    tell(page, 2, "act_s=1.5", [""], "activations")
    assert page.url == f"{SITE}/?epochs=50"
    push(page, "/activations")
    page.wait_for_url(f"{SITE}/activations?act_s=1.5")
