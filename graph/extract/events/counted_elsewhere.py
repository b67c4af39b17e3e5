"""Whom a release counts at something else than its event: at another happening, as those who taught, or trained before.

`a conference on trade, attended by 220 guests` during a visit; `delivered by three instructors`.
"""

import re

from graph.extract.events.event_names import is_kind
from graph.extract.events.organisers import own_words
from graph.extract.words.lexicon import any_of, plural, singular
from graph.extract.words.patterns import Pattern, compiled
from graph.text import Span
from graph.vocabularies.reference import Reference

_WHICH_LONGEST = 160
# `A second course for another 30 practitioners will be held`.
# `The first, in Riga, was attended by 50 judges.`
_OTHER_ONE = re.compile(
    r"(?:The|A)\s(?:first|second|third|fourth|previous|earlier|last|other)(?:\sone)?(?:,|\s(?:was|had|took)\b)"
)
# `Under the project, 60 soldiers were trained`, in a release on a ceremony.
_TRAINED = re.compile(r"\s(?:were|was|have\sbeen|had\sbeen|will\sbe|are\sbeing)\s(?:[a-z]+ly\s)?(?:re)?trained\b")

# `The programme brought together 22 officers`, in a release on a ceremony: over months.
_PROGRAMME = re.compile(r"(?:The|This)\s(?:[\w-]+\s){0,3}?(?:programme|scheme|project|initiative)\s(?!is\b|will\b)")


class CountedElsewhere:
    """Tells them by the words of the lexicon."""

    def __init__(self, reference: Reference, about: str) -> None:
        """`about` matches what may stand right before a number: `some`, `more than`."""
        noun = any_of(reference.words("event-noun")).pattern
        # `attended a conference in Osh at which 80 students spoke`: they were at that one.
        self._which = compiled(
            rf"\ban?\s(?:[\w’'-]+\s){{0,4}}?(?P<noun>{noun})\s[^,.;:]{{0,40}}?(?:at|in)\swhich\s$", re.I
        )
        # `A separate workshop, attended by 70 farmers, was held in Naryn` below the lead: of that one.
        self._one = re.compile(rf"(?:An?|Another)\s(?:[\w-]+\s){{0,4}}?(?P<noun>{noun})", re.IGNORECASE)
        # `opened a conference on trade, attended by 220 guests` below a lead on a visit.
        self._attended = compiled(
            rf"\ban?\s(?:[\w’'-]+\s){{0,4}}?(?P<noun>{noun})(?!\w)[^.;:“”\"]{{0,80}}?\battended\sby{about}",
            re.IGNORECASE,
        )
        # `Among the projects is a training course for 120 teachers`, in a release on a ceremony.
        self._for = compiled(rf"\ban?\s(?:[\w’'-]+\s){{0,4}}?(?P<noun>{noun})\sfor{about}", re.IGNORECASE)
        # `The course was delivered together with three instructors from Riga.`
        teaches = any_of(reference.words("leading-participle")).pattern
        by = r"(?:(?:together|jointly|today)\s)?(?:by|with)|by\s[^.;:“”\"]{1,80}?\stogether\swith"
        self._taught = compiled(rf"{teaches}\s(?:{by}){about}", re.IGNORECASE)
        # What is over in a day, and at which nobody is taught.
        shown = {*reference.words("closing-event"), *reference.words("occasion-noun")}
        self._shown = any_of({one for one in shown if "graduation" not in one}, "$")
        # `gave a lecture for 60 students in the evening` below the lead: they came to that.
        side = any_of(reference.words("side-happening")).pattern
        self._side = re.compile(
            rf"\b(?:an?|another|the)\s(?:[\w-]+\s){{0,3}}?(?P<noun>{side})(?:\s(?:on|about|in|by)\s[^.,;:]{{1,60}}?)?"
            rf",?\s(?:was\s|were\s)?(?:for|before|with|to|attended\sby){about}",
            re.IGNORECASE,
        )
        # `Six hundred officers have already attended training sessions`, in a release on a conference.
        many = any_of(sorted({plural(one) for one in reference.words("event-noun")})).pattern
        self._have_been = re.compile(
            rf"\s(?:[^.,;:]{{0,60}}?\s)?(?:have|had)\s(?:already\s|so\sfar\s|since\s)?(?:attended|completed|taken\spart\sin|passed)\s"
            rf"(?:[\w’'-]+\s){{0,4}}?(?P<noun>{many})",
            re.IGNORECASE,
        )

    def holds(self, text: str, sentence: Span, count: Span, kind: str, *, below: bool) -> bool:
        """Whether those counted were at a happening of another kind that the sentence names, or opens with `below`."""
        if below and _OTHER_ONE.match(text, sentence.start, sentence.end):
            return True
        before = Span(max(sentence.start, count.start - _WHICH_LONGEST), count.start)
        if self._taught.search(text, before.start, before.end):
            return True
        been = self._have_been.match(text, count.end, sentence.end)
        if been and kind and singular(been["noun"].lower()).split()[-1] != singular(kind).split()[-1]:
            return True
        if below and self._shown.search(kind) and _TRAINED.match(text, count.end, sentence.end):
            return True
        if below and self._shown.search(kind) and _PROGRAMME.match(text, sentence.start, sentence.end):
            return True
        if below and (side := self._side.search(text, before.start, before.end)):
            return _is_other(side, kind) if kind else True
        one = self._one.match(text, sentence.start, count.start) if below else None
        if one and _is_other(one, kind):
            return True
        if below and self._is_of_another(text, sentence, before, kind):
            return True
        which = self._which.search(text, before.start, before.end)
        return which is not None and _is_other(which, kind)

    def _is_of_another(self, text: str, sentence: Span, before: Span, kind: str) -> bool:
        """Whether a sentence that does not name the event counts those who came to another, or are to."""
        patterns: tuple[Pattern, ...] = (self._attended, self._for)
        found = (one.search(text, before.start, before.end) for one in patterns)
        named = next((one for one in found if one), None)
        return (
            named is not None
            and _is_other(named, kind)
            and own_words(kind).search(text, sentence.start, named.start()) is None
        )


def _is_other(named: re.Match[str], kind: str) -> bool:
    """Whether a noun calls something else than what the release calls its event."""
    return not is_kind(named["noun"], kind)
