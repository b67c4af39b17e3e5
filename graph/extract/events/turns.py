"""Whether a sentence says that an event begins or ends on a day."""

import re
from functools import lru_cache

from graph.extract.events.calendar import AT_ITS_END, SAID_AFTER
from graph.extract.words.lexicon import any_of
from graph.extract.words.patterns import Pattern, compiled
from graph.text import Places, Span
from graph.vocabularies.reference import Reference

# So many characters farther off counts a verb behind a day than one before it.
_BEHIND = 40
# `Five weeks before the championship opens in Riga, fans came together today`: that opens, and not what was today.
_NOT_YET = compiled(r"\b(?:[Bb]efore|[Uu]ntil|[Aa]head\sof)\s[^.,;:]{1,120},")


class Turns:
    """Finds it by the verbs of the lexicon."""

    def __init__(self, reference: Reference) -> None:
        opens, ends = (any_of(reference.words(f"{turn}-verb")).pattern for turn in ("beginning", "ending"))
        # `arrived today for a three-day visit`, `left Riga today after a visit`.
        goes, visit = any_of(reference.words("travelling-verb")).pattern, any_of(reference.words("visit-noun")).pattern
        goes = rf"{goes}(?=[^.;:]{{0,80}}?\s%s\san?\s(?:[\w-]+\s){{0,4}}?{visit})"
        # An `open day` does not open; `said at the close of a two-day visit`.
        # `gathered in Riga today for a two-day seminar`.
        gathers = any_of(reference.words("gathering-verb"), r"(?=[^.;:“”\"]{0,100}?\sfor\san?\s[\w-]+-(?:day|week)\b)")
        self.opens = compiled(rf"{opens}(?!(?<=\bopen)\sday)|{goes % 'for'}|{gathers.pattern}", re.IGNORECASE)
        # `won the final of the contest today`.
        final = r"(?:won|wins|winning)\sthe\s(?:[a-z-]+\s)?finals?\sof\b"
        said = rf"{SAID_AFTER}(?=\s[\w-]+-day\s(?:[\w-]+\s){{0,2}}?{visit})"
        self._ends = compiled(f"{ends}|{goes % 'after'}|{AT_ITS_END}|{final}|{said}", re.IGNORECASE)
        # `called yesterday for more money as a two-day seminar in Riga came to an end`: that dates the seminar.
        named = r"[^.;:“”\"]{0,160}?\sas\s(?:an?|the|their)\s(?:[\w-]+\s){0,4}?%s"
        self._as_it_turns = rf"{named}[^.;:,“”\"]{{0,60}}?\s(?:{opens}|{ends})"
        self._no_turn = any_of(reference.words("no-turn-phrase"))

    def is_as_it_turned(self, text: str, sentence: Span, day: Span, noun: Pattern) -> bool:
        """Whether what stands behind a day says that it was as an event began or ended."""
        return _compiled(self._as_it_turns % noun.pattern).match(text, day.end, sentence.end) is not None

    def at(self, text: str, sentence: Span, day: Span) -> tuple[bool, bool]:
        """Whether the sentence says that something begins, or that it ends; of both, what is said nearer to the day.

        `today ended a visit during which they agreed on the opening of offices` ends a visit.
        """
        # `raised close to eight million euros`, `in close co-operation with`: nothing closes.
        phrases = (Span(*found.span()) for found in self._no_turn.finditer(text, sentence.start, sentence.end))
        clauses = (Span(*found.span()) for found in _NOT_YET.finditer(text, sentence.start, sentence.end))
        none = Places([*phrases, *(one for one in clauses if not one.holds(day))], lambda span: span)
        near = [
            min((_distance(said, day) for said in found if not none.near(Span(*said.span()))), default=None)
            for found in (verb.finditer(text, sentence.start, sentence.end) for verb in (self.opens, self._ends))
        ]
        opens, ends = near
        if opens is not None and ends is not None:
            return opens < ends, ends < opens
        return opens is not None, ends is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _distance(said: re.Match[str], day: Span) -> int:
    """How far a verb is from a day; what stands before it is nearer: `opened on Monday and ends tomorrow`."""
    return max(day.start - said.end(), said.start() - day.end) + (_BEHIND if said.start() > day.start else 0)
