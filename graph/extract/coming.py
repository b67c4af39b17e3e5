"""Which further meetings a release announces: `A second workshop will take place in Vienna on 19 and 20 September.`

Only what is said in one sentence counts: the noun for an event, words that announce it, and days after the release.
"""

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract import methods
from graph.extract.attendance import Attendance
from graph.extract.calendar import NEIGHBOURS, RELATIVE, neighbours, shift
from graph.extract.lexicon import any_of, plural, singular
from graph.extract.venue import Venues
from graph.extract.written_days import behind_aside, own_part, written
from graph.records import Event, Evidence, Found
from graph.reference import Reference
from graph.text import Span, sentences

_LONGEST = 5_000
# So many days at least make a row.
_ROW = 2
_OPENS = re.compile(r"\b(?:open|begin|start)")


@dataclass(frozen=True, slots=True)
class Coming:
    """The sentences that announce an event and speak of nothing else, and the event where its days are known.

    `further` says that there was one like it before: `a similar course`, `another seminar`.
    """

    event: Event | None
    told: tuple[Span, ...]
    further: bool = False


class ComingEvents:
    """Finds announcements by the words of the lexicon."""

    def __init__(self, reference: Reference, noun: re.Pattern[str], venues: Venues, attendance: Attendance) -> None:
        """`noun` finds the nouns for events."""
        self._noun = noun
        self._venues = venues
        self._attendance = attendance
        announces = any_of(reference.words("announcing-phrase"))
        self._many = any_of(sorted(plural(noun) for noun in reference.words("event-noun")))
        self._announces = announces
        self._further = any_of(reference.words("other-thing"), r"\s(?:[\w-]+\s){0,2}$")
        # `The next seminar takes place in Osh from 8 to 10 May.`
        self._next = re.compile(
            rf"(?<![\w-])(?:next|following)\s(?:[\w-]+\s){{0,3}}?{noun.pattern}\s"
            r"(?P<turn>(?:takes\splace|is\sheld|is|begins|starts|opens)(?!\w))",
            re.IGNORECASE,
        )
        self._opens = any_of(phrase for phrase in reference.words("announcing-phrase") if _OPENS.search(phrase))
        # `The seminar, which will take place on 4 May, was held today`: one of the two is wrong, and it was.
        turns = (*reference.words("beginning-verb"), *reference.words("ending-verb"))
        self._was = any_of((*turns, *reference.words("own-verb")))
        # `course ends, conference to follow in Vienna`: what a title announces.
        self._behind = re.compile(rf"[^,;:.]{{0,60}}?{announces.pattern}", re.IGNORECASE)

    def is_announced(self, text: str, noun: Span, end: int) -> bool:
        """Whether the words right behind a noun, up to `end`, say that the event will be."""
        return self._behind.match(text, noun.end, end) is not None

    def find(self, text: str, body: Sequence[Span], issued: datetime.date | None) -> Iterator[Coming]:
        """What is announced for the time after the release, in order."""
        left = _LONGEST
        for paragraph in body if issued else ():
            told = list(sentences(text, paragraph))
            for n, sentence in enumerate(told):
                left -= sentence.end - sentence.start
                if left > 0 and (row := self._row(text, sentence, issued)):
                    yield from row
                    continue
                noun = self._announced(text, sentence) if left > 0 else None
                if noun is None:
                    continue
                # `About 60 participants are expected.`
                counted = [
                    (one, self._attendance.expected(text, one, announced=one is sentence)) for one in told[n : n + 2]
                ]
                spoken = (sentence, *(one for one, number in counted[1:] if number))
                number = next((number for _, number in counted if number), None)
                further = self._further.search(text, sentence.start, noun.start) is not None
                yield Coming(self._event(text, sentence, noun, issued, number), spoken, further)

    def _announced(self, text: str, sentence: Span) -> Span | None:
        """The noun for an event that a sentence announces."""
        said = self._announcement(text, sentence)
        if said is None:
            return None
        rest = behind_aside(text, sentence, said)
        if rest is not None and self._was.match(text, rest, sentence.end):
            return None
        nouns = [Span(*found.span()) for found in self._noun.finditer(text, sentence.start, sentence.end)]
        # `The lessons of the course will be presented at a conference`.
        behind = said.of(text).endswith(" at")
        before = [noun for noun in nouns if noun.end <= said.start and not behind]
        return before[-1] if before else next((noun for noun in nouns if noun.start >= said.end), None)

    def _announcement(self, text: str, sentence: Span) -> Span | None:
        """The words that announce: a phrase for it, or the verb behind the next event."""
        if said := self._announces.search(text, sentence.start, sentence.end):
            return Span(*said.span())
        turn = self._next.search(text, sentence.start, sentence.end)
        return Span(*turn.span("turn")) if turn else None

    def _row(self, text: str, sentence: Span, issued: datetime.date | None) -> list[Coming]:
        """`Two more courses will be held in Osh on 10 May and in Riga on 12 June`: each day with a town of its own."""
        many, said = (one.search(text, sentence.start, sentence.end) for one in (self._many, self._announces))
        days = sorted(written(text, sentence, issued), key=lambda one: one[2])
        if many is None or said is None or issued is None or len(days) < _ROW or any(day[0] <= issued for day in days):
            return []
        starts = [said.end(), *(at.end for _, _, at in days)]
        before = [Span(start, at.start) for start, (_, _, at) in zip(starts, days, strict=False)]
        behind = [*before[1:], Span(days[-1][2].end, sentence.end)]
        found = []
        kind = Found(singular(many[0].lower()), Evidence(Span(*many.span()), methods.EVENT_NAME, 0.8))
        for (first, last, at), stretch in zip(
            days, before if self._venues.town(text, before[0]) else behind, strict=True
        ):
            town, evidence = self._venues.town(text, stretch), Evidence(at, methods.EVENT_DATE, 0.85)
            if town is None:
                return []
            event = Event(kind, location=town, start=Found(first, evidence), end=Found(last, evidence))
            found.append(Coming(event, (sentence,)))
        return found

    def _event(
        self, text: str, sentence: Span, noun: Span, issued: datetime.date | None, number: Found[int] | None
    ) -> Event | None:
        days = own_part(text, sentence, self._noun)
        first, last, at = next(written(text, days, issued), None) or self._soon(text, days, issued)
        if issued is None or first is None or last is None or first <= issued:
            return None
        # `will open on 10 April`: when it ends is not said.
        opens = first == last and self._opens.search(text, sentence.start, sentence.end) is not None
        evidence, kind = Evidence(at, methods.EVENT_DATE, 0.85), noun.of(text).lower()
        return Event(
            Found(kind, Evidence(noun, methods.EVENT_NAME, 0.8)),
            location=self._venues.find(text, (), (sentence,), self._noun, kind, lead=False),
            start=Found(first, evidence),
            end=None if opens else Found(last, evidence),
            attendance=number,
        )

    def _soon(
        self, text: str, sentence: Span, issued: datetime.date | None
    ) -> tuple[datetime.date | None, datetime.date | None, Span]:
        """The day that `tomorrow` or `on Friday` means of what lies ahead."""
        # `said on Monday that it will be held soon`: only what stands behind the announcement is its day.
        announced = self._announcement(text, sentence)
        said = RELATIVE.search(text, announced.start, sentence.end) if announced else None
        if said is None or issued is None:
            return None, None, sentence
        if two := NEIGHBOURS.match(text, said.start(), sentence.end):
            return *neighbours(two, issued), Span(*two.span())
        day = issued + datetime.timedelta(shift(text, sentence, said["word"], issued, ahead=True))
        return day, day, Span(*said.span())


def apart(body: Sequence[Span], told: Sequence[Span]) -> list[Span]:
    """The paragraphs without some sentences of theirs: what is left before and behind each."""
    cut = sorted(told)
    left = []
    for span in body:
        at = span.start
        for n in range(bisect_left(cut, Span(span.start, span.start)), bisect_left(cut, Span(span.end, span.end))):
            one = cut[n]
            if at < one.start:
                left.append(Span(at, one.start))
            at = max(at, min(one.end, span.end))
        if at < span.end:
            left.append(Span(at, span.end))
    return left
