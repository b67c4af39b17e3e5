"""The name that an event has of its own: in quotation marks behind its noun, or with a number."""

import re
from collections.abc import Sequence

from graph import methods
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Evidence, Found
from graph.text import Span

# `19th Conference of the River Alliance`, `16th OSCE Economic Forum`, `78th meeting of the Joint Mechanism`.
_CAPITAL = r"[A-Z][\w’'+-]*"
_NUMBERED = compiled(
    rf"\b(?P<name>\d{{1,3}}(?:st|nd|rd|th)\s(?:{_CAPITAL}|[a-z]+\s(?:of|on)\s(?:the\s)?{_CAPITAL})"
    rf"(?:\s(?:(?:of|on|and|for|against|the)\s){{0,2}}{_CAPITAL}|\sin\s{_CAPITAL}){{0,10}})"
)
_MARKS = frozenset('“"')
_IN = re.compile(r"\sin\s")
# `who called the ceremony “the end of many detours”`: what somebody thinks of it is no name.
_JUDGED = compiled(
    r"\b(?:call(?:ed|s|ing)?|describ(?:ed?|es|ing)|term(?:ed|s|ing)|dubb(?:ed|ing)|label(?:l?ed|s|l?ing)|prais(?:ed?|es|ing))"
    r"\s(?:an?|the|this|that|today[’']s)\s(?:[\w-]+\s){0,3}$"
)
_JUDGED_LONGEST = 80


class EventNames:
    """Finds names."""

    def __init__(self, gazetteer: Gazetteer, noun: Pattern) -> None:
        """`noun` is what events are called."""
        self._gazetteer = gazetteer
        self._quoted = compiled(
            # `the ceremony, “the day that I will not forget”`: a name has a capital, or the text says that it is one.
            rf"(?P<noun>{noun.pattern}),?\s+(?:entitled\s+|titled\s+|called\s+|on\s+|(?=.(?-i:[^a-z])))"
            r"[“\"](?P<name>[^“”\"]{8,250})[”\"]",
            re.IGNORECASE,
        )

    def find(self, text: str, head: Sequence[Span], body: Sequence[Span], kind: str) -> Found[str] | None:
        """The name of what the release calls by `kind`; one with a number must stand in `head`."""
        marked = [span for span in body if not _MARKS.isdisjoint(span.of(text))]
        every = (found for span in marked for found in self._quoted.finditer(text, span.start, span.end))
        every = (found for found in every if not _is_judged(text, found))
        quoted = next((found for found in every if is_kind(found["noun"], kind)), None)
        name = Span(*quoted.span("name")) if quoted else self._numbered(text, head, kind)
        return Found(_tidy(name.of(text)), Evidence(name, methods.EVENT_NAME, 0.9)) if name else None

    def _numbered(self, text: str, head: Sequence[Span], kind: str) -> Span | None:
        """`19th Conference of the River Alliance`: the name that the first number gives the event, without its town."""
        for span in head if kind else ():
            for found in _NUMBERED.finditer(text, span.start, span.end):
                name = Span(*found.span())
                towns = [match.span.start for match in self._gazetteer.matches(text, name)]
                inside = _IN.search(text, name.start, name.end)
                if inside and inside.end() in towns:
                    name = Span(name.start, inside.start())
                if re.search(rf"^\d+\w+\s(?:{kind}\b|(?-i:[A-Z]).*\b{kind}\b)", name.of(text), re.IGNORECASE):
                    return name
        return None


def is_kind(noun: str, kind: str) -> bool:
    """Whether a noun may mean what is called by another: `training course` a course, but `exhibition` no meeting."""
    return not kind or noun.lower().split()[-1] == kind.split()[-1]


def _is_judged(text: str, found: re.Match[str]) -> bool:
    """Whether a verb before the noun says that the words in marks are what somebody calls the event."""
    start = max(0, text.rfind("\n", 0, found.start()) + 1, found.start() - _JUDGED_LONGEST)
    return _JUDGED.search(text, start, found.start()) is not None


def _tidy(words: str) -> str:
    return " ".join(words.split()).rstrip(",.")
