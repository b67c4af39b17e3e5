"""Layout A: a page with the site's menu, the kind, the title, a block of bulleted labels, the body.

The menu drifts with every crawl, so it is cut by structure: everything before the last content-type line that stands
above the labels is menu.
"""

from graph.layouts import parts
from graph.records import Document

NAME = "a"


def score(sheet: parts.Sheet) -> float:
    """A bulleted `Date:` label makes it likely; the kind above it, and a menu above that, make it sure."""
    label = sheet.label("Date", bullet=True)
    if label is None:
        return 0.0
    kind = sheet.kind_above(label)
    if kind is None:
        return 0.3
    menu = sum(line.bullet for line in sheet.lines[:kind])
    return 0.7 if menu < 10 else 1.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The labels end at the first line that is no list item."""
    lines, label = sheet.lines, sheet.label("Date", bullet=True)
    assert label is not None
    end = next((n for n in range(label, len(lines)) if lines[n].text and not lines[n].bullet), len(lines))
    return parts.labelled(sheet, NAME, label, end)
