"""The open responses of this process that wait for something: its signal to stop ends them, for a server waits until they have ended."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import anyio

from playground.live.shutdown import called_at_stop_signal


class Responses:
    """All open responses, of whatever route.

    Attributes:
        closing: whether the process is told to stop.
    """

    def __init__(self) -> None:
        """None is open yet."""
        self.closing = False
        self._open = 0
        self._waits: set[anyio.CancelScope] = set()
        self._listening = ExitStack()

    def close(self) -> None:
        """End what open responses wait for, and what those to come would wait for."""
        self.closing = True
        for wait in list(self._waits):
            wait.cancel()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Listen to the signal as long as a response is open."""
        if self._open == 0:
            self._listening.enter_context(called_at_stop_signal(self.close))
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            if self._open == 0:
                self._listening.close()

    @contextmanager
    def wait(self) -> Iterator[None]:
        """Wait for something in the block, which ends early when the process is told to stop."""
        with anyio.CancelScope() as wait:
            if self.closing:
                wait.cancel()
            self._waits.add(wait)
            try:
                yield
            finally:
                self._waits.discard(wait)
