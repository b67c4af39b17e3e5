"""Who took part in an event, organised it or helped: lists of names behind fixed words.

Those who pay did not take part: `financed by the Government of Norway` makes a funder of Norway and nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.gazetteer import Gazetteer, resolve
from graph.extract.lexicon import any_of, plural
from graph.extract.numbers import WORD
from graph.records import Evidence, Found, first_of_each
from graph.reference import Reference
from graph.text import Span, sentences

_TAKES_PART = re.compile(
    r"\b(?:[Pp]articipants?|took part|take part|taking part|tak(?:es|en) part|attended|attend|attending|"
    r"brought together|brings together|bringing together|gathered|gathers|participated|participate)\b"
)
# `Albania, Croatia and Denmark were represented`: the list is the subject of the sentence.
_REPRESENTED = re.compile(r"\b(?:were represented|sent|took part|participated|attended)\b")
_FROM = re.compile(r"\b(?:from|representing)\s+(?:both\s+)?")
_FUNDS = re.compile(
    r"\b(?:(?:co-)?(?:financed|funded|sponsored)|(?:financial )?support|financially supported|"
    r"supported(?= by the Governments?)|funding|funds|financial contributions?|made possible|paid for)\b"
    r"[^,.;:]{0,40}?\b(?:by|from|of)\s+"
)
_ORGANISED = re.compile(r"\b(?:(?:co-)?organi[sz]ed|hosted|arranged|convened|held)\b[^.;:]{0,30}?\bby\s+")
_SUPPORTED = re.compile(
    r"\b(?:supported|assisted|facilitated)\b[^,.;:]{0,30}?\bby\s+|"
    r"\bwith(?: the)? (?:\w+ )?(?:support|assistance|help) (?:of|from)\s+|"
    r"\bin (?:close )?(?:co-?operation|partnership|collaboration|co-?ordination) with\s+|\b(?:jointly|together) with\s+"
)
_GOVERNMENT = re.compile(
    r"(?:(?:financial\s+)?contributions?\s+(?:from|of)\s+)?(?:the\s+)?(?:[Gg]overnments?|[Ee]mbass(?:y|ies))\s+of\s+"
)
_AND = re.compile(
    r"\s*(?:,\s*(?:and\s+|as well as\s+)?|\s+and\s+(?:from\s+)?|\s+as well as\s+(?:from\s+)?|;\s*)(?:with\s+)?"
)
_LONGEST_LIST = 2000
_ARTICLE = re.compile(r"(?:the|by|from)\s+")


class Participation:
    """Finds those who took part, organised and helped."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer, noun: re.Pattern[str]) -> None:
        """`noun` is what events are called."""
        self._gazetteer = gazetteer
        self._participants = reference.participants
        self._bodies = reference.bodies
        # `The Permanent Representatives of Finland and Iceland took part`.
        self._posts = any_of([plural(noun) for noun in reference.words("role-noun")], r"\s(?:of|from|to)\s")
        people = any_of(
            {*reference.words("people-noun"), *(plural(one) for one in reference.words("role-noun"))}
        ).pattern
        # `a course on water for 20 judges from`, but not `on the care for victims from`.
        self._held_for = re.compile(
            rf"{noun.pattern}\s(?:for\s|(?:on|in|about)\s(?:[\w-]+\s){{1,6}}?for\s(?:some\s|about\s)?(?:\d+|{WORD})\s)"
            rf"(?:[\w,-]+\s){{0,6}}?{people}\sfrom\s(?:both\s)?",
            re.IGNORECASE,
        )
        self._teaches = re.compile(
            rf"[^.;:]{{3,120}}?\s(?:has\s|have\s)?{any_of(reference.words('teaching-verb')).pattern}[^.;:]*?\s(?:to|with)\s[^.;:]*?\bfrom\s"
        )

    def attendees(self, text: str, body: Sequence[Span], date: str | None) -> tuple[Found[NamedNode], ...]:
        """The States and wider places that took part, each once; `date` (ISO) settles what a shared name means."""
        return first_of_each(self._attendees(text, body, date))

    def organisers(
        self, text: str, body: Sequence[Span], date: str | None, printed: Sequence[Found[NamedNode | str]]
    ) -> tuple[Found[NamedNode | str], ...]:
        """The bodies that organised it, each once; `printed` are those that the text names."""
        return first_of_each(self._listed(text, body, date, _ORGANISED, _by_place(printed), methods.ORGANISER_LIST))

    def supporters(
        self, text: str, body: Sequence[Span], date: str | None, printed: Sequence[Found[NamedNode | str]]
    ) -> tuple[Found[NamedNode | str], ...]:
        """The bodies with whose help it was held, each once; `printed` are those that the text names."""
        return first_of_each(self._listed(text, body, date, _SUPPORTED, _by_place(printed), methods.SUPPORTER_LIST))

    def _attendees(self, text: str, body: Sequence[Span], date: str | None) -> Iterator[Found[NamedNode]]:
        for paragraph in body:
            for sentence in sentences(text, paragraph):
                if _TAKES_PART.search(text, sentence.start, sentence.end):
                    for start in _FROM.finditer(text, sentence.start, sentence.end):
                        # `experts from Spain presented their laws to participants from Kyrgyzstan`: they came to teach.
                        if self._teaches.match(text, start.end(), sentence.end):
                            continue
                        # `with support from Norway` names who paid.
                        if not _FUNDS.search(text, max(sentence.start, start.start() - 60), start.end()):
                            place = Span(start.end(), sentence.end)
                            yield from self._list(text, place, date, self._participants, methods.PARTICIPANT_LIST)
                    last = max(verb.start() for verb in _TAKES_PART.finditer(text, sentence.start, sentence.end))
                    for post in self._posts.finditer(text, sentence.start, last):
                        if self._teaches.match(text, post.end(), sentence.end):
                            continue
                        place = Span(post.end(), sentence.end)
                        yield from self._list(text, place, date, self._participants, methods.PARTICIPANT_LIST)
                # `a seminar for 25 officials from Georgia and Moldova`.
                for held in self._held_for.finditer(text, sentence.start, sentence.end):
                    place = Span(held.end(), sentence.end)
                    yield from self._list(text, place, date, self._participants, methods.PARTICIPANT_LIST)
                if _REPRESENTED.search(text, sentence.start, sentence.end):
                    yield from self._list(text, sentence, date, self._participants, methods.PARTICIPANT_LIST)

    def _listed(
        self,
        text: str,
        body: Sequence[Span],
        date: str | None,
        opening: re.Pattern[str],
        printed: Mapping[int, Found[Any]],
        method: str,
    ) -> Iterator[Found[NamedNode | str]]:
        for paragraph in body:
            for sentence in sentences(text, paragraph):
                for start in opening.finditer(text, sentence.start, sentence.end):
                    place = Span(start.end(), sentence.end)
                    yield from self._list(text, place, date, self._bodies, method, printed)

    def _list(
        self,
        text: str,
        span: Span,
        date: str | None,
        among: Set[NamedNode],
        method: str,
        printed: Mapping[int, Found[Any]] = MappingProxyType({}),
    ) -> Iterator[Found[Any]]:
        """`A, B and C as well as D`, as long as each item is one of `among` or `printed`; another word ends it."""
        span = Span(span.start, min(span.end, span.start + _LONGEST_LIST))
        matches = {match.span.start: match for match in self._gazetteer.matches(text, span, date)}
        at = span.start
        while True:
            for optional in (_GOVERNMENT, _ARTICLE):
                if skipped := optional.match(text, at, span.end):
                    at = skipped.end()
            match, name = matches.get(at), printed.get(at)
            iri = resolve(match.entries, date) if match else None
            if match and iri in among and not (name and name.evidence.span.end > match.span.end):
                found: Found[Any] = Found(iri, Evidence(match.span, method, 0.9))
            elif name:
                found = Found(name.value, Evidence(name.evidence.span, method, 0.85))
            else:
                return
            yield found
            separator = _AND.match(text, found.evidence.span.end, span.end)
            if separator is None:
                return
            at = separator.end()


def _by_place(printed: Sequence[Found[Any]]) -> dict[int, Found[Any]]:
    return {one.evidence.span.start: one for one in printed}
