"""On which days an event was: what the sentences that speak of it say, and no more.

A day is stated where it is written (`on 14 May`, `from 14 to 16 May`) or told from the day of the release (`opened
today`; `the two-day seminar, which ended today` began the day before). A month without a year is the one nearest to the
release.
"""

import datetime
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from graph.dateline import MONTHS
from graph.extract import methods
from graph.extract.lexicon import any_of
from graph.extract.numbers import WORD, number
from graph.records import Evidence, Found
from graph.reference import Reference
from graph.text import Span, opening, sentences

Day = Found[datetime.date]

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DAY = r"(?P<{0}day>\d{{1,2}})(?:st|nd|rd|th)?"
_MONTH = r"(?P<{0}month>" + "|".join(MONTHS) + r")(?:,?\s+(?P<{0}year>\d{{4}}))?"
_TO = r"\s*(?:to|until|till|through|-|–|and)\s*"
_FIRST = _DAY.format("a") + r"(?:\s+" + _MONTH.format("a") + r")?"
_LAST = _DAY.format("b") + r"\s+" + _MONTH.format("b")
_SPAN = re.compile(rf"\b(?:(?:from|between|on)\s+)?{_WEEKDAY}(?P<days>{_FIRST}{_TO}{_WEEKDAY}{_LAST})\b")
_ONE = re.compile(rf"\b[Oo]n\s+{_WEEKDAY}(?P<days>{_DAY.format('b')}\s+{_MONTH.format('b')})\b")
_OTHER = re.compile(
    rf"\b[Oo]n\s+{_WEEKDAY}(?P<days>(?P<bmonth>{'|'.join(MONTHS)})\s+(?P<bday>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<byear>\d{{4}}))?)\b"
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RELATIVE = re.compile(
    r"\b(?P<word>today|yesterday|tomorrow|this (?:morning|afternoon|evening)|tonight|"
    rf"(?:[Oo]n (?:{'|'.join(_WEEKDAYS)})(?! to\b)))\b"
)
_WILL = re.compile(r"\b(?:will|is to|are to)\b")
_SHIFT = {"today": 0, "yesterday": -1, "tomorrow": 1}
# `said today that a conference would be held` dates the saying.
_SAID = re.compile(
    r"\b(?:said|says|announced|told|stated|called|welcomed|condemned|urged|warned|issued)\b[^.;:]{0,40}$"
)
# `at a presentation in Bishkek today`: nothing but where it was stands between the event and the day.
_BESIDE = re.compile(r"[^.;:,“”\"]{0,100}$")
# `the three-day visit`, `two days of talks`, `the one-day event`.
_BETWEEN = r"\s(?:[\w-]+\s){0,3}?"
_DAYS_OF = rf"\b(?P<many>\d{{1,2}}|{WORD})\sdays\sof{_BETWEEN}"
_SPENT = rf"\bspent\s(?P<spent>\d{{1,2}}|{WORD})\sdays\s"
_FAR = datetime.timedelta(400)
_LENGTH = re.compile(rf"\b(?P<number>\d{{1,2}}|{WORD})[- ]day\b", re.I)
_LONG = re.compile(rf"\b(?:(?:\d{{1,2}}|{WORD})[- ](?:week|month|year)|(?:week|month|year)-long)\b", re.I)


class Days(NamedTuple):
    """The first and the last day of an event, where they are known."""

    start: Day | None = None
    end: Day | None = None


class EventDays:
    """Finds days by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._opens = any_of(reference.words("beginning-verb"))
        self._ends = any_of(reference.words("ending-verb"))
        self._happens = any_of(reference.words("happening-verb"))
        self._short = any_of(reference.words("one-day-event"), "$")

    def find(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        noun: re.Pattern[str],
        kind: str,
        issued: datetime.date | None,
    ) -> Days:
        """The days that the first sentence gives which names the event and a day, else the first sentence of all.

        `noun` finds the event in a sentence, `kind` is how the release calls it: a ceremony is over in a day.
        """
        short = self._short.search(kind) is not None
        every = [sentence for place in (*title, *body) for sentence in sentences(text, place)]
        of_event = [sentence for sentence in every if noun.search(text, sentence.start, sentence.end)]
        tellings = (
            found
            for sentence in of_event
            if (
                found := self._written(text, sentence, issued, short) or self._told(text, sentence, issued, short, noun)
            )
        )
        days = next(tellings, None)
        if days is None:
            days = next((told for lead in opening(text, body) if (told := self._told(text, lead, issued, short))), None)
        return self._to_its_length(text, every, noun, days) if days else Days()

    def _to_its_length(self, text: str, places: Sequence[Span], noun: re.Pattern[str], days: Days) -> Days:
        """With the other end, where one is known and a sentence says how many days it took."""
        known = days.start or days.end
        if known is None or (days.start and days.end):
            return days
        length = _length_of(noun.pattern)
        for place in places:
            if said := length.search(text, place.start, place.end):
                many = number(said["number"] or said["many"] or said["spent"]) or 0
                others = datetime.timedelta(many - 1)
                evidence = Evidence(Span(*said.span()), methods.EVENT_DATE, 0.75)
                if not 0 < many < 40:
                    return days
                other = Found(known.value + others if days.start else known.value - others, evidence)
                return Days(known, other) if days.start else Days(other, known)
        return days

    def _written(self, text: str, sentence: Span, issued: datetime.date | None, short: bool) -> Days | None:
        for grammar in (_SPAN, _ONE, _OTHER):
            for match in grammar.finditer(text, sentence.start, sentence.end):
                last = _date(match, "b", issued)
                first = _date(match, "a", issued, last) if grammar is _SPAN else last
                # What lies years back or ahead is the date of something else.
                if last and issued and abs(last - issued) > _FAR:
                    continue
                # Events of more than two months are campaigns, or two days that have nothing to do with each other.
                if first and last and datetime.timedelta() <= last - first < datetime.timedelta(62):
                    at = Span(*match.span("days"))
                    if first == last:
                        return self._turned(text, sentence, last, at, 0.9, short)
                    evidence = Evidence(at, methods.EVENT_DATE, 0.9)
                    return Days(Found(first, evidence), Found(last, evidence))
        return None

    def _told(
        self,
        text: str,
        sentence: Span,
        issued: datetime.date | None,
        short: bool,
        noun: re.Pattern[str] | None = None,
    ) -> Days | None:
        """The days told by `today`: the whole event for one of a day, else its beginning or its end."""
        word = _RELATIVE.search(text, sentence.start, sentence.end)
        if word is None or issued is None:
            return None
        day = issued + datetime.timedelta(_shift(text, sentence, word["word"], issued))
        opens, ends = self._turns(text, sentence)
        happens = opens or ends or self._happens.search(text, sentence.start, sentence.end)
        named = noun.search(text, sentence.start, word.start()) if noun else None
        beside = named is not None and _BESIDE.match(text, named.end(), word.start()) is not None
        if not beside and (not happens or _SAID.search(text, sentence.start, word.start())):
            return None
        return self._turned(text, sentence, day, Span(*word.span()), 0.85, short)

    def _turned(
        self, text: str, sentence: Span, day: datetime.date, at: Span, confidence: float, short: bool
    ) -> Days | None:
        """The days of an event of which one day is known: its beginning or its end where the sentence says so.

        With its length (`a two-day seminar`) the other end is reckoned; a length without either tells nothing.
        """
        opens, ends = self._turns(text, sentence)
        # Of a course of weeks or months one day tells its beginning or its end, where the sentence says which.
        if _LONG.search(text, sentence.start, sentence.end):
            known = Found(day, Evidence(at, methods.EVENT_DATE, confidence))
            return None if opens == ends else Days(known, None) if opens else Days(None, known)
        long = _LENGTH.search(text, sentence.start, sentence.end)
        length = number(long["number"]) if long else 1
        known = Found(day, Evidence(at, methods.EVENT_DATE, confidence))
        if long and length and length > 1:
            if opens == ends:
                return None
            reckoned = Evidence(Span(min(long.start(), at.start), max(long.end(), at.end)), methods.EVENT_DATE, 0.75)
            others = datetime.timedelta(length - 1)
            return Days(known, Found(day + others, reckoned)) if opens else Days(Found(day - others, reckoned), known)
        if opens == ends or long or short:
            return Days(known, known)
        return Days(known, None) if opens else Days(None, known)

    def _turns(self, text: str, sentence: Span) -> tuple[bool, bool]:
        """Whether the sentence says that something begins, and that something ends."""
        return (
            self._opens.search(text, sentence.start, sentence.end) is not None,
            self._ends.search(text, sentence.start, sentence.end) is not None,
        )


@lru_cache(maxsize=8)
def _length_of(noun: str) -> re.Pattern[str]:
    """How many days an event took, in any of the ways of saying it."""
    named = rf"{_LENGTH.pattern}{_BETWEEN}(?:{noun}|event\b|visit\b)"
    return re.compile(rf"{named}|{_DAYS_OF}{noun}|{_SPENT}", re.IGNORECASE)


def _date(
    match: re.Match[str], side: str, issued: datetime.date | None, last: datetime.date | None = None
) -> datetime.date | None:
    """The day on one side of a match; what `from 14 to 16 May 2008` leaves out of the first is taken from the last."""
    month, year = match[f"{side}month"], match[f"{side}year"]
    if last is not None:
        month, year = month or MONTHS[last.month - 1], year or str(last.year)
    try:
        if year:
            return datetime.date(int(year), MONTHS.index(month) + 1, int(match[f"{side}day"]))
        if issued is None:
            return None
        near = (_in(issued.year + shift, month, match[f"{side}day"]) for shift in (-1, 0, 1))
        return min((day for day in near if day), key=lambda day: abs(day - issued), default=None)
    except ValueError:
        return None


def _in(year: int, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(year, MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None


def _shift(text: str, sentence: Span, word: str, issued: datetime.date) -> int:
    """How many days after the release: `on Friday` is the last one up to its day, or the next one that `will` be."""
    if not word.lower().startswith("on "):
        return _SHIFT.get(word, 0)
    ahead = (_WEEKDAYS.index(word.rsplit(" ", 1)[-1]) - issued.weekday()) % 7
    return ahead if ahead == 0 or _WILL.search(text, sentence.start, sentence.end) else ahead - 7
