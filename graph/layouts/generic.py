"""The fallback: any page whose text has a form and speaks of the OSCE, read by that form alone, at low trust."""

from graph.layouts import block, parts, story
from graph.records import Document

NAME = "generic"
HIGHEST = 0.5


def score(sheet: parts.Sheet) -> float:
    """Just enough to be read where nothing fits better: prose, with the OSCE named near its head."""
    found = story.find(sheet)
    if found is None:
        return 0.0
    head = sheet.text[: found.body[min(2, len(found.body) - 1)].span.end]
    return HIGHEST if "OSCE" in head or "Organization for Security and Co-operation in Europe" in head else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """Title, text, town and day by their form; the labels between title and text."""
    found = story.find(sheet)
    assert found is not None
    title = sheet.shown.index(found.title) if found.title else 0
    section = sheet.section_over(title)
    between = block.between(sheet, found.title, found.body[0])
    return (
        Document(
            sheet.page,
            NAME,
            found.title.span if found.title else None,
            parts.body(found.body),
            content_type=sheet.kind_over(title) if sheet.seems_of_the_osce else None,
            labels={**section, **between, **parts.unread(found.unread)},
            day=found.day,
            towns=found.towns,
            trust=parts.GUESSED,
        ),
    )
