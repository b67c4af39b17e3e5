"""On which days an event was: what the sentences that speak of it say, and no more.

A day is stated where it is written (`on 14 May`, `from 14 to 16 May`) or told from the day of the release (`opened
today`; `the two-day seminar, which ended today` began the day before; what `ends tomorrow` ends the day after).
"""

import datetime
import re
from collections.abc import Sequence

from graph import methods
from graph.extract.events.calendar import NEIGHBOURS, PAIR, RELATIVE, SPEAKING, neighbours, shift, weekdays_between
from graph.extract.events.event_nouns import WINNERS
from graph.extract.events.named_days import GivenDays
from graph.extract.events.other_end import LENGTH, Days, OtherEnds, at_one, is_a_day, is_longer, is_looked_at, length_of
from graph.extract.events.rounds import Rounds
from graph.extract.events.turns import Turns
from graph.extract.events.written_days import behind_aside, opening_days, own_part
from graph.extract.words.lexicon import any_of
from graph.extract.words.numbers import WORD, number
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Evidence, Found
from graph.text import Span, opening, sentences
from graph.vocabularies.reference import Reference

# `said today that a conference would be held` dates the saying.
_SAID = compiled(r"\b(?:said|says|announced|told|stated|called|welcomed|condemned|urged|warned|issued)\b[^.;:]{0,40}$")
# `at a presentation in Bishkek today`: nothing but where it was stands between the event and the day.
_BESIDE = re.compile(r"[^.;:,“”\"]{0,100}$")
# A release tells of what was so many days before.
_RECENT, _OLD = 7, 45
# `a programme prepared during a week of training`.
_WEEKS_OF = (
    rf"(?:an?|several|some|{WORD}|\d{{1,2}})\s(?:week|month|year)s?\sof\s(?:[a-z-]+\s){{0,2}}?"
    r"(?:training|courses?|seminars?|workshops?|lessons|exercises|study|instruction)"
)
_LONG = compiled(rf"\b(?:(?:\d{{1,2}}|{WORD})[- ](?:week|month|year)|(?:week|month|year)-long|{_WEEKS_OF})\b", re.I)

_AFTER_IT = re.compile(r"\b(?:after|following|completing|completed)\s(?:completing\s)?(?:an?|the|their)\s$")
_TODAY = r"(?:today|yesterday|this (?:morning|afternoon|evening))\b"
# `the meeting held in Osh on`, `the seminar, which took place on`: the day of what was named.
_OF_IT = re.compile(
    r"(?:,?\s(?:held|which|that|was|were|is|will|be|to|took|take|takes|place|organi[sz]ed|conducted|in|at|from|between|[A-Z]\w+))*"
    r",?\son\s(?:[A-Z]\w+day,?\s)?"
)


class EventDays:
    """Finds days by the words of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        self._turns = Turns(reference)
        self._days = GivenDays(reference).of
        self._happens = any_of(reference.words("happening-verb"))
        self._other_ends = OtherEnds(reference)
        self._rounds = Rounds(reference)
        turns = (*reference.words("beginning-verb"), *reference.words("ending-verb"))
        self._turning = any_of(turns)
        self._lasting = any_of(reference.words("lasting-event"), "$")
        # `The seminar follows others in Riga. It was held in Osh today.`
        held = (*turns, *reference.words("own-verb"))
        self._of_it = re.compile(rf"It\s(?:[a-z]+\s){{0,2}}?{any_of(held).pattern}", re.IGNORECASE)
        now = (*turns, *(verb for verb in reference.words("happening-verb") if "takes" in verb))
        # `begins a visit to Georgia on Tuesday`, but not `for graduates on Tuesday`.
        self._turns_yet = any_of(
            (verb for verb in now if re.search(r"s$|^takes\b", verb)),
            r"\s(?:(?!\b(?:was|were|had|said|after)\b)[^.;:“”\"]){0,100}$",
        )
        self._short = any_of(reference.words("one-day-event"), "$")
        # `concluded a visit to the valley today`, `today opened a course`.
        said = any_of([*turns, *reference.words("happening-verb")]).pattern
        self._now = re.compile(rf"{said}[^.,;:“”\"]{{0,80}}?\s{_TODAY}|{_TODAY}\s{said}", re.IGNORECASE)

    def find(
        self,
        text: str,
        title: Sequence[Span],
        body: Sequence[Span],
        noun: Pattern,
        kind: str,
        issued: datetime.date | None,
        *,
        lead: bool = True,
    ) -> Days:
        """The days that the first sentence gives which names the event and a day, else with `lead` the first of all.

        `noun` finds the event in a sentence, `kind` is how the release calls it: a ceremony is over in a day.
        """
        short = self._short.search(kind) is not None
        every = [sentence for place in (*title, *body) for sentence in sentences(text, place)]
        every = [*self._rounds.of_kind(text, every, title, noun, kind)]
        names = self._rounds.but_of(text, title, opening(text, body))
        named = [names(sentence, noun) for sentence in every]
        of_event = [
            sentence
            for n, sentence in enumerate(every)
            if named[n] or (n and named[n - 1] and self._of_it.match(text, sentence.start, sentence.end))
        ]
        of_event = [own_part(text, one, noun) for one in of_event if not is_looked_at(text, one, noun)]
        if self._lasting.search(kind):
            # `The winners of the contest were announced today.`
            of_event = [one for one in of_event if not self._is_prize_giving(text, one)]
        tellings = (found for sentence in of_event if (found := self._of(text, sentence, issued, short, noun)))
        days = next(tellings, None)
        lengths: set[int] = set()
        if days is None or is_a_day(days):
            lengths = {
                number(said["number"] or "") or 0
                for place in every
                for said in length_of(noun.pattern).finditer(text, place.start, place.end)
            }
        if days and max(lengths, default=0) > 1:
            # `a conference heard today`, then `the two-day conference, which opened this morning`: more than today.
            days = next((one for one in tellings if not is_a_day(one)), None)
        if days and is_a_day(days) and not short:
            # `Prizes were awarded today at the session`, then `the session closes on Friday`: more than today.
            longer = next((one for one in tellings if is_longer(one, days)), None)
            # `Conference opens in Riga`, says the title: the day that is known of it is the first.
            opened = longer is not None and longer.start is None and self._is_opened(text, title, noun)
            days = Days(days.start, longer.end) if opened and longer else longer or days
        days = days or self._of_speaking(text, body, of_event, issued)
        if days is None and lead:
            # `agreed today on standards`, then `the one-day conference`.
            short = short or 1 in lengths
            days = next((told for one in opening(text, body) if (told := self._told(text, one, issued, short))), None)
            days = days or self._of_lead(text, body, issued, short)
            # `met today for the conference`, which is elsewhere said to be of two days.
            days = None if days and is_a_day(days) and not short and max(lengths, default=0) > 1 else days
        if days is None:
            return Days()
        return self._other_ends.with_both(text, every, noun, days, issued)

    def _is_prize_giving(self, text: str, sentence: Span) -> bool:
        """Whether a sentence on a contest tells how it came out, and not that it begins or ends."""
        turns = self._turning.search(text, sentence.start, sentence.end) is not None
        return not turns and WINNERS.search(text, sentence.start, sentence.end) is not None

    def _of_speaking(
        self, text: str, body: Sequence[Span], of_event: Sequence[Span], issued: datetime.date | None
    ) -> Days | None:
        """`X today praised Y. X was speaking at the end of a two-day visit`: it ended on the day of the lead."""
        for lead in opening(text, body) if issued else ():
            word = RELATIVE.search(text, lead.start, lead.end)
            speaking = next((one for one in of_event if SPEAKING.search(text, one.start, one.end)), None)
            if word and speaking and issued and word["word"] == "today":
                return self._turned(text, speaking, issued, Span(*word.span()), 0.75, short=False)
        return None

    def _is_opened(self, text: str, title: Sequence[Span], noun: Pattern) -> bool:
        """Whether the title says of the event that it opens."""
        for place in title:
            for one in noun.finditer(text, place.start, place.end):
                turn = self._turns.opens.search(text, one.end(), place.end)
                if turn and not noun.search(text, one.end(), turn.start()):
                    return True
        return False

    def _of(self, text: str, sentence: Span, issued: datetime.date | None, short: bool, noun: Pattern) -> Days | None:
        days = self._written(text, sentence, issued, short)
        told = self._told(text, sentence, issued, short, noun)
        first = (days.start or days.end) if days else None
        if days is None or first is None or told is None:
            return days or told
        if issued and first.value > issued:
            # `opened today a mission for the elections, which will be held on 3 April`.
            turns = told.start is None or told.end is None
            turns = turns or (not is_a_day(told) and self._now.search(text, sentence.start, sentence.end) is not None)
            return told if turns or self._is_aside(text, sentence, issued) else days
        return told if self._is_of_another(text, sentence, issued, noun) else days

    def _is_of_another(self, text: str, sentence: Span, issued: datetime.date | None, noun: Pattern) -> bool:
        """Whether a single day stands elsewhere than behind the noun, and the sentence says what happened today.

        `A meeting on the elections held on 4 October took place today`, not `the meeting held on 4 October`.
        """
        first, last, day = next(self._days(text, sentence, issued))
        # `The seminar in Osh today discussed the vote held on 14 November`, in a release of March.
        old = issued is not None and (issued - last).days > _OLD
        if not old and (first != last or not self._now.search(text, sentence.start, sentence.end)):
            return False
        named = [one.end() for one in noun.finditer(text, sentence.start, day.start)]
        return not (named and _OF_IT.fullmatch(text, named[-1], day.start))

    def _is_aside(self, text: str, sentence: Span, issued: datetime.date) -> bool:
        """`The workshop on the vote, which will take place on 4 May, was held today`: the sentence tells of today."""
        end = behind_aside(text, sentence, next(self._days(text, sentence, issued))[2])
        return end is not None and self._now.match(text, end, sentence.end) is not None

    def _of_lead(self, text: str, body: Sequence[Span], issued: datetime.date | None, short: bool) -> Days | None:
        """The days in the first paragraph on which something was, as its verb says: `met on 3 and 4 May`."""
        for sentence in sentences(text, body[0]) if body else ():
            first_of_all = sentence.start == body[0].start
            if first_of_all and (opens := opening_days(text, sentence, issued, _RECENT)):
                evidence = Evidence(opens[2], methods.EVENT_DATE, 0.75)
                return Days(Found(opens[0], evidence), Found(opens[1], evidence))
            happened = self._happens.search(text, sentence.start, sentence.end)
            for first, last, at in self._days(text, sentence, issued) if happened else ():
                behind = happened is not None and happened.end() <= at.start
                # Of a page without a date nothing says how long ago it was.
                if behind and (issued is None or (first <= issued and (issued - last).days <= _RECENT)):
                    evidence = Evidence(at, methods.EVENT_DATE, 0.75)
                    return Days(Found(first, evidence), Found(last, evidence))
            if short and (told := self._told(text, sentence, issued, short)):
                return told
            # `who met in Osh on Wednesday and Thursday`.
            if happened and issued and (two := self._on_two(text, sentence, issued, None)):
                return two
        return None

    def _written(self, text: str, sentence: Span, issued: datetime.date | None, short: bool) -> Days | None:
        for first, last, at in self._days(text, sentence, issued):
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
        noun: Pattern | None = None,
    ) -> Days | None:
        """The days told by `today`: the whole event for one of a day, else its beginning or its end."""
        if issued is None:
            return None
        if pair := self._on_two(text, sentence, issued, noun):
            return pair
        word = RELATIVE.search(text, sentence.start, sentence.end)
        if word is None:
            return None
        before = Span(sentence.start, word.start())
        # `The forum closes on Wednesday`: on the next one.
        ahead = self._turns_yet.search(text, before.start, before.end) is not None
        day = issued + datetime.timedelta(shift(text, before, word["word"], issued, ahead=ahead))
        opens, ends = self._turns.at(text, sentence, Span(*word.span()))
        happens = opens or ends or self._happens.search(text, sentence.start, sentence.end) is not None
        named = noun.search(text, sentence.start, word.start()) if noun else None
        beside = named is not None and _BESIDE.match(text, named.end(), word.start()) is not None
        beside = beside or (noun is not None and at_one(noun.pattern).match(text, word.end(), sentence.end) is not None)
        beside = beside or (noun is not None and self._turns.is_as_it_turned(text, sentence, Span(*word.span()), noun))
        # What a release with a ceremony opens with was its occasion, whatever the verb.
        happens = happens or (short and noun is None)
        # `The winners were announced today`: at their ceremony.
        prized = short and noun is None and WINNERS.search(text, sentence.start, word.start()) is not None
        said = not prized and _SAID.search(text, sentence.start, word.start()) is not None
        if not beside and (not happens or said):
            return None
        return self._turned(text, sentence, day, Span(*word.span()), 0.85, short)

    def _on_two(self, text: str, sentence: Span, issued: datetime.date, noun: Pattern | None) -> Days | None:
        """`on Tuesday and Wednesday`, `yesterday and today`, `tomorrow and on Saturday`: the first and the last day."""
        pair = PAIR.search(text, sentence.start, sentence.end)
        said = pair or NEIGHBOURS.search(text, sentence.start, sentence.end)
        if said is None:
            return None
        named = noun.search(text, sentence.start, said.start()) if noun else None
        beside = named is not None and _BESIDE.match(text, named.end(), said.start()) is not None
        # `Films were shown yesterday and today at the festival.`
        beside = beside or (noun is not None and at_one(noun.pattern).match(text, said.end(), sentence.end) is not None)
        if not beside and not self._happens.search(text, sentence.start, sentence.end):
            return None
        evidence, before = Evidence(Span(*said.span()), methods.EVENT_DATE, 0.8), Span(sentence.start, said.start())
        if pair:
            first = issued + datetime.timedelta(shift(text, before, said["first"], issued))
            last = first + datetime.timedelta(weekdays_between(said["first"], said["last"]))
        else:
            first, last = neighbours(said, issued)
        return Days(Found(first, evidence), Found(last, evidence))

    def _turned(
        self, text: str, sentence: Span, day: datetime.date, at: Span, confidence: float, short: bool
    ) -> Days | None:
        """The days of an event of which one day is known: its beginning or its end where the sentence says so.

        With its length (`a two-day seminar`) the other end is reckoned; a length without either tells nothing.
        """
        opens, ends = self._turns.at(text, sentence, at)
        # Of a course of weeks or months one day tells its beginning or its end, where the sentence says which.
        if not short and _LONG.search(text, sentence.start, sentence.end):
            known = Found(day, Evidence(at, methods.EVENT_DATE, confidence))
            return None if opens == ends else Days(known, None) if opens else Days(None, known)
        # `received certificates at a ceremony today after a five-day course`: the ceremony was not of five days.
        long = LENGTH.search(text, sentence.start, sentence.end)
        long = None if long and short and _AFTER_IT.search(text, sentence.start, long.start()) else long
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
