"""Layout C2: a title, perhaps a blank line or an image, and a body that begins with the dateline. Nothing else."""

from graph.dateline import parse_dateline
from graph.layouts import parts
from graph.records import Document

NAME = "c2"
# Between title and dateline stand at most an image and its caption.
_REACH = 3


def score(sheet: parts.Sheet) -> float:
    """A dateline at the head of the second line with words; a line or two later it is less sure."""
    shown = sheet.shown
    if not shown or shown[0].bullet or parse_dateline(sheet.text, shown[0].span):
        return 0.0
    for distance, line in enumerate(shown[1 : 1 + _REACH]):
        if parse_dateline(sheet.text, line.span):
            return 0.75 - 0.1 * distance
    return 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The body begins with the dateline."""
    title, *rest = sheet.shown
    start = next(n for n, line in enumerate(rest) if parse_dateline(sheet.text, line.span))
    return (Document(sheet.page, NAME, title.span, parts.body(rest[start:])),)
