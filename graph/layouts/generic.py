"""The fallback: any page whose text has a form and speaks of the OSCE, read by that form alone, at low trust."""

import re

from graph.dateline import DATE, date_of
from graph.layouts import parts, story
from graph.records import Document
from graph.text import Span

NAME = "generic"
# `OSCE, Press Statement, TOWN, 5 May 2008` closes what mailing lists and blogs print again.
_CLOSING = re.compile(
    rf"(?:OSCE,\s*)?Press (?:Release|Statement),\s*(?P<town>[^\d,\n]{{2,40}}),\s*(?P<date>{DATE})\.?", re.IGNORECASE
)


def score(sheet: parts.Sheet) -> float:
    """Just enough to be read where nothing fits better: prose, with the OSCE named near its head."""
    found = story.find(sheet)
    if found is None:
        return 0.0
    head = sheet.text[: found.body[min(2, len(found.body) - 1)].span.end]
    return 0.5 if "OSCE" in head or "Organization for Security and Co-operation in Europe" in head else 0.0


def read(sheet: parts.Sheet) -> tuple[Document, ...]:
    """Title and text by their form; town and day where the last line says them."""
    found = story.find(sheet)
    assert found is not None
    lines, day = found.body, found.day
    towns: tuple[Span, ...] = ()
    closing = _CLOSING.fullmatch(lines[-1].text)
    if closing and (date := date_of(closing["date"])):
        start = lines[-1].span.start
        day = (date, Span(start + closing.start("date"), start + closing.end("date")))
        towns = (Span(start + closing.start("town"), start + closing.end("town")),)
        lines = lines[:-1]
    title = found.title.span if found.title else None
    return (Document(sheet.page, NAME, title, parts.body(lines), day=day, towns=towns, trust=parts.GUESSED),)
