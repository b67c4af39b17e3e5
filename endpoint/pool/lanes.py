"""Lanes for what takes long: few places, a bounded queue before them, and no client that fills them alone.

What is heavy is not guessed from the query: it is what was not done after `light_seconds` of work. Queries that once
were are remembered, and go to the heavy lane at once when they come again.
"""

import contextlib
import hashlib
import math
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import Final

from endpoint.pool.client import Client
from endpoint.pool.outcomes import left
from endpoint.problems import Problem
from endpoint.settings import Settings

_REMEMBERED: Final = 2000


class Lane:
    """So many places, a bounded queue before them, and no client that fills both. Safe to use from many threads."""

    def __init__(self, what: str, places: int, most: tuple[str, int], settings: Settings) -> None:
        """`what` the places are for; `most`: the setting that bounds what one client has there, and the bound."""
        self._what = what
        self._places = self._free = places
        self._most = most
        self._settings = settings
        self._changed = threading.Condition()
        self._waiting = 0
        self._of_client: Counter[str] = Counter()

    def free(self) -> bool:
        """Whether somebody who comes now finds a place. It may be gone a moment later: then they wait for one."""
        with self._changed:
            return self._free > 0

    def load(self) -> tuple[int, int]:
        """How many wait and how many run."""
        with self._changed:
            return self._waiting, self._places - self._free

    @contextlib.contextmanager
    def place(self, client: Client) -> Iterator[None]:
        """A place while the block runs. Raises Problem where the client has too many or leaves, or no place gets free
        in time.
        """
        with client.meanwhile(self._wake), self._changed:
            self._admit(client.address)
            self._of_client[client.address] += 1
            try:
                self._wait(client)
            except BaseException:
                self._leave(client.address)
                raise
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._leave(client.address)
                self._changed.notify()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _admit(self, client: str) -> None:
        (limit, most), length = self._most, self._settings.queue_length
        wait = {"Retry-After": str(math.ceil(self._settings.query_seconds))}
        members: dict[str, str | float]
        if self._of_client[client] >= most:
            members = {"limit": limit, "allowed": most, "used": most}
            detail = f"{most} {self._what} of yours are at work or waiting."
            raise Problem("too-many-queries", detail, members=members, headers=wait)
        if not self._free and self._waiting >= length:
            members = {"limit": "queue_length", "allowed": length, "used": self._waiting}
            raise Problem("busy", f"{self._waiting} {self._what} are waiting already.", members=members, headers=wait)

    def _wait(self, client: Client) -> None:
        seconds = self._settings.queue_seconds
        until = time.monotonic() + seconds
        self._waiting += 1
        try:
            while not self._free:
                if client.gone:
                    raise left()
                if not self._changed.wait(until - time.monotonic()) and not self._free:
                    wait = {"Retry-After": str(math.ceil(self._settings.query_seconds))}
                    members: dict[str, str | float] = {"limit": "queue_seconds", "allowed": seconds, "used": seconds}
                    detail = f"No place for {self._what} became free in {seconds:g} seconds."
                    raise Problem("busy", detail, members=members, headers=wait)
            self._free -= 1
        finally:
            self._waiting -= 1

    def _leave(self, client: str) -> None:
        self._of_client[client] -= 1
        if not self._of_client[client]:
            del self._of_client[client]


class HeavyLane(Lane):
    """The places for queries that take long."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("long queries", settings.heavy, ("client_queries", settings.client_queries), settings)
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def knows(self, query: str) -> bool:
        """Whether the query was heavy when it came before."""
        if not self._known:  # as mostly
            return False
        with self._changed:
            return _digest(query) in self._known

    def remember(self, query: str) -> None:
        """The query is heavy; the longest known is forgotten for it where there are too many."""
        with self._changed:
            self._known[_digest(query)] = None
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


class SendingLane(Lane):
    """The places for large answers on their way, apart from the heavy lane, so that slow readers do not take that."""

    def __init__(self, settings: Settings) -> None:
        # Where there is more than one place, one is left to others.
        super().__init__("large answers", settings.streams, ("streams", max(settings.streams - 1, 1)), settings)


def _digest(query: str) -> bytes:
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).digest()[:16]
