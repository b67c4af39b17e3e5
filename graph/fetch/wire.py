"""One request and its answer as they go over the wire, bounded in size and in time."""

import datetime
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any

import urllib3

from graph.errors import unreached
from graph.pages.http import BodyError, body

# What an answer may weigh, packed or not, which is what a sitemap may (sitemaps.org); how long its server may be
# silent, and how long a whole answer may take, in seconds.
MAX_BYTES, TIMEOUT, WHOLE_TIME = 50 << 20, 60.0, 300.0
_PIECE = 1 << 16


class Failed(Exception):
    """One address gives no answer that can be used; others may."""


class Elsewhere(Failed):
    """One address leads to what is none of this source's: another host, or another site's page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the request and the answer as they were sent, the body as sent (chunks joined).

    `via` are the redirects that led there, in order.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request: bytes
    date: datetime.datetime
    via: tuple["Answer", ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, in one line."""
        return next((" ".join(value.split()) for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def head(self) -> bytes:
        """Status line and headers, with the blank line behind them."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers if name.lower() != "transfer-encoding"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class _Final(HTTPResponse):
    """The final answer: what comes before it (100 to 199, such as 103 Early Hints) is read and passed over.

    RFC 9110, 15.2. The standard library passes over 100 alone; the answer behind another one would then be taken for
    that to the next request.
    """

    def begin(self) -> None:
        super().begin()
        while 100 <= self.status <= 199:
            if self.status == HTTPStatus.SWITCHING_PROTOCOLS:
                raise HTTPException("the server changes to another protocol, which nobody asked for")
            # Without headers it reads on from where it is.
            self.headers = self.msg = None  # type: ignore[assignment]
            super().begin()


class _Plain(urllib3.connection.HTTPConnection):
    """A connection on which the head of an answer does not take for ever either, however it drips."""

    response_class = _Final

    def getresponse(self) -> Any:
        with _at_most(WHOLE_TIME, self):
            return super().getresponse()


class _Secure(_Plain, urllib3.connection.HTTPSConnection):
    """The same over TLS."""


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


def pool() -> urllib3.PoolManager:
    """What makes connections, over which `ask` asks once each."""
    made = urllib3.PoolManager(retries=False)
    made.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return made


@contextmanager
def _at_most(seconds: float, connection: urllib3.connection.HTTPConnection) -> Iterator[None]:
    """Hangs up after so long, and raises TimeoutError: what had come until then would pass for the whole head."""
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        with suppress(OSError):
            if connection.sock:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError(f"the head takes longer than {seconds:.0f} s")


def ask(through: urllib3.PoolManager, url: str, headers: Mapping[str, str]) -> Answer:
    """The answer to one GET, wherever it leads to. Raises Failed where none comes whole.

    Decided on 2026-11-30: **each request has a connection of its own.** Alternative: connections kept open, as long as
    an answer was read to its end. Chosen because what a server sends too much or too late would be taken for the answer
    to the next request, and a page be kept under the address of another. Cost: a handshake with each request, which
    the pauses make no matter.
    """
    date = datetime.datetime.now(datetime.UTC)
    try:
        with through.request(
            "GET", url, headers=headers, redirect=False, preload_content=False, decode_content=False, timeout=TIMEOUT
        ) as response:
            _check(url, headers, response)
            return Answer(url, response.status, _headers(response), _body(url, response), _request(url, headers), date)
    # Some of what a server may write into an answer is told by plain errors of the standard library.
    except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
        raise Failed(f"{url} gives no whole answer: {unreached(error)}") from error
    finally:
        through.clear()


def _check(url: str, headers: Mapping[str, str], response: urllib3.BaseHTTPResponse) -> None:
    """Raises Failed for an answer not worth reading: too long by its own word, or all where a part was wanted."""
    said = response.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > MAX_BYTES and "Transfer-Encoding" not in response.headers:
        raise Failed(f"{url} is larger than {MAX_BYTES >> 20} MB")
    if "Range" in headers and response.status == HTTPStatus.OK:
        raise Failed(f"{url} answers {response.status}, which was not asked for")


def content(answer: Answer) -> bytes:
    """The body of an answer, unpacked. Raises Failed."""
    try:
        coding = answer.header("Content-Encoding") or ""
        found = body(answer.body, answer.header("Content-Length") or "", "", coding, MAX_BYTES)
    except BodyError as error:
        raise Failed(f"{answer.url} {error}") from error
    if len(found) > MAX_BYTES:
        raise Failed(f"{answer.url} unpacks to more than {MAX_BYTES >> 20} MB")
    return found


def _headers(response: urllib3.BaseHTTPResponse) -> tuple[tuple[str, str], ...]:
    """The headers of an answer; of one in chunks the length is what the chunks give (RFC 9112, 6.3)."""
    lies = {"content-length"} if "Transfer-Encoding" in response.headers else frozenset()
    return tuple((str(name), str(value)) for name, value in response.headers.items() if name.lower() not in lies)


def _body(url: str, response: urllib3.BaseHTTPResponse) -> bytes:
    pieces: list[bytes] = []
    size, end = 0, time.monotonic() + WHOLE_TIME
    # What has come, however little: a server that drips would never fill a piece.
    while piece := response.read1(_PIECE, decode_content=False):
        size += len(piece)
        if size > MAX_BYTES:
            raise Failed(f"{url} is larger than {MAX_BYTES >> 20} MB")
        if time.monotonic() > end:
            raise Failed(f"{url} takes longer than {WHOLE_TIME:.0f} s")
        pieces.append(piece)
    return b"".join(pieces)


def _request(url: str, headers: Mapping[str, str]) -> bytes:
    parts = urllib3.util.parse_url(url)
    sent = {"Host": parts.netloc, **headers}
    lines = [f"GET {parts.request_uri} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
