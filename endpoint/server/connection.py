"""One connection, as uvicorn has it, with what it leaves out: limits, and answers that need no task.

A head that does not end in time or in size is refused, so that nobody holds a connection, or memory, by sending slowly
or without end. What was answered before is written as soon as its head is read. An answer that fails after its first
byte is broken off, so that no client can take what it has for the whole.
"""

import asyncio
import json
import logging
import re
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache, partial
from typing import Any, Final, Protocol, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from endpoint.problems import MEDIA_TYPE, Problem
from endpoint.responses.headers import CORS, SECURITY
from endpoint.server.environment import HOST, WHOLE

log = logging.getLogger(__name__)

HEAD_SECONDS: Final = 30.0
HEAD_BYTES: Final = 1 << 18
_ADDRESS_BYTES: Final = (1 << 16) - 1
"""The parser of addresses takes no more."""
_LINGER_SECONDS: Final = 2.0
# A method in letters, as all have been but for those that nobody has registered.
_REQUEST_LINE: Final = re.compile(rb"(?:\r?\n)*(?P<method>[A-Za-z][A-Za-z-]{0,40}) [!-~]+ HTTP/1\.[01]\r?\n")
_EXTENSIONS: Final[dict[str, dict[object, object]]] = {WHOLE: {}}
# A limit that struck, told in the log of queries; a client that does not read, or has left.
_FORESEEN: Final = (Problem, TimeoutError, ConnectionError)

Field = tuple[bytes, bytes]
Known = tuple[int, list[Field], bytes]


class Door(Protocol):
    """What answers."""

    def known(self, scope: dict[str, Any]) -> Known | None:
        """The answer to a request without body, where it was given before."""

    def at_once(self, scope: dict[str, Any], tell: Callable[[Known | None], None]) -> bool:
        """Whether an answer has begun; then `tell` is called with it, or with None where a task is needed after all."""

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """ASGI."""


class Connection(HttpToolsProtocol):
    """One connection."""

    _deadline: asyncio.TimerHandle | None = None
    _head: int | None = 0
    """Bytes of the head that is being read, or None between the end of a head and the next message."""

    _whole = True
    """Whether the message that began last has ended."""
    _refused = False
    _received = b""
    """What has just come, while it is parsed."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_ended()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._received = data
        super().data_received(data)
        self._received = b""
        if self._head is not None:
            if self._deadline is None:
                self._wait_for_head()
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self._refuse("head-too-large", f"The head of the request has more than {HEAD_BYTES:,} bytes.")
        elif not self._whole and self._deadline is None and self.cycle.response_complete:
            # A body that nobody reads any more, as it was too large: it need not go on for ever.
            self._deadline = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._whole = False
        self.scope["extensions"] = _EXTENSIONS
        if self._head is None:  # mostly all of it is here, and ends before it need be waited for
            self._head = 0

    def on_headers_complete(self) -> None:
        self._head_ended()
        if len(self.url) > _ADDRESS_BYTES:
            self._refuse("address-too-long", f"The address has more than {_ADDRESS_BYTES:,} bytes.")
        hosts = [value.decode("latin-1") for name, value in self.headers if name == b"host"]
        if len(hosts) != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            self._refuse("bad-request", "A request has exactly one Host header (RFC 9112, 3.2).")
        elif hosts and not HOST.fullmatch(hosts[0]):
            self._refuse(
                "bad-request", f"{hosts[0][:60]!r} as Host is no host, with or without a port (RFC 9112, 3.2)."
            )
        if self._refused:
            self.cycle = self.cycle or _ANSWERED
            return
        try:
            known = self._answered_before()
        except Exception:  # else the parser would take it for the client's fault
            log.exception("answers given before cannot be looked up")
            known = False
        if not known:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._whole = True
        if self._deadline:
            self._head_ended()

    def _wait_for_head(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _head_ended(self) -> None:
        self._head = None
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self._head:
            self._refuse("too-slow", f"The head of the request did not end within {HEAD_SECONDS:g} seconds.")
        else:
            self.transport.close()

    def _answered_before(self) -> bool:
        """Writes the answer where it is known and nothing stands before it."""
        if self.parser.get_method() != b"GET" or (self.cycle is not None and not self.cycle.response_complete):
            return False
        if self.parser.get_http_version() != "1.1" or self.parser.should_upgrade():
            return False
        try:
            url = httptools.parse_url(self.url)
        except httptools.HttpParserInvalidURLError:
            return False
        self.scope |= {"method": "GET", "raw_path": url.path, "query_string": url.query or b""}
        known = cast(Door, self.app).known(cast(dict[str, Any], self.scope))
        if known is None:
            return False
        status, headers, body = known
        keep = self.parser.should_keep_alive()
        self.transport.write(_head(status, tuple(self.server_state.default_headers), tuple(headers), keep) + body)
        self.cycle = _ANSWERED
        if not keep:
            self.transport.close()
        self.on_response_complete()
        return True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Answers without a task where that goes."""
        try:
            begun = app.at_once(cycle.scope, partial(self._told, cycle, app))
        except Exception:  # else the parser would take it for the client's fault
            log.exception("an answer cannot be begun")
            begun = False
        if not begun:
            self._start_task(cycle, partial(self._answer, cycle, app))

    def _start_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        super()._start_asgi_task(cycle, app)

    def _told(self, cycle: RequestResponseCycle, app: Any, known: Known | None) -> None:
        """Writes what was found without a task; else one is needed after all."""
        if known is None:
            self._start_task(cycle, partial(self._answer, cycle, app))
        elif self.flow.write_paused:
            status, headers, body = known
            message = {"type": WHOLE, "status": status, "headers": headers, "body": body}
            self._start_task(cycle, lambda *_: self._send(cycle, None, message))
        else:
            self._write_whole(cycle, *known)

    async def _answer(self, cycle: RequestResponseCycle, app: Door, scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, partial(self._send, cycle, send))
        except Exception as fault:
            if not cycle.response_started:
                raise
            if not isinstance(fault, _FORESEEN):
                log.exception("an answer is broken off at %s", scope["path"])
            # What lies here for a client that does not read would keep the connection; it is not whole anyway.
            cycle.disconnected = True
            self.transport.abort()

    async def _send(self, cycle: RequestResponseCycle, send: Any, message: dict[str, Any]) -> None:
        """As uvicorn sends; but `WHOLE` is not looked through, and written in one go: a client that is woken for a head
        alone takes the core from whoever writes the rest.
        """
        if message["type"] != WHOLE:
            await send(message)
            return
        if self.flow.write_paused and not cycle.disconnected:
            await self.flow.drain()
        self._write_whole(cycle, message["status"], message["headers"], message["body"])

    def _write_whole(self, cycle: RequestResponseCycle, status: int, headers: list[Field], body: bytes) -> None:
        if cycle.disconnected:
            return
        head = _head_of_one(status, self.server_state.default_headers, headers, cycle.keep_alive)
        self.transport.write(head + body)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no HTTP, or has a method that the parser does not know (RFC 9110 9.1)."""
        if isinstance(sys.exception(), httptools.HttpParserInvalidMethodError) and (
            line := _REQUEST_LINE.match(self._received)
        ):
            self._refuse("method-unknown", f"The method is {line['method'].decode()!r}.")
        else:
            self._refuse("bad-request", "The request is not HTTP/1.1 as RFC 9112 has it.")

    def _refuse(self, name: str, detail: str) -> None:
        """Says what is wrong and closes, once what was asked before it is answered."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        self._head_ended()
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if self.pipeline or cycle.response_started or not cycle.more_body:
                cycle.keep_alive = False
                return
            # It is its own body that is wrong: nobody need wait for the rest.
            cycle.disconnected = True
            cycle.message_event.set()
        problem = Problem(name, detail)
        body = json.dumps(problem.as_json(""), ensure_ascii=False).encode()
        said = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **SECURITY, **CORS}
        headers = [(key.lower().encode(), value.encode()) for key, value in said.items()]
        head = _head(problem.status, tuple(self.server_state.default_headers), tuple(headers), False)
        self.transport.write(head + body)
        # A connection that is closed on what it has not read is reset, and the client loses what was said to it.
        self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)


class _Answered:
    """The state of a request whose answer is written."""

    response_complete = True
    message_event = asyncio.Event()


_ANSWERED: Final = cast(RequestResponseCycle, _Answered())


def _head_of_one(status: int, default: Iterable[Field], headers: Iterable[Field], keep: bool) -> bytes:
    lines = [name + b": " + value + b"\r\n" for name, value in (*default, *headers)]
    return b"".join([STATUS_LINE[status], *lines, b"" if keep else b"connection: close\r\n", b"\r\n"])


_head = lru_cache(maxsize=1000)(_head_of_one)
"""Of answers that are given again and again, with the same head within a second."""
