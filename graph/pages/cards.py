"""The items of a listing in HTML: cards and terms of the old site, rows of Views, articles and cards of newer sites."""

import re
from collections.abc import Sequence

from resiliparse.parse.html import ElementNode, HTMLTree

from graph.iri import is_of_the_osce, node_number
from graph.pages.fields import MOST_HEADINGS, classed, every, texts, words_of
from graph.records import Page

DATE_LABEL = "Publishing date:"
_CARD = ".search-result-news"
# The older variant: a list of terms (titles) with what is said of each below it.
_TERM = "dt.search-title"
_CARD_TITLES = (".search-title", "dt.search-title > h3", "span.field-content > a", "span.field-content", "h2", "h3")
# A listing made by Views, as other lists of the site are too: its head tells which, and each row has a link and a day.
_ROW, _ROW_TITLE, _ROW_DAY = ".views-row", "span.field-content > a", "span.date-display-single"
# The same on the newer sites: the title is a heading, the day is marked up or stands behind its label.
_NEW_ROW_TITLES = ("h2 a", "h3 a")
# Where those sites make no rows each item is an article or a card.
_OTHER_ROWS = ("article", ".card", ".teaser")
_DAYS = (".publishing-date", _ROW_DAY, "time", ".date")
NEWS = re.compile(r"\b(?:press (?:releases|statements)|newsroom)\b|^news$", re.IGNORECASE)
# What a page of its own is made of.
PARTS = ("div.content--header", "div.content--content", "div.node-content")


def cards_of(page: Page, tree: HTMLTree) -> Sequence[ElementNode]:
    """The items of a listing, in order; none on a page of its own."""
    terms = classed(tree, _TERM)
    return classed(tree, _CARD) or [_card(tree, term) for term in terms] or _rows(page, tree)


def _card(tree: HTMLTree, term: ElementNode) -> ElementNode:
    """A term with its descriptions as one element, in its place."""
    parts = [term]
    while (below := parts[-1].next_element_sibling) and below.tag == "dd":
        parts.append(below)
    card = tree.create_element("div")
    assert isinstance(card, ElementNode)
    term.before(card)
    for part in parts:
        card.append_child(part)
    return card


def _rows(page: Page, tree: HTMLTree) -> list[ElementNode]:
    """The rows of a listing of releases on the OSCE's site; none on a page of its own, which lists others beside it.

    A page of an address that nobody has said is a listing where its first heading says so.
    """
    url = page.url
    if (url and (not is_of_the_osce(url) or node_number(url))) or any(classed(tree, part) for part in PARTS):
        return []
    headings = texts(tree, ("h1", "h2"))
    listed = any(NEWS.search(words) for words in (headings if url else headings[:1]))
    if not listed:
        return []
    rows = [row for row in every(tree, _ROW) if _is_row(row)]
    others = (
        [row for row in every(tree, kind) if _is_row(row) and not row.query_selector(kind)] for kind in _OTHER_ROWS
    )
    return rows or next((found for found in others if len(found) > 1), [])


def _is_row(row: ElementNode) -> bool:
    if row.query_selector(_ROW_TITLE):
        return row.query_selector(_ROW_DAY) is not None
    dated = day_of(row) is not None or DATE_LABEL in words_of(row)
    return dated and any(row.query_selector(title) for title in _NEW_ROW_TITLES)


def day_of(card: ElementNode) -> ElementNode | None:
    """The element with the day of a card."""
    return next((node for day in _DAYS if (node := card.query_selector(day))), None)


def title_of(card: ElementNode) -> ElementNode | None:
    """The element with the title of a card."""
    titles = (node for selector in _CARD_TITLES for node in card.query_selector_all(selector)[:MOST_HEADINGS])
    return next((node for node in titles if words_of(node)), None)
