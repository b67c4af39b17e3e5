"""A title and the paragraphs below it, found by their form alone: for pages that have no block to go by.

Headings are short and have no full stop; prose is long or ends with one. The title is the heading right above the first
prose, past a line that is only a date, captions, and short sentences that open the text; a page that begins with prose
has none.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from graph.dateline import (
    DATE,
    HOUR,
    date_of,
    is_date,
    numeric_date,
    parse_agency_line,
    parse_dateline,
    written_date,
)
from graph.layouts.labelling import is_label, label_of
from graph.layouts.parts import Sheet, is_contact, is_image
from graph.layouts.wording import is_cookie
from graph.text import Line, Span

_SENTENCE_END = re.compile(r"(?:\.{1,4}|[.!?][”\"’»)]+|:)\*?$")
# `Published: 5 May 2009, 14:30`.
_DAY_LABEL = re.compile(rf"(?:(?:Date|Published|Publication date):\s*)?(?P<day>.*?){HOUR}", re.IGNORECASE)
_INNER_STOP = re.compile(r"[a-z0-9)”\"]\. [A-Z“\"]")
# `OSCE, Press Statement, TOWN, 5 May 2008` closes what mailing lists and blogs print again.
_CLOSING = re.compile(
    rf"(?:OSCE,\s*)?Press (?:Release|Statement),\s*(?P<town>[^\d,\n]{{2,40}}),\s*(?P<date>{DATE})\.?", re.IGNORECASE
)
_SHORTEST_PROSE, _SURELY_PROSE, _LONGEST_TITLE = 60, 300, 300
_LONGEST_SECTION = 3
# As far as the title may stand above the text.
_REACH = 10
# The reports of the monitors in Ukraine have that between title and text, everywhere that they are printed.
_READERS = re.compile(r"this report is for (?:the )?(?:media|general public)\b.*$", re.IGNORECASE)
# What ends a text.
_FOOT = re.compile(
    r"(?:no comments:?|leave a (?:review|comment|reply)|follow us\b.*|share(?: this)?(?: article)?:?|news line|"
    r"related (?:news|articles|stories|content):?|distribution channels:.*|legal disclaimer:?|copyright\b.*|©.*|"
    r"all rights reserved.*|tags:.*|categories:.*|posted by\b.*|labels:.*|read also:?|more news:?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Story:
    """The heading, None where there is none; the lines of the text.

    `day` and `towns` are what stands between the two, above them under `Date:`, or closes the text; `unread` is a date
    there that cannot be told.
    """

    title: Line | None
    body: tuple[Line, ...]
    day: tuple[datetime.date, Span] | None = None
    towns: tuple[Span, ...] = ()
    unread: Span | None = None

    @property
    def is_dated(self) -> bool:
        return bool(self.day or self.unread)


@lru_cache(maxsize=1)
def find(sheet: Sheet) -> Story | None:
    """The story on a page, or None where nothing on it is prose."""
    # Most layouts ask for that of the same sheet, one after the other.
    shown = [line for n, line in enumerate(sheet.shown) if not _is_caption(sheet, n) and not _is_asked(sheet, n)]
    title = sheet.heading
    prose = _first_text(sheet, shown, title.span.end) if title else None
    if prose is None:
        prose = _first_text(sheet, shown, 0)
    if prose is None:
        prose = _short_text(sheet, shown)
    if prose is None:
        return None
    first, dates = prose, []
    for n in islice(_above(sheet, shown, prose), _REACH):
        line = shown[n]
        if at := _date_at(line):
            dates.append(at)
        elif _is_sentence(sheet, line) and line != title:
            first = n
        else:
            if title is not None or is_heading(sheet, line):
                title = title or line
                above = [one for one in shown[max(0, n - _REACH) : n] if label_of(one) or one == shown[n - 1]]
                kinds = (dated[1] for one in above if (dated := sheet.dated_kind(one)))
                dates += [*(at for one in above if (at := _date_at(one))), *kinds]
            break
    if title is None:
        # Nothing is above these sentences: they are no text of a release, or the only one is its title.
        title, first = (shown[0], prose) if prose == 1 and first == 0 else (None, prose)
    read = ((_day(at.of(sheet.text)), at) for at in dates)
    day = next(((date, at) for date, at in read if date), None)
    body = without_foot(shown[first:])
    return _closed(sheet, Story(title, body, day, (), dates[0] if dates and not day else None)) if body else None


def _above(sheet: Sheet, shown: Sequence[Line], prose: int) -> Iterator[int]:
    """The lines above the text, the nearest first, without what is printed beside title and text."""
    wording = sheet.wording
    # One label alone may be all that a portal prints above a title; of two or more each has its value below.
    labelled = sum(wording.is_attribute(line.text) for line in shown[:prose]) > 1
    for n in range(prose - 1, -1, -1):
        value = n > 0 and ((labelled and wording.is_attribute(shown[n - 1].text)) or _is_empty_label(shown[n - 1]))
        if not value and not _is_aside(sheet, shown[n]):
            yield n


def _is_empty_label(line: Line) -> bool:
    """Whether a line is a label with a colon whose value stands below: that is one, be it the only."""
    return line.text.endswith(":") and label_of(line) is not None


def _is_aside(sheet: Sheet, line: Line) -> bool:
    return sheet.wording.is_aside(line.text) or _READERS.match(line.text) is not None


def _first_text(sheet: Sheet, shown: Sequence[Line], after: int) -> int | None:
    return next((n for n, line in enumerate(shown) if line.span.start >= after and is_text(sheet, line)), None)


def _short_text(sheet: Sheet, shown: Sequence[Line]) -> int | None:
    """The first of nothing but short sentences: on a page of the OSCE right below the title they are all there is."""
    first = next((n for n, line in enumerate(shown) if n and shown[n - 1] == sheet.shown[sheet.top]), None)
    return first if first and sheet.of_the_osce and _is_sentence(sheet, shown[first]) else None


def _closed(sheet: Sheet, story: Story) -> Story:
    """The story without the line that closes it, with the town and the day that stand there."""
    last = story.body[-1]
    closing = _CLOSING.fullmatch(sheet.text, last.span.start, last.span.end)
    if closing is None or len(story.body) == 1:
        return story
    at, towns = Span(*closing.span("date")), (Span(*closing.span("town")),)
    date = date_of(closing["date"])
    if date is None:
        return replace(story, body=story.body[:-1], towns=towns, unread=at)
    return Story(story.title, story.body[:-1], (date, at), towns)


def _is_asked(sheet: Sheet, at: int) -> bool:
    """Whether a line at the head of a page asks for cookies."""
    return at < _REACH and is_cookie(sheet.shown[at].text)


def _is_caption(sheet: Sheet, at: int) -> bool:
    """An image, a credit, or what is printed twice, as captions are on pages of structures; titles are too."""
    shown = sheet.shown
    line = shown[at]
    if is_image(line):
        return True
    first = at - 1 if at and shown[at - 1].text == line.text else at
    if first == at and (at + 1 == len(shown) or shown[at + 1].text != line.text):
        return False
    # A sentence is no title, nor is what has a title above.
    titled = sheet.seems_of_the_osce and first > 0 and len(shown[first - 1].text.split()) > _LONGEST_SECTION
    return line.text.endswith(".") or (titled and is_heading(sheet, shown[first - 1]))


def _is_sentence(sheet: Sheet, line: Line) -> bool:
    """Whether a line may be a short paragraph of the text: a few words and a full stop."""
    text = line.text
    words = not line.bullet and text.endswith(".") and " " in text
    return words and not _is_aside(sheet, line) and not _FOOT.match(text)


def _date_at(line: Line) -> Span | None:
    """Where a line that is nothing but a date, perhaps behind `Published:`, has it; it may be none that can be told."""
    day = _DAY_LABEL.fullmatch(line.text)
    assert day is not None
    at = Span(*(line.span.start + place for place in day.span("day")))
    return at if is_date(day["day"]) else None


def _day(words: str) -> datetime.date | None:
    return written_date(words) or numeric_date(words)


def is_text(sheet: Sheet, line: Line) -> bool:
    """Whether a line is a paragraph of running text, be it short behind a dateline, or the dateline of an agency."""
    if is_contact(line):
        return False
    if is_prose(line) or parse_dateline(sheet.text, line.span):
        return True
    # Only one with a slash may be a line of its own.
    agency = parse_agency_line(sheet.text, line.span) if "/" in line.text else None
    return agency is not None and agency.end == line.span.end


def is_prose(line: Line) -> bool:
    """Whether a line is a paragraph of running text."""
    text = line.text
    if line.bullet or len(text) < _SHORTEST_PROSE:
        return False
    return len(text) > _SURELY_PROSE or bool(_SENTENCE_END.search(text)) or bool(_INNER_STOP.search(text))


def is_heading(sheet: Sheet, line: Line) -> bool:
    """Whether a line may be a title: words without a full stop at their end, and none of a portal's own words."""
    text = line.text
    if line.bullet or len(text) > _LONGEST_TITLE or len(text.split()) < 2 or _is_aside(sheet, line):
        return False
    if is_label(line):
        return False
    return not is_prose(line) and not text.endswith((".", ":", ";", ",")) and any(c.isalpha() for c in text)


def without_foot(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines above what a portal prints below a text."""
    end = next((n for n, line in enumerate(lines) if _FOOT.match(line.text)), len(lines))
    return tuple(lines[:end])
