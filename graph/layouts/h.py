"""Layout H: an aggregator's list: a title, `OSCE - Mon, 02/15/2021 - 20:52`, a caption behind a number, the text."""

import datetime
import re

from graph.layouts import parts, story
from graph.records import Document
from graph.text import Span

NAME = "h"
HIGHEST = 0.9
# The month comes first. Items of other sources stand in the same list.
_STAMP = re.compile(
    r"(?P<source>\S.{0,60}?) - (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), "
    r"(?P<day>(?P<month>\d{2})/(?P<date>\d{2})/(?P<year>\d{4})) - \d{2}:\d{2}"
)
# `478812Divers of the coast guard.OSCE Mission to MontenegroPhoto: First Last`, `SDGs SDGs: 16 - Peace`.
_BESIDE = re.compile(r"\d{4,}\s*\D|SDGs\b")


def score(sheet: parts.Sheet) -> float:
    """A stamp of the OSCE right below a title."""
    return HIGHEST if any(stamp["source"].startswith("OSCE") for _, stamp in _stamps(sheet)) else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """One document an item of the OSCE's, each with the text down to its categories or the next title."""
    shown, stamps = sheet.shown, _stamps(sheet)
    ends = [*(at - 1 for at, _ in stamps[1:]), len(shown)]
    found: list[Document] = []
    for (at, stamp), end in zip(stamps, ends, strict=True):
        if not stamp["source"].startswith("OSCE"):
            continue
        text = [line for line in story.without_foot(shown[at + 1 : end]) if not _BESIDE.match(line.text)]
        day, where = _day(stamp), Span(*(shown[at].span.start + n for n in stamp.span("day")))
        found.append(
            Document(
                sheet.page,
                NAME,
                shown[at - 1].span,
                parts.body(text),
                labels=parts.unread(None if day else where),
                day=(day, where) if day else None,
                item=len(found) + 1 if len(stamps) > 1 else 0,
                trust=parts.SECOND_HAND,
            )
        )
    return tuple(found)


def _stamps(sheet: parts.Sheet) -> list[tuple[int, re.Match[str]]]:
    """Which lines shown are the stamp of an item."""
    found = ((n, _STAMP.fullmatch(line.text)) for n, line in enumerate(sheet.shown) if n)
    return [(n, stamp) for n, stamp in found if stamp]


def _day(stamp: re.Match[str]) -> datetime.date | None:
    try:
        return datetime.date(int(stamp["year"]), int(stamp["month"]), int(stamp["date"]))
    except ValueError:
        return None
