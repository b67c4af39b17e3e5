"""Web archives: each capture that is a page becomes one."""

import datetime
import hashlib
from collections.abc import Iterator

from graph.iri import address
from graph.pages.captures import FEEDS, SUFFIXES, Trace, captures
from graph.pages.feed import looks_like_feed, page_of_feed
from graph.pages.html import looks_like_html, page_of_html
from graph.pages.text import page_of_text
from graph.records import Finding, Page, Sighting, page_id

__all__ = ["SUFFIXES", "pages_of_warc"]


def pages_of_warc(name: str, path: str) -> Iterator[Page | Sighting | Finding]:
    """The pages of an archive in order, each with its address and the time of its capture; what is told of the rest."""
    for found in captures(name, path):
        if isinstance(found, Finding):
            yield found
            continue
        url, retrieved = address(found.url), _time(found.date)
        if isinstance(found, Trace):
            to = address(found.to, url) if url and found.to else None
            if url and (found.what != "moved" or (to and page_id(to) != page_id(url))):
                yield Sighting(found.name, url, retrieved, found.what, to or "")
            continue
        page = Page(found.name, "", hashlib.sha256(found.content).hexdigest(), url, retrieved)
        if found.media_type in FEEDS or looks_like_feed(found.content):
            yield from page_of_feed(page, found.content, found.charset)
        elif found.media_type == "text/plain" and not looks_like_html(found.content):
            yield from page_of_text(page, found.content, found.charset, "its answer")
        else:
            yield from page_of_html(page, found.content, found.charset, "its answer")


def _time(date: datetime.datetime | None) -> str | None:
    if date is None:
        return None
    return date.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
