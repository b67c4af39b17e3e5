"""Spans, lines and sentences of one canonical text.

Every position in this project counts characters of the canonical text of a page: decoded, header removed, line ends
as `\\n`, no-break spaces as blanks, without signs that print nothing, a letter with its accents one sign
(`pages/encoding.py`), otherwise untouched, so that `text[start:end]` is always what the page prints.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of a canonical text."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        # Some thousand are made of a page, by the setters themselves, which ask nobody whether a value is frozen.
        _set_start(self, start)
        _set_end(self, end)

    def of(self, text: str) -> str:
        """The words at this span."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


_set_start, _set_end = (vars(Span)[name].__set__ for name in ("start", "end"))


_MARKS = ("- ", "• ", "* ", "▪ ", "◦ ")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the white space around it; `span` is where it stands."""

    span: Span
    text: str

    @property
    def bullet(self) -> bool:
        """Whether the line is a list item (`- Albania`, `• Albania`) or the lone mark of one (`-`)."""
        return self.text == "-" or self.text.startswith(_MARKS)

    @property
    def item(self) -> "Line":
        """The line without its list mark."""
        if not self.text.startswith(_MARKS):
            return self
        inner = self.text[2:].strip()
        return Line(Span(self.span.end - len(inner), self.span.end), inner)


class Places(Generic[T]):
    """Things that stand in a text, in its order and without overlaps, to be asked what stands near."""

    def __init__(self, things: Iterable[T], span: Callable[[T], Span]) -> None:
        self._things = sorted(things, key=lambda thing: ((at := span(thing)).start, at.end))
        self._span = span
        self._starts = [span(thing).start for thing in self._things]

    def within(self, span: Span) -> list[T]:
        """What lies wholly in `span`."""
        return [thing for thing in self.near(span) if span.holds(self._span(thing))]

    def near(self, span: Span) -> list[T]:
        """What shares a character with `span`."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        found = self._things[first : bisect_left(self._starts, span.end)]
        return [thing for thing in found if self._span(thing).overlaps(span)]


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends."""
    words = span.of(text)
    lead = len(words) - len(words.lstrip())
    return Span(span.start + lead, span.start + lead + len(words.strip()))


def lines(text: str) -> list[Line]:
    """All lines in order, blank ones with an empty text."""
    found, start = [], 0
    for raw in text.split("\n"):
        span = trimmed(text, Span(start, start + len(raw)))
        found.append(Line(span, span.of(text)))
        start += len(raw) + 1
    return found


# An abbreviation or an initial before the stop does not end a sentence.
_SHORT = (
    "Mr", "Mrs", "Ms", "Dr", "Amb", "Prof", "Gen", "Col", "Lt", "Maj", "Capt", "Sgt", "Brig", "Rev", "Hon", "St", "No",
    "Nos", "Art", "Mag", "Ing", "Acad", "e.g", "i.e", "etc", "tel",
)  # fmt: skip
# So does one alone in a bracket: `Colonel (ret.) Krentz`.
_NO_END = re.compile(rf"(?:\b(?:{'|'.join(map(re.escape, _SHORT))})|\b[A-Z]|\([a-z]{{2,5}})\.$")
# The stop first, so that nothing is looked at elsewhere.
FULL_STOP = re.compile(r"\.(?=\s|$)(?<![A-Z]\.)" + "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _SHORT))
"""A stop that ends a sentence, not an initial or an honorific."""
_END = re.compile(r"[.!?][\"”’')\]]*(?=\s+[\"“‘'(\[]*[^\W\da-z_]|\s*$)")


@lru_cache(maxsize=256)
def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of one paragraph, in order, covering all of its words."""
    # Events, speakers and employers ask for those of the same paragraphs, and of one endless one for each value.
    return tuple(_sentences(text, span))


def opening(text: str, paragraphs: Sequence[Span]) -> tuple[Span, ...]:
    """The first sentence of the first paragraph, alone; nothing where there is none."""
    return sentences(text, paragraphs[0])[:1] if paragraphs else ()


def _sentences(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for stop in _END.finditer(text, span.start, span.end):
        if _NO_END.search(text, max(start, stop.start() - 8), stop.start() + 1):
            continue
        yield trimmed(text, Span(start, stop.end()))
        start = stop.end()
    rest = trimmed(text, Span(start, span.end))
    if rest.start < rest.end:
        yield rest


def sentence_before(text: str, start: int) -> Span:
    """The sentence of the same line before the one that starts at `start`; that one itself where it is the first."""
    return sentence_around(text, Span(max(start - 2, 0), max(start - 1, 1)))


def sentence_around(text: str, span: Span) -> Span:
    """The sentence (within one line) in which `span` begins, widened to hold all of it."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    paragraph = Span(start, len(text) if end < 0 else end)
    found = sentences(text, paragraph)
    at = bisect_right(found, span.start, key=lambda sentence: sentence.start) - 1
    if at >= 0 and span.start < found[at].end:
        return Span(found[at].start, max(found[at].end, span.end))
    return span
