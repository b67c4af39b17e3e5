"""Asks another engine by the SPARQL 1.1 Protocol, and reads its answer before anybody else does.

Used in query processes (`child.py`), so it imports little but the standard library and pyoxigraph. Each answer is read,
whatever the client wants: what an engine cuts off, or fills up with the words of an error, is then an error and never a
whole answer. Redirects are not followed, and nothing is sent that is not SPARQL 1.1.
"""

import http.client
import io
import re
import tempfile
from collections.abc import Sequence
from typing import IO, Any, Final
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from endpoint.queries.lexing import IRI, STRING

FORM: Final = "application/x-www-form-urlencoded"
ROWS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"
# Forms of query whose answers are rows, or yes or no; those of all others are statements.
_OF_ROWS: Final = ("SELECT", "ASK")
_SHOWN: Final = 300
_BUFFER: Final = 1 << 16
_IN_MEMORY: Final = 1 << 20
_TAGS: Final = re.compile(r"<[^>]*>")
# As in `queries/guard.py`, which this module may not import.
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Functions and options by which Virtuoso's SPARQL reaches its SQL.
_ENGINE_OWN: Final = re.compile(r"<(?:bif|sql):", re.IGNORECASE)
# IRIs, the form of a query, and the braces behind it; what only looks like that is in comments, strings and escapes.
_PARTS: Final = re.compile(
    rf"""
    \#[^\n\r]* | (?P<iri> {IRI} ) | {STRING} | \\.
    | [?$]\w+ | [\w.-]*:[\w.-]* | (?P<brace>[{{}}]) | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ONE_A_ROW: Final = "SELECT (1 AS ?row_of_the_pattern) "
_YES, _NO = (b'{"head":{},"boolean":%s}' % word for word in (b"true", b"false"))


class Refused(Exception):
    """The engine gave no answer: `failed` where the query is to blame, `engine` where the engine is."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status = status


class Engine:
    """A connection to a SPARQL 1.1 server, opened when it is needed and kept. Not for several threads at once."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)
        self._path = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
        self._line: http.client.HTTPConnection | None = None
        self._body: _Body | None = None
        self._cuts: bool | None = None
        """Whether it is one that cuts patterns off and does not say so; None where it was not asked yet."""

    def results(
        self, query: str, form: str, seconds: float, default: Sequence[str] = (), named: Sequence[str] = ()
    ) -> Any:
        """What pyoxigraph's own `query` gives: solutions, a boolean, or triples, read as they are gone through.

        `form` is the first word of the query after its prologue. Each wait for the engine ends after `seconds`.

        Raises Refused; while they are gone through also SyntaxError, OSError and HTTPException, where the answer is
        not whole. The connection must not be used again before that is over.
        """
        if uses_own_functions(query):
            raise Refused("failed", "Functions that belong to one engine (bif:, sql:) are not offered.")
        if form in ("CONSTRUCT", "DESCRIBE"):
            self._refuse_cut_patterns(query, seconds, default, named)
        graphs = [*(("default-graph-uri", one) for one in default), *(("named-graph-uri", one) for one in named)]
        response = self._ask(urlencode([("query", query), *graphs]), form, seconds)
        self._body = _Body(response)
        try:
            if response.status != 200:
                raise _refusal(response)
            if response.headers.get("X-SQL-State"):
                raise Refused("engine", "It gave a part of the answer only, because its own time was over.")
            return _read(response, self._body, form)
        except BaseException:
            self.close()  # what is left of the answer must not be taken for the next one
            raise

    def _refuse_cut_patterns(self, query: str, seconds: float, default: Sequence[str], named: Sequence[str]) -> None:
        """Raises Refused where statements are made of a pattern whose rows the engine cuts off.

        Virtuoso names its bound with rows and not with statements, so the rows of the pattern are asked for first.
        """
        if self._cuts is None:
            list(self.results(_ONE_A_ROW + "{}", "SELECT", seconds))
            self._cuts = self._body is not None and self._body.server.startswith("Virtuoso")
        rows = rows_of(query) if self._cuts else None
        if rows:
            list(self.results(rows, "SELECT", seconds, default, named))  # which are refused where they may be cut

    def _ask(self, body: str, form: str, seconds: float) -> http.client.HTTPResponse:
        headers = {"Content-Type": FORM, "Accept": ROWS if form in _OF_ROWS else TRIPLES}
        if self._body and not self._body.at_its_end():
            self.close()
        self._body = None
        # A kept connection may have been closed by the other side; the same query is sent once more then.
        for again in (self._line is not None, False):
            line = self._line or self._open(seconds)
            self._line = None
            try:
                line.request("POST", self._path, body, headers)
                response = line.getresponse()
            except (http.client.HTTPException, OSError) as fault:
                line.close()
                if again and isinstance(fault, ConnectionError | http.client.BadStatusLine):
                    continue
                raise Refused("engine", f"It cannot be asked: {fault}.") from None
            if not response.will_close:
                self._line = line
            return response
        raise AssertionError

    def _open(self, seconds: float) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        return kind(self._parts.hostname or "", self._parts.port, timeout=seconds)

    def close(self) -> None:
        """Closes the connection; it is opened anew for the next question."""
        for one in (self._body, self._line):
            if one:
                one.close()
        self._body = self._line = None


class _Body(io.RawIOBase):
    """A body as it comes; one that ends before its length is an error."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self._response = response
        self._ended = False
        most = response.headers.get("X-SPARQL-MaxRows", "")
        self.most = int(most) if most.isdigit() else 0
        self.server = str(response.headers.get("Server", ""))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._response.readinto(buffer)
        if not count:
            self._ended = True
            if self._response.length:
                raise http.client.IncompleteRead(b"", self._response.length)
        return count

    def close(self) -> None:
        self._response.close()
        super().close()

    def at_its_end(self) -> bool:
        """Whether all of it was read, so that the connection may carry another question."""
        try:
            return self._ended or self.readinto(bytearray(1)) == 0
        except (OSError, ValueError, http.client.HTTPException):
            return False


def _refusal(response: http.client.HTTPResponse) -> Refused:
    said = " ".join(_TAGS.sub(" ", response.read(20 * _SHOWN).decode("utf-8", "replace")).split())[:_SHOWN]
    if response.status == 400:
        return Refused("failed", f"The engine says: {said}")
    return Refused("engine", f"It answered {response.status}: {said}")


def _read(response: http.client.HTTPResponse, body: _Body, form: str) -> Any:
    """The answer, where it is of the kind that the form of the query has. Raises Refused for any other."""
    kind = response.headers.get_content_type()
    source: IO[bytes] = io.BufferedReader(body, _BUFFER)
    if form in _OF_ROWS:
        rows = ox.QueryResultsFormat.from_media_type(kind)
        if rows is None:
            raise _not_asked_for(kind)
        return _solutions(_counted(source, rows, body.most) if body.most else source, rows, form)
    triples = ox.RdfFormat.N_TRIPLES if kind == "text/plain" else ox.RdfFormat.from_media_type(kind)
    if triples not in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE):
        raise _not_asked_for(kind)
    return ox.parse(source, triples)


def _not_asked_for(kind: str) -> Refused:
    return Refused("engine", f"It answered with {kind}, which was not asked for.")


def _solutions(source: IO[bytes], rows: ox.QueryResultsFormat, form: str) -> Any:
    found = ox.parse_query_results(source, rows)
    if isinstance(found, ox.QueryBoolean) == (form == "ASK"):
        return found
    if isinstance(found, ox.QuerySolutions) and [one.value for one in found.variables] == ["__ASK_RETVAL"]:
        # Virtuoso answers ASK with a table.
        values = [row[0].value for row in found]
        return ox.parse_query_results(_YES if values == ["1"] else _NO, ox.QueryResultsFormat.JSON)
    raise Refused("engine", f"It answered {form} with {'rows' if form == 'ASK' else 'yes or no'}.")


def _counted(source: IO[bytes], rows: ox.QueryResultsFormat, most: int) -> IO[bytes]:
    """The answer of an engine that gives no more than `most` rows and does not say whether there are more."""
    # Closed with what reads it.
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    while piece := source.read(_BUFFER):
        kept.write(piece)
    kept.seek(0)
    found = ox.parse_query_results(kept, rows)
    if isinstance(found, ox.QuerySolutions) and sum(1 for _ in found) >= most:
        kept.close()
        raise Refused("too-many-rows", f"The engine gives no more than {most} rows, and there may be more.")
    kept.seek(0)
    return kept


def uses_own_functions(query: str) -> bool:
    """Whether the query names functions or options of one engine: as it is written, or with its \\u escapes decoded, as
    SPARQL 1.1 has it before anything else is read (19.2).
    """
    return any(
        _ENGINE_OWN.match(part["iri"] or "") for text in (query, _decoded(query)) for part in _PARTS.finditer(text)
    )


def _decoded(query: str) -> str:
    def character(escape: re.Match[str]) -> str:
        code = int(escape[1] or escape[2], 16)
        return chr(code) if code < 0x110000 else ""

    return _ESCAPE.sub(character, query)


def without_calls(query: str) -> str:
    """The query with GRAPH for SERVICE: it is right or wrong as that, and calls nobody."""
    instead = {"SERVICE": "GRAPH", "SILENT": ""}
    return _PARTS.sub(lambda part: instead.get((part["word"] or "").upper(), part[0]), query)


def rows_of(query: str) -> str | None:
    """The query for a row for each solution of the pattern of CONSTRUCT or DESCRIBE; None where there is no pattern."""
    begin: int | None = None
    construct, depth, template = False, 0, False
    for part in _PARTS.finditer(query):
        brace, word = part.group("brace"), (part.group("word") or "").upper()
        if begin is None:
            if word in ("CONSTRUCT", "DESCRIBE"):
                begin, construct = part.start(), word == "CONSTRUCT"
        elif template:
            depth += {"{": 1, "}": -1}.get(brace or "", 0)
            if depth == 0:
                return query[:begin] + _ONE_A_ROW + query[part.end() :]
        elif construct and brace:
            template, depth = True, 1
        elif brace or word in ("WHERE", "FROM"):
            rest = query[part.start() :]
            return query[:begin] + _ONE_A_ROW + rest if "{" in rest else None
    return None
