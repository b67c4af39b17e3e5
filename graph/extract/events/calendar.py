"""Days as releases write them: `from 14 to 16 May`, `on Friday`, `tomorrow`.

A month without a year is the one nearest to the release.
"""

import datetime
import re

from graph.dateline import MONTHS
from graph.extract.words.patterns import compiled
from graph.text import Span

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DAY = r"(?P<{0}day>\d{{1,2}})(?:st|nd|rd|th)?"
_NAME, _YEAR = r"(?P<{0}month>" + "|".join(MONTHS) + ")", r"(?:,?\s+(?P<{0}year>\d{{4}}))?"
_MONTH, _MONTH_FIRST = _NAME + _YEAR, _NAME + r"\s+" + _DAY + _YEAR
_TO = r"\s*(?:to|until|till|through|-|–|and)\s*"
_FIRST = _DAY.format("a") + r"(?:\s+" + _MONTH.format("a") + r")?"
_LAST = _DAY.format("b") + r"\s+" + _MONTH.format("b")
SPAN = compiled(rf"\b(?:(?:from|between|on)\s+)?{_WEEKDAY}(?P<days>{_FIRST}{_TO}{_WEEKDAY}{_LAST})\b")
# `on 16-17 and 19-20 February`: from the first to the last.
SPANS = re.compile(
    rf"\b(?P<days>{_DAY.format('a')}\s?[-–]\s?\d{{1,2}}(?P<amonth>)(?P<ayear>)(?:,\s\d{{1,2}}\s?[-–]\s?\d{{1,2}})*"
    rf",?\sand\s(?:on\s)?\d{{1,2}}\s?[-–]\s?{_LAST})\b"
)
# `is scheduled for 5 May`, `has been convened in Osh for 5 May`, `has called a march for 5 May`.
_ON = (
    r"(?:[Oo]n|(?:(?<=\bscheduled )|(?<=\bplanned )|(?<=\bforeseen ))for|"
    r"(?:convened|called)\sin\s[A-Z]\w+\sfor|called\san?\s(?:[\w-]+\s){1,4}?for)"
)
ONE = compiled(rf"\b{_ON}\s+{_WEEKDAY}(?P<days>{_DAY.format('b')}\s+{_MONTH.format('b')})\b")
OTHER = compiled(rf"\b{_ON}\s+{_WEEKDAY}(?P<days>{_MONTH_FIRST.format('b')})\b")
# `November 3 and 4`, `May 3-7, 2005`.
BACKWARD = compiled(
    rf"\b{_WEEKDAY}(?P<days>{_NAME.format('b')}\s+{_DAY.format('a')}{_TO}{_DAY.format('b')}"
    rf"{_YEAR.format('b')}(?P<amonth>)(?P<ayear>))\b"
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RELATIVE = compiled(
    r"\b(?P<word>[Tt]he day after tomorrow|[Tt]he day before yesterday|"
    r"[Tt]oday|yesterday|tomorrow|this (?:morning|afternoon|evening)|tonight|last night|"
    rf"(?:[Oo]n (?:{'|'.join(_WEEKDAYS)})(?! to\b)))\b"
)
PAIR = compiled(
    rf"\b(?:on|next|last|this)\s(?P<first>{'|'.join(_WEEKDAYS)})\s(?:and|to|through)\s(?P<last>{'|'.join(_WEEKDAYS)})\b"
)
_LATER = rf"(?P<last>today|tomorrow|{'|'.join(_WEEKDAYS)})"
NEIGHBOURS = compiled(rf"\b(?P<first>yesterday|today|tomorrow)\s(?:and|to)\s(?:on\s)?{_LATER}\b")
BARE = (
    rf"(?:{_WEEKDAY}(?:{_DAY.format('b')}\s+{_MONTH.format('b')}|"
    rf"{_MONTH_FIRST.format('o')})\b|"
    rf"(?P<word>the\sday\safter\stomorrow|today|tonight|yesterday|tomorrow|{'|'.join(_WEEKDAYS)})\b)"
)
"""A day without a word before it: written either way round, or told from the day of the release."""
AT_ITS_END = r"\bat\sthe\s(?:end|close|conclusion)\sof"
"""`announced today at the close of a two-day workshop`: before the noun for what has just ended."""
SAID_AFTER = (
    r"\b(?:said|says|told|added|stressed|noted|stated|speaking)\b[^.,;:“”\"]{0,40}?"
    r"\s(?:after|following)\s(?:an?|his|her|their)"
)
"""`X said after a two-day visit to Osh`: before the noun for what was just before."""
_DONE = "taken|reached|adopted|signed|agreed"
_MADE = (
    r"made\s(?:the|this|her|his|their)\s(?:appeal|remarks?|statements?|comments?|call|announcement|speech)|"
    r"(?:^|(?<=\.\s)|(?<=\n))Speaking"
)
# `was speaking in Osh at the end of a visit`, `The decision was taken at the end of a meeting`.
SPEAKING = compiled(
    rf"\b(?:(?:was|were)\s(?:speaking|{_DONE})|{_MADE})\s[^.;:]{{0,80}}?{AT_ITS_END}|"
    rf"\bThe\s(?:agreement|decision|understanding|deal)\swas\s(?:{_DONE})\s(?:[^.,;:]{{0,40}}?\s)?at\san?\s|"
    rf"(?i:{SAID_AFTER})\s[\w-]+-day\s"
)
"""Where something was done on the day of the lead, so that the event was on that day, or ended on it."""
_WILL = compiled(r"\b(?:will|is to|are to)\b")
_SHIFT = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "the day before yesterday": -2,
}


def date(
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
        near = (_in(issued.year + years, month, match[f"{side}day"]) for years in (-1, 0, 1))
        return min((day for day in near if day), key=lambda day: abs(day - issued), default=None)
    except ValueError:
        return None


def weekdays_between(first: str, last: str) -> int:
    """How many days after the first day of the week the last one is: 1 from Tuesday to Wednesday."""
    return (_WEEKDAYS.index(last) - _WEEKDAYS.index(first)) % 7


def bare(match: re.Match[str], issued: datetime.date, ahead: bool) -> datetime.date | None:
    """The day that a match of `BARE` says; a day of the week is the next one, or without `ahead` the last one."""
    if match["word"] is None:
        return date(match, "b" if match["bday"] else "o", issued)
    word = match["word"]
    if word.lower() in _SHIFT:
        return issued + datetime.timedelta(_SHIFT[word.lower()])
    return issued + datetime.timedelta(_to_weekday(word.capitalize(), issued, ahead))


def _in(year: int, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(year, MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None


def shift(text: str, before: Span, word: str, issued: datetime.date, *, ahead: bool = False) -> int:
    """How many days after the release: `on Friday` is the last one up to its day, or the next one.

    It is the next one where something is known to lie `ahead`, or the words `before` it say that it `will` be.
    """
    name = word.rsplit(" ", 1)[-1]
    if name not in _WEEKDAYS:
        return _SHIFT.get(word.lower(), 0)
    return _to_weekday(name, issued, ahead or _WILL.search(text, before.start, before.end) is not None)


def neighbours(said: re.Match[str], issued: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The two days that a match of `NEIGHBOURS` says: `tomorrow and on Saturday` means the Saturday behind tomorrow."""
    first = issued + datetime.timedelta(_SHIFT[said["first"]])
    if said["last"] in _WEEKDAYS:
        return first, first + datetime.timedelta(_to_weekday(said["last"], first, ahead=True))
    return first, issued + datetime.timedelta(_SHIFT[said["last"]])


def _to_weekday(name: str, issued: datetime.date, ahead: bool) -> int:
    """How many days from the release to the next such day, or without `ahead` to the last one; its own day counts."""
    days = (_WEEKDAYS.index(name) - issued.weekday()) % 7
    return days if ahead or not days else days - 7
