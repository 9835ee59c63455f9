"""The web process: how soon its page can be used, what it weighs, and how much 1,000 runs and a large table leave behind."""

import time
from contextlib import ExitStack

import numpy as np
from playwright.sync_api import Browser, FilePayload, Page

from benchmarks.page import Playground, chromium, opened
from benchmarks.progress import say
from benchmarks.rows import Row, at_most, row_of
from benchmarks.server import UNWATCHED, Server, running_app
from playground.experiment import Experiment, Training

STARTS = 5
RUNS = 1000
EVERY = 100
TABLE_ROWS, TABLE_COLUMNS = 100_000, 20
# Streamlit keeps a session for its browser to come back to, two minutes unless told otherwise.
FORGETFUL = "--server.disconnectedSessionTTL=1"
SHORT = Experiment(training=Training(epochs=10))
LECTURE = Experiment()


def memory_rows() -> list[Row]:
    """Measure, and return the rows."""
    with chromium() as browser:
        starts = [_cold_start(browser, number) for number in range(STARTS)]
        with running_app(UNWATCHED) as server:
            rows = [*start_rows_of(starts), *_process_rows(browser, server)]
        with running_app(UNWATCHED, FORGETFUL) as server:
            return [*rows, *_table_rows(browser, server)]


def start_rows_of(starts: list[tuple[float, float]]) -> list[Row]:
    """Return the rows of cold starts: for each, seconds until Train could be clicked and until a worker was ready."""
    return [
        row_of("`streamlit run app.py` to a page whose Train button works", [usable for usable, _ in starts], "s", at_most(3)),
        row_of("– TensorFlow has loaded, and the page says so", [ready for _, ready in starts], "s"),
    ]


def _cold_start(browser: Browser, number: int) -> tuple[float, float]:
    say(f"memory: cold start, {number + 1} of {STARTS}")
    with ExitStack() as stack:
        server = stack.enter_context(running_app())
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        stack.callback(context.close)
        page = context.new_page()
        page.goto(server.url, wait_until="commit")
        _wait_for_button(page)
        usable = time.perf_counter() - server.started
        page.get_by_text("TensorFlow is loading").or_(page.get_by_text("The workers that train are starting")).wait_for(state="hidden")
        return usable, time.perf_counter() - server.started


def _wait_for_button(page: Page) -> None:
    """Return as soon as Train is there and may be pressed."""
    page.wait_for_function("document.querySelector('.st-key-train button:enabled')", polling="raf", timeout=60_000)


def _process_rows(browser: Browser, server: Server) -> list[Row]:
    with opened(browser, server.url, LECTURE) as page:
        say("memory: one run of the lecture's job")
        page.train(LECTURE.training.epochs)
        resident, proportional, own = server.megabytes()
    with opened(browser, server.url, SHORT) as page:
        page.train(SHORT.training.epochs)
        before, _, _ = server.megabytes()
        _train_often(page)
        after, _, _ = server.megabytes()
    return [
        Row("web process after a run, resident memory", resident, "MB", at_most(300)),
        Row("– its share of what it shares, and its own (PSS)", proportional, "MB"),
        Row("– its own alone (USS)", own, "MB"),
        Row(
            f"web process after {RUNS:,} more runs of {SHORT.training.epochs} epochs, in one page: larger by",
            after - before,
            "MB",
            at_most(30),
        ),
    ]


def _train_often(page: Playground) -> None:
    for done in range(0, RUNS, EVERY):
        say(f"memory: short runs, {done:,} of {RUNS:,}")
        page.train_often(EVERY)


def _table_rows(browser: Browser, server: Server) -> list[Row]:
    """Upload a table and leave; pages before and after it, so that only the table makes the difference."""
    with opened(browser, server.url) as page:
        # Pandas, which reads tables, is loaded with the first one and stays; that is no table's memory.
        _upload(page.page, server, rows=100)
    with opened(browser, server.url):
        before = server.resident_megabytes()
    with opened(browser, server.url) as page:
        say(f"memory: a table of {TABLE_ROWS:,} × {TABLE_COLUMNS}")
        peak = _upload(page.page, server, TABLE_ROWS)
        kept = server.resident_megabytes()
    for _ in range(2):
        time.sleep(2.0)
        # Streamlit looks for sessions that are over when another one ends.
        with opened(browser, server.url):
            after = server.resident_megabytes()
    name = f"web process with an uploaded table of {TABLE_ROWS:,} × {TABLE_COLUMNS}"
    return [
        Row(f"{name}, while it is read: larger by", peak - before, "MB", at_most(200)),
        Row("– while its session lasts", kept - before, "MB"),
        Row("– when the session is over", after - before, "MB"),
    ]


def _upload(page: Page, server: Server, rows: int) -> float:
    """Drop the table into the sidebar; returns the web process' largest resident memory in MB until it has been read."""
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Your own CSV").click()
    drop = page.get_by_test_id("stSidebar").get_by_test_id("stFileUploaderDropzoneInput")
    drop.set_input_files(FilePayload(name="large.csv", mimeType="text/csv", buffer=_table(rows)))
    words = page.get_by_text(f"{rows:,} rows, {TABLE_COLUMNS} columns")
    peak = 0.0
    while not words.is_visible():
        peak = max(peak, server.resident_megabytes())
    return peak


def _table(rows: int) -> bytes:
    """Return a CSV of numbers from 0 to 999: 8 MB of it for 100,000 rows."""
    numbers = np.random.default_rng(0).integers(0, 1_000, (rows, TABLE_COLUMNS)).astype(str)
    header = ",".join(f"column{number}" for number in range(TABLE_COLUMNS))
    return "\n".join([header, *(",".join(row) for row in numbers)]).encode()
