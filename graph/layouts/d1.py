"""Layout D1: a page of the OSCE's site with a title and text, without dateline, date or labels."""

from graph.dateline import parse_dateline
from graph.layouts import block, parts, story
from graph.records import Document

NAME = "d1"
HIGHEST = 0.9
# As far as a dateline may stand below a title.
_REACH = 4


def score(sheet: parts.Sheet) -> float:
    """A title at the top with prose right below; an address of the OSCE's site makes it likelier."""
    found = story.find(sheet)
    below = sheet.shown[sheet.top :]
    if found is None or found.title is None or found.title.text != below[0].text or found.is_dated:
        return 0.0
    if any(parse_dateline(sheet.text, line.span) for line in below[:_REACH]):
        return 0.0
    if sheet.of_the_osce:
        return HIGHEST
    return 0.6 if "OSCE" in sheet.text[: found.body[0].span.end] else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """The title and all paragraphs; a label between them, should there be one."""
    found = story.find(sheet)
    assert found is not None
    assert found.title is not None
    kind = sheet.kind_over(sheet.top)
    labels = {**sheet.section_over(sheet.top), **block.between(sheet, found.title, found.body[0])}
    return (Document(sheet.page, NAME, found.title.span, parts.body(found.body), content_type=kind, labels=labels),)
