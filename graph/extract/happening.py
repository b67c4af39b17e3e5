"""When and where an event was, and how many took part: what the sentences that speak of it say, and no more.

A day is stated where it is written (`on 14 May`, `from 14 to 16 May`) or told from the day of the release (`opened
today`; `the two-day seminar, which ended today` began the day before). A month without a year is the one nearest to the
release. A number is stated where it counts people who took part.
"""

import datetime
import re
from collections.abc import Sequence
from typing import NamedTuple

from graph.dateline import MONTHS
from graph.extract import methods
from graph.extract.lexicon import any_of, plural
from graph.records import Evidence, Found
from graph.reference import Reference
from graph.text import Span, sentences

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
_RELATIVE = re.compile(rf"\b(?P<word>today|yesterday|tomorrow|(?:[Oo]n (?:{'|'.join(_WEEKDAYS)})(?! to\b)))\b")
_WILL = re.compile(r"\b(?:will|is to|are to)\b")
_SHIFT = {"today": 0, "yesterday": -1, "tomorrow": 1}
# `said today that a conference would be held` dates the saying.
_SAID = re.compile(
    r"\b(?:said|says|announced|told|stated|called|welcomed|condemned|urged|warned|issued)\b[^.;:]{0,40}$"
)
_FAR = datetime.timedelta(400)
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDREDS = {"a hundred": 100, "one hundred": 100, "two hundred": 200}
_ONES = "|".join(_NUMBERS[:9])
# The longest first: "fourteen" is no "four".
_SMALL = "|".join(sorted((*_NUMBERS, *_HUNDREDS), key=len, reverse=True))
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{_ONES}))?|{_SMALL})"
_LENGTH = re.compile(rf"\b(?P<number>\d{{1,2}}|{_WORD})[- ]day\b", re.I)
_LONG = re.compile(rf"\b(?:(?:\d{{1,2}}|{_WORD})[- ](?:week|month|year)|(?:week|month|year)-long)\b", re.I)
# `some 40 local officials and judges`: the number, then words up to a plural of people.
_COUNTED = (
    rf"\b(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{_WORD})\s+"
    r"(?:(?!days?\b|hours?\b|countries\b|States?\b|per\b|of\b)[A-Za-z][\w’'-]*,?\s+){0,6}?"
)
_ABOUT = (
    r"\s+(?:(?:some|about|around|nearly|almost|over|approximately|up to|more than|at least|close to|the|a total of)"
    r"\s+)*$"
)
_MOST = 20_000


class Days(NamedTuple):
    """The first and the last day of an event, where they are known."""

    start: Day | None = None
    end: Day | None = None


class Happenings:
    """Finds days and numbers by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._opens = any_of(reference.words("beginning-verb"))
        self._ends = any_of(reference.words("ending-verb"))
        self._happens = any_of(reference.words("happening-verb"))
        people = {*reference.words("people-noun"), *(plural(noun.lower()) for noun in reference.words("role-noun"))}
        self._count = re.compile(_COUNTED + any_of(sorted(people)).pattern, re.IGNORECASE)
        self._before = re.compile(any_of(reference.words("bringing-words")).pattern + _ABOUT, re.IGNORECASE)
        self._after = re.compile(r"[^.;:]{0,260}?" + any_of(reference.words("coming-verb")).pattern, re.IGNORECASE)

    def days(self, text: str, places: Sequence[Span], noun: re.Pattern[str], issued: datetime.date | None) -> Days:
        """The days that the first sentence gives which names the event and a day; nothing where none does."""
        for place in places:
            for sentence in sentences(text, place):
                if noun.search(text, sentence.start, sentence.end) is None:
                    continue
                if found := self._written(text, sentence, issued) or self._told(text, sentence, issued):
                    return found
        return Days()

    def attendance(self, text: str, places: Sequence[Span]) -> Found[int] | None:
        """How many took part: the first number that counts people who met, attended or were brought together."""
        left = _MOST
        for place in places:
            for sentence in sentences(text, place):
                left -= sentence.end - sentence.start
                if left < 0:
                    return None
                for count in self._count.finditer(text, sentence.start, sentence.end):
                    number = _number(count["number"])
                    came = self._before.search(text, max(sentence.start, count.start() - 80), count.start())
                    came = came or self._after.match(text, count.end(), sentence.end)
                    if number and number > 1 and came:
                        return Found(number, Evidence(Span(*count.span()), methods.EVENT_COUNT, 0.85))
        return None

    def _written(self, text: str, sentence: Span, issued: datetime.date | None) -> Days | None:
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
                        return self._turned(text, sentence, last, at, 0.9)
                    evidence = Evidence(at, methods.EVENT_DATE, 0.9)
                    return Days(Found(first, evidence), Found(last, evidence))
        return None

    def _told(self, text: str, sentence: Span, issued: datetime.date | None) -> Days | None:
        """The days told by `today`: the whole event for one of a day, else its beginning or its end."""
        word = _RELATIVE.search(text, sentence.start, sentence.end)
        if word is None or issued is None:
            return None
        day = issued + datetime.timedelta(_shift(text, sentence, word["word"], issued))
        opens, ends = self._turns(text, sentence)
        happens = opens or ends or self._happens.search(text, sentence.start, sentence.end)
        if not happens or _SAID.search(text, sentence.start, word.start()):
            return None
        return self._turned(text, sentence, day, Span(*word.span()), 0.85)

    def _turned(self, text: str, sentence: Span, day: datetime.date, at: Span, confidence: float) -> Days | None:
        """The days of an event of which one day is known: its beginning or its end where the sentence says so.

        With its length (`a two-day seminar`) the other end is reckoned; a length without either tells nothing.
        """
        opens, ends = self._turns(text, sentence)
        # Of a course of weeks or months one day tells its beginning or its end, where the sentence says which.
        if _LONG.search(text, sentence.start, sentence.end):
            known = Found(day, Evidence(at, methods.EVENT_DATE, confidence))
            return None if opens == ends else Days(known, None) if opens else Days(None, known)
        long = _LENGTH.search(text, sentence.start, sentence.end)
        length = _number(long["number"]) if long else 1
        known = Found(day, Evidence(at, methods.EVENT_DATE, confidence))
        if long and length and length > 1:
            if opens == ends:
                return None
            reckoned = Evidence(Span(min(long.start(), at.start), max(long.end(), at.end)), methods.EVENT_DATE, 0.75)
            others = datetime.timedelta(length - 1)
            return Days(known, Found(day + others, reckoned)) if opens else Days(Found(day - others, reckoned), known)
        if opens == ends or long:
            return Days(known, known)
        return Days(known, None) if opens else Days(None, known)

    def _turns(self, text: str, sentence: Span) -> tuple[bool, bool]:
        """Whether the sentence says that something begins, and that something ends."""
        return (
            self._opens.search(text, sentence.start, sentence.end) is not None,
            self._ends.search(text, sentence.start, sentence.end) is not None,
        )


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
    if word in _SHIFT:
        return _SHIFT[word]
    ahead = (_WEEKDAYS.index(word.rsplit(" ", 1)[-1]) - issued.weekday()) % 7
    return ahead if ahead == 0 or _WILL.search(text, sentence.start, sentence.end) else ahead - 7


def _number(words: str) -> int | None:
    words = words.lower().replace(",", "")
    if words.isdigit():
        return int(words)
    if words in _NUMBERS:
        return _NUMBERS.index(words) + 1
    if words in _HUNDREDS:
        return _HUNDREDS[words]
    tens, _, ones = words.partition("-")
    return (_TENS.index(tens) + 2) * 10 + (_NUMBERS.index(ones) + 1 if ones else 0)
