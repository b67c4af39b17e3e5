"""Layout A2: kind, title and labels without bullets or menu, values on the next line, contacts after the body."""

from graph.dateline import parse_dateline
from graph.layouts import block, parts, story
from graph.layouts.labelling import label_of
from graph.records import Document

NAME = "a2"


def score(sheet: parts.Sheet) -> float:
    """A bare `Date:`, or a block without one, under a kind and a title; a dateline after them makes it sure."""
    label = sheet.first_label(bullet=False)
    if label is None:
        return 0.0
    above = block.head(sheet, label)
    if above is None or above.kind is None:
        return 0.92 if above and sheet.is_block(bullet=False) else 0.0
    return 1.0 if _dateline(sheet, label) is not None else 0.95


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The labels end at the dateline; without one at a paragraph or the first blank line after the last label."""
    label = sheet.first_label(bullet=False)
    assert label is not None
    end = _dateline(sheet, label)
    return block.documents(sheet, NAME, label, _text(sheet, label) if end is None else end)


def _dateline(sheet: parts.Sheet, label: int) -> int | None:
    below = range(label, len(sheet.lines))
    return next((n for n in below if parse_dateline(sheet.text, sheet.lines[n].span)), None)


def _text(sheet: parts.Sheet, label: int) -> int:
    """Where the text begins without a dateline: at a paragraph, or below the last label and its values."""
    lines = sheet.lines
    last = max(n for n, line in enumerate(lines) if label_of(line))
    blank = next((n for n in range(last, len(lines)) if not lines[n].text), len(lines))
    return next((n for n in range(label, blank) if story.is_text(sheet, lines[n])), blank)
