"""What a release tells of an event in passing, and does not report.

A meeting that somebody calls for, a seminar that somebody comes home from, a course of another month, a workshop that
followed: neither they nor their days, towns and numbers are those of the event that the release is about.
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from graph.dateline import MONTHS
from graph.extract.events.calendar import RELATIVE
from graph.extract.events.written_days import written
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern, compiled
from graph.text import Span, opening, sentence_around, sentences
from graph.vocabularies.reference import Reference

# `for a meeting in Geneva`: up to the next comma, as what is called for has no commas.
_ARTICLED = r"\s(?:an?|the|another|further|more|such|two|three|several|(?-i:[A-Z])[\w’'-]*)\s(?:[\w’'-]+\s){0,5}?"
_IN_TOWN = re.compile(r"\s(?:in|at)\s[A-Z][\w-]+")
_STRETCH = re.compile(r"[^,;:“”\"]{0,240}")
_ONE = compiled(r"\b(?:an?|another|two|three|four|several|some)\s(?:[\w’'-]+\s){0,6}$", re.IGNORECASE)
# `opened the way in talks with` needs no article.
_BARE, _NO_ARTICLE = "talks", compiled(r"\b(?:in|after|during|held|holding)\s$", re.IGNORECASE)
# `The course`, `At this seminar` go back to what was named before.
_BACK = re.compile(r"(?:(?:At|During|In|For|After|Before)\s)?(?:[Tt]he|[Tt]his|[Ii]ts)\s(?:[\w’'-]+\s){0,4}")
_ONE_LONGEST = 90
# `The first annual conference`, but not `The first day of the conference`; `The preparatory seminar`.
_ORDINAL = re.compile(r"\b(?:first|preparatory|previous|preceding|earlier)\s(?:[\w-]+\s){0,2}$")
_EARLIER = re.compile(r"\s(?:preparatory|previous|preceding|earlier)\s")
# What was so long before a release is not what it is about.
_OLD = datetime.timedelta(45)
_OCCASION = compiled(r"\b(?:[Aa]t|[Dd]uring|[Ii]n|[Ww]ith)\san?\s(?:[\w’'-]+\s){0,5}$")
# Between an event and its time, and between the time and an event behind it.
_TO_TIME = re.compile(r"(?:(?!\b(?:that|which|who)\b)[^;:“”\"]){0,120}")
_TIME_LONGEST, _BEFORE_LONGEST = 40, 200
_FROM_TIME = re.compile(r"[^;:“”\"]{0,160}")
# `in March`, `in 2005`, `by the end of 2012`, but not `on 4 March`.
_SMALL = r"(?:early\s|late\s|mid-|the\s(?:end|beginning|spring|summer|autumn|winter)\sof\s)?"
_MONTH = (
    rf"(?:in|by|during|for|until|back\sin)\s{_SMALL}(?P<month>{'|'.join(MONTHS)})(?:,?\s(?P<year>\d{{4}}))?\b(?!\s\d)"
)
_YEAR = rf"(?:in|by|during|back\sin)\s{_SMALL}(?:19|20)\d\d\b"
# Beside which the words before it end: `adopted in 2005` dates a law, `held in 2005` an event.
_OTHER_VERB = re.compile(r"\b[a-z]+ed\s$")
_WORD_LONGEST = 30
# A month is the release's own from so many days before it on.
_OWN = datetime.timedelta(7)


class Passing:
    """Finds it by the words of the lexicon."""

    def __init__(self, reference: Reference, noun: Pattern) -> None:
        """`noun` is what events are called."""
        self._noun = noun
        words = any_of(reference.words("spoken-of-word")).pattern
        # `called for a meeting in Geneva`, `on his return from a seminar`.
        self._spoken_of = compiled(rf"{words}{_ARTICLED}{noun.pattern}", re.IGNORECASE)
        # `The launch was followed on 26 November by a workshop`.
        self._followed = compiled(
            rf"\b(?:followed|preceded)\s(?:[^,.;:]{{0,60}}\s)?by\s(?:an?|the)\s(?:[\w’'-]+\s){{0,5}}?{noun.pattern}",
            re.IGNORECASE,
        )
        # `The project, which began in 2009 with a conference in Riga`.
        self._began_with = compiled(
            rf"\bin\s(?:(?:{'|'.join(MONTHS)})\s)?(?P<year>(?:19|20)\d\d)\s(?:with|at|by|through)\s(?:an?|the)\s(?:[\w’'-]+\s){{0,4}}?{noun.pattern}",
            re.IGNORECASE,
        )
        # `A conference, planned for next year in Riga, was the subject of talks`.
        self._ahead = compiled(
            rf"\ban?\s(?:[\w’'-]+\s){{0,4}}?{noun.pattern}[^,.;:“”\"]{{0,60}},\s(?:planned|scheduled|foreseen)\sfor\s"
            r"[^,.;:“”\"]{1,80},\s",
            re.IGNORECASE,
        )
        self._opens = re.compile(
            rf"(?:Speaking\s)?(?:at|during)\s(?:an?|the)\s(?:[\w’'-]+\s){{0,4}}?{noun.pattern}[^,.;:“”\"]{{0,80}},\s|"
            rf"(?:The|This)\s(?:[\w’'-]+\s){{0,4}}?{noun.pattern}\s",
            re.IGNORECASE,
        )
        # `A side event on Monday was financed by Norway.`
        self._side = re.compile(r"(?:An?|Another|One|Two|Several)\s(?:[\w-]+\s){0,3}?side\sevents?(?!\w)")
        self._other_time = compiled(
            rf"\b(?:{_MONTH}|{_YEAR})|{any_of(reference.words('other-time')).pattern}", re.IGNORECASE
        )
        self._now = any_of(reference.words("present-time"))
        self._own_verb = any_of(
            {*reference.words("happening-verb"), *reference.words("organising-verb"), "planned"}, r"\s$"
        )
        # `a follow-up seminar was foreseen`, `a course that is planned`.
        self._planned = any_of(reference.words("planning-phrase"))

    def find(
        self, text: str, title: Sequence[Span], body: Sequence[Span], issued: datetime.date | None
    ) -> Iterator[Span]:
        """The stretches that speak of other events: sentences below the lead, and parts of any."""
        lead = opening(text, body)
        own = {noun[0].lower() for span in (*title, *lead) for noun in self._noun.finditer(text, span.start, span.end)}
        for sentence in (sentence for span in body for sentence in sentences(text, span)):
            # Most sentences name no event, and then none of the rules has anything to say.
            if self._noun.search(text, sentence.start, sentence.end) is None:
                continue
            below = self._below(text, sentence)
            if sentence not in lead and self._is_of_another_time(text, below, issued, own):
                yield below
                continue
            if sentence not in lead and own and self._side.match(text, sentence.start, sentence.end):
                yield sentence
                continue
            for pattern in (self._spoken_of, self._followed, self._ahead):
                for said in pattern.finditer(text, sentence.start, sentence.end):
                    stretch = _STRETCH.match(text, said.start(), sentence.end)
                    assert stretch is not None
                    yield Span(said.start(), max(said.end(), stretch.end()))
            for said in self._began_with.finditer(text, sentence.start, sentence.end):
                if issued is None or int(said["year"]) < issued.year:
                    # What stands behind its town is told of the project.
                    town = _IN_TOWN.match(text, said.end(), sentence.end)
                    yield Span(said.start(), (town or said).end())

    def in_titles(self, text: str, title: Sequence[Span]) -> Iterator[Span]:
        """`Veterans recall Florence arms control talks`: those are of years ago."""
        for span in title:
            yield from (Span(*said.span()) for said in self._spoken_of.finditer(text, span.start, span.end))

    def _below(self, text: str, sentence: Span) -> Span:
        """A sentence without what it opens with: `At a ceremony in Osh, she recalled`, `The seminar follows`."""
        opens = self._opens.match(text, sentence.start, sentence.end)
        if opens and _EARLIER.search(opens[0]):
            return sentence
        return Span(opens.end(), sentence.end) if opens else sentence

    def _is_of_another_time(self, text: str, sentence: Span, issued: datetime.date | None, own: set[str]) -> bool:
        """Whether a sentence tells of an event of another month or year, or of one that is planned for some day."""
        nouns = [Span(*noun.span()) for noun in self._noun.finditer(text, sentence.start, sentence.end)]
        # `The course began in March`: that is the one that the lead names.
        nouns = [
            one
            for one in nouns
            if not _BACK.fullmatch(text, sentence.start, one.start)
            or (one.of(text).lower() not in own and _ORDINAL.search(text, sentence.start, one.start))
        ]
        new = {one for one in nouns if is_new(text, sentence, one)}
        nouns = [one for one in nouns if one in new or one.of(text).lower() not in own]
        if not nouns or self._is_of_now(text, sentence, issued):
            return False
        if new and self._planned.search(text, sentence.start, sentence.end):
            return True
        # `proposals made during the meeting in Riga on 27 and 28 June`, in a release of September.
        if next(written(text, sentence, issued), None) is not None:
            return True
        return any(
            self._is_behind(text, sentence, one, issued)
            or (one in new and self._is_before(text, sentence, one, issued))
            for one in nouns
        )

    def _is_behind(self, text: str, sentence: Span, noun: Span, issued: datetime.date | None) -> bool:
        """Whether another time stands right behind a noun: `a seminar was held in March`."""
        reach = _TO_TIME.match(text, noun.end, sentence.end)
        assert reach is not None
        return any(
            said.start() <= reach.end() and self._is_of_event(text, sentence, said.start())
            for said in self._times(text, Span(noun.end, min(sentence.end, reach.end() + _TIME_LONGEST)), issued)
        )

    def _is_before(self, text: str, sentence: Span, noun: Span, issued: datetime.date | None) -> bool:
        """Whether another time stands before a noun: `The way was opened last week in talks with`."""
        stretch = Span(max(sentence.start, noun.start - _BEFORE_LONGEST), noun.start)
        times = self._times(text, stretch, issued)
        return any(_FROM_TIME.fullmatch(text, said.end(), noun.start) for said in times)

    def _times(self, text: str, stretch: Span, issued: datetime.date | None) -> Iterator[re.Match[str]]:
        for said in self._other_time.finditer(text, stretch.start, stretch.end):
            if issued is None or not _is_own(said, issued):
                yield said

    def _is_of_now(self, text: str, sentence: Span, issued: datetime.date | None) -> bool:
        """Whether a sentence has a day of its own, which others may judge."""
        if RELATIVE.search(text, sentence.start, sentence.end) or self._now.search(text, sentence.start, sentence.end):
            return True
        return any(issued is None or issued - last < _OLD for _, last, _ in written(text, sentence, issued))

    def _is_of_event(self, text: str, sentence: Span, time: int) -> bool:
        """Whether no verb stands right before a time, or one of an event."""
        before = max(sentence.start, time - _WORD_LONGEST)
        other = _OTHER_VERB.search(text, before, time) is not None
        return not other or self._own_verb.search(text, before, time) is not None


def is_apart(text: str, noun: Span) -> bool:
    """Whether a sentence below the lead names an event for the first time, and not what the lead happened at.

    `A seminar on roads was held in Kotor`, but not `was presented at a round table in Osh`.
    """
    sentence = sentence_around(text, noun)
    before = max(sentence.start, noun.start - _ONE_LONGEST)
    return is_new(text, sentence, noun) and _OCCASION.search(text, before, noun.start) is None


def is_new(text: str, sentence: Span, noun: Span) -> bool:
    """Whether an event is named for the first time, as its article says."""
    before = max(sentence.start, noun.start - _ONE_LONGEST)
    if noun.of(text).lower() == _BARE and _NO_ARTICLE.search(text, before, noun.start):
        return True
    return _ONE.search(text, before, noun.start) is not None


def _is_own(said: re.Match[str], issued: datetime.date) -> bool:
    """Whether a month is that of a release, or of some days before it; of what was today no year alone is said."""
    if said["month"] is None:
        return False
    months = {(day.year, MONTHS[day.month - 1]) for day in (issued, issued - _OWN)}
    return any(month == said["month"].capitalize() and int(said["year"] or own) == own for own, month in months)
