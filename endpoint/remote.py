"""Other people's engines over HTTP: asking by the SPARQL 1.1 Protocol, loading by the Graph Store Protocol."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse, serialize

from graph import difference
from graph.errors import InputError
from graph.snapshot import Snapshot

_SECONDS: Final = 60.0
_SHOWN: Final = 300


def is_address(text: str) -> bool:
    """Whether the text is the address of a server and no folder."""
    return text.startswith(("http://", "https://"))


def ask(endpoint: str, query: str, media_types: list[str], seconds: float = _SECONDS) -> bytes:
    """The endpoint's answer in one of the media types, the first liked best.

    Raises InputError where it cannot be reached, refuses, or answers with anything else.
    """
    accept = ", ".join(f"{one};q={1 - number / 20:.2f}" for number, one in enumerate(media_types))
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    status, kind, body = _send("POST", endpoint, headers, urlencode({"query": query}).encode(), seconds)
    if status != 200:
        raise _refused(endpoint, status, body)
    if kind not in media_types:
        raise InputError(
            f"answered with {kind or 'no media type'}",
            source=endpoint,
            rule=f"an answer is one of {', '.join(media_types)}",
            remedy="check that the address is that of a SPARQL endpoint, or choose another --format",
        )
    return body


def publish(snapshot: Snapshot, store: str, since: Snapshot | None = None) -> Iterator[tuple[str, str]]:
    """Brings the named graphs of the store to what the snapshot says: yields `put` or `delete` with each graph.

    With `since`, only graphs that differ from that snapshot are sent. Every step can be repeated, so a run that broke
    off is simply begun again. The store's default graph is left alone: the merge of all graphs is the engine's view.
    Raises InputError where the store refuses.
    """
    touched = _touched(since, snapshot) if since else None
    sent: set[str] = set()
    for graph, triples in _graphs(snapshot):
        if touched is None or graph in touched:
            _change("PUT", store, graph, triples)
            sent.add(graph)
            yield "put", graph
    for graph in sorted((touched or set()) - sent):
        _change("DELETE", store, graph, None)
        yield "delete", graph


def _graphs(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """The named graphs as N-Triples. Sorted lines are sorted by subject, so graphs are gathered first."""
    quads = parse(path=snapshot.path / "data.nq", format=RdfFormat.N_QUADS)
    named = [(one.graph_name.value, one.triple) for one in quads if isinstance(one.graph_name, NamedNode)]
    for graph, pairs in groupby(sorted(named, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        yield graph, serialize((triple for _, triple in pairs), format=RdfFormat.N_TRIPLES) or b""


def _touched(before: Snapshot, after: Snapshot) -> set[str]:
    lines = b"".join(line if line.endswith(b"\n") else line + b"\n" for _, line in difference.lines(before, after))
    names = {one.graph_name for one in parse(lines, format=RdfFormat.N_QUADS)}
    return {one.value for one in names if not isinstance(one, DefaultGraph)}


def _change(method: str, store: str, graph: str, body: bytes | None) -> None:
    sign = "&" if urlsplit(store).query else "?"
    address = f"{store}{sign}graph={quote(graph, safe='')}"
    status, _, said = _send(method, address, {"Content-Type": "application/n-triples"}, body, _SECONDS)
    # A graph that is to go and is not there is gone already.
    if not (200 <= status < 300 or (method, status) == ("DELETE", 404)):
        raise _refused(store, status, said)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect may lead anywhere, so it is an error to be seen and not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


def _send(
    method: str, address: str, headers: Mapping[str, str], body: bytes | None, seconds: float
) -> tuple[int, str, bytes]:
    """Status, media type and the whole body; a body that was cut off is an error and never an answer."""
    request = urllib.request.Request(address, data=body, headers=dict(headers), method=method)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds) as response:
            return response.status, response.headers.get_content_type(), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read(_SHOWN)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise InputError(
            f"cannot be asked: {getattr(fault, 'reason', fault)}",
            source=address,
            rule="the server must be there and answer whole",
            remedy="check the address and that the server runs",
        ) from None


def _refused(address: str, status: int, body: bytes) -> InputError:
    said = " ".join(body.decode("utf-8", "replace").split())[:_SHOWN]
    return InputError(
        f"answered {status}: {said}",
        source=address,
        rule="the server must allow what is asked of it",
        remedy="correct the query, or the address and what the server permits",
    )
