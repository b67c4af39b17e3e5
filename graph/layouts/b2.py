"""Layout B2: the listing of the statements of the Representative on Freedom of the Media, with countries as labels."""

from graph.layouts import items, parts
from graph.records import Document

NAME = "b2"
HEAD = "Press statements of the OSCE Representative on Freedom of the Media"


def score(sheet: parts.Sheet) -> float:
    """`Publishing date:` lines make a listing, the head of the page makes it this one."""
    return items.score(sheet, HEAD)


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """One document an item."""
    return items.documents(sheet, NAME)
