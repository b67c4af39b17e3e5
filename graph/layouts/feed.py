"""A feed of releases: each item a title, the day as the feed writes it, the first words."""

import datetime
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from itertools import takewhile

from graph.dateline import numeric_date, written_date
from graph.layouts import parts
from graph.pages.feed import AUTHOR, CATEGORY, MEDIA_TYPE, PUBLISHED
from graph.records import Document
from graph.text import Line, Span

NAME = "feed"


def score(sheet: parts.Sheet) -> float:
    """Sure for what was read as a feed, nothing else."""
    return 1.0 if sheet.page.media_type == MEDIA_TYPE else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """One document an item."""
    shown = sheet.shown
    days = [n for n, line in enumerate(shown) if n and line.text.startswith(PUBLISHED.strip())]
    ends = [*(day - 1 for day in days[1:]), len(shown)]
    found = []
    for item, (at, end) in enumerate(zip(days, ends, strict=True), 1):
        line = shown[at]
        written = Span(line.span.start + len(PUBLISHED), line.span.end)
        date = _day(written.of(sheet.text)) if written.start < written.end else None
        said = list(takewhile(lambda line: line.text.startswith((AUTHOR, CATEGORY)), shown[at + 1 : end]))
        kind, labels = _sorted(sheet, _behind(AUTHOR, said), _behind(CATEGORY, said))
        found.append(
            Document(
                sheet.page,
                NAME,
                shown[at - 1].span,
                tuple(paragraph.span for paragraph in shown[at + 1 + len(said) : end]),
                content_type=kind,
                labels={**labels, **parts.unread(None if date or written.start >= written.end else written)},
                day=(date, written) if date else None,
                url=parts.address(sheet.page, item, len(days)),
                item=item,
                lead_only=True,
            )
        )
    return tuple(found)


def _behind(mark: str, said: Sequence[Line]) -> list[Line]:
    return [parts.tail(line, len(line.text) - len(mark)) for line in said if line.text.startswith(mark)]


def _sorted(
    sheet: parts.Sheet, authors: Sequence[Line], categories: Sequence[Line]
) -> tuple[Span | None, dict[str, tuple[Span, ...]]]:
    """What authors and categories of an item are labels of: its kind, sources and fields of work.

    Others are none of these, nor is the OSCE itself as the author of its own feed.
    """
    words = sheet.wording
    structures = [line for line in authors if not words.is_site(line.text)]
    kind = next((line.span for line in categories if words.is_kind(line.text)), None)
    found = {
        "Source": tuple(line.span for line in (*structures, *categories) if words.is_section(line.text)),
        "Fields of work": tuple(line.span for line in categories if words.is_field(line.text)),
    }
    return kind, {label: values for label, values in found.items() if values}


def _day(text: str) -> datetime.date | None:
    """The day of `Mon, 15 Feb 2021 20:52:00 +0100`, `2021-02-15T20:52:00Z`, `Mon, 02/15/2021 - 20:52`."""
    try:
        return datetime.datetime.fromisoformat(text.strip()).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError):
        pass
    words = text.replace(",", " ").split()
    return written_date(text) or next((date for word in words if (date := numeric_date(word))), None)
