"""A real browser and real servers for the tests in this folder."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
# What pages keep in a browser.
KEPT = "local_storage,session_storage,indexeddb,service_workers,cache_storage"
STARTUP_SECONDS = 60
# TensorFlow loads while the first test waits, on a machine that may be busy.
PATIENCE = 60_000  # milliseconds

Scheme: TypeAlias = Literal["light", "dark"]
OpenPage: TypeAlias = Callable[..., Page]
Serve: TypeAlias = Callable[..., "Server"]


@dataclass(frozen=True)
class Server:
    """A Streamlit server of its own process."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self, seconds: float = 10) -> int:
        """Ask the server to stop, as Ctrl+C or a container's runtime does, and return its exit code.

        Raises:
            subprocess.TimeoutExpired: if it has not stopped in time.
        """
        self.process.terminate()
        return self.process.wait(seconds)


# Not for the whole session: while Playwright runs, no test can have an event loop of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, which forgets everything with each context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        # A condition is waited for until it holds; how long that takes depends on what else the machine does.
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def profile(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Chromium with a profile on the disk: it keeps the scripts of page and charts compiled, half of what it costs to open a page."""
    folder = tmp_path_factory.mktemp("profile")
    profile = browser.browser_type.launch_persistent_context(folder, executable_path=chromium(), args=FLAGS)
    profile.set_default_timeout(PATIENCE)
    yield profile
    profile.close()


def chromium() -> str:
    """Return the Chromium that CHROMIUM names, else the one on PATH."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("The browser tests need Chromium: install it, or name it in the environment variable CHROMIUM.")
    return path


def forget(profile: BrowserContext, url: str) -> None:
    """Have a profile forget what pages of a server keep in it, but not their scripts."""
    profile.clear_cookies()
    first = profile.pages[0]
    devtools = profile.new_cdp_session(first)
    server = urlsplit(url)
    devtools.send("Storage.clearDataForOrigin", {"origin": f"{server.scheme}://{server.netloc}", "storageTypes": KEPT})
    devtools.detach()


@pytest.fixture
def open_page(browser: Browser, profile: BrowserContext) -> Iterator[OpenPage]:
    """Open pages, each as in a fresh profile, as `opened` below; an error in a page, or in what it draws, fails the test."""
    errors: list[str] = []
    with ExitStack() as closing_all:

        def context_for(url: str, *, tabs: bool) -> BrowserContext:
            # The first page of a test has the profile for itself. Others are other people's. And of its tabs, only the last would move.
            if len(profile.pages) == 1 and not tabs:
                forget(profile, url)
                return profile
            context = browser.new_context()
            context.set_default_timeout(PATIENCE)
            closing_all.callback(context.close)
            return context

        def opened(  # noqa: PLR0913 - all but the address have names and defaults
            url: str,
            *,
            width: int = 1440,
            height: int = 900,
            scheme: Scheme = "light",
            reduced_motion: bool = False,
            storage: Mapping[str, str] | None = None,
            tabs: bool = False,
        ) -> Page:
            page = context_for(url, tabs=tabs).new_page()
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce" if reduced_motion else "no-preference")
            page.on("pageerror", lambda error: errors.append(str(error)))
            # What has no numbers cannot be drawn: "Error: <path> attribute d: Expected number". Others tell of servers that tests end.
            page.on("console", lambda message: errors.append(message.text) if message.text.startswith("Error: <") else None)
            # What the browser's local storage holds before the page's first script runs.
            page.add_init_script(f"for (const [k, v] of Object.entries({json.dumps(storage or {})})) localStorage[k] ??= v;")
            page.goto(url)
            return page

        yield opened
        for page in profile.pages[1:]:
            page.close()
    assert errors == []


@pytest.fixture(scope="package")
def serve() -> Iterator[Serve]:
    """Start servers for as long as the browser's tests run: `serve("app.py", {"NAME": "value"}, "--server.baseUrlPath=x")`."""
    with ExitStack() as servers:

        def started(script: str | Path, env: Mapping[str, str] | None = None, *options: str, path: str = "") -> Server:
            return servers.enter_context(streamlit_server(ROOT / script, env or {}, options, path))

        yield started


@pytest.fixture(scope="package")
def app_server(serve: Serve) -> Server:
    """The real app with two workers, shared by all that only uses it: each takes seconds to load TensorFlow."""
    return serve("app.py", {"PLAYGROUND_WORKERS": "2"})


@contextmanager
def streamlit_server(script: Path, env: Mapping[str, str], options: tuple[str, ...] = (), path: str = "") -> Iterator[Server]:
    """Run `streamlit run script` on a free port until the context ends; `path` is the base path that the options give it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    command += ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false", *options]
    python_path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": python_path, **env})  # noqa: S603 - our own script
    server = Server(f"http://127.0.0.1:{port}{path}", process)
    try:
        wait_until_up(server)
        yield server
    finally:
        end(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_up(server: Server) -> None:
    """Return as soon as the server answers.

    Raises:
        RuntimeError: if it ends first, or does not answer in time.
    """
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5):  # noqa: S310 - a server of our own
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"The server at {server.url} did not come up. Its exit code: {server.process.poll()}.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process, the hard way if need be."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
