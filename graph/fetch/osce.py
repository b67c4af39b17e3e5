"""The OSCE's own site: the sitemaps that robots.txt names, and feeds; pages are asked for only where they changed."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from graph.fetch.client import MAX_BYTES, Answer, Failed
from graph.fetch.ledger import Task
from graph.fetch.sites import Outcome, content
from graph.pages.feed import looks_like_feed, page_of_feed
from graph.records import Finding, Page

SITEMAP, FEED, PAGE = "sitemap", "feed", "page"


@dataclass(frozen=True, slots=True)
class Osce:
    """The site at `base`; `feeds` are read beside the sitemaps. `wanted` chooses among the addresses they name."""

    base: str
    feeds: tuple[str, ...]
    sitemaps: Callable[[str], list[str]]
    wanted: Callable[[str], bool]
    lists: tuple[str, ...] = field(default=(SITEMAP, FEED))

    def start(self) -> Iterable[Task]:
        named = self.sitemaps(self.base) or [f"{self.base}/sitemap.xml"]
        return [*(Task(url, SITEMAP) for url in named), *(Task(url, FEED) for url in self.feeds)]

    def headers(self, task: Task) -> Mapping[str, str]:
        found = {"If-None-Match": task.etag, "If-Modified-Since": task.modified}
        return {name: value for name, value in found.items() if value}

    def take(self, task: Task, answer: Answer) -> Outcome:
        if task.kind == SITEMAP:
            return Outcome(tuple(self._listed(_unpacked(answer))))
        raw = content(answer)
        if task.kind == FEED or looks_like_feed(raw):
            found = page_of_feed(Page(answer.url, "", "", answer.url), raw, None)[0]
            if isinstance(found, Finding):
                raise Failed(f"{answer.url} {found.message}")
            return Outcome(tuple(Task(url, PAGE) for url in found.items if self.wanted(url)), keep=True)
        return Outcome(keep=True)

    def _listed(self, raw: bytes) -> Iterable[Task]:
        for entry in _xml(raw):
            address = entry.findtext("{*}loc", "").strip()
            changed = entry.findtext("{*}lastmod", "").strip()
            if entry.tag.endswith("}sitemap"):
                yield Task(address, SITEMAP, changed)
            elif entry.tag.endswith("}url") and self.wanted(address):
                yield Task(address, PAGE, changed)


def _unpacked(answer: Answer) -> bytes:
    """The sitemap, which may be a gzip file of its own."""
    raw = content(answer)
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    machine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = machine.decompress(raw, MAX_BYTES + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise Failed(f"{answer.url} cannot be unpacked: {error}") from error
    if len(found) > MAX_BYTES or not machine.eof:
        raise Failed(f"{answer.url} is no whole sitemap")
    return found


def _xml(raw: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Failed("a sitemap has a DOCTYPE, which none needs")
    try:
        return ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        raise Failed(f"a sitemap is no well-formed XML: {error}") from error
