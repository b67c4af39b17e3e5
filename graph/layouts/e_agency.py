"""Layout E, agencies: a release told again by a news agency, below the agency's own dateline."""

from graph.dateline import AgencyLine, parse_agency_line, parse_dateline
from graph.layouts import parts, story
from graph.records import Document
from graph.text import Span

NAME = "e-agency"
HIGHEST = 0.8


def score(sheet: parts.Sheet) -> float:
    """The dateline of an agency at the head of the text."""
    found = story.find(sheet)
    if found is None or parse_dateline(sheet.text, found.body[0].span):
        return 0.0
    return HIGHEST if _head(sheet, found) else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The text behind the dateline."""
    found = story.find(sheet)
    assert found is not None
    head = _head(sheet, found)
    assert head is not None
    first, *rest = parts.body(found.body)
    day = (head.date, head.date_span) if head.date and head.date_span else found.day
    return (
        Document(
            sheet.page,
            NAME,
            found.title.span if found.title else None,
            # Some agencies give their dateline a line of its own.
            (*([Span(head.end, first.end)] if head.end < first.end else []), *rest),
            labels={} if day else parts.unread(found.unread),
            day=day,
            towns=head.places,
            trust=parts.SECOND_HAND,
        ),
    )


def _head(sheet: parts.Sheet, found: story.Story) -> AgencyLine | None:
    body = parts.body(found.body)
    return parse_agency_line(sheet.text, body[0]) if body else None
