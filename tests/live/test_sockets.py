"""Connections to the server do not wait before they send."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from playground.live.sockets import send_at_once


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    # As Streamlit makes it: without a protocol.
    with closing(socket.socket(socket.AF_INET)) as made:
        made.bind(("127.0.0.1", 0))
        made.listen()
        yield made


def test_connections_to_a_listening_socket_send_at_once(listener: socket.socket) -> None:
    assert send_at_once() >= 1
    with closing(socket.create_connection(listener.getsockname())):
        accepted, _ = listener.accept()
        with closing(accepted):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_other_sockets_are_left_alone(listener: socket.socket) -> None:
    with closing(socket.create_connection(listener.getsockname())) as client, closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)
        send_at_once()
        assert client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
