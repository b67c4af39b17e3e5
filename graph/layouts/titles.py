"""What stands within a title and is no part of it: another site's name, a mailing list's, a day."""

import re
from dataclasses import replace

from graph.dateline import DATE, date_of, numeric_date, parse_dateline
from graph.layouts.parts import Sheet, is_town_and_day, unread
from graph.records import Document
from graph.text import Span

# What other sites add to a title: `Title | OSCE`, `Title (21/07/2011)`.
_SITE = re.compile(r"(?<=\S)\s*\|\s*OSCE$")
_DAY_BEHIND = re.compile(r"(?<=\S)\s*\((?P<day>\d{1,2}[./]\d{1,2}[./]\d{4})\)$")
# What reports of the monitors in Ukraine are called, wherever they are printed.
_ISSUED = re.compile(rf"\bissued on (?P<when>{DATE})$")
# `[news-list] Title`.
_LIST = re.compile(r"\[[^\]\n]{1,40}\]\s+(?=\S)")


def titled(document: Document) -> Document:
    """The document without what other sites add to its title; a day that stands there is its day."""
    if document.title is None:
        return document
    title = _without_list(document.text, without_site(document.text, document.title))
    said = _DAY_BEHIND.search(document.text, title.start, title.end)
    if said is None:
        return _issued(replace(document, title=title), title)
    at, title = Span(*said.span("day")), Span(title.start, said.start())
    if document.day or document.labels:
        return replace(document, title=title)
    date = numeric_date(said["day"])
    return replace(document, title=title, day=(date, at) if date else None, labels=unread(None if date else at))


def below_date_line(sheet: Sheet, document: Document) -> Document:
    """The document with the line `TOWN, 3 May 2011` that stands above its title, perhaps with the kind between."""
    title = document.title
    if title is None or document.item or document.date_line or document.day:
        return document
    above = [line for line in sheet.shown if line.span.end <= title.start][-2:]
    line = next((line for line in reversed(above) if not sheet.wording.is_kind(line.text)), None)
    if line is None or not is_town_and_day(document.text, line):
        return document
    return replace(document, date_line=line.span)


def _issued(document: Document, title: Span) -> Document:
    """The document with the day that its title ends with (`issued on 1 March 2020`), where nothing else says one."""
    said = _ISSUED.search(document.text, title.start, title.end)
    date = date_of(said["when"]) if said else None
    told = document.day or document.date_line or document.labels.get("Date")
    if said is None or date is None or told or any(parse_dateline(document.text, span) for span in document.body[:1]):
        return document
    return replace(document, day=(date, Span(*said.span("when"))))


def _without_list(text: str, title: Span) -> Span:
    """The title without the name of the mailing list before it, where a line below has the same words without it."""
    name = _LIST.match(text, title.start, title.end)
    again = rf"\n{re.escape(text[name.end() : title.end])}(?: \| OSCE)?\n" if name else ""
    whole = name is not None and re.compile(again).search(text, title.end) is not None
    return Span(name.end(), title.end) if name and whole else title


def without_site(text: str, title: Span) -> Span:
    """The title without the name of the site: `Title | OSCE`."""
    site = _SITE.search(text, title.start, title.end)
    return Span(title.start, site.start()) if site else title
