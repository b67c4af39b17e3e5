"""Which further happenings a release tells at length: below the lead, with a day of their own, and named again.

`On 7 June a drill was held in the harbour. Some 90 people took part in the drill.` What one sentence mentions is none,
but for `On 15 and 16 March, a follow-up course took place`.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph import methods
from graph.extract.events.attendance import Attendance
from graph.extract.events.venue import Venues
from graph.extract.events.written_days import written
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern
from graph.records import Event, Evidence, Found
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

_AN = re.compile(r"(?:^|[\s,])an?\s(?:(?!of\b|for\b|to\b|at\b)[\w’'-]+\s){0,3}$", re.IGNORECASE)
_AN_LONGEST = 60
# How long before the release, or before the day that its lead tells, such a happening may have been.
_RECENT = datetime.timedelta(14)
_FOLLOWS = re.compile(r"\b(?:follow-up|second|third|further|similar|additional)\s(?:[\w-]+\s){0,3}[\w-]+$")
_OPENS = re.compile(r"(?:On|From|Between)\s(?:\w+day,?\s)?")
_LONGEST, _MOST = 5_000, 80


@dataclass(frozen=True, slots=True)
class Besides:
    """A further event, and the sentences that tell of it."""

    event: Event
    told: tuple[Span, ...]


class ToldBesides:
    """Finds it by the nouns and verbs of the lexicon."""

    def __init__(self, reference: Reference, noun: Pattern, venues: Venues, attendance: Attendance) -> None:
        """`noun` finds the nouns for events."""
        self._noun = noun
        self._venues = venues
        self._attendance = attendance
        verbs = any_of({*reference.words("own-verb"), *reference.words("organising-verb")})
        self._held = re.compile(rf"(?:\s[a-z]+){{0,4}}?\s{verbs.pattern}", re.IGNORECASE)

    def find(
        self, text: str, title: Sequence[Span], body: Sequence[Span], issued: datetime.date | None
    ) -> Iterator[Besides]:
        """Each happening that is told in more than one sentence, with the day that the first of them gives."""
        # What the first paragraph calls by the same noun is not told besides.
        heads = [*title, *body[:1]]
        own = {noun[0].lower().split()[-1] for one in heads for noun in self._noun.finditer(text, one.start, one.end)}
        # Where neither names an event, what is told below may be the one that the release is about.
        near = [span for span in body[1:] if own and issued and span.start < body[0].start + _LONGEST]
        told = [sentence for span in near for sentence in sentences(text, span)][:_MOST]
        for n, sentence in enumerate(told):
            noun = self._new(text, sentence, own)
            if noun is None or issued is None:
                continue
            again = re.compile(rf"\b(?:[Tt]he|[Tt]his)\s{re.escape(noun.of(text))}(?!\w)")
            later = [one for one in told[n + 1 :] if again.search(text, one.start, one.end)]
            days = self._follow_up(text, sentence, noun, issued)
            if days is None and later and (day := self._day(text, sentence, issued)):
                days = day, day
            if days is None:
                continue
            own.add(noun.of(text).lower().split()[-1])
            yield Besides(self._event(text, (sentence, *later), noun, *days), (sentence, *later))

    def _follow_up(
        self, text: str, sentence: Span, noun: Span, issued: datetime.date
    ) -> tuple[Found[datetime.date], Found[datetime.date]] | None:
        """The days that open a sentence on what followed: `On 15 and 16 March, a follow-up course took place`."""
        before = max(sentence.start, noun.start - _AN_LONGEST)
        opens = _OPENS.match(text, sentence.start, noun.start)
        if opens is None or not _FOLLOWS.search(text, before, noun.end):
            return None
        for first, last, at in written(text, sentence, issued):
            if at.start <= opens.end() and abs(issued - last) <= _RECENT:
                evidence = Evidence(at, methods.EVENT_DATE, 0.75)
                return Found(first, evidence), Found(last, evidence)
        return None

    def _new(self, text: str, sentence: Span, own: set[str]) -> Span | None:
        """The noun of what was held, named for the first time: `a drill was carried out`."""
        for noun in self._noun.finditer(text, sentence.start, sentence.end):
            new = _AN.search(text, max(sentence.start, noun.start() - _AN_LONGEST), noun.start())
            held = self._held.match(text, noun.end(), sentence.end)
            if new and held and noun[0].lower().split()[-1] not in own:
                return Span(*noun.span())
        return None

    def _day(self, text: str, sentence: Span, issued: datetime.date) -> Found[datetime.date] | None:
        for first, last, at in written(text, sentence, issued):
            if first == last and datetime.timedelta() <= issued - last <= _RECENT:
                return Found(last, Evidence(at, methods.EVENT_DATE, 0.8))
        return None

    def _event(
        self,
        text: str,
        told: Sequence[Span],
        noun: Span,
        first: Found[datetime.date],
        last: Found[datetime.date],
    ) -> Event:
        kind = noun.of(text).lower()
        return Event(
            Found(kind, Evidence(noun, methods.EVENT_NAME, 0.75)),
            location=self._venues.find(text, (), told[:1], self._noun, kind, lead=False),
            start=first,
            end=last,
            attendance=self._attendance.find(text, told, kind, lead=False),
        )
