"""Feeds, RSS 2.0, RSS 1.0 and Atom: each a page that lists items with title, day, address and first words.

No entity is ever resolved: a document with a DOCTYPE is refused before a parser sees it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

from graph.iri import address
from graph.pages.encoding import decoded, plain_signs, rejection
from graph.pages.html import plain
from graph.records import Finding, Page

SUFFIXES = (".rss", ".atom", ".rdf", ".xml")
MEDIA_TYPE = "application/rss+xml"
PUBLISHED = "Published: "
"""What stands before an item's day in the text of a feed, as the feed writes it."""

_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ITEM = frozenset({"item", "entry"})
_DAY = ("pubDate", "published", "date", "issued", "updated")
_TEXT = ("encoded", "content", "description", "summary")


def looks_like_feed(head: bytes) -> bool:
    """Whether the first bytes of a document are those of a feed."""
    return re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", head[:2000]) is not None


def page_of_feed(page: Page, raw: bytes, charset: str | None) -> tuple[Page | Finding, ...]:
    """The page that lists the feed's items, then what is to be told of it; a rejection where it cannot be read."""
    text = decoded(page, raw, charset, "the header of the page")
    if isinstance(text, Finding):
        return (text,)
    source, notices = text
    if _DOCTYPE.search(source):
        return (
            rejection(
                page.name, "feed-doctype", "has a DOCTYPE, which no feed needs", "remove it and read the feed again"
            ),
        )
    try:
        root = ElementTree.fromstring(_XML_DECLARATION.sub("", source))
    except ElementTree.ParseError as error:
        return (rejection(page.name, "feed-broken", f"is no well-formed XML: {error}", "save the feed again"),)
    blocks: list[str] = []
    addresses: list[str] = []
    for item, base in _items(root, page.url):
        title = _line(_first(item, ("title",)))
        if not title:
            continue
        day = _line(_first(item, _DAY))
        blocks.append("\n".join([title, f"{PUBLISHED}{day}", *_paragraphs(_first(item, _TEXT), title)]))
        addresses.append(_address(item, base))
    if not blocks:
        return (rejection(page.name, "feed-empty", "lists no item with a title", "check the address of the feed"),)
    return (
        replace(page, text="\n\n".join(blocks), media_type=MEDIA_TYPE, items=tuple(addresses)),
        *notices,
    )


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _first(item: ElementTree.Element, names: tuple[str, ...]) -> str:
    found = {_name(node): "".join(node.itertext()) for node in reversed(list(item))}
    return next((found[name] for name in names if found.get(name, "").strip()), "")


def _items(root: ElementTree.Element, base: str | None) -> Iterator[tuple[ElementTree.Element, str | None]]:
    """The items of a feed in order, each with the address from which its relative ones start."""
    waiting = [(root, base)]
    while waiting:
        node, above = waiting.pop()
        here = _base(node, above)
        if _name(node) in _ITEM:
            yield node, here
        waiting.extend((inner, here) for inner in reversed(node))


def _base(node: ElementTree.Element, above: str | None) -> str | None:
    """What relative addresses in a node start from: its own `xml:base`, itself relative perhaps, or that above it."""
    return address(node.attrib[_BASE], above) or above if _BASE in node.attrib else above


def _address(item: ElementTree.Element, base: str | None) -> str:
    for node in item:
        if _name(node) == "link" and node.get("rel", "alternate") == "alternate":
            written = (node.get("href") or node.text or "").strip()
            return address(written, _base(node, base)) or "" if written else ""
    return ""


def _line(text: str) -> str:
    return " ".join((plain(text) if "<" in text or "&" in text else plain_signs(text)).split())


def _paragraphs(text: str, title: str) -> Iterator[str]:
    """The paragraphs of a description, which is HTML in most feeds; the title is not told twice."""
    for line in plain(text).split("\n"):
        if line.strip() and line.strip() != title:
            yield line.strip()
