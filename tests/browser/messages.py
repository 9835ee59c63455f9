"""A session without a page: messages over Streamlit's websocket that no page of ours sends."""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 60.0


class Stranger:
    """A connection that says whatever it likes."""

    def __init__(self, connection: ClientConnection) -> None:
        """Take the connection."""
        self._connection = connection

    def clear_the_cache(self) -> None:
        """Send what the key C sends after its question."""
        self._connection.send(BackMsg(clear_cache=True).SerializeToString())

    def open_the_page(self) -> None:
        """Have the script run, and wait until it has."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        self._connection.send(message.SerializeToString())
        while True:
            said = self._connection.recv(PATIENCE)
            assert isinstance(said, bytes)
            if ForwardMsg.FromString(said).WhichOneof("type") == "script_finished":
                return


@contextmanager
def stranger(url: str) -> Iterator[Stranger]:
    """Connect to a server for the length of the context."""
    with connect(f"{url.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None) as connection:
        yield Stranger(connection)
