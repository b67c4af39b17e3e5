"""Titles that a page breaks over several lines: joined where the form proves it, told where it only may be so.

The proof is a small letter at the head of a line that stands right below another, which no other part of the release
claims: `Notaries of the desert`, `hold their first congress`; on a page of one release it is also a word with which no
title ends: `Observers to the`, `Mediterranean meet`. Whether `Media freedom` above `Two journalists freed`
belongs to it, nobody can tell from that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph.layouts import b1, b2
from graph.layouts.labelling import is_label
from graph.layouts.parts import Sheet, is_contact, is_day, is_image
from graph.layouts.titles import without_site
from graph.records import Document
from graph.text import Line, Span

# Above the first item stands the head of its listing.
_HEADS = frozenset({b1.HEAD, b2.HEAD})
# So many lines a title may have.
_MOST = 4
_LONGEST = 300


def joined(sheet: Sheet, documents: Sequence[Document]) -> Iterator[Document]:
    """The documents, each with its whole title, or with the line beside its title that may be a part of it."""
    at = {line.span: n for n, line in enumerate(sheet.lines) if line.text}
    claimed = {place for document in documents for span in _claimed(document) for place in (span.start, -span.end)}
    for document in documents:
        title = document.title
        if title is None or title not in at or (sheet.heading and sheet.heading.span == title):
            yield document
        else:
            yield _joined(sheet, document, at[title], claimed)


def _joined(sheet: Sheet, document: Document, at: int, claimed: set[int]) -> Document:
    lines, first, last = sheet.lines, at, at
    while last - first < _MOST and _goes_on(lines[first]) and _is_free(sheet, first - 1, claimed, ends=(".", ";", "…")):
        first -= 1
    while last - first < _MOST and _is_free(sheet, last + 1, claimed):
        open_end = not document.item and sheet.wording.breaks_off(lines[last].text)
        if not open_end and not _goes_on(lines[last + 1]):
            break
        last += 1
    whole = Span(lines[first].span.start, lines[last].span.end)
    # Without its beginning it is no title either: what stands above may be the end of something else.
    if first != last and not _goes_on(lines[first]) and whole.end - whole.start <= _LONGEST:
        return replace(document, title=whole)
    beside = at - 1 if document.item > 1 else at + 1
    if document.item == 1 or first != last or not _is_free(sheet, beside, claimed):
        return document
    one, other = lines[at].text, without_site(sheet.text, lines[beside].span).of(sheet.text)
    # What says the title again is no part of it.
    return document if one in other or other in one else replace(document, beside_title=lines[beside].span)


def _claimed(document: Document) -> Iterator[Span]:
    """What stands where a part of the release does; of labels the ends, since their values stand there."""
    yield from document.body
    yield from document.towns
    yield from (span for values in document.labels.values() for span in values)
    yield from (span for span in (document.title, document.content_type, document.date_line) if span)
    yield from (document.day[1],) if document.day else ()


def _goes_on(line: Line) -> bool:
    """Whether a line begins with a word in small letters; `eLearning` is a name."""
    return line.text[:1].islower() and not line.text[1:2].isupper()


def _is_free(sheet: Sheet, at: int, claimed: set[int], ends: tuple[str, ...] = (".", ":", ";", "…")) -> bool:
    """Whether a line may be a part of a title: nothing else claims it, and it is nothing that stands beside titles.

    What ends with one of `ends` is a sentence, or a label.
    """
    if not 0 <= at < len(sheet.lines):
        return False
    line, wording = sheet.lines[at], sheet.wording
    if not line.text or line.bullet or line.span.start in claimed or -line.span.end in claimed:
        return False
    if line.text.endswith(ends) or line.text in _HEADS:
        return False
    beside = wording.is_kind(line.text) or wording.is_aside(line.text) or is_label(line) or is_day(line)
    return not (beside or is_image(line) or is_contact(line))
