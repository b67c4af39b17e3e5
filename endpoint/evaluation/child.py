"""A process that answers queries, one after the other, and can be killed while it does.

Started by its path in isolated mode, so that it imports the standard library and pyoxigraph only and is up in some tens
of milliseconds. It opens a store, or asks another engine (`foreign.py`). The limits are the kernel's, not ours: address
space (RLIMIT_AS), clocks of wall and CPU time that end the process should the parent be gone or late, and no network
(`isolation.py`) but where the parent wants it open.

A reply is any number of messages (`messages.py`) of the status `piece`, and one of another status, which says how it
ended. In isolated mode there is no package to import from, so what is used of ours is loaded by its place (`_beside`);
the tables, which need a package, are read where it is found around this file.
"""

import contextlib
import functools
import gc
import importlib.util
import marshal
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

Head = dict[str, Any]
Reply = tuple[Head, bytes]

# The engine recurses on brackets and chains; with this stack every query below the guard's limits fits (measured).
STACK_BYTES: Final = 256 << 20
ENDED_BY_MEMORY: Final = 70
SHOWN_LETTERS: Final = 300
_GARBAGE: Final = 10_000
"""Objects after which what nobody needs is looked for: some 700 would be so few that most queries pay for it."""


class _Answerer:
    """Evaluates one request at a time, over one store or by asking another engine."""

    def __init__(self, channel: socket.socket, setup: Head) -> None:
        import pyoxigraph  # here, so that the parent can import this module for its constants alone

        self._ox = pyoxigraph
        self._writing, self._merging = _beside("writing"), _beside("merging")
        send = functools.partial(_beside("messages").send, channel)
        self._written: Callable[[Any, Head], Reply] = self._writing.Writer(send, setup["prefixes"], _beside).written
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

    def open_tables(self, setup: Head) -> tuple[str, str]:
        """Opens the tables beside the store (`columns/`): `open`, `off`, or `missing` and why they cannot be read."""
        if self._engine or not self._merged or not setup["columns_mb"]:
            return "off", ""
        around = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        if around not in sys.path:  # a checkout: its own tables, before those of a package that is installed too
            sys.path.insert(0, around)
        try:
            from endpoint.columns import tables
        except ImportError as fault:
            return "missing", f"ImportError: {fault}"
        try:
            self._lane = tables.opened(os.path.dirname(setup["store"]), setup["columns_mb"])
        except tables.Missing as missing:
            return "missing", str(missing)
        return "open", ""

    def answer(self, request: Head) -> Reply:
        """The last message of the reply; pieces before it are sent. Faults of the query are replies too."""
        if self._engine:
            return self._answer_of_engine(request)
        try:
            return self._written(self._evaluated(request), request)
        except SyntaxError as fault:
            return {"status": "syntax", "message": str(fault)}, b""
        except self._writing.TooLarge:
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
        store, dataset = self._dataset(request)
        if request["sorted"]:
            with contextlib.suppress(SyntaxError):  # which is told of the query as it was sent
                return store.query(request["sorted"], base_iri=request["base"], **dataset)
        return store.query(request["query"], base_iri=request["base"], **dataset)

    def _answer_of_engine(self, request: Head) -> Reply:
        """The same, asked of the engine. The syntax is looked at here, as engines understand more than the standard."""
        try:
            query = self._foreign.without_calls(request["query"]) if request["calls"] else request["query"]
            self._evaluated(request | {"query": query})  # over an empty store
        except SyntaxError as fault:
            return {"status": "syntax", "message": str(fault)}, b""
        except (RuntimeError, ValueError) as fault:
            if not request["calls"]:  # whoever is called may have functions that we have not
                return {"status": "failed", "message": str(fault)}, b""
        query = f"BASE <{request['base']}> {request['query']}"
        graphs = request["default_graphs"], request["named_graphs"]
        try:
            results = self._engine.results(query, request["form"], request["wall_seconds"], *graphs)
            return self._written(results, request)
        except self._writing.TooLarge:
            self._engine.close()
            return {"status": "too-large"}, b""
        except self._foreign.Refused as refused:
            return {"status": refused.status, "message": str(refused)}, b""
        except MemoryError:
            raise
        except Exception as fault:  # whatever it is that cannot be read: the answer is not whole
            self._engine.close()
            return {"status": "engine", "message": f"Its answer cannot be read: {fault}"[:SHOWN_LETTERS]}, b""

    def _dataset(self, request: Head) -> tuple[Any, dict[str, Any]]:
        """The store to ask, and which of its graphs."""
        graphs = self._merging.graphs(request)
        if graphs is None:
            return self._store, {"use_default_graph_as_union": not self._merged and not request["names_dataset"]}
        default, named = graphs
        if len(default) < 2:
            return self._store, {"default_graph": default, "named_graphs": named}
        here = {"default_graph": self._ox.DefaultGraph(), "named_graphs": named}
        return self._merging.merged(self._store, default, named), here


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
    messages, address_space = _beside("messages"), _AddressSpace()
    inbox, send = messages.Inbox(channel, marshal.loads), messages.send
    setup, _ = inbox.wait()
    try:
        answerer = _Answerer(channel, setup)
    except OSError as fault:
        send(channel, {"status": "store", "message": str(fault)})
        return
    columns, why = answerer.open_tables(setup)
    # Not before: a query would pay for it with its light time.
    send(channel, {"status": "ready", "closed": closed, "columns": columns, "why": why})
    gc.freeze()  # what is there now stays
    gc.set_threshold(_GARBAGE)
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
