"""What D2 and D3 share: a head, a title, a date alone on its line, and what stands below."""

from graph.dateline import date_of, parse_dateline
from graph.layouts import parts, story
from graph.records import Document


def score(sheet: parts.Sheet, head: str) -> float:
    """A date alone right below the title, and no dateline in the text; more with the head."""
    shown = sheet.shown
    at = _title(sheet, head)
    if len(shown) <= at + 1 or date_of(shown[at + 1].text) is None:
        return 0.0
    if any(parse_dateline(sheet.text, line.span) for line in shown[at + 2 : at + 5]):
        return 0.6
    return 0.9 if at else 0.7


def documents(sheet: parts.Sheet, layout: str, head: str) -> tuple[Document, ...]:
    """The page as one document; a teaser that breaks off above the text is left out."""
    title, day, *rest = sheet.shown[_title(sheet, head) :]
    if len(rest) > 1 and rest[0].text.endswith("..."):
        rest = rest[1:]
    date = date_of(day.text)
    assert date is not None
    return (Document(sheet.page, layout, title.span, parts.body(story.without_foot(rest)), day=(date, day.span)),)


def _title(sheet: parts.Sheet, head: str) -> int:
    return 1 if sheet.shown and sheet.shown[0].text == head else 0
