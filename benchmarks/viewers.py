"""Viewers of a run: each reads the run's event stream, as a browser does, and does nothing with it."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection

from benchmarks.server import Server

CONNECT_SECONDS = 10


class Viewers:
    """Some connections to the event stream of one run, each on a thread of its own."""

    def __init__(self, server: Server, run_id: str, count: int) -> None:
        """Prepare `count` viewers."""
        self._server = server
        self._path = f"/runs/{run_id}/events"
        self._leaving = threading.Event()
        self._events = [0] * count
        self._threads = [threading.Thread(target=self._watch, args=(number,), daemon=True) for number in range(count)]

    @property
    def events(self) -> int:
        """How many events all viewers have got so far."""
        return sum(self._events)

    def start(self) -> None:
        """Connect, and wait until every viewer has caught up with the run's first events."""
        for thread in self._threads:
            thread.start()
        deadline = time.monotonic() + CONNECT_SECONDS
        while not all(self._events):
            if time.monotonic() > deadline:
                raise RuntimeError(f"Only {sum(map(bool, self._events))} of {len(self._events)} viewers got an event.")
            time.sleep(0.01)

    def leave(self) -> None:
        """Disconnect: every viewer leaves at its next line."""
        self._leaving.set()
        for thread in self._threads:
            thread.join(CONNECT_SECONDS)

    def _watch(self, number: int) -> None:
        with closing(HTTPConnection("127.0.0.1", self._server.port, timeout=CONNECT_SECONDS)) as connection:
            connection.request("GET", self._path)
            for line in connection.getresponse():
                if self._leaving.is_set():
                    return
                self._events[number] += line.startswith(b"id:")


@contextmanager
def watching(server: Server, run_id: str, count: int) -> Iterator[Viewers]:
    """Have `count` viewers watch a run for the length of the context."""
    viewers = Viewers(server, run_id, count)
    try:
        viewers.start()
        yield viewers
    finally:
        viewers.leave()
