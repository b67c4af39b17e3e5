"""WSGI: the plain query, answered without waking the framework.

A GET of /sparql with a query and perhaps a format, to be answered with data, passes here; pages, conditions, datasets,
other methods and whatever is wrong go on to the framework, which says it in its own way. What is answered here is
answered there letter for letter the same (`tests/endpoint/test_express.py`).
"""

import datetime
import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

from werkzeug.http import http_date

from endpoint.answering import Given, give, parts, validator
from endpoint.asking import Query
from endpoint.cache import PATHS, Answers
from endpoint.client import CLIENT, Client
from endpoint.negotiate import Format, Kind, by_name, choose
from endpoint.outgoing import Record
from endpoint.problems import Problem
from endpoint.respond import CORS, SECURITY, changed
from endpoint.settings import Settings
from endpoint.store import Follower
from endpoint.tally import Tally

Environ = dict[str, Any]
FAULT: Final = "endpoint.fault"
"""Where a request's environment has what went wrong here."""
_CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING")
_KINDS: Final[tuple[Kind, ...]] = ("select", "ask", "graph")
_ALWAYS: Final = [*SECURITY.items(), *CORS.items()]
_LONGEST: Final = 100_000


class Express:
    """The way past the framework, which is `app`."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        follower: Follower,
        settings: Settings,
        answers: Answers,
        tally: Tally,
        look: str,
        installed: datetime.datetime,
    ) -> None:
        self._app = app
        self._follower = follower
        self._length = settings.query_length
        self._answers = answers
        self._tally = tally
        self._look = look
        self._changed = lru_cache(maxsize=4)(lambda serving: changed(serving, installed))

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        plain = _plain(environ)
        if plain is None or len(plain[0].encode()) > self._length:
            return self._app(environ, start)
        record = Record(secrets.token_hex(8), plain[0], self._tally)
        serving = self._follower.acquire()
        try:
            given, headers = self._given(environ, *plain, serving, record)
        except BaseException as fault:
            record.ended(fault)
            if isinstance(fault, Problem):
                fault.headers["X-Query-Id"] = record.id
            environ[FAULT] = fault, plain[0]
        else:
            if given.outcome is not None:
                record.done(given.outcome, len(given.answer.body))
            start("200 OK", headers)
            return [given.body] if isinstance(given.body, bytes) else given.body
        finally:
            self._follower.release(serving)
        return self._app(environ, start)

    def _given(
        self, environ: Environ, text: str, formats: dict[Kind, Format | None], serving: Any, record: Record
    ) -> tuple[Given, list[tuple[str, str]]]:
        seen = serving.pool.inspect(text)
        tag = None if seen.varies else validator(serving, self._look, *parts(text, formats, (), ()))
        client: Client = environ.get(CLIENT) or Client()
        client.address = environ.get("REMOTE_ADDR", "")
        given = give(serving, self._answers, tag, Query(text, seen, formats, client=client), record)
        headers = [("Content-Type", given.answer.format.content_type), ("Vary", "Accept")]
        if isinstance(given.body, bytes):
            headers.append(("Content-Length", str(len(given.body))))
        if tag:
            headers.append(("ETag", f'"{tag}"'))
            if modified := self._changed(serving):
                headers.append(("Last-Modified", http_date(modified)))
        headers += [
            ("Cache-Control", "no-cache" if tag else "no-store"),
            ("X-Query-Id", record.id),
            ("Server-Timing", f"query;dur={record.seconds * 1000:.2f}"),
        ]
        return given, headers + _ALWAYS


def _plain(environ: Environ) -> tuple[str, dict[Kind, Format | None]] | None:
    """The query and the format for each kind of answer, where this is a plain query for data."""
    raw = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or environ.get("PATH_INFO") not in PATHS or len(raw) > _LONGEST:
        return None
    if any(name in environ for name in _CONDITIONS) or environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return None
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=3)
        raw.encode("ascii")
    except ValueError:
        return None
    said = dict(pairs)
    if len(said) < len(pairs) or not said.keys() <= {"query", "format"} or not said.get("query", "").strip():
        return None
    formats = dict(_formats(said.get("format") or None, environ.get("HTTP_ACCEPT")))
    names = {one.name for one in formats.values() if one}
    return (said["query"], formats) if names and "html" not in names else None


@lru_cache(maxsize=500)
def _formats(name: str | None, accept: str | None) -> tuple[tuple[Kind, Format | None], ...]:
    return tuple((kind, by_name(name, kind) if name is not None else choose(accept, kind)) for kind in _KINDS)
