"""Messages between the server and its query processes, over a socket.

The lengths of head and body in four bytes each, a head, and the body. Loaded by query processes (`child.py`) too, so it
imports the standard library only.

Decision 2026-11-30: what the server says is packed by `marshal`, what a query process says is JSON. Alternative: JSON
both ways, as it was; ten times as long for each query. Marshal both ways: what comes from where visitors' queries run
must not be unpacked by it. Cost: two packings; both sides are the same Python, which starts the other.
"""

import json
import marshal
import socket
import struct
from collections.abc import Callable
from typing import Any, Final

Head = dict[str, Any]

PIECE_BYTES: Final = 1 << 16
_READ_BYTES: Final = 1 << 16
_LENGTHS: Final = struct.Struct("!II")


def ask(to: socket.socket, head: Head) -> None:
    """Writes one message to a query process."""
    packed = marshal.dumps(head)
    to.sendall(_LENGTHS.pack(len(packed), 0) + packed)


def send(to: socket.socket, head: Head, body: bytes = b"") -> None:
    """Writes one message to the server."""
    packed = json.dumps(head).encode()
    begin = _LENGTHS.pack(len(packed), len(body)) + packed
    if len(body) <= PIECE_BYTES:  # in one go: the other side wakes up once
        to.sendall(begin + body)
    else:
        to.sendall(begin)
        to.sendall(body)


class Inbox:
    """The messages that come over a socket, put together from whatever arrives at a time."""

    def __init__(self, source: socket.socket, unpack: Callable[[bytes], Head] = json.loads) -> None:
        """`unpack` reads heads; `marshal.loads` those of the server, whom a query process trusts."""
        self._source = source
        self._unpack = unpack
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
        message = self._unpack(bytes(here[_LENGTHS.size : begin])), bytes(here[begin : begin + body])
        del here[: begin + body]
        return message
