"""The OSCE's own site: the sitemaps that robots.txt names, and feeds; pages are asked for only where they changed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urlsplit
from xml.etree import ElementTree

from graph import packed
from graph.counting import counted
from graph.fetch.ledger import Task
from graph.fetch.sites import Outcome
from graph.fetch.wire import MAX_BYTES, Answer, Failed, content
from graph.hosts import authority, folded
from graph.iri import address
from graph.pages.feed import BROKEN, looks_like_feed, page_of_feed
from graph.records import Finding, Page

SITEMAP, FEED, PAGE = "sitemap", "feed", "page"
# The index of an index of an index is the deepest that is read; no site has so many.
_DEEPEST = 3
_ADDRESS = re.compile(r"https?://[^\s<>]+$")
# What a sitemap is called, and what stands in it.
_ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}


@dataclass(frozen=True, slots=True)
class Osce:
    """The site at `base`; `feeds` are read beside the sitemaps. `wanted` chooses among the addresses they name.

    Sitemaps and pages of other hosts are passed over, whoever names them.
    """

    base: str
    feeds: tuple[str, ...]
    sitemaps: Callable[[str], list[str]]
    wanted: Callable[[str], bool]
    lists: tuple[str, ...] = field(default=(SITEMAP, FEED))
    revisits: tuple[str, ...] = field(default=(PAGE,))

    def start(self) -> Iterable[Task]:
        found = [address(url, self.base) for url in self.sitemaps(self.base)]
        named = [url for url in found if url and self._is_here(url)] or [f"{self.base}/sitemap.xml"]
        return [*(Task(url, SITEMAP) for url in named), *(Task(url, FEED) for url in self.feeds)]

    def headers(self, task: Task) -> Mapping[str, str]:
        found = {"If-None-Match": task.etag, "If-Modified-Since": task.modified}
        return {name: value for name, value in found.items() if value}

    def take(self, task: Task, answer: Answer) -> Outcome:
        raw = _unpacked(answer) if task.kind == SITEMAP else content(answer)
        # A sitemap may be a feed as well.
        if task.kind == FEED or looks_like_feed(raw):
            found, *told = page_of_feed(Page(answer.url, "", "", answer.url), raw, None)
            # Of a broken feed the build reads what it can; here it is asked for again.
            broken = (one for one in told if isinstance(one, Finding) and one.rule == BROKEN)
            if fault := found if isinstance(found, Finding) else next(broken, None):
                raise Failed(f"{answer.url} {fault.message}")
            assert isinstance(found, Page)
            return replace(self._outcome((("url", url, "") for url in found.items), answer.url, 0), keep=True)
        if task.kind != SITEMAP:
            return Outcome(keep=True)
        entries = _lines(raw) or _entries(raw, answer.url)
        return self._outcome(entries, answer.url, int(task.note) if task.note.isdecimal() else 0)

    def _outcome(self, entries: Iterable[tuple[str, str, str]], source: str, depth: int) -> Outcome:
        """What the entries of a list lead to; `depth` is how many lists led to it. What they pass over is told."""
        tasks: list[Task] = []
        passed = Counter[str]()
        for name, written, changed in entries:
            url = self._folded(urldefrag(address(written, source) or "").url)
            if not url or (name == "url" and not self.wanted(url)):
                continue
            if not self._is_here(url):
                passed[f"of another host ({folded(url)})"] += 1
            elif name == "url":
                tasks.append(Task(url, PAGE, changed))
            elif depth < _DEEPEST:
                tasks.append(Task(url, SITEMAP, str(depth + 1)))
            else:
                passed[f"that is a sitemap more than {_DEEPEST} levels below the first"] += 1
        notes = (f"{source} names {counted(many, f'address {what}')}" for what, many in passed.items())
        return Outcome(tuple(tasks), notes=tuple(f"{one}; passed over" for one in notes))

    def _is_here(self, url: str) -> bool:
        return authority(url) == authority(self.base)

    def _folded(self, url: str) -> str:
        """The address as the site writes its own, so that one page is asked for once.

        It may differ by `www.`, by the port that the scheme has anyway, a dot behind the host or a name of a user.
        """
        if not url or folded(url) != folded(self.base):
            return url
        base = urlsplit(self.base)
        scheme = "https" if base.scheme == "https" else urlsplit(url).scheme
        return urlsplit(url)._replace(scheme=scheme, netloc=base.netloc).geturl()


def _unpacked(answer: Answer) -> bytes:
    """The sitemap, which may be a gzip file of its own."""
    raw = content(answer)
    if not raw.startswith(packed.MAGIC):
        return raw
    try:
        found = packed.members(raw, MAX_BYTES)
    except packed.PackedError as error:
        raise Failed(f"{answer.url} {error}") from error
    if not found.whole:
        raise Failed(f"{answer.url} unpacks to more than {MAX_BYTES >> 20} MB")
    return found.content


def _lines(raw: bytes) -> list[tuple[str, str, str]]:
    """The entries of a sitemap of plain text, an address a line (sitemaps.org); none where it is no such one."""
    lines = raw.decode("utf-8-sig", "replace").split()
    return [("url", line, "") for line in lines] if lines and all(map(_ADDRESS.match, lines)) else []


def _entries(raw: bytes, sitemap: str) -> list[tuple[str, str, str]]:
    """The entries of a sitemap: what each is, where, and when it changed."""
    target = _Entries(sitemap)
    # All at once: in pieces, a long comment would be looked through again with each.
    parser = ElementTree.XMLParser(target=target)
    try:
        parser.feed(raw)
        parser.close()
    except ElementTree.ParseError as error:
        raise Failed(f"{sitemap} is no well-formed XML: {error}") from error
    return target.found


class _Entries:
    """Gathers the entries while a sitemap is parsed, without a tree, which would weigh far more than the sitemap."""

    def __init__(self, sitemap: str) -> None:
        self.found: list[tuple[str, str, str]] = []
        self._sitemap = sitemap
        self._open: list[str] = []
        self._said: dict[str, list[str]] = {}

    def doctype(self, *parts: str | None) -> None:
        raise Failed(f"{self._sitemap} has a DOCTYPE, which no sitemap needs")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._open.append(tag.rpartition("}")[2])
        if len(self._open) == 1 and self._open[0] not in _ENTRIES:
            raise Failed(f"{self._sitemap} is no sitemap")
        if len(self._open) == 2:
            self._said = {"loc": [], "lastmod": []}

    def data(self, text: str) -> None:
        if len(self._open) == 3 and self._open[2] in self._said:
            self._said[self._open[2]].append(text)

    def end(self, tag: str) -> None:
        name = self._open.pop()
        if len(self._open) == 1 and name == _ENTRIES[self._open[0]]:
            loc, changed = ("".join(self._said[part]).strip() for part in ("loc", "lastmod"))
            self.found.append((name, loc, changed))

    def close(self) -> None:
        """Nothing is left to do."""
