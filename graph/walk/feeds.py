"""Atom feeds, as the home page names them (RFC 4287), and what they say is gone (RFC 6721)."""

import datetime
from collections import Counter
from typing import Final
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from graph.walk import html
from graph.walk.http import conditions, head
from graph.walk.site import Site

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_DELETED: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_TYPE: Final = "application/atom+xml"


def feeds(site: Site) -> None:
    """Checks the feeds; what they say was withdrawn is kept in `site.withdrawn`."""
    home = site.visitor.follow(site.root, "text/html")
    page = html.read(home.text, home.url)
    found = list(dict.fromkeys(target for target, type_ in page.alternates if type_ == _TYPE and site.inside(target)))
    if not found:
        site.absent.append("Atom feed")
    for url in found:
        answer = site.visitor.ask(url)
        well = answer.status == 200 and answer.media_type == _TYPE
        if site.expect(well, "atom", url, f"it answers {answer.status} {answer.media_type}"):
            try:
                feed = ElementTree.fromstring(answer.body)
            except ElementTree.ParseError as fault:
                site.expect(False, "atom", url, f"it is no XML: {fault}")
            else:
                _feed(site, url, feed)
            conditions(site, answer, None)
            head(site, answer, None)


def _feed(site: Site, url: str, feed: ElementTree.Element) -> None:
    if not site.expect(feed.tag == f"{_ATOM}feed", "atom", url, f"it is a {feed.tag}"):
        return
    entries = feed.findall(f"{_ATOM}entry")
    for one in (feed, *entries):
        name = one.findtext(f"{_ATOM}id") or "an entry"
        for part in ("id", "title", "updated"):
            site.expect(len(one.findall(_ATOM + part)) == 1, "atom", url, f"{name} has not one {part}")
        site.expect(urlsplit(name).scheme, "atom", url, f"{name} is no IRI")
        for part in ("updated", "published"):
            for at in one.findall(_ATOM + part):
                site.expect(_is_time(at.text or ""), "atom", url, f"{name}: {at.text} is no time")
        alternates = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in one.findall(f"{_ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        )
        site.expect(max(alternates.values(), default=1) == 1, "atom", url, f"{name} has an alternate twice")
        if one is not feed:
            authored = one.find(f"{_ATOM}author") is not None or feed.find(f"{_ATOM}author") is not None
            site.expect(authored, "atom", url, f"{name} has no author")
            site.expect(alternates or one.find(f"{_ATOM}content") is not None, "atom", url, f"{name} leads nowhere")
    again = [
        key
        for key, count in Counter(
            (one.findtext(f"{_ATOM}id"), one.findtext(f"{_ATOM}updated")) for one in entries
        ).items()
        if count > 1
    ]
    site.expect(not again, "atom", url, f"{again[0][0] if again else ''} is there twice")
    own = [urljoin(url, link.get("href", "")) for link in feed.findall(f"{_ATOM}link") if link.get("rel") == "self"]
    site.expect(url in own, "atom", url, f"its self link is {', '.join(own) or 'missing'}")
    for one in (feed, *entries[: site.each]):
        for link in one.findall(f"{_ATOM}link"):
            target = urljoin(url, link.get("href", ""))
            if site.inside(target):
                there = site.visitor.follow(target, link.get("type"))
                well = there.status == 200 and link.get("type") in (None, there.media_type)
                site.expect(well, "atom-links", url, f"{target} answers {there.status} {there.media_type}")
    site.withdrawn += [one.get("ref", "") for one in feed.findall(_DELETED)]


def _is_time(text: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(text.strip()).tzinfo is not None and "T" in text
    except ValueError:
        return False
