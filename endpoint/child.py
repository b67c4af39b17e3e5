"""A process that answers queries, one after the other, and can be killed while it does.

Started by its path in isolated mode, so that it imports the standard library and pyoxigraph only and is up in some tens
of milliseconds. The limits are the kernel's, not ours: address space (RLIMIT_AS), an alarm that ends the process
should the parent be gone, and a system call filter that refuses new sockets, so that nothing a query says can reach the
network. Messages on the socket: four bytes of length, a JSON head, and as many bytes of body as the head says.

Longer than other modules because it must be one file: in isolated mode there is no package to import a second from.
"""

import ctypes
import io
import json
import os
import platform
import resource
import signal
import socket
import struct
import sys
import threading
import time
from typing import Any, Final

Head = dict[str, Any]

# The engine recurses on brackets and chains; with this stack every query below the guard's limits fits (measured).
STACK_BYTES: Final = 256 << 20
ENDED_BY_MEMORY: Final = 70
SHOWN_CELLS: Final = 300


def send(to: socket.socket, head: Head, body: bytes = b"") -> None:
    """Writes one message."""
    packed = json.dumps({**head, "bytes": len(body)}).encode()
    to.sendall(struct.pack("!I", len(packed)) + packed)
    if body:
        to.sendall(body)


def receive(source: socket.socket, deadline: float | None = None) -> tuple[Head, bytes]:
    """Reads one message. Raises EOFError when the other side is gone, TimeoutError at the deadline (monotonic)."""
    (length,) = struct.unpack("!I", _exactly(source, 4, deadline))
    head: Head = json.loads(_exactly(source, length, deadline))
    return head, bytes(_exactly(source, head["bytes"], deadline))


def _exactly(source: socket.socket, count: int, deadline: float | None) -> bytearray:
    buffer = bytearray(count)
    view, filled = memoryview(buffer), 0
    while filled < count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            source.settimeout(left)
        try:
            got = source.recv_into(view[filled:])
        except ConnectionError:
            got = 0
        if not got:
            raise EOFError
        filled += got
    return buffer


class _TooLarge(Exception):
    pass


class _Bounded(io.BytesIO):
    """A buffer that refuses to grow beyond `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._limit:
            raise _TooLarge
        return super().write(data)


class _Answerer:
    """Evaluates one request at a time over one store."""

    def __init__(self, store_path: str, prefixes: dict[str, str]) -> None:
        import pyoxigraph  # here, so that the parent can import this module for `send` and `receive` alone

        self._ox = pyoxigraph
        self._store = pyoxigraph.Store.read_only(store_path)
        self._prefixes = prefixes
        # A store whose default graph already is the merge of all graphs needs no union. Preferred, because the union of
        # pyoxigraph 0.5.13 answers a statement once for each graph that has it.
        default = self._store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
        self._merged = next(default, None) is not None

    def answer(self, request: Head) -> tuple[Head, bytes]:
        """The head and body of the reply; faults of the query are replies too."""
        try:
            results = self._store.query(request["query"], base_iri=request["base"], **self._dataset(request))
            return self._serialised(results, request)
        except SyntaxError as fault:
            return {"status": "syntax", "message": str(fault)}, b""
        except _TooLarge:
            return {"status": "too-large"}, b""
        except (RuntimeError, ValueError) as fault:
            return {"status": "failed", "message": str(fault)}, b""
        except OSError as fault:
            return {"status": "store", "message": str(fault)}, b""
        except MemoryError:
            raise
        except Exception as fault:  # the parent logs it and answers as for any fault of the server
            return {"status": "fault", "message": repr(fault)}, b""

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
        buffer = _Bounded(limit)
        if kind == "graph":
            rdf = self._ox.RdfFormat.from_media_type(media_type)
            self._ox.serialize(results, buffer, rdf, prefixes=self._prefixes)
        else:
            results.serialize(buffer, format=self._ox.QueryResultsFormat.from_media_type(media_type))
        return head, buffer.getvalue()

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


def _refuse_sockets() -> bool:
    """Asks the kernel to refuse new sockets to this process (seccomp; needs no privilege). False where it cannot."""
    known = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
    if platform.system() != "Linux" or platform.machine() not in known:
        return False
    architecture, socket_call = known[platform.machine()]

    class Instruction(ctypes.Structure):
        _fields_ = (
            ("code", ctypes.c_ushort),
            ("jt", ctypes.c_ubyte),
            ("jf", ctypes.c_ubyte),
            ("k", ctypes.c_uint),
        )

    class Program(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.POINTER(Instruction)))

    load, equal, give = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 13  # EACCES
    instructions = (Instruction * 6)(
        Instruction(load, 0, 0, 4),
        Instruction(equal, 0, 3, architecture),
        Instruction(load, 0, 0, 0),
        Instruction(equal, 0, 1, socket_call),
        Instruction(give, 0, 0, refuse),
        Instruction(give, 0, 0, allow),
    )
    program = Program(len(instructions), ctypes.cast(instructions, ctypes.POINTER(Instruction)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS, which the filter requires
    return bool(libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _serve(channel: socket.socket) -> None:
    setup, _ = receive(channel)
    try:
        answerer = _Answerer(setup["store"], setup["prefixes"])
    except OSError as fault:
        send(channel, {"status": "store", "message": str(fault)})
        return
    used = _address_space()
    if used:
        most = used + (setup["memory_mb"] << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    send(channel, {"status": "ready", "network": "closed" if _refuse_sockets() else "open"})
    while True:
        try:
            request, _ = receive(channel)
        except EOFError:
            return
        # The parent kills at the deadline. The alarm is for the case that there is no parent any more.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + 1)
        head, body = answerer.answer(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(channel, {**head, "grown": _address_space() - used}, body)


def _run(channel: socket.socket) -> None:
    """Ends the process whatever happens: half a process must not stay."""
    code = 1
    try:
        _serve(channel)
        code = 0
    except MemoryError:
        code = ENDED_BY_MEMORY
    except (EOFError, OSError):
        code = 0  # the parent has gone
    finally:
        os._exit(code)


if __name__ == "__main__":
    threading.stack_size(STACK_BYTES)
    worker = threading.Thread(target=_run, args=(socket.socket(fileno=int(sys.argv[1])),))
    worker.start()
    worker.join()
