"""Other people's engines over HTTP: asking by the SPARQL 1.1 Protocol, loading by the Graph Store Protocol."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from urllib.parse import quote, urlencode, urlsplit

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse, serialize

from endpoint.problems import Problem
from graph.errors import InputError, unreached
from graph.iri import BASE
from graph.publication import difference
from graph.snapshot import Snapshot

_SECONDS: Final = 60.0
_READ: Final = 1 << 16
"""Of an error, as much as is read."""
_SHOWN: Final = 300
_IN_MEMORY: Final = 1 << 20
"""Of a graph that is sent, what is held in memory; the rest waits in a file."""


def is_address(text: str) -> bool:
    """Whether the text is the address of a server and no folder."""
    return text.startswith(("http://", "https://"))


def ask(endpoint: str, query: str, media_types: list[str], seconds: float = _SECONDS) -> tuple[str, bytes]:
    """The endpoint's answer in one of the media types, the first liked best, and which one that is.

    Raises Problem where it had no answer, in its own words where they are ours; InputError where it cannot be reached,
    refuses the query, or answers with anything else.
    """
    accept = ", ".join(f"{one};q={1 - number / 20:.2f}" for number, one in enumerate(media_types))
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    status, kind, body = _send("POST", endpoint, headers, urlencode({"query": query}).encode(), seconds)
    if status != 200:
        raise _told(body) or _unanswered(endpoint, status, body) or _refused(endpoint, status, body)
    if kind not in media_types:
        raise InputError(
            f"answered with {kind or 'no media type'}",
            source=endpoint,
            rule=f"an answer is one of {', '.join(media_types)}",
            remedy="check that the address is that of a SPARQL endpoint, or choose another --format",
        )
    return kind, body


def _told(body: bytes) -> Problem | None:
    """The problem that an endpoint of our kind tells of."""
    try:
        said = json.loads(body)
        name = str(said["type"]).removeprefix(f"{BASE}problem/")
        return Problem(name, str(said["detail"]), remedy=said["remedy"], status=int(said["status"]))
    except (ValueError, TypeError, KeyError):
        return None


def _unanswered(endpoint: str, status: int, body: bytes) -> Problem | None:
    """The problem where a server of another kind could not answer, whatever is wrong with it or with the query."""
    return Problem("engine-failed", f"{endpoint} answered {status}: {_shown(body)}") if status >= 500 else None


def publish(snapshot: Snapshot, store: str, since: Snapshot | None = None) -> Iterator[tuple[str, str]]:
    """Brings the named graphs of the store to what the snapshot says: yields `put` or `delete` with each graph.

    With `since`, only graphs that differ from that snapshot are sent. Every step can be repeated, so a run that broke
    off is simply begun again. The store's default graph is left alone: the merge of all graphs is the engine's view.
    Raises InputError where the store refuses.
    """
    data = Store.read_only(str(snapshot.store_path))
    named = {one.value for one in data.named_graphs() if isinstance(one, NamedNode)}
    touched = _touched(since, snapshot) if since else named
    for graph in sorted(touched & named):
        with _packed_up(data, graph) as triples:
            _change("PUT", store, graph, triples)
        yield "put", graph
    for graph in sorted(touched - named):
        _change("DELETE", store, graph)
        yield "delete", graph


def _packed_up(data: Store, graph: str) -> IO[bytes]:
    """A named graph as N-Triples, in a file: a graph may be large, and its length is told before it is sent."""
    file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - who sends it closes it
    quads = data.quads_for_pattern(None, None, None, NamedNode(graph))
    serialize((one.triple for one in quads), file, format=RdfFormat.N_TRIPLES)
    return file


def _touched(before: Snapshot, after: Snapshot) -> set[str]:
    with SpooledTemporaryFile(_IN_MEMORY) as lines:
        for _, line in difference.lines(before, after):
            lines.write(line if line.endswith(b"\n") else line + b"\n")
        lines.seek(0)
        names = {one.graph_name for one in parse(lines, format=RdfFormat.N_QUADS)}
    return {one.value for one in names if not isinstance(one, DefaultGraph)}


def _change(method: str, store: str, graph: str, triples: IO[bytes] | None = None) -> None:
    sign = "&" if urlsplit(store).query else "?"
    address = f"{store}{sign}graph={quote(graph, safe='')}"
    headers = {"Content-Type": "application/n-triples"}
    if triples:
        headers["Content-Length"] = str(triples.tell())
        triples.seek(0)
    status, _, said = _send(method, address, headers, triples, _SECONDS)
    # A graph that is to go and is not there is gone already.
    if not (200 <= status < 300 or (method, status) == ("DELETE", 404)):
        raise _refused(store, status, said)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect may lead anywhere, so it is an error to be seen and not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


def _send(
    method: str, address: str, headers: Mapping[str, str], body: bytes | IO[bytes] | None, seconds: float
) -> tuple[int, str, bytes]:
    """Status, media type and the whole body; a body that was cut off is an error and never an answer.

    Raises Problem where it takes too long.
    """
    request = urllib.request.Request(address, data=body, headers=dict(headers), method=method)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as response:
            return response.status, response.headers.get_content_type(), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read(_READ)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if isinstance(getattr(fault, "reason", fault), TimeoutError):
            raise Problem("query-timeout", f"{address} gave no answer in {seconds:g} seconds.") from None
        raise InputError(
            f"cannot be asked: {unreached(fault)}",
            source=address,
            rule="the server must be there and answer whole",
            remedy="check the address and that the server runs",
        ) from None


def _refused(address: str, status: int, body: bytes) -> InputError:
    return InputError(
        f"answered {status}: {_shown(body)}",
        source=address,
        rule="the server must allow what is asked of it",
        remedy="correct the query, or the address and what the server permits",
    )


def _shown(body: bytes) -> str:
    return " ".join(body.decode("utf-8", "replace").split())[:_SHOWN]
