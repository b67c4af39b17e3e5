"""What was paid for: whether a sentence on money speaks of the event of a release, or of another thing.

`The conference was financed by Norway`, `a seminar in Osh, funded by Norway`, `Norway paid for the course`: of the
event. `It was paid for by Norway` too, where the sentence before it speaks of the event. A project, a repair or another
meeting is another thing, and so is what nothing says.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from graph.extract.words.lexicon import any_of, plural
from graph.extract.words.patterns import Pattern, compiled
from graph.records import Found
from graph.text import Span, sentences
from graph.vocabularies.reference import Reference

# `..., and the seminar is funded by`: a clause of its own begins there.
_CLAUSE = re.compile(r"[;:–]\s|,\s(?:and|but|while)\s|\s(?:and|but)\s(?=its?\s)")
_FINITE = compiled(
    r"\b(?:is|are|was|were|has|have|had|will|be|been|being)\s"
    r"(?:(?:be|been|being|also|again|made|in part|\w+ly)\s){0,4}$"
)
_RELATIVE = compiled(r"\b(?:which|that)\s(?:[\w-]+\s){0,5}$")
# Words that join a noun phrase to what stands before it: its head stands before them.
_JOIN = (
    r"(?:of|on|for|in|to|by|at|with|from|about|against|under|into|between|among|and|or|which|that|who|where|when|is|are|"
    r"was|were|has|have|had|will)\b"
)
_PHRASE = rf"(?:(?!{_JOIN})[\w’'“”-]+\s){{0,6}}?"
# What heads a phrase is followed by no further noun: `the conference on water`, not `the conference hall`.
_GOES_ON = (
    r"(?:as|held|also|jointly|together|itself|took|takes|brought|began|ended|lasts|lasted|came|comes|received|receives|can|"
    r"could|costs?|organi[sz]ed|\w+ly)\b|(?-i:[A-Z“(\d])"
)
_HEADS = rf"(?=[^\w\s]|\s*$|\s(?:{_JOIN}|{_GOES_ON}))"
# `contributed 400 euros to`, `the financing of`.
_GIVEN = r"(?:[^.;:,]{0,60}?\b(?:for|to|towards?|of)\s)?"
_PRONOUN = re.compile(r"[\s,]*(?:it|this|these|they)\s(?:\S+\s){0,4}", re.IGNORECASE)
# `The costs of the seminar were met by`, `Half the costs were`.
_COSTS = re.compile(r"[\s,]*(?:[\w’']+\s){0,3}?(?:costs?|expenses?|bills?)\b", re.IGNORECASE)
# `a project to which Japan, Norway and Sweden have contributed`.
_TO_WHICH = compiled(r"\b(?:to|for)\swhich\b")
_SMALL = re.compile(r"[\s,]*(?:(?:the|this|its|some|further|additional|with|thanks to)\s)*", re.IGNORECASE)


class PaidFor:
    """Tells by the words of the lexicon which payers paid for the event."""

    def __init__(self, reference: Reference) -> None:
        nouns = {*reference.words("event-noun"), *reference.words("event-noun-beside"), "event", "visit"}
        self._event = any_of(sorted({*nouns, *map(plural, nouns)})).pattern
        things = reference.words("paid-thing")
        self._thing = any_of(sorted({*things, *map(plural, things)})).pattern
        lists = ("funding-verb", "funding-infinitive", "funding-noun", "contributing-verb", "giving-verb")
        words = [
            word for name in (*lists, "support-noun", "paying-verb", "covering-verb") for word in reference.words(name)
        ]
        self._money = any_of(words)
        other = any_of([*reference.words("other-thing"), *reference.words("earlier-thing")]).pattern
        self._another = compiled(rf"{other}\s(?:[\w-]+\s){{0,2}}$", re.IGNORECASE)
        currency = any_of(reference.words("currency-noun")).pattern
        self._sum = re.compile(rf"[^.;:]{{0,40}}?{currency}(?:(?!\bfor\b|\bto\b|\btowards?\b)[^;:])*")

    def of_event(
        self,
        text: str,
        body: Sequence[Span],
        payers: Sequence[Found[Any]],
        kind: str,
        name: str,
        over: str = "",
    ) -> tuple[Found[Any], ...]:
        """Those of the payers who paid for the event that the release calls `kind`, or by its `name`.

        `over` is what lies behind it: of `a ceremony after a course` the course.
        """
        told = [sentence for paragraph in body for sentence in sentences(text, paragraph)]
        own = _own(kind, name)
        return tuple(one for one in payers if self._is_event(text, told, one.evidence.span, own, over))

    def _is_event(self, text: str, told: Sequence[Span], payer: Span, own: str, over: str) -> bool:
        here = next((n for n, sentence in enumerate(told) if sentence.holds(payer)), None)
        if here is None:
            return False
        said = self._said(text, told[here], payer, own)
        if said is None and over and re.search(rf"\b{over}\b", told[here].of(text), re.IGNORECASE):
            return False
        if said is None and here:
            # `It was funded by Norway.` speaks of what the sentence before it does.
            things = self._things(text, told[here - 1], own)
            said = any(is_event for _, is_event in things[:1]) or (bool(things) and all(one for _, one in things))
        return said is True

    def _said(self, text: str, sentence: Span, payer: Span, own: str) -> bool | None:
        """Whether the sentence says that the payer paid for the event; None where it does not say for what."""
        start = max((cut.end() for cut in _CLAUSE.finditer(text, sentence.start, payer.start)), default=sentence.start)
        money = self._money.search(text, start, payer.start)
        if money is None and (paid := self._money.search(text, payer.end, sentence.end)):
            if which := _TO_WHICH.search(text, start, payer.start):
                things = self._things(text, Span(start, which.start()), own)
                return things[-1][1] if things else False
            return self._object(text, Span(paid.end(), sentence.end), own)
        if money is None:
            start, money = sentence.start, self._money.search(text, sentence.start, payer.start)
        if money is None:
            return None
        subject, behind = Span(start, money.start()), Span(money.end(), sentence.end)
        if _PRONOUN.fullmatch(text, subject.start, subject.end):
            return None
        costs = _COSTS.match(text, subject.start, subject.end)
        finite = _FINITE.search(text, subject.start, subject.end)
        if finite and not costs and not _RELATIVE.search(text, subject.start, subject.end):
            return self._heads(text, subject, own)
        # `a seminar in Osh, funded by`: the nearest; `with funding for the seminar from Norway`: the first behind.
        for things in (self._things(text, subject, own)[::-1], self._things(text, behind, own)):
            if things:
                return things[0][1]
        return None if costs or _SMALL.fullmatch(text, subject.start, subject.end) else False

    def _heads(self, text: str, subject: Span, own: str) -> bool | None:
        """Whether the event is the subject; None where that is `the training`, named before."""
        if head := _compiled(rf"[\s,]*{_PHRASE}(?P<own>{own}){_HEADS}").match(text, subject.start, subject.end):
            return not self._another.search(text, subject.start, head.start("own"))
        return None if _matches(rf"\s*(?:the|this)\s{_PHRASE}{self._event}{_HEADS}", text, subject) else False

    def _object(self, text: str, place: Span, own: str) -> bool | None:
        """Whether the words behind a verb of paying begin with the event; None where they name only a sum."""
        if _matches(rf"\s{_GIVEN}(?:{_PHRASE}{own}{_HEADS})", text, place):
            return True
        if _matches(rf"\s{_GIVEN}(?:it\b|(?:the|this)\s{self._event}{_HEADS})", text, place):
            return None
        nothing = not text[place.start : place.end].strip(" .”\n")
        return None if nothing or self._sum.fullmatch(text, place.start, place.end) else False

    def _things(self, text: str, place: Span, own: str) -> list[tuple[int, bool]]:
        """Where things are named that may be paid for, in order, and whether each is the event."""
        found: dict[int, bool] = {}
        for pattern, is_event in ((self._thing, False), (self._event, False), (own, True)):
            for one in _compiled(pattern + _HEADS).finditer(text, place.start, place.end):
                found[one.end()] = is_event and not self._another.search(text, place.start, one.start())
        return sorted(found.items())


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Pattern:
    return compiled(pattern, re.IGNORECASE)


def _matches(pattern: str, text: str, place: Span) -> bool:
    return _compiled(pattern).match(text, place.start, place.end) is not None


@lru_cache(maxsize=256)
def _own(kind: str, name: str) -> str:
    """The words by which a release calls its event: `training course`, `training` or `course`; `event`."""
    words = {"event", kind, *kind.split(), *([name] if name else ())} - {"", "of", "the"}
    return rf"\b(?:{'|'.join(re.escape(word) for word in sorted(words, reverse=True))})s?\b"
