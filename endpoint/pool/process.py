"""One query process, seen from the server: start it, ask it, end it. What it does is in `evaluation/child.py`."""

import asyncio
import contextlib
import logging
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from endpoint.evaluation import child
from endpoint.evaluation.messages import Head, Inbox, ask
from endpoint.problems import Problem
from endpoint.settings import Settings
from graph.vocabulary import PREFIXES

log = logging.getLogger(__name__)

_STARTUP_SECONDS: Final = 30.0
_LAST_WORDS: Final = 1 << 16
_ALL_THREADS: Final = 2
"""Linux: the clock of a process by its number (CPUCLOCK_SCHED), which the standard library has no name for."""


class Lost(Exception):
    """The child ended before it answered."""


class QueryProcess:
    """One query process."""

    def __init__(self, source: Path | str, settings: Settings, *, network: bool = False) -> None:
        """Starts the process and waits until it is ready. Raises Problem where that fails.

        `source` is the folder of a store, or the address of an engine. Only for an engine, or with `network`, may it
        open sockets.
        """
        store, engine = (str(source), None) if isinstance(source, Path) else (None, source)
        self._works_here = engine is None and sys.platform == "linux"
        way = "open" if network or engine else "closed"
        ours, theirs = socket.socketpair()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self.last_words = ""
        """What it wrote to stderr before it ended, a few kB at the most: why the engine gave up."""
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", child.__file__, str(theirs.fileno()), way],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                # Ctrl-C goes to the whole foreground group; only the server decides when its children end. Two arenas
                # keep the address space, which is limited, close to the memory in use.
                start_new_session=True,
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
            )
        self.channel = ours
        self._inbox = Inbox(ours)
        self._poll = select.poll()
        self._poll.register(ours, select.POLLIN)
        self._watching: asyncio.AbstractEventLoop | None = None
        self._listener: Callable[[], None] | None = None
        self._connected = threading.Lock()
        """Free as long as the channel is open; taken, and kept, by whoever hangs up."""
        setup = {
            "store": store,
            "engine": engine,
            "memory_mb": settings.query_memory_mb,
            "columns_mb": min(settings.columns_mb, settings.query_memory_mb // 2),
            "prefixes": PREFIXES,
        }
        try:
            head, _ = self.ask(setup, _STARTUP_SECONDS)
        except (TimeoutError, Lost):
            head = {"status": "store", "message": "the query process did not start"}
        self.closed_by: list[str] = head.get("closed", [])
        """What took the network away from the process: `namespace`, `filter`."""
        self.columns: str = head.get("columns", "off")
        """Whether it asks the tables by columns: `open`; `off` where it need not; `missing` where it cannot."""
        self.why: str = head.get("why", "")
        """Why it cannot."""
        if head["status"] != "ready":
            self.end()
            # What the engine says names files of this machine, which are no visitor's business.
            log.error("a query process cannot open the store: %s", head.get("message"))
            raise Problem("store-unavailable", "The store could not be opened.", headers={"Retry-After": "5"})

    def ask(self, request: Head, seconds: float) -> tuple[Head, bytes]:
        """Sends a request and reads one message. Raises TimeoutError at the deadline, Lost where the process ended."""
        self.begin(request)
        message = self.read(seconds)
        if message is None:
            raise TimeoutError
        return message

    def begin(self, request: Head) -> None:
        """Sends the request. Raises Lost where the process ended."""
        try:
            ask(self.channel, request)
        except OSError as gone:
            raise Lost from gone

    def look(self) -> tuple[Head, bytes] | None:
        """The next message, where it is there. Raises Lost where the process ended."""
        try:
            return self._inbox.look()
        except EOFError as gone:
            raise Lost from gone

    def listen(self, listener: Callable[[], None] | None) -> None:
        """From now on the running event loop calls `listener` whenever there is something to look at; None: nobody.

        The loop goes on watching afterwards, as beginning and ending that for each query costs more than its messages.
        """
        self._listener, loop = listener, asyncio.get_running_loop()
        if listener and self._watching is not loop:
            loop.add_reader(self.channel.fileno(), self._heard, loop)
            self._watching = loop

    def _heard(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._listener:
            self._listener()
        elif self._watching is loop:  # a thread reads now, or the process ended
            loop.remove_reader(self.channel.fileno())
            self._watching = None

    def read(self, seconds: float) -> tuple[Head, bytes] | None:
        """The next message, where it comes in that time. Raises Lost where the process ended."""
        until = time.monotonic() + seconds
        while (message := self.look()) is None and (left := until - time.monotonic()) > 0:
            self._poll.poll(left * 1000)
        return message

    def worked(self) -> float:
        """A clock of its work, in seconds: the time that it had a core. Where another engine works for it, or the
        system has no such clock, that on the wall.
        """
        if self._works_here:
            with contextlib.suppress(OSError, OverflowError):
                return time.clock_gettime((~self.process.pid << 3) | _ALL_THREADS)
        return time.monotonic()

    def step_back(self) -> None:
        """Gives every other process the right of way on the machine's cores, for good."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, 19)

    def end(self) -> int:
        """Kills the process where it still runs; returns its exit code, negative for a signal."""
        self._hang_up()
        try:
            code = self.process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self._hear()
        return code

    def _hang_up(self) -> None:
        """Closes the channel, once; where a loop watches it, only when that has let go.

        Closed sooner, by whoever ends the process a second time too, its number would go to the next that is opened, a
        client's connection perhaps, while the loop still takes that number for this process: nobody would hear of it.
        """
        if not self._connected.acquire(blocking=False):
            return
        watching, self._watching = self._watching, None

        def let_go() -> None:
            assert watching is not None
            watching.remove_reader(self.channel.fileno())
            self.channel.close()

        if watching and not watching.is_closed():
            with contextlib.suppress(OSError):
                self.channel.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(RuntimeError):  # closed this moment
                watching.call_soon_threadsafe(let_go)
                return
        self.channel.close()

    def _hear(self) -> None:
        if not self._stderr.closed:
            with self._stderr:
                self._stderr.seek(max(0, self._stderr.seek(0, os.SEEK_END) - _LAST_WORDS))
                self.last_words = self._stderr.read().decode("utf-8", "replace")

    def kill(self) -> None:
        """Ends the process at once, whatever it does."""
        self.process.kill()
        self.end()
