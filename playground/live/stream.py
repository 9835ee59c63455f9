"""The routes of the live view; of them, what a run says as server-sent events: any number of viewers, one recording."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from itertools import accumulate

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.compute.hub import Hub, UnknownRun
from playground.compute.run import Run, Wait
from playground.events import Failed, Finished
from playground.live.asking import Asking
from playground.live.assets import asset_route
from playground.live.backward import BackwardRoute
from playground.live.responses import Responses
from playground.live.steps import StepsRoute

# Proxies drop connections that are silent for long, commonly after 60 s.
KEEP_ALIVE_SECONDS = 15.0
# Sent together at most.
MOST_BYTES = 32_768

_OPENING = b"retry: 500\n\n"
_KEEP_ALIVE = b": keep-alive\n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def routes(get_hub: Callable[[], Hub], base_path: str = "") -> list[BaseRoute]:
    """Return the routes of the live view: the runs' event streams, what is asked about runs, and the player's files.

    Args:
        get_hub: returns the hub; called for each request, since the hub starts after the routes are made.
        base_path: the path below which the app is served: Streamlit's `server.baseUrlPath`.
    """
    # Not a Mount below the base: it would answer for all of Streamlit's own routes there.
    base = f"/{base_path.strip('/')}".rstrip("/")
    responses = Responses()
    asking = Asking(get_hub, responses)
    return [
        Route(f"{base}/runs/{{run_id}}/events", EventStreams(get_hub, responses).respond, methods=["GET"]),
        Route(f"{base}/runs/{{run_id}}/gradients", BackwardRoute(asking).respond, methods=["GET"]),
        Route(f"{base}/runs/{{run_id}}/steps", StepsRoute(asking).respond, methods=["GET"]),
        asset_route(base),
    ]


class EventStreams:
    """All open event streams of this process.

    An event's id is the number of log entries up to and including it, so a browser that connects again names the first entry
    that it lacks. The process's signal to stop ends all streams; browsers will try to connect again.
    """

    def __init__(self, get_hub: Callable[[], Hub], responses: Responses) -> None:
        """Prepare to stream the runs of the hub."""
        self._get_hub = get_hub
        self._responses = responses

    async def respond(self, request: Request) -> Response:
        """Answer `GET /runs/{run_id}/events` with the run's log from the position that the browser names."""
        try:
            run = self._get_hub().run(request.path_params["run_id"])
        except UnknownRun as error:
            return PlainTextResponse(str(error.args[0]), status_code=404, headers=_HEADERS)
        return StreamingResponse(self._body(run, _position(request)), media_type="text/event-stream", headers=_HEADERS)

    async def _body(self, run: Run, position: int) -> AsyncIterator[bytes]:
        heard: Wait | None = None
        with self._responses.counted():
            yield _OPENING
            while not self._responses.closing:
                # Asked before the entries are read: whatever comes in between is read in the next turn.
                outcome, waits_for = run.outcome, run.waits_for
                entries = run.entries(position)
                if entries:
                    some = _first_of(entries)
                    yield b"".join(_event(position + number, entry) for number, entry in enumerate(some, start=1))
                    position += len(some)
                    del entries, some
                elif outcome is not None:
                    yield _end(outcome)
                    return
                elif waits_for != heard:
                    yield _wait(waits_for)
                    heard = waits_for
                elif not await self._something_new(run, position, heard):
                    yield _KEEP_ALIVE

    async def _something_new(self, run: Run, position: int, heard: Wait | None) -> bool:
        with self._responses.wait():
            return await run.wait(position, KEEP_ALIVE_SECONDS, heard)
        return False


def _position(request: Request) -> int:
    """Return how many entries the browser has: it says so when it reconnects, the player when it opens the stream anew."""
    named = request.headers.get("Last-Event-ID") or request.query_params.get("after", "")
    # More digits than any log has entries are nobody's position.
    return int(named) if named.isascii() and named.isdecimal() and len(named) < 10 else 0


def _first_of(entries: list[bytes]) -> list[bytes]:
    """Return as many of the entries as are sent together: a viewer that does not read is not to hold a copy of the whole log."""
    sizes = accumulate(map(len, entries))
    return entries[: max(1, sum(size <= MOST_BYTES for size in sizes))]


def _event(position: int, entry: bytes) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (position, entry)


def _wait(wait: Wait | None) -> bytes:
    """Say what the run waits for. It has no id: it is no entry of the log, and who connects again hears what is true by then."""
    return b"event: wait\ndata: %b\n\n" % json.dumps(wait and asdict(wait)).encode()


def _end(outcome: Finished | Failed) -> bytes:
    """Say that no entry will follow; without this word an EventSource would open the stream again and again.

    A run may have failed without an entry that says so: where it could not be recorded.
    """
    return b"event: end\ndata: %b\n\n" % json.dumps({"failed": outcome.message} if isinstance(outcome, Failed) else {}).encode()
