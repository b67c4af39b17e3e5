"""Regular expressions that are tried only where they can begin: at the words of a text that they begin with.

Most of the reader's expressions begin with one of some hundred words, and most sentences have none of these. The words
of a text are looked up once; each expression tells of its own with which it begins (`beginnings.py`), and is tried
there and nowhere else. What is found is the same.

Decision 2026-11-30. Alternatives: each expression tried at every letter, as `re` does it; an engine for many of them at
once, which knows neither what stands before a word nor what must not follow it. Cost: an expression that begins with
words is an object of this class, and not a `re.Pattern`.
"""

import re
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate, islice

from graph.extract.words.beginnings import Beginnings, beginnings

_WORD = re.compile(r"(\w+)")
# In a text of fewer characters an expression is tried everywhere sooner than its words are looked up.
_SHORT = 240


class Pattern:
    """An expression, to be asked as `re.Pattern` is; compiled when it is first tried, as many never are."""

    __slots__ = ("_begins", "_made", "finditer", "flags", "fullmatch", "match", "pattern", "search")

    def __init__(self, expression: str, flags: int) -> None:
        self.pattern, self.flags = expression, flags
        # These begin where they are told to.
        self.match: Callable[..., re.Match[str] | None] = lambda *at: self._compiled().match(*at)
        self.fullmatch: Callable[..., re.Match[str] | None] = lambda *at: self._compiled().fullmatch(*at)
        self.search: Callable[..., re.Match[str] | None] = self._first
        self.finditer: Callable[..., Iterator[re.Match[str]]] = self._every
        self._begins: Beginnings | None = None
        self._made: re.Pattern[str] | None = None

    def _compiled(self) -> re.Pattern[str]:
        if self._made is None:
            self._made = re.compile(self.pattern, self.flags)
            self.match, self.fullmatch = self._made.match, self._made.fullmatch
        return self._made

    def begins(self) -> Beginnings | None:
        """With which words it begins, told when it is first asked; where that is not known it is tried everywhere."""
        if self._begins is None:
            self._begins = beginnings(self.pattern, self.flags)
            if self._begins is None:
                expression = self._compiled()
                self.search, self.finditer = expression.search, expression.finditer
        return self._begins

    def _first(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match between two places."""
        if len(text) < _SHORT or (places := _words(text).places(self)) is None:
            return self._compiled().search(text, start, end)
        match = self.match
        for n in range(bisect_left(places, start), bisect_left(places, end)):
            if found := match(text, places[n], end):
                return found
        return match(text, cut, end) if (cut := _cut(text, start, end)) is not None else None

    def _every(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """The matches between two places, none overlapping another."""
        if len(text) < _SHORT or (places := _words(text).places(self)) is None:
            return self._compiled().finditer(text, start, end)
        first, last = bisect_left(places, start), bisect_left(places, end)
        return self._at(text, places[first:last], start, end)

    def _at(self, text: str, places: list[int], start: int, end: int) -> Iterator[re.Match[str]]:
        match = self.match
        for place in places:
            if place >= start and (found := match(text, place, end)):
                yield found
                start = found.end()
        if (cut := _cut(text, start, end)) is not None and (found := match(text, cut, end)):
            yield found


def compiled(expression: str, flags: int = 0) -> Pattern:
    """The expression, ready to be asked."""
    return Pattern(expression, flags)


class _Words:
    """Where the words of a text begin, by the words."""

    def __init__(self, text: str) -> None:
        # Small letters, sign for sign: but for this one, of which two would be made.
        parts = _WORD.split(text.replace("\u0130", "\u0131").lower())
        ends = accumulate(map(len, parts))
        self.begin = list(islice(ends, 0, len(parts) - 1, 2))
        self._by_word: dict[str, list[int]] = defaultdict(list)
        # An expression may count other letters as these: a long s. Such words are few, and always tried.
        self._other: list[int] = []
        for word, at in zip(parts[1::2], self.begin, strict=True):
            (self._by_word[word] if word.isascii() else self._other).append(at)
        self._words = frozenset(self._by_word)
        self._sorted = sorted(self._words)
        self._known: dict[Pattern, list[int] | None] = {}

    def places(self, pattern: Pattern) -> list[int] | None:
        """Where an expression may begin, in order, if that is known; asked again and again, and remembered."""
        try:
            return self._known[pattern]
        except KeyError:
            begins = pattern.begins()
            found = self._known[pattern] = self._of(begins) if begins else None
            return found

    def _of(self, begins: Beginnings) -> list[int]:
        found = [*self._other]
        for word in begins.whole & self._words:
            found += self._by_word[word]
        for part in begins.parts:
            for n in range(bisect_left(self._sorted, part), len(self._sorted)):
                if not (word := self._sorted[n]).startswith(part):
                    break
                found += self._by_word[word]
        if begins.figures:
            for n in range(bisect_left(self._sorted, "0"), bisect_left(self._sorted, ":")):
                found += self._by_word[self._sorted[n]]
        return sorted(set(found)) if begins.parts or begins.figures else sorted(found)


@lru_cache(maxsize=8)
def _words(text: str) -> _Words:
    return _Words(text)


def _cut(text: str, start: int, end: int) -> int | None:
    """Where a word begins, not before `start`, that goes on behind `end`: up to there it is another word."""
    if end >= len(text) or not (_is_of_word(text[end - 1]) and _is_of_word(text[end])):
        return None
    begin = _words(text).begin
    at = begin[bisect_right(begin, end - 1) - 1]
    return at if at >= start else None


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
