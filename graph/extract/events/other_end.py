"""The other end of an event of which one day is known: what its own sentence says of it, or how long it was."""

import datetime
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from graph import methods
from graph.extract.events.calendar import BARE, bare
from graph.extract.events.written_days import written
from graph.extract.words.lexicon import any_of
from graph.extract.words.numbers import WORD, number
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

# `it was said today at the opening of a two-day meeting`.
_AT_A_TURN = r"at\sthe\s(?:end|close|conclusion|opening|start|beginning)\sof"
Day = Found[datetime.date]

# `the three-day visit`, `two days of talks`, `the one-day event`.
_BETWEEN = r"\s(?:[\w-]+\s){0,3}?"
_DAYS_OF = rf"\b(?P<many>\d{{1,2}}|{WORD})\sdays\sof{_BETWEEN}"
_AFTER = rf"\b(?:after|for|lasted)\s(?P<lasted>\d{{1,2}}|{WORD})\sdays\b"
# `He spent two days with them`, `It will last two days.`
# `Over five days they will practise.`
_SPENT = (
    rf"\b(?:(?:spent|it\s(?:will\slast|lasts|lasted))\s(?P<spent>\d{{1,2}}|{WORD})"
    rf"|over\s(?:the\s(?:next|coming|following)\s)?(?P<over>{WORD}))\sdays\b"
)
# What ends later than so many days after it began, by a sentence of its own, is likely something else.
_LONGEST, _BOTH = 21, 62
# Unless the text counts in weeks or months: `a four-week course`.
_LONG = compiled(rf"\b(?P<number>\d{{1,2}}|{WORD})[- ](?P<unit>week|month)", re.I)
_DAYS_IN = {"week": 7, "month": 31}
# `opens in Osh on 22 May and closes the day after`, `ends two days later`.
_LATER = re.compile(
    r"\b(?:closes?|closed|ends?|ended|concludes?|concluded|finish(?:es|ed)?)\s(?:on\s)?"
    rf"(?:the\s(?:day\safter|following\sday|next\sday)(?!\s(?:of|the|tomorrow)\b)|(?P<many>\d{{1,2}}|{WORD}|a)\sdays?\slater)\b",
    re.I,
)
LENGTH = compiled(rf"\b(?P<number>\d{{1,2}}|{WORD})[- ]day\b", re.I)
"""`the three-day visit`: how many days."""
_LENGTHS = ("number", "many", "spent", "over", "lasted")


class Days(NamedTuple):
    """The first and the last day of an event, where they are known."""

    start: Day | None = None
    end: Day | None = None


class OtherEnds:
    """Finds the other end by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._until = _turning((*reference.words("ending-verb"), *reference.words("lasting-word")))
        self._since = _turning((*reference.words("beginning-verb"), "since"))
        # But `takes part in`, and `the seminar, part of a project, ends tomorrow`.
        part = any_of(reference.words("part-of-event"), r"(?!\w|\sin\b)").pattern
        self._part = compiled(rf"(?<!,\s){part}", re.IGNORECASE)

    def with_both(
        self, text: str, places: Sequence[Span], noun: Pattern, days: Days, issued: datetime.date | None
    ) -> Days:
        """The days with their other end, where one is known and a sentence among `places` tells the other."""
        told = self._to_its_other_end(text, places, self._to_its_length(text, places, noun, days), issued)
        return _to_its_span(text, places, told, issued)

    def _to_its_other_end(self, text: str, places: Sequence[Span], days: Days, issued: datetime.date | None) -> Days:
        """With the day on which it ends or began, where one end is known and a sentence says that of the other."""
        known = days.start or days.end
        if known is None or (days.start and days.end):
            return days
        # On a page without a date the day that is known tells the year.
        written_about = issued or known.value
        # `The part that is taught ends on 9 March`, `Registration closes tomorrow`.
        places = [
            place if part is None else Span(place.start, part.start())
            for place in places
            for part in [self._part.search(text, place.start, place.end)]
        ]
        ahead = days.start is not None
        lengths = (said for place in places for said in _LONG.finditer(text, place.start, place.end))
        counted = ((number(said["number"]) or 0) * _DAYS_IN[said["unit"].lower()] for said in lengths)
        longest = max(_LONGEST, *counted, 0)
        for place in places if ahead else ():
            if end := later_end(text, place, known.value):
                return Days(known, end)
        for place in places:
            for said in (self._until if ahead else self._since).finditer(text, place.start, place.end):
                day = bare(said, written_about, ahead) if issued or said["word"] is None else None
                # `A course, which began on 29 July, ended on 23 August`: one sentence says both.
                most = _BOTH if place.holds(known.evidence.span) else longest
                if day and 0 < ((day - known.value) if ahead else (known.value - day)).days <= most:
                    other = Found(day, Evidence(Span(*said.span()), methods.EVENT_DATE, 0.8))
                    return Days(known, other) if ahead else Days(other, known)
        return days

    def _to_its_length(self, text: str, places: Sequence[Span], noun: Pattern, days: Days) -> Days:
        """With the other end, where one is known and a sentence says how many days it took."""
        known = days.start or days.end
        if known is None or (days.start and days.end):
            return days
        length = length_of(noun.pattern)
        for place in places:
            if said := length.search(text, place.start, place.end):
                many = number(next(filter(None, map(said.group, _LENGTHS)))) or 0
                others = datetime.timedelta(many - 1)
                evidence = Evidence(Span(*said.span()), methods.EVENT_DATE, 0.75)
                if not 0 < many < 40:
                    return days
                other = Found(known.value + others if days.start else known.value - others, evidence)
                return Days(known, other) if days.start else Days(other, known)
        return days


def later_end(text: str, place: Span, first: datetime.date) -> Day | None:
    """The day on which what began on the `first` ends, where a sentence counts from that."""
    said = _LATER.search(text, place.start, place.end)
    many = (number(said["many"]) or 1 if said["many"] else 1) if said else 0
    if said is None:
        return None
    return Found(first + datetime.timedelta(many), Evidence(Span(*said.span()), methods.EVENT_DATE, 0.8))


def is_a_day(days: Days) -> bool:
    """Whether an event was on one day."""
    return days.start is not None and days.end is not None and days.start.value == days.end.value


def is_longer(days: Days, day: Days) -> bool:
    """Whether an event of which a later sentence says one end was on more than a day that is known of it."""
    assert day.start is not None
    return (days.start is None and days.end is not None and days.end.value > day.start.value) or (
        days.end is None and days.start is not None and days.start.value < day.start.value
    )


def _to_its_span(text: str, places: Sequence[Span], days: Days, issued: datetime.date | None) -> Days:
    """With the other end of the days that a sentence writes: `ended today`, then `met officials from 2 to 4 April`."""
    known = days.start or days.end
    if known is None or (days.start and days.end):
        return days
    for place in places:
        for first, last, at in written(text, place, issued):
            if first < last and known.value == (first if days.start else last):
                evidence = Evidence(at, methods.EVENT_DATE, 0.75)
                return Days(known, Found(last, evidence)) if days.start else Days(Found(first, evidence), known)
    return days


def _turning(words: Iterable[str]) -> Pattern:
    """`which ends tomorrow`, `until 10 November`, `will end on October 16`."""
    return compiled(rf"{any_of(words).pattern}\s(?:[a-z]+\s){{0,3}}?{BARE}", re.IGNORECASE)


@lru_cache(maxsize=256)
def length_of(noun: str) -> Pattern:
    """How many days an event took, in any of the ways of saying it."""
    named = rf"{LENGTH.pattern}{_BETWEEN}(?:{noun}|event\b|visit\b)"
    return compiled(rf"{named}|{_DAYS_OF}{noun}|{noun}[^.;]{{0,80}}?{_AFTER}|{_SPENT}", re.IGNORECASE)


@lru_cache(maxsize=256)
def at_one(noun: str) -> re.Pattern[str]:
    """`put into service today at a ceremony`: the event right behind the day."""
    whose = r"(?:an?|the|its|their|his|her)\s(?:[\w-]+\s){0,3}?"
    return re.compile(rf"\s(?:(?:at|during|with)\s|{_AT_A_TURN}\s){whose}{noun}", re.IGNORECASE)


def is_looked_at(text: str, sentence: Span, noun: Pattern) -> bool:
    """`On Sunday the camp was visited by the Minister`: the day is that of who came to look at it."""
    return _looked_at(noun.pattern).search(text, sentence.start, sentence.end) is not None


@lru_cache(maxsize=256)
def _looked_at(noun: str) -> re.Pattern[str]:
    return re.compile(rf"{noun}\s(?:was|were|will\sbe)\s(?:also\s)?visited\b", re.IGNORECASE)
