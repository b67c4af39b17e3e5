"""What labels are called, in any case, and labels that share a line: `Date: 3 May 2011 | Source: OSCE Secretariat`."""

import re
from collections.abc import Iterable, Iterator

from graph.dateline import is_date
from graph.text import Line, Span, trimmed

OWN = ("Date", "Place", "Source", "Fields of work")
"""The labels of the OSCE's own pages; what they stand for is the extractors' to say."""
LISTED = {
    "Publishing date": "Date",
    "Content type": "Content type",
    "Where we are": "Source",
    "What we do": "Fields of work",
    "Location": "Location",
    "Locations": "Location",
    "Collections": "Collections",
    **{label: label for label in OWN},
}
"""The listing's words for what single pages call Date, Source, Fields of work; newer sites say these here too."""
LABEL = re.compile(rf"(?P<label>{'|'.join(OWN)}):(?P<value>.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[^\W\d]{1,12} ){0,2}[^\W\d]{1,12}:\s*(?P<value>(?P<number>[\d./-]{1,20})|[\w .,/-]{6,40})")
_MARK = re.compile(r" [|·] ")
_LABELLED = re.compile(rf"(?:{'|'.join(LISTED)}) ?:.*", re.IGNORECASE)


def spelt_out(label: str) -> str:
    """A label as the OSCE writes it: `FIELDS OF WORK`, `Fields of Work` are `Fields of work`."""
    return label.capitalize()


def label_of(line: Line) -> str | None:
    """The label that the line is (`Place:`), if it is one; list marks do not matter."""
    match = LABEL.fullmatch(line.item.text) if ":" in line.text else None
    return spelt_out(match["label"]) if match else None


def is_numbered(line: Line) -> bool:
    """Whether the line is a label with a number or a day (`No: 44/2006`, `Posted on: 4 June 2009`): no title."""
    match = _NUMBERED.fullmatch(line.item.text)
    return match is not None and (match["number"] is not None or is_date(match["value"]))


def is_label(line: Line) -> bool:
    """Whether the line is a label of any kind, and so no title."""
    return label_of(line) is not None or is_numbered(line)


def parted(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each of nothing but labels with their values as one line a label."""
    for line in lines:
        parts = _parts(line) if ":" in line.text and _MARK.search(line.text) else []
        yield from parts if len(parts) > 1 and all(_LABELLED.fullmatch(part.item.text) for part in parts) else [line]


def share_a_line(text: str, line: Line, below: Line) -> bool:
    """Whether two lines, one after the other, are labels of one line of the text."""
    return "\n" not in text[line.span.end : below.span.start]


def _parts(line: Line) -> list[Line]:
    marks = list(_MARK.finditer(line.text))
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(line.text)]
    spans = [trimmed(line.text, Span(*part)) for part in zip(starts, ends, strict=True)]
    return [Line(Span(line.span.start + at.start, line.span.start + at.end), at.of(line.text)) for at in spans]
