"""Asks a site: one request at a time, with pauses, under a name of its own, no more often than was allowed.

Redirects are answers like others here; who wants to follow them says so.
"""

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import urllib3
from protego import Protego

from graph.walk.headers import media_type

TIMEOUT, _MOST_BYTES, _MOST_HOPS = 60.0, 50_000_000, 6
_LONGEST_WAIT = 60.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Spent(Exception):
    """No more requests are allowed for this part of the walk."""


class Refused(Exception):
    """The site wants no more requests."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, names of headers in lower case; the status is 0 where nothing did, `fault` says why."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
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
    def text(self) -> str:
        """Its body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(slots=True)
class Visitor:
    """The client of one walk. `pause` are the seconds between two requests; answers are remembered."""

    agent: str
    limit: int
    pause: float
    obey_robots: bool = True
    asked: int = 0
    robots: Protego = field(default_factory=lambda: Protego.parse(""))
    _last: float = 0.0
    _known: dict[tuple[str, ...], Answer] = field(default_factory=dict)
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

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
        if self.pause and not is_here(url) and (left := self._last + self.pause - time.monotonic()) > 0:
            time.sleep(left)
        self.asked += 1
        sent = {"User-Agent": self.agent, "Accept-Encoding": "identity", **headers}
        try:
            with self._pool.request(
                method, url, headers=sent, redirect=False, preload_content=False, decode_content=False, timeout=TIMEOUT
            ) as response:
                pieces, size = [], 0
                for piece in response.stream(1 << 16, decode_content=False):
                    pieces.append(piece)
                    size += len(piece)
                    if size > _MOST_BYTES:
                        return Answer(url, 0, {}, fault=f"larger than {_MOST_BYTES // 1_000_000} MB")
                found: dict[str, str] = {}
                for name, value in response.headers.items():
                    found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
                return Answer(url, response.status, found, b"".join(pieces))
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
            return Answer(url, 0, {}, fault=str(fault))
        finally:
            self._last = time.monotonic()


def is_here(url: str) -> bool:
    """Whether an address is on this very machine, where nobody is spared by pauses."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
