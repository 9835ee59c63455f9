"""The real app on a bad day: strangers, and processes that die. What somebody trains goes on, or ends with a sentence."""

import re
import signal
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import expect

from playground import Experiment, Layer, Network, Training
from tests.browser.app_view import App, link_to
from tests.browser.conftest import PATIENCE, OpenPage, Serve, Server
from tests.browser.messages import stranger

# Trains for minutes, however fast the machine.
LONG = Experiment(network=Network((Layer(512),) * 4), training=Training(epochs=10_000))


READERS, READERS_BYTES = 500, 30_000_000


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    # As `make run` starts it.
    return serve("app.py", {"PLAYGROUND_WORKERS": "1", "MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "65536"})


def train(app: App) -> str:
    """Press Train; returns the address of the run's events."""
    with app.page.expect_request(re.compile("/runs/.*/events")) as asked:
        app.train()
    app.wait_for_epoch(20)
    return asked.value.url


def worker(server: Server) -> psutil.Process:
    """Return the server's only worker."""
    family = psutil.Process(server.process.pid).children(recursive=True)
    (found,) = [process for process in family if "spawn_main" in " ".join(process.cmdline())]
    return found


@contextmanager
def readers_that_never_read(url: str, count: int) -> Iterator[None]:
    """Ask for the events so many times, and take none of them from the wire."""
    parts = urlsplit(url)
    with ExitStack() as connections:
        for _ in range(count):
            connection = connections.enter_context(socket.create_connection((str(parts.hostname), parts.port or 80)))
            # As little as the system allows: what is sent stays with the server.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
            connection.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        yield


def test_nobody_can_clear_the_server(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, LONG)))
    events = train(app)
    before = {process.pid for process in psutil.Process(server.process.pid).children(recursive=True)}
    for _ in range(6):
        with stranger(server.url) as someone:
            someone.open_the_page()
            someone.clear_the_cache()
            someone.open_the_page()
    assert {process.pid for process in psutil.Process(server.process.pid).children(recursive=True)} == before
    with urllib.request.urlopen(events, timeout=PATIENCE / 1000) as stream:  # noqa: S310 - a server of our own
        assert stream.readline() == b"retry: 500\n"
    app.wait_for_epoch(len(app.curve()) + 20)
    app.page.get_by_role("button", name="Stop").click()
    app.wait_for("stopped")
    expect(app.page.get_by_text("On the test rows")).to_be_visible()


def test_readers_that_never_read_cost_little_and_hold_nobody_up(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, LONG)))
    events = train(app)
    web = psutil.Process(server.process.pid)
    before = web.memory_info().rss
    with readers_that_never_read(events, READERS):
        app.wait_for_epoch(len(app.curve()) + 50)
        assert web.memory_info().rss - before < READERS_BYTES
    app.page.get_by_role("button", name="Stop").click()
    app.wait_for("stopped")


def test_a_worker_that_stands_still_holds_up_its_run_and_nothing_else(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, LONG)))
    train(app)
    stopped = worker(server)
    stopped.suspend()
    try:
        app.page.get_by_role("button", name="Stop").click()
        app.wait_for("stopped")
        expect(app.page.get_by_text("without test scores: the worker was busy")).to_be_visible()
        kept = app.curve()
        app.page.reload()
        again = App(app.page)
        again.train()
        again.wait_for("warming up: the training process gets ready")
    finally:
        stopped.resume()
    again.wait_for_epoch(20)
    assert len(kept) >= 20
    again.page.get_by_role("button", name="Stop").click()
    again.wait_for("stopped")


def test_a_run_whose_only_worker_is_killed_says_so_and_goes_on_where_it_was(server: Server, open_page: OpenPage) -> None:
    app = App(open_page(link_to(server.url, LONG)))
    train(app)
    worker(server).send_signal(signal.SIGKILL)
    app.wait_for("workers are restarting")
    expect(app.details).to_contain_text(
        "The worker of this run was lost. When another is ready and has caught up, the run goes on from epoch"
    )
    shown = len(app.curve())
    app.wait_for("training")
    app.wait_for_epoch(shown + 20)
    epochs = app.epochs()
    assert epochs == list(range(1, len(epochs) + 1))
    app.page.get_by_role("button", name="Stop").click()
    app.wait_for("stopped")


def test_who_waits_sees_the_place_and_a_tab_that_is_closed_has_none(server: Server, open_page: OpenPage) -> None:
    first, second, third = (App(open_page(link_to(server.url, LONG))) for _ in range(3))
    first.train()
    first.wait_for_epoch(2)
    for app in (second, third):
        app.train()
    second.wait_for_epoch(1)
    expect(third.details).to_contain_text("runs take turns on 1 worker")
    for app in (first, second):
        app.page.close()
    third.wait_for_epoch(20)
    expect(third.details).not_to_contain_text("take turns")
    third.page.get_by_role("button", name="Stop").click()
    third.wait_for("stopped")
