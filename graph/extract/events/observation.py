"""The observation of an election that a release reports: the day of the vote, how many observed, whose effort it was.

Such a release seldom says that an event took place: observers call the election free, and below stands who they are.
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.events.calendar import BARE, bare, shift
from graph.extract.events.name_lists import NameLists, by_place
from graph.extract.events.written_days import written
from graph.extract.words.lexicon import any_of
from graph.extract.words.numbers import WORD, number
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Event, Evidence, Found, first_of_each
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

# A statement comes on the day after the vote, or some days later.
_RECENT = 10
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_OBSERVERS = compiled(r"\bobservers?\b|\bobservation\smission\b", re.IGNORECASE)
_OF_IT = re.compile(r"observ|mission", re.IGNORECASE)
_IN_FULL = re.compile(r"election observation mission$", re.IGNORECASE)
# `some 140 observers from 26 countries`; `408 observers were deployed on election day`.
_COUNT = compiled(
    rf"\b(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{WORD})\s(?:[a-z-]+\s){{0,3}}?observers\b"
    r"(?=(?:,[^,.;:]{1,80},)?\s(?:from\s|(?:were|was|have\sbeen)\sdeployed|followed|monitored|visited|observed|took\spart))",
    re.IGNORECASE,
)


class Observations:
    """Finds them by the words of the lexicon."""

    def __init__(self, reference: Reference, lists: NameLists) -> None:
        self._lists = lists
        self._bodies = reference.bodies
        vote = any_of(reference.words("election-noun")).pattern
        self._vote = compiled(vote, re.IGNORECASE)
        self._noun = compiled(any_of(reference.words("observation-noun")).pattern, re.IGNORECASE)
        # `Yesterday's parliamentary elections`, `Sunday's presidential run-off`.
        self._whose = compiled(
            rf"\b(?P<word>yesterday|today|{_WEEKDAY})[’']s\s(?:[\w-]+\s){{0,5}}?{vote}", re.IGNORECASE
        )
        # `on election day, 19 July`, `followed the voting on 12 May`.
        voting = any_of(reference.words("voting-noun")).pattern
        self._at = compiled(rf"{voting},?\s\(?(?:on\s|of\s)?{BARE}", re.IGNORECASE)
        self._joint = compiled(rf"{any_of(reference.words('joint-effort')).pattern}\s", re.IGNORECASE)

    def find(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        issued: datetime.date | None,
        printed: Sequence[Found[NamedNode | str]],
    ) -> Event | None:
        """The observation, where the title or the first paragraph has observers speak of a vote that was.

        `printed` are the organisations that the text names. None where no noun for it is printed, or nothing else is
        known of it.
        """
        head = [*title, *body[:1]]
        if not all(_any(one, text, head) for one in (_OBSERVERS, self._vote)):
            return None
        every = [found for span in (*title, *body) for found in self._noun.finditer(text, *_ends(span))]
        # `the leader of the observer mission`, then `The election observation mission comprised 300 observers`.
        noun = next((one for one in every if _IN_FULL.search(one[0])), next(iter(every), None))
        day = self._day(text, body, issued)
        date = issued.isoformat() if issued else None
        organisers = first_of_each(self._organisers(text, body, date, printed))
        count = next(self._counts(text, body), None) if day or organisers else None
        if noun is None or not (day or count):
            return None
        return Event(
            Found(noun[0].lower(), Evidence(Span(*noun.span()), methods.EVENT_NAME, 0.8)),
            organisers=organisers,
            start=day,
            end=day,
            attendance=count,
        )

    def _day(self, text: str, body: Sequence[Span], issued: datetime.date | None) -> Found[datetime.date] | None:
        """The day of the vote, if it is past."""
        if issued is None or not body:
            return None
        for span in body[:1]:
            for said in self._whose.finditer(text, *_ends(span)):
                word = said["word"].lower()
                on = word if word in ("yesterday", "today") else f"on {word.capitalize()}"
                day = issued + datetime.timedelta(shift(text, Span(span.start, said.start()), on, issued))
                return Found(day, Evidence(Span(*said.span("word")), methods.EVENT_DATE, 0.85))
        for sentence in sentences(text, body[0]):
            if self._vote.search(text, *_ends(sentence)):
                for first, last, at in written(text, sentence, issued):
                    if first == last and 0 <= (issued - first).days <= _RECENT:
                        return Found(first, Evidence(at, methods.EVENT_DATE, 0.85))
        for span in body:
            for said in self._at.finditer(text, *_ends(span)):
                found = bare(said, issued, ahead=False)
                if found and 0 <= (issued - found).days <= _RECENT:
                    return Found(found, Evidence(Span(*said.span()), methods.EVENT_DATE, 0.85))
        return None

    def _counts(self, text: str, body: Sequence[Span]) -> Iterator[Found[int]]:
        for span in body:
            for count in _COUNT.finditer(text, *_ends(span)):
                if many := number(count["number"]):
                    yield Found(many, Evidence(Span(*count.span()), methods.EVENT_COUNT, 0.9))

    def _organisers(
        self, text: str, body: Sequence[Span], date: str | None, printed: Sequence[Found[NamedNode | str]]
    ) -> Iterator[Found[NamedNode | str]]:
        places = by_place(printed)
        for sentence in (sentence for span in body for sentence in sentences(text, span)):
            if not _OF_IT.search(text, *_ends(sentence)):
                continue
            for joint in self._joint.finditer(text, *_ends(sentence)):
                place = Span(joint.end(), sentence.end)
                yield from self._lists.read(text, place, date, self._bodies, methods.ORGANISER_LIST, places)


def _any(pattern: Pattern, text: str, spans: Sequence[Span]) -> bool:
    return any(pattern.search(text, *_ends(span)) for span in spans)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
