"""Layout E, UzDaily: currency rates, `Uzbekistan 12/03/2013 Title` (day first), the title again, the text."""

import re

from graph.dateline import numeric_date, parse_agency_line
from graph.layouts import parts, story
from graph.records import Document
from graph.text import Line, Span

NAME = "e-uzdaily"
_HEADING = re.compile(r"[A-Z][a-z]+ ?(?P<day>\d{2}/\d{2}/\d{4}) ?(?P<title>\S.*)")


def score(sheet: parts.Sheet) -> float:
    """A country, a date in numbers and a title on one line."""
    found = _heading(sheet)
    if found is None:
        return 0.0
    _, match = found
    return 0.9 if numeric_date(match["day"], day_first=True) or _is_title(sheet, match["title"]) else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The agency's own dateline gives the town."""
    found = _heading(sheet)
    assert found is not None
    number, match = found
    shown = sheet.shown
    line = shown[number]
    date = numeric_date(match["day"], day_first=True)
    start = line.span.start
    at = Span(start + match.start("day"), start + match.end("day"))
    day, labels = ((date, at), {}) if date else (None, parts.unread(at))
    title = parts.tail(line, len(match["title"]))
    text = [other for other in shown[number + 1 :] if other.text != title.text]
    body = parts.body(story.without_foot(text))
    head = parse_agency_line(sheet.text, body[0]) if body else None
    if head:
        body = (Span(head.end, body[0].end), *body[1:])
    towns = head.places if head else ()
    return (Document(sheet.page, NAME, title.span, body, labels=labels, day=day, towns=towns, trust=parts.SECOND_HAND),)


def _is_title(sheet: parts.Sheet, words: str) -> bool:
    """Whether the words stand right above the text: there the form alone tells the heading, such a day or not."""
    found = story.find(sheet)
    return bool(found and found.title and found.title.text.endswith(words))


def _heading(sheet: parts.Sheet) -> tuple[int, re.Match[str]] | None:
    def matched(line: Line) -> re.Match[str] | None:
        return _HEADING.fullmatch(line.text)

    return next(((n, found) for n, line in enumerate(sheet.shown) if (found := matched(line))), None)
