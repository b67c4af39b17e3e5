"""Layout D3: `Resources`, a title, a date alone on its line, a caption or a photo story."""

from graph.layouts import dated, parts
from graph.records import Document

NAME = "d3"
HIGHEST = 0.9
HEAD = "Resources"


def score(sheet: parts.Sheet) -> float:
    """The head, and a date alone below the title."""
    return dated.score(sheet, HEAD) if sheet.shown and sheet.shown[0].text == HEAD else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The captions are the text."""
    return dated.documents(sheet, NAME)
