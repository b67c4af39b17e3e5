"""New and changed releases as an Atom feed (RFC 4287), those no longer published as tombstones (RFC 6721)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from endpoint.documents.documents import replaced_by
from endpoint.documents.versions import kept_now, versions
from endpoint.links import Link
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.serving.store import Serving
from endpoint.views.index import index
from endpoint.views.show import Show
from graph import vocabulary as v

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one release."""

    iri: str
    what: str
    time: str
    link: Link
    day: str
    sources: str


def blueprint() -> Blueprint:
    """The route of the feed."""
    routes = Blueprint("feed", __name__)

    @routes.get("/feed.atom")
    def feed() -> Response:
        tag = etag(request.url, kept_now(serving()))
        if response := unchanged(tag, dated=False):
            return response
        now = serving()
        host = f"{request.scheme}://{request.host}"
        entries = list(_entries(now, Show(now.reader, request.script_root)))
        body = render_template("feed.xml", entries=entries, host=host, updated=now.created)
        return validated(Response(body, content_type="application/atom+xml; charset=utf-8"), tag, dated=False)

    return routes


def _entries(serving: Serving, show: Show) -> Iterator[Entry]:
    """The last change of each release, newest first; releases of the first snapshot are new in it.

    What has another name now is told of under that one, and what has no page not at all.
    """
    at = index(serving)
    seen: set[str] = set()
    for iri, what, time in _changes(serving):
        if iri in seen:
            continue
        if len(seen) == _MOST:
            return
        node = NamedNode(iri)
        link = show.link(node)
        if replaced_by(serving.reader, node) or (what != "removed" and link.href is None):
            continue
        seen.add(iri)
        sources = ", ".join(one.text for one in show.links(show.reader.nodes(node, v.DCTERMS_PUBLISHER)))
        yield Entry(iri, what, _stamp(time), link, at.dates.get(node, ""), sources)


def _changes(serving: Serving) -> Iterator[tuple[str, str, datetime.datetime]]:
    at = index(serving)
    found = versions(serving)
    for version in found:
        for what in ("removed", "added", "changed"):
            releases = [NamedNode(iri) for iri in version.changes.get(what, [])]
            yield from ((one.value, what, version.time) for one in at.newest(releases))
    if found and not found[-1].changes:
        yield from ((one.value, "added", found[-1].time) for one in at.dates)


def _stamp(time: datetime.datetime) -> str:
    return time.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
