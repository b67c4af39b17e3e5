"""Who took part in an event or helped with it: lists of names behind fixed words.

Those who pay did not take part: `financed by the Government of Norway` makes a funder of Norway and nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from graph import methods
from graph.extract.events.name_lists import NameLists, by_place
from graph.extract.events.organisers import own_words
from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.numbers import WORD
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Found, first_of_each
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

_TAKES_PART = compiled(
    r"\b(?:[Pp]articipants?|took part|take part|taking part|tak(?:es|en) part|attended|attend|attending|"
    r"brought together|brings together|bringing together|gathered|gathers|participated|participate)\b"
)
# `Albania, Croatia and Denmark were represented`: the list is the subject of the sentence.
_REPRESENTED = compiled(r"\b(?:were represented|sent|took part|participated|attended)\b")
_FROM = compiled(r"\b(?:from|representing)\s+(?:both\s+)?")
_FUNDS = compiled(
    r"\b(?:(?:co-)?(?:financed|funded|sponsored)|(?:financial )?support|financially supported|"
    r"supported(?= by the Governments?)|funding|funds|financial contributions?|made possible|paid for)\b"
    r"[^,.;:]{0,40}?\b(?:by|from|of)\s+"
)
_SUPPORTED = compiled(
    r"\b(?:supported|assisted|facilitated)\b[^,.;:]{0,30}?\bby\s+|"
    r"\bwith(?: the)? (?:\w+ )?(?:support|assistance|help) (?:of|from)\s+|"
    r"\bin (?:close )?(?:co-?operation|partnership|collaboration|co-?ordination) with\s+|\b(?:jointly|together) with\s+"
)
# `organized by the Mission with the Football Federation`: nothing but whose it is stands between.
_BY_WITH = (
    r"(?:organi[sz]ed|hosted|held|run|convened|arranged)\sby\s"
    r"(?:(?:(?-i:[A-Z])[\w’'-]+|\([A-Z]+\)|of|for|in|to|and|on|the),?\s){1,24}with\s(?=(?:the\s)?(?-i:[A-Z]))"
)
# `organizes the tournament with the Federation`, but not `organized the talks with the Court`.
_THE_WITH = (
    r"organi[sz](?:es?|ed)\sthe\s(?:[a-z-]+\s){0,3}?(?!meeting|talk|consultation|discussion)%s\s"
    r"with\s(?=(?:the\s)?(?-i:[A-Z]))"
)
# `The centres, supported by`: of them, and of no event.
_ITS_SUBJECT = re.compile(r"(?:[A-Z]\w+\s)(?:[a-z-]+\s){0,3}?(?P<head>[a-z-]+),\s(?:[a-z]+\s)?$")
# `found help through networks supported by`, `with the centres supported by`.
_SOME_OTHERS = re.compile(r"(?<![\w-])(?P<head>(?!(?:was|is|has|days|hours|weeks)\b)[a-z-]{2,}[a-z]s)\s$")
# How far back the noun of a relative clause may stand.
_THING_LONGEST, _HEAD_LONGEST = 200, 30
# How far back it is told who led, and how many paragraphs say who met.
_LED_LONGEST, _LEADS = 120, 2
# `Officials from Georgia and Armenia are meeting in Osh`, `of the partners Japan and Thailand opened a conference`.
_MEETS = r"(?:are\smeeting|have\smet|met|meet|came\stogether)\s(?:in|on|at|for|to|today|yesterday|tomorrow|this)\b"
# `completed a course`, `returned home this weekend from a study tour`.
_OPENS = (
    r"(?:(?:opened|started|began|completed|finished|concluded|attended)\s(?:an?|the|their)|(?:returned|came)\s(?:home\s|back\s)?"
    r"(?:(?:today|yesterday|this\s[a-z]+|on\s[A-Z]\w+day)\s)?from\s(?:an?|the|their))\s(?:[\w-]+\s){0,4}?"
)
# Somebody by name, and what she is.
_ALONE = re.compile(r"[A-Z][\w’'-]+\s[A-Z][\w’'-]+,\s(?P<what>an?\s[^.,;:]{1,100})$")
_RIGHT_BEFORE = compiled(r"\b(?:from|of|partners|States|countries)\s(?:both\s|the\s)*$")
# `officers of the Border Police of Albania` may well have met at home.
_OF_A_BODY = re.compile(r"[A-Z][\w’'-]+\sof\s(?:the\s)?$")
_BETWEEN = re.compile(r"\s(?:(?:today|yesterday|tomorrow|this\s[a-z]+)\s)?")
_THEY = re.compile(r"They\s(?:all\s)?(?:came|come|are|were)\sfrom\s")


class Participation:
    """Finds those who took part and helped."""

    def __init__(self, reference: Reference, lists: NameLists, noun: Pattern) -> None:
        """`noun` is what events are called."""
        self._lists = lists
        self._noun = noun
        self._participants = reference.participants
        self._bodies = reference.bodies
        # `The Permanent Representatives of Finland and Iceland took part`.
        self._posts = any_of([plural(noun) for noun in reference.words("role-noun")], r"\s(?:of|from|to)\s")
        people = any_of(
            {*reference.words("people-noun"), *(plural(one) for one in reference.words("role-noun"))}
        ).pattern
        self._people = compiled(people, re.IGNORECASE)
        # `a course on water for 20 judges from`, but not `on the care for victims from`.
        self._held_for = compiled(
            rf"{noun.pattern}\s(?:for\s|(?:on|in|about)\s(?:[\w-]+\s){{1,6}}?for\s(?:some\s|about\s)?(?:\d+|{WORD})\s)"
            rf"(?:[\w,-]+\s){{0,6}}?{people}\s"
            r"(?:of\s(?:(?!from\b|for\b)[\w’'-]+,?\s){1,10}?)?from\s(?:both\s)?",
            re.IGNORECASE,
        )
        teaches = rf"[^.;:]{{3,120}}?\s(?:has\s|have\s)?{any_of(reference.words('teaching-verb')).pattern}"
        taught = rf"\s(?:the\s|these\s|some\s)?(?:[\w-]+\s){{0,2}}?{people}"
        self._teaches = re.compile(rf"{teaches}(?:{taught}|[^.;:]*?\s(?:to|with)\s[^.;:]*?\bfrom\s)")
        # `was led by a judge from Germany`.
        led = any_of(reference.words("leading-participle")).pattern
        self._led = compiled(rf"{led}\sby\s(?:(?!{_TAKES_PART.pattern}|\bby\b|\bfrom\b)[^.;:,])*$")
        self._parts = any_of(reference.words("part-of-country"), r"\sof\s(?:the\s)?$")
        self._came = any_of(reference.words("coming-verb"))
        self._subject = re.compile(
            rf"(?:[\w’'-]+,?\s){{0,7}}?{people}\s(?:from|of)\s(?:[\w’'-]+\s){{0,9}}", re.IGNORECASE
        )
        self._meet = compiled(rf"\b(?:{_MEETS}|{_OPENS}{noun.pattern})")
        beside = any_of(reference.words("event-noun-beside")).pattern
        organises = any_of(reference.words("organising-verb")).pattern
        self._of_event = re.compile(
            rf"{noun.pattern}|{beside}|{organises}|\bevents?\b|(?-i:^|(?<=\.\s)|(?<=\n))It\b", re.IGNORECASE
        )
        # `within the campaign “X”, which is supported by`: not the hearing.
        things = any_of(reference.words("paid-thing")).pattern
        self._which_thing = re.compile(
            rf"{things}(?:(?!{noun.pattern})[^.;:]){{0,120}}?\s(?:which|that)\s"
            r"(?:is|are|was|were|has\sbeen|have\sbeen)\s(?:[a-z]+\s)?$",
            re.IGNORECASE,
        )
        # `The project will be carried out jointly with`: not the meeting that agreed to it.
        self._thing_first = re.compile(
            rf"(?-i:The|This|These|Its)\s(?:[\w’'-]+\s){{0,5}}?{things}(?:(?!{noun.pattern}|{organises})[^.;:])*$",
            re.IGNORECASE,
        )
        self._with = compiled(rf"(?<!\w)(?:{_BY_WITH}|{_THE_WITH % f'(?:{noun.pattern}|event)'})", re.IGNORECASE)
        made = any_of([*reference.words("making-verb"), *reference.words("funding-verb")]).pattern
        # `The handbook was developed in partnership with the Court`: of the handbook.
        self._made = compiled(rf"{made}(?:(?!(?<![\w-])\w+ed\b)[^.;:])*$", re.IGNORECASE)

    def attendees(self, text: str, body: Sequence[Span], date: str | None) -> tuple[Found[NamedNode], ...]:
        """The States and wider places that took part, each once; `date` (ISO) settles what a shared name means."""
        return first_of_each(self._attendees(text, body, date))

    def meeting(self, text: str, body: Sequence[Span], date: str | None) -> tuple[Found[NamedNode], ...]:
        """The States and wider places whose people met or opened something, as the first paragraphs say."""
        return first_of_each(self._meeting(text, body, date))

    def supporters(
        self, text: str, body: Sequence[Span], date: str | None, printed: Sequence[Found[NamedNode | str]], kind: str
    ) -> tuple[Found[NamedNode | str], ...]:
        """The bodies with whose help what is called by `kind` was held, each once.

        `printed` are those that the text names.
        """
        return first_of_each(self._supporters(text, body, date, by_place(printed), own_words(kind)))

    def _attendees(self, text: str, body: Sequence[Span], date: str | None) -> Iterator[Found[NamedNode]]:
        for paragraph in body:
            for sentence in sentences(text, paragraph):
                if _TAKES_PART.search(text, sentence.start, sentence.end):
                    for start in _FROM.finditer(text, sentence.start, sentence.end):
                        # `experts from Spain presented their laws to participants from Kyrgyzstan`: they came to teach.
                        if self._teaches.match(text, start.end(), sentence.end):
                            continue
                        # Neither did who led it.
                        before = max(sentence.start, start.start() - _LED_LONGEST)
                        if self._led.search(text, before, start.start()):
                            continue
                        # `Ana Belková, a member of the Court from Spain, is among the speakers`: she alone came.
                        alone = _ALONE.search(text, before, start.start())
                        if alone and not self._people.search(text, alone.start("what"), start.start()):
                            continue
                        # `with support from Norway` names who paid.
                        if not _FUNDS.search(text, max(sentence.start, start.start() - 60), start.end()):
                            place = Span(start.end(), sentence.end)
                            yield from self._lists.read(text, place, date, self._participants, methods.PARTICIPANT_LIST)
                    last = max(verb.start() for verb in _TAKES_PART.finditer(text, sentence.start, sentence.end))
                    for post in self._posts.finditer(text, sentence.start, last):
                        if self._teaches.match(text, post.end(), sentence.end):
                            continue
                        place = Span(post.end(), sentence.end)
                        yield from self._lists.read(text, place, date, self._participants, methods.PARTICIPANT_LIST)
                # `a seminar for 25 officials from Georgia and Moldova`.
                for held in self._held_for.finditer(text, sentence.start, sentence.end):
                    place = Span(held.end(), sentence.end)
                    yield from self._lists.read(text, place, date, self._participants, methods.PARTICIPANT_LIST)
                if _REPRESENTED.search(text, sentence.start, sentence.end):
                    yield from self._lists.read(text, sentence, date, self._participants, methods.PARTICIPANT_LIST)

    def _meeting(self, text: str, body: Sequence[Span], date: str | None) -> Iterator[Found[NamedNode]]:
        method = methods.PARTICIPANT_LIST
        for n, paragraph in enumerate(body):
            before: Span | None = None
            for sentence in sentences(text, paragraph):
                # `Twelve officers graduated today. They came from Georgia and Moldova.`
                they = _THEY.match(text, sentence.start, sentence.end)
                if they and before and self._came.search(text, before.start, before.end):
                    place = Span(they.end(), sentence.end)
                    yield from self._lists.read(text, place, date, self._participants, method)
                meets = self._meet.search(text, sentence.start, sentence.end) if n < _LEADS else None
                subject = Span(sentence.start, meets.start()) if meets else Span(sentence.start, sentence.start)
                for start in self._lists.starts(text, subject, date, self._participants, {}):
                    found = list(self._lists.read(text, Span(start, subject.end), date, self._participants, method))
                    reaches = found and _BETWEEN.fullmatch(text, found[-1].evidence.span.end, subject.end)
                    if reaches and self._are_theirs(text, subject, start):
                        yield from found
                        break
                before = sentence

    def _are_theirs(self, text: str, subject: Span, start: int) -> bool:
        """Whether the words before a list say that people of it are the subject: `Officials from`."""
        # `from all regions of Albania`: they met at home.
        if self._parts.search(text, subject.start, start) or _OF_A_BODY.search(text, subject.start, start):
            return False
        near = _RIGHT_BEFORE.search(text, subject.start, start) is not None
        return near and self._subject.fullmatch(text, subject.start, start) is not None

    def _supporters(
        self, text: str, body: Sequence[Span], date: str | None, printed: Mapping[int, Found[Any]], own: Pattern
    ) -> Iterator[Found[NamedNode | str]]:
        for n, paragraph in enumerate(body):
            for m, sentence in enumerate(sentences(text, paragraph)):
                starts = [
                    *_SUPPORTED.finditer(text, sentence.start, sentence.end),
                    *self._with.finditer(text, sentence.start, sentence.end),
                ]
                # `The teams are trained together with the Red Cross`: the event must be spoken of.
                spoken = (one.search(text, sentence.start, sentence.end) for one in (self._of_event, own))
                if not starts or ((n or m) and not any(spoken)):
                    continue
                for start in starts:
                    subject = _ITS_SUBJECT.fullmatch(text, sentence.start, start.start())
                    if subject and (n or m) and not self._is_event(subject["head"], own):
                        continue
                    others = _SOME_OTHERS.search(
                        text, max(sentence.start, start.start() - _HEAD_LONGEST), start.start()
                    )
                    if others and start[0].startswith("supported") and not self._is_event(others["head"], own):
                        continue
                    made = self._made.search(text, sentence.start, start.start())
                    if made and not self._noun.search(text, sentence.start, made.start()):
                        continue
                    if (n or m) and self._thing_first.match(text, sentence.start, start.start()):
                        continue
                    if self._which_thing.search(
                        text, max(sentence.start, start.start() - _THING_LONGEST), start.start()
                    ):
                        continue
                    place = Span(start.end(), sentence.end)
                    yield from self._lists.read(text, place, date, self._bodies, methods.SUPPORTER_LIST, printed)

    def _is_event(self, head: str, own: Pattern) -> bool:
        return any(one.fullmatch(head) for one in (self._of_event, own))
