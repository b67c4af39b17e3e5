"""Feeds, RSS 2.0, RSS 1.0 and Atom: each a page that lists items with title, day, address and first words.

No entity is ever resolved: a document that declares any is refused before a parser sees it. A DOCTYPE that only names
where a definition lies, as that of RSS 0.91 does, is taken away; nobody asks for it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

from graph.iri import address
from graph.pages.encoding import decoded, one_byte_head, plain_signs, rejection
from graph.pages.html import plain
from graph.pages.tags import has_too_many_attributes, overloaded
from graph.pages.xml import Tree, parsed
from graph.records import Finding, Page

SUFFIXES = (".rss", ".atom", ".rdf", ".xml")
MEDIA_TYPE = "application/rss+xml"
BROKEN = "feed-broken"
PUBLISHED = "Published: "
"""What stands before an item's day in the text of a feed, as the feed writes it."""
CATEGORY = "Category: "
"""What stands before each of an item's categories there, below the day."""
AUTHOR = "Author: "
"""What stands before an item's author there, between the two."""

_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_QUOTED = r"""(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')"""
_EXTERNAL = re.compile(
    rf"<!DOCTYPE\s{{1,9}}[\w:.-]{{1,80}}\s{{1,9}}(?:PUBLIC\s{{1,9}}{_QUOTED}\s{{1,9}}|SYSTEM\s{{1,9}}){_QUOTED}\s{{0,9}}>"
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ITEM = frozenset({"item", "entry"})
_DAY = ("pubDate", "published", "date", "issued", "updated")
_TEXT = ("encoded", "content", "description", "summary")


def looks_like_feed(head: bytes) -> bool:
    """Whether the first bytes of a document are those of a feed."""
    return re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", one_byte_head(head)) is not None


def page_of_feed(page: Page, raw: bytes, charset: str | None) -> tuple[Page | Finding, ...]:
    """The page that lists the feed's items, then what is to be told of it; a rejection where it cannot be read."""
    text = decoded(page, raw, charset, "the header of the page")
    if isinstance(text, Finding):
        return (text,)
    source, notices = text
    source = _EXTERNAL.sub("", _XML_DECLARATION.sub("", source), count=1)
    if _DOCTYPE.search(source):
        message = "has a DOCTYPE with declarations of its own, which no feed needs"
        return (rejection(page.name, "feed-doctype", message, "remove it and read the feed again"),)
    tree = parsed(source)
    blocks: list[str] = []
    addresses: list[str] = []
    untitled = 0
    for item, base in _items(tree, page.url):
        written = _first(item, ("title",)), _first(item, _TEXT)
        if any(map(has_too_many_attributes, written)):
            return (overloaded(page.name),)
        title = _line(written[0])
        if not title:
            untitled += 1
            continue
        day = _line(_first(item, _DAY))
        categories = (f"{CATEGORY}{words}" for words in _categories(item))
        said = [f"{PUBLISHED}{day}", *(f"{AUTHOR}{words}" for words in _authors(item)), *categories]
        blocks.append("\n".join([title, *said, *_paragraphs(written[1], title)]))
        addresses.append(_address(item, base))
    if not blocks and tree.error:
        return (rejection(page.name, BROKEN, f"is no well-formed XML: {tree.error}", "save the feed again"),)
    if not blocks:
        return (rejection(page.name, "feed-empty", "lists no item with a title", "check the address of the feed"),)
    page = replace(page, text="\n\n".join(blocks), media_type=MEDIA_TYPE, items=tuple(addresses))
    return (page, *notices, *_told(page, tree, untitled))


def _told(page: Page, tree: Tree, untitled: int) -> Iterator[Finding]:
    """What is to be told of a feed of which items could be read."""
    if tree.error:
        message = f"is no well-formed XML ({tree.error}); the items before that are read, and none behind it"
        yield Finding("notice", page.name, BROKEN, message, "save the feed again", page.id)
    if tree.mended:
        message = f"has {tree.mended:,} `&` that XML does not know; they are read as HTML means them"
        yield Finding("notice", page.name, "feed-mended", message, "nothing to do", page.id)
    if untitled:
        message = f"lists {untitled:,} item(s) without a title, which are left out"
        yield Finding("notice", page.name, "item-untitled", message, "give the pages of these items", page.id)


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _first(item: ElementTree.Element, names: tuple[str, ...]) -> str:
    found = {_name(node): "".join(node.itertext()) for node in reversed(list(item))}
    return next((found[name] for name in names if found.get(name, "").strip()), "")


def _categories(item: ElementTree.Element) -> list[str]:
    """RSS writes them as text, Atom as a label for readers or a term for programs."""
    nodes = (node for node in item if _name(node) == "category")
    return [words for node in nodes if (words := _line(node.get("label") or node.get("term") or node.text or ""))]


def _authors(item: ElementTree.Element) -> list[str]:
    """RSS has them as `dc:creator`, Atom as the name of an author."""
    nodes = [node for node in item if _name(node) == "creator"]
    nodes += [inner for node in item if _name(node) == "author" for inner in node if _name(inner) == "name"]
    return [words for node in nodes if (words := " ".join(plain_signs(node.text or "").split()))]


def _items(tree: Tree, url: str | None) -> Iterator[tuple[ElementTree.Element, str | None]]:
    """The whole items of a feed in order, each with the address from which its relative ones start."""
    waiting = [(tree.root, _home(tree.root, url))] if tree.root is not None else []
    while waiting:
        node, above = waiting.pop()
        here = _base(node, above)
        if _name(node) in _ITEM and node in tree.whole:
            yield node, here
        waiting.extend((inner, here) for inner in reversed(node))


def _home(root: ElementTree.Element, url: str | None) -> str | None:
    """The site that a feed is of, as its channel says, or else the feed's own address."""
    channel = next((node for node in (root, *root) if _name(node) == "channel"), None)
    link = (
        next((node.text for node in channel if _name(node) == "link" and node.text), "") if channel is not None else ""
    )
    return (address(link, url) if link and link.strip() else None) or url


def _base(node: ElementTree.Element, above: str | None) -> str | None:
    """What relative addresses in a node start from: its own `xml:base`, itself relative perhaps, or that above it."""
    return address(node.attrib[_BASE], above) or above if _BASE in node.attrib else above


def _address(item: ElementTree.Element, base: str | None) -> str:
    for node in item:
        if _name(node) == "link" and node.get("rel", "alternate") == "alternate":
            written = (node.get("href") or node.text or "").strip()
            return address(written, _base(node, base)) or "" if written else ""
    # RSS 2.0: a guid is the item's address unless it says that it is none.
    guid = next((node for node in item if _name(node) == "guid"), None)
    lasting = guid is not None and guid.get("isPermaLink", "true").strip() == "true"
    return address(guid.text) or "" if lasting and guid is not None and guid.text else ""


def _line(text: str) -> str:
    return " ".join((plain(text) if "<" in text or "&" in text else plain_signs(text)).split())


def _paragraphs(text: str, title: str) -> Iterator[str]:
    """The paragraphs of a description, which is HTML in most feeds; the title is not told twice."""
    for line in plain(text).split("\n"):
        if line.strip() and line.strip() != title:
            yield line.strip()
