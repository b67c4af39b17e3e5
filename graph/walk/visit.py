"""Asks a site: one request at a time, with pauses, under a name of its own, no more often than was allowed.

Redirects are answers like others here; who wants to follow them says so.

Decision 2026-11-29: bodies lie in one unnamed file, of which the first megabytes are in memory, since several parts of
a walk look at the same answer. Alternative: asking again, which takes from the requests allowed. Cost: room on a disk.
"""

import ipaddress
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import urljoin, urlsplit

import urllib3
from protego import Protego

from graph.errors import unreached
from graph.fetch.wire import WHOLE_TIME, pool
from graph.walk.headers import media_type

TIMEOUT, _MOST_HOPS = 60.0, 6
# What one answer may weigh, what of all answers is held in memory, and what all may weigh together.
_MOST_BYTES, _IN_MEMORY, _ALL_BYTES = 50_000_000, 32_000_000, 4_000_000_000
_PIECE = 1 << 16
_LONGEST_WAIT = 60.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Spent(Exception):
    """No more requests are allowed for this part of the walk."""


class Refused(Exception):
    """The site wants no more requests."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, names of headers in lower case; the status is 0 where nothing did, `fault` says why.

    `read` gives the body, each time anew.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    read: Callable[[], bytes] = bytes
    fault: str = ""

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""
        return media_type(self.headers.get("content-type", ""))

    @property
    def location(self) -> str | None:
        """Where it leads, where it is a redirect."""
        target = self.headers.get("location")
        return urljoin(self.url, target) if target and self.status in _REDIRECTS else None

    @property
    def body(self) -> bytes:
        """Its body."""
        return self.read()

    @property
    def text(self) -> str:
        """Its body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(slots=True)
class Visitor:
    """The client of one walk. `pause` are the seconds between two requests; answers are remembered until `close`."""

    agent: str
    limit: int
    pause: float
    obey_robots: bool = True
    asked: int = 0
    robots: Protego = field(default_factory=lambda: Protego.parse(""))
    _last: float = 0.0
    _known: dict[tuple[str, ...], Answer] = field(default_factory=dict)
    _pool: urllib3.PoolManager = field(default_factory=pool)
    _bodies: IO[bytes] = field(default_factory=lambda: SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - until the end
    _size: int = 0

    def close(self) -> None:
        """Forgets the bodies of all answers."""
        self._bodies.close()

    def answers(self) -> list[Answer]:
        """All that came back so far."""
        return list(self._known.values())

    def allows(self, url: str) -> bool:
        """Whether robots.txt lets programs walk to an address."""
        return not self.obey_robots or bool(self.robots.can_fetch(url, self.agent))

    def ask(self, url: str, accept: str | None = None, method: str = "GET", **more: str) -> Answer:
        """The answer to one request; `more` are headers, `_` for `-`. Raises Spent, Refused."""
        headers = {name.replace("_", "-").title(): value for name, value in more.items()}
        if accept is not None:
            headers["Accept"] = accept
        url = url.partition("#")[0]
        key = (method, url, *sorted(f"{name}: {value}" for name, value in headers.items()))
        if key not in self._known:
            self._known[key] = self._patiently(method, url, headers)
        return self._known[key]

    def follow(self, url: str, accept: str | None = None, **more: str) -> Answer:
        """The answer at the end of redirects; the redirect itself where they do not end."""
        for _ in range(_MOST_HOPS):
            answer = self.ask(url, accept, **more)
            if answer.location is None:
                return answer
            url = answer.location
        return answer

    def _patiently(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        answer = self._once(method, url, headers)
        if answer.status in (429, 503):
            said = answer.headers.get("retry-after", "")
            wait = float(said) if said.isdecimal() else 5.0
            if wait > _LONGEST_WAIT:
                raise Refused(f"the site asks to be left alone for {wait:.0f} s")
            time.sleep(wait)
            answer = self._once(method, url, headers)
            if answer.status == 429:
                raise Refused("the site says that these are too many requests")
        return answer

    def _once(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        if self.asked >= self.limit:
            raise Spent(f"{self.limit} requests have been made")
        if self._size > _ALL_BYTES:
            raise Spent(f"more than {_ALL_BYTES // 1_000_000} MB have been sent")
        if self.pause and not is_here(url) and (left := self._last + self.pause - time.monotonic()) > 0:
            time.sleep(left)
        self.asked += 1
        sent = {"User-Agent": self.agent, "Accept-Encoding": "identity", **headers}
        try:
            with self._pool.request(
                method, url, headers=sent, redirect=False, preload_content=False, decode_content=False, timeout=TIMEOUT
            ) as response:
                found: dict[str, str] = {}
                for name, value in response.headers.items():
                    found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
                return Answer(url, response.status, found, self._kept(_pieces(response)))
        except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as fault:
            return Answer(url, 0, {}, fault=unreached(fault))
        finally:
            self._last = time.monotonic()

    def _kept(self, pieces: Iterator[bytes]) -> Callable[[], bytes]:
        """Puts a body behind those before; gives what reads it. Of one that does not come whole nothing is kept."""
        self._bodies.seek(self._size)
        size = sum(self._bodies.write(piece) for piece in pieces)
        at, self._size = self._size, self._size + size
        return partial(self._body, at, size)

    def _body(self, at: int, size: int) -> bytes:
        self._bodies.seek(at)
        return self._bodies.read(size)


def _pieces(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """The body as it comes. Raises ValueError for one that is too large, TimeoutError for one that does not end."""
    size, end = 0, time.monotonic() + WHOLE_TIME
    # What has come, however little: a server that drips would never fill a piece.
    while piece := response.read1(_PIECE, decode_content=False):
        size += len(piece)
        if size > _MOST_BYTES:
            raise ValueError(f"larger than {_MOST_BYTES // 1_000_000} MB")
        if time.monotonic() > end:
            raise TimeoutError(f"it takes longer than {WHOLE_TIME:.0f} s")
        yield piece


def is_here(url: str) -> bool:
    """Whether an address is on this very machine, where nobody is spared by pauses."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
