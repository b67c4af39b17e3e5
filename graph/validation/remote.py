"""The statements of a SPARQL endpoint, read page by page: never more than was allowed, never fewer than it counts.

The only module that knows SPARQLWrapper. Queries only ask; an endpoint that fails, answers past what was asked, or
gives other than it counted, is an error: a validation of half the data would be a pass nobody earned. So are blank
nodes on two pages: their labels are good for one answer only (SPARQL 1.1 results in JSON, section 3.2.2), so that
nobody can tell which of them are one node.
"""

import re
import time
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Final
from urllib.error import HTTPError

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, Quad, QueryResultsFormat, Store
from SPARQLWrapper import JSON, SPARQLWrapper

from graph.errors import InputError, unreached
from graph.hosts import same_site

STATEMENTS: Final = 1_000_000
"""The most statements that are read from an endpoint, unless told otherwise."""
PAGE: Final = 10_000
"""Statements asked for at a time, unless told otherwise."""
_SECONDS: Final = 60
_BYTES: Final = 64_000_000
_SHOWN: Final = 1_000
_TRIES: Final = 2
# `²` is a digit to Python, and thousands of digits are no number to it.
_NUMBER: Final = re.compile("[0-9]{1,18}")
# The default graph of many endpoints is the merge of the named ones; what these hold is not read twice.
_ALL: Final = "{ GRAPH ?g { ?s ?p ?o } } UNION { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?other { ?s ?p ?o } } }"


def is_endpoint(what: str) -> bool:
    """Whether `what` is the address of a SPARQL endpoint and not a file."""
    return what.lower().startswith(("http://", "https://"))


def read(endpoint: str, most: int = STATEMENTS, page: int = PAGE) -> Store:
    """All statements of `endpoint`, each in its graph. Raises InputError where they cannot be had in full."""
    store = Store()
    counted = _count(endpoint)
    if counted > most:
        raise _error(endpoint, f"it holds more than {most:,} statements", "endpoint-large", "raise --statements")
    got = labelled = 0
    while got < counted:
        query = f"SELECT ?s ?p ?o ?g {{ {_ALL} }} ORDER BY ?g ?s ?p ?o LIMIT {page} OFFSET {got}"
        quads = [_quad(endpoint, row) for row in _rows(endpoint, query)]
        if not quads or len(quads) > page:
            raise _lies(endpoint, f"it gave {len(quads)} statements where {min(page, counted - got)} were due")
        labelled += any(isinstance(term, BlankNode) for quad in quads for term in quad)
        if labelled > 1:
            remedy = (
                f"raise --page-size to {counted}, so that one page holds all, or validate a dump of the data instead"
            )
            raise _error(endpoint, "it has blank nodes on more than one page", "endpoint-blank-nodes", remedy)
        if len(set(quads)) != len(quads):
            raise _lies(endpoint, "it gave a statement twice in one answer")
        before = len(store)
        store.extend(quads)
        if len(store) - before != len(quads):
            raise _lies(endpoint, "it gave the same statements on two pages")
        got += len(quads)
    if got != counted:
        raise _lies(endpoint, f"it counted {counted:,} statements and gave {got:,}")
    # Whoever counts too few would have the rest pass unseen.
    if _rows(endpoint, f"SELECT ?s ?p ?o ?g {{ {_ALL} }} LIMIT 1 OFFSET {counted}"):
        raise _lies(endpoint, f"it counted {counted:,} statements and has more")
    return store


def _quad(endpoint: str, row: ox.QuerySolution) -> Quad:
    try:
        return Quad(row["s"], row["p"], row["o"], row["g"] or DefaultGraph())
    except TypeError as error:
        raise _lies(endpoint, f"it gave a row that is no statement: {str(row)[:200]}") from error


def _count(endpoint: str) -> int:
    rows = _rows(endpoint, f"SELECT (COUNT(*) AS ?n) {{ {_ALL} }}")
    number = rows[0]["n"] if rows else None
    if not isinstance(number, Literal) or not _NUMBER.fullmatch(number.value):
        raise _lies(endpoint, "it did not say how many statements it holds")
    return int(number.value)


def _rows(endpoint: str, query: str) -> list[ox.QuerySolution]:
    for left in reversed(range(_TRIES)):
        try:
            rows = _parsed(_ask(endpoint, query))
            if isinstance(rows, str):
                raise _lies(endpoint, rows)
            return rows
        except (OSError, HTTPException) as error:
            if not left:
                remedy = "see that it is up and answers SPARQL 1.1 queries; a smaller --page-size asks less at a time"
                raise _error(endpoint, f"it failed: {unreached(error)}", "endpoint-failed", remedy) from error
            time.sleep(1)
        except ValueError as error:
            # `http://[::1` is no address, neither as that of the endpoint nor as the one that it leads to.
            remedy = "give the address at which it answers SPARQL 1.1 queries"
            raise _error(endpoint, f"it cannot be asked: {unreached(error)}", "endpoint-address", remedy) from error
    raise AssertionError("unreachable")


def _parsed(answer: bytes) -> list[ox.QuerySolution] | str:
    """The rows of an answer, or what is wrong with it."""
    try:
        answers = ox.parse_query_results(answer, format=QueryResultsFormat.JSON)
        if isinstance(answers, ox.QuerySolutions):
            return list(answers)
        return "it answered yes or no where rows were asked for"
    except (SyntaxError, ValueError) as error:
        return f"its answer is no SPARQL result in JSON: {error}"


def _ask(endpoint: str, query: str) -> bytes:
    wrapper = SPARQLWrapper(endpoint, agent="osce-graph")
    wrapper.setTimeout(_SECONDS)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(query)
    # The library would follow redirects to wherever they lead.
    request = wrapper._createRequest()
    try:
        response = urllib.request.build_opener(_SameHost(endpoint)).open(request, timeout=_SECONDS)
    except HTTPError as refused:
        with refused:
            said = " ".join(refused.read(_SHOWN).decode("utf-8", "replace").split())
        raise OSError(f"{refused}: {said}") from refused
    with response:
        answer: bytes = response.read(_BYTES + 1)
    if len(answer) > _BYTES:
        raise _error(endpoint, f"an answer is larger than {_BYTES:,} bytes", "endpoint-large", "lower --page-size")
    return answer


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within the host that was named, from http to https too, and no other."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> Any:
        """The answer from where a redirect leads. Raises ValueError where that is no address."""
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except ValueError:
            fp.close()  # the library leaves it open
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """The request that follows. Raises InputError where that would go to another host."""
        if not same_site(req.full_url, newurl):
            fp.close()
            remedy = "give that address itself, if you trust it"
            raise _error(self._endpoint, f"it leads to another host: {newurl}", "endpoint-elsewhere", remedy)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _lies(endpoint: str, message: str) -> InputError:
    return _error(endpoint, message, "endpoint-unsound", "validate a dump of the data instead")


def _error(endpoint: str, message: str, rule: str, remedy: str) -> InputError:
    return InputError(message, source=endpoint, rule=rule, remedy=remedy)
