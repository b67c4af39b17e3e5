"""A process that answers queries, one after the other, and can be killed while it does.

Started by its path in isolated mode, so that it imports the standard library and pyoxigraph only and is up in some tens
of milliseconds. It opens a store, or asks another engine (`foreign.py`). The limits are the kernel's, not ours: address
space (RLIMIT_AS), clocks of wall and CPU time that end the process should the parent be gone or late, and no network
(`isolation.py`) but where the parent wants it open.

Messages on the socket: the lengths of head and body in four bytes each, a head in JSON, and the body. A reply is any
number of messages of the status `piece`, and one of another status, which says how it ended.

Longer than other modules because in isolated mode there is no package to import others from; the tables, which need
one, are read where the package is found beside this file.
"""

import contextlib
import functools
import importlib.util
import io
import json
import os
import resource
import signal
import socket
import struct
import sys
import threading
from typing import Any, Final

Head = dict[str, Any]

# The engine recurses on brackets and chains; with this stack every query below the guard's limits fits (measured).
STACK_BYTES: Final = 256 << 20
ENDED_BY_MEMORY: Final = 70
SHOWN_CELLS: Final = 300
SHOWN_LETTERS: Final = 300
PIECE_BYTES: Final = 1 << 16
_READ_BYTES: Final = 1 << 16
_RESERVED: Final = "RDF/XML reserved syntax term"
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


class _TooLarge(Exception):
    pass


class _Pieces(io.RawIOBase):
    """Takes an answer as it is written and sends it on in pieces; refuses to take more than `limit` bytes.

    The other side reads a piece when it has use for it, so no more than one lies here and what the socket holds.
    """

    def __init__(self, channel: socket.socket, kind: str, limit: int) -> None:
        self._channel = channel
        self._kind = kind
        self._left = limit
        self._piece = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _TooLarge
        self._piece += data
        if len(self._piece) >= PIECE_BYTES:
            send(self._channel, {"status": "piece", "kind": self._kind}, self.rest())
        return len(data)

    def rest(self) -> bytes:
        """What has not been sent."""
        piece = bytes(self._piece)
        self._piece.clear()
        return piece


class _Answerer:
    """Evaluates one request at a time, over one store or by asking another engine."""

    def __init__(self, channel: socket.socket, setup: Head) -> None:
        import pyoxigraph  # here, so that the parent can import this module for `send` and `Inbox` alone

        self._channel = channel
        self._ox = pyoxigraph
        self._prefixes = setup["prefixes"]
        self._lane: Any = None
        if setup["engine"]:
            self._store, self._merged = pyoxigraph.Store(), True
            self._foreign = _beside("foreign")
            self._engine = self._foreign.Engine(setup["engine"])
            return
        self._engine = None
        self._store = pyoxigraph.Store.read_only(setup["store"])
        # A store whose default graph already is the merge of all graphs needs no union. Preferred, because the union of
        # pyoxigraph 0.5.13 answers a statement once for each graph that has it.
        default = self._store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
        self._merged = next(default, None) is not None

    def open_tables(self, setup: Head) -> None:
        """Opens the tables beside the store (`columns/`), where there are any that can be read."""
        if self._engine or not self._merged or not setup["columns_mb"]:
            return
        with contextlib.suppress(ImportError):
            sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
            from endpoint.columns import lane

            self._lane = lane.opened(os.path.dirname(setup["store"]), setup["columns_mb"])

    def answer(self, request: Head) -> tuple[Head, bytes]:
        """The last message of the reply; pieces before it are sent. Faults of the query are replies too."""
        if self._engine:
            return self._answer_of_engine(request)
        try:
            return self._serialised(self._evaluated(request), request)
        except SyntaxError as fault:
            return {"status": "syntax", "message": str(fault)}, b""
        except _TooLarge:
            return {"status": "too-large"}, b""
        except (RuntimeError, ValueError) as fault:
            return {"status": "failed", "message": str(fault)}, b""
        except ConnectionError:
            raise  # the parent has gone; it is an OSError too
        except OSError as fault:
            return {"status": "store", "message": str(fault)}, b""
        except MemoryError:
            raise
        except Exception as fault:  # the parent logs it and answers as for any fault of the server
            return {"status": "fault", "message": repr(fault)}, b""

    def _evaluated(self, request: Head) -> Any:
        whole = not (request["default_graphs"] or request["named_graphs"] or request["names_dataset"])
        if self._lane and whole and request["form"] == "SELECT":
            found = self._lane.answer(request["query"], request["base"])
            if found is not None:
                return found
        dataset = self._dataset(request)
        if request["sorted"]:
            with contextlib.suppress(SyntaxError):  # which is told of the query as it was sent
                return self._store.query(request["sorted"], base_iri=request["base"], **dataset)
        return self._store.query(request["query"], base_iri=request["base"], **dataset)

    def _answer_of_engine(self, request: Head) -> tuple[Head, bytes]:
        """The same, asked of the engine. The syntax is looked at here, as engines understand more than the standard."""
        try:
            if not request["calls"]:
                self._evaluated(request)  # over an empty store
        except SyntaxError as fault:
            return {"status": "syntax", "message": str(fault)}, b""
        except (RuntimeError, ValueError) as fault:
            return {"status": "failed", "message": str(fault)}, b""
        query = f"BASE <{request['base']}> {request['query']}"
        graphs = request["default_graphs"], request["named_graphs"]
        try:
            results = self._engine.results(query, request["form"], request["wall_seconds"], *graphs)
            return self._serialised(results, request)
        except _TooLarge:
            self._engine.close()
            return {"status": "too-large"}, b""
        except self._foreign.Refused as refused:
            return {"status": refused.status, "message": str(refused)}, b""
        except MemoryError:
            raise
        except Exception as fault:  # whatever it is that cannot be read: the answer is not whole
            self._engine.close()
            return {"status": "engine", "message": f"Its answer cannot be read: {fault}"[:SHOWN_LETTERS]}, b""

    def _dataset(self, request: Head) -> dict[str, Any]:
        default, named = request["default_graphs"], request["named_graphs"]
        if default or named:
            return {
                "default_graph": [self._ox.NamedNode(one) for one in default],
                "named_graphs": [self._ox.NamedNode(one) for one in named],
            }
        return {"use_default_graph_as_union": not self._merged and not request["names_dataset"]}

    def _serialised(self, results: Any, request: Head) -> tuple[Head, bytes]:
        kind = {"QuerySolutions": "select", "QueryBoolean": "ask"}.get(type(results).__name__, "graph")
        media_type = request["formats"][kind]
        head: Head = {"status": "ok", "kind": kind}
        if media_type is None:
            return {**head, "status": "not-acceptable"}, b""
        limit = request["result_bytes"]
        if media_type == "text/html":
            body = json.dumps(self._shown(results, kind)).encode()
            if len(body) > limit:
                raise _TooLarge
            return head, body
        pieces: Any = _Pieces(self._channel, kind, limit)
        if media_type.endswith("+xml"):
            return self._as_xml(results, head, media_type, pieces, limit)
        self._write(results, kind, media_type, pieces)
        return head, pieces.rest()

    def _write(self, results: Any, kind: str, media_type: str, into: Any) -> None:
        if kind == "graph":
            rdf = self._ox.RdfFormat.from_media_type(media_type)
            self._ox.serialize(results, into, rdf, prefixes=self._prefixes)
        else:
            results.serialize(into, format=self._ox.QueryResultsFormat.from_media_type(media_type))

    def _as_xml(self, results: Any, head: Head, media_type: str, pieces: Any, limit: int) -> tuple[Head, bytes]:
        wellformed = _beside("wellformed")
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
        if isinstance(term, self._ox.NamedNode):
            return {"type": "iri", "value": term.value}
        if isinstance(term, self._ox.Literal):
            return {
                "type": "literal",
                "value": term.value,
                "language": term.language,
                "datatype": term.datatype.value,
            }
        return {"type": "other", "value": str(term)}


@functools.cache
def _beside(name: str) -> Any:
    """A module that lies beside this one, loaded once; isolated mode has no package to import it from."""
    spec = importlib.util.spec_from_file_location(name, os.path.join(os.path.dirname(__file__), f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class _AddressSpace:
    """Bytes of address space in use; 0 where the system does not say. Its file stays open, as each query reads it."""

    def __init__(self) -> None:
        try:
            self._file = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._file = -1

    def __call__(self) -> int:
        try:
            return int(os.pread(self._file, 64, 0).split(b" ", 1)[0]) * resource.getpagesize()
        except OSError:
            return 0


def _serve(channel: socket.socket, closed: list[str]) -> None:
    inbox, address_space = Inbox(channel), _AddressSpace()
    setup, _ = inbox.wait()
    try:
        answerer = _Answerer(channel, setup)
    except OSError as fault:
        send(channel, {"status": "store", "message": str(fault)})
        return
    answerer.open_tables(setup)
    send(channel, {"status": "ready", "closed": closed})  # not before: a query would pay for it with its light time
    used = address_space()
    if used:
        most = used + (setup["memory_mb"] << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    while True:
        try:
            request, _ = inbox.wait()
        except EOFError:
            return
        # The parent kills at the deadline. The alarm is for the case that there is no parent any more.
        signal.setitimer(signal.ITIMER_REAL, request["wall_seconds"])
        # Time of all threads, wherever the parent is with its own clock; the kernel ends the process.
        signal.setitimer(signal.ITIMER_PROF, request["cpu_seconds"])
        head, body = answerer.answer(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(channel, {**head, "grown": address_space() - used}, body)


def _run(channel: socket.socket, closed: list[str]) -> None:
    """Ends the process whatever happens: half a process must not stay."""
    code = 1
    try:
        _serve(channel, closed)
        code = 0
    except MemoryError:
        code = ENDED_BY_MEMORY
    except (EOFError, OSError):
        code = 0  # the parent has gone
    finally:
        os._exit(code)


if __name__ == "__main__":
    number, network = sys.argv[1:]
    taken = [] if network == "open" else _beside("isolation").close_network()
    threading.stack_size(STACK_BYTES)
    worker = threading.Thread(target=_run, args=(socket.socket(fileno=int(number)), taken))
    worker.start()
    worker.join()
