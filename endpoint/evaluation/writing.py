"""Answers as they are sent: in the format that was chosen, piece by piece, and no more than was allowed.

Used in query processes (`child.py`), so it imports the standard library and pyoxigraph only.
"""

import io
import json
from collections.abc import Callable
from typing import Any, Final

import pyoxigraph as ox

Head = dict[str, Any]
Send = Callable[[Head, bytes], None]

SHOWN_CELLS: Final = 300
PIECE_BYTES: Final = 1 << 16
_RESERVED: Final = "RDF/XML reserved syntax term"


class TooLarge(Exception):
    """The answer has more bytes than it may."""


class _Pieces(io.RawIOBase):
    """Takes an answer as it is written and sends it on in pieces; refuses to take more than `limit` bytes.

    The other side reads a piece when it has use for it, so no more than one lies here and what the socket holds.
    """

    def __init__(self, send: Send, kind: str, limit: int) -> None:
        self._send = send
        self._kind = kind
        self._left = limit
        self._piece = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        self._piece += data
        if len(self._piece) >= PIECE_BYTES:
            self._send({"status": "piece", "kind": self._kind}, self.rest())
        return len(data)

    def rest(self) -> bytes:
        """What has not been sent."""
        piece = bytes(self._piece)
        self._piece.clear()
        return piece


class Writer:
    """Writes what a query found. `send` takes one message, `beside` loads a module that lies beside this one."""

    def __init__(self, send: Send, prefixes: dict[str, str], beside: Callable[[str], Any]) -> None:
        self._send = send
        self._prefixes = prefixes
        self._beside = beside

    def written(self, results: Any, request: Head) -> tuple[Head, bytes]:
        """The last message of the reply; pieces before it are sent. Raises TooLarge."""
        kind = {"QuerySolutions": "select", "QueryBoolean": "ask"}.get(type(results).__name__, "graph")
        media_type = request["formats"][kind]
        head: Head = {"status": "ok", "kind": kind}
        if media_type is None:
            return {**head, "status": "not-acceptable"}, b""
        limit = request["result_bytes"]
        if media_type == "text/html":
            body = json.dumps(self._shown(results, kind)).encode()
            if len(body) > limit:
                raise TooLarge
            return head, body
        pieces: Any = _Pieces(self._send, kind, limit)
        if media_type.endswith("+xml"):
            return self._as_xml(results, head, media_type, pieces, limit)
        self._write(results, kind, media_type, pieces)
        return head, pieces.rest()

    def _write(self, results: Any, kind: str, media_type: str, into: Any) -> None:
        if kind == "graph":
            rdf = ox.RdfFormat.from_media_type(media_type)
            ox.serialize(results, into, rdf, prefixes=self._prefixes)
        else:
            results.serialize(into, format=ox.QueryResultsFormat.from_media_type(media_type))

    def _as_xml(self, results: Any, head: Head, media_type: str, pieces: Any, limit: int) -> tuple[Head, bytes]:
        wellformed = self._beside("wellformed")
        into = wellformed.WellFormed(pieces, self._prefixes, limit)
        try:
            self._write(results, head["kind"], media_type, into)
            into.end()
        except wellformed.Unwritable as refused:
            return {**head, "status": "unwritable", "message": str(refused)}, b""
        except OSError as fault:  # the serialiser's own word for what it sees itself
            if _RESERVED not in str(fault):
                raise
            return {**head, "status": "unwritable", "message": f"{fault}."}, b""
        return head, pieces.rest()

    def _shown(self, results: Any, kind: str) -> Head:
        """What a page shows: the first rows, and how many there are in all."""
        if kind == "ask":
            return {"boolean": bool(results)}
        variables = [one.value for one in results.variables] if kind == "select" else list("spo")
        most = max(SHOWN_CELLS // max(len(variables), 1), 1)
        rows: list[list[Head | None]] = []
        total = 0
        for total, result in enumerate(results, 1):
            if total <= most:
                rows.append([self._term(one) for one in result])
        return {"variables": variables, "rows": rows, "total": total}

    def _term(self, term: Any) -> Head | None:
        if term is None:
            return None
        if isinstance(term, ox.NamedNode):
            return {"type": "iri", "value": term.value}
        if isinstance(term, ox.Literal):
            return {
                "type": "literal",
                "value": term.value,
                "language": term.language,
                "datatype": term.datatype.value,
            }
        return {"type": "other", "value": str(term)}
