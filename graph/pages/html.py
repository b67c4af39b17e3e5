"""Pages saved as HTML: the text that a reader sees, as lines, and what only the mark-up tells.

The old site of the OSCE (Drupal 6) and its newer sub-sites mark title, text and the cards of a listing by class; those
parts alone become the canonical text. Any other page is taken whole, without navigation. Either way the text has the
form of a saved text page, so that the same layouts read both.

Decision 2026-11-28: resiliparse parses, finds the parts and makes the text. Alternatives: trafilatura, which drops the
title and the block of labels and is many times slower; selectolax, which takes time quadratic in the depth of nesting.
Cost: its CSS selectors are fewer.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import ElementNode, HTMLTree

from graph.iri import address
from graph.pages.encoding import MAX_DEPTH, decoded, nests_too_deep, rejection
from graph.records import Finding, Page
from graph.text import Span

SUFFIXES = (".html", ".htm", ".xhtml")
MEDIA_TYPE = "text/html"

_BEGINNING = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|div|h1)\b", re.IGNORECASE | re.DOTALL
)
_CARD = ".search-result-news"
_CARD_TITLES = (".search-title", "dt.search-title > h3", "span.field-content")
_TITLES = ("div.content--header > h1", "div.content--content > h1", "h1")
_PARTS = ("div.content--header", "div.content--content", "div.node-content")
_SKIPPED = ["nav", "footer", "aside", "form", "iframe", ".pager", ".breadcrumb", ".element-invisible"]
_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.IGNORECASE)
_ITEM = re.compile(r"^[ \t]*[•◦▪]\s+", re.MULTILINE)
# `• Place:` with its value in a block of its own: one line.
_LABEL_AND_VALUE = re.compile(r"^([ \t]*[•◦▪][^\n:]{2,40}:)[ \t]*\n[ \t]+(?=[^\s•◦▪])", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_LABEL = re.compile(r"(?:Publishing date|Content type|Where we are|What we do|Locations?|Collections):\s*\S.*")
_PAGE_TITLE_END = re.compile(r"\s*[|–-]\s*OSCE\s*$")


def looks_like_html(content: bytes) -> bool:
    """Whether the first bytes of a document are those of HTML."""
    return _BEGINNING.match(content) is not None


def page_of_html(
    page: Page, raw: bytes, charset: str | None, declared_by: str = "the header of the page"
) -> tuple[Page | Finding, ...]:
    """The page with the text of `raw`, then what is to be told of it; a rejection alone where it cannot be read.

    `page` has name, address, time and digest; `charset` is what somebody said outside the page, `declared_by` who.
    """
    text = decoded(page, raw, charset, declared_by)
    if isinstance(text, Finding):
        return (text,)
    source, notices = text
    if nests_too_deep(source):
        return (
            rejection(
                page.name,
                "page-nested",
                f"nests its elements deeper than {MAX_DEPTH}",
                "save the page from a browser again; no page of the OSCE is built like that",
            ),
        )
    language = _LANG.search(source[:5000])
    page = replace(page, media_type=MEDIA_TYPE, language=language[1] if language else None)
    return (_read(page, source), *notices)


def _read(page: Page, source: str) -> Page | Finding:
    tree = HTMLTree.parse(source)
    cards = _all(tree, _CARD)
    if cards:
        read = _listing(page, tree, cards)
    else:
        parts = [node.html for selector in _PARTS for node in _all(tree, selector)]
        text = plain("\n".join(parts) if parts else tree)
        read = replace(page, text=text, heading=_heading(text, tree))
    if not read.text.strip():
        return rejection(page.name, "page-empty", "shows no text", "save the page again, after it has been drawn")
    return read


def plain(source: str | HTMLTree) -> str:
    """The lines that a reader sees, list items behind `- `."""
    text = extract_plain_text(
        source,
        preserve_formatting=True,
        main_content=False,
        list_bullets=True,
        alt_texts=False,
        links=False,
        form_fields=False,
        noscript=False,
        skip_elements=_SKIPPED,
    )
    text = _ITEM.sub("- ", _LABEL_AND_VALUE.sub(r"\1 ", text))
    return _BLANKS.sub("\n\n", text).strip("\n")


def _heading(text: str, tree: HTMLTree) -> Span | None:
    """Where the text has the line that the mark-up calls its heading."""
    for words in _headings(tree):
        at = text.find(words)
        while at >= 0:
            whole_line = (at == 0 or text[at - 1] == "\n") and text[at + len(words) : at + len(words) + 1] in ("", "\n")
            if whole_line:
                return Span(at, at + len(words))
            at = text.find(words, at + 1)
    return None


def _headings(tree: HTMLTree) -> Iterator[str]:
    for selector in _TITLES:
        for node in _all(tree, selector)[:3]:
            yield _words(node)
    if tree.title:
        yield _PAGE_TITLE_END.sub("", " ".join(tree.title.split()))


def _listing(page: Page, tree: HTMLTree, cards: tuple[ElementNode, ...]) -> Page:
    """The cards in the form in which a listing is saved as text; the addresses of their releases beside it."""
    lines = [_words(node) for node in _all(tree, "h1")[:1]]
    addresses: list[str] = []
    for card in cards:
        title = next((node for selector in _CARD_TITLES if (node := card.query_selector(selector))), None)
        words = _words(title) if title else ""
        if not words or title is None:
            continue
        link = title.query_selector("a") or card.query_selector("a")
        href = (link.getattr("href") if link else None) or ""
        addresses.append((address(href, page.url) or "") if href else "")
        title.decompose()
        lines += [words, *_card_lines(card)]
    return replace(page, text="\n".join(lines), items=tuple(addresses))


def _card_lines(card: ElementNode) -> Iterator[str]:
    """Date and other labels first, then the first words of the text, as text listings have them."""
    date = card.query_selector(".publishing-date")
    if date:
        day = _DAY.search(_words(date))
        yield f"Publishing date: {day[0] if day else _words(date)}"
        date.decompose()
    shown = [line.removeprefix("- ") for text in plain(card.html).split("\n") if (line := " ".join(text.split()))]
    labels = [line for line in shown if _LABEL.fullmatch(line)]
    yield from sorted(labels, key=lambda label: not label.startswith("Publishing date:"))
    yield from [line for line in shown if line not in labels][:1]


def _words(node: ElementNode) -> str:
    return " ".join((node.inner_text or "").split())


def _all(tree: HTMLTree, selector: str) -> tuple[ElementNode, ...]:
    return tuple(tree.document.query_selector_all(selector)) if tree.document else ()
