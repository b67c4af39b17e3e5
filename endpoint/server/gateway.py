"""The door: ASGI without, WSGI within. Known answers come from memory, all else is given a thread.

ASGI, because a WSGI server tells an app nothing of its client: not that it has left, nor that it reads slowly. Here the
app is told of both: the client in its environment leaves when the connection closes, and pieces of an answer are asked
for only when the last one has been taken, so that a slow client holds no thread. An app that fails after its first byte
breaks the connection off; no client can take what it has for the whole.

Own code instead of a library, because a2wsgi and asgiref pass on neither, and leave a thread waiting for ever behind a
client that has left.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from endpoint.answers.cache import PATHS, Front
from endpoint.pool.client import CLIENT, Client
from endpoint.problems import Problem
from endpoint.responses.headers import CORS, SECURITY
from endpoint.server.environment import WHOLE, Scope, environment, fields, path, query_string
from endpoint.server.plain_queries import FAULT, Found, PlainQueries

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[str, str]]
Encoded = list[tuple[bytes, bytes]]

log = logging.getLogger(__name__)

_THREADS: Final = 32
_WHOLE_BYTES: Final = 1 << 20
_STALL_SECONDS: Final = 60.0
BODY_SECONDS: Final = 60.0
_UNWATCHED_SECONDS: Final = 0.005
_END: Final = object()
_ENVIRON: Final = "endpoint.environ"
"""Where a scope has its environment of WSGI, once that was made."""
_FIELDS: Final = "endpoint.fields"
"""Where it has its header fields, under their names there."""


class Gateway:
    """One app and the threads it runs in."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        front: Front,
        queries: PlainQueries,
        largest_body: int,
        proxied: Callable[[dict[str, Any], Any], object] | None = None,
    ) -> None:
        """`front` knows answers given before, `queries` finds light ones without a thread; of a body no more than
        `largest_body` and one byte is read. `proxied` puts into an environment what trusted proxies say, as the app
        does, and the same again where it was done before.
        """
        self._app = app
        self._front = front
        self._queries = queries
        self._proxied = proxied
        self._largest = largest_body
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="request")

    def known(self, scope: Scope) -> tuple[int, Encoded, bytes] | None:
        """Status, headers and body of the answer, where it was given before."""
        told = scope[_FIELDS] = fields(scope["headers"])
        telling = {**told, "wsgi.url_scheme": scope["scheme"]}
        if self._proxied:
            self._proxied(telling, None)
        known = self._front.known(scope["method"], path(scope), query_string(scope), telling)
        if known is None:
            return None
        status, said, kept = known
        return status, _encoded_once(tuple(said)), kept

    def at_once(self, scope: Scope, tell: Callable[[tuple[int, Encoded, bytes] | None], None]) -> bool:
        """Whether a light query has begun: then `tell` is called, without a task, with status, headers and body; with
        None where it must be called like every other request.
        """
        if scope["method"] != "GET" or scope["path"] not in PATHS:
            return False
        environ = scope[_ENVIRON] = self._environment(scope)
        if _has_body(environ):
            return False

        def found(answer: Found | None) -> None:
            if answer is None:
                tell(None)
                return
            headers, body, lasting, sent = answer
            try:
                tell((200, _encoded(headers), body))
            finally:
                sent()
                if lasting:
                    self._front.learn(environ, headers)

        environ["wsgi.input"] = BytesIO()
        return self._queries.at_once(environ, found)

    def _environment(self, scope: Scope) -> dict[str, Any]:
        told = scope.get(_FIELDS) or fields(scope["headers"])
        environ = {**environment(scope, told), CLIENT: Client()}
        if self._proxied:
            self._proxied(environ, None)
        return environ

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request. Raises where the answer must be broken off, or the client has left."""
        environ = scope.get(_ENVIRON) or self._environment(scope)
        client = environ[CLIENT]
        try:
            body = await _body(receive, environ, self._largest)
            environ["wsgi.input"] = BytesIO(body)
            if len(body) > self._largest:  # in chunks, so that no length of it was told: cut, it would pass for whole
                environ["CONTENT_LENGTH"] = str(len(body))
                environ.pop("HTTP_TRANSFER_ENCODING", None)
        except ConnectionError:
            return
        except TimeoutError:
            detail = f"The body of the request did not end within {BODY_SECONDS:g} seconds."
            environ |= {"wsgi.input": BytesIO(), FAULT: (Problem("too-slow", detail), "")}
        watch = _Watch(receive, client)
        try:
            if FAULT in environ or not await self._answer_soon(environ, send, scope.get("extensions") or ()):
                watch.begin()
                await self._answer(environ, client, send)
        finally:
            watch.end()

    async def _answer_soon(self, environ: dict[str, Any], send: Send, extensions: Container[str]) -> bool:
        """Sends the answer where no thread is needed to find it."""
        found = await self._queries.soon(environ)
        if found is None:
            return False
        headers, body, lasting, sent = found
        try:
            if WHOLE in extensions:
                await send({"type": WHOLE, "status": 200, "headers": _encoded(headers), "body": body})
            else:
                await _send(send, 200, _encoded(headers), body)
        finally:
            sent()
            if lasting:
                self._front.learn(environ, headers)
        return True

    async def _answer(self, environ: dict[str, Any], client: Client, send: Send) -> None:
        status, headers, body = await self._in_thread(_run, self._app, environ)
        if client.gone:
            await _closed(body)
        elif isinstance(body, bytes):
            await _send(send, status, _encoded(headers), body)
        else:
            try:
                await self._stream(status, headers, iter(body), client, send)
            finally:
                await asyncio.shield(_closed(body))

    async def _stream(self, status: int, headers: Headers, pieces: Iterator[bytes], client: Client, send: Send) -> None:
        await send(_start(status, _encoded(headers)))
        while (piece := await self._in_thread(next, pieces, _END)) is not _END:
            message = {"type": "http.response.body", "body": piece, "more_body": True}
            await asyncio.wait_for(send(message), _STALL_SECONDS)
            if client.gone:
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _in_thread(self, call: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, call, *arguments)


def _run(app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> tuple[int, Headers, bytes | Iterable[bytes]]:
    """Status, headers, and the body: whole where its length is known and not large, else to be gone through."""
    said: list[tuple[int, Headers]] = []

    def start(status: str, headers: Headers, _: object = None) -> None:
        said[:] = [(int(status[:3]), headers)]

    body = app(environ, start)
    status, headers = said[0]
    length = next((int(value) for key, value in headers if key.lower() == "content-length"), None)
    # A 304 and an answer to HEAD have no body, whatever their headers say of its length.
    empty = environ["REQUEST_METHOD"] == "HEAD" or status in (204, 304)
    if empty or (length is not None and length <= _WHOLE_BYTES):
        try:
            return status, headers, b"".join(body)
        finally:
            _close(body)
    return status, headers, body


def _closed(body: Iterable[bytes]) -> Awaitable[None]:
    """Closes it in a thread of its own: those of requests may all be waiting for the very thing that this frees."""
    return asyncio.get_running_loop().run_in_executor(None, _close, body)


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()


class _Watch:
    """Tells the client that it has left when the connection closes, wholly or in the direction from the client.

    Looks from some milliseconds after the request on: what is answered by then is answered sooner than looked after.
    """

    def __init__(self, receive: Receive, client: Client) -> None:
        self._receive = receive
        self._client = client
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_UNWATCHED_SECONDS, self.begin)

    def begin(self) -> None:
        """Looks from now on."""
        self._timer.cancel()
        if self._task is None:
            self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._client.leave()

    def end(self) -> None:
        """Looks no more."""
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()


async def _send(send: Send, status: int, headers: Encoded, body: bytes) -> None:
    await send(_start(status, headers))
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _start(status: int, headers: Encoded) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _pair(pair: tuple[str, str]) -> tuple[bytes, bytes]:
    return pair[0].lower().encode("latin-1"), pair[1].encode("latin-1")


_OFTEN: Final = {pair: _pair(pair) for pair in (*SECURITY.items(), *CORS.items())}


def _encoded(headers: Iterable[tuple[str, str]]) -> Encoded:
    return [_OFTEN.get(pair) or _pair(pair) for pair in headers]


@lru_cache(maxsize=1000)
def _encoded_once(headers: tuple[tuple[str, str], ...]) -> Encoded:
    return _encoded(headers)


def _has_body(headers: dict[str, Any]) -> bool:
    return "CONTENT_LENGTH" in headers or "HTTP_TRANSFER_ENCODING" in headers


async def _body(receive: Receive, headers: dict[str, Any], largest: int) -> bytes:
    """The body of the request; beyond `largest` no more is read than shows that it is too large.

    Raises ConnectionError where the client leaves meanwhile, TimeoutError where it takes too long.
    """
    if not _has_body(headers):
        return b""
    with suppress(ValueError):
        if int(headers.get("CONTENT_LENGTH", "0")) > largest:
            return b""  # refused by its length
    body, more = bytearray(), True
    async with asyncio.timeout(BODY_SECONDS):
        while more and len(body) <= largest:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionAbortedError
            body += message.get("body", b"")
            more = message.get("more_body", False)
    return bytes(body)
