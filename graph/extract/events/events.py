"""Which meeting or course a release reports: its kind and name, when and where, who took part, organised it or paid."""

import datetime
import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.bodies.several_operations import SeveralOperations
from graph.extract.events.announced import as_announced, completed, is_one, is_other, of_its_own
from graph.extract.events.attendance import Attendance
from graph.extract.events.coming import Coming, ComingEvents
from graph.extract.events.days import EventDays
from graph.extract.events.event_names import EventNames
from graph.extract.events.event_nouns import EventNouns, again, is_in
from graph.extract.events.name_lists import NameLists
from graph.extract.events.no_events import NoEvents
from graph.extract.events.observation import Observations
from graph.extract.events.organisers import Organisers
from graph.extract.events.own_structure import OwnStructure
from graph.extract.events.paid_for import PaidFor
from graph.extract.events.participation import Participation
from graph.extract.events.passing import Passing, is_apart
from graph.extract.events.stretches import apart
from graph.extract.events.told_besides import ToldBesides
from graph.extract.events.venue import Venues
from graph.extract.events.written_days import written
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import compiled
from graph.records import Event, Evidence, Found, first_of_each
from graph.text import Span, opening, sentence_around
from graph.vocabularies.reference import Reference

_THE = compiled(r"\b(?:[Tt]he|[Tt]his|[Tt]hese)\s$")
_NTH, _NTH_LONGEST = compiled(r"\b\d{1,3}(?:st|nd|rd|th)\s$"), 8
# `have completed a course since May`, `were trained at a seminar`, `reached at the Lisbon Summit`: that was before.
_BEFORE = compiled(
    r"\b(?:has|have)\s(?:\w+ly\s)?(?:been\s)?\w+(?:ed|en|t)\s[^.;:“”\"]{0,60}$|"
    r"\b(?:was|were)\s\w+ed\s(?:at|during)\san?\s(?:[\w-]+\s){0,3}$|\bthe\s[A-Z]\w+\s$|\byears?\b[^.;:]{0,60}$"
)
_BEFORE_LONGEST = 120
_TALKS = "talks"
_GO_TO = compiled(
    r"\b(?:will|would|are\sto|is\sto)\s[^.;:“”\"]{0,100}?"
    r"\b(?:attend|join|take\spart\sin|travel\sto|go\sto)\s[^.;:“”\"]{0,60}$"
)
_SESSION = compiled(
    r"\b(?:closing|final|last|opening|first|second|third|plenary|special)\s(?:session|sitting|day|plenary|part)\s(?:of|at)\s"
    r"[^.,;:“”\"]{0,60}$"
)


class Events:
    """Finds the event by nouns of the lexicon and by the lists that follow fixed words."""

    def __init__(self, reference: Reference, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._days = EventDays(reference)
        self._venues = Venues(reference, gazetteer)
        self._attendance = Attendance(reference)
        self._bodies = reference.bodies
        # `in the course of the reform` is no course, a press conference nothing that a release is about.
        self._noun = compiled(
            rf"(?!(?<=\bin the )course of\b)(?<!\bpress )(?<!\bnews ){any_of(reference.words('event-noun')).pattern}",
            re.IGNORECASE,
        )
        self._nouns = EventNouns(reference, gazetteer, self._noun)
        self._names = EventNames(gazetteer, self._noun)
        lists = NameLists(reference, gazetteer)
        self._participation = Participation(reference, lists, self._noun)
        self._organisers = Organisers(reference, lists, self._noun)
        self._observations = Observations(reference, lists)
        self._paid_for = PaidFor(reference)
        self._own = OwnStructure(reference, gazetteer)
        self._several = SeveralOperations(reference)
        self._none = NoEvents(reference)
        self._closing = any_of(reference.words("closing-event"))
        self._lasting = any_of(reference.words("lasting-event"), "$")
        self._passing = Passing(reference, self._noun)
        self._besides = ToldBesides(reference, self._noun, self._venues, self._attendance)
        self._coming = ComingEvents(reference, self._noun, self._venues, self._attendance)

    def find(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        issued: datetime.date | None,
        funders: tuple[Found[NamedNode | str], ...] = (),
        printed: Sequence[Found[NamedNode | str]] = (),
        structure: NamedNode | None = None,
    ) -> tuple[Event, ...]:
        """The event that the release is about, then those that it announces besides.

        `printed` are the organisations that the text names, `structure` is what `the Mission` means.
        """
        printed = (
            *printed,
            *self._own.find(text, body, structure),
            *self._several.find(text, body, issued.isoformat() if issued else None),
        )
        # Where a page has no date, the last day that its first paragraph writes out tells about when it was written.
        about_then = issued or max(
            (last for span in body[:1] for _, last, _ in written(text, span, None)), default=None
        )
        coming = list(
            self._coming.find(
                text, body, about_then, lambda spans: self._bodies_in(text, spans), dated=issued is not None
            )
        )
        if observed := self._observations.find(text, title, body, issued, printed):
            return (observed, *(one.event for one in coming if one.event))
        passing = list(self._passing.find(text, title, body, issued))
        besides = list(self._besides.find(text, title, body, about_then))
        off = (sentence for one in coming if one.off for sentence in one.told)
        here = apart(body, [*passing, *off, *(sentence for one in besides for sentence in one.told)])
        left = apart(here, [sentence for one in coming for sentence in one.told])
        heads = apart([self._now(text, span) for span in title], list(self._passing.in_titles(text, title)))
        heads = apart(heads, list(self._to_come(text, heads, left, body, coming)))
        about = self._about(text, heads, left, body, issued, funders, printed)
        # Where nothing else is spoken of, the release is about what it announces; a further one is something else.
        open_ = about is None or not (about.start or about.end or is_other(about, coming))
        if coming and open_ and not any(one.further for one in coming):
            about = self._about(text, title, here, body, issued, funders, printed)
            about = about and of_its_own(text, as_announced(about, coming), coming, [*title, *opening(text, body)])
        about = about and completed(about, coming)
        known = [about] if about else []
        known += [one.event for one in besides]
        known += [one.event for one in coming if one.event and (one.further or not (about and is_one(about, one)))]
        return tuple(known)

    def _about(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        whole: Sequence[Span],
        issued: datetime.date | None,
        funders: tuple[Found[NamedNode | str], ...],
        printed: Sequence[Found[NamedNode | str]],
    ) -> Event | None:
        """The event, if a noun for one stands in the title or the first two paragraphs, or somebody took part.

        `whole` is the body with what is announced besides: who paid may have paid for that.
        """
        date = issued.isoformat() if issued else None
        attendees = self._participation.attendees(text, body, date)
        # Where somebody took part or paid there was an event, even if it is named further down.
        head = [*title, *(body if attendees or funders else body[:2])]
        # `the Competition Council`, `the Academy for Training of Judges`, `the Forum for Security Co-operation`.
        bodies = [*(one.evidence.span for one in printed), *self._bodies_in(text, head)]
        # `the 19th OSCE Economic Forum` is a meeting of it.
        numbered = {one.of(text) for one in bodies if _NTH.search(text, max(0, one.start - _NTH_LONGEST), one.start)}
        bodies = [one for one in bodies if one.of(text) not in numbered]
        bodies += self._none.within(text, head)
        lead = opening(text, body)
        now = self._first_of_now(text, head, bodies)
        noun, pattern, kind = self._nouns.choose(text, title, body, head, bodies, now)
        if noun is None and not attendees:
            return None
        paying = [one for one in funders if any(span.holds(one.evidence.span) for span in body)]
        # Who paid for the course did not pay for its ceremony.
        lesson = self._nouns.lesson(text, lead, bodies) if noun and self._closing.fullmatch(noun[0]) else ""
        # What was before what the lead tells of has neither its days nor its town.
        behind = noun is not None and _is_behind(text, Span(*noun.span()), [*title, *body[:1]])
        # `handed over cars in Bar today. A seminar on roads was held in Kotor.`
        if noun and not any(span.holds(Span(*noun.span())) for span in (*title, *lead)):
            occasion = pattern is self._nouns.occasion or self._closing.fullmatch(noun[0]) is not None
            behind = behind or (not occasion and is_apart(text, Span(*noun.span())))
        name = self._names.find(text, head, body, kind)
        town = self._venues.find(text, title, body, again(pattern), kind, lead=not behind)
        if town is None and pattern is self._nouns.occasion:
            of_today = self._nouns.was_today(text, lead, body)
            town = next((found for one in of_today if (found := self._venues.gone_to(text, one))), None)
        # What is said of another event in another town is not said of this one.
        if town and kind:
            body = apart(body, list(self._venues.elsewhere(text, body, self._noun, kind, town.value)))
        organisers = self._organisers.find(text, body, date, printed, noun)
        supporters = self._participation.supporters(text, body, date, printed, kind)
        others = {one.value for one in (*funders, *organisers)}
        if noun:
            attendees = first_of_each((*attendees, *self._participation.meeting(text, body, date)))
        # `Prizes were awarded today. The competition, now in its fourth year`: it was not on one day.
        lasts = (
            self._lasting.search(kind) is not None and not is_in(Span(*noun.span()), [*title, *lead]) if noun else False
        )
        # `presented at the closing session of the annual meeting`: the day of the lead is that of the session.
        session = noun is not None and _SESSION.search(text, max(0, noun.start() - _BEFORE_LONGEST), noun.start())
        own_day = not behind and not lasts and not session
        days = self._days.find(text, title, body, again(pattern, kind), kind, issued, lead=own_day)
        # `Nine interns received certificates. Five will attend the ceremony on 2 May`: not the nine.
        count = self._attendance.find(text, body, kind, lead=not behind and not self._is_below(text, noun, title, body))
        told = any((*organisers, *attendees, *days, count, name))
        at = Span(*noun.span()) if noun else None
        # `The Ombudsman, who joined the talks, praised her`: a town makes no event of those.
        if at and not told and (town is None or _is_the_talks(text, at)) and self._is_far(text, at, title, body):
            return None
        return Event(
            noun and Found(kind, Evidence(Span(*noun.span()), methods.EVENT_NAME, 0.8)),
            name,
            organisers,
            attendees,
            self._paid_for.of_event(text, whole, paying, kind, name.value if name else "", lesson),
            tuple(one for one in supporters if one.value not in others),
            town,
            *days,
            count,
        )

    def _is_far(self, text: str, noun: Span, title: Sequence[Span], body: Sequence[Span]) -> bool:
        """Whether a noun stands so far down that alone it reports no event; `the talks` may go back to the lead."""
        back = _THE.search(text, max(0, noun.start - _NTH_LONGEST), noun.start) is not None
        # `The ceremony ended with a song`: what was told until there was the ceremony.
        if back and self._closing.fullmatch(noun.of(text)):
            return False
        return not is_in(noun, [*title, *body[: 2 if back else 1]])

    def _is_below(self, text: str, noun: re.Match[str] | None, title: Sequence[Span], body: Sequence[Span]) -> bool:
        """Whether a noun stands below the lead, where people are said to go to what is still to be."""
        if noun is None or is_in(Span(*noun.span()), [*title, *opening(text, body)]):
            return False
        sentence = sentence_around(text, Span(*noun.span()))
        return _GO_TO.search(text, sentence.start, noun.start()) is not None

    def _now(self, text: str, title: Span) -> Span:
        """A title without what it announces at its end: `judges learn, conference to follow in Vienna`."""
        for noun in self._noun.finditer(text, title.start, title.end):
            comma = text.rfind(",", title.start, noun.start())
            if comma > 0 and self._coming.is_announced(text, Span(*noun.span()), title.end):
                return Span(title.start, comma)
        return title

    def _to_come(
        self, text: str, title: Sequence[Span], left: Sequence[Span], body: Sequence[Span], coming: Sequence[Coming]
    ) -> Iterator[Span]:
        """The nouns of a title that the lead announces, and nothing else in it: `meets to prepare Riga summit`."""
        lead = [one for one in coming if one.event and not one.further and is_in(one.told[0], body[:1])]
        kinds = {one.event.type.value for one in lead if one.event and one.event.type}
        told = [noun[0].lower() for span in left[:1] for noun in self._noun.finditer(text, span.start, span.end)]
        nouns = [noun for span in title for noun in self._noun.finditer(text, span.start, span.end)]
        if kinds.isdisjoint(told) and not kinds.issuperset(noun[0].lower() for noun in nouns):
            yield from (Span(*noun.span()) for noun in nouns if noun[0].lower() in kinds)

    def _bodies_in(self, text: str, head: Sequence[Span]) -> Iterator[Span]:
        """Where the vocabularies know a body by its name."""
        for span in head:
            for match in self._gazetteer.matches(text, span):
                if any(entry.iri in self._bodies for entry in match.entries):
                    yield match.span

    def _first_of_now(self, text: str, head: Sequence[Span], bodies: Sequence[Span]) -> re.Match[str] | None:
        """The first noun for an event of which the words behind it do not say that it will be."""
        for span in head:
            for noun in self._noun.finditer(text, span.start, span.end):
                at = Span(*noun.span())
                if not is_in(at, bodies) and not self._coming.is_announced(text, at, span.end):
                    return noun
        return None


def _is_the_talks(text: str, noun: Span) -> bool:
    back = _THE.search(text, max(0, noun.start - _NTH_LONGEST), noun.start)
    return back is not None and noun.of(text).lower() == _TALKS


def _is_behind(text: str, noun: Span, lead: Sequence[Span]) -> bool:
    """Whether a noun below the lead stands in a sentence on what was before."""
    start = max(text.rfind("\n", 0, noun.start) + 1, text.rfind(". ", 0, noun.start) + 1, noun.start - _BEFORE_LONGEST)
    return not is_in(noun, lead) and _BEFORE.search(text, start, noun.start) is not None
