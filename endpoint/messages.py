"""Messages between the server and its query processes, over a socket.

The lengths of head and body in four bytes each, a head in JSON, and the body. Loaded by query processes (`child.py`)
too, so it imports the standard library only.
"""

import json
import socket
import struct
from typing import Any, Final

Head = dict[str, Any]

PIECE_BYTES: Final = 1 << 16
_READ_BYTES: Final = 1 << 16
_LENGTHS: Final = struct.Struct("!II")


def send(to: socket.socket, head: Head, body: bytes = b"") -> None:
    """Writes one message."""
    packed = json.dumps(head).encode()
    begin = _LENGTHS.pack(len(packed), len(body)) + packed
    if len(body) <= PIECE_BYTES:  # in one go: the other side wakes up once
        to.sendall(begin + body)
    else:
        to.sendall(begin)
        to.sendall(body)


class Inbox:
    """The messages that come over a socket, put together from whatever arrives at a time."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self._here = bytearray()

    def wait(self) -> tuple[Head, bytes]:
        """The next message, however long it takes. Raises EOFError where the other side is gone."""
        while (message := self._message()) is None:
            self._add(self._source.recv(_READ_BYTES))
        return message

    def look(self) -> tuple[Head, bytes] | None:
        """The next message where all of it has come. Raises EOFError where the other side is gone."""
        while (message := self._message()) is None:
            try:
                self._add(self._source.recv(_READ_BYTES, socket.MSG_DONTWAIT))
            except BlockingIOError:
                return None
            except ConnectionError:
                raise EOFError from None
        return message

    def _add(self, data: bytes) -> None:
        if not data:
            raise EOFError
        self._here += data

    def _message(self) -> tuple[Head, bytes] | None:
        here = self._here
        if len(here) < _LENGTHS.size:
            return None
        head, body = _LENGTHS.unpack_from(here)
        begin = _LENGTHS.size + head
        if len(here) < begin + body:
            return None
        message = json.loads(here[_LENGTHS.size : begin].decode()), bytes(here[begin : begin + body])
        del here[: begin + body]
        return message
