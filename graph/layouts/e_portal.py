"""Layout E, portals: a press-release portal's ` date 2024-09-02 Title`, or its head, above the text."""

import re

from graph.dateline import numeric_date, parse_dateline
from graph.layouts import parts, story
from graph.records import Document
from graph.text import Line, Span

NAME = "e-portal"
_STAMP = re.compile(r"date (?P<day>\d{4}-\d{2}-\d{2})(?: (?P<rest>.+))?")
_HEAD = re.compile(r"Trusted News Since|EIN Presswire|EIN News|\d Articles · |Got a press release\?", re.IGNORECASE)
_NO_TITLE = "Submit Release"


def score(sheet: parts.Sheet) -> float:
    """The stamp on the first line, or a portal's own words above the text."""
    shown = sheet.shown
    if shown and _STAMP.fullmatch(shown[0].text):
        return 0.95
    return 0.85 if any(_HEAD.search(line.text) for line in shown[:6]) and story.find(sheet) else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """Behind the stamp stands the title, or the text where that begins with a dateline; else the title is below."""
    shown = sheet.shown
    stamp = _STAMP.fullmatch(shown[0].text)
    if stamp is None:
        found = story.find(sheet)
        assert found is not None
        heading = found.title.span if found.title else None
        return (Document(sheet.page, NAME, heading, parts.body(found.body), trust=parts.SECOND_HAND),)
    start = shown[0].span.start
    at = Span(start + stamp.start("day"), start + stamp.end("day"))
    date = numeric_date(stamp["day"])
    day, labels = ((date, at), {}) if date else (None, parts.unread(at))
    rest: Line | None = None
    title: Line | None
    below = shown[1:]
    if stamp["rest"] and stamp["rest"] != _NO_TITLE:
        rest = parts.tail(shown[0], len(stamp["rest"]))
    if rest and parse_dateline(sheet.text, rest.span):
        title, text = None, [rest, *below]
    elif rest:
        title, text = rest, below
    else:
        inner = story.find(parts.Sheet(sheet.page, below, sheet.wording))
        title, text = (inner.title, list(inner.body)) if inner else (None, below)
    body = parts.body(story.without_foot(text))
    heading = title.span if title else None
    return (Document(sheet.page, NAME, heading, body, labels=labels, day=day, trust=parts.SECOND_HAND),)
