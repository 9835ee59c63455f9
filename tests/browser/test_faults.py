"""The real app on a bad day: strangers, and processes that die. What somebody trains goes on, or ends with a sentence."""

import re
import urllib.request

import psutil
from playwright.sync_api import expect

from playground import Experiment, Training
from tests.browser.app_view import PATIENCE, App, link_to
from tests.browser.conftest import OpenPage, Serve
from tests.browser.messages import stranger

LONG = Experiment(training=Training(epochs=10_000, batch_size=16))


def test_nobody_can_clear_the_server(serve: Serve, open_page: OpenPage) -> None:
    server = serve("app.py", {"PLAYGROUND_WORKERS": "1"})
    app = App(open_page(link_to(server.url, LONG)))
    with app.page.expect_request(re.compile("/runs/.*/events"), timeout=PATIENCE) as asked:
        app.train()
    app.wait_for_epoch(20)
    before = {process.pid for process in psutil.Process(server.process.pid).children(recursive=True)}
    for _ in range(6):
        with stranger(server.url) as someone:
            someone.open_the_page()
            someone.clear_the_cache()
            someone.open_the_page()
    assert {process.pid for process in psutil.Process(server.process.pid).children(recursive=True)} == before
    with urllib.request.urlopen(asked.value.url, timeout=PATIENCE / 1000) as stream:  # noqa: S310 - a server of our own
        assert stream.readline() == b"retry: 500\n"
    app.wait_for_epoch(len(app.curve()) + 20)
    app.page.get_by_role("button", name="Stop").click()
    app.wait_for("stopped")
    expect(app.page.get_by_text("On the test rows")).to_be_visible(timeout=PATIENCE)
