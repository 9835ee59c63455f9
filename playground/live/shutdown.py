"""Learning in time that the process is told to stop: a server calls nobody before all its responses have ended."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def called_at_stop_signal(callback: Callable[[], None]) -> Iterator[None]:
    """While entered, call `callback` in the running event loop when the process is told to stop, and let the server know too.

    Only the main thread may listen to signals: elsewhere, as in tests, this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    # A signal without a handler of the server's ends the process at once: nothing waits for responses then.
    before = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        before[signal.Signals(number)](number, frame)

    for number in before:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is handle:
                signal.signal(number, handler)
