"""Layout A2: kind, title and labels without bullets or menu, values on the next line, contacts after the body."""

from graph.dateline import parse_dateline
from graph.layouts import parts
from graph.records import Document

NAME = "a2"


def score(sheet: parts.Sheet) -> float:
    """A bare `Date:` line under a kind and a title, or of several labels; a dateline after them makes it sure."""
    label = sheet.label("Date", bullet=False)
    if label is None:
        return 0.0
    if sheet.kind_above(label) is None:
        return 0.92 if sheet.is_block(bullet=False) and sheet.title_above(label) else 0.0
    return 1.0 if _dateline(sheet, label) is not None else 0.95


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The labels end at the dateline or, without one, at the first blank line after the last label."""
    label = sheet.label("Date", bullet=False)
    assert label is not None
    end = _dateline(sheet, label)
    return parts.labelled(sheet, NAME, label, _blank(sheet) if end is None else end)


def _dateline(sheet: parts.Sheet, label: int) -> int | None:
    below = range(label, len(sheet.lines))
    return next((n for n in below if parse_dateline(sheet.text, sheet.lines[n].span)), None)


def _blank(sheet: parts.Sheet) -> int:
    last = max(n for n, line in enumerate(sheet.lines) if parts.label_of(line))
    below = range(last, len(sheet.lines))
    return next((n for n in below if not sheet.lines[n].text), len(sheet.lines))
