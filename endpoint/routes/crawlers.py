"""What crawlers read: robots.txt and the sitemap, an index of files with the pages about things."""

import datetime
from collections.abc import Iterator
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request, url_for
from pyoxigraph import NamedNode

from endpoint.documents.versions import versions
from endpoint.links import href
from endpoint.problems import Problem
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.serving.store import Serving
from endpoint.views.index import index
from graph import vocabulary as v

_FILE = 10_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_KINDS = (
    *(
        v.STATE,
        v.STRUCTURE,
        v.FOAF_PERSON,
        v.PLACE,
        v.FIELD_OF_WORK,
        v.MEETING_SERIES,
        v.ORG_ORGANIZATION,
        v.CONTENT_TYPE,
    ),
    *(v.SH_SPARQL_SELECT_EXECUTABLE, v.SH_SPARQL_ASK_EXECUTABLE, v.SH_SPARQL_CONSTRUCT_EXECUTABLE),
    *(v.SCHEMA_EVENT, v.SCHEMA_QUOTATION, v.TENURE),
)
"""Roles, notes and saved pages are told on the pages of what they belong to."""
_PAGES = (
    "",
    "release/",
    "state/",
    "field-operation/",
    "structure/",
    "person/",
    "field-of-work/",
    "place/",
    "event/",
    "meeting-series/",
    "quote/",
    "navigation/",
    "quality",
    "version/",
    "ontology.html",
    "shapes.html",
    "dataset.html",
)

_OF_EACH_SNAPSHOT = ("", "quality", "version/", "dataset.html")
"""They tell of the snapshot itself."""


def blueprint() -> Blueprint:
    """The routes of the crawlers' files."""
    routes = Blueprint("crawlers", __name__)

    @routes.get("/robots.txt")
    def robots() -> Response:
        root = request.script_root
        # Queries and files cost more than a crawler needs; everything they say stands on the pages too.
        lines = [
            "User-agent: *",
            f"Disallow: {root}/sparql?",
            f"Disallow: {root}/search?",
            f"Disallow: {root}/dump/",
            f"Disallow: {root}/reconcile",
        ]
        lines += ["", f"Sitemap: {url_for('crawlers.sitemap', _external=True)}"]
        return validated(Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"), etag("robots"))

    @routes.get("/sitemap.xml")
    def sitemap() -> Response:
        day = serving().created[:10]
        files = range(1, -(-len(_pages(serving())) // _FILE) + 1)
        places = (url_for("crawlers.part", number=number, _external=True) for number in files)
        return _xml("sitemapindex", "sitemap", ((place, day) for place in places))

    @routes.get("/sitemap/<int:number>.xml")
    def part(number: int) -> Response:
        pages = _pages(serving())[(number - 1) * _FILE : number * _FILE] if number else []
        if not pages:
            raise Problem("not-found", f"There is no part {number} of the sitemap.", remedy="Begin with /sitemap.xml.")
        host = f"{request.scheme}://{request.host}"
        return _xml("urlset", "url", ((host + address(page, request.script_root), day) for page, day in pages))

    return routes


def address(page: str | NamedNode, root: str) -> str:
    """The path of a page of the site, or of the page about a thing."""
    return f"{root}/{page}" if isinstance(page, str) else f"{href(page.value, root)}.html"


def _pages(serving: Serving) -> list[tuple[str | NamedNode, str]]:
    return serving.once("sitemap", lambda: list(_listed(serving)))


def _listed(serving: Serving) -> Iterator[tuple[str | NamedNode, str]]:
    """Every page with the day on which what it tells changed; nothing where no snapshot that is kept says when."""
    changed, sealed = _changed(serving), serving.created[:10]
    newest = {"release/": max(changed.values(), default=""), **dict.fromkeys(_OF_EACH_SNAPSHOT, sealed)}
    yield from ((page, newest.get(page, "")) for page in _PAGES)
    things = [*index(serving).dates, *(one for cls in _KINDS for one in serving.reader.subjects(v.RDF_TYPE, cls))]
    yield from ((one, changed.get(one.value, "")) for one in dict.fromkeys(things))


def _changed(serving: Serving) -> dict[str, str]:
    """The days on which releases last changed: those of the snapshots that brought them or made them what they are."""
    found: dict[str, str] = {}
    kept = versions(serving)
    for at in kept:
        day = at.time.astimezone(datetime.UTC).date().isoformat()
        for what in ("added", "changed"):
            for iri in at.changes.get(what, []):
                found.setdefault(iri, day)
    if kept and not kept[-1].changes:  # the first of all, which brought what none after it did
        day = kept[-1].time.astimezone(datetime.UTC).date().isoformat()
        found = {one.value: day for one in index(serving).dates} | found
    return found


def _xml(root: str, item: str, pages: Iterator[tuple[str, str]]) -> Response:
    tag = etag(request.url)
    if response := unchanged(tag):
        return response
    rows = (
        f"<{item}><loc>{escape(place)}</loc>" + (f"<lastmod>{day}</lastmod>" if day else "") + f"</{item}>"
        for place, day in pages
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + f'<{root} xmlns="{_NAMESPACE}">\n'
        + "\n".join(rows)
        + f"\n</{root}>\n"
    )
    return validated(Response(body, content_type="application/xml; charset=utf-8"), tag)
