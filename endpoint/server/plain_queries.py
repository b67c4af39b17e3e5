"""WSGI: the plain query, answered without waking the framework.

A GET of /sparql with a query and perhaps a format, to be answered with data, passes here; pages, conditions, datasets,
other methods and whatever is wrong go on to the framework, which says it in its own way. What is answered here is
answered there letter for letter the same (`tests/endpoint/test_plain_queries.py`).
"""

import asyncio
import datetime
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from werkzeug.http import http_date

from endpoint.answers.answering import Given, give, given_before, parts, validator
from endpoint.answers.budget import BUDGET, Budget
from endpoint.answers.cache import BEGUN, CONDITIONS, PATHS, Answers
from endpoint.answers.outgoing import Record
from endpoint.negotiate import ANSWER_KINDS, Format, Kind, chosen
from endpoint.pool.asking import Query
from endpoint.pool.client import CLIENT, Client
from endpoint.pool.run import Run
from endpoint.problems import Problem
from endpoint.queries import guard
from endpoint.responses.headers import CORS, SECURITY
from endpoint.responses.validators import changed
from endpoint.serving.store import Follower, Serving
from endpoint.settings import Settings
from endpoint.tally import Tally

Environ = dict[str, Any]
FAULT: Final = "endpoint.fault"
"""Where a request's environment has what went wrong here."""
_CONDITIONS: Final = (*CONDITIONS, "HTTP_IF_NONE_MATCH", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING")
_ALWAYS: Final = [*SECURITY.items(), *CORS.items()]
_LONGEST: Final = 100_000
_SHORT: Final = 4_000
"""The longest query, as it comes, that is looked at while other requests wait for it."""
_AT_ONCE_SECONDS: Final = 0.005
"""So long a query is waited for without a task and without a look at its client."""
Found = tuple[list[tuple[str, str]], bytes, bool, Callable[[], None]]
"""The headers and the body of an answer, whether its address is worth learning, and what must be called when it is
sent.
"""


@dataclass(slots=True)
class _Asked:
    """A plain query on its way; `run` where it has begun, `fault` where it has failed."""

    text: str
    formats: dict[Kind, Format | None]
    serving: Serving
    record: Record
    client: Client
    query: Query | None = None
    tag: str | None = None
    run: Run | None = None
    fault: BaseException | None = None


class PlainQueries:
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
        soon: Callable[[Environ], tuple[list[tuple[str, str]], bytes] | None] = lambda _: None,
    ) -> None:
        """`soon` finds headers and body of what is no query and needs no thread either."""
        self._app = app
        self._soon = soon
        self._follower = follower
        self._length = settings.query_length
        self._budget = Budget(settings)
        self._answers = answers
        self._tally = tally
        self._look = look
        self._installed = installed

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        asked: _Asked | None = environ.pop(BEGUN, None) or self._asked(environ)
        if asked is None:
            return self._app(environ, start)
        try:
            if asked.fault is not None:
                raise asked.fault
            query = asked.query or self._inspected(asked)
            given = give(asked.serving, self._answers, asked.tag, query, asked.record, asked.run)
            headers = self._headers(asked, given)
        except BaseException as fault:
            asked.record.ended(fault)
            if isinstance(fault, Problem):
                fault.headers["X-Query-Id"] = asked.record.id
            environ[FAULT] = fault, asked.text
        else:
            if given.keep:
                given.keep()
            if given.outcome is not None:
                asked.record.done(given.outcome, len(given.answer.body))
            start("200 OK", headers)
            return [given.body] if isinstance(given.body, bytes) else given.body
        finally:
            self._follower.release(asked.serving)
        return self._app(environ, start)

    def at_once(self, environ: Environ, tell: Callable[[Found | None], None]) -> bool:
        """Whether a light query has begun here: then `tell` is called, without a task, with what `soon` would give.

        It is called with None where the answer is not there after some milliseconds, or is none: then, and where
        nothing has begun, `soon` must be given the environment, and goes on with what there is.
        """
        if environ["PATH_INFO"] not in PATHS or (asked := self._begun(environ)) is None or asked.query is None:
            return False
        try:
            if given := given_before(self._answers, asked.tag, asked.query):
                found = self._found(asked, given)
            else:
                run = asked.run = asked.serving.pool.begin_at_once(asked.query)
        except Exception as fault:
            asked.fault = fault
            return False
        if given:
            tell(found)
            return True
        if run is None:
            return False

        def late() -> None:
            run.listen_no_more()
            tell(None)

        def end() -> None:
            timer.cancel()
            tell(self._given(asked))

        timer = asyncio.get_running_loop().call_later(_AT_ONCE_SECONDS, late)
        run.listen(end)
        return True

    async def soon(self, environ: Environ) -> Found | None:
        """The headers and body of a light answer, found without a thread, and what must be called when it is sent.

        None where it is not so light: then the app must be given the environment, and goes on with what has begun.
        """
        if environ["PATH_INFO"] not in PATHS:
            document = None if FAULT in environ else self._soon(environ)
            return (*document, True, _nothing) if document else None
        asked = environ.get(BEGUN) or self._begun(environ)
        if asked is None or asked.query is None or asked.fault is not None:
            return None
        pool = asked.serving.pool
        try:
            if asked.run is not None:
                await pool.wait(asked.run)
            elif given := given_before(self._answers, asked.tag, asked.query):
                return self._found(asked, given)
            else:
                asked.run = await pool.begin(asked.query)
        except Exception as fault:
            asked.fault = fault
            return None
        except BaseException as fault:
            asked.record.ended(fault)
            self._follower.release(asked.serving)
            raise
        return self._given(asked)

    def _begun(self, environ: Environ) -> _Asked | None:
        """A plain query that is short enough, inspected; without `query` where it is refused."""
        if len(environ["QUERY_STRING"]) > _SHORT or (asked := self._asked(environ)) is None:
            return None
        environ[BEGUN] = asked
        try:
            self._inspected(asked)
        except Exception as fault:
            asked.fault = fault
        return asked

    def _given(self, asked: _Asked) -> Found | None:
        """The answer of the run, where it succeeded."""
        if asked.query is None or asked.run is None or not asked.run.succeeded:
            return None
        try:
            given = give(asked.serving, self._answers, asked.tag, asked.query, asked.record, asked.run)
            return self._found(asked, given)
        except Exception as fault:
            asked.fault = fault
            return None

    def _found(self, asked: _Asked, given: Given) -> Found:
        headers, body, done = self._headers(asked, given), given.answer.body, given

        def sent() -> None:
            asked.record.done(done.outcome or "ok", len(body))
            if done.keep and done.cheap:
                done.keep()
            elif done.keep:
                asyncio.get_running_loop().run_in_executor(None, done.keep)

        self._follower.release(asked.serving)
        # What is soon made is learnt when it is asked for again: most queries never are, and learning takes as long as
        # looking them over.
        return headers, body, done.kept or not done.cheap, sent

    def _asked(self, environ: Environ) -> _Asked | None:
        plain = _plain(environ)
        if plain is None or len(plain[0].encode()) > self._length:
            return None
        client: Client = environ.get(CLIENT) or Client()
        client.address = environ.get("REMOTE_ADDR", "")
        record = Record(secrets.token_hex(8), plain[0], self._tally)
        return _Asked(*plain, self._follower.acquire(), record, client)

    def _inspected(self, asked: _Asked) -> Query:
        seen = asked.serving.pool.inspect(asked.text)
        if not seen.varies:
            asked.tag = validator(asked.serving, self._look, *parts(seen, asked.formats))
        asked.query = Query(asked.text, seen, asked.formats, client=asked.client)
        return asked.query

    def _headers(self, asked: _Asked, given: Given) -> list[tuple[str, str]]:
        tag, record = asked.tag, asked.record
        headers = [("Content-Type", given.answer.format.content_type), ("Vary", "Accept")]
        if isinstance(given.body, bytes):
            headers.append(("Content-Length", str(len(given.body))))
        if tag:
            headers.append(("ETag", f'"{tag}"'))
            if modified := modified_on(asked.serving, self._installed):
                headers.append(("Last-Modified", modified))
        return [
            *headers,
            ("Cache-Control", "no-cache" if tag else "no-store"),
            ("X-Query-Id", record.id),
            ("Server-Timing", f"query;dur={record.seconds * 1000:.2f}"),
            (BUDGET, self._budget(given.answer.seconds, len(given.body) if isinstance(given.body, bytes) else None)),
            *_ALWAYS,
        ]


def _nothing() -> None:
    """What must be done when a document is sent."""


def modified_on(serving: Serving, installed: datetime.datetime) -> str | None:
    """`Last-Modified` as answers past the framework have it; `installed` is when the code was."""

    def written() -> str | None:
        when = changed(serving, installed)
        return http_date(when) if when else None

    return serving.once("changed", written)


def _plain(environ: Environ) -> tuple[str, dict[Kind, Format | None]] | None:
    """The query and the format for each kind of answer, where this is a plain query for data."""
    raw = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or environ.get("PATH_INFO") not in PATHS or len(raw) > _LONGEST:
        return None
    if FAULT in environ or any(name in environ for name in _CONDITIONS) or environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return None
    said: dict[str, str] = {}
    parts = raw.split("&", 2)
    try:
        for part in parts:
            key, _, value = part.partition("=")
            said[key] = unquote_to_bytes(value.replace("+", " ").encode("ascii")).decode()
    except UnicodeError:
        return None
    text = guard.spelt_out(said.get("query", ""))
    if len(said) < len(parts) or not said.keys() <= {"query", "format"} or not text.strip():
        return None
    formats = _formats(said.get("format") or None, environ.get("HTTP_ACCEPT"))
    return (text, formats) if formats else None


@lru_cache(maxsize=500)
def _formats(name: str | None, accept: str | None) -> dict[Kind, Format | None] | None:
    """The format for each kind of answer, not to be changed; None where a page is wanted, or nothing that there is."""
    found = {kind: chosen(kind, name, accept) for kind in ANSWER_KINDS}
    names = {one.name for one in found.values() if one}
    return found if names and "html" not in names else None
