"""Datelines and date lines: `TASHKENT, 15 May 2008 - Text` and `TASHKENT 15 May 2008`.

Grammar only; which resource a town is, is `reference`'s to say. The notations are those of three decades of releases:
one to many towns, separated by `/` or `,`; a country after the town; no blank before or after the dash; `--`; `(OSCE)`
after the year; a dash before the date with a full stop after it.
"""

import datetime
import re
from dataclasses import dataclass

from graph.text import Span, trimmed

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})"
_PLACES = r"(?P<places>[^\W\d_][^\d\n“”\"]{1,90}?)"
_AGENCY = r"(?: ?(?:\(OSCE\)|/OSCE/))?"
_DATELINE = re.compile(rf"{_PLACES}(?:,\s*|\s+)(?P<date>{_DATE}){_AGENCY}\s*(?:--|[-–—])+\s*(?=\S)")
_DASH_FIRST = re.compile(rf"{_PLACES}\s+[-–—]\s+(?P<date>{_DATE})\.\s+(?=\S)")
_DATE_LINE = re.compile(rf"{_PLACES},?\s+(?P<date>{_DATE})")
_BETWEEN_PLACES = re.compile(r"\s*[/,]\s*(?!D\.)|\s+and\s+")
_DATE_ALONE = re.compile(_DATE)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Towns and date at the head of a text; `end` is where the prose begins."""

    places: tuple[Span, ...]
    date: datetime.date
    date_span: Span
    end: int


def date_of(text: str) -> datetime.date | None:
    """The date that `text` writes as `15 May 2008`, and nothing else; None for no date or an impossible one."""
    match = _DATE_ALONE.fullmatch(text.strip())
    return _date(match) if match else None


def parse_dateline(text: str, span: Span) -> Dateline | None:
    """The dateline that the paragraph at `span` begins with, if it begins with one."""
    for grammar in (_DATELINE, _DASH_FIRST):
        match = grammar.match(text, span.start, span.end)
        if match and (found := _dateline(text, match)):
            return found
    return None


def parse_date_line(text: str, span: Span) -> Dateline | None:
    """The `TOWN 15 May 2008` that the whole line at `span` is, if it is one."""
    match = _DATE_LINE.fullmatch(text, span.start, span.end)
    return _dateline(text, match) if match else None


def _dateline(text: str, match: re.Match[str]) -> Dateline | None:
    date = _date(match)
    places = _split_places(text, Span(*match.span("places")))
    # Towns are written with capitals: `On a visit to Osh, 5 May 2006 - ` is prose.
    if date is None or not all(place.of(text)[0].isupper() for place in places):
        return None
    if any(len(place.of(text).split()) > 4 for place in places):
        return None
    return Dateline(places, date, Span(*match.span("date")), match.end())


def _split_places(text: str, span: Span) -> tuple[Span, ...]:
    found, start = [], span.start
    for gap in _BETWEEN_PLACES.finditer(text, span.start, span.end):
        found.append(trimmed(text, Span(start, gap.start())))
        start = gap.end()
    found.append(trimmed(text, Span(start, span.end)))
    return tuple(place for place in found if place.start < place.end)


def _date(match: re.Match[str]) -> datetime.date | None:
    try:
        return datetime.date(int(match["year"]), MONTHS.index(match["month"]) + 1, int(match["day"]))
    except ValueError:
        return None
