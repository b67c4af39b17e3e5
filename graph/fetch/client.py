"""A client that asks politely: one request at a time, with pauses, under its own name, and not where it is unwelcome.

Rules: RFC 9309 (robots.txt), RFC 9110 (Retry-After, conditional requests). 429 and 503 are asked again after as long as
they say, or longer each time; after some such answers in a row, or where they ask for more than an hour, and after the
first 401 or 403, everything ends.
"""

import datetime
import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import urllib3
from protego import Protego

from graph.errors import InputError

# What a page may weigh, how long its server may be silent, and how long a whole answer may take, in seconds.
MAX_BYTES, TIMEOUT, WHOLE_TIME = 20_000_000, 60.0, 300.0
# Who asks to wait longer than this is asked another day.
_LONGEST_WAIT = 3600.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS, _MOST_BUSY = 5, 4
_PIECE = 1 << 16


class Refused(Exception):
    """Somebody said no, or that it is too much; nothing more is asked."""


class Failed(Exception):
    """One address gives no answer that can be used; others may."""


class Forbidden(Failed):
    """robots.txt keeps programs away from an address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the request and the answer as they were sent, the body as sent (chunks joined)."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request: bytes
    date: datetime.datetime

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def head(self) -> bytes:
        """Status line and headers, with the blank line behind them."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers if name.lower() != "transfer-encoding"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


@dataclass(slots=True)
class Client:
    """Asks one host after the other. `pause` are the seconds between two requests of a host, at the least."""

    agent: str
    pause: float
    obey_robots: bool = True
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    told: Callable[[str], None] = lambda text: None
    requests: int = 0
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, Protego] = field(default_factory=dict)
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer for an address, redirects within its host followed.

        Raises Failed for this address alone, Refused where nothing more may be asked.
        """
        asked = url
        for _ in range(_MOST_REDIRECTS):
            if self.obey_robots and not self.allows(asked):
                raise Forbidden(f"{asked} is not for programs, says robots.txt")
            answer = self._patiently(asked, headers or {})
            if answer.status not in _REDIRECTS:
                return answer
            target = urljoin(asked, answer.header("Location") or "")
            if not _same_site(url, target):
                raise Failed(f"{url} leads to another host: {target}")
            asked = target
        raise Failed(f"{url} leads from one address to the next without an end")

    def allows(self, url: str) -> bool:
        """Whether robots.txt of the host allows an address; the file is asked for once."""
        return bool(self._rules(url).can_fetch(url, self.agent))

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that robots.txt of the host names."""
        return list(self._rules(url).sitemaps)

    def _rules(self, url: str) -> Protego:
        host = _host(url)
        if host not in self._robots:
            answer = self._patiently(f"{host}/robots.txt", {})
            target = urljoin(answer.url, answer.header("Location") or "")
            if answer.status in _REDIRECTS and _same_site(url, target):
                answer = self._patiently(target, {})
            if answer.status >= 500 or answer.status in _REDIRECTS:
                # RFC 9309, 2.3.1.4: a file that cannot be had forbids everything.
                raise Refused(f"{host}/robots.txt cannot be had: status {answer.status}")
            text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
            self._robots[host] = Protego.parse(text)
        return self._robots[host]

    def _patiently(self, url: str, headers: Mapping[str, str]) -> Answer:
        wait = self.pause
        for _ in range(_MOST_BUSY):
            answer = self._ask(url, headers)
            if answer.status in (401, 403):
                raise Refused(f"{url} answers {answer.status}: whoever runs {_host(url)} does not want this")
            if answer.status not in (429, 503):
                return answer
            wait = max(2 * wait, _retry_after(answer) or 0.0)
            if wait > _LONGEST_WAIT:
                raise Refused(f"{_host(url)} asks to be left alone for {wait:.0f} s")
            self.told(f"{_host(url)} is busy (status {answer.status}); waiting {wait:.0f} s")
            self.sleep(wait)
        raise Refused(f"{_host(url)} is still busy after {_MOST_BUSY} tries")

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        self._wait(_host(url))
        sent = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip", **headers}
        self.requests += 1
        date = datetime.datetime.now(datetime.UTC)
        try:
            with self._pool.request(
                "GET", url, headers=sent, redirect=False, preload_content=False, decode_content=False, timeout=TIMEOUT
            ) as response:
                body = _body(url, response)
                found = tuple((str(name), str(value)) for name, value in response.headers.items())
                return Answer(url, response.status, found, body, _request(url, sent), date)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Failed(f"{url} gives no whole answer: {error}") from error
        finally:
            self._last[_host(url)] = self.now()

    def _wait(self, host: str) -> None:
        pause = self.pause
        if host in self._robots:
            pause = max(pause, float(self._robots[host].crawl_delay(self.agent) or 0.0))
        if host in self._last and (left := self._last[host] + pause - self.now()) > 0:
            self.sleep(left)


def agent(version: str, contact: str) -> str:
    """The name under which is asked, with how to reach who asks. Raises InputError where that is missing."""
    if "@" not in contact and not contact.startswith(("http://", "https://")):
        raise InputError(
            f"{contact!r} reaches nobody",
            source="--contact",
            rule="whoever runs a site must be able to reach who asks it for pages",
            remedy="give an e-mail address or the address of a page about you",
        )
    return f"osce-graph/{version} (+{contact})"


def _body(url: str, response: urllib3.BaseHTTPResponse) -> bytes:
    pieces: list[bytes] = []
    size, end = 0, time.monotonic() + WHOLE_TIME
    for piece in response.stream(_PIECE, decode_content=False):
        size += len(piece)
        if size > MAX_BYTES:
            raise Failed(f"{url} is larger than {MAX_BYTES // 1_000_000} MB")
        if time.monotonic() > end:
            raise Failed(f"{url} takes longer than {WHOLE_TIME:.0f} s")
        pieces.append(piece)
    return b"".join(pieces)


def _request(url: str, headers: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _retry_after(answer: Answer) -> float | None:
    """Seconds that the answer asks to wait (RFC 9110, 10.2.3)."""
    said = (answer.header("Retry-After") or "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(said) - answer.date).total_seconds()) if said else None
    except (ValueError, TypeError):
        return None


def _same_site(url: str, target: str) -> bool:
    """Whether a redirect stays within its host; from http to https it does."""
    one, other = urlsplit(url), urlsplit(target)
    return one.hostname == other.hostname and (
        one.port == other.port or (one.scheme, other.scheme) == ("http", "https")
    )


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
