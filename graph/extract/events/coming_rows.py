"""What a release announces in the plural, or calls for: `Two more courses will be held in Osh on 10 May and in Riga on
12 June`, `The association has called a march for 17 March`.
"""

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise

from graph import methods
from graph.dateline import MONTHS
from graph.extract.events.calendar import date
from graph.extract.events.venue import Venues
from graph.extract.events.written_days import ahead, row_of, written
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import Pattern
from graph.records import Event, Evidence, Found
from graph.text import Span
from graph.vocabularies.reference import Reference

# So many days at least make a row.
_ROW = 2
_IN = re.compile(r"\bin\s[A-Z]")
# `will be held in Osh, Riga and Kotor on 5 May`, but not `in Osh on 5 May and in Riga in June`.
_MORE_TOWNS = re.compile(
    rf"(?:,|\sand)\s(?:in\s)?[A-Z][\w-]+(?!\s(?:in|on|from)\b)|\sand\sin\s[A-Z](?![^.;:]*\bin\s(?:{'|'.join(MONTHS)}))"
)
# `in Osh (5 March), Riga (7-8 March) and Kotor (14 March)`.
_IN_BRACKETS = re.compile(
    r"(?P<town>[A-Z][\w’'-]*(?:[ /][A-Z][\w’'-]*){0,3})\s\((?:on\s|from\s)?"
    rf"(?P<days>(?:[^()]{{1,20}}?(?:-|–|\sto\s|\sand\s))?(?P<bday>\d{{1,2}})\s(?P<bmonth>{'|'.join(MONTHS)})(?:,?\s(?P<byear>\d{{4}}))?)\)"
)
# Between the days of one course in several towns there is nothing but the next town: `in Osh on 5 May and in Riga on`.
_NEXT_TOWN = re.compile(
    r"(?:,|,?\sand(?:\sthen)?)\sin\s[A-Z][\w’'/-]*(?:\s[A-Z][\w’'/-]*){0,3}\s(?:(?:on|from|between)\s)?(?:[A-Z]\w+day,?\s)?"
)
# `in Osh on 5 May, Riga on 7 May and Kotor on 9 May`.
_BARE_TOWN = re.compile(
    r"(?:,|,?\sand)\s(?P<town>[A-Z][\w’'/-]*(?:\s[A-Z][\w’'/-]*){0,3})\s(?:(?:on|from|between)\s)?(?:[A-Z]\w+day,?\s)?"
)
_BEGINS = re.compile(r"\b(?:open|begin|start)")
_THE, _THE_LONGEST = (
    re.compile(r"\b(?:(?:[Tt]he|[Tt]hese|[Tt]hose)\s(?:(?!at\b|in\b|of\b|for\b|to\b)[\w-]+\s){0,2}|round\sof\s)$"),
    60,
)
# `at seminars to be held`, `will host seminars`: the noun stands before the announcement, or behind such a verb.
_TAKES_OBJECT = re.compile(r"(?:host|hold|organi[sz]e|conduct|at)\Z")


class ComingRows:
    """Finds them by the plurals of the nouns for events."""

    def __init__(self, reference: Reference, venues: Venues, announces: Pattern) -> None:
        nouns = (*reference.words("event-noun"), *reference.words("event-noun-in-row"))
        self._many = any_of(sorted({plural(noun) for noun in nouns}))
        self._one = any_of(sorted({*nouns}))
        self._repeats = any_of(reference.words("repeating-phrase"))
        self._venues = venues
        self._announces = announces
        # `The association has called a march for 17 March.`
        streets = any_of(reference.words("street-event")).pattern
        self._calls = re.compile(
            rf"\b(?:has|have)\scalled\s(?:for\s)?an?\s(?:[\w-]+\s){{0,3}}?(?-i:(?P<noun>{streets}))\s[^.;:“”\"]{{0,60}}?"
            r"\b(?:for|on)\s(?:[A-Z]\w+day,?\s)?(?=\d)",
        )

    def several(self, text: str, sentence: Span, issued: datetime.date) -> tuple[list[Event], Span]:
        """One event a day, each with a town of its own, called as printed; and the stretch that tells of them."""
        said = self._announces.search(text, sentence.start, sentence.end)
        many = self._many.search(text, sentence.start, sentence.end)
        if said is None or many is None:
            again = self._repeats.search(text, sentence.start, sentence.end)
            return self._one_by_one(text, sentence, again or said, issued, again=again is not None)
        kind = Found(many[0].lower(), Evidence(Span(*many.span()), methods.EVENT_NAME, 0.8))
        if row := self._in_brackets(text, sentence, kind, issued):
            return row, sentence
        return self._row(text, Span(said.end(), sentence.end), kind, row_of(text, sentence, issued), issued), sentence

    def _row(
        self,
        text: str,
        told: Span,
        kind: Found[str],
        days: Sequence[tuple[datetime.date, datetime.date, Span]],
        issued: datetime.date,
    ) -> list[Event]:
        """One event a day, where every day has a town that stands on the same side of it in what is `told`."""
        if len(days) < _ROW or any(day[0] <= issued for day in days):
            return []
        starts = [told.start, *(at.end for _, _, at in days)]
        before = [Span(start, at.start) for start, (_, _, at) in zip(starts, days, strict=False)]
        behind = [*before[1:], Span(days[-1][2].end, told.end)]
        found = []
        first_town, next_town = (self._venues.town(text, one) for one in (before[0], behind[0]))
        in_front = first_town or (next_town is None and _IN.search(text, before[0].start, before[0].end))
        for (first, last, at), stretch in zip(days, before if in_front else behind, strict=True):
            town, evidence = self._venues.town(text, stretch), Evidence(at, methods.EVENT_DATE, 0.85)
            bare = _BARE_TOWN.fullmatch(text, stretch.start, stretch.end) if first_town and town is None else None
            # A town that no vocabulary has is none, but the day is told.
            if town is None and not (bare or _IN.search(text, stretch.start, stretch.end)):
                return []
            town = self._venues.called(text, Span(*bare.span("town"))) if bare else town
            found.append(Event(kind, location=town, start=Found(first, evidence), end=Found(last, evidence)))
        return found

    def _in_brackets(self, text: str, sentence: Span, kind: Found[str], issued: datetime.date) -> list[Event]:
        """`Seminars are planned in Osh (15 March), Riga (22 and 23 March) and Kotor (29 March)`."""
        found = []
        for match in _IN_BRACKETS.finditer(text, sentence.start, sentence.end):
            at = Span(*match.span("days"))
            day = date(match, "b", issued)
            first, last, _ = next(written(text, at, issued), (day, day, at))
            if first is None or last is None or first <= issued:
                return []
            evidence = Evidence(at, methods.EVENT_DATE, 0.85)
            town = self._venues.called(text, Span(*match.span("town")))
            found.append(Event(kind, location=town, start=Found(first, evidence), end=Found(last, evidence)))
        return found if len(found) >= _ROW else []

    def _one_by_one(
        self, text: str, sentence: Span, said: re.Match[str] | None, issued: datetime.date, *, again: bool
    ) -> tuple[list[Event], Span]:
        """`The course will be repeated in Osh on 5 May and in Riga on 7 May`: what is told behind the announcement."""
        noun = self._one.search(text, sentence.start, said.start()) if said else None
        if said is None or noun is None:
            return [], sentence
        told = Span(said.start(), sentence.end)
        days = row_of(text, Span(said.end(), sentence.end), issued)
        between = (Span(one.end, then.start) for (_, _, one), (_, _, then) in pairwise(days))
        if not (again or len(days) >= _ROW):
            return [], sentence
        if not all(_NEXT_TOWN.fullmatch(text, one.start, one.end) for one in between):
            return [], sentence
        kind = Found(noun[0].lower(), Evidence(Span(*noun.span()), methods.EVENT_NAME, 0.8))
        if len(days) >= _ROW:
            return self._row(text, Span(said.end(), sentence.end), kind, days, issued), told
        days = [day for day in days if day[0] > issued]
        town = self._venues.town(text, told)
        return [
            Event(kind, location=town, start=Found(first, at), end=Found(last, at))
            for first, last, at in ((one, two, Evidence(at, methods.EVENT_DATE, 0.85)) for one, two, at in days)
        ], told

    def together(self, text: str, sentence: Span, issued: datetime.date) -> Event | None:
        """Several that are told as one: `at training courses to be held from 1 to 19 December`."""
        said = self._announces.search(text, sentence.start, sentence.end)
        days = list(ahead(text, sentence, issued)) if said else []
        if said is None or len(days) != 1 or days[0][0] <= issued:
            return None
        nouns: Sequence[re.Match[str]] = list(self._many.finditer(text, sentence.start, sentence.end))
        takes = _TAKES_OBJECT.search(text, said.start(), said.end())
        nouns = [one for one in nouns if (one.start() >= said.end() if takes else one.end() <= said.start())]
        noun = next(iter(nouns if takes else reversed(nouns)), None)
        # `The seminars will be held` goes back to what was named before, and `a round of consultations` is one.
        if noun is None or _THE.search(text, max(sentence.start, noun.start() - _THE_LONGEST), noun.start()):
            return None
        first, last, at = days[0]
        evidence = Evidence(at, methods.EVENT_DATE, 0.85)
        # `Courses will begin on 10 April`: when they end is not said.
        begins = first == last and _BEGINS.search(text, said.start(), said.end()) is not None
        town = self._venues.town(text, Span(noun.end(), sentence.end))
        if town and _MORE_TOWNS.match(text, town.evidence.span.end, sentence.end):
            town = None
        kind = Found(noun[0].lower(), Evidence(Span(*noun.span()), methods.EVENT_NAME, 0.8))
        return Event(kind, location=town, start=Found(first, evidence), end=None if begins else Found(last, evidence))

    def called(self, text: str, sentence: Span, issued: datetime.date) -> Event | None:
        """The march that somebody has called for a day to come."""
        call = self._calls.search(text, sentence.start, sentence.end)
        days = ahead(text, Span(call.start(), sentence.end), issued) if call else iter(())
        first, last, at = next(days, (issued, issued, sentence))
        if call is None or first <= issued:
            return None
        evidence, noun = Evidence(at, methods.EVENT_DATE, 0.85), Span(*call.span("noun"))
        return Event(
            Found(noun.of(text), Evidence(noun, methods.EVENT_NAME, 0.8)),
            location=self._venues.town(text, sentence),
            start=Found(first, evidence),
            end=Found(last, evidence),
        )
