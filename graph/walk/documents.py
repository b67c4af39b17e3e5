"""Things and their documents: what every client of Linked Data relies on, for some things of each part of the site."""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from pyoxigraph import NamedNode

from graph.walk.headers import links, names
from graph.walk.http import conditions, head, related
from graph.walk.rdf import FORMS, Triple, canonical, read
from graph.walk.site import Site
from graph.walk.visit import Answer

_HTML: Final = "text/html"
_TYPES: Final = (*FORMS, _HTML)
_NONE: Final = "application/x-no-such-type"


def documents(site: Site) -> None:
    """Looks at the examples, at what the pages of the sitemap are about, then at kinds that only documents name."""
    begun = [*site.examples, *(_subject(site, one) for one in site.pages.values())]
    seen, kinds = set[str](), dict[str, int]()
    waiting = list(dict.fromkeys(begun))
    found = 0
    while waiting:
        iri = waiting.pop(0)
        url = site.address(iri)
        if url is None or url in seen or kinds.get(site.kind(url), 0) >= site.each:
            continue
        seen.add(url)
        kinds[site.kind(url)] = kinds.get(site.kind(url), 0) + 1
        said = _thing(site, iri, url)
        found += bool(said)
        named = sorted(_names(site, said))
        site.named |= {one: url for one in named if one not in site.named}
        waiting += site.some((one for one in named if site.kind(site.address(one) or "") not in kinds), 1)
    site.expect(found, "something", site.root, "no document in RDF was found")


def _subject(site: Site, page: Answer) -> str:
    """The name of what a page is about: its Link says so, or it is its own."""
    try:
        related = links(page.headers.get("link", ""), page.url)
    except ValueError:
        related = []
    described = [one.target for one in related if "describes" in one.relations]
    return next((one for one in described if site.address(one)), page.url)


def _names(site: Site, said: set[Triple]) -> set[str]:
    found = {term.value for one in said for term in (one[0], one[2]) if isinstance(term, NamedNode)}
    return {one for one in found if site.address(one)}


def _thing(site: Site, iri: str, url: str) -> set[Triple]:
    """Checks one thing in every format; returns what its documents say."""
    graphs: dict[str, set[Triple]] = {}
    answers: dict[str, Answer] = {}
    for wanted in _TYPES:
        first = site.visitor.ask(url, wanted)
        if first.status == 406:
            continue
        if first.status == 410:
            return set()
        answer = site.visitor.follow(url, wanted) if first.location else first
        if not site.expect(answer.status == 200, "dereference", url, f"as {wanted} it answers {answer.status}"):
            continue
        if answer.media_type != wanted:
            # A server may send what was not asked for; where it says that it has this, it must give it.
            site.expect(not _offers(answer, wanted), "type-asked", url, f"asked for {wanted}, got {answer.media_type}")
            continue
        site.expect(True, "type-asked", url, "")
        answers[wanted] = answer
        _negotiated(site, first, answer)
        _document(site, answer)
        if wanted in FORMS and (said := _read(site, answer)) is not None:
            graphs[wanted] = said
            mine = {iri, url, answer.url, iri.partition("#")[0]}
            about = any(getattr(term, "value", "") in mine for one in said for term in (one[0], one[2]))
            site.expect(about, "about", answer.url, f"it says nothing of {iri}")
        if wanted == _HTML:
            site.pages.setdefault(answer.url, answer)
    _same(site, url, graphs)
    if len(answers) > 1:
        _qualities(site, url, list(answers))
    return set().union(*graphs.values())


def _offers(answer: Answer, wanted: str) -> bool:
    try:
        related = links(answer.headers.get("link", ""), answer.url)
    except ValueError:
        return False
    return any("alternate" in one.relations and one.parameters.get("type") == wanted for one in related)


def _negotiated(site: Site, first: Answer, answer: Answer) -> None:
    """The steps from a thing to its document."""
    if first.location:
        well = first.status in (301, 302, 303, 307, 308)
        site.expect(well, "dereference", first.url, f"it leads on with {first.status}")
        other = site.visitor.ask(first.url, _HTML if answer.media_type != _HTML else "text/turtle")
        if other.location != first.location:
            _varies(site, first)
        return
    other = site.visitor.ask(first.url, _HTML if answer.media_type != _HTML else "text/turtle")
    if other.status == 200 and other.media_type != answer.media_type:
        _varies(site, first)
        given = "content-location" in first.headers
        site.expect(given, "content-location-given", first.url, f"as {answer.media_type} it has no Content-Location")


def _varies(site: Site, answer: Answer) -> None:
    said = names(answer.headers.get("vary", ""))
    site.expect(said & {"accept", "*"}, "vary", answer.url, f"Vary is {', '.join(sorted(said)) or 'missing'}")


def _document(site: Site, answer: Answer) -> None:
    """One document by itself: its headers, conditions and relations."""
    url, accept = answer.url, answer.media_type
    if place := answer.headers.get("content-location"):
        there = site.visitor.ask(urljoin(url, place), None)
        same = there.status == 200 and there.media_type == answer.media_type and there.body == answer.body
        site.expect(
            same, "content-location", url, f"{place} answers {there.status} {there.media_type} and not the same"
        )
    conditions(site, answer, accept)
    head(site, answer, accept)
    related(site, answer)


def _read(site: Site, answer: Answer) -> set[Triple] | None:
    try:
        said = read(
            answer.body, FORMS[answer.media_type], answer.url, lambda url: _context(site, urljoin(answer.url, url))
        )
    except ValueError as fault:
        site.expect(False, "reads", answer.url, str(fault))
        return None
    site.expect(True, "reads", answer.url, "")
    return said


def _context(site: Site, url: str) -> Any:
    answer = site.visitor.follow(site.address(url) or url, "application/ld+json, application/json;q=0.9")
    try:
        found = json.loads(answer.body)["@context"]
    except (ValueError, KeyError, TypeError):
        found = None
    site.expect(
        answer.status == 200 and found is not None, "context", url, f"it answers {answer.status} {answer.media_type}"
    )
    return found or {}


def _same(site: Site, url: str, graphs: dict[str, set[Triple]]) -> None:
    if len(graphs) < 2:
        return
    first, *others = ((wanted, canonical(said)) for wanted, said in graphs.items())
    for wanted, said in others:
        more, less = sorted(said - first[1]), sorted(first[1] - said)
        example = (more or less or [""])[0]
        detail = f"{wanted} has {len(more)} statements more and {len(less)} fewer than {first[0]}: {example[:200]}"
        site.expect(said == first[1], "same-graph", url, detail)


def _qualities(site: Site, url: str, offered: list[str]) -> None:
    for header, wanted in _headers(offered):
        got = site.visitor.follow(url, header).media_type
        site.expect(got in wanted, "quality", url, f"Accept: {header} is answered {got}")
    none = site.visitor.follow(url, _NONE)
    site.expect(none.status == 406, "not-acceptable", url, f"Accept: {_NONE} is answered {none.status}")


def _headers(offered: list[str]) -> Iterator[tuple[str, set[str]]]:
    """Accept headers of every kind, and the types that may answer them."""
    for one, other in (offered[:2], offered[1::-1], offered[-2:]):
        yield f"{one};q=0.3, {other};q=0.8", {other}
        yield f"{one};q=0.9,{other};q=0.2,*/*;q=0.1", {one}
    first, second = offered[:2]
    yield f"{first};q=0, */*", {*offered} - {first}
    yield f"{_NONE}, {second};q=0.1", {second}
    yield f"{_NONE};q=0.9, */*;q=0.1", {*offered}
    yield second.upper(), {second}
    yield f"{second.partition('/')[0]}/*", {one for one in offered if one.startswith(second.partition("/")[0])}
    yield f"  {first} ; q=0.5 ,, {second} ; q=1.000", {second}
