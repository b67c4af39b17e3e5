"""A title and the paragraphs below it, found by their form alone: for pages that have no block to go by.

Headings are short and have no full stop; prose is long or ends with one. The title is the heading right above the first
prose, past a line that is only a date; a page that begins with prose has none.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.dateline import numeric_date, written_date
from graph.layouts.parts import Sheet
from graph.text import Line, Span

_SENTENCE_END = re.compile(r"(?:\.{1,4}|[.!?][”\"’»)]+|:)\*?$")
_INNER_STOP = re.compile(r"[a-z0-9)”\"]\. [A-Z“\"]")
_SHORTEST_PROSE, _SURELY_PROSE, _LONGEST_TITLE = 60, 300, 300
# What portals print between title and text, and what ends a text.
_BETWEEN = re.compile(
    r"(?:attachments?|photo details|share(?: this)?|print|submit release|news|press releases?|english|source|report|"
    r"newsroom|resources|skip links|read more|download)(?::.*)?$",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:no comments:?|leave a (?:review|comment|reply)|follow us\b.*|share(?: this)?(?: article)?:?|news line|"
    r"related (?:news|articles|stories|content):?|distribution channels:.*|legal disclaimer:?|copyright\b.*|©.*|"
    r"all rights reserved.*|tags:.*|categories:.*|posted by\b.*|labels:.*|read also:?|more news:?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Story:
    """The heading, None where there is none; the lines of the text; a date that stands alone between them."""

    title: Line | None
    body: tuple[Line, ...]
    day: tuple[datetime.date, Span] | None = None


def find(sheet: Sheet, *, day_first: bool = False) -> Story | None:
    """The story on a page, or None where nothing on it is prose."""
    shown = sheet.shown
    first = next((n for n, line in enumerate(shown) if is_prose(line)), None)
    if first is None:
        return None
    title, day = _heading(sheet), None
    if title is not None:
        below = [n for n, line in enumerate(shown) if line.span.start > title.span.end and is_prose(line)]
        first = below[0] if below else first
    for line in reversed(shown[max(0, first - 4) : first]):
        if date := written_date(line.text) or numeric_date(line.text, day_first=day_first):
            day = day or (date, line.span)
        elif title is not None or is_heading(line):
            title = title or line
            break
        elif not _BETWEEN.match(line.text):
            break
    return Story(title, without_foot(shown[first:]), day)


def _heading(sheet: Sheet) -> Line | None:
    """The line that the mark-up of the page calls its heading."""
    heading = sheet.page.heading
    return next((line for line in sheet.shown if line.span == heading), None) if heading else None


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph of running text."""
    text = line.text
    if line.bullet or len(text) < _SHORTEST_PROSE:
        return False
    return len(text) > _SURELY_PROSE or bool(_SENTENCE_END.search(text)) or bool(_INNER_STOP.search(text))


def is_heading(line: Line) -> bool:
    """Whether a line may be a title: words without a full stop at their end, and none of a portal's own words."""
    text = line.text
    if line.bullet or len(text) > _LONGEST_TITLE or len(text.split()) < 2 or _BETWEEN.match(text):
        return False
    return not is_prose(line) and not text.endswith((".", ":", ";", ",")) and any(c.isalpha() for c in text)


def without_foot(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines above what a portal prints below a text."""
    end = next((n for n, line in enumerate(lines) if _FOOT.match(line.text)), len(lines))
    return tuple(lines[:end])
