"""Reads pages: what they link to, and what they are made of. Pure."""

import json
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass(slots=True)
class Page:
    """What a checker wants to know of a page; addresses are absolute, with their fragments."""

    language: str = ""
    title: str = ""
    headings: int = 0
    ids: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    alternates: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    @property
    def bad_blocks(self) -> list[str]:
        """What is wrong with its blocks of JSON-LD."""
        found = []
        for block in self.blocks:
            try:
                json.loads(block)
            except ValueError as fault:
                found.append(str(fault))
        return found


_ADDRESSES = {
    "a": "href",
    "area": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "iframe": "src",
    "image": "href",
    "use": "href",
    "source": "src",
    "form": "action",
}


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self._base, self._into = Page(), base, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = given.get("lang", "")
        if tag == "base" and "href" in given:
            self._base = urljoin(self._base, given["href"])
        if "id" in given:
            self.page.ids[given["id"]] += 1
        self.page.headings += tag == "h1"
        if tag == "title" and not self.page.title:
            self._into = "title"
        if tag == "script" and given.get("type") == "application/ld+json":
            self._into = "block"
            self.page.blocks.append("")
        name = _ADDRESSES.get(tag)
        if name and name in given and given.get("method", "get").lower() == "get":
            self._address(tag, urljoin(self._base, given[name].strip()), given)

    def _address(self, tag: str, target: str, given: dict[str, str]) -> None:
        if not target.startswith(("http://", "https://")) or given.get("rel") in ("preconnect", "dns-prefetch"):
            return
        if tag == "link" and "alternate" in given.get("rel", "").split() and "type" in given:
            self.page.alternates.append((target, given["type"]))
        elif tag != "form":
            self.page.links.append(target)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "script"):
            self._into = ""

    def handle_data(self, data: str) -> None:
        if self._into == "title":
            self.page.title += data
        elif self._into == "block":
            self.page.blocks[-1] += data


def read(text: str, url: str) -> Page:
    """The page at the address."""
    reader = _Reader(url)
    reader.feed(text)
    reader.close()
    return reader.page
