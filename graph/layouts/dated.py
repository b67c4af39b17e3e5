"""What D2 and D3 share: a head, a title, a date alone on its line, and what stands below."""

from graph.dateline import begins_text, is_date_line
from graph.layouts import parts, story
from graph.records import Document

# Between date and dateline stand at most an image and its caption.
_REACH = 3


def score(sheet: parts.Sheet, head: str) -> float:
    """A date alone right below the title; more with the head."""
    shown, title = sheet.shown, sheet.top
    if len(shown) <= title + 1 or not is_date_line(sheet.text, shown[title + 1].span, towns=False):
        return 0.0
    return 0.9 if any(line.text == head for line in shown[:title]) else 0.7


def documents(sheet: parts.Sheet, layout: str) -> tuple[Document, ...]:
    """The page as one document, without a teaser that breaks off above the text and what stands above a dateline."""
    title, day, *rest = sheet.shown[sheet.top :]
    datelines = (n for n, line in enumerate(rest[:_REACH]) if begins_text(sheet.text, line.span))
    teaser = len(rest) > 1 and rest[0].text.endswith("...")
    body = story.without_foot(rest[next(datelines, int(teaser)) :])
    kind = sheet.kind_over(sheet.top)
    return (Document(sheet.page, layout, title.span, parts.body(body), content_type=kind, date_line=day.span),)
