"""The order in which the parts of a site are looked at, and what came of it."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from graph.errors import InputError
from graph.walk.crawlers import crawlers
from graph.walk.description import description
from graph.walk.documents import documents
from graph.walk.faults import faults
from graph.walk.feeds import feeds
from graph.walk.memento import memento
from graph.walk.names import names
from graph.walk.pages import pages
from graph.walk.rules import RULES, Finding
from graph.walk.service import service
from graph.walk.site import Site
from graph.walk.streams import streams
from graph.walk.visit import Refused, Spent, Visitor

# The small parts first, so that a walk that is stopped has seen each.
PARTS: Final[tuple[Callable[[Site], None], ...]] = (
    crawlers,
    description,
    service,
    feeds,
    memento,
    streams,
    faults,
    documents,
    names,
    pages,
)
# Of the requests that are left, so that what comes after has some too.
SHARES: Final[Mapping[Callable[[Site], None], float]] = {documents: 0.6, names: 0.3}


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found. `held` counts how often each rule held, `absent` is what the site does not offer."""

    site: str
    requests: int
    findings: tuple[Finding, ...]
    held: Mapping[str, int]
    absent: tuple[str, ...]
    unasked: Mapping[str, int]
    stopped: tuple[str, ...]

    @property
    def broken(self) -> list[Finding]:
        """Findings about rules that a site must keep."""
        return [one for one in self.findings if one.level == "must"]

    def as_json(self) -> dict[str, object]:
        """All of it as values that JSON has."""
        return {
            "site": self.site,
            "requests": self.requests,
            "stopped": list(self.stopped),
            "absent": list(self.absent),
            "unasked": dict(self.unasked),
            "held": {name: self.held[name] for name in RULES if name in self.held},
            "findings": [
                {
                    "rule": one.rule,
                    "level": one.level,
                    "url": one.url,
                    "detail": one.detail,
                    "text": RULES[one.rule].text,
                    "source": RULES[one.rule].source,
                }
                for one in self.findings
            ],
        }


def walk(
    url: str,
    *,
    limit: int = 2000,
    each: int = 2,
    pause: float = 0.5,
    agent: str = "osce-graph-check",
    obey_robots: bool = True,
    dump_bytes: int = 50_000_000,
) -> Walk:
    """Walks the site at the address. At most `limit` requests are made, `each` things of a kind are looked at.

    Raises InputError where the address is none, or nobody answers there.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(
            "is no address of a site",
            source=url,
            rule="it begins with http:// or https://",
            remedy="give the address of the front page",
        )
    root = url.partition("?")[0].partition("#")[0]
    root = root if root.endswith("/") else root + "/"
    with closing(Visitor(agent, limit, pause, obey_robots)) as visitor:
        return _walked(Site(root, visitor, each=each, dump_bytes=dump_bytes), limit)


def _walked(site: Site, limit: int) -> Walk:
    visitor, stopped = site.visitor, []
    first = visitor.ask(site.root, "text/html, */*;q=0.1")
    if first.status == 0:
        raise InputError(
            f"nobody answers: {first.fault}",
            source=site.root,
            rule="the site is running",
            remedy="start it, or correct the address",
        )
    for part in PARTS:
        visitor.limit = visitor.asked + int((limit - visitor.asked) * SHARES.get(part, 1.0))
        try:
            part(site)
        except Spent as spent:
            stopped.append(f"{part.__name__}: {spent}")
        except Refused as refused:
            stopped.append(f"{part.__name__} and what comes after: {refused}")
            break
    for answer in visitor.answers():
        well = 0 < answer.status < 500 or answer.status == 501
        site.expect(well, "answers", answer.url[:200], answer.fault or f"it answers {answer.status}")
    unasked = Counter(site.unasked)
    return Walk(site.root, visitor.asked, tuple(site.findings), site.held, tuple(site.absent), unasked, tuple(stopped))
