"""The event stream: what a browser receives, also when it comes late or comes again."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message

from playground.compute.hub import Hub
from playground.compute.run import Wait
from playground.experiment import Experiment
from playground.live import stream
from playground.live.assets import version
from playground.live.responses import Responses
from playground.live.stream import routes
from tests.live.scripted import ScriptedHub, ScriptedRun, ending


@dataclass
class Viewer:
    """A browser in the words of ASGI, so that a test sees every chunk as it is sent."""

    app: Starlette
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    query: str = ""
    status: int = 0
    sent: bytes = b""
    answer: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Connect."""
        self._changed = asyncio.Event()
        self._gone = asyncio.Event()
        self._task = asyncio.create_task(self._call())

    async def _call(self) -> None:
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        scope = {"type": "http", "method": "GET", "path": self.path, "headers": headers, "query_string": self.query.encode()}
        await self.app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answer = {name.decode(): value.decode() for name, value in message["headers"]}
        self.sent += message.get("body", b"")
        self._changed.set()

    async def until(self, content: bytes) -> None:
        """Wait until that has been sent."""
        while content not in self.sent:
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), 5)

    async def over(self) -> None:
        """Wait for the end of the response."""
        await asyncio.wait_for(self._task, 5)

    async def leave(self) -> None:
        """Close the connection."""
        self._gone.set()
        await self.over()

    def ids(self) -> list[int]:
        """The ids that have come, in order."""
        return [int(line[4:]) for line in self.sent.decode().splitlines() if line.startswith("id: ")]


Scene = Callable[[Starlette, ScriptedRun], Coroutine[None, None, None]]


def play(scene: Scene) -> None:
    async def played() -> None:
        hub = ScriptedHub()
        await scene(Starlette(routes=routes(lambda: cast("Hub", hub))), hub.add("r", Experiment()))

    asyncio.run(played())


def test_every_entry_comes_once_with_its_position() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.train(3)
        await run.say([ending(3)])
        viewer = Viewer(app, "/runs/r/events")
        await viewer.over()
        assert viewer.status == 200
        assert viewer.ids() == [1, 2, 3, 4, 5]
        blocks = viewer.sent.decode().split("\n\n")
        assert blocks[1] == f"id: 1\ndata: {run.entries(0)[0].decode()}"
        assert blocks[-2:] == ["event: end\ndata: {}", ""]

    play(scene)


def test_a_viewer_that_does_not_read_is_sent_no_more_than_a_piece_of_a_long_log() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.train(4_000, batch=20)
        await run.say([ending(4_000)])
        log = sum(map(len, run.entries(0)))
        sent: list[int] = []
        read = asyncio.Event()

        async def send(message: Message) -> None:
            sent.append(len(message.get("body", b"")))
            if max(sent) > 1_000:
                await read.wait()

        scope = {"type": "http", "method": "GET", "path": "/runs/r/events", "headers": [], "query_string": b""}
        answer = asyncio.create_task(app(scope, asyncio.Event().wait, send))  # type: ignore[arg-type]
        while max(sent, default=0) <= 1_000:
            await asyncio.sleep(0)
        assert max(sent) < stream.MOST_BYTES + 1_000 < log / 10
        read.set()
        await answer
        assert log < sum(sent) < log + 10_000

    play(scene)


def test_what_a_run_waits_for_is_said_while_it_is_true_and_has_no_position() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.say_waiting(Wait("queued", "Place 2 of 3."))
        viewer = Viewer(app, "/runs/r/events")
        await viewer.until(b'event: wait\ndata: {"status": "queued", "note": "Place 2 of 3."}\n\n')
        await run.say_waiting(Wait("queued", "Place 1 of 2."))
        await viewer.until(b"Place 1 of 2.")
        await run.say_waiting(None)
        await viewer.until(b"event: wait\ndata: null\n\n")
        await run.train(1)
        await run.say([ending(1)])
        await viewer.over()
        assert viewer.ids() == [1, 2, 3]
        assert viewer.sent.count(b"event: wait") == 3

    play(scene)


def test_a_failure_that_could_not_be_recorded_is_told_with_the_end() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.train(1)
        await run.fail_unrecorded("The run's events could not be recorded.")
        viewer = Viewer(app, "/runs/r/events")
        await viewer.over()
        assert viewer.sent.endswith(b'event: end\ndata: {"failed": "The run\'s events could not be recorded."}\n\n')

    play(scene)


def test_proxies_are_told_to_pass_events_on_at_once() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.say([ending(0)])
        viewer = Viewer(app, "/runs/r/events")
        await viewer.over()
        assert viewer.answer["content-type"].startswith("text/event-stream")
        assert viewer.answer["cache-control"] == "no-cache"
        assert viewer.answer["x-accel-buffering"] == "no"

    play(scene)


def test_a_viewer_wakes_on_each_entry_and_is_told_the_end() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        viewer = Viewer(app, "/runs/r/events")
        await run.train(1)
        await viewer.until(b"id: 2\n")
        await run.train(1)
        await viewer.until(b"id: 3\n")
        assert b"event: end" not in viewer.sent
        await run.say([ending(2)])
        await viewer.over()
        assert viewer.ids() == [1, 2, 3, 4]
        assert viewer.sent.endswith(b"event: end\ndata: {}\n\n")

    play(scene)


@pytest.mark.parametrize(("headers", "query"), [({"Last-Event-ID": "2"}, ""), ({}, "after=2"), ({"Last-Event-ID": "2"}, "after=0")])
def test_a_viewer_that_comes_again_gets_what_it_lacks(headers: dict[str, str], query: str) -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.train(3)
        await run.say([ending(3)])
        viewer = Viewer(app, "/runs/r/events", headers, query)
        await viewer.over()
        assert viewer.ids() == [3, 4, 5]

    play(scene)


@pytest.mark.parametrize("named", ["x", "-1", "1.5", "٣", "9" * 30])
def test_a_position_that_is_none_means_the_start(named: str) -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        await run.say([ending(0)])
        viewer = Viewer(app, "/runs/r/events", query=f"after={named}")
        await viewer.over()
        assert viewer.ids() == [1]

    play(scene)


def test_silence_is_broken_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE_SECONDS", 0.01)

    async def scene(app: Starlette, run: ScriptedRun) -> None:
        viewer = Viewer(app, "/runs/r/events")
        await viewer.until(b": keep-alive\n\n: keep-alive\n\n")
        await run.train(1)
        await viewer.until(b"id: 2\n")
        await viewer.leave()

    play(scene)


def test_a_viewer_that_leaves_is_forgotten() -> None:
    async def scene(app: Starlette, run: ScriptedRun) -> None:
        viewer = Viewer(app, "/runs/r/events")
        await viewer.until(b"retry")
        await viewer.leave()
        assert run.waiting == 0

    play(scene)


def test_closing_ends_streams_without_saying_that_the_run_has_ended() -> None:
    async def scene(_: Starlette, run: ScriptedRun) -> None:
        hub = ScriptedHub()
        hub.runs["r"] = run
        responses = Responses()
        streams = stream.EventStreams(lambda: cast("Hub", hub), responses)
        app = Starlette(routes=[Route("/runs/{run_id}/events", streams.respond)])
        viewer = Viewer(app, "/runs/r/events")
        await viewer.until(b"retry")
        responses.close()
        await viewer.over()
        assert b"event: end" not in viewer.sent

    play(scene)


def get(path: str, *, base_path: str = "", encoding: str = "gzip") -> httpx.Response:
    async def got() -> httpx.Response:
        app = Starlette(routes=routes(lambda: cast("Hub", ScriptedHub()), base_path))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get(path, headers={"Accept-Encoding": encoding})

    return asyncio.run(got())


def test_an_unknown_run_is_a_404_with_a_sentence() -> None:
    answer = get("/runs/nobody-knows/events")
    assert answer.status_code == 404
    assert answer.text == "There is no such run any more. Press Train to run it again."


def test_below_a_base_path_everything_is_below_it() -> None:
    assert get(f"/lecture/assets/{version()}/player.js", base_path="/lecture/").status_code == 200
    assert get("/lecture/runs/none/events", base_path="lecture").text.startswith("There is no such run")
    assert get("/runs/none/events", base_path="lecture").text == "Not Found"


@pytest.mark.parametrize("name", ["player.js", "plotly.min.js"])
def test_files_are_cached_for_good_and_travel_compressed(name: str) -> None:
    packed = get(f"/assets/{version()}/{name}")
    plain = get(f"/assets/{version()}/{name}", encoding="identity")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["0000000000000000/player.js", "{version}/mount.py", "{version}/..%2Fstream.py"])
def test_nothing_else_is_served(path: str) -> None:
    answer = get(f"/assets/{path.format(version=version())}")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")
