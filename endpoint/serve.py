"""Runs the app in granian: server processes, an announcement once they answer, and an end that leaves no process."""

import contextlib
import gc
import importlib
import logging
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from endpoint.settings import Settings
from endpoint.shelf import Shelf
from endpoint.tally import Tally
from graph import snapshot
from graph.errors import InputError

_GRACE_SECONDS: Final = 3
_STARTUP_SECONDS: Final = 30


def address(settings: Settings) -> str:
    """The address to open in a browser."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://{f'[{local}]' if ':' in local else local}:{settings.port}/"


def serve(settings: Settings, greeting: str) -> None:
    """Serves until SIGINT or SIGTERM; prints the greeting once the site answers.

    Raises InputError where there is no snapshot or the address cannot be listened on.
    """
    if settings.has_data:
        snapshot.current(settings.data)
    _check_address(settings)
    # Loaded once, before the server processes part; no more than loaded, so no thread runs yet.
    importlib.import_module("endpoint.app")
    importlib.import_module("endpoint.gateway")
    gc.collect()
    gc.freeze()  # what is there now stays, need not be gone through again and again, and is shared after the fork
    server = Granian(
        "endpoint",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        workers=settings.workers,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=int(settings.query_seconds) + _GRACE_SECONDS,
    )
    with tempfile.TemporaryDirectory(prefix="osce-graph-") as place:  # which only this user may enter
        shelf = Shelf(Path(place), settings.cache_mb << 20, settings.workers) if settings.cache_mb else None
        first = multiprocessing.Semaphore(1)
        server.serve(target_loader=partial(_load, settings, greeting, first, Tally(), shelf), wrap_loader=False)


def _load(settings: Settings, greeting: str, first: Any, tally: Tally, shelf: Shelf | None) -> Any:
    """Runs in each server process, after the fork: makes the app. The first to come here prints the greeting.

    No thread may run in the parent while it forks, so the greeting is a server process's work.
    """
    from endpoint.app import behind, create_app
    from endpoint.gateway import Gateway

    # Of no use in our lines, and asked of the system for each.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = create_app(settings, tally, shelf)
    if first.acquire(block=False):
        threading.Thread(target=_greet, args=(address(settings), greeting), daemon=True).start()
    front, express = app.extensions["front"], app.extensions["express"]
    proxied = behind(lambda *_: (), settings.trusted_proxies) if settings.trusted_proxies else None
    return Gateway(app.wsgi_app, front, express, app.config["MAX_CONTENT_LENGTH"], proxied)


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


def _greet(site: str, greeting: str) -> None:
    until = time.monotonic() + _STARTUP_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(site + "health", timeout=5) as response:
            if response.status == 200:
                print(greeting, flush=True)
                return
        time.sleep(0.1)
