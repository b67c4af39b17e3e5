"""Layout A: a page with the site's menu, the kind, the title, a block of bulleted labels, the body.

The menu drifts with every crawl, so it is cut by structure: everything before the last content-type line that stands
above the labels is menu.
"""

from graph.layouts import block, parts, story
from graph.layouts.labelling import label_of
from graph.records import Document

NAME = "a"


def score(sheet: parts.Sheet) -> float:
    """A bulleted `Date:`, or a block without one, makes it likely; the kind above it and a menu make it sure."""
    label = sheet.first_label(bullet=True)
    if label is None:
        return 0.0
    above = block.head(sheet, label)
    if above is None or above.kind is None:
        return 0.92 if above and sheet.is_block(bullet=True) else 0.3
    menu = sum(line.bullet for line in sheet.lines[: sheet.lines.index(above.kind)])
    return 0.95 if menu < 10 else 1.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The labels end where the last of them has its value."""
    label = sheet.first_label(bullet=True)
    assert label is not None
    return block.documents(sheet, NAME, label, _end(sheet, label))


def _end(sheet: parts.Sheet, first: int) -> int:
    """Where the body begins: a value may stand below its label without a list mark, the text does not."""
    lines = sheet.lines
    bare = (n for n in range(first, len(lines)) if not lines[n].bullet)
    text = (n for n in bare if lines[n].text.endswith(".") or story.is_text(sheet, lines[n]))
    below = range(first, next(text, len(lines)))
    last, seen = first, set[str]()
    for n in below:
        label = label_of(lines[n]) if lines[n].bullet else None
        if label in seen:
            break
        if label:
            seen.add(label)
            last = n
    empty = lines[last].text.endswith(":")
    for n in (n for n in range(last + 1, below.stop) if lines[n].text):
        if not lines[n].bullet and not empty and not block.goes_on(sheet, lines[n - 1], lines[n]):
            return n
        empty = False
    return below.stop
