"""Layout I: a list of the Parliamentary Assembly: a date alone, a title, a caption glued to the dateline, the text."""

from collections.abc import Iterator
from itertools import pairwise

from graph.dateline import is_date_line, parse_dateline
from graph.layouts import parts, story
from graph.records import Document
from graph.text import Line

NAME = "i"
HIGHEST = 0.9
# Behind them a capital begins what is glued to a caption.
_STOPS = ').”"'
# As far down as the first date may stand.
_HEAD = 3
_LONGEST_CAPTION = 600


def score(sheet: parts.Sheet) -> float:
    """A date alone, a title, and a dateline that a caption runs into, in one item at least."""
    found = list(_items(sheet))
    glued = any(_unglued(sheet, sheet.shown[at + 2]) for at in found)
    return HIGHEST if glued and found[0] < _HEAD else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """One document a date that stands above a title, each with the text down to the next."""
    starts = list(_items(sheet))
    ends = [*starts[1:], len(sheet.shown)]
    found = []
    for item, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        day, title, lead, *rest = sheet.shown[start:end]
        text = story.without_foot([_unglued(sheet, lead) or lead, *rest])
        number, url = (item, parts.address(sheet.page, item, len(starts))) if len(starts) > 1 else (0, None)
        found.append(Document(sheet.page, NAME, title.span, parts.body(text), date_line=day.span, url=url, item=number))
    return tuple(found)


def _items(sheet: parts.Sheet) -> Iterator[int]:
    """Which lines shown are the date of an item."""
    shown = sheet.shown
    for n in range(len(shown) - 2):
        dated = is_date_line(sheet.text, shown[n].span, towns=False)
        if dated and story.is_heading(sheet, shown[n + 1]) and _leads(sheet, shown[n + 2]):
            yield n


def _leads(sheet: parts.Sheet, line: Line) -> bool:
    """Whether a line begins with a dateline, or has one that a caption runs into."""
    return parse_dateline(sheet.text, line.span) is not None or _unglued(sheet, line) is not None


def _unglued(sheet: parts.Sheet, line: Line) -> Line | None:
    """The line from its dateline on, where a caption runs into that."""
    # `Seminar in Town, 1 June 2018TOWN, 1 June 2018 - Text`, `First LastićTOWN, 1 June 2018 - Text`
    pairs = enumerate(pairwise(line.text[:_LONGEST_CAPTION]), 1)
    glues = (at for at, (one, two) in pairs if two.isupper() and (one.islower() or one.isdigit() or one in _STOPS))
    tails = (parts.tail(line, len(line.text) - at) for at in glues)
    return next((tail for tail in tails if parse_dateline(sheet.text, tail.span)), None)
