"""Layout B1: the listing of press releases, one item after the other, without blank lines or list marks."""

from graph.layouts import items, parts
from graph.records import Document

NAME = "b1"
HEAD = "News and press releases"


def score(sheet: parts.Sheet) -> float:
    """`Publishing date:` lines make a listing, the head of the page makes it this one."""
    return items.score(sheet, HEAD)


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """One document an item."""
    return items.documents(sheet, NAME)
