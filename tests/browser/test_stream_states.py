"""The player's end of the event stream in a tab that is hidden and shown: one stream at most, whatever happens when."""

import itertools
import random
from collections.abc import Iterator
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import Browser, Page

from playground.live.assets import source

HARNESS = """
globalThis.sources = [];
globalThis.questions = [];
globalThis.told = [];
globalThis.EventSource = class {
  static CONNECTING = 0; static OPEN = 1; static CLOSED = 2;
  readyState = 0; ended = () => {};
  constructor(address) { this.address = String(address); sources.push(this); }
  addEventListener(name, listener) { if (name === "end") this.ended = () => listener({ data: "{}" }); }
  close() { this.readyState = 2; }
  come() { this.readyState = 1; this.onopen(); }
  refuse() { this.readyState = 2; this.onerror(); }
};
globalThis.fetch = (_, { signal }) => new Promise((answer, fail) => {
  const question = { open: true, say: (status) => (question.open = false, answer({ status, text: async () => "gone" })),
    fail: () => (question.open = false, fail(new Error("no network"))) };
  signal.addEventListener("abort", () => (question.open = false, fail(new Error("aborted"))));
  questions.push(question);
});
globalThis.now = 0;
globalThis.timers = new Map();
globalThis.setTimeout = (action, milliseconds) => (timers.set(timers.size + 1, { action, due: now + milliseconds }), timers.size);
globalThis.clearTimeout = (number) => timers.get(number) && (timers.get(number).action = null);
globalThis.pass = async (milliseconds) => {
  for (const end = now + milliseconds; ; ) {
    const [next] = [...timers.values()].filter(({ action, due }) => action && due <= end).sort((a, b) => a.due - b.due);
    now = next?.due ?? end;
    if (!next) return;
    const { action } = next;
    next.action = null;
    action();
    await settled();
  }
};
globalThis.settled = async () => { for (let i = 0; i < 20; i++) await null; };
Object.defineProperty(document, "hidden", { get: () => globalThis.out ?? false });
globalThis.hide = (out) => { globalThis.out = out; document.dispatchEvent(new Event("visibilitychange")); };
globalThis.live = () => sources.filter((source) => source.readyState !== EventSource.CLOSED);
globalThis.asked = () => questions.filter((question) => question.open);
globalThis.begin = async () => {
  const { RunStream } = await import("http://app.test/stream.js");
  globalThis.stream = new RunStream(new URL("http://app.test/runs/r/events"), {
    received: () => 0, frame: () => {}, wait: () => {}, lost: () => {},
    end: () => told.push("end"), gone: (sentence) => told.push(sentence),
  });
};
null;
"""
State: TypeAlias = Literal["opening", "open", "asking", "waiting", "resting", "ended", "gone"]
ALIVE: tuple[State, ...] = ("opening", "open", "asking", "waiting", "resting")
OVER: tuple[State, ...] = ("ended", "gone")
LONG = 61_000
WALKS = 60


class Tab:
    """A tab with a stream, a clock that the test moves, and a server that says what the test wants."""

    def __init__(self, page: Page) -> None:
        """Open an empty page."""
        self.page = page
        page.goto("http://app.test/")
        page.evaluate(HARNESS)

    def do(self, script: str) -> None:
        """Have something happen, and what follows from it at once."""
        self.page.evaluate(f"async () => {{ await ({script}); await settled(); }}")

    def number(self, script: str) -> int:
        """Return a number."""
        return int(self.page.evaluate(script))

    def later(self, milliseconds: int) -> None:
        """Let time pass."""
        self.do(f"pass({milliseconds})")

    def reach(self, state: State) -> None:
        """Begin, and go on until the stream is in that state; the tab is seen but where it rests."""
        self.do("begin()")
        if state in ("asking", "waiting", "gone"):
            self.do("sources[0].refuse()")
        if state in ("open", "resting", "ended"):
            self.do("sources[0].come()")
        match state:
            case "waiting":
                self.do("questions[0].say(503)")
            case "gone":
                self.do("questions[0].say(404)")
            case "ended":
                self.do("sources[0].ended()")
            case "resting":
                self.do("hide(true)")
                self.later(LONG)

    @property
    def open(self) -> int:
        """How many sources are open, or opening."""
        return self.number("live().length")

    @property
    def asked(self) -> int:
        """How many questions are under way."""
        return self.number("asked().length")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route("http://app.test/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.route("http://app.test/stream.js", lambda route: route.fulfill(body=source("stream.js"), content_type="text/javascript"))
    yield page
    page.close()


@pytest.fixture
def tab(page: Page) -> Tab:
    return Tab(page)


@pytest.mark.parametrize("state", ALIVE)
@pytest.mark.parametrize("hidden", [0, 500, LONG])
def test_a_tab_that_is_shown_again_has_one_stream_and_keeps_it(tab: Tab, state: State, hidden: int) -> None:
    tab.reach(state)
    tab.do("hide(true)")
    if hidden:
        tab.later(hidden)
    tab.do("hide(false)")
    assert tab.open + tab.asked == 1
    if tab.asked:
        tab.do("asked()[0].fail()")
        tab.later(1_000)
    assert (tab.open, tab.asked) == (1, 0)
    # Nothing that was begun while the tab was hidden closes the stream of a tab that is seen, or opens another.
    count = tab.number("sources.length")
    tab.later(3 * LONG)
    assert (tab.open, tab.asked, tab.number("sources.length")) == (1, 0, count)
    tab.do("stream.close()")
    assert tab.open == 0


@pytest.mark.parametrize("state", ALIVE)
@pytest.mark.parametrize("answer", ["say(503)", "fail()", None])
def test_a_tab_that_stays_hidden_lets_go(tab: Tab, state: State, answer: str | None) -> None:
    tab.reach(state)
    tab.do("hide(true)")
    if tab.asked and answer:
        tab.do(f"asked()[0].{answer}")
    tab.later(30_000)
    # The server comes and goes meanwhile.
    if tab.open:
        tab.do("live()[0].refuse()")
    tab.later(LONG)
    count = tab.number("sources.length")
    assert (tab.open, tab.asked) == (0, 0)
    tab.later(3 * LONG)
    assert (tab.open, tab.asked, tab.number("sources.length")) == (0, 0, count)


def test_a_tab_that_was_never_seen_lets_go_too(tab: Tab) -> None:
    tab.do("globalThis.out = true")
    tab.reach("open")
    tab.later(LONG)
    assert tab.open == 0
    tab.do("hide(false)")
    assert tab.open == 1


@pytest.mark.parametrize(("state", "words"), [("ended", ["end"]), ("gone", ["gone"])])
def test_a_stream_that_is_over_stays_so(tab: Tab, state: State, words: list[str]) -> None:
    tab.reach(state)
    for out, milliseconds in itertools.product(("true", "false"), (500, LONG)):
        tab.do(f"hide({out})")
        tab.later(milliseconds)
    assert (tab.open, tab.asked, tab.number("sources.length")) == (0, 0, 1)
    assert tab.page.evaluate("told") == words


@pytest.mark.parametrize("state", [*ALIVE, *OVER])
def test_closing_in_any_state_leaves_nothing(tab: Tab, state: State) -> None:
    tab.reach(state)
    tab.do("stream.close()")
    for out in ("true", "false"):
        tab.do(f"hide({out})")
        tab.later(3 * LONG)
    assert (tab.open, tab.asked, tab.number("sources.length")) == (0, 0, 1)


def test_whatever_happens_in_whatever_order_there_is_one_stream_at_most(tab: Tab) -> None:
    chance = random.Random(0)  # noqa: S311 - no secret
    tab.reach("opening")
    happenings = ("hide(true)", "hide(false)", "live()[0]?.refuse()", "live()[0]?.come()", "asked()[0]?.say(503)", "asked()[0]?.fail()")
    for _ in range(WALKS):
        what = chance.choice((*happenings, 400, 1_000, LONG))
        if isinstance(what, int):
            tab.later(what)
        else:
            tab.do(what)
        assert tab.open + tab.asked <= 1, what
    tab.do("hide(false)")
    if tab.asked:
        tab.do("asked()[0].fail()")
    tab.later(1_000)
    assert tab.open == 1
