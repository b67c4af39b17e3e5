"""Search: the page that needs no script, the same as JSON, suggestions, and the description for browsers."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import NamedNode

from endpoint.finding import finding
from endpoint.finding.facets import NAMES
from endpoint.finding.finding import SIZE, Found, Hit, search
from endpoint.finding.identified import identified
from endpoint.finding.matching import ALL_KINDS, candidates
from endpoint.links import Link, href
from endpoint.negotiate import Format
from endpoint.problems import Problem
from endpoint.responses.respond import asked, here, kept
from endpoint.responses.validators import etag, serving, unchanged, validated
from endpoint.responses.wanted import wanted
from endpoint.views.index import index, line
from endpoint.views.paging import Paged, page_number, pages_of
from endpoint.views.show import Show

_SUGGESTED: Final = 10
_NAMED: Final = 6
_NEAR: Final = 55
"""Names that score less against what was searched for have hardly more in common with it than a word."""
_OFFERED: Final = 150
_MOST_PAGES: Final = 400
TITLES: Final = {
    "year": "Year",
    "type": "Type",
    "source": "Source",
    "topic": "Field of work",
    "state": "State",
    "person": "Person",
}
"""What the facets are called on the page, in their order."""
_HAVING: Final = {"year": "have a date", "state": "name one", "person": "name one"}
"""What the releases have that are counted in a facet."""

Chosen = dict[str, list[str]]
"""For each facet that is chosen from, what is chosen, each once."""


def blueprint() -> Blueprint:
    """The routes of the search."""
    routes = Blueprint("search", __name__)

    @routes.get("/search")
    def find() -> Response:
        form = wanted("search")
        tag = etag(here(*NAMES), form.name)
        response = unchanged(tag)
        if response is None:
            found = kept(tag, form.name, lambda: _searched(form))
            response = Response(found.body, content_type=form.content_type)
        response.headers["Vary"] = "Accept"
        return validated(response, tag)

    @routes.get("/suggest")
    def suggest() -> Response:
        """OpenSearch Suggestions: the words, their completions, what these are, where they lead."""
        text = request.args.get("q", "")
        hits = _things(text, _SUGGESTED)
        rows = [text, [one.label for one in hits], [_kind(one) for one in hits], [_address(one) for one in hits]]
        body = json.dumps(rows, ensure_ascii=False) + "\n"
        return validated(Response(body, content_type="application/x-suggestions+json"), etag(request.url))

    @routes.get("/opensearch.xml")
    def opensearch() -> Response:
        body = render_template("opensearch.xml")
        return validated(Response(body, content_type="application/opensearchdescription+xml"), etag(request.url))

    return routes


def _searched(form: Format) -> str:
    """What the address asks for, as JSON or as a page. Raises Problem for what cannot be searched so."""
    text, chosen = request.args.get("q", ""), _chosen()
    number, newest = page_number(request.args.get("page")), _newest()
    if number > _MOST_PAGES:
        raise Problem("not-found", f"A search shows {_MOST_PAGES} pages; narrow it to see what comes after.")
    found = search(serving()).find(text, chosen, (number - 1) * SIZE, newest=newest)
    pages = pages_of(found.total, number, SIZE)
    named = _things(text, _NAMED) if number == 1 else []
    alike = [] if named or found.total else _alike(text)
    if form.name == "html":
        return _page(text, chosen, found, named, alike, number, newest)
    said = _json(text, chosen, found, named, alike, number, pages)
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _things(text: str, most: int) -> list[Hit]:
    """What has that number or IRI, then what is called so."""
    known = search(serving())
    found = [*identified(known, serving().reader, text, request.url_root), *known.named(text, most)]
    return list({one.iri: one for one in found}.values())[:most]


def _alike(text: str) -> list[Hit]:
    """What has a name like this one, by the measure of the reconciliation: for who remembers half of a name."""
    near = candidates(search(serving()), serving().reader, text, ALL_KINDS, (), _NAMED)
    return [one.hit for one in near if one.score >= _NEAR]


def _chosen() -> Chosen:
    given = {name: dict.fromkeys(filter(None, request.args.getlist(name))) for name in NAMES}
    return {name: list(values) for name, values in given.items() if values}


def _newest() -> bool:
    order = request.args.get("order", "relevance")
    if order not in {"relevance", "newest"}:
        raise Problem("bad-request", f"There is no order {order!r}.", remedy="Give relevance or newest, or nothing.")
    return order == "newest"


def _address(hit: Hit) -> str:
    return f"{request.scheme}://{request.host}{href(hit.iri, request.script_root)}"


def _kind(hit: Hit) -> str:
    return hit.kind.replace("-", " ")


def _thing(one: Hit) -> dict[str, str | int]:
    return {"iri": one.iri, "kind": one.kind, "label": one.label, "url": _address(one), "releases": one.releases}


def _json(
    text: str, chosen: Chosen, found: Found, named: list[Hit], alike: list[Hit], number: int, pages: int
) -> dict[str, Any]:
    return {
        "query": text,
        "chosen": chosen,
        "total": found.total,
        "page": number,
        "pages": pages,
        "order": "relevance" if found.ranked else "newest",
        "things": [_thing(one) for one in named],
        "alike": [_thing(one) for one in alike],
        "releases": [
            {
                "iri": one.iri,
                "title": one.label,
                "language": one.language,
                "date": one.day or None,
                "url": _address(one),
            }
            for one in found.hits
        ],
        "facets": {
            name: [{"value": one.value, "label": one.label, "count": one.count} for one in facet.values]
            for name, facet in found.facets.items()
        },
        "having": {name: {"releases": facet.having, "of": facet.of} for name, facet in found.facets.items()},
    }


def _page(
    text: str, chosen: Chosen, found: Found, named: list[Hit], alike: list[Hit], number: int, newest: bool
) -> str:
    to = _Addresses()
    pages = min(max(1, -(-found.total // SIZE)), _MOST_PAGES)
    show, at = Show(serving().reader, request.script_root), index(serving())
    lines = [line(show, at, NamedNode(hit.iri)) for hit in found.hits]
    known = search(serving()).facets
    facets = [(title, name, found.facets[name]) for name, title in TITLES.items() if found.total and known.has(name)]
    return render_template(
        "search.html",
        text=text,
        chosen=[
            (TITLES[name], [(known.label(name, value), to.without(name, value)) for value in values])
            for name, values in chosen.items()
        ],
        hidden=[(name, value) for name, values in chosen.items() for value in values],
        many=NAMES,
        having=_HAVING,
        found=found,
        facets=facets,
        named=[(_link(hit), _kind(hit), hit.releases) for hit in named],
        alike=[(_link(hit), _kind(hit), hit.releases) for hit in alike],
        paged=Paged(lines, found.total, number, pages, (number - 1) * SIZE + 1),
        to=to,
        newest=newest,
        offered=finding.search(serving()).foremost(_OFFERED),
    )


def _link(hit: Hit) -> Link:
    return Link(hit.label, href(hit.iri, request.script_root), hit.iri)


class _Addresses:
    """Gives the address of this search with something changed; back on its first page. Asked for every facet value."""

    def __init__(self) -> None:
        self._place = url_for("search.find")
        self._now = [pair for pair in asked(*NAMES) if pair[0] not in {"page", "format"} and pair[1]]

    def with_(self, name: str, value: str) -> str:
        """With one choice more."""
        return self._address([*self._now, (name, value)])

    def without(self, name: str, value: str) -> str:
        """With that choice left out."""
        return self._address([pair for pair in self._now if pair != (name, value)])

    def changed(self, name: str, value: str | None) -> str:
        """With a parameter that stands there once set otherwise, or left out."""
        others = [pair for pair in self._now if pair[0] != name]
        return self._address(others if value is None else [*others, (name, value)])

    def _address(self, pairs: Sequence[tuple[str, str]]) -> str:
        said = "&".join(_pair(*pair) for pair in pairs)
        return f"{self._place}?{said}" if said else self._place


@lru_cache(maxsize=10_000)
def _pair(key: str, value: str) -> str:
    return urlencode({key: value})
