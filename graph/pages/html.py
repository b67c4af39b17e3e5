"""Pages saved as HTML: the text that a reader sees, as lines, and what only the mark-up tells.

The old site of the OSCE (Drupal 6) and its newer sub-sites mark title, text and the cards of a listing by class; those
parts alone become the canonical text. Any other page is taken whole, without navigation. Either way the text has the
form of a saved text page, so that the same layouts read both.

Decision 2026-11-28: resiliparse parses, finds the parts and makes the text. Alternatives: trafilatura, which drops the
title and the block of labels and is many times slower; selectolax, which takes time quadratic in the depth of nesting.
Cost: its CSS selectors are fewer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import ElementNode, HTMLTree

from graph.dateline import DATE
from graph.iri import address
from graph.pages.cards import DATE_LABEL, NEWS, PARTS, cards_of, day_of, title_of
from graph.pages.encoding import MAX_DEPTH, decoded, nests_too_deep, plain_signs, rejection
from graph.pages.fields import classed, every, join_fields, mark_terms, rename, show_days, tagged, texts, words_of
from graph.pages.tags import has_too_many_attributes, overloaded
from graph.records import Finding, Page
from graph.text import Span

SUFFIXES = (".html", ".htm", ".xhtml")
MEDIA_TYPE = "text/html"

_BEGINNING = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|div|h1)\b", re.IGNORECASE | re.DOTALL
)
_TITLES = ("div.content--header > h1", "div.content--content > h1")
# Where else a title may stand, likeliest first; a site's own name is an h1 too, but not within these.
_WITHIN = ("main h1", "article h1")
_PARAGRAPHS_IN_CELLS, _BREAKS = "td > br + br, td > p, td > div", "h1 br, h2 br, h3 br"
_SKIPPED = ["nav", "footer", "aside", "form", "iframe", ".pager", ".breadcrumb", ".element-invisible"]
_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.IGNORECASE)
_BULLETS = "•◦▪"
_ITEM = re.compile(rf"^[ \t]*[{_BULLETS}]\s+", re.MULTILINE)
# `• Place:` with its value in a block of its own: one line.
_LABEL_AND_VALUE = re.compile(rf"^([ \t]*[{_BULLETS}][^\n:]{{2,40}}:)[ \t]*\n[ \t]+(?=[^\s{_BULLETS}])", re.MULTILINE)
# `BAKU,<br>3 May 2011 -<br>Text`: one line.
_BROKEN_DATELINE = re.compile(rf"(?<=,)\n[ \t]*(?={DATE})|(?<=\d{{4}} [-–—])\n[ \t]*(?=\S)")
_BREAK_IN_DATELINE = re.compile(r"[,\u2013\u2014-]\n")
_BLANKS = re.compile(r"\n{3,}")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_EMPTY = re.compile(
    r"(?:Publishing date|Content type|Where we are|What we do|Source|Fields of work|Locations?|Collections):",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"{_EMPTY.pattern}\s*\S.*", re.IGNORECASE)
_KIND = re.compile(r"[A-Z][A-Za-z]+(?: [a-z]+){0,2}")
_PART = re.compile(r"\s+[|–—-]\s+")
_LONGEST_NAME = 3
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
    if has_too_many_attributes(source):
        return (overloaded(page.name),)
    language = _LANG.search(source[:5000])
    page = replace(page, media_type=MEDIA_TYPE, language=language[1] if language else None)
    return (_read(page, source), *notices)


def _read(page: Page, source: str) -> Page | Finding:
    tree = HTMLTree.parse(source)
    _join_headings(tree)
    if tagged(tree, "td"):
        _part_cells(tree)
    show_days(tree)
    join_fields(tree)
    mark_terms(tree)
    # What Views calls a label is one of no form, and text.
    rename(tree, "label", "span")
    if tagged(tree, "ol") and DATE_LABEL in source:
        # The items of a listing have no numbers in front of their titles.
        rename(tree, "ol", "ul")
    if cards := cards_of(page, tree):
        read = _listing(page, tree, cards)
    else:
        parts = [node.html for selector in PARTS for node in classed(tree, selector)]
        text = plain("\n".join(parts) if parts else tree)
        read = replace(page, text=text, heading=_heading(text, tree))
    if not read.text.strip():
        return rejection(page.name, "page-empty", "shows no text", "save the page again, after it has been drawn")
    return read


def _join_headings(tree: HTMLTree) -> None:
    """A heading is one line: what breaks it becomes a blank."""
    for node in every(tree, _BREAKS):
        blank = tree.create_text_node(" ")
        if node.parent and blank:
            node.parent.replace_child(blank, node)


def _part_cells(tree: HTMLTree) -> None:
    """A cell of several paragraphs is no value beside its label but a part of the page: it begins a line."""
    for node in every(tree, _PARAGRAPHS_IN_CELLS):
        first, end = node.parent.first_child if node.parent else None, tree.create_element("br")
        begins = isinstance(first, ElementNode) and first.tag == "br"
        if node.parent and first and end and not begins:
            node.parent.insert_before(end, first)


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
    text = plain_signs(text)
    if any(mark in text for mark in _BULLETS):
        text = _ITEM.sub("- ", _LABEL_AND_VALUE.sub(r"\1 ", text))
    if _BREAK_IN_DATELINE.search(text):
        text = _BROKEN_DATELINE.sub(" ", text)
    return (_BLANKS.sub("\n\n", text) if "\n\n\n" in text else text).strip("\n")


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
    """What may be the title, likeliest first.

    A heading that agrees with the title of the page goes before others, the longest first, because
    `Beekeepers meet | OSCE POLIS` agrees with the site's name too. Without such a title a short h1, as a site's name
    is, gives way to a longer h2.
    """
    yield from texts(tree, _TITLES)
    title = " ".join(plain_signs(tree.title or "").split())
    within, first = texts(tree, _WITHIN), texts(tree, ("h1",))
    second = [words for words in texts(tree, ("h2",)) if len(words.split()) > _LONGEST_NAME]
    for found in (within, [*first, *second]):
        yield from sorted((words for words in found if _agree(words, title)), key=len, reverse=True)
        yield from found if found is within else ()
    if first and len(first[0].split()) <= _LONGEST_NAME:
        yield from second[:1]
    yield from first
    yield _PAGE_TITLE_END.sub("", title)


def _agree(heading: str, title: str) -> bool:
    """Whether a heading is a part of the page's title, or begins with its first part, where that was shortened."""
    first = _PART.split(title)[0].rstrip(". …")
    return heading in title or (len(first.split()) > 1 and heading.startswith(first))


def _listing(page: Page, tree: HTMLTree, cards: Sequence[ElementNode]) -> Page:
    """The cards in the form in which a listing is saved as text; the addresses of their releases beside it."""
    lines = [words_of(node) for node in every(tree, "h1")[:1]]
    lines += [words for words in texts(tree, ("h2",)) if words not in lines and NEWS.search(words)][:1]
    addresses: list[str] = []
    for card in cards:
        title = title_of(card)
        if title is None:
            continue
        words = words_of(title)
        link = title if title.tag == "a" else title.query_selector("a") or card.query_selector("a")
        href = (link.getattr("href") if link else None) or ""
        addresses.append((address(href, page.url) or "") if href else "")
        title.decompose()
        lines += [words, *_card_lines(card)]
    return replace(page, text="\n".join(lines), items=tuple(addresses))


def _card_lines(card: ElementNode) -> Iterator[str]:
    """Date and other labels first, then the first words of the text, as text listings have them."""
    if date := day_of(card):
        day = _DAY.search(words_of(date))
        yield f"{DATE_LABEL} {day[0] if day else words_of(date)}"
        date.decompose()
    shown = [line.removeprefix("- ") for text in plain(card.html).split("\n") if (line := " ".join(text.split()))]
    first = next((n for n, line in enumerate(shown) if _EMPTY.fullmatch(line) and line != DATE_LABEL), None)
    if first is not None:
        # Which lines below a label are its values, the words of the vocabularies tell.
        yield from (line for line in shown[first:] if line != DATE_LABEL)
        return
    labels = [line for line in shown if _LABEL.fullmatch(line)]
    yield from sorted(labels, key=lambda label: not label.startswith(DATE_LABEL))
    words = [line for line in shown if line not in labels]
    lead = next((n for n, line in enumerate(words) if len(line.split()) > _LONGEST_NAME), 0)
    # A kind may stand above the first words; which of these it is, the vocabularies know.
    yield from (line for line in words[:lead] if _KIND.fullmatch(line))
    yield from words[lead : lead + 1]
