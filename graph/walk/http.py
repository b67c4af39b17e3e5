"""What holds of any answer by HTTP, whatever it is: conditions, HEAD, and the relations in its Link."""

import datetime
from typing import Final

from graph.walk.headers import links, time
from graph.walk.site import Site
from graph.walk.visit import Answer

_SAME: Final = (
    *("content-type", "content-length", "etag", "last-modified", "cache-control"),
    *("link", "vary", "content-location", "location", "memento-datetime"),
)
# What a 304 must carry as the 200 would (RFC 9110 15.4.5).
_KEPT: Final = ("etag", "vary", "content-location", "cache-control")


def conditions(site: Site, answer: Answer, accept: str | None) -> None:
    """The validators of a document, and what is answered to those who have it, or had another."""
    url, tag, since = answer.url, answer.headers.get("etag"), answer.headers.get("last-modified")
    if site.expect(tag, "etag", url, "it has no ETag"):
        for sent in (str(tag), f'"another", {tag}', "*"):
            again = site.visitor.ask(url, accept, if_none_match=sent)
            lost = [name for name in _KEPT if again.headers.get(name) != answer.headers.get(name)]
            well = again.status == 304 and not again.body and not lost
            what = f"If-None-Match: {sent} is answered {again.status}" + (f" without {', '.join(lost)}" if lost else "")
            site.expect(well, "not-modified", url, what)
        other = site.visitor.ask(url, accept, if_none_match='"another"')
        site.expect(other.status == 200, "not-modified", url, f"another's ETag is answered {other.status}")
    if since:
        at = time(since)
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=5)
        if site.expect(at and at <= now, "last-modified", url, f"Last-Modified is {since!r}"):
            again = site.visitor.ask(url, accept, if_modified_since=since)
            site.expect(again.status == 304, "not-modified", url, f"If-Modified-Since is answered {again.status}")


def head(site: Site, answer: Answer, accept: str | None) -> None:
    """HEAD answers as the GET did that had this answer."""
    there = site.visitor.ask(answer.url, accept, "HEAD")
    differing = [name for name in _SAME if there.headers.get(name) != answer.headers.get(name)]
    well = there.status == answer.status and not differing and not there.body
    site.expect(
        well, "head", answer.url, f"HEAD answers {there.status}; not the same: {', '.join(differing) or 'the body'}"
    )


def related(site: Site, answer: Answer) -> None:
    """Relations can be read, and lead to what they say where they lead into the site."""
    try:
        found = links(answer.headers.get("link", ""), answer.url)
    except ValueError as fault:
        site.expect(False, "link", answer.url, str(fault))
        return
    for one in found:
        target = site.address(one.target) or (one.target if site.inside(one.target) else None)
        if target is None:
            continue
        site.expect(one.relations, "link", answer.url, f"{one.target} has no relation")
        typed = one.parameters.get("type")
        there = site.visitor.follow(target, typed)
        what = f"{' '.join(sorted(one.relations))} leads to {target}, which answers {there.status} {there.media_type}"
        # What a withdrawn thing was is still a document about it.
        well = there.status in (200, 410) and typed in (None, there.media_type)
        site.expect(well, "link", answer.url, what)
