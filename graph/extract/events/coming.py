"""Which further meetings a release announces: `A second workshop will take place in Vienna on 19 and 20 September.`

Only what is said in one sentence counts: the noun for an event, words that announce it, and days after the release.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph import methods
from graph.extract.events.attendance import Attendance
from graph.extract.events.calendar import NEIGHBOURS, RELATIVE, neighbours, shift
from graph.extract.events.coming_rows import ComingRows
from graph.extract.events.no_events import is_told_to
from graph.extract.events.other_end import later_end
from graph.extract.events.passing import is_new
from graph.extract.events.stretches import clauses
from graph.extract.events.venue import Venues
from graph.extract.events.written_days import ahead, behind_aside, own_part
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Event, Evidence, Found
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

_LONGEST = 5_000
_OPENS = re.compile(r"\b(?:open|begin|start)")
_WILL = r"(?:will|would|(?:is|are|was|were)\s(?:due\s)?to)\s(?:(?:also|then|next)\s)?"
# `The group will meet again on 5 May`, but not `will meet Minister X`.
_MEETS = compiled(
    rf"\b{_WILL}(?:meet|reconvene)(?=\s(?:(?:again|next|on|from|between|at\sthe)\b|in\s[A-Z])|(?<=\bnext\smeet)\s)"
    r"(?P<again>\sagain)?"
)
_MEETING = "meeting"
# `a second one will be held`, `Another will follow`: of what stands before.
_ONE_MORE = compiled(
    r"\b(?:[Aa]nother|(?:[Aa]|[Tt]he)\s(?:second|third|fourth|fifth|next|further|similar))(?:\sone)?(?=\s(?:is|will|would|was|to)\s)"
)
_BACK_LONGEST = 400
_NTH = ("second", "third", "fourth", "fifth")
# `invited them to Osh, where the next meeting will be held`.
_WHERE, _WHERE_LONGEST = compiled(r"(?P<town>\b(?:to|in|at)\s[A-Z][^,.;:]{1,40}),\swhere\s[^.;:]{0,80}$"), 160
# `next year's Forum, the concluding meeting of which will be held in Riga`.
_OF_WHICH = re.compile(r"\sof\swhich\b")
# `The last session of the workshop takes place tomorrow.`
_PART = re.compile(r"\bof\s(?:the|this|its)\s(?:[\w-]+\s){0,3}$")
_THERE = re.compile(r"\bthere\b")


@dataclass(frozen=True, slots=True)
class Coming:
    """The sentences that announce an event and speak of nothing else, and the event where its days are known.

    `further` says that there was one like it before: `a similar course`, `another seminar`; `new` that it is named for
    the first time: `at a workshop`; `off` that it will not be: `planned for 5 May, but postponed`.
    """

    event: Event | None
    told: tuple[Span, ...]
    further: bool = False
    new: bool = False
    off: bool = False


class ComingEvents:
    """Finds announcements by the words of the lexicon."""

    def __init__(self, reference: Reference, noun: Pattern, venues: Venues, attendance: Attendance) -> None:
        """`noun` finds the nouns for events."""
        # `A visit to Georgia is to follow on 5 May`: what was visited is told by other rules, a visit to come by this.
        # A guard's tour of duty is none.
        visits = any_of(reference.words("visit-noun"), r"(?!\w|\sof\sduty)").pattern
        # `A similar event will be held in Osh.`
        further = (*reference.words("other-thing"), *reference.words("following-on-word"))
        event = "|".join(rf"(?<=\b{re.escape(word)}\s)" for word in (*further, *_NTH))
        # A press conference is told of when it is announced, and in passing when it was.
        self._noun = compiled(
            rf"{noun.pattern}|{visits}|(?:{event})event(?!\w)|\b(?:press|news)\sconference(?!\w)", re.IGNORECASE
        )
        # `planned for 4 April, but postponed`.
        self._cancelled = any_of(reference.words("cancelling-word"))
        self._venues = venues
        self._attendance = attendance
        announces = any_of(reference.words("announcing-phrase"))
        self._announces = announces
        self._rows = ComingRows(reference, venues, announces)
        # `a similar course`, `for a refresher course`.
        self._further = any_of(further, r"\s(?:[\w-]+\s){0,2}$")
        # `The next seminar takes place in Osh from 8 to 10 May.`, `put off to the next meeting, on 2 September`.
        self._next = compiled(
            rf"(?<![\w-])(?:next|following)\s(?:[\w-]+\s){{0,3}}?{noun.pattern}"
            r"(?P<turn>\s(?:takes\splace|is\sheld|is|begins|starts|opens)(?!\w)|,?\son(?=\s\d))",
            re.IGNORECASE,
        )
        # `will report to the conference in Riga on 5 May`, `are invited to a winter school`: the noun stands behind.
        self._goes = compiled(
            rf"(?:\b{_WILL}{any_of(reference.words('going-verb')).pattern}|{any_of(reference.words('inviting-phrase')).pattern})"
            rf"\s(?:(?:the|an?|its|their|[A-Z][\w’'-]*)\s)(?:[\w’'-]+\s){{0,5}}?(?P<noun>{noun.pattern})",
            re.IGNORECASE,
        )
        # `will pay a visit to Riga on 5 May`, `would lead a parliamentary visit to Riga`.
        self._visits = compiled(
            rf"\b{_WILL}(?:pay|make|lead|undertake|begin|start)\s(?:an?|the|his|her|their|its)\s"
            rf"(?:(?!of\s|for\s)[\w-]+\s){{0,3}}?(?P<noun>{visits})"
            r"(?=\sto\s)",
            re.IGNORECASE,
        )
        # `My adviser will discuss the draft at a seminar in Riga on 5 May`: it is there that she will.
        self._does_at = re.compile(
            rf"\b{_WILL}[a-z]+\s[^,.;:“”\"]{{0,60}}?\bat\san?\s(?:[\w’'-]+\s){{0,4}}?(?P<noun>{noun.pattern})",
            re.IGNORECASE,
        )
        # `at the conference, which takes place in Riga on 5 May`: of what is said in the present the day tells, but
        # `a seminar on the referendum that takes place on 5 May` is not on that day.
        self._takes_place = compiled(
            rf"(?P<noun>{noun.pattern})(?:(?!\s(?:on|about|for|before|ahead\sof)\s(?:the|an?|its|their)\s)[^.;:“”\"]){{0,80}}?"
            r"\s(?:takes|taking)\splace(?!\w)",
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

    def find(
        self,
        text: str,
        body: Sequence[Span],
        issued: datetime.date | None,
        bodies: Callable[[Sequence[Span]], Iterable[Span]] = iter,
        *,
        dated: bool = True,
    ) -> Iterator[Coming]:
        """What is announced for the time after the release, in order; `bodies` finds where some are named.

        A page that is not `dated` was written about `issued`, and nobody knows what its `tomorrow` means.
        """
        left = _LONGEST
        if issued is None:
            return
        for paragraph in body:
            told: list[Span] = []
            for sentence in sentences(text, paragraph):
                left -= sentence.end - sentence.start
                row, at = self._rows.several(text, sentence, issued) if left > 0 else ([], sentence)
                yield from (Coming(event, (at,), self._is_further(text, sentence, event)) for event in row)
                if left > 0 and not row:
                    told += clauses(text, sentence)
            for n, sentence in enumerate(told):
                noun = self._announced(text, sentence) or self._one_more(text, body[0].start, sentence)
                if noun is None:
                    if event := self._rows.together(text, sentence, issued) or self._rows.called(
                        text, sentence, issued
                    ):
                        yield Coming(event, (sentence,), further=True)
                    continue
                if is_told_to(text, noun, bodies([sentence])):
                    yield Coming(None, (sentence,))
                    continue
                # `About 60 participants are expected.`
                counted = [
                    (one, self._attendance.expected(text, one, announced=one is sentence)) for one in told[n : n + 2]
                ]
                spoken = (sentence, *(one for one, number in counted[1:] if number))
                number = next((number for _, number in counted if number), None)
                further = self._further.search(text, sentence.start, noun.start) is not None or _is_again(text, noun)
                further = further or noun.start < sentence.start or _OF_WHICH.match(text, noun.end) is not None
                event = self._event(text, sentence, noun, issued, number, dated=dated)
                # `Norway today assumed the chair of the Forum for Rivers, which it will hold until June.`
                if event is None and any(one.holds(noun) for one in bodies([sentence])):
                    continue
                if event and n and not event.location and _THERE.search(text, noun.end, sentence.end):
                    event = replace(event, location=self._venues.town(text, told[n - 1]))
                before = max(sentence.start, noun.start - _WHERE_LONGEST)
                if event and not event.location and (where := _WHERE.search(text, before, max(before, noun.start))):
                    event = replace(event, location=self._venues.gone_to(text, Span(*where.span("town"))))
                yield Coming(
                    event,
                    spoken,
                    further,
                    is_new(text, sentence, noun),
                    self._cancelled.search(text, noun.end, sentence.end) is not None,
                )

    def _is_further(self, text: str, sentence: Span, event: Event) -> bool:
        at = event.type.evidence.span.start if event.type else sentence.start
        return self._further.search(text, sentence.start, at) is not None

    def _announced(self, text: str, sentence: Span) -> Span | None:
        """The noun for an event that a sentence announces, or the verb that tells of a meeting."""
        for pattern in (self._goes, self._visits, self._takes_place, self._does_at):
            if told := pattern.search(text, sentence.start, sentence.end):
                return Span(*told.span("noun"))
        if meets := _MEETS.search(text, sentence.start, sentence.end):
            # `will meet in Vienna on 5 May for a seminar on trade`.
            noun = self._noun.search(text, meets.end(), sentence.end)
            return Span(*(noun or meets).span())
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

    def _one_more(self, text: str, top: int, sentence: Span) -> Span | None:
        """The noun further up that `a second one is scheduled for 24 September` goes back to."""
        one = _ONE_MORE.search(text, sentence.start, sentence.end)
        if one is None or not self._announces.search(text, one.end(), sentence.end):
            return None
        start = max(top, sentence.start - _BACK_LONGEST)
        before = [Span(*noun.span()) for noun in self._noun.finditer(text, start, sentence.start)]
        return before[-1] if before else None

    def _announcement(self, text: str, sentence: Span) -> Span | None:
        """The words that announce: a phrase for it, or the verb behind the next event."""
        if said := self._announces.search(text, sentence.start, sentence.end):
            return Span(*said.span())
        turn = self._next.search(text, sentence.start, sentence.end)
        return Span(*turn.span("turn")) if turn else None

    def _event(
        self,
        text: str,
        sentence: Span,
        noun: Span,
        issued: datetime.date | None,
        number: Found[int] | None,
        *,
        dated: bool,
    ) -> Event | None:
        days = own_part(text, sentence, self._noun)
        soon = issued if dated else None
        first, last, at = next(ahead(text, days, issued), None) or self._soon(text, days, soon)
        if issued is None or first is None or last is None or first <= issued:
            return None
        if self._cancelled.search(text, at.end, sentence.end):
            return None
        # `will open on 10 April`: when it ends is not said.
        opens = first == last and self._opens.search(text, sentence.start, sentence.end) is not None
        evidence = Evidence(at, methods.EVENT_DATE, 0.85 if dated else 0.7)
        kind = _MEETING if (meets := _MEETS.match(text, noun.start)) else noun.of(text).lower()
        named = _MEETS if meets else self._noun
        word = noun.of(text).lower()
        back = noun.start < sentence.start
        return Event(
            Found(kind, Evidence(noun, methods.EVENT_NAME, 0.8)),
            location=self._venues.town(text, sentence)
            if back
            else self._venues.find(text, (), (sentence,), named, word, lead=False),
            start=Found(first, evidence),
            end=later_end(text, sentence, first) if opens else Found(last, evidence),
            attendance=number,
        )

    def _soon(
        self, text: str, sentence: Span, issued: datetime.date | None
    ) -> tuple[datetime.date | None, datetime.date | None, Span]:
        """The day that `tomorrow` or `on Friday` means of what lies ahead."""
        # `said on Monday that it will be held soon`: only what stands behind the announcement is its day.
        announced = self._announcement(text, sentence)
        # `A second workshop takes place in Osh tomorrow.`
        place = self._takes_place.search(text, sentence.start, sentence.end)
        if announced is None and place and not _PART.search(text, sentence.start, place.start("noun")):
            announced = Span(place.end("noun"), place.end())
        said = RELATIVE.search(text, announced.start, sentence.end) if announced else None
        if said is None or issued is None:
            return None, None, sentence
        if two := NEIGHBOURS.match(text, said.start(), sentence.end):
            return *neighbours(two, issued), Span(*two.span())
        day = issued + datetime.timedelta(shift(text, sentence, said["word"], issued, ahead=True))
        return day, day, Span(*said.span())


def _is_again(text: str, noun: Span) -> bool:
    """Whether it is the verb that says that some meet once more."""
    meets = _MEETS.match(text, noun.start)
    return meets is not None and meets["again"] is not None
