"""Layout D2: `Newsroom`, a title, a date alone on its line, a teaser that breaks off, the text without dateline."""

from graph.layouts import dated, parts
from graph.records import Document

NAME = "d2"
HIGHEST = 0.9
HEAD = "Newsroom"


def score(sheet: parts.Sheet) -> float:
    """A date alone below the title; the head makes it sure."""
    return dated.score(sheet, HEAD)


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The text without its teaser."""
    return dated.documents(sheet, NAME)
