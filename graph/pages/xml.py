"""XML as feeds have it, of which what stands before a fault is read, and whose `&` may be those of HTML."""

import html
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from html.entities import html5
from typing import cast
from xml.etree import ElementTree

# `Tom & Ann`, `one&nbsp;two`: of such XML knows five by name.
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(?P<name>[A-Za-z]{2,31}\d{0,2};)?")
_RAW, _RAW_END = "<![CDATA[", "]]>"


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """What was read of a document: its root, None where nothing was; which of its elements are `whole`.

    `error` says why nothing behind them could be read, `mended` how many `&` were read as HTML means them.
    """

    root: ElementTree.Element | None
    whole: Set[ElementTree.Element]
    error: str = ""
    mended: int = 0


def parsed(source: str) -> Tree:
    """The document, which declares no entities; as far as it is well-formed."""
    strict = _parsed(source)
    if not strict.error or "&" not in source:
        return strict
    parts, count = [], 0
    for text, is_raw in _parts(source):
        right, found = (text, 0) if is_raw else _AMPERSAND.subn(_meant, text)
        parts.append(right)
        count += found
    mended = _parsed("".join(parts)) if count else strict
    return Tree(mended.root, mended.whole, mended.error, count) if len(mended.whole) > len(strict.whole) else strict


def _parsed(source: str) -> Tree:
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("start", "end"))
    root: ElementTree.Element | None = None
    whole: set[ElementTree.Element] = set()
    error = ""
    try:
        parser.feed(source)
        for found in parser.read_events():
            event, node = cast(tuple[str, ElementTree.Element], found)
            root = node if root is None else root
            if event == "end":
                whole.add(node)
        parser.close()
    except ElementTree.ParseError as fault:
        error = str(fault)
    return Tree(root, whole, error)


def _parts(source: str) -> Iterator[tuple[str, bool]]:
    """The document in pieces, each with whether it stands in a section in which `&` is nothing but that."""
    at = 0
    while (start := source.find(_RAW, at)) >= 0:
        yield source[at:start], False
        end = source.find(_RAW_END, start)
        at = end + len(_RAW_END) if end >= 0 else len(source)
        yield source[start:at], True
    yield source[at:], False


def _meant(ampersand: re.Match[str]) -> str:
    name = ampersand["name"]
    if name in html5:
        return "".join(f"&#{ord(sign)};" for sign in html5[name])
    return html.escape(ampersand[0])
