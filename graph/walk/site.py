"""The site that is walked: where it is, what its names begin with, and what has been found of it so far."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from graph.walk.rdf import Triple
from graph.walk.rules import RULES, Finding
from graph.walk.visit import Answer, Visitor


@dataclass(slots=True)
class Site:
    """What the parts of a walk share.

    `root` is the address of the site, with a slash at the end; `space` is what its names begin with, which need not be
    the same: then a name is asked for at the address that it has below the root.
    """

    root: str
    visitor: Visitor
    space: str = ""
    each: int = 2
    dump_bytes: int = 0
    findings: list[Finding] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    absent: list[str] = field(default_factory=list)
    unasked: Counter[str] = field(default_factory=Counter)
    description: set[Triple] = field(default_factory=set)
    listed: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    pages: dict[str, Answer] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    streams: list[str] = field(default_factory=list)

    def expect(self, holds: object, rule: str, url: str, detail: str) -> bool:
        """Counts that a rule was tried, and keeps the finding where it does not hold."""
        if holds:
            self.held[rule] += 1
        elif (found := Finding(rule, url, detail)) not in self.findings:
            self.findings.append(found)
        return bool(holds)

    def address(self, iri: str) -> str | None:
        """Where a name or an address of this site is asked for; None for anything else."""
        bare = iri.partition("#")[0]
        if self.space and bare.startswith(self.space):
            return self.root + bare.removeprefix(self.space)
        return bare if bare.startswith(self.root) else None

    def inside(self, url: str) -> bool:
        """Whether an address belongs to the host."""
        return urlsplit(url)[:2] == urlsplit(self.root)[:2]

    def kind(self, url: str) -> str:
        """The part of the site that an address belongs to: the first step of its path."""
        return url.removeprefix(self.root).partition("?")[0].partition("/")[0]

    def absolute(self, path: str) -> str:
        """The address of a path below the root."""
        return urljoin(self.root, path)

    def some(self, urls: Iterable[str], each: int = 0) -> Iterator[str]:
        """A few of each part of the site, the parts taken in turns, so that a short walk sees them all."""
        kinds: dict[str, list[str]] = {}
        for url in urls:
            kinds.setdefault(self.kind(url), []).append(url)
        size = each or self.each
        chosen = [_spread(found, size) for found in kinds.values()]
        for place in range(size):
            yield from (found[place] for found in chosen if place < len(found))


def _spread(found: list[str], size: int) -> list[str]:
    """So many of the list, as far apart as they can be."""
    if len(found) <= size:
        return found
    return [found[place * (len(found) - 1) // max(size - 1, 1)] for place in range(size)]


__all__ = ["RULES", "Site"]
