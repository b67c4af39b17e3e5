"""Layout C2: a title, perhaps a blank line or an image, and a body that begins with the dateline. Nothing else."""

from graph.dateline import begins_text, parse_dateline
from graph.layouts import parts
from graph.records import Document

NAME = "c2"
HIGHEST = 0.75
# Between title and dateline stand at most an image and its caption.
_REACH = 3
# More where it is said there whom to ask.
_REACH_OF_CONTACT = 10


def score(sheet: parts.Sheet) -> float:
    """A dateline at the head of the line below the title; a line or two later it is less sure."""
    if not sheet.shown:
        return 0.0
    title, *below = sheet.shown[sheet.top :]
    if title.bullet or parse_dateline(sheet.text, title.span):
        return 0.0
    first = next((line for line in below if not parts.is_image(line)), None)
    reach = _REACH_OF_CONTACT if first and parts.is_contact(first) else _REACH
    for distance, line in enumerate(below[:reach]):
        if parse_dateline(sheet.text, line.span):
            return HIGHEST - 0.1 * min(distance, _REACH - 1)
    return 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The body begins with the dateline."""
    title, *rest = sheet.shown[sheet.top :]
    start = next(n for n, line in enumerate(rest) if begins_text(sheet.text, line.span))
    kind = sheet.kind_over(sheet.top)
    labels = sheet.section_over(sheet.top)
    return (Document(sheet.page, NAME, title.span, parts.body(rest[start:]), content_type=kind, labels=labels),)
