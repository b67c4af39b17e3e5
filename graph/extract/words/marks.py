"""Quotation marks: which stretches of a paragraph they bound."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.text import Span, sentences, trimmed

_MARK = re.compile(r"[“”\"„«»]")
# A whole sentence ends with a stop, behind which marks may stand; `and said...` goes on elsewhere.
_WHOLE = re.compile(r"(?<![.])[.!?][”\"»)]*\s*$")
_OPENS, _CLOSES = "“„«", "”»"


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in quotation marks; `span` has the marks, `words` has not; `open` says that the closing mark is missing."""

    span: Span
    words: Span
    open: bool = False


def marks(text: str, paragraph: Span) -> list[Marked]:
    """Everything in quotation marks in a paragraph; a mark that never closes reaches to the paragraph's end.

    Straight marks open before a word and close after one; curly ones are taken at their word, where a straight one may
    close them. A mark that opens within a quote, or closes where none is open, counts for nothing.
    """
    found: list[Marked] = []
    start: int | None = None
    for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
        at = mark.start()
        if start is None:
            if mark[0] in _OPENS or (mark[0] == '"' and _before_word(text, at, paragraph)):
                start = at
        elif mark[0] in _CLOSES or (mark[0] == '"' and not _reopens(text, at, paragraph)):
            words = trimmed(text, Span(start + 1, at))
            if words.start < words.end:
                found.append(Marked(Span(start, at + 1), words))
            start = None
    if start is not None:
        words = trimmed(text, Span(start + 1, paragraph.end))
        if words.start < words.end:
            found.append(Marked(Span(start, paragraph.end), words, open=True))
    return found


def _before_word(text: str, at: int, paragraph: Span) -> bool:
    """Whether a straight mark can open here: at a beginning, or after a space or a bracket."""
    return at == paragraph.start or not (text[at - 1].isalnum() or text[at - 1] in ".,!?;")


def _reopens(text: str, at: int, paragraph: Span) -> bool:
    """Whether a straight mark within a quote opens another: space before it, a word right after it."""
    return text[at - 1].isspace() and at + 1 < paragraph.end and text[at + 1].isalnum()


def closes(text: str, paragraph: Span) -> int | None:
    """Where a mark closes that no mark of the paragraph has opened; None where the first one opens or there is none."""
    first = _MARK.search(text, paragraph.start, paragraph.end)
    if first is None or first[0] in _OPENS or (first[0] == '"' and _before_word(text, first.start(), paragraph)):
        return None
    return first.start()


def unbroken(text: str, paragraphs: Sequence[Span]) -> tuple[Span, ...]:
    """The paragraphs without the sentence in which the last one breaks off, and without a quote that does not end."""
    if not paragraphs:
        return ()
    *whole, last = paragraphs
    if not _WHOLE.search(last.of(text)):
        ends = [sentence.end for sentence in sentences(text, last)]
        last = Span(last.start, ends[-2] if len(ends) > 1 else last.start)
    marked = marks(text, last)
    if marked and marked[-1].open:
        last = Span(last.start, marked[-1].span.start)
    return (*whole, last) if last.start < last.end else tuple(whole)
