"""The days that a sentence gives in letters and figures, and the relative clauses in which they may stand."""

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise

from graph.dateline import MONTHS
from graph.extract.events.calendar import BACKWARD, ONE, OTHER, SPAN, SPANS, date
from graph.extract.words.patterns import Pattern
from graph.text import Span

_FAR = datetime.timedelta(400)
# A month without a year is the nearest one; what is announced lies ahead.
_HALF_A_YEAR, _LEAP = 150, (2, 29)
_YEAR = re.compile(r"\b\d{4}\b")
# `to be held on 14 November`, in a release of March: the next one, though the last is nearer.
_WEEKS = datetime.timedelta(21)
_TO_BE = re.compile(
    r"\b(?:will\s(?:be\s(?:held|organi[sz]ed|hosted|convened|opened|launched)|take\splace|hold|host|organi[sz]e|open|"
    r"begin|start|meet|convene|follow|visit|conduct|run|conclude\swith|end\swith|close\swith)|(?:is|are)\s(?:due\s|expected\s)?to\s[a-z]+|to\sbe\sheld|"
    r"to\stake\splace|to\sfollow|(?:scheduled|planned|foreseen|due)\s(?:for|on|in|at))\b"
    r"(?:(?!\b(?:which|that|who|was|were|after|since|had|held|\w+ed\s(?:on|in|at|from|by|between))\b)[^.;:“”\"]){0,120}$"
)
_TO_BE_LONGEST = 160
# `on 10 May in Osh and 12 June in Riga`.
_NEXT = re.compile(
    rf"(?:,|\band)\s+(?P<days>(?P<bday>\d{{1,2}})\s+(?P<bmonth>{'|'.join(MONTHS)})(?:,?\s+(?P<byear>\d{{4}}))?)(?=\sin\s[A-Z])"
)
# A relative clause between commas, and the small verbs that go on behind it.
_ASIDE = re.compile(r",\s(?:which|that|who)\b(?P<said>[^,.;:]*),\s?(?:(?:was|were|is|has|have|been)\s)*")
# `a side event of the Human Dimension Implementation Meeting in Warsaw, which takes place from`.
_PART_OF = re.compile(
    r"\s(?:of|at|during|within|on the (?:margins|sidelines|fringes) of)\s(?:the|an?|this year[’']s)\s[\w\s’'-]{0,80}"
)
_WHICH = re.compile(r"(?P<before>[^,.;:]{0,60}),\s(?:which|that|held|to be held|taking place)\b")
# A clause on another town, and the town of what was named before it.
_WHERE, _TOWN_OF = re.compile(r",\s(?:where|in which)\b"), re.compile(r"\s(?:in|at)\s[A-Z]")
# `of Norway, which on 1 January will be succeeded by Sweden`: the day on which an office passes on.
_PASSES_ON = re.compile(
    r",\s(?:which|who)\s[^,.;:]{0,60}?\b(?:succeeded\sby|succeeds?|replaced\sby|replaces|assumed?|assumes|inherits|"
    r"tak(?:es|e|ing)\sover|took\sover|hand(?:s|ed)?\sover\sthe|be\s(?:succeeded|replaced))\b[^,.;:…]*(?=[.;…]|$)"
)
_FROM = re.compile(r"(?:From|Between|On)\s")
_CLOSING = re.compile(r"\b(?:[Cc]oncluding|[Cc]losing|[Ff]inal|[Ll]ast)\s$")


def written(
    text: str, sentence: Span, issued: datetime.date | None
) -> Iterator[tuple[datetime.date, datetime.date, Span]]:
    """The spans of days that a sentence gives in letters and figures, and where: first those of two days."""
    whole: list[Span] = []
    for grammar in (SPANS, SPAN, BACKWARD, ONE, OTHER):
        for match in grammar.finditer(text, sentence.start, sentence.end):
            if any(one.holds(Span(*match.span("days"))) for one in whole):
                continue
            if grammar is SPANS:
                whole.append(Span(*match.span("days")))
            last = date(match, "b", issued)
            first = date(match, "a", issued, last) if grammar in (SPANS, SPAN, BACKWARD) else last
            # What lies years back or ahead is the date of something else.
            if last and issued and abs(last - issued) > _FAR:
                continue
            # Events of more than two months are campaigns, or two days that have nothing to do with each other.
            if first and last and datetime.timedelta() <= last - first < datetime.timedelta(62):
                yield _next_one(text, sentence, issued, first, last, Span(*match.span("days")))


def _next_one(
    text: str, sentence: Span, issued: datetime.date | None, first: datetime.date, last: datetime.date, at: Span
) -> tuple[datetime.date, datetime.date, Span]:
    """Days without a year that were weeks ago, and are still to be: they are those of the next year."""
    if issued is None or issued - last < _WEEKS or _YEAR.search(at.of(text)):
        return first, last, at
    if _TO_BE.search(text, max(sentence.start, at.start - _TO_BE_LONGEST), at.start) is None:
        return first, last, at
    return _year_on(first) or first, _year_on(last) or last, at


def _year_on(day: datetime.date) -> datetime.date | None:
    """The same day a year later; 29 February is the one that the next year may lack."""
    return None if (day.month, day.day) == _LEAP else day.replace(year=day.year + 1)


def own_part(text: str, sentence: Span, noun: Pattern) -> Span:
    """A sentence up to what it says of a larger event that the event is a part of, or of another one elsewhere.

    `at a side event of the Review Meeting in Warsaw, which takes place from 3 to 9 May` gives no day of the side event.
    """
    nouns = list(noun.finditer(text, sentence.start, sentence.end))
    passes = _PASSES_ON.search(text, nouns[0].end(), sentence.end) if nouns else None
    if passes:
        return Span(sentence.start, passes.start())
    for part, whole in pairwise(nouns):
        # `wrapped up talks in Osh, a month after those in Riga, where the talks resumed on 2 May`: two talks.
        if _TOWN_OF.match(text, part.end(), whole.start()) and (
            where := _WHERE.search(text, part.end(), whole.start())
        ):
            return Span(sentence.start, where.start())
        which = _WHICH.match(text, whole.end(), sentence.end)
        # `the concluding meeting of the Forum, which ended today`: with it the Forum ended.
        if which and _CLOSING.search(text, sentence.start, part.start()):
            continue
        if which and _PART_OF.fullmatch(text, part.end(), whole.start()):
            return Span(sentence.start, which.end("before"))
    return sentence


def behind_aside(text: str, sentence: Span, at: Span) -> int | None:
    """Where a sentence goes on behind the relative clause that holds `at`; None where none does."""
    asides = _ASIDE.finditer(text, sentence.start, sentence.end)
    return next((aside.end() for aside in asides if Span(*aside.span("said")).holds(at)), None)


def opening_days(
    text: str, sentence: Span, issued: datetime.date | None, recent: int
) -> tuple[datetime.date, datetime.date, Span] | None:
    """The days that a sentence opens with: `From 1 to 14 August 2012 sixty pupils lived in tents`.

    In a release of known date they are over, and not for more than `recent` days.
    """
    opens = _FROM.match(text, sentence.start, sentence.end)
    for first, last, at in written(text, sentence, issued) if opens else ():
        over = issued is None or 0 <= (issued - last).days <= recent
        if opens and at.start == opens.end() and first < last and over:
            return first, last, at
    return None


def ahead(
    text: str, sentence: Span, issued: datetime.date | None
) -> Iterator[tuple[datetime.date, datetime.date, Span]]:
    """The days that a sentence writes: one without a year that was half a year ago, and no other, is of the next."""
    days = list(written(text, sentence, issued))
    past = all(issued is not None and (issued - last).days > _HALF_A_YEAR for _, last, _ in days)
    if issued is None or not past or any(_YEAR.search(at.of(text)) for _, _, at in days):
        yield from days
        return
    for first, last, at in days:
        then, until = _year_on(first), _year_on(last)
        if then and until:
            yield then, until, at


def row_of(text: str, sentence: Span, issued: datetime.date | None) -> list[tuple[datetime.date, datetime.date, Span]]:
    """The days of a sentence in order, with those of a row that have no word of their own before them."""
    days = list(written(text, sentence, issued))
    for match in _NEXT.finditer(text, sentence.start, sentence.end) if days else ():
        at, day = Span(*match.span("days")), date(match, "b", issued)
        # What stands in a row with days to come is to come as well.
        if day and issued and day < issued < days[0][0] and not _YEAR.search(at.of(text)):
            day = _year_on(day)
        if day and all(one.end <= at.start or at.end <= one.start for _, _, one in days):
            days.append((day, day, at))
    return sorted(days, key=lambda one: one[2])
