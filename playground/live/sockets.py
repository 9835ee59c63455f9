"""Small messages at once: without this, each that follows another waits 40 ms for the first to be acknowledged.

Streamlit binds its listening socket without naming the protocol, so asyncio does not know it for TCP and leaves Nagle's algorithm
on; with a receiver that delays its acknowledgements, as all do, that costs every click and every run's first word 40 ms.
"""

import gc
import socket

_FAMILIES = (socket.AF_INET, socket.AF_INET6)


def send_at_once() -> int:
    """Switch Nagle's algorithm off for every TCP socket that this process listens on; connections inherit that.

    Returns:
        How many sockets there are: none where the server listens elsewhere, as behind a proxy's own.
    """
    # The server keeps the socket to itself, so it has to be looked for; that takes about 10 ms, once.
    listening = [item for item in gc.get_objects() if type(item) is socket.socket and _listens(item)]
    for item in listening:
        item.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return len(listening)


def _listens(item: socket.socket) -> bool:
    stream = item.fileno() >= 0 and item.family in _FAMILIES and item.type == socket.SOCK_STREAM
    return stream and bool(item.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
