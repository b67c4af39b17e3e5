"""The block of labels between title and body: where it begins and ends, what stands above it, the values in it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from graph.dateline import begins_text, date_of, numeric_date, parse_dateline, written_date
from graph.layouts.labelling import LABEL, is_label, spelt_out
from graph.layouts.parts import Sheet, body, is_day, is_image
from graph.layouts.story import is_prose
from graph.records import Document
from graph.text import Line, Span

_NO_LINE = Line(Span(0, 0), "")
# Between labels and dateline stand at most a credit or the like.
_REACH = 4


class Head(NamedTuple):
    """What stands above the labels: the title, and the kind of page where it is named."""

    title: Line
    kind: Line | None


def head(sheet: Sheet, label: int) -> Head | None:
    """The head of the block whose label stands on line `label`; None where nothing above it is a title.

    Between a kind and its labels stands the title. Where nothing does but labels, the title stands above the kind:
    `Looms are lent`, `Press release`, `No: 44/2006`, `Date: 3 May 2006`.
    """
    kinds = (n for n in range(label - 1, -1, -1) if sheet.wording.is_kind(sheet.lines[n].text))
    kind = next(kinds, None)
    if kind is None:
        title = _title_above(sheet, label)
        return Head(title, None) if title else None
    if between := _first_title(sheet.lines[kind + 1 : label]):
        return Head(between, sheet.lines[kind])
    if (title := _title_above(sheet, kind)) and not sheet.wording.is_kind(title.text):
        return Head(title, sheet.lines[kind])
    # A kind below a kind is all the title there is.
    above = next(kinds, None)
    title = _first_title(sheet.lines[above + 1 : label]) if above is not None else None
    return Head(title, sheet.lines[above]) if title and above is not None else None


def documents(sheet: Sheet, layout: str, label: int, end: int) -> tuple[Document, ...]:
    """The document whose labels stand on lines `label` to `end`, title and perhaps kind above, its body below."""
    above = head(sheet, label)
    assert above is not None
    again = _again(sheet.lines[label:end])
    first = sheet.lines[label:end] if again is None else sheet.lines[label : sheet.lines.index(again)]
    document = Document(
        sheet.page,
        layout,
        above.title.span,
        body(_text(sheet, above.title, label, end)),
        content_type=above.kind.span if above.kind else None,
        labels=_values(sheet, first),
        labels_again=again.span if again else None,
    )
    return (_dated(document),)


def _text(sheet: Sheet, title: Line, label: int, end: int) -> Sequence[Line]:
    """The lines from the dateline on, above which a credit or the like may stand; the labels may stand below it all."""
    over = [line for line in sheet.lines[:label] if line.text and line.span.start > title.span.start]
    first = next((at for at, line in enumerate(over[:_REACH]) if begins_text(sheet.text, line.span)), None)
    if first is not None:
        return over[first:]
    below = [line for line in sheet.lines[end:] if line.text]
    start = next((at for at, line in enumerate(below[:_REACH]) if begins_text(sheet.text, line.span)), 0)
    return below if any(is_prose(line) for line in below[:start]) else below[start:]


def between(sheet: Sheet, title: Line | None, text: Line) -> dict[str, tuple[Span, ...]]:
    """The values of the few labels that stand between a title and the text where they make no block; days are not."""
    start = title.span.end if title else 0
    lines = [line for line in sheet.lines if start <= line.span.start < text.span.start]
    return {label: values for label, values in _values(sheet, lines).items() if values and label != "Date"}


def goes_on(sheet: Sheet, above: Line, line: Line) -> bool:
    """Whether a line without a list mark is the rest of the value right above it, which a page broke."""
    if line.bullet or not above.text:
        return False
    begun = line.text[:1].islower() or line.text.startswith("(")
    return begun or above.text.endswith(",") or sheet.wording.breaks_off(above.text)


def _first_title(lines: Sequence[Line]) -> Line | None:
    return next((line for line in lines if line.text and not is_label(line) and not is_day(line)), None)


def _title_above(sheet: Sheet, at: int) -> Line | None:
    """The title above a line: the heading, else the last line above it that may be one."""
    if sheet.heading and sheet.heading.span.end <= sheet.lines[at].span.start:
        return sheet.heading
    above = (line for line in reversed(sheet.lines[:at]) if line.text and not is_label(line))
    title = next(above, None)
    if title is None or title.bullet or title.text == "-" or title.text.endswith((".", ".”", '."')):
        return None
    return None if sheet.wording.is_menu(title.text) else title


def _again(block: Sequence[Line]) -> Line | None:
    """Where a label stands that has its value above: one of another release, or of another saving of this one."""
    filled: set[str | None] = set()
    label = None
    for line in block:
        if match := LABEL.fullmatch(line.item.text):
            label = spelt_out(match["label"])
            if label in filled:
                return line
            if match["value"].strip():
                filled.add(label)
        elif line.item.text and line.text != "-":
            filled.add(label)
    return None


def _values(sheet: Sheet, block: Sequence[Line]) -> dict[str, tuple[Span, ...]]:
    """The values under each label: what follows on the label's own line or on the lines up to the next label.

    An empty label (`Date:` on most saved pages) has no values, and never takes the next label for one. There is one
    day. A value may be broken over lines.
    """
    found: dict[str, list[Span]] = {}
    label = None
    for above, line in pairwise([_NO_LINE, *block]):
        if match := LABEL.fullmatch(line.item.text):
            label = spelt_out(match["label"])
            found.setdefault(label, [])
            value = match["value"].strip()
            if value:
                found[label].append(Span(line.span.end - len(value), line.span.end))
        elif label and _is_value(line) and not (label == "Date" and found[label]):
            if found[label] and goes_on(sheet, above, line):
                found[label][-1] = Span(found[label][-1].start, line.span.end)
            else:
                found[label].append(line.item.span)
    return {label: tuple(values) for label, values in found.items()}


def _is_value(line: Line) -> bool:
    return bool(line.item.text) and line.text != "-" and not is_image(line)


def _dated(document: Document) -> Document:
    """The document with its day where the label writes it as archives do (`03.05.2006`) and no dateline says it."""
    text, days = document.text, document.labels.get("Date", ())
    if not days or date_of(days[0].of(text)) or any(parse_dateline(text, span) for span in document.body[:1]):
        return document
    words = days[0].of(text)
    if not (day := written_date(words) or numeric_date(words)):
        return document
    labels = {label: values for label, values in document.labels.items() if label != "Date"}
    return replace(document, labels=labels, day=(day, days[0]))
