"""The items of a listing: a title, `Publishing date:` and other labels, the first words of the text.

An item has no mark of its own; it begins with the line before its `Publishing date:`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.dateline import date_of
from graph.layouts import block
from graph.layouts.parts import Sheet, address, is_image
from graph.records import Document
from graph.text import Line, Span, trimmed

# The listing's words for what single pages call Date, Source, Fields of work; newer sites say these here too.
_LABELS = {
    "Publishing date": "Date",
    "Content type": "Content type",
    "Where we are": "Source",
    "What we do": "Fields of work",
    "Source": "Source",
    "Fields of work": "Fields of work",
    "Location": "Location",
    "Locations": "Location",
    "Collections": "Collections",
}
# Those of which there may be several, from a list that is known.
_LISTS = frozenset({"Source", "Fields of work"})
_LONGEST_VALUE = 80
_LABEL = re.compile(rf"(?P<label>{'|'.join(_LABELS)}) ?:(?P<value>.*)")
_DATE = re.compile("Publishing date ?:")
# `‹ previous`, `1 2 3 … 9`, `last »`, `Read more`: what stands below the last item turns pages.
_PAGER = re.compile(r"(?:[\s\d«»‹›…|-]|first|prev(?:ious)?|next|last|page|pages|read more)+", re.IGNORECASE)
_LIKELY, _SURE = 0.9, 1.0


def score(sheet: Sheet, head: str) -> float:
    """How well a page fits a listing with that head: 0 without a `Publishing date:`."""
    dates = _dates(sheet.shown)
    if not dates or dates[0] == 0:
        return 0.0
    return _SURE if any(line.item.text == head for line in sheet.shown[: dates[0] - 1]) else _LIKELY


def documents(sheet: Sheet, layout: str) -> tuple[Document, ...]:
    """One document an item, in order. An item in whose middle the page ends is marked as cut."""
    shown = [line for line in sheet.shown if not is_image(line)]
    starts = [date - 1 for date in _dates(shown)]
    ends = [*starts[1:], _foot(shown, starts[-1])]
    found: list[Document] = []
    rest: Sequence[Line] = ()
    for start, end in zip(starts, ends, strict=True):
        document, rest = _document(sheet, layout, len(found) + 1, shown[start:end])
        found.append(document)
    # A title alone below the last item: the page was cut before its date. More lines are the foot of the page.
    if len(rest) == 1 and not rest[0].text[:1].islower():
        found.append(Document(sheet.page, layout, rest[0].span, (), item=len(found) + 1, lead_only=True, cut=True))
    elif ends[-1] == len(shown) and not rest:
        # The cards of a page of HTML are whole.
        found[-1] = _ended(found[-1], cut=not sheet.page.items)
    return tuple(replace(item, url=address(sheet.page, item.item, len(starts))) for item in found)


def _document(sheet: Sheet, layout: str, item: int, lines: Sequence[Line]) -> tuple[Document, Sequence[Line]]:
    """The item on these lines, and what stands behind its first words."""
    title, *others = lines
    labels: dict[str, tuple[Span, ...]] = {}
    found = list(_labels(sheet, others))
    count = found[-1][0] if found else 0
    for _, label, value in found:
        if value.start < value.end:
            labels[label] = (*labels.get(label, ()), value)
    kind = labels.pop("Content type", (None,))[0]
    lead = others[count : count + 1]
    return (
        Document(
            sheet.page,
            layout,
            title.item.span,
            tuple(line.span for line in lead),
            content_type=kind,
            labels=labels,
            item=item,
            lead_only=True,
        ),
        others[count + 1 :],
    )


def _labels(sheet: Sheet, lines: Sequence[Line]) -> Iterator[tuple[int, str, Span]]:
    """The labels with their values, and how many lines they take; a value may stand on lines of its own below."""
    at = 0
    while at < len(lines) and (match := _LABEL.fullmatch(lines[at].item.text)):
        end, label = lines[at].span.end, _LABELS[match["label"]]
        start = end - len(match["value"].lstrip())
        at += 1
        while start < end and at < len(lines) and _goes_on(sheet, label, lines[at - 1], lines[at]):
            end = lines[at].span.end
            at += 1
        yield at, label, Span(start, end)
        while not match["value"].strip() and at < len(lines) and _is_value(sheet, label, lines[at].item.text):
            at += 1
            yield at, label, lines[at - 1].item.span


def _goes_on(sheet: Sheet, label: str, above: Line, line: Line) -> bool:
    """Whether a line is the rest of a list that a page broke, and not the first words of the text."""
    return label in _LISTS and not _LABEL.fullmatch(line.item.text) and block.goes_on(sheet, above, line)


def _is_value(sheet: Sheet, label: str, text: str) -> bool:
    """Whether a line below an empty label is one of its values, and not the first words of the text."""
    words = sheet.wording
    if label == "Date":
        return date_of(text) is not None
    if label == "Content type":
        return words.is_kind(text)
    if label in _LISTS:
        known = words.is_section if label == "Source" else words.is_field
        return any(known(part.strip()) for part in text.split(","))
    return len(text) < _LONGEST_VALUE and not text.endswith((".", "…")) and not any(map(str.isdigit, text))


def _dates(shown: Sequence[Line]) -> list[int]:
    return [n for n, line in enumerate(shown) if n and _DATE.match(line.item.text)]


def _foot(shown: Sequence[Line], start: int) -> int:
    """Where the lines below the last item begin."""
    below = range(start + 1, len(shown))
    return next((n for n in below if _PAGER.fullmatch(shown[n].item.text)), len(shown))


def _ended(last: Document, *, cut: bool) -> Document:
    """The last item of a page, without the word in which its first words break off, if they do.

    Without first words the page ends within the item's labels, if it may be `cut`.
    """
    if not last.body:
        return replace(last, cut=cut)
    lead = last.body[0]
    words = lead.of(last.text)
    if cut and any(f"{label}:".startswith(words) for label in _LABELS):
        return replace(last, body=(), cut=True)
    if words[-1] in '.!?”"’)':
        return last
    whole = trimmed(last.text, Span(lead.start, lead.start + words.rfind(" ") + 1))
    body = (whole,) if whole.start < whole.end else ()
    return replace(last, body=body)
