"""Runs the app: server processes, an announcement once they answer, and an end that leaves no process.

Gunicorn keeps the processes, uvicorn's loop with `connection.py` answers in each.

Decision 2026-11-29: gunicorn with uvicorn. Alternative: granian, as it was; it hands a request from thread to thread,
so that a light query, new, took 4.0 ms on a busy machine where this takes 0.9 (`oxigraph serve-read-only` 0.3), and on
a quiet one 0.93 and 0.83; the same query again, 19,000 and 36,000 in a second. Cost: HTTP/1.1 alone, and the limits in
`connection.py`, which uvicorn does not have.
"""

import asyncio
import contextlib
import gc
import importlib
import logging
import multiprocessing
import os
import pickle
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, cast

import uvloop
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.workers.base import Worker
from uvicorn import Config, Server

from endpoint.answers.shelf import Shelf
from endpoint.server.connection import Connection
from endpoint.settings import Settings
from endpoint.tally import Tally
from graph import snapshot
from graph.errors import InputError

log = logging.getLogger(__name__)

_GRACE_SECONDS: Final = 3
_STARTUP_SECONDS: Final = 30
_TURN: Final = 0.0005
"""Seconds after which a thread that reckons lets another one go on: with the usual 0.005 a light query took 7 ms while
a snapshot was made ready, with these 1.7."""
_GARBAGE: Final = 10_000
"""Objects after which what nobody needs is looked for: of the usual 700 each light query leaves some dozens."""
_FAULT: Final = "fault"
"""The file in which a server process that cannot start leaves what is wrong, for the one that was started to tell."""
_AGAIN_SECONDS: Final = 1.0
"""After so long another server process is started in place of one that could not."""
_SILENT_SECONDS: Final = 60
"""A server process of which nothing is heard for so long is ended, and another one started."""


def address(settings: Settings) -> str:
    """The address to open in a browser."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://{f'[{local}]' if ':' in local else local}:{settings.port}/"


def serve(settings: Settings, greeting: str) -> None:
    """Serves until SIGINT or SIGTERM; prints the greeting once the site answers.

    Raises InputError where there is no snapshot, where that or the engine cannot be asked, or the address cannot be
    listened on.
    """
    if settings.has_data:
        snapshot.current(settings.data)
    _check_address(settings)
    # Loaded once, before the server processes part; no more than loaded, so no thread runs yet.
    importlib.import_module("endpoint.app")
    importlib.import_module("endpoint.server.gateway")
    gc.collect()
    gc.freeze()  # what is there now stays, need not be gone through again and again, and is shared after the fork
    place = Path(tempfile.mkdtemp(prefix="osce-graph-"))  # which only this user may enter
    first, parent = multiprocessing.Semaphore(1), os.getpid()
    try:
        shelf = Shelf(place, settings.cache_mb << 20, settings.workers) if settings.cache_mb else None
        _Site(settings, partial(_load, settings, greeting, first, Tally(), shelf, place / _FAULT)).run()
    except (SystemExit, HaltServer):
        if os.getpid() == parent and (place / _FAULT).exists():
            raise pickle.loads((place / _FAULT).read_bytes()) from None
        raise
    finally:
        if os.getpid() == parent:  # server processes come by here too when they end
            shutil.rmtree(place, ignore_errors=True)


class _Site(BaseApplication):
    """Gunicorn's view of it all."""

    def __init__(self, settings: Settings, load: Callable[[], Any]) -> None:
        self._settings = settings
        self._load = load
        super().__init__()

    def load(self) -> Any:
        return self._load()

    def load_config(self) -> None:
        chosen = self._settings
        host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        for name, value in {
            "bind": f"{host}:{chosen.port}",
            "workers": chosen.workers,
            "worker_class": _Process,
            "timeout": _SILENT_SECONDS,
            "graceful_timeout": int(chosen.query_seconds) + _GRACE_SECONDS,
            "loglevel": "error",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        _Parent(self).run()


class _Parent(Arbiter):
    """Ends all in the same way, whether it is told to stop or interrupted."""

    def handle_int(self) -> None:
        self.handle_term()

    def stop(self, graceful: bool = True) -> None:
        """Ends all server processes, also where one after the other cannot start."""
        while True:
            with contextlib.suppress(HaltServer):
                return super().stop(graceful)


class _Process(Worker):
    """One server process."""

    def init_signals(self) -> None:
        """Those that end it are uvicorn's while it serves, and afterwards nobody's: it is at its end then."""
        for number in self.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, lambda *_: None)

    def run(self) -> None:
        """Answers until it is told to stop, and then what has begun."""
        config = Config(
            self.wsgi,
            interface="asgi3",
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            callback_notify=self._still_here,
            timeout_notify=_SILENT_SECONDS // 4,
        )
        serving = Server(config).serve(sockets=[cast(Any, one).sock for one in self.sockets])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serving)

    async def _still_here(self) -> None:
        self.notify()


def _load(settings: Settings, greeting: str, first: Any, tally: Tally, shelf: Shelf | None, fault: Path) -> Any:
    """Runs in each server process, after the fork: makes the app. The first to come here prints the greeting.

    No thread may run in the parent while it forks, so the greeting is a server process's work. Where there is nothing
    to serve, that is left in the file `fault`, and all ends; but where others serve already, only this process does,
    and another one tries again.
    """
    from endpoint.app import behind, create_app
    from endpoint.server.gateway import Gateway

    _log_lines(sys.stderr)
    try:
        app = create_app(settings, tally, shelf)
    except Exception as wrong:
        # One that cannot start either lets it go at once; one that serves never does.
        alone, foreseen = first.acquire(timeout=_AGAIN_SECONDS), isinstance(wrong, InputError)
        if alone and foreseen:
            fault.write_bytes(pickle.dumps(wrong))
        else:
            log.error("a server process cannot start: %s", wrong, exc_info=None if foreseen else wrong)
        if alone:
            first.release()
            raise SystemExit(Arbiter.WORKER_BOOT_ERROR) from None
        raise SystemExit(1) from None
    gc.set_threshold(_GARBAGE)
    sys.setswitchinterval(_TURN)
    app.extensions["follower"].watch()
    if first.acquire(block=False):
        threading.Thread(target=_greet, args=(address(settings), greeting), daemon=True).start()
    front, queries = app.extensions["front"], app.extensions["plain_queries"]
    proxied = behind(lambda *_: (), settings.trusted_proxies) if settings.trusted_proxies else None
    return Gateway(app.wsgi_app, front, queries, app.config["MAX_CONTENT_LENGTH"], proxied)


class _Lines(logging.Formatter):
    """Lines of the log; the time, which takes longer than the rest, is written out once a second."""

    _second, _written = 0, ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - its name there
        if (second := int(record.created)) != self._second:
            self._written = time.strftime(self.default_time_format, time.localtime(second))
            self._second = second
        return f"{self._written},{int(record.msecs):03d}"


def _log_lines(into: IO[str]) -> None:
    # Of no use in our lines, and asked of the system, or of the stack of calls, for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = logging.StreamHandler(into)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _check_address(settings: Settings) -> None:
    """The server itself would share a port that is in use (SO_REUSEPORT), so one plain attempt is made before."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
            probe.listen(1)
    except OSError as fault:
        raise InputError(
            f"cannot be listened on: {fault.strerror or fault}",
            source=f"{settings.host}:{settings.port}",
            rule="the address must belong to this machine and the port must be free and permitted",
            remedy="choose another with --port or --host, or end the program that uses it",
        ) from None


# Whatever proxy the environment names: this machine asks itself.
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _greet(site: str, greeting: str) -> None:
    until = time.monotonic() + _STARTUP_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), _DIRECT.open(site + "health", timeout=5) as response:
            if response.status == 200:
                print(greeting, flush=True)
                return
        time.sleep(0.1)
