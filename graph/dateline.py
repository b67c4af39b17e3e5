"""Datelines and date lines: `TASHKENT, 15 May 2008 - Text`, and `TASHKENT 15 May 2008` or a date alone on its line.

Grammar only; which resource a town is, is `reference`'s to say. The notations are those of three decades of releases:
one to many towns, separated by `/` or `,`; a country after the town; no blank before or after the dash; `--`; `(OSCE)`
after the year; a dash before the date with a full stop after it; `9 September, 2010`, `3 Sept. 2010`, `2017-05-03`,
`May 3, 2017`; `12-13 June 2008`, of which the last day counts.
"""

import datetime
import re
from dataclasses import dataclass

from graph.text import Span, trimmed

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NAME_OF_MONTH = rf"(?P<month>(?i:{'|'.join(MONTHS)}))"
DATE = rf"(?P<day>\d{{1,2}}) {{0,2}}{_NAME_OF_MONTH} {{0,2}}(?P<year>\d{{4}})"
HOUR = r"(?:(?:,| [-–|]| at)? \d{1,2}:\d{2}(?: (?:CES?T|UTC|GMT))?)?"
"""The hour that a page may print behind a day."""
_PLACES = r"(?P<places>[^\W\d_][^\d\n“”\":]{1,90}?)"
_AGENCY = r"(?: ?(?:\(OSCE\)|/ ?OSCE ?/))?\.?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
# `12-13 June 2008`, `30 May - 2 June 2008` is the day on which what lasted so long ended.
_FROM = r"(?:,\s*\d{1,2}(?: [A-Z][a-z]{2,8})?\s?[-–]\s?(?=\d))"
_DATELINE = re.compile(
    rf"{_PLACES}(?: \(OSCE\))?(?:{_FROM}|,\s*|\s+(?:[-–—]\s+)?){_WEEKDAY}(?P<date>{DATE}){_AGENCY}"
    r"\s*(?:--|[-–—])+\s*(?=\S|$)"
)
_DASH_FIRST = re.compile(rf"{_PLACES}\s+[-–—]\s+(?P<date>{DATE})\.\s+(?=\S)")
_DATELINES = (
    _DATELINE,
    _DASH_FIRST,
    # The same with the day written otherwise: `TOWN, 9 September, 2010 - Text`, `TOWN, 2017-05-03 - Text`,
    # `TOWN, 3 Sept. 2010 - Text`, `TOWN, 3rd May 2010 - Text`, `TOWN, May 3, 2017 - Text`; where the town stands in
    # capitals `TOWN, May 3, 2017. Text`, `TOWN, 3 May 2017: Text` too.
    re.compile(
        rf"{_PLACES}(?:{_FROM}|,\s*)(?P<date>\d{{1,2}}(?:st|nd|rd|th)? [A-Z][a-z]+[.,]? \d{{4}}|"
        rf"[A-Z][a-z]+ \d{{1,2}}, \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}){_AGENCY}\s*(?:--|[-–—])+\s*(?=\S)"
    ),
    re.compile(
        r"(?P<places>[^\W\d_a-z][^\d\n“”\":a-z]{1,90}?),\s*"
        r"(?P<date>[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})[.:]\s+(?=[“\"]?[A-Z])"
    ),
)
_PLACE_LINE = re.compile(r"(?P<places>[^\W\d_][^\d\n“”\":;.()]{1,60}?)\s?(?:--|[-–—])\s+(?=[“\"]?[A-Z])")
# Most paragraphs have no figure before what cannot stand in a dateline.
_TO_FIGURE = re.compile(r"[^\d“”\":]*+\d")
_DATE_LINE = re.compile(rf"(?:(?!\w{{3,6}}day,? ){_PLACES},?\s+)?{_WEEKDAY}(?P<date>{DATE})")
_BETWEEN_PLACES = re.compile(r"\s*[/,](?!\s*D\.\s?C\b)\s*|\s+and\s+")
_DATE_ALONE = re.compile(rf"{_WEEKDAY}{DATE}")

# The notations of agencies that print a release again: `TOWN, March 25, 2011, Agency — Text`,
# `TOWN (Agency - 10th September, 2019) Text`, `TOWN. AGENCY Text`, `Town, Country (Agency) -- Text`,
# `Town. 3 June 2012. AGENCY - Text`, `TOWN. June 3, 2012. AGENCY Text`, `Town. September 10. AGENCY - Text`,
# `Town, Country, March 25, Agency - Text`,
# `Town. 3 June 2012. First Last – AGENCY. Text` with the day or without,
# `Country, Town, Oct. 9 / Agency A. Author /` with the text behind or below it, `TOWN, Country, October 9. Text`.
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_WRITTEN = (
    re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(month[:3] for month in MONTHS)}|Sept)\.? (?P<year>\d{{4}})"),
)
# `Oct.`, `Sept.`, `October`.
_SHORT_MONTH = f"(?:{'|'.join(MONTHS)}|(?:{'|'.join(month[:3] for month in MONTHS)})t?\\.)"
_TOWN = r"(?P<places>[^\W\d_][^\d\n“”\"().]{1,60}?)"
_AGENCIES = (
    re.compile(rf"{_TOWN},\s+(?P<when>[A-Z][a-z]+ \d{{1,2}},? \d{{4}}),?(?:\s+[^\d\n—–]{{2,40}})?\s*[—–-]+\s*(?=\S)"),
    re.compile(rf"{_TOWN}\s+\([^()\d\n]{{2,30}}\s+[-–—]\s+(?P<when>[^()\n]{{8,30}})\)\s*[-–—]*\s*(?=\S)"),
    re.compile(rf"{_TOWN}\s+\((?P<agency>[^()\d\n]{{2,30}})\)\s*[-–—]+\s*(?=\S)"),
    re.compile(
        r"(?P<places>[^\W\d_][^\d\n“”\"().a-z]{1,40})\.\s+[A-Z]{4,}(?:\s*[/-]|\.)?\s+(?=[“\"]?(?:[A-Z][a-z]|A\s|OSCE\b))"
    ),
    re.compile(
        rf"{_TOWN}\.\s+(?:(?P<when>[^.\n]{{5,20}} \d{{4}})|{_MONTH} \d{{1,2}})\.\s+[A-Z]{{3,}}"
        r"(?:\s*[-–—/]+\s*(?=\S)|\s+(?=[“\"]?(?:[A-Z][a-z]|A\s|OSCE\b)))"
    ),
    re.compile(
        rf"{_TOWN}\.\s+(?:(?P<when>[^.\n]{{5,20}} \d{{4}})\.\s+)?"
        r"(?:[^\W\d_a-z][^\W\d_]+[ -]){2,4}[–—-]\s+[A-Z]{3,}\.\s+(?=[“\"]?[A-Z])"
    ),
    re.compile(rf"{_TOWN},\s+{_SHORT_MONTH} \d{{1,2}},\s+[A-Z][^,.\d\n]{{1,30}}?\s+[—–-]+\s+(?=\S)"),
    re.compile(rf"{_TOWN},\s+{_SHORT_MONTH} \d{{1,2}}\s*/\s*[A-Z][^/\d\n]{{2,40}}(?:/\s*[-–—:]*\s*|$)"),
    re.compile(
        rf"(?P<places>[^\W\da-z_][^\d\n“”\"().a-z]{{1,40}},\s[A-Z][A-Za-z ]{{2,30}}),\s+{_SHORT_MONTH} \d{{1,2}}\.\s+"
        r"(?=[“\"]?[A-Z])"
    ),
)
_NUMERIC = re.compile(r"(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<year>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Towns and date at the head of a text; `end` is where the prose begins."""

    places: tuple[Span, ...]
    date: datetime.date
    date_span: Span
    end: int


def date_of(text: str) -> datetime.date | None:
    """The date that `text` writes as `15 May 2008`, perhaps behind its weekday; None for none or an impossible one."""
    match = _DATE_ALONE.fullmatch(text.strip())
    return _date(match) if match else None


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """Towns, and a date where there is one, at the head of a text that somebody else printed again."""

    places: tuple[Span, ...]
    date: datetime.date | None
    date_span: Span | None
    end: int


def written_date(text: str) -> datetime.date | None:
    """The date that `text` writes with the month's name.

    `15 May 2008`, `May 15, 2008`, `15th May, 2008`, `3 Dec. 2010`.
    """
    words = text.strip()
    match = next((found for grammar in _WRITTEN if (found := grammar.fullmatch(words))), None)
    return _date(match) if match else date_of(words)


def numeric_date(text: str, *, day_first: bool = False) -> datetime.date | None:
    """The date that `text` writes in numbers: `2024-09-02`, `30.06.2022`, `21/07/2011`.

    `03/04/2011` may be March or April: without `day_first`, which a page's own habit has to settle, it is no date.
    With full stops the day comes first.
    """
    match = _NUMERIC.fullmatch(text.strip().strip("()"))
    if match is None:
        return None
    try:
        if match["iso"]:
            return datetime.date.fromisoformat(match["iso"])
        first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
        if day_first or first > 12 or "." in match[0] or first == second:
            return datetime.date(year, second, first)
        return datetime.date(year, first, second) if second > 12 else None
    except ValueError:
        return None


def spelt(iso: str) -> str | None:
    """The day `2008-05-15` as releases write it, `15 May 2008`; None for what no calendar has."""
    day = numeric_date(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else None


def is_date(text: str) -> bool:
    """Whether `text` is written as a date, with the month's name or in numbers, be it one that can be told or not."""
    words = text.strip()
    written = any(grammar.fullmatch(words) for grammar in (*_WRITTEN, _DATE_ALONE))
    return written or _NUMERIC.fullmatch(words.strip("()")) is not None


def parse_agency_line(text: str, span: Span) -> AgencyLine | None:
    """The agency's dateline that the paragraph at `span` begins with, if it begins with one."""
    for grammar in _AGENCIES:
        match = grammar.match(text, span.start, span.end)
        if match is None:
            continue
        when = match.groupdict().get("when")
        date = written_date(when) if when else None
        places = towns_of(text, Span(*match.span("places")))
        if (when and date is None) or not _are_towns(text, places):
            continue
        return AgencyLine(places, date, Span(*match.span("when")) if when else None, match.end())
    return None


def parse_dateline(text: str, span: Span) -> Dateline | None:
    """The dateline that the paragraph at `span` begins with, if it begins with one."""
    if _TO_FIGURE.match(text, span.start, span.end) is None:
        return None
    for grammar in _DATELINES:
        match = grammar.match(text, span.start, span.end)
        if match and (found := _dateline(text, match)):
            return found
    return None


def parse_place_line(text: str, span: Span) -> AgencyLine | None:
    """The `TOWN, Country - ` without a day that the paragraph at `span` may begin with; whether the vocabularies know
    these, they say themselves.
    """
    match = _PLACE_LINE.match(text, span.start, span.end)
    places = towns_of(text, Span(*match.span("places"))) if match else ()
    return AgencyLine(places, None, None, match.end()) if match and _are_towns(text, places) else None


def parse_date_line(text: str, span: Span) -> Dateline | None:
    """The `TOWN 15 May 2008` that the whole line at `span` is, if it is one; the date may stand there alone."""
    match = _DATE_LINE.fullmatch(text, span.start, span.end)
    return _dateline(text, match) if match else None


def is_date_line(text: str, span: Span, *, towns: bool) -> bool:
    """Whether the whole line at `span` is written as a date line with or without towns, be there such a day or not."""
    match = _DATE_LINE.fullmatch(text, span.start, span.end)
    places = _places_of(text, match) if match else None
    return places is not None and bool(places) is towns


def impossible_date(text: str, span: Span) -> Span | None:
    """The date of the dateline or date line at `span` that no calendar has (`31 February 2005`), if it has one."""
    for grammar in (*_DATELINES, _DATE_LINE):
        match = grammar.match(text, span.start, span.end)
        impossible = match is not None and is_date(match["date"]) and _written(match["date"]) is None
        if match and impossible and _places_of(text, match) is not None:
            return Span(*match.span("date"))
    for grammar in _AGENCIES:
        match = grammar.match(text, span.start, span.end)
        when = match.groupdict().get("when") if match else None
        if match and when and is_date(when) and written_date(when) is None and _places_of(text, match):
            return Span(*match.span("when"))
    return None


def begins_text(text: str, span: Span) -> bool:
    """Whether a dateline stands at `span`, be its day one that a calendar has or not."""
    return parse_dateline(text, span) is not None or impossible_date(text, span) is not None


def _dateline(text: str, match: re.Match[str]) -> Dateline | None:
    date, places = _written(match["date"]), _places_of(text, match)
    if date is None or places is None:
        return None
    return Dateline(places, date, Span(*match.span("date")), match.end())


def _places_of(text: str, match: re.Match[str]) -> tuple[Span, ...] | None:
    """The towns before the date, none where the date stands alone; None where what stands there are no towns."""
    if match["places"] is None:
        return ()
    places = towns_of(text, Span(*match.span("places")))
    return places if _are_towns(text, places) else None


def _are_towns(text: str, places: tuple[Span, ...]) -> bool:
    """Towns are short and written with capitals: `On a visit to Osh, 5 May 2006 - ` is prose.

    `SKOPJE, the former Yugoslav Republic of Macedonia, 5 May 2006 - ` is not.
    """
    words = [place.of(text).removeprefix("the former ") for place in places]
    return bool(words) and all(word[0].isupper() and len(word.split()) <= 4 for word in words)


def towns_of(text: str, span: Span) -> tuple[Span, ...]:
    """The towns, and the country beside them, as a dateline or a label has them."""
    found, start = [], span.start
    for gap in _BETWEEN_PLACES.finditer(text, span.start, span.end):
        found.append(trimmed(text, Span(start, gap.start())))
        start = gap.end()
    found.append(trimmed(text, Span(start, span.end)))
    return tuple(place for place in found if place.start < place.end)


def _written(words: str) -> datetime.date | None:
    return written_date(words) or numeric_date(words)


def _date(match: re.Match[str]) -> datetime.date | None:
    try:
        month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3].capitalize()))
        return datetime.date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
