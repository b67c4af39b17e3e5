"""The items of a listing: a title, `Publishing date:` and other labels, the first words of the text.

An item has no mark of its own; it begins with the line before its `Publishing date:`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.dateline import date_of
from graph.layouts import block
from graph.layouts.labelling import LISTED, share_a_line, spelt_out
from graph.layouts.parts import Sheet, address, is_image
from graph.records import Document
from graph.text import Line, Span, trimmed

# Those of which there may be several, from a list that is known.
_LISTS = frozenset({"Source", "Fields of work"})
_LONGEST_VALUE, _LONGEST_KIND = 80, 3
_LABEL = re.compile(rf"(?P<label>{'|'.join(LISTED)}) ?:(?P<value>.*)", re.IGNORECASE)
_DATE = re.compile("Publishing date ?:", re.IGNORECASE)
# Where all labels share a line that is one of them.
_DATE_OF_ROW = re.compile("Date ?:", re.IGNORECASE)
_ANY_DATE = re.compile("(?:Publishing )?date ?:", re.IGNORECASE)
# `‹ previous`, `1 2 3 … 9`, `last »`, `Read more`: what stands below the last item turns pages.
_PAGER = re.compile(r"(?:[\s\d«»‹›…|-]|first|prev(?:ious)?|next|last|page|pages|read more)+", re.IGNORECASE)
_LIKELY, _SURE = 0.9, 1.0


def score(sheet: Sheet, head: str) -> float:
    """How well a page fits a listing with that head: 0 without a `Publishing date:`."""
    shown = sheet.shown
    dates = _dates(sheet.text, shown)
    if not dates or dates[0] == 0:
        return 0.0
    # Single pages have `Date:` too, but once.
    sure = not _DATE.match(shown[dates[0]].item.text) or any(line.item.text == head for line in shown[: dates[0] - 1])
    return _SURE if sure else _LIKELY


def documents(sheet: Sheet, layout: str) -> tuple[Document, ...]:
    """One document an item, in order. An item in whose middle the page ends is marked as cut."""
    shown = [line for line in sheet.shown if not is_image(line)]
    starts = [_title(sheet, shown, date) for date in _dates(sheet.text, shown)]
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
    above = _above_lead(sheet, others[count:])
    bare = (line.item.span for line in above if sheet.wording.is_kind(line.item.text))
    kind = labels.pop("Content type", (next(bare, None),))[0]
    count += len(above)
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


def _above_lead(sheet: Sheet, lines: Sequence[Line]) -> list[Line]:
    """The kind above the first words of an item; cards show other words there too, which are nothing of the release."""
    above: list[Line] = []
    for line in lines:
        shown = sheet.page.items and line is not lines[-1] and len(line.text.split()) <= _LONGEST_KIND
        if not shown and not sheet.wording.is_kind(line.item.text):
            break
        above.append(line)
    return above


def _labels(sheet: Sheet, lines: Sequence[Line]) -> Iterator[tuple[int, str, Span]]:
    """The labels with their values, and how many lines they take; a value may stand on lines of its own below."""
    at = 0
    while at < len(lines):
        match = _LABEL.fullmatch(lines[at].item.text)
        if match is None:
            # A kind without its label may stand above other labels.
            below = lines[at + 1 : at + 2]
            if not (sheet.wording.is_kind(lines[at].item.text) and below and _LABEL.fullmatch(below[0].item.text)):
                return
            at += 1
            yield at, "Content type", lines[at - 1].item.span
            continue
        end, label = lines[at].span.end, LISTED[spelt_out(match["label"])]
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


def _dates(text: str, shown: Sequence[Line]) -> list[int]:
    """Where the dates of the items stand; without `Publishing date:` in lines of several labels each."""
    found = [n for n, line in enumerate(shown) if n and _DATE.match(line.item.text)]
    if found:
        return found
    dated = (n for n in range(1, len(shown) - 1) if _DATE_OF_ROW.match(shown[n].item.text))
    rows = [n for n in dated if share_a_line(text, *shown[n : n + 2]) or share_a_line(text, *shown[n - 1 : n + 1])]
    return rows if len(rows) > 1 else []


def _title(sheet: Sheet, shown: Sequence[Line], date: int) -> int:
    """Where the title of the item with that date stands: above the line with it, or above the kind that does."""
    while date > 1 and share_a_line(sheet.text, shown[date - 1], shown[date]):
        date -= 1
        # A second day on the line is another item's, whose labels are not gone through again.
        if _ANY_DATE.match(shown[date].item.text):
            break
    kind = date > 1 and sheet.wording.is_kind(shown[date - 1].item.text)
    return date - 2 if kind and not _LABEL.fullmatch(shown[date - 2].item.text) else date - 1


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
    if cut and any(f"{label}:".startswith(words) for label in LISTED):
        return replace(last, body=(), cut=True)
    if words[-1] in '.!?”"’)':
        return last
    whole = trimmed(last.text, Span(lead.start, lead.start + words.rfind(" ") + 1))
    body = (whole,) if whole.start < whole.end else ()
    return replace(last, body=body)
