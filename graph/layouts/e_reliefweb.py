"""Layout E, ReliefWeb: countries on the first line, title, text. The countries are the portal's."""

import re

from graph.dateline import parse_dateline
from graph.iri import is_of_the_osce
from graph.layouts import parts, story
from graph.records import Document

NAME = "e-reliefweb"
HIGHEST = 0.9
_LONGEST_COUNTRY = 3
_COUNTRIES = re.compile(r"[A-Z][^\d.:]{2,60}(?: \+ (?P<more>\d{1,3}) more)?")


def score(sheet: parts.Sheet) -> float:
    """`Serbia + 1 more` alone on the first line; one country alone on a page of ReliefWeb, or above a title."""
    shown, url = sheet.shown, sheet.page.url or ""
    # The OSCE's own pages have a head of one or two words on their first line too.
    if is_of_the_osce(url) or (len(shown) > 1 and sheet.is_head(0)):
        return 0.0
    found = story.find(sheet)
    first = _COUNTRIES.fullmatch(shown[0].text) if shown else None
    if first is None or found is None or found.title is None or found.title == shown[0]:
        return 0.0
    if first["more"] or "reliefweb.int" in url:
        return HIGHEST
    # A country alone, then a line that is more of a title, then text that begins with the dateline.
    short = len(shown[0].text.split()) <= _LONGEST_COUNTRY and shown[0].text.istitle()
    title = len(shown) > 2 and found.title == shown[1] and len(shown[1].text.split()) > _LONGEST_COUNTRY
    return 0.8 if short and title and parse_dateline(sheet.text, found.body[0].span) else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The heading above the text is the title."""
    found = story.find(sheet)
    assert found is not None
    assert found.title is not None
    return (Document(sheet.page, NAME, found.title.span, parts.body(found.body), trust=parts.SECOND_HAND),)
