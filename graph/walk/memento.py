"""Time: TimeGates, TimeMaps and mementos (RFC 7089) of a few things."""

import datetime
from email.utils import format_datetime

from graph.walk.headers import Link, links, names, time
from graph.walk.site import Site
from graph.walk.visit import Answer

_SOME = 3


def memento(site: Site) -> None:
    """Checks the TimeGates and TimeMaps that documents of things lead to."""
    found: dict[str, Link] = {}
    maps: dict[str, Link] = {}
    for iri in site.examples[:_SOME]:
        first = site.visitor.ask(site.address(iri) or iri, "text/turtle, text/html;q=0.5")
        answer = site.visitor.follow(first.url, "text/turtle, text/html;q=0.5")
        # RFC 7089 2.2.2: the original says it, so that its client need not follow first.
        own = {word for one in _links(site, first, "link") for word in one.relations}
        later = {word for one in _links(site, answer, "link") for word in one.relations}
        site.expect("timegate" in own or "timegate" not in later, "timegate-named", first.url, "only its document does")
        for one in _links(site, answer, "link"):
            (found if "timegate" in one.relations else maps if "timemap" in one.relations else {})[one.target] = one
    if not found:
        site.absent.append("Memento")
    mementos = {one: _timemap(site, one) for one in maps if site.inside(one)}
    known = {url for each in mementos.values() for url, _ in each}
    for gate in filter(site.inside, found):
        _timegate(site, gate, known, [at for each in mementos.values() for _, at in each])


def _links(site: Site, answer: Answer, rule: str) -> list[Link]:
    try:
        return links(answer.headers.get("link", ""), answer.url)
    except ValueError as fault:
        site.expect(False, rule, answer.url, str(fault))
        return []


def _timegate(site: Site, gate: str, known: set[str], times: list[datetime.datetime]) -> None:
    wanted = [None, *(format_datetime(at.astimezone(datetime.UTC), usegmt=True) for at in [*times[:1], *times[-1:]])]
    wanted.append("Thu, 01 Jan 1970 00:00:00 GMT")
    for at in wanted:
        answer = site.visitor.ask(gate, **({"accept_datetime": at} if at else {}))
        if not site.expect(answer.status in (200, 302), "timegate", gate, f"for {at or 'no time'}: {answer.status}"):
            continue
        vary = names(answer.headers.get("vary", ""))
        site.expect("accept-datetime" in vary, "timegate", gate, f"Vary is {', '.join(vary) or 'missing'}")
        relations = {word for one in _links(site, answer, "timegate") for word in one.relations}
        site.expect("original" in relations, "timegate", gate, "its Link names no original")
        if answer.status == 302:
            place = answer.location or ""
            site.expect("memento-datetime" not in answer.headers, "timegate", gate, "a TimeGate is no memento")
            if known:
                site.expect(place in known, "timegate", gate, f"it chose {place}, which the TimeMap does not list")
            there = site.visitor.follow(place, "text/turtle, */*;q=0.1") if place else answer
            chosen = time(there.headers.get("memento-datetime", ""))
            asked = time(at) if at else None
            if asked and chosen and times and min(times) <= asked:
                site.expect(chosen <= asked, "timegate", gate, f"for {at} it chose {chosen}")
    bad = site.visitor.ask(gate, accept_datetime="the day before yesterday")
    site.expect(bad.status == 400, "accept-datetime", gate, f"it answers {bad.status}")


def _timemap(site: Site, url: str) -> list[tuple[str, datetime.datetime]]:
    answer = site.visitor.ask(url, "application/link-format")
    got = f"it answers {answer.status} {answer.media_type}"
    if not site.expect(answer.status == 200 and answer.media_type == "application/link-format", "timemap", url, got):
        return []
    try:
        found = links(answer.text, url)
    except ValueError as fault:
        site.expect(False, "timemap", url, str(fault))
        return []
    words = {word for one in found for word in one.relations}
    for word in ("original", "timegate", "self", "memento"):
        site.expect(word in words, "timemap", url, f"it names no {word}")
    listed: list[tuple[str, datetime.datetime]] = []
    for one in found:
        if "memento" in one.relations:
            at = time(one.parameters.get("datetime", ""))
            if site.expect(at, "timemap", url, f"{one.target} has no time"):
                assert at is not None
                listed.append((one.target, at))
    for target, at in listed[:1] + listed[-1:]:
        if site.inside(target):
            _memento(site, target, at)
    return listed


def _memento(site: Site, url: str, at: datetime.datetime) -> None:
    answer = site.visitor.follow(url, "text/turtle, */*;q=0.1")
    if not site.expect(answer.status == 200, "memento", url, f"it answers {answer.status}"):
        return
    said = answer.headers.get("memento-datetime", "")
    site.expect(time(said) == at, "memento", url, f"Memento-Datetime is {said or 'missing'}, the TimeMap states {at}")
    relations = {word for one in _links(site, answer, "memento") for word in one.relations}
    for word in ("original", "timegate", "timemap"):
        site.expect(word in relations, "memento", url, f"its Link names no {word}")
