"""One input to its pages: which reader it needs is told by its name, or by its first bytes."""

import sys
from collections.abc import Iterator

from graph.packed import ZSTANDARD
from graph.pages import feed, html, text, warc
from graph.pages.encoding import MAX_BYTES, rejection, too_large
from graph.pages.inputs import STDIN, Input
from graph.records import Finding, Page, Sighting

NOT_SINGLE = "page-not-single"
"""The rule that a file breaks which holds more than the one page that is asked for."""
_ARCHIVE = (b"WARC/", b"\x1f\x8b")
# Archives that are packed by others: their first bytes, what they are, what to do.
_PACKED = (
    (b"PK\x03\x04", "a ZIP file, as WACZ is", "unpack it and give the web archives in it, or the folder"),
    (ZSTANDARD, "packed with Zstandard", "unpack it with `zstd -d` and give what was in it"),
    # A frame with the dictionary for what follows.
    (b"\x5d\x2a\x4d\x18", "packed with Zstandard and a dictionary", "unpack it with a tool that knows such archives"),
)


def read(source: Input) -> Iterator[Page | Sighting | Finding]:
    """The pages in a file (or on standard input for `-`), and what is to be told of it.

    An archive gives many pages, one after the other, and sightings of pages; any other file gives one page, or the
    rejection of it.
    """
    if source.path != STDIN and source.name.lower().endswith(warc.SUFFIXES):
        yield from warc.pages_of_warc(source.name, source.path)
        return
    try:
        raw = _bytes(source.path)
    except OSError as error:
        remedy = "make the file readable and build again"
        yield rejection(source.name, "unreadable", f"cannot be read: {error.strerror}", remedy)
        return
    packed = next(((what, remedy) for magic, what, remedy in _PACKED if raw.startswith(magic)), None)
    if packed:
        yield rejection(source.name, "page-binary", f"is {packed[0]}", packed[1])
    elif raw.startswith(_ARCHIVE) and source.path != STDIN:
        yield from warc.pages_of_warc(source.name, source.path)
    elif len(raw) > MAX_BYTES:
        yield too_large(source.name, "save the page alone, not an archive of pages")
    else:
        yield from pages_of(source.name, raw)


def load(source: Input) -> Page | Finding:
    """The one page in a file; a rejection where there is none or more than one."""
    found = list(read(source))
    pages = [page for page in found if isinstance(page, Page)]
    if len(pages) == 1:
        return pages[0]
    told = next((one for one in found if isinstance(one, Finding)), None)
    if told and not pages:
        return told
    message = f"holds {len(pages)} pages, where one is asked for"
    return rejection(source.name, NOT_SINGLE, message, "give a file that holds one page")


def pages_of(name: str, raw: bytes) -> Iterator[Page | Finding]:
    """The page that these bytes of a file are, header and all, or why they are none.

    Of a text in UTF-16 (Notepad's "Unicode") the digest is that of the same text in UTF-8, as which it is read.
    """
    if not html.looks_like_html(raw) and not feed.looks_like_feed(raw):
        raw = text.narrow(raw)
    header, position = text.header_of(raw)
    content = raw[position:]
    page = text.bare_page(name, content, header)
    if isinstance(page, Finding):
        yield page
    elif feed.looks_like_feed(content):
        yield from feed.page_of_feed(page, content, header.get("charset"))
    elif name.lower().endswith(html.SUFFIXES) or html.looks_like_html(content):
        yield from html.page_of_html(page, content, header.get("charset"))
    else:
        yield from text.page_of_file(page, content, header.get("charset", "utf-8"), position)


def _bytes(path: str) -> bytes:
    # One byte more than allowed is enough to know; a 50 MB file is never held whole.
    if path == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)
