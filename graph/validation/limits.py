"""A validation in a process of its own, within limits of time and memory: what it told before they were reached counts.

A regular expression that runs away and a query that never ends cannot be stopped from within; their process can.
"""

import contextlib
import multiprocessing
import os
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Final, cast

from graph.errors import InputError
from graph.validation import Loaded, Request, events
from graph.validation.telling import Event

SECONDS: Final = 600
MEMORY_MB: Final = 4096


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of ours, not of the input: the other end raises it as such."""

    trace: str


@dataclass(slots=True)
class Limited:
    """Carries out a request; `why` says afterwards what stopped it, None where nothing did."""

    request: Request
    seconds: float = SECONDS
    memory_mb: int = MEMORY_MB
    why: str | None = field(default=None, init=False)

    def events(self) -> Iterator[Event | Loaded]:
        """What the process told until it ended or reached a limit. Raises the InputError that it raised."""
        until = time.monotonic() + self.seconds
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_work, args=(theirs, self.request, self.memory_mb))
        child.start()
        theirs.close()
        try:
            while True:
                if not ours.poll(max(0, until - time.monotonic())):
                    self.why = f"the time limit of {self.seconds:g} seconds was reached"
                    return
                told = ours.recv()
                if told is None:
                    return
                if isinstance(told, InputError):
                    raise told
                if isinstance(told, Fault):
                    raise RuntimeError(told.trace)
                yield told
        except EOFError:
            self.why = f"the process ended before its time; the memory limit is {self.memory_mb} MB"
        finally:
            _end(child)
            ours.close()


def _end(child: SpawnProcess) -> None:
    """Ends the process and those that it has begun: they are its group."""
    child.kill()
    child.join()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(cast(int, child.pid), signal.SIGKILL)


def _work(pipe: Connection, request: Request, memory_mb: int) -> None:
    os.setpgid(0, 0)
    most = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library writes when memory is refused is no report; faults of ours go through the pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    told: Any
    try:
        for told in events(request):
            pipe.send(told)
        pipe.send(None)
    except InputError as error:
        pipe.send(error)
    except MemoryError:
        pass  # the pipe closes, and the other end says what the limit is
    except BaseException as fault:
        pipe.send(Fault("".join(traceback.format_exception(fault))))
