"""Layout C1: `Newsroom`, title, `TOWN 5 March 2004` alone on a line, perhaps an image and caption, the body.

The body is often printed twice, and the date line wins over the dateline where they differ.
"""

from graph.dateline import begins_text, is_date_line, parse_dateline
from graph.layouts import parts
from graph.records import Document

NAME = "c1"
HEAD = "Newsroom"


def score(sheet: parts.Sheet) -> float:
    """A date line right under the title; the Newsroom head and a dateline below make it sure."""
    shown, title = sheet.shown, sheet.top
    if len(shown) <= title + 1 or not is_date_line(sheet.text, shown[title + 1].span, towns=True):
        return 0.0
    dateline = any(parse_dateline(sheet.text, line.span) for line in shown[title + 2 :])
    return 0.6 + 0.2 * any(line.text == HEAD for line in shown[:title]) + 0.2 * dateline


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """What stands between date line and dateline is image and caption."""
    title = sheet.top
    heading, date_line, *rest = sheet.shown[title:]
    start = next((n for n, line in enumerate(rest) if begins_text(sheet.text, line.span)), 0)
    kind, body = sheet.kind_over(title), parts.body(rest[start:])
    return (Document(sheet.page, NAME, heading.span, body, content_type=kind, date_line=date_line.span),)
